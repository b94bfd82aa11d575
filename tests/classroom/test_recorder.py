"""Recording a graded notebook: nbgrader's own code writes it, without running anything."""

import nbformat
import pytest

from classroom.assignment import Assignment
from classroom.course import Course
from classroom.endings import DIED, RAN, Ending
from classroom.errors import ClassroomError
from classroom.gradebook import asked_cells, ensure_assignment, recorded_cells, recording, scores
from classroom.grading import settle
from classroom.rebuild import rebuild

STUDENTS = ["ada", "o[dd] n*me", "Zoë 李"]


@pytest.fixture
def taught(course):
    found = Course(course)
    chapter = found.chapter("1")
    return found, chapter, Assignment.load(found, chapter)


def test_scores_of_any_student_by_any_name(taught, edit):
    course, chapter, assignment = taught
    ensure_assignment(course, chapter, [assignment])
    assert recorded_cells(course, assignment) == asked_cells(assignment)
    graded = rebuild(assignment, edit.answered(assignment.release, **edit.right))
    for cell in graded.cells:
        if cell.cell_type == "code":
            settle(cell, Ending(DIED if cell["id"] == "ex2-hidden" else RAN))
    with recording(course, chapter) as record:
        for student in STUDENTS:
            edit.write(course.step("submitted", student, chapter) / "numbers_exercises.ipynb", assignment.release)
            record(student, {"numbers_exercises": graded})
    held = scores(course, [assignment])
    assert {student: held[student]["score"] for student in STUDENTS} == dict.fromkeys(STUDENTS, 6)
    assert held["ada"]["cells"]["ex2-hidden"] == (0, 3)
    kept = nbformat.read(course.step("autograded", "ada", chapter) / "numbers_exercises.ipynb", 4)
    assert [cell["id"] for cell in kept.cells] == [cell["id"] for cell in assignment.skeleton.cells]


def test_a_changed_assignment_is_recorded_anew_while_nobody_handed_in(taught, edit, course):
    found, chapter, assignment = taught
    ensure_assignment(found, chapter, [assignment])
    path = found.solution(chapter)
    notebook = nbformat.read(path, 4)
    notebook.cells[5].source += "  # clearer"
    notebook.cells[5].metadata.nbgrader["points"] = 5
    edit.write(path, notebook)
    changed = Assignment.load(found, chapter)
    assert recorded_cells(found, changed) != asked_cells(changed)
    ensure_assignment(found, chapter, [changed])
    assert recorded_cells(found, changed) == asked_cells(changed)


def test_a_submission_that_cannot_be_recorded_leaves_the_gradebook_as_it_was(taught, edit):
    course, chapter, assignment = taught
    ensure_assignment(course, chapter, [assignment])
    folder = edit.write(course.step("submitted", "ada", chapter) / "numbers_exercises.ipynb", assignment.release)
    with recording(course, chapter) as record:
        with pytest.raises(ClassroomError, match="knows no notebook 'other'"):
            record("ada", {"other": rebuild(assignment, assignment.release)})
        (course.step("submitted", "ada", chapter) / "timestamp.txt").write_text("yesterday")
        with pytest.raises(ClassroomError, match=r"holds no time .*; expected one as 2026-05-17"):
            record("ada", {"numbers_exercises": rebuild(assignment, assignment.release)})
    assert scores(course, [assignment]) == {}, folder
