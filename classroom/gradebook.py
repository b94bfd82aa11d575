"""Scores into nbgrader's gradebook, written by nbgrader's own code from notebooks that we have graded."""

from pathlib import Path

from classroom import cells
from classroom.nbgrader_steps import available, course_directory, generate_assignment, quiet, settings


def open_gradebook(course):
    """Open nbgrader's gradebook of a course.

    Args:
        course: a `Course`.

    Returns:
        A `Gradebook`, to be used in a `with` statement.
    """
    with available():
        from nbgrader.api import Gradebook

    directory = course_directory(settings(course))
    with quiet("Opening the gradebook"):
        return Gradebook(directory.db_url, directory.course_id)


def ensure_assignment(course, chapter, assignment):
    """Have nbgrader record the assignment where the gradebook does not know it as it is now.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.
        assignment: its `Assignment`.
    """
    if recorded_cells(course, assignment) != asked_cells(assignment):
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


def make_recorder(course, chapter, submitted=None):
    """A function that records one graded submission.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.
        submitted: the folder of submissions; the course's own if None.

    Returns:
        `record(student, notebooks)`, where `notebooks` maps a notebook's name to the graded notebook. It writes
        `autograded/` and the gradebook as `nbgrader autograde` does: student, time of submission, automatic scores,
        comments on unanswered cells, what needs manual grading, late penalties; manual scores stay.
    """
    with available():
        from classroom.recorder import Recorder
    overrides = {"submitted_directory": str(Path(submitted).absolute())} if submitted else {}

    def record(student, notebooks):
        config = settings(course, assignment_id=chapter.name, **overrides)
        with quiet(f"Recording {student}"):
            recorder = Recorder(coursedir=course_directory(config), config=config)
            recorder.force = True
            recorder.record(student, notebooks)

    return record


def scores(course, assignment):
    """What the gradebook holds for an assignment, manual scores and late penalties included.

    Args:
        course: a `Course`.
        assignment: an `Assignment`.

    Returns:
        A dict from student to `{"score", "max_score", "late_penalty", "needs_manual_grade", "cells"}`, the cells
        as `{grade_id: (score, max_score)}` and the comments as `{grade_id: text}` under "comments".
    """
    with open_gradebook(course) as gradebook:
        return {
            notebook.student.id: {
                "score": notebook.score,
                "max_score": notebook.max_score,
                "late_penalty": notebook.late_submission_penalty or 0.0,
                "needs_manual_grade": notebook.needs_manual_grade,
                "cells": {grade.name: (grade.score, grade.max_score) for grade in notebook.grades},
                "manual": {grade.name for grade in notebook.grades if grade.manual_score is not None},
                "comments": {comment.name: comment.comment for comment in notebook.comments if comment.comment},
            }
            for notebook in gradebook.notebook_submissions(assignment.name, assignment.chapter)
        }
