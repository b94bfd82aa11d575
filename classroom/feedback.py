"""`classroom feedback`: one HTML page for each graded notebook, where nbgrader puts its own."""

from dataclasses import dataclass
from pathlib import Path

from classroom.assignment import Assignment, file_name
from classroom.batch import Cohort, kept_report
from classroom.errors import ClassroomError
from classroom.feedback_page import page
from classroom.gradebook import scores
from classroom.grading import report_on
from classroom.student_copy import read_notebook
from classroom.writing import write_whole


@dataclass(frozen=True)
class Feedback:
    """One page.

    Args:
        student: whose it is.
        path: the page.
    """

    student: str
    path: Path


def write_feedback(course, chapter, only=None):
    """Write the pages of a chapter from `autograded/` and the gradebook.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.
        only: the one student wanted.

    Returns:
        A list of `Feedback`s.

    Raises:
        ClassroomError: where nothing has been graded.
    """
    found = []
    for assignment in Assignment.load_all(course, chapter):
        held = scores(course, [assignment])
        for student in sorted(held):
            path = course.step("autograded", student, chapter) / f"{assignment.name}.ipynb"
            if only in (None, student) and path.is_file():
                found.append(_write(course, chapter, assignment, student, held[student]))
    if not found:
        who = f" of {only}" if only else ""
        raise ClassroomError(
            f"Nothing{who} is graded in {chapter.name} yet ({file_name(course.step('autograded', '*', chapter))}); "
            f"run: classroom grade {chapter.name}"
        )
    return found


def _write(course, chapter, assignment, student, held):
    notebook = read_notebook(course.step("autograded", student, chapter) / f"{assignment.name}.ipynb")
    kept = kept_report(Cohort(course, chapter), student)
    report = kept.of_notebook(assignment.name) if kept else report_on(assignment, notebook)
    folder = course.step("feedback", student, chapter)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{assignment.name}.html"
    write_whole(path, page(assignment, student, notebook, report, held).encode())
    stamp = course.step("autograded", student, chapter) / "timestamp.txt"
    if stamp.is_file():  # nbgrader's release_feedback compares it
        write_whole(folder / stamp.name, stamp.read_bytes())
    return Feedback(student, path)
