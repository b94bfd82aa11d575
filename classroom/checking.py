"""`classroom check`: a student grades his own notebook."""

from dataclasses import replace
from pathlib import Path

from classroom.assignment import Assignment
from classroom.course import course_at, find_course
from classroom.grading import grade_notebook
from classroom.intake import parse, read_submission, refuse_foreign
from classroom.mending import mend
from classroom.origins import chapter_of, chapter_sources, given_files
from classroom.progress import keep_progress


def check(path, folder=None, limits=None):
    """Grade one notebook with every test that is on this machine.

    Args:
        path: the notebook.
        folder: the course folder; searched upward from the notebook, then from the working directory, if None.
        limits: a `Limits`.

    Returns:
        A `Report`; its `hidden` is False where the chapter's solution is not here and visible tests alone were run.

    Raises:
        ClassroomError: where the notebook cannot be graded.
    """
    path = Path(path).absolute()
    notebook, repairs = parse(path)
    course = course_at(folder) if folder else find_course(path, required=False) or find_course()
    chapter = chapter_of(course, path, notebook)
    if course.has_solutions(chapter):
        assignment = Assignment.load(course, chapter)
        notebook, repairs = read_submission(path, assignment, lambda: chapter_sources(course))
    else:
        assignment = Assignment.from_student_copy(chapter.name, path.stem, notebook)
        refuse_unusable(notebook, assignment, path, course)
        repairs += mend(notebook, assignment)
    _, report = grade_notebook(assignment, notebook, limits, given_files(course, chapter))
    report = replace(report, repairs=repairs)
    # Solutions and submissions, which lie elsewhere in the course, are not this learner's work.
    if path.is_relative_to(course.chapters_folder) or not path.is_relative_to(course.root):
        keep_progress(course, report)
    return report


def refuse_unusable(notebook, assignment, path, course):
    """Where no solution is at hand: refuse what the notebook itself shows to be unusable.

    Args:
        notebook: the student's notebook.
        assignment: the `Assignment` made of it.
        path: its file.
        course: a `Course`.

    Raises:
        Unreadable: for a notebook without exercises, or with another chapter's.
    """
    from classroom.assignment import file_name
    from classroom.errors import Unreadable

    where = file_name(path)
    refuse_foreign(notebook, assignment, where, lambda: chapter_sources(course))
    if not assignment.exercises:
        raise Unreadable(f"{where} holds no exercises of {assignment.chapter}; give the exercises notebook.")
