"""A class whose gradebook is a real PostgreSQL server: the same marks as in nbgrader's file, and clear words."""

import csv
import io
import zipfile

import nbformat
import pytest

from classroom.course import Course
from classroom.gradebook import open_gradebook
from tests.classroom.postgresql_server import program, serving
from tests.classroom.test_grade_command import run_nbgrader
from tests.classroom.tiny_course import NUMBERS, RIGHT, answered, make_notebook

pytestmark = [
    pytest.mark.notebook,
    pytest.mark.skipif(program("initdb") is None, reason="no PostgreSQL server: `sudo apt install postgresql`"),
]
STUDENTS = "id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\nbob,Bob,,\n"
BY_HAND = 3.5


@pytest.fixture(scope="module")
def new_database():
    with serving() as made:
        yield made


@pytest.fixture
def source(course, tmp_path):
    """The tiny course with a list of students and an archive of two hand-ins."""
    (tmp_path / "students.csv").write_text(STUDENTS)
    solution = make_notebook(NUMBERS)
    wrong = answered(solution, **RIGHT | {"ex1": "def double(x):\n    return x"})
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        for student, notebook in {"ada": answered(solution, **RIGHT), "bob": wrong}.items():
            archive.writestr(f"{student}/numbers_exercises.ipynb", nbformat.writes(notebook))
    return course


def marks_of_a_class(classroom, source, folder, *options):
    """A class from nothing to marks, one of them given by hand: nbgrader's export, and ours."""
    told = [classroom("new", folder, "--students", folder.parent / "students.csv", *options, "--course", source)]
    told += [classroom("collect", folder.parent / "download.zip", cwd=folder)]
    told += [classroom("grade", "numbers", "--jobs", "1", cwd=folder)]
    assert [ran.status for ran in told] == [0, 0, 0], told
    with open_gradebook(Course(folder)) as gradebook:
        grade = gradebook.find_grade("ex4-answer", "numbers_exercises", "01_numbers", "ada")
        grade.manual_score, grade.needs_manual_grade = BY_HAND, False
        gradebook.db.commit()
    assert classroom("grade", "numbers", "--force", "--jobs", "1", cwd=folder).status == 0  # the manual score stays
    run_nbgrader(folder, "export", "--to", "grades.csv")
    with (folder / "grades.csv").open(newline="") as file:
        rows = [(row["student_id"], row["raw_score"], row["score"], row["max_score"]) for row in csv.DictReader(file)]
    return sorted(rows), classroom("marks", cwd=folder).out


def test_the_same_marks_as_in_a_file(classroom, source, tmp_path, new_database):
    address = new_database("same_marks")
    in_file = marks_of_a_class(classroom, source, tmp_path / "file")
    in_server = marks_of_a_class(classroom, source, tmp_path / "server", "--database", address)
    assert in_server[1] == in_file[1]
    assert in_server[0] == in_file[0]
    assert not (tmp_path / "server/gradebook.db").exists()
    scores = {row["student"]: float(row["score"]) for row in csv.DictReader(io.StringIO(in_server[1]))}
    assert scores == {"ada": 9 + BY_HAND, "bob": 6}


def test_a_database_in_use_is_refused(classroom, source, tmp_path, new_database):
    address = new_database("in_use")
    assert classroom("new", tmp_path / "one", "--database", address, "--course", source).status == 0
    ran = classroom("new", tmp_path / "two", "--database", address, "--course", source)
    assert ran.status == 2
    assert "tables already, perhaps another class" in ran.err
    assert not (tmp_path / "two").exists()


def test_a_database_that_is_not_there(classroom, source, tmp_path, new_database):
    address = new_database("x").replace("/x", "/missing").replace("teacher@", "teacher:secret@")
    ran = classroom("new", tmp_path / "class", "--database", address, "--course", source)
    assert ran.status == 2
    assert 'database "missing" does not exist' in ran.err and "createdb missing" in ran.err
    assert "secret" not in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["course", "download.zip", "students.csv"]


def test_a_server_that_has_stopped_is_one_sentence(classroom, source, tmp_path):
    with serving() as made:
        folder, address = tmp_path / "class", made("stopped").replace("teacher@", "teacher:secret@")
        assert classroom("new", folder, "--database", address, "--course", source).status == 0
        assert (folder / "nbgrader_config.py").stat().st_mode & 0o077 == 0  # it holds a password
        made.stop()
        for words in (("collect", tmp_path / "download.zip"), ("grade", "numbers"), ("marks",)):
            ran = classroom(*words, cwd=folder)
            assert ran.status == 2
            assert "database does not answer" in ran.err.replace("\n", " ") or "No submissions" in ran.err
            assert "Traceback" not in ran.err and "secret" not in ran.err


@pytest.mark.parametrize("address", ["mysql://x/y", "gradebook.db", "postgresql+asyncpg"])
def test_an_address_of_another_kind(classroom, source, tmp_path, address):
    ran = classroom("new", tmp_path / "class", "--database", address, "--course", source)
    assert ran.status == 2
    assert "--database takes an address as postgresql://USER@HOST/NAME" in ran.err
