"""Which chapter a file is of: by its name, else by what stands in it, and never by a guess."""

import nbformat
import pytest

from classroom import sorting
from classroom.course import Course
from classroom.file_names import told_by
from classroom.sorting import Chapters
from tests.classroom.handed_over import FULL, SHORT
from tests.classroom.tiny_course import WORDS, make_notebook, write_notebook

EMPTY = nbformat.writes(nbformat.v4.new_notebook()).encode()


@pytest.fixture
def chapters(course):
    return Chapters(Course(course))


def meant(chapters, name, data, chapter=None):
    found, notebook, fault = chapters.meant(told_by(name), data, chapter and chapters.course.chapter(chapter))
    return fault or (found.name, notebook)


@pytest.mark.parametrize(
    "name", ["numbers_exercises.ipynb", "ada_numbers_exercises.ipynb", "numbers_exercises-ada.ipynb"]
)
def test_the_name_tells_even_where_the_file_is_broken(chapters, name):
    assert meant(chapters, name, b"{") == ("01_numbers", "numbers_exercises")


def test_the_content_tells_where_the_name_does_not(chapters):
    assert meant(chapters, "final.ipynb", FULL) == ("01_numbers", "numbers_exercises")
    assert meant(chapters, "allnumbers_exercises2.ipynb", SHORT) == ("02_words", "words_exercises")
    assert meant(chapters, "final.ipynb", b"\xef\xbb\xbf" + SHORT) == ("02_words", "words_exercises")


@pytest.mark.parametrize("data", [EMPTY, b"{", b"[]", b"[" * 100_000, b"\xff\xfe", b'{"cells": [1]}'])
def test_what_is_nothing_of_the_course_is_foreign(chapters, data):
    assert meant(chapters, "final.ipynb", data) == "is no exercises notebook of this course"


def test_more_than_any_notebook_is_not_even_parsed(chapters, monkeypatch):
    monkeypatch.setattr(sorting, "MOST_PARTS", 10)
    assert meant(chapters, "final.ipynb", FULL) == "is no exercises notebook of this course"


def test_a_chapter_that_was_named_takes_what_is_broken_and_refuses_others(chapters):
    assert meant(chapters, "final.ipynb", b"{", "words") == ("02_words", "words_exercises")
    assert meant(chapters, "final.ipynb", FULL, "words") == "belongs to 01_numbers, not to 02_words"
    assert meant(chapters, "final.ipynb", EMPTY, "words") == "holds none of the exercises of 02_words"


def test_a_chapter_of_several_notebooks_needs_their_names(course):
    folder = course / "solutions/03_more"
    for name in ("first", "second"):
        write_notebook(folder / f"{name}.ipynb", make_notebook(WORDS))
    chapters = Chapters(Course(course))
    assert meant(chapters, "second.ipynb", b"{") == ("03_more", "second")
    assert meant(chapters, "x.ipynb", b"{", "more") == "is none of first, second, the notebooks of 03_more; rename it"


def test_a_students_name_is_what_stands_beside_the_notebooks(chapters):
    assert chapters.without_notebook("ada_numbers_exercises") == "ada"
    assert chapters.without_notebook("numbers_exercises") == ""
    assert chapters.without_notebook("ada") == "ada"
