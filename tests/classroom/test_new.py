"""`classroom new`: a folder that plain nbgrader takes for a course, whole or not at all."""

import errno
import re
import shutil

import pytest

from classroom import new as module
from classroom.course import Course
from classroom.gradebook import open_gradebook
from classroom.new import Plan, readme
from tests.classroom.test_grade_command import run_nbgrader

STUDENTS = "Student;ID;SIS Login ID\nLovelace, Ada;17;ada\n"


@pytest.fixture
def source(course):
    (course / "chapters/explorers.ipynb").write_text("{}")
    (course / "chapters/01_numbers/numbers.ipynb").write_text("{}")
    (course / "solutions/01_numbers/__pycache__").mkdir()
    return course


def test_a_folder_with_the_chosen_chapters_and_students(source, tmp_path, classroom):
    (tmp_path / "export.csv").write_text(STUDENTS, encoding="utf-16")
    options = ("--chapters", "numbers", "--students", "export.csv", "--timezone", "Europe/Berlin")
    ran = classroom("new", "autumn", *options, "--course", source, cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("autumn: 1 chapter, 1 student.")
    made = Course(tmp_path / "autumn")
    assert [chapter.name for chapter in made.chapters] == ["01_numbers"]
    assert made.has_solutions(made.chapters[0]) and (made.root / "chapters/01_numbers/numbers.ipynb").exists()
    assert (made.root / "chapters/explorers.ipynb").exists() and not list(made.root.rglob("__pycache__"))
    assert (made.root / "students.csv").read_bytes() == (tmp_path / "export.csv").read_bytes()
    assert made.setting("Exchange", "timezone", "UTC") == "Europe/Berlin"
    assert made.setting("CourseDirectory", "course_id", "") == "autumn"
    assert made.setting("CourseDirectory", "source_directory", "") == "solutions"  # as in the course it stems from
    with open_gradebook(made) as gradebook:
        assert [(one.id, one.first_name, one.lms_user_id) for one in gradebook.students] == [("ada", "Ada", "17")]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["autumn", "course", "export.csv"]


def test_its_readme_has_five_commands_that_exist(source, tmp_path, classroom):
    classroom("new", tmp_path / "autumn", "--course", source)
    text = (tmp_path / "autumn/README.md").read_text()
    commands = re.findall(r"^    classroom (\w+)", text, re.MULTILINE)
    assert commands == ["collect", "grade", "desk", "feedback", "marks"]
    assert all(classroom(command, "--help").status == 0 for command in commands)
    assert readme("x", Plan(tuple(Course(source).chapters), example=True)).count("hand_in.zip") == 1


def test_a_folder_in_use_is_left_alone(source, tmp_path, classroom):
    (tmp_path / "autumn").mkdir()
    (tmp_path / "autumn/mine.txt").write_text("mine")
    ran = classroom("new", tmp_path / "autumn", "--course", source)
    assert ran.status == 2 and "is not empty; name a new folder" in ran.err
    assert [path.name for path in (tmp_path / "autumn").iterdir()] == ["mine.txt"]
    ran = classroom("new", tmp_path / "autumn/mine.txt", "--course", source)
    assert ran.status == 2 and "is a file" in ran.err
    (tmp_path / "autumn/mine.txt").unlink()
    assert classroom("new", tmp_path / "autumn", "--course", source).status == 0  # empty is fine


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--chapters", "numbers,nonsense"], "There is no chapter 'nonsense'"),
        (["--students", "missing.csv"], "missing.csv cannot be read"),
        (["--timezone", "Mars/Base"], "There is no time zone 'Mars/Base'"),
        (["--course", "nowhere"], "There is no folder"),
        (["--database", "sqlite:///x"], "--database takes an address as postgresql://"),
        (["--database", "postgresql://127.0.0.1:9/x?connect_timeout=2"], "Start the server"),
    ],
)
def test_wrong_arguments_are_a_sentence_and_leave_nothing(source, tmp_path, classroom, options, said):
    course = [] if "--course" in options else ["--course", source]
    ran = classroom("new", "autumn", *options, *course, cwd=tmp_path)
    assert ran.status == 2
    assert said in ran.err and "Traceback" not in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["course"]


def test_a_full_disk_leaves_nothing_half_made(source, tmp_path, classroom, monkeypatch):
    def full(*words, **more):
        raise OSError(errno.ENOSPC, "No space left on device", "numbers.ipynb")

    monkeypatch.setattr(module.shutil, "copytree", full)
    ran = classroom("new", "autumn", "--course", source, cwd=tmp_path)
    assert ran.status == 2
    assert ran.err.startswith("classroom: No space left on device (numbers.ipynb): make room on the disk")
    assert [path.name for path in tmp_path.iterdir()] == ["course"]


def test_a_course_without_solutions_makes_no_class(source, tmp_path, classroom):
    shutil.rmtree(source / "solutions")
    ran = classroom("new", tmp_path / "autumn", "--course", source)
    assert ran.status == 2 and "No chapter in" in ran.err


@pytest.mark.notebook
def test_nbgraders_own_exchange_works_in_it(source, tmp_path, classroom, monkeypatch):
    """A course on a shared machine: released, fetched, submitted and collected by nbgrader alone."""
    classroom("new", tmp_path / "autumn", "--course", source)
    root, home = tmp_path / "autumn", tmp_path / "home"
    assert classroom("release", "numbers", cwd=root).status == 0
    home.mkdir()
    shutil.copy(root / "nbgrader_config.py", home)
    with (home / "nbgrader_config.py").open("a") as settings:
        settings.write(f'\nc.Exchange.root = "{root / "exchange"}"\n')
    run_nbgrader(root, "release_assignment", "01_numbers")
    run_nbgrader(home, "fetch_assignment", "01_numbers")
    run_nbgrader(home, "submit", "01_numbers")
    run_nbgrader(root, "collect", "01_numbers")
    (handed_in,) = root.glob("submitted/*/01_numbers/numbers_exercises.ipynb")
    assert (handed_in.parent / "timestamp.txt").exists()
    ran = classroom("grade", "numbers", "--jobs", "1", cwd=root)
    assert ran.status == 0 and "not attempted" in ran.out
