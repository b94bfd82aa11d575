"""The button in the notebook that checks it."""

import asyncio
from pathlib import Path

import pytest

from classroom import CheckButton, check, notebook
from classroom.check_button import NOT_SAVED, NOT_SEEN, no_file, report_html
from classroom.results import ExerciseResult, Report
from tests.classroom.tiny_course import NUMBERS, make_notebook, write_notebook
from widgets.saver import SAVED, UNSAVED

EXERCISES = (
    ExerciseResult("ex1", "the <mean>", 3.0, 3.0, "passed", ""),
    ExerciseResult("ex2", "slope", 1.0, 4.0, "wrong", "received <b>, expected 2"),
    ExerciseResult("ex3", "later", 0.0, 2.0, "not attempted", "NotImplementedError"),
    ExerciseResult("ex4", "why", None, 3.0, "manual", ""),
)
REPORT = Report("01_numbers", EXERCISES, hidden=False, repairs=("a cell was renamed",))


@pytest.fixture
def path(tmp_path):
    return write_notebook(tmp_path / "numbers_exercises.ipynb", make_notebook(NUMBERS))


@pytest.fixture
def graded(monkeypatch):
    """The paths that were graded; the answer is always `REPORT`."""
    asked = []
    monkeypatch.setattr(notebook, "grade", lambda path: asked.append(Path(path)) or REPORT)
    return asked


def test_a_press_grades_the_file_and_shows_points_and_hints(path, graded):
    button = CheckButton(path)
    assert graded == []
    button.button.click()
    assert graded == [path]
    assert button.report is REPORT
    assert "4 of 9 points" in button.said.value
    assert not button.button.disabled


def test_check_presses_by_itself(path, graded):
    assert check(path).report is REPORT
    assert graded == [path]


def test_what_the_page_could_not_save_is_not_graded(path, graded):
    async def press():
        button = CheckButton(path)
        button.press()
        assert button.button.disabled
        button.press()  # a second press while it runs does nothing
        button.saver.set_state({"state": UNSAVED, "answered": 1})
        return button

    button = asyncio.run(press())
    assert NOT_SAVED in button.said.value
    assert graded == [] and not button.button.disabled


def test_the_kernel_stays_free_while_it_is_graded(path, graded):
    async def press():
        button = CheckButton(path)
        button.press()
        button.saver.set_state({"state": SAVED, "answered": 1})
        assert "Grading" in button.said.value
        for _ in range(200):
            await asyncio.sleep(0.01)
            if button.report:
                return button
        return button

    button = asyncio.run(press())
    assert button.report is REPORT
    assert NOT_SEEN not in button.said.value


def test_where_the_page_does_not_tell_a_note_says_what_was_graded(path, graded, monkeypatch):
    other = "def double(x):\n    return 7"
    monkeypatch.setattr(notebook, "history", lambda: [other])
    button = CheckButton(path, now=True)
    assert NOT_SEEN in button.said.value
    assert "The answer ex1-solution was run with another text" in button.said.value


def test_a_problem_is_shown_as_a_sentence(path, monkeypatch):
    monkeypatch.setattr(notebook, "grade", lambda path: "It is <broken>.")
    button = CheckButton(path, now=True)
    assert "It is &lt;broken&gt;." in button.said.value and "nnk-error" in button.said.value


def test_a_missing_file_is_told_before_anything_is_pressed(tmp_path, graded):
    assert "There is no file" in CheckButton(tmp_path / "gone.ipynb", now=True).said.value
    assert "name it: check(" in no_file(None)
    assert graded == []


def test_the_report_can_be_read_without_colour_and_runs_nothing():
    html = report_html(REPORT, ["a <note>"])
    for words in ("✓ 1 the &lt;mean&gt;", "✗ 2 slope", "○ 3 later", "· 4 why", "1/4", "-/3", "&lt;note&gt;"):
        assert words in html
    assert "received &lt;b&gt;, expected 2" in html
    assert "NotImplementedError" not in html
    assert "3 more points are given by a person." in html
    assert "a cell was renamed" in html and "only the visible tests were run" in html


def test_the_page_without_a_kernel(path, graded):
    button = CheckButton(path)
    assert "Not checked yet." in button.static_html()
    button.press()
    assert "4 of 9 points" in button.static_html()
