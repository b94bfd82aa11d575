"""`classroom report` on a class that was really graded: from the gradebook and our own records, or from either."""

import csv
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classroom.course import Course
from classroom.gradebook import open_gradebook
from classroom.report import write_report
from classroom.report.facts import gather

pytestmark = pytest.mark.notebook
POINTS = {"ada": 1.0, "bob": 0.0, "cyd": 7 / 9}


@pytest.fixture(scope="module")
def reported(graded_class, classroom, tmp_path_factory):
    root = tmp_path_factory.mktemp("report") / "course"
    shutil.copytree(graded_class.root, root)
    ran = classroom("report", "numbers", cwd=root)
    assert ran.status == 0, ran.err
    return root, ran


def rows_of(root, kind):
    with (root / "reports" / f"01_numbers_{kind}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_page_and_the_tables_are_named(reported):
    root, ran = reported
    written = [line.removeprefix("written  ") for line in ran.out.splitlines()]
    assert written[0] == "reports/01_numbers.html"
    assert len(written) == 6
    assert all((root / path).stat().st_size for path in written)


def test_misconceptions_are_those_that_students_have(reported):
    root, _ = reported
    found = {
        (row["exercise"], row["misconception"]): row["who"].split("; ")
        for row in rows_of(root, "misconceptions")
        if row["who"]
    }
    assert found["ex1", "sign must stay"] == ["cyd"]
    assert {"kim", "lee"} <= {student for students in found.values() for student in students}


def test_the_same_is_read_where_our_own_records_are_gone(reported, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(reported[0], root)
    shutil.rmtree(root / ".classroom")
    course = Course(root)
    write_report(course, course.chapter("1"))
    for kind in ("students", "misconceptions", "exercises"):
        assert rows_of(root, kind) == rows_of(reported[0], kind)


def test_facts_are_those_of_the_gradebook(reported, graded_class):
    course = Course(reported[0])
    found = gather(course, course.chapter("1"))
    earned = {one.student: one.earned for one in found.hand_ins}
    assert {student: earned[student] for student in POINTS} == pytest.approx(POINTS)
    assert set(found.not_graded) == {*graded_class.broken, "x-name"}
    assert found.missing == [] and found.due is None
    assert list(found.exercises) == ["ex1", "ex2", "ex3", "ex4"]


def test_what_a_person_gave_counts(reported, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(reported[0], root)
    course = Course(root)
    with open_gradebook(course) as gradebook:
        gradebook.find_grade("ex4-answer", "numbers_exercises", "01_numbers", "ada").manual_score = 1.0
        gradebook.db.commit()
    ada, bob = gather(course, course.chapter("1")).hand_ins[:2]
    assert (ada.share("ex4"), bob.share("ex4")) == (0.25, None)
    assert ada.earned == 10 / 13


def test_due_dates_and_times_are_in_utc(reported, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(reported[0], root)
    course = Course(root)
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment("01_numbers", duedate="2026-05-17 12:00:00")
        gradebook.find_submission("01_numbers", "ada").timestamp = datetime(2026, 5, 17, 13)
        gradebook.update_or_create_student("zoe")
        gradebook.db.commit()
    found = gather(course, course.chapter("1"))
    assert found.due == datetime(2026, 5, 17, 12, tzinfo=UTC)
    assert found.hand_ins[0].when == datetime(2026, 5, 17, 13, tzinfo=UTC)
    assert found.hand_ins[0].seconds_late == 3600
    assert found.missing == ["zoe"]


def test_without_a_chapter_all_that_is_graded_is_reported(reported, classroom, tmp_path):
    ran = classroom("report", "--to", tmp_path / "here", cwd=reported[0])
    assert ran.status == 0, ran.err
    page = (tmp_path / "here" / "course.html").read_text(encoding="utf-8")
    assert 'id="01_numbers"' in page and 'id="02_words"' not in page


def test_where_nothing_is_graded_it_says_what_to_do(course, classroom):
    ran = classroom("report", "words", cwd=course)
    assert ran.status != 0
    assert "Nothing is graded in 02_words yet; run: classroom grade 02_words" in ran.err
    assert "Nothing is graded yet" in classroom("report", cwd=course).err


def test_a_folder_that_cannot_be_written_is_a_sentence(reported, classroom, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    ran = classroom("report", "numbers", "--to", blocked, cwd=reported[0])
    assert ran.status != 0
    assert "The report cannot be written to" in ran.err and "--to DIR" in ran.err
    assert blocked.read_text() == "in the way"


def test_a_full_disk_keeps_the_older_report(reported, classroom, full_disk):
    root, _ = reported
    before = {path: path.read_bytes() for path in (root / "reports").iterdir()}
    with full_disk():
        ran = classroom("report", "numbers", cwd=root)
    assert ran.status == 2 and "No space left on device" in ran.err
    assert {path: path.read_bytes() for path in (root / "reports").iterdir()} == before


def test_the_command_needs_no_home_and_no_network(reported, tmp_path):
    command = [Path(sys.executable).parent / "classroom", "report", "numbers", "--to", tmp_path]
    ran = subprocess.run(command, cwd=reported[0], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert json.dumps(ran.stderr) == '""'
