"""The notebook that is open: what of it is unsaved, and its check in another process."""

import json
import subprocess
import sys
from unittest.mock import MagicMock

import nbformat
import pytest

import classroom as package
from classroom import notebook
from classroom.results import Report
from classroom.student_copy import Markers, read_notebook, student_copy
from tests.classroom.tiny_course import RIGHT, answered, make_course, write_notebook


@pytest.fixture
def opened(tmp_path):
    """A student's notebook in a course, answered rightly but for exercise 1."""
    root = make_course(tmp_path / "course")
    copy = nbformat.reads(student_copy(root / "solutions/01_numbers/numbers_exercises.ipynb", Markers()).decode(), 4)
    mine = answered(copy, **{**RIGHT, "ex1": "def double(x):\n    return abs(2 * x)"})
    return write_notebook(root / "chapters/01_numbers/numbers_exercises.ipynb", mine)


def test_an_answer_that_was_run_and_not_saved_is_named(opened):
    saved = read_notebook(opened)
    same = "def double(x):\n    return abs(2 * x)\n"
    other = "def double(x):\n    return 2 * x"
    assert notebook.unsaved(saved, []) == []
    assert notebook.unsaved(saved, ["", other, same]) == []  # the last run is the saved text
    (said,) = notebook.unsaved(saved, [same, "import math", other])
    assert said.startswith("The answer ex1-solution was run with another text than the saved one")


@pytest.mark.notebook
def test_a_check_in_another_process_is_the_same_check(opened):
    report = notebook.grade(opened)
    assert isinstance(report, Report)
    assert (report.points, report.max_points) == (7, 9)
    assert "sign must stay" in report.exercises[0].hint
    kept = (opened.parents[2] / ".classroom/progress.jsonl").read_text(encoding="utf-8")
    assert json.loads(kept)["points"] == 7


def test_what_cannot_be_graded_is_a_sentence(tmp_path, opened):
    assert "There is no file" in notebook.grade(opened.with_name("gone.ipynb"))
    opened.write_text("{damaged")
    assert "is not JSON" in notebook.grade(opened)


def test_a_process_that_dies_is_a_sentence(opened, monkeypatch):
    monkeypatch.setattr(notebook, "SCRIPT", "import sys; sys.exit('out of luck')")
    said = notebook.grade(opened)
    assert "did not come to an end: out of luck" in said
    assert f"classroom check {opened}" in said


def test_while_it_is_graded_the_last_cell_says_a_sentence_and_grades_nothing(capsys, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "/somewhere/numbers_exercises.ipynb")  # handed down by the notebook it is in
    assert package.check() is None
    assert "classroom check NOTEBOOK.ipynb" in capsys.readouterr().out


def test_what_stands_in_for_the_widgets_in_a_graded_process_is_not_asked(monkeypatch):
    monkeypatch.setitem(sys.modules, "widgets.records", MagicMock())  # says that a notebook is open
    assert notebook.is_open()
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert not notebook.is_open()


def test_the_last_cell_imports_nothing_heavy_while_it_is_graded():
    heavy = ("ipywidgets", "anywidget", "numpy", "nbformat", "tensorflow")
    code = f"import sys; from classroom import check; check(); print([n for n in {heavy} if n in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip().endswith("[]")


def test_an_unknown_name_is_an_error_that_names_the_others():
    with pytest.raises(AttributeError, match="it has check and CheckButton"):
        package.grade_everything  # noqa: B018


@pytest.mark.notebook
def test_a_notebook_from_before_the_last_cell_earns_the_same(tmp_path, edit):
    """Handed-in notebooks without the cell, with it, and with it in the middle are graded alike."""
    from classroom.course import Course
    from classroom.grading import Assignment, grade_notebook

    last = nbformat.v4.new_code_cell("from classroom import check\n\ncheck()")
    last["id"] = "check"
    course = Course(make_course(tmp_path / "course"))
    path = course.solution(course.chapter("numbers"))
    before = read_notebook(path)
    old = edit.answered(Assignment.load(course, course.chapter("numbers")).release, **edit.right)
    before.cells.append(last)
    write_notebook(path, before)
    assignment = Assignment.load(course, course.chapter("numbers"))
    new = edit.answered(assignment.release, **edit.right)
    moved = edit.answered(assignment.release, **edit.right)
    moved.cells.insert(3, moved.cells.pop())
    for submitted in (old, new, moved):
        graded, report = grade_notebook(assignment, submitted)
        assert (report.points, report.max_points) == (9, 9)
        assert [cell["id"] for cell in graded.cells][-1] == "check"
