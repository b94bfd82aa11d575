"""The CSV files: read back, they hold what the report says."""

import csv

from classroom.report.measures import measure_exercises, measure_tests
from classroom.report.misconceptions import Misconception, sightings
from classroom.report.risk import at_risk
from classroom.report.sections import ChapterReport
from classroom.report.tables import write_tables
from tests.classroom.report.made_up import facts, hand_in, result


def read_back(folder):
    made = facts(
        [
            hand_in("=cmd()", result("ex1", [False], ["The sum, “quoted”, and more."]), late=90.0),
            hand_in("bob", result("ex1", [True])),
        ],
        not_graded=["cyd"],
        missing=["dan"],
    )
    catalogue = [Misconception(made.chapter, "ex1", "the sum", "Sums"), Misconception(made.chapter, "ex1", "nobody")]
    report = ChapterReport(made, measure_exercises(made), measure_tests(made), sightings(made, catalogue))
    paths = write_tables(folder, "course", [report], at_risk([made]))
    return {path.stem.removeprefix("course_"): list(csv.DictReader(path.open(encoding="utf-8"))) for path in paths}


def test_every_kind_of_row_has_its_file(tmp_path):
    found = read_back(tmp_path)
    assert sorted(found) == ["at_risk", "exercises", "misconceptions", "students", "tests"]


def test_misconceptions_are_counted_those_of_nobody_too(tmp_path):
    first, second = read_back(tmp_path)["misconceptions"]
    assert (first["misconception"], first["students"], first["who"]) == ("the sum", "1", "=cmd()".join(("'", "")))
    assert (first["section"], first["said"]) == ("Sums", "The sum, “quoted”, and more.")
    assert (second["misconception"], second["students"], second["said"]) == ("nobody", "0", "")


def test_no_cell_is_a_formula(tmp_path):
    found = read_back(tmp_path)
    cells = [cell for rows in found.values() for row in rows for cell in row.values()]
    assert "'=cmd()" in cells
    assert not [cell for cell in cells if cell.startswith("=")]


def test_students_are_listed_with_time_and_misconceptions(tmp_path):
    rows = {row["student"]: row for row in read_back(tmp_path)["students"]}
    assert rows["'=cmd()"]["misconceptions"] == "ex1: the sum"
    assert (rows["'=cmd()"]["seconds_late"], rows["bob"]["seconds_late"]) == ("90", "0")
    assert (rows["bob"]["earned"], rows["cyd"]["earned"], rows["dan"]["earned"]) == ("1.0", "not graded", "missing")


def test_exercises_and_tests_have_their_numbers(tmp_path):
    found = read_back(tmp_path)
    assert found["exercises"][0]["difficulty"] == "0.5"
    assert found["exercises"][0]["verdicts"] == "passed: 1; wrong: 1"
    assert found["tests"][0]["passed"] == "0.5"
