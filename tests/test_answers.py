"""The exercises' tests are tested: a known wrong answer loses points and draws its hint, a right one earns all."""

from pathlib import Path

import pytest

from classroom.assignment import Assignment
from classroom.cells import points
from classroom.course import course_at
from classroom.verify import verify

COURSE = course_at(Path(__file__).resolve().parents[1])
CHAPTERS = [chapter for chapter in COURSE.chapters if COURSE.has_solutions(chapter)]
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


def test_the_first_chapter_is_verified():
    assert "02_activations" in {chapter.name for chapter in CHAPTERS}
