"""A course that is not ours: nbgrader's own example, two notebooks in one assignment, no chapters folder."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

pytestmark = pytest.mark.notebook
LIVE = "sum_of_squares_uses_squares"  # its test deletes the student's function and calls another one


def nbgrader(root, *words):
    folder = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    ran = subprocess.run(
        [folder / "nbgrader", *words], cwd=root, capture_output=True, text=True, env=environment, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]


def exported(root):
    nbgrader(root, "export", "--to", "grades.csv")
    with open(root / "grades.csv", newline="") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


@pytest.fixture
def quickstart(tmp_path):
    """The course of `nbgrader quickstart`, with what two students handed in."""
    nbgrader(tmp_path, "quickstart", "example")
    root = tmp_path / "example"
    nbgrader(root, "generate_assignment", "ps1")
    for student, step in (("bitdiddle", "source"), ("hacker", "release")):
        shutil.copytree(root / step / "ps1", root / "submitted" / student / "ps1")
    return root


def test_a_course_whose_tests_need_live_objects_is_told_to_use_one_process(quickstart, classroom):
    ran = classroom("grade", "ps1", cwd=quickstart)
    assert ran.status == 2
    assert f"The solution ps1/problem1.ipynb fails its own tests ({LIVE})" in ran.err
    assert "grade with --processes one" in ran.err
    assert not (quickstart / "autograded").exists()


def test_its_scores_are_those_of_plain_nbgrader(quickstart, classroom, tmp_path):
    plain = Path(shutil.copytree(quickstart, tmp_path / "plain"))
    ran = classroom("grade", "ps1", "--processes", "one", "--json", cwd=quickstart)
    assert ran.status == 0, ran.err
    names = [exercise["id"] for exercise in json.loads(ran.out)["students"][0]["exercises"]]
    assert {name.partition("/")[0] for name in names} == {"problem1", "problem2"}
    nbgrader(plain, "autograde", "ps1")
    assert exported(quickstart) == exported(plain) == {"bitdiddle": 3.0, "hacker": 0.0}
    ran = classroom("feedback", "ps1", cwd=quickstart)
    assert ran.status == 0, ran.err
    assert len(list((quickstart / "feedback").rglob("problem?.html"))) == 4


def test_tests_that_use_no_live_objects_run_in_two_processes(quickstart, classroom):
    path = quickstart / "source/ps1/problem1.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") != LIVE]
    nbformat.write(notebook, path)
    nbgrader(quickstart, "db", "assignment", "remove", "ps1", "--force")
    ran = classroom("grade", "ps1", "--json", cwd=quickstart)
    assert ran.status == 0, ran.err
    points = {student["student"]: student["points"] for student in json.loads(ran.out)["students"]}
    assert points == {"bitdiddle": 2.5, "hacker": 0}


def test_one_missing_notebook_of_several_is_not_graded_as_zero(quickstart, classroom):
    (quickstart / "submitted/hacker/ps1/problem2.ipynb").unlink()
    ran = classroom("grade", "ps1", "--processes", "one", "--json", cwd=quickstart)
    assert ran.status == 2
    found = {student["student"]: student for student in json.loads(ran.out)["students"]}
    assert found["hacker"]["points"] is None
    assert "expected problem2.ipynb" in found["hacker"]["reason"]
    assert found["bitdiddle"]["points"] == 3
