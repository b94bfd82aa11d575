"""Scores into nbgrader's gradebook, written by nbgrader's own code from notebooks that we have graded."""

from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

from classroom import cells
from classroom.errors import ClassroomError
from classroom.nbgrader_steps import available, course_directory, failure, generate_assignment, quiet, settings


@contextmanager
def open_gradebook(course):
    """Open nbgrader's gradebook of a course.

    Args:
        course: a `Course`.

    Yields:
        A `Gradebook`.

    Raises:
        ClassroomError: where it cannot be opened, or its database fails while it is used.
    """
    with available():
        from nbgrader.api import Gradebook
        from sqlalchemy.exc import SQLAlchemyError

    directory = course_directory(settings(course))
    with quiet("Opening the gradebook"):
        gradebook = Gradebook(directory.db_url, directory.course_id)
    try:
        with gradebook:
            yield gradebook
    except SQLAlchemyError as error:  # a damaged page shows when it is read
        raise ClassroomError(failure("Using the gradebook", [], error)) from error


def ensure_assignment(course, chapter, assignments):
    """Have nbgrader record the assignment where the gradebook does not know it as it is now.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.
        assignments: its `Assignment`s, one a notebook.
    """
    if any(recorded_cells(course, assignment) != asked_cells(assignment) for assignment in assignments):
        generate_assignment(course, chapter)


def asked_cells(assignment):
    """What an assignment asks: the checksum and the points of each cell."""
    return {name: (cells.checksum(cell), cells.points(cell)) for name, cell in assignment.named.items()}


def recorded_cells(course, assignment):
    """What the gradebook knows of an assignment: the same, or an empty dict."""
    with available():
        from nbgrader.api import MissingEntry

    with open_gradebook(course) as gradebook:
        try:
            notebook = gradebook.find_notebook(assignment.name, assignment.chapter)
        except MissingEntry:
            return {}
        worth = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
        return {cell.name: (cell.checksum, worth.get(cell.name, 0.0)) for cell in notebook.source_cells}


@contextmanager
def recording(course, chapter, submitted=None):
    """Open the gradebook for the submissions of a class.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.
        submitted: the folder of submissions; the course's own if None.

    Yields:
        `record(student, notebooks)`, where `notebooks` maps a notebook's name to the graded notebook. It writes
        `autograded/` and the gradebook as `nbgrader autograde` does: student, time of submission, automatic scores,
        comments on unanswered cells, what needs manual grading, late penalties; manual scores stay.
    """
    with available():
        from classroom.recorder import Recorder
    overrides = {"submitted_directory": str(Path(submitted).absolute())} if submitted else {}
    config = settings(course, assignment_id=chapter.name, **overrides)
    with quiet("Opening the gradebook"):
        recorder = Recorder(course_directory(config), config)

    def record(student, notebooks):
        with quiet(f"Recording {student}"):
            recorder.record(student, notebooks)

    try:
        yield record
    finally:
        recorder.close()


def due_dates(course):
    """When each assignment is due, as the formgrader or `nbgrader db assignment add --duedate` has set it.

    Args:
        course: a `Course`.

    Returns:
        A dict from the chapter's folder name to the time in UTC; what is not due is left out.
    """
    with open_gradebook(course) as gradebook:
        due = {assignment.name: assignment.duedate for assignment in gradebook.assignments}
    return {name: time.replace(tzinfo=UTC) for name, time in due.items() if time}


def graded_chapters(gradebook):
    """The chapters that anybody is graded in.

    Args:
        gradebook: an open `Gradebook`.

    Returns:
        A set of their folder names.
    """
    return {assignment.name for assignment in gradebook.assignments if assignment.submissions}


def enrol(course, people):
    """Have the gradebook know students by name; what it knows already stays.

    Args:
        course: a `Course`.
        people: `Person`s.
    """
    with available():
        from nbgrader.api import Student

    with open_gradebook(course) as gradebook, quiet("Enrolling students"):
        known = {student.id: student for student in gradebook.students}
        for person in people:
            student = known.get(person.id) or Student(id=person.id)
            for name, told in person.details.items():
                setattr(student, name, getattr(student, name) or told or None)
            gradebook.db.add(student)
        gradebook.db.commit()


def scores(course, assignments):
    """What the gradebook holds for an assignment, manual scores and late penalties included.

    Args:
        course: a `Course`.
        assignments: the chapter's `Assignment`s, one a notebook.

    Returns:
        A dict from student to `{"score", "max_score", "late_penalty", "needs_manual_grade", "cells"}`, the cells
        as `{grade_id: (score, max_score)}` and the comments as `{grade_id: text}` under "comments".
    """
    found = {}
    with open_gradebook(course) as gradebook:
        for assignment in assignments:
            for row in gradebook.notebook_submissions(assignment.name, assignment.chapter):
                _add(found.setdefault(row.student.id, _nothing()), row)
    return found


def _nothing():
    sums = {"score": 0.0, "max_score": 0.0, "late_penalty": 0.0, "needs_manual_grade": False}
    return {**sums, "cells": {}, "manual": set(), "comments": {}}


def _add(entry, row):
    """Add a submitted notebook of the gradebook's to a student's entry."""
    entry["score"] += row.score
    entry["max_score"] += row.max_score
    entry["late_penalty"] += row.late_submission_penalty or 0.0
    entry["needs_manual_grade"] |= row.needs_manual_grade
    entry["cells"] |= {grade.name: (grade.score, grade.max_score) for grade in row.grades}
    entry["manual"] |= {grade.name for grade in row.grades if grade.manual_score is not None}
    entry["comments"] |= {comment.name: comment.comment for comment in row.comments if comment.comment}
