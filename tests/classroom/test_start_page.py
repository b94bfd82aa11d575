"""The start page: the environment, the map of the course, and the notebook itself."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from classroom import start_page
from classroom.course import Course
from classroom.doctor import BAD, OK, OPTIONAL, Finding
from classroom.progress import progress_file
from classroom.start_page import course_map, done_words, environment, promise_of
from widgets import records

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def here(course, monkeypatch):
    """A course with one lesson and no student copies, in which this process works."""
    cells = [nbformat.v4.new_markdown_cell("# Words\n\nCount <them>. About 20 min.\n\nMore.")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), course / "chapters/02_words/words.ipynb")
    monkeypatch.chdir(course / "chapters")
    return Course(course)


def test_the_map_links_what_is_there_and_says_what_was_done(here):
    page = course_map()
    assert 'href="02_words/words.ipynb">02 words</a>' in page._repr_html_()
    assert page.html.count("<a ") == page.html.count("text-decoration:underline")  # seen without colour
    assert "words_exercises" not in page.html  # there is none
    assert "01_numbers" not in page.html  # nothing to open
    assert "Count &lt;them&gt;." in page.html
    assert "More" not in page.html
    assert "02_words: not begun" in repr(page)
    question = {"question": "2 + 2?", "answer": 4.0}
    events = [records.event("quiz", "02_words", id="q", right=True, question=question)]
    records.append(events, progress_file(here))
    assert "1 of 1 quizzes right" in course_map().html


def test_words_for_what_was_done():
    numbers = {
        "answered": 0,
        "right": 0,
        "quizzes": 5,
        "made": 2,
        "predictions": 4,
        "off": 1,
        "points": 9,
        "max_points": 9,
    }
    assert done_words({**numbers, "exercises": {"ex1": "passed", "ex2": "manual"}}) == [
        "2 of 4 predictions made, 1 off",
        "✓ 9 of 9 points",
    ]
    assert done_words({**numbers, "answered": 1, "exercises": {}})[0] == "0 of 5 quizzes right"
    assert done_words({**numbers, "made": 0, "points": None, "exercises": {}}) == ["not begun"]


def test_a_lesson_that_cannot_be_read_promises_nothing(tmp_path):
    assert promise_of(tmp_path / "none.ipynb") == ""
    (tmp_path / "words.ipynb").write_text(json.dumps({"cells": []}))
    assert promise_of(tmp_path / "words.ipynb") == ""


def test_what_is_missing_has_its_cure(here, monkeypatch):
    found = [Finding("disk", OK, "9 GB"), Finding("<kernel>", BAD, "none", "Make one."), Finding("x", OPTIONAL, "no")]
    monkeypatch.setattr(start_page, "examine", lambda root, quick: found)
    page = environment()
    assert "1 of 3 things need your attention" in page.html
    assert "&lt;kernel&gt;" in page.html and "none → Make one." in page.html
    assert "✓ ok disk" in repr(page) and "✗ missing <kernel>" in repr(page)
    monkeypatch.setattr(start_page, "examine", lambda root, quick: found[:1])
    assert "Everything that the course needs is here." in environment().html


def test_every_lesson_of_the_course_has_a_promise():
    lessons = [path for path in ROOT.glob("chapters/*/*.ipynb") if not path.stem.endswith("_exercises")]
    assert len(lessons) > 10
    assert [path.name for path in lessons if not promise_of(path)] == []


@pytest.mark.notebook
def test_the_page_runs_without_a_word_on_standard_error_and_writes_nothing(tmp_path, edit):
    from tests.test_notebooks import complaints, run

    course = edit.make_course(tmp_path / "course")
    notebook = nbformat.read(ROOT / "chapters/start.ipynb", 4)
    (course / "chapters/start.ipynb").write_bytes((ROOT / "chapters/start.ipynb").read_bytes())
    run(notebook, course / "chapters", tmp_path)
    assert complaints(notebook) == []
    assert not (course / ".classroom").exists()
    shown = {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    pages = {name: str(outputs[-1]["data"].get("text/html", "")) for name, outputs in shown.items()}
    assert "course needs" in pages["environment"] or "attention" in pages["environment"]
    assert len(re.findall("<img ", pages["gallery"])) == 16
