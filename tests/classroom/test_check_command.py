"""`classroom check`: what a student sees of his own notebook."""

import json
import shutil

import nbformat
import pytest

from classroom.checking import check
from classroom.course import Course
from classroom.progress import keep_progress, progress_file, read_progress
from classroom.results import ExerciseResult, Report

pytestmark = pytest.mark.notebook
EXERCISES = "chapters/01_numbers/numbers_exercises.ipynb"


@pytest.fixture(scope="module")
def released(tmp_path_factory, classroom, edit):
    """A course with student copies; no test changes them."""
    root = edit.make_course(tmp_path_factory.mktemp("check") / "course")
    assert classroom("release", "--all", "--no-gradebook", cwd=root).status == 0
    return root


@pytest.fixture(scope="module")
def copy_in(released):
    return nbformat.read(released / EXERCISES, 4)


def test_the_untouched_copy_earns_nothing_and_shows_nothing(released, classroom, secrets):
    ran = classroom("check", EXERCISES, cwd=released)
    assert ran.status == 1
    assert all(name in ran.out for name in ("ex1", "ex2", "ex3", "ex4", "twice as much", "0 of 9 points"))
    assert ran.out.count("not attempted") == 3
    assert not any(word in ran.out + ran.err for word in secrets)


def test_the_solution_earns_everything_and_leaves_no_progress(released, classroom):
    ran = classroom("check", released / "solutions/01_numbers/numbers_exercises.ipynb")  # found from the path
    assert ran.status == 0
    assert "9 of 9 points" in ran.out
    assert "4 more points are given by a person." in ran.out


def test_json_is_the_contract(released, classroom, copy_in, edit, tmp_path):
    wrong = edit.answered(copy_in, **{**edit.right, "ex1": "def double(x):\n    return abs(2 * x)"})
    path = edit.write(tmp_path / "numbers_exercises.ipynb", wrong)
    ran = classroom("check", path, "--json", cwd=released)  # a copy elsewhere, the course is here
    found = json.loads(ran.out)
    assert ran.status == 1
    assert list(found) == ["chapter", "points", "max_points", "exercises"]
    assert (found["chapter"], found["points"], found["max_points"]) == ("01_numbers", 7, 9)
    assert [list(one) for one in found["exercises"]] == [["id", "points", "max_points", "verdict", "hint"]] * 4
    assert found["exercises"][0] == {
        "id": "ex1", "points": 1, "max_points": 3, "verdict": "wrong",
        "hint": "negative numbers: The sign must stay: abs() is not wanted.",
    }  # fmt: skip
    assert [one["verdict"] for one in found["exercises"][1:]] == ["passed", "passed", "manual"]
    assert found["exercises"][3]["points"] is None


def test_hints_stand_below_the_table_unbroken(released, classroom, copy_in, edit, tmp_path):
    hint = "the sum of [bold]all[/bold] numbers, " * 10
    bad = edit.answered(copy_in, ex2=f"def mean(values):\n    raise ValueError({hint!r})")
    ran = classroom("check", edit.write(tmp_path / "any name.ipynb", bad), "--course", released)  # known by its content
    assert f"ValueError: {hint.strip()}" in ran.out
    assert "ex2  the mean: error" in ran.out


def test_without_solutions_the_visible_tests_are_run_and_it_says_so(
    released, classroom, copy_in, edit, tmp_path, monkeypatch
):
    root = tmp_path / "student"
    shutil.copytree(released / "chapters", root / "chapters")
    shutil.copy(released / "nbgrader_config.py", root)
    monkeypatch.setitem(__import__("sys").modules, "nbgrader", None)  # a student's installation has none
    abs_answer = edit.answered(copy_in, ex1="def double(x):\n    return abs(2 * x)", ex2="def mean(v):\n    return 0")
    edit.write(root / EXERCISES, abs_answer)
    ran = classroom("check", EXERCISES, cwd=root)
    assert ran.status == 1
    assert "only the visible tests were run" in ran.out
    found = json.loads(classroom("check", EXERCISES, "--json", cwd=root).out)
    assert found["tests"] == "visible only"
    assert (found["points"], found["max_points"]) == (1, 4)
    assert [one["verdict"] for one in found["exercises"]] == ["passed", "wrong", "not attempted", "manual"]


def test_from_python_it_is_a_function(released, copy_in, edit, tmp_path):
    path = edit.write(tmp_path / "numbers_exercises.ipynb", edit.answered(copy_in, **edit.right))
    report = check(path, folder=released)
    assert (report.points, report.max_points, report.verdict, report.hidden) == (9, 9, "passed", True)


def test_progress_is_kept_beside_the_course(released, classroom):
    classroom("check", EXERCISES, cwd=released)
    last = json.loads((released / ".classroom/progress.jsonl").read_text().splitlines()[-1])
    assert (last["kind"], last["chapter"], last["points"], last["max_points"]) == ("check", "01_numbers", 0, 9)
    assert last["exercises"]["ex1"]["verdict"] == "not attempted"


def test_progress_remembers_the_best_and_survives_damage(course):
    found = Course(course)
    for points in (3.0, 1.0):
        exercise = ExerciseResult("ex1", "", points, 3.0, "wrong", "")
        keep_progress(found, Report("01_numbers", (exercise,)))
    assert read_progress(found)["chapters"]["01_numbers"]["best"] == 3
    assert read_progress(found)["chapters"]["01_numbers"]["points"] == 1
    with progress_file(found).open("a") as file:
        file.write("{damaged")
    assert read_progress(found)["chapters"]["01_numbers"]["points"] == 1
    assert "1 of 3 lines" in read_progress(found)["trouble"]
    progress_file(found).unlink()
    progress_file(found).mkdir()  # cannot be written: the check itself is still good
    assert "cannot be kept" in keep_progress(found, Report("01_numbers", ()))


def test_broken_notebooks_end_with_status_2_and_one_sentence(released, classroom, copy_in, edit, tmp_path):
    words = nbformat.read(released / "chapters/02_words/words_exercises.ipynb", 4)
    for name, (data, said) in edit.broken(copy_in, words).items():
        path = tmp_path / name / "numbers_exercises.ipynb"
        path.parent.mkdir()
        path.write_bytes(data)
        for options in ((), ("--json",)):
            ran = classroom("check", path, *options, cwd=released)
            assert (ran.status, ran.out) == (2, ""), name
            assert said in ran.err
            assert str(path) in ran.err
            assert len(ran.err.strip().splitlines()) == 1


def test_missing_files_and_courses(released, classroom, tmp_path, copy_in, edit):
    assert "There is no file" in classroom("check", "nothing.ipynb", cwd=released).err
    path = edit.write(tmp_path / "alone" / "numbers_exercises.ipynb", copy_in)
    ran = classroom("check", path, cwd=tmp_path)
    assert (ran.status, "No course folder" in ran.err) == (2, True)
    lesson = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A lesson")])
    ran = classroom("check", edit.write(tmp_path / "lesson.ipynb", lesson), cwd=released)
    assert (ran.status, "belongs to no chapter" in ran.err) == (2, True)
    ran = classroom("check", path, "--timeout", "0", cwd=released)
    assert ran.status == 2
