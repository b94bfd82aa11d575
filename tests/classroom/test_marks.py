"""`classroom marks`: nbgrader's own scores in the columns that Canvas, Moodle and spreadsheets take in."""

import csv
import io
import shutil

import pytest

from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.gradebook import open_gradebook
from classroom.marks import Mark, as_csv, marks
from classroom.roster import Person
from tests.classroom.test_grade_command import exported

ADA = Person("ada", "Ada", "Lovelace", "ada@b.org", "17")
FOUND = [
    Mark(ADA, "01_numbers", 9.5, 13.0, 0.5, "wrong; late: -0.5"),
    Mark(Person("bob"), "01_numbers", None, 13.0, 0.0, "not graded"),
    Mark(ADA, "02_words", 1.0, 1.0, 0.0, "passed"),
    Mark(Person("bob"), "02_words", 0.0, 1.0, 0.0, "wrong"),
]


def rows(found, platform, columns=()):
    return list(csv.DictReader(io.StringIO(as_csv(found, platform, columns))))


def test_plain_has_a_row_for_each_student_and_chapter():
    first, second, *_ = rows(FOUND, "plain")
    assert first == {
        "student": "ada", "first_name": "Ada", "last_name": "Lovelace", "email": "ada@b.org", "chapter": "01_numbers",
        "score": "9.5", "max_score": "13", "late_penalty": "0.5", "verdict": "wrong; late: -0.5",
    }  # fmt: skip
    assert (second["score"], second["verdict"]) == ("", "not graded")  # never an earned zero


def test_moodle_has_a_grade_and_its_feedback_for_each_chapter():
    first, second = rows(FOUND, "moodle")
    assert (first["Email address"], first["01_numbers"], first["02_words"]) == ("ada@b.org", "9.5", "1")
    assert (second["01_numbers"], second["01_numbers (feedback)"]) == ("", "not graded")
    listed = Mark(
        Person("cy", row={"ID number": "n7", "Identifier": "Participant 3"}), "02_words", 1.0, 1.0, 0.0, "passed"
    )
    (found,) = rows([listed], "moodle", ("Identifier", "ID number"))
    assert (found["ID number"], found["Identifier"]) == ("n7", "Participant 3")


def test_canvas_gets_its_own_columns_back():
    row = {"Student": "Lovelace, Ada", "ID": "17", "SIS User ID": "S-1", "SIS Login ID": "ada", "Section": "A"}
    own = Mark(Person("ada", "Ada", "Lovelace", "", "17", row), "01_numbers", 9.0, 13.0, 0.0, "passed")
    worth, first = rows([own], "canvas", (*row, "01_numbers (4711)"))
    assert worth == dict.fromkeys([*row, "Notes"], "") | {"Student": "    Points Possible", "01_numbers (4711)": "13"}
    assert first == row | {"01_numbers (4711)": "9", "Notes": "01_numbers: passed"}
    worth, ada, bob = rows(FOUND, "canvas")
    assert (ada["Student"], ada["ID"], ada["SIS Login ID"]) == ("Lovelace, Ada", "17", "ada")
    assert (bob["01_numbers"], bob["02_words"]) == ("", "0")


def test_no_field_is_a_formula():
    evil = Mark(Person("x", "=HYPERLINK(1)", "+A1"), "01_numbers", 1.0, 1.0, 0.0, "passed")
    (found,) = rows([evil], "plain")
    assert (found["first_name"], found["last_name"]) == ("'=HYPERLINK(1)", "'+A1")


def test_another_platform_is_refused():
    with pytest.raises(ClassroomError, match="no format 'ilias'; expected plain, moodle, canvas"):
        as_csv(FOUND, "ilias")


@pytest.mark.notebook
def test_they_are_nbgraders_scores_with_our_verdicts(graded_class, classroom, tmp_path):
    root = shutil.copytree(graded_class.root, tmp_path / "course")
    (root / "students.csv").write_text("id,name\nada,Ada Lovelace\nzoe,Zoe\n")
    held = {mark.person.id: mark for mark in marks(Course(root), [Course(root).chapter("1")])}
    scores = {student: mark.score for student, mark in held.items() if mark.score is not None}
    assert scores == exported(root)
    assert list(held)[:2] == ["ada", "zoe"]
    assert (held["zoe"].score, held["zoe"].verdict) == (None, "nothing handed in")
    assert held["cyd"].verdict == "wrong; waits for grading by hand"
    assert {mark.max_score for mark in held.values()} == {13.0}
    with open_gradebook(Course(root)) as gradebook:
        gradebook.add_student("x-json")  # handed in what cannot be read
    ran = classroom("marks", "numbers", "--to", "marks.csv", cwd=root)
    assert ran.out == "written  marks.csv\n"
    assert "x-json,,,,01_numbers,,13,0,not graded\n" in (root / "marks.csv").read_text()
    shutil.rmtree(root / ".classroom")
    assert ",passed" not in classroom("marks", cwd=root).out  # without our notes: graded


def test_wrong_arguments_are_a_sentence(course, classroom):
    for words, said in (
        ([], "The gradebook holds no marks; run `classroom grade CHAPTER` first."),
        (["nonsense"], "There is no chapter 'nonsense'"),
        (["numbers", "--for", "ilias"], "There is no format 'ilias'"),
        (["numbers", "--to", "missing/marks.csv"], "make the folder first, or correct the name"),
        (["numbers", "--to", "chapters"], "name a file, not a folder"),
    ):
        ran = classroom("marks", *words, cwd=course)
        assert ran.status == 2
        assert said in ran.err and "Traceback" not in ran.err
