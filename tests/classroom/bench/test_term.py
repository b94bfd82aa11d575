"""A small term: two light chapters, twenty students, every command; nothing is lost, and every fault is found."""

import csv
import io
import shutil

import pytest
from rich.console import Console

from classroom.bench.crowd import generated
from classroom.bench.programs import command
from classroom.bench.term import Term, check, reported, run_term, show
from classroom.course import course_at
from classroom.errors import ClassroomError
from tests.classroom.tiny_course import REPOSITORY

pytestmark = pytest.mark.notebook
STUDENTS, CHAPTERS = 20, ("activations", "losses")
STEPS = ["new", "collect", "grade", "feedback", "report", "marks", "export"]


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    course, folder = course_at(REPOSITORY), tmp_path_factory.mktemp("term")
    return run_term(course, [course.chapter(word) for word in CHAPTERS], STUDENTS, folder), folder / "class"


def test_the_report_counts_what_was_generated(term, account):
    found, root = term
    assert not found.faults, "\n".join(found.faults)
    assert reported(root / "reports/course_misconceptions.csv") == generated(found.made)
    assert found.misconceptions == sum(generated(found.made).values()) > 150
    seconds = ", ".join(f"{step} {found.seconds[step]:.0f} s" for step in found.seconds)
    account(f"a term of {STUDENTS} students and {len(CHAPTERS)} chapters: {seconds}")


def test_every_step_was_taken_and_timed(term):
    found, root = term
    assert list(found.seconds) == STEPS
    assert min(found.seconds.values()) > 0
    assert (root / "marks.csv").stat().st_size and (root / "reports/course.html").stat().st_size


def test_a_misconception_that_is_not_counted_is_found_out(term, tmp_path):
    found, root = term
    copy = tmp_path / "class"
    shutil.copytree(root, copy)
    path = copy / "reports/course_misconceptions.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    first = next(row for row in rows if row["students"] != "0")
    first["students"] = str(int(first["students"]) + 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    again = Term(found.students, found.chapters, found.made)
    check(again, copy)
    (fault,) = again.faults
    assert first["misconception"] in fault and f"reported of {first['students']}" in fault


def test_a_lost_submission_is_found_out(term, tmp_path):
    found, root = term
    copy = tmp_path / "class"
    shutil.copytree(root, copy)
    name = next(sheet for sheet in found.made if sheet.expected == "passed")
    (copy / f".classroom/results/{name.chapter}/student{name.student:03}.json").unlink()
    shutil.rmtree(copy / f"feedback/student{name.student:03}/{name.chapter}")
    again = Term(found.students, found.chapters, found.made)
    check(again, copy)
    assert any(f"{name.chapter}, student{name.student:03}: 1.0, deserved: passed" in fault for fault in again.faults)
    assert any("feedback pages for" in fault for fault in again.faults)


def test_what_came_of_it_is_told(term):
    found, _ = term
    page = io.StringIO()
    show(found, Console(file=page, width=120))
    said = page.getvalue()
    assert f"A term: {STUDENTS} students, {len(CHAPTERS)} chapters, 38 submissions" in said
    assert f"The report counts {found.misconceptions} misconceptions in students: as many as were handed in." in said
    show(Term(1, [], found.made, {"grade": 1.0}, 3, ["something is lost"]), Console(file=page, width=120))
    assert "something is lost" in page.getvalue() and "1 FAULTS, see above" in page.getvalue()


def test_a_command_that_fails_is_quoted(tmp_path):
    with pytest.raises(ClassroomError, match=r"classroom report ended with \d: classroom: No course folder"):
        command(("classroom", "report"), tmp_path)
    assert command(("classroom", "report"), tmp_path, accepted=(1, 2)) > 0


def test_the_bench_knows_it(classroom, monkeypatch):
    from classroom import bench

    asked = []
    monkeypatch.setattr(bench, "run_term", lambda *given: asked.append(given[:2]) or False)
    ran = classroom("bench", "term", "--students", "40", "--chapters", "activations, losses")
    assert (ran.status, asked) == (1, [(40, ["activations", "losses"])])
