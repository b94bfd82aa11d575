"""Where a notebook stems from, and what students are given beside it."""

import nbformat
import pytest

from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.origins import chapter_of, chapter_sources, given_files


@pytest.fixture
def words(course):
    return nbformat.read(course / "solutions/02_words/words_exercises.ipynb", 4)


def test_a_chapter_by_folder_by_name_and_by_content(course, words, tmp_path):
    found = Course(course)
    empty = nbformat.v4.new_notebook()
    assert chapter_of(found, tmp_path / "02_words/any.ipynb", empty).name == "02_words"
    assert chapter_of(found, tmp_path / "numbers_exercises.ipynb", words).name == "01_numbers"
    assert chapter_of(found, tmp_path / "download (3).ipynb", words).name == "02_words"
    with pytest.raises(ClassroomError, match=r"belongs to no chapter of .*chapters: 01_numbers, 02_words"):
        chapter_of(found, tmp_path / "any.ipynb", empty)


def test_sources_are_what_students_have(course, secrets):
    sources = chapter_sources(Course(course))
    assert set(sources) == {"01_numbers", "02_words"}
    assert sources["01_numbers"]["ex1-hidden"] == "# negative numbers"
    assert not any(word in str(sources) for word in secrets)


def test_a_damaged_chapter_is_left_out(course):
    (course / "solutions/02_words/words_exercises.ipynb").write_text("{")
    assert set(chapter_sources(Course(course))) == {"01_numbers"}


def test_data_files_are_given_and_instructors_own_are_not(course):
    folder = course / "solutions/01_numbers"
    for name in ("data.csv", "old.pyc", "wrong_answers.py"):
        (folder / name).write_text("1")
    found = Course(course)
    assert [path.name for path in given_files(found, found.chapter("1"))] == ["data.csv"]
