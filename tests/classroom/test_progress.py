"""`classroom progress`: the table, the same for programs, and two machines."""

import json
from datetime import date, timedelta

import pytest

from classroom.course import Course
from classroom.progress import keep_progress, progress_file, read_progress
from classroom.results import ExerciseResult, Report
from widgets import records


@pytest.fixture
def learned(course):
    """A course in which a quiz was answered, a prediction was off and exercises were checked."""
    found = Course(course)
    asked = {"question": "2 + 2?", "answer": 4.0}
    events = [
        records.event("quiz", "01_numbers", id="01_numbers/a", right=True, question=asked),
        records.event("prediction", "01_numbers", id="01_numbers/b", right=False, question=asked),
    ]
    assert records.append(events, progress_file(found)) == ""
    exercises = (
        ExerciseResult("ex1", "t", 3.0, 3.0, "passed", ""),
        ExerciseResult("ex2", "u", 0.0, 4.0, "wrong", "No."),
    )
    assert keep_progress(found, Report("01_numbers", exercises)) == ""
    return course


def test_the_table_has_every_chapter(learned, classroom):
    ran = classroom("progress", cwd=learned)
    assert ran.status == 0
    for words in ("01_numbers", "02_words", "1/1", "1/2", "3/7", "not checked", "delete the file to forget"):
        assert words in ran.out
    assert "to review" not in ran.out  # not before tomorrow


def test_json_has_the_same_numbers(learned, classroom):
    found = json.loads(classroom("progress", "--json", cwd=learned).out)
    assert list(found) == ["file", "trouble", "due", "chapters"]
    assert found["chapters"]["01_numbers"] == {
        "quizzes": 1, "answered": 1, "right": 1, "at_once": 1, "predictions": 1, "made": 1, "off": 1,
        "not_right": [], "were_off": ["2 + 2?"],
        "points": 3, "best": 3, "max_points": 7, "exercises": {"ex1": "passed", "ex2": "wrong"},
    }  # fmt: skip
    assert found["chapters"]["02_words"]["points"] is None


def test_what_is_due_is_counted_for_a_day(learned):
    assert read_progress(Course(learned), date.today())["due"] == 0
    assert read_progress(Course(learned), date.today() + timedelta(days=2))["due"] == 3


def test_it_is_carried_to_another_machine_and_counted_once(learned, classroom, edit, tmp_path):
    there, carried = edit.make_course(tmp_path / "there"), tmp_path / "carried.jsonl"
    assert "3 entries" in classroom("progress", "--export", carried, cwd=learned).out
    assert "added  3 new entries" in classroom("progress", "--import", carried, cwd=there).out
    assert "added  0 new entries" in classroom("progress", "--import", carried, cwd=there).out
    here, copied = (read_progress(Course(root))["chapters"] for root in (learned, there))
    assert here == copied


def test_faults_are_sentences_and_lose_nothing(learned, classroom, tmp_path, edit):
    before = (learned / ".classroom/progress.jsonl").read_bytes()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    faults = {
        ("--import", tmp_path / "gone"): "There is no file",
        ("--import", tmp_path / "picture.png"): "holds no progress",
        ("--export", tmp_path / "picture.png"): "exists",
        ("--export", tmp_path / "picture.png/below.jsonl"): "cannot be written",
    }
    for words, said in faults.items():
        ran = classroom("progress", *words, cwd=learned)
        assert (ran.status, said in ran.err) == (2, True), (words, ran.err)
        assert len(ran.err.strip().splitlines()) == 1
    assert (learned / ".classroom/progress.jsonl").read_bytes() == before
    empty = edit.make_course(tmp_path / "empty")
    assert "holds nothing yet" in classroom("progress", "--export", tmp_path / "new", cwd=empty).err


def test_damage_is_told_and_kept(learned, classroom):
    with (learned / ".classroom/progress.jsonl").open("a") as file:
        file.write("{damaged\n")
    ran = classroom("progress", cwd=learned)
    assert ran.status == 0
    assert "1 of 4 lines of" in ran.out
    assert "1/1" in ran.out
