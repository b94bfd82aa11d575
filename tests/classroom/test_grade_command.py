"""`classroom grade` over a class, beside plain nbgrader on the same submissions."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from classroom.assignment import Assignment
from classroom.batch import Cohort, kept_report
from classroom.course import Course
from classroom.gradebook import open_gradebook, scores
from classroom.nbgrader_steps import settings

pytestmark = pytest.mark.notebook
NAME = "01_numbers/numbers_exercises.ipynb"


def run_nbgrader(root, *words):
    path = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
    ran = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=root, capture_output=True, text=True, env={**os.environ, "PATH": path},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    return ran


def exported(root):
    run_nbgrader(root, "export", "--to", "grades.csv")
    with open(root / "grades.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == "01_numbers"]
    return {row["student_id"]: float(row["score"]) for row in rows}


def held(root):
    course = Course(root)
    return scores(course, [Assignment.load(course, course.chapter("1"))])


def copy_of(graded_class, tmp_path):
    return Path(shutil.copytree(graded_class.root, tmp_path / "course"))


def test_every_honest_submission_earns_what_it_deserves(graded_class):
    earned = {student: graded_class.students[student]["points"] for student in graded_class.honest}
    assert earned == {student: points for student, (_, points) in graded_class.honest.items()}


def test_verdicts_and_hints_name_what_went_wrong(graded_class):
    verdicts = {
        student: {exercise["id"]: exercise["verdict"] for exercise in graded_class.students[student]["exercises"]}
        for student in graded_class.honest
    }
    assert verdicts["ada"] == {"ex1": "passed", "ex2": "passed", "ex3": "passed", "ex4": "manual"}
    assert set(verdicts["bob"].values()) == {"not attempted", "manual"}
    assert verdicts["cyd"]["ex1"] == "wrong"
    assert verdicts["eve"]["ex2"] == verdicts["fay"]["ex3"] == "error"
    assert verdicts["jon"]["ex3"] == "not attempted"
    hint = graded_class.students["cyd"]["exercises"][0]["hint"]
    assert hint == "negative numbers: The sign must stay: abs() is not wanted."
    assert "SyntaxError" in graded_class.students["fay"]["exercises"][2]["hint"]


def test_broken_submissions_get_a_sentence_and_the_others_their_grade(graded_class):
    assert graded_class.ran.status == 2
    for student, (_, words) in graded_class.broken.items():
        result = graded_class.students[student]
        assert (result["points"], result["verdict"]) == (None, "not graded")
        assert words in result["reason"]
        assert f"{student}/01_numbers/numbers_exercises.ipynb" in result["reason"]
    assert "holds numbers (1).ipynb; expected numbers_exercises.ipynb" in graded_class.students["x-name"]["reason"]


def test_damaged_submissions_earn_everything_and_say_what_was_put_right(graded_class, classroom):
    for student, (_, _, words) in graded_class.mended.items():
        result = graded_class.students[student]
        assert result["points"] == 9
        assert words in " ".join(result["repairs"])
    ran = classroom("grade", "1", "--student", "y-old", cwd=graded_class.root)
    assert "repaired:" in ran.out


def test_what_is_not_graded_is_not_in_the_gradebook_and_never_printed_as_0(graded_class, classroom):
    assert set(held(graded_class.root)) == {*graded_class.honest, *graded_class.mended}
    ran = classroom("grade", "numbers", cwd=graded_class.root)
    lines = [line for line in ran.out.splitlines() if "x-empty" in line]
    assert ran.status == 2
    assert all("not graded" in line and "0/" not in line for line in lines)
    assert "16 graded, 5 not graded." in ran.out


def test_a_second_run_grades_nothing_again(graded_class, classroom):
    ran = classroom("grade", "1", "--student", "ada", cwd=graded_class.root)
    assert ran.status == 0
    assert "unchanged since the last run" in ran.out


def test_nbgrader_exports_the_same_scores(graded_class):
    assert exported(graded_class.root) == {
        **{student: float(points) for student, (_, points) in graded_class.honest.items()},
        **dict.fromkeys(graded_class.mended, 9.0),
    }


def test_the_gradebook_has_what_the_formgrader_shows(graded_class):
    from nbgrader.apps.api import NbGraderAPI

    api = NbGraderAPI(config=settings(Course(graded_class.root)))  # what its pages are filled from
    submissions = {entry["student"]: entry for entry in api.get_submissions("01_numbers")}
    for student, (_, points) in graded_class.honest.items():
        assert submissions[student]["score"] == points
        assert submissions[student]["max_score"] == 13
        assert submissions[student]["autograded"]
    assert submissions["ada"]["needs_manual_grade"]
    assert not submissions["bob"]["needs_manual_grade"]  # an untouched answer earns 0, as with plain nbgrader
    notebooks = api.get_notebook_submissions("01_numbers", "numbers_exercises")
    assert {entry["student"] for entry in notebooks} == {*graded_class.honest, *graded_class.mended}


def test_autograded_notebooks_are_nbgraders(graded_class):
    from nbgrader.nbgraderformat import MetadataValidator
    from nbgrader.utils import determine_grade, is_grade

    for student, (_, points) in graded_class.honest.items():
        notebook = nbformat.read(graded_class.root / "autograded" / student / NAME, 4)
        MetadataValidator().validate_nb(notebook)
        found = [determine_grade(cell)[0] for cell in notebook.cells if is_grade(cell)]
        assert sum(score or 0 for score in found) == points
    untouched = nbformat.read(graded_class.root / "autograded/bob" / NAME, 4)
    with open_gradebook(Course(graded_class.root)) as gradebook:
        comment = gradebook.find_comment("ex1-solution", "numbers_exercises", "01_numbers", "bob")
        assert comment.comment == "No response."
    assert "-31415" in "".join(cell.source for cell in untouched.cells)  # instructors see the hidden tests


def test_plain_nbgrader_gives_the_same_scores(graded_class, edit, classroom, tmp_path):
    root = edit.make_course(tmp_path / "plain")
    run_nbgrader(root, "generate_assignment", "01_numbers")
    for student, (notebook, _) in graded_class.honest.items():
        edit.write(root / "submitted" / student / NAME, notebook)
    run_nbgrader(root, "autograde", "01_numbers")
    plain = held(root)
    ours = {student: entry for student, entry in held(graded_class.root).items() if student in graded_class.honest}
    assert {student: entry["score"] for student, entry in plain.items()} == {s: e["score"] for s, e in ours.items()}
    for student, entry in ours.items():
        for what in ("cells", "needs_manual_grade", "comments"):
            assert entry[what] == plain[student][what], student
    # What plain nbgrader has autograded, our feedback can show.
    ran = classroom("feedback", "numbers", "--student", "eve", cwd=root)
    assert ran.status == 0, ran.err
    assert "error" in (root / "feedback/eve/01_numbers/numbers_exercises.html").read_text()


def test_manual_scores_and_comments_stay_when_graded_again(graded_class, classroom, tmp_path):
    root = copy_of(graded_class, tmp_path)
    with open_gradebook(Course(root)) as gradebook:
        gradebook.find_grade("ex4-answer", "numbers_exercises", "01_numbers", "ada").manual_score = 3
        gradebook.find_comment("ex4-answer", "numbers_exercises", "01_numbers", "ada").manual_comment = "Well said."
        gradebook.db.commit()
    ran = classroom("grade", "1", "--student", "ada", "--force", "--json", cwd=root)
    assert ran.status == 0, ran.err
    assert json.loads(ran.out)["students"][0]["score"] == 12
    assert held(root)["ada"]["comments"]["ex4-answer"] == "Well said."
    assert exported(root)["ada"] == 12


def test_time_of_submission_and_lateness_are_nbgraders(graded_class, classroom, tmp_path):
    root = copy_of(graded_class, tmp_path)
    (root / "submitted/ada/01_numbers/timestamp.txt").write_text("2026-03-02 10:00:00 UTC")
    with open_gradebook(Course(root)) as gradebook:
        gradebook.update_or_create_assignment("01_numbers", duedate="2026-03-01 10:00:00 UTC")
    ran = classroom("grade", "1", "--student", "ada", cwd=root)  # a new time alone is a change
    assert ran.status == 0, ran.err
    assert "unchanged" not in ran.out
    with open_gradebook(Course(root)) as gradebook:
        assert gradebook.find_submission("01_numbers", "ada").total_seconds_late == 24 * 3600


def test_a_broken_new_version_keeps_the_earlier_score(graded_class, classroom, tmp_path):
    root = copy_of(graded_class, tmp_path)
    (root / "submitted/ada" / NAME).write_text("{")
    ran = classroom("grade", "1", "--student", "ada", cwd=root)
    assert ran.status == 2
    assert "the gradebook keeps an earlier 9/13" in " ".join(ran.out.replace("│", " ").split())
    assert held(root)["ada"]["score"] == 9


def test_a_damaged_gradebook_is_one_sentence(graded_class, classroom, tmp_path):
    root = copy_of(graded_class, tmp_path)
    (root / "gradebook.db").write_text("this is no database " * 1000)
    ran = classroom("grade", "1", cwd=root)
    assert ran.status == 2
    assert "the gradebook is damaged" in ran.err
    assert "Traceback" not in ran.err


def test_records_are_those_of_the_run(graded_class):
    course = Course(graded_class.root)
    report = kept_report(Cohort(course, course.chapter("1")), "cyd")
    assert (report.points, report.max_points, report.verdict) == (7, 9, "wrong")
    assert kept_report(Cohort(course, course.chapter("1")), "cyd", mark="another") is None


def seed_of(root, student):
    course = Course(root)
    return kept_report(Cohort(course, course.chapter("1")), student).run["seed"]


def test_a_seed_gives_every_submission_the_same_hidden_inputs(graded_class, classroom, tmp_path):
    root = copy_of(graded_class, tmp_path)
    classroom("grade", "1", "--force", "--seed", 5, cwd=root)
    given, drawn = ([seed_of(place, student) for student in ("ada", "cyd")] for place in (root, graded_class.root))
    assert given == [5, 5]
    assert drawn[0] != drawn[1]


def test_submissions_may_lie_elsewhere(graded_class, classroom, tmp_path, edit):
    root = copy_of(graded_class, tmp_path)
    shutil.rmtree(root / "submitted")
    edit.write(tmp_path / "inbox/zoe" / NAME, graded_class.honest["ada"][0])
    ran = classroom("grade", "01_numbers", "--submitted", tmp_path / "inbox", "--json", cwd=root)
    assert ran.status == 0, ran.err
    assert json.loads(ran.out)["students"][0]["points"] == 9
    assert held(root)["zoe"]["score"] == 9


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("grade", "numbrs"), "Did you mean 01_numbers?"),
        (("grade", "words"), "No submissions of 02_words"),
        (("grade", "1", "--submitted", "nowhere"), "No submissions of 01_numbers"),
        (("grade", "1", "--student", "adda"), "Students: ada"),
        (("grade", "1", "--course", "nowhere"), "There is no folder"),
    ],
)
def test_wrong_arguments_are_one_sentence(graded_class, classroom, words, said):
    ran = classroom(*words, cwd=graded_class.root)
    assert ran.status == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
