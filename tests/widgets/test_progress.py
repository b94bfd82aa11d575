"""The panel at the end of a lesson."""

import json

import pytest

from widgets import ProgressPanel, Quiz, records


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    folder = tmp_path / "course/chapters/02_words"
    folder.mkdir(parents=True)
    (tmp_path / "course/nbgrader_config.py").touch()
    cells = [{"cell_type": "code", "source": "Quiz(1)\nQuiz(2)\nPrediction(3)"}]
    (folder / "words.ipynb").write_text(json.dumps({"cells": cells}))
    monkeypatch.delenv(records.VARIABLE, raising=False)
    monkeypatch.setattr(records, "listeners", [])
    monkeypatch.chdir(folder)
    return folder


def shown(panel):
    return panel._body.value


def test_it_says_how_much_there_is_and_writes_nothing(chapter):
    panel = ProgressPanel()
    assert "chapter 02 words" in shown(panel)
    for words in ("0 of 2 right", "0 of 1 made", "not checked yet", "Nothing to review"):
        assert words in shown(panel)
    assert not (chapter.parents[1] / ".classroom").exists()


def test_it_follows_each_answer_of_its_kernel(chapter):
    panel = ProgressPanel()
    Quiz("2 + 2?", answer=4).choose("4")
    assert "1 of 2 right, 1 at once" in shown(panel)
    panel.close()
    assert records.listeners == []


def test_what_another_kernel_kept_is_there_after_refresh(chapter):
    panel = ProgressPanel()
    exercises = {"ex1": {"verdict": "passed", "hint": ""}, "ex2": {"verdict": "manual", "hint": ""}}
    checked = records.event("check", "02_words", points=3, max_points=9, exercises=exercises)
    records.progress_file().parent.mkdir()
    records.progress_file().write_text(json.dumps(checked) + "\n")
    assert "not checked yet" in shown(panel)
    panel.children[-1].children[0].click()
    assert "3 of 9 points at the last check, 1 of 1 exercises solved" in shown(panel)


def test_what_is_still_open_is_named(chapter):
    panel = ProgressPanel()
    assert "still open" not in shown(panel)
    Quiz("$a < b$?", answer=4).choose("5")
    assert "<li>quiz, not right yet: $a &lt; b$?</li>" in shown(panel)
    exercises = {"ex2": {"verdict": "wrong", "hint": "No."}, "ex3": {"verdict": "passed", "hint": ""}}
    checked = records.event("check", "02_words", points=3, max_points=9, exercises=exercises)
    records.append([checked], records.progress_file())
    assert "<li>exercise 2: wrong</li>" in shown(panel)
    assert "exercise 3" not in shown(panel)


def test_damage_is_told(chapter):
    Quiz("2 + 2?", answer=4).choose("4")
    with records.progress_file().open("a") as file:
        file.write("damaged\n")
    assert "1 of 2 lines of" in shown(ProgressPanel())


def test_outside_a_chapter_it_says_so(chapter, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert "this notebook lies in none" in shown(ProgressPanel())


def test_the_page_without_a_kernel_and_its_words(chapter, outside_references):
    panel = ProgressPanel()
    assert "0 of 2 right" in panel.static_html()
    assert outside_references(panel.static_html()) == []
    assert repr(panel) == "ProgressPanel('02_words')"
    assert 'aria-hidden="true"' in shown(panel)  # the bars repeat the words beside them
