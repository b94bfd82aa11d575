"""Counting what was done."""

import json

from widgets.standing import Standing, asked_in, standings


def quiz(name, right, kind="quiz", chapter="c"):
    return {"kind": kind, "chapter": chapter, "id": name, "right": right, "question": {"question": f"{name}?"}}


def check(points, **verdicts):
    exercises = {name: {"verdict": verdict} for name, verdict in verdicts.items()}
    return {"kind": "check", "chapter": "c", "points": points, "max_points": 9, "exercises": exercises}


def test_a_quiz_counts_once_and_as_right_once_it_was():
    found = standings([quiz("a", False), quiz("a", True), quiz("a", False), quiz("b", True), quiz("d", False)])["c"]
    assert (found.right, len(found.quizzes), found.at_once) == (2, 3, {"b"})
    assert found.not_right == ["d?"]


def test_the_first_prediction_counts():
    found = standings([quiz("a", False, "prediction"), quiz("a", True, "prediction"), quiz("b", True, "prediction")])
    assert (found["c"].off, len(found["c"].predictions)) == (["a?"], 2)


def test_the_last_check_and_the_best_one():
    found = standings([check(5, ex1="passed", ex2="manual"), check(3, ex1="wrong", ex2="manual")])["c"]
    assert (found.points, found.best, found.max_points, found.solved) == (3, 5, 9, 0)


def test_chapters_are_kept_apart_and_reviews_count_for_none():
    found = standings([quiz("a", True), quiz("a", True, chapter="d"), quiz("a", False, "review")])
    assert found["c"].right == found["d"].right == 1
    assert Standing().points is None


def test_what_a_lesson_asks_is_counted_in_its_code(tmp_path):
    folder = tmp_path / "02_words"
    folder.mkdir()
    cells = [
        {"cell_type": "code", "source": ['Quiz("a", answer=1)\n', 'Quiz("b", answer=2)']},
        {"cell_type": "code", "source": 'guess = Prediction("c", low=0, high=1)'},
        {"cell_type": "markdown", "source": "A Quiz(...) in words."},
    ]
    (folder / "words.ipynb").write_text(json.dumps({"cells": cells}))
    assert asked_in(folder) == (2, 1)
    (folder / "words.ipynb").write_text("{damaged")
    assert asked_in(folder) == (0, 0)
    assert asked_in(tmp_path / "03_none") == (0, 0)
