"""The exercises' tests are tested: a known wrong answer loses points and draws its hint, a right one earns all."""

import re
from pathlib import Path

import pytest

from classroom.assignment import Assignment
from classroom.catalogue import load, sections
from classroom.cells import points
from classroom.course import course_at
from classroom.student_copy import read_notebook
from classroom.verify import verify

COURSE = course_at(Path(__file__).resolve().parents[1])
CHAPTERS = [chapter for chapter in COURSE.chapters if COURSE.has_solutions(chapter)]
# What the whole course holds at least.
EXERCISES, POINTS, WRONG, RIGHT = 80, 300, 240, 160
WITHOUT_LIBRARIES = {"02_activations", "03_losses", "05_optimizers", "07_batchnorm", "08_regularization"}
UNAIDED = 80
# Per chapter, as every exercise has at least three wrong and two right answers.
AT_LEAST_WRONG, AT_LEAST_RIGHT = 24, 16


@pytest.mark.notebook
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_wrong_answers_are_rejected_and_right_ones_accepted(chapter, record_property, account):
    found = verify(COURSE, chapter)
    account(str(found))
    record_property("answers", [found.rejected, found.wrong, found.accepted, found.right])
    assignment = Assignment.load(COURSE, chapter)
    autograded = sum(bool(one.tests) for one in assignment.exercises)
    record_property("exercises", [autograded, sum(map(points, assignment.named.values()))])
    assert found.holds, "\n".join(found.faults)
    assert found.rejected == found.wrong >= AT_LEAST_WRONG
    assert found.accepted == found.right >= AT_LEAST_RIGHT


def test_the_course_holds_what_it_promises():
    assignments = [Assignment.load(COURSE, chapter) for chapter in CHAPTERS]
    catalogues = [load(COURSE.solution(chapter).parent) for chapter in CHAPTERS]
    assert [chapter.number for chapter in CHAPTERS] == list(range(13))
    assert sum(bool(one.tests) for assignment in assignments for one in assignment.exercises) >= EXERCISES
    assert sum(sum(map(points, assignment.named.values())) for assignment in assignments) >= POINTS
    assert sum(len(catalogue.wrong) for catalogue in catalogues) >= WRONG
    assert sum(len(catalogue.right) for catalogue in catalogues) >= RIGHT


def test_exercises_that_allow_no_library_are_graded_without_and_a_student_copy_tells_the_same():
    assignments = [Assignment.load(COURSE, chapter) for chapter in CHAPTERS]
    copies = [Assignment.from_student_copy(one.chapter, one.name, one.release) for one in assignments]
    assert [one.unaided for one in copies] == [one.unaided for one in assignments]
    asked = {one.chapter: {e.id for e in one.exercises if e.tests} - one.unaided for one in assignments}
    assert {name for name, exercises in asked.items() if not exercises} == WITHOUT_LIBRARIES
    assert sum(len(one.unaided) for one in assignments) >= UNAIDED


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_every_exercise_has_a_section_in_the_lesson(chapter):
    assignment = Assignment.load(COURSE, chapter)
    named = sections(COURSE.solution(chapter).parent)
    assert sorted(named) == sorted(one.id for one in assignment.exercises if one.tests)
    lesson = read_notebook(COURSE.chapters_folder / chapter.name / f"{chapter.stem}.ipynb")
    text = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    headings = re.findall(r"^#{2,3} (.+)$", text, re.MULTILINE)
    assert set(named.values()) <= set(headings)
