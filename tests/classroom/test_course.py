"""Finding the course, its chapters by any name, and the folders that nbgrader's settings name."""

import pytest

from classroom.course import Chapter, Course, course_at, find_course
from classroom.errors import ClassroomError


def test_the_course_is_found_upward(course):
    assert find_course(course / "chapters/01_numbers").root == course
    assert find_course(course / "chapters/01_numbers/no_such.ipynb").root == course
    assert course_at(course).root == course


def test_no_course_is_a_sentence_with_the_cure(tmp_path):
    with pytest.raises(ClassroomError, match="name it: --course DIR"):
        find_course(tmp_path)
    assert find_course(tmp_path, required=False) is None
    with pytest.raises(ClassroomError, match="is no course folder"):
        course_at(tmp_path)
    with pytest.raises(ClassroomError, match="There is no folder"):
        course_at(tmp_path / "nowhere")


@pytest.mark.parametrize("word", ["01_numbers", "numbers", "Numbers", "1", "01", "01_numbers/"])
def test_a_chapter_by_any_of_its_names(course, word):
    assert Course(course).chapter(word) == Chapter("01_numbers")


@pytest.mark.parametrize(
    ("word", "said"),
    [("numbres", "Did you mean 01_numbers?"), ("7", "Chapters here: 01_numbers, 02_words."), ("", "Chapters here")],
)
def test_an_unknown_chapter_names_the_nearest(course, word, said):
    with pytest.raises(ClassroomError) as caught:
        Course(course).chapter(word)
    assert said in str(caught.value)


def test_a_word_that_means_two_chapters(course):
    (course / "solutions/03_words").mkdir()
    with pytest.raises(ClassroomError, match="'words' means 02_words and 03_words"):
        Course(course).chapter("words")


def test_folders_follow_nbgraders_settings(course):
    found = Course(course)
    chapter = found.chapter("1")
    assert found.step("source", ".", chapter) == course / "solutions/01_numbers"
    assert found.step("release", ".", chapter) == course / "build/release/01_numbers"
    assert found.step("submitted", "ada", chapter) == course / "submitted/ada/01_numbers"
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.source_directory = 'source'\n"
        "c.CourseDirectory.directory_structure = '{nbgrader_step}/{assignment_id}/{student_id}'\n"
    )
    other = Course(course)
    assert other.step("source", ".", chapter) == course / "source/01_numbers"
    assert other.step("feedback", "ada", chapter) == course / "feedback/01_numbers/ada"


def test_damaged_settings_are_a_sentence(course):
    (course / "nbgrader_config.py").write_text("c = get_config(\n")
    with pytest.raises(ClassroomError, match=r"nbgrader_config.py cannot be read \(SyntaxError"):
        Course(course).step("source", ".", Chapter("x"))


def test_a_chapter_without_or_with_several_solutions(course):
    found = Course(course)
    (course / "solutions/01_numbers/numbers_exercises.ipynb").rename(course / "solutions/01_numbers/a.ipynb")
    assert found.solution(found.chapter("1")).name == "a.ipynb"
    (course / "solutions/01_numbers/b.ipynb").write_text("{}")
    with pytest.raises(ClassroomError, match=r"holds 2 notebooks \(a.ipynb, b.ipynb\); expected numbers_exercises"):
        found.solution(found.chapter("1"))
    with pytest.raises(ClassroomError, match="holds no notebook"):
        found.solution(Chapter("09_nothing"))
