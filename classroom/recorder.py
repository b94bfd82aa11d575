"""Graded notebooks into nbgrader's gradebook and `autograded/` folder; imported by instructors' commands alone.

One connection for a class and one transaction a submission: a run that is killed leaves whole submissions or none.
The rows are those that `nbgrader autograde` writes, and nbgrader reads the scores from the notebooks itself.
"""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from sqlalchemy import select

from classroom.errors import ClassroomError

STAMP, LONGEST_STAMP = "2026-05-17 23:59:00 UTC", 1000
LARGEST_FILE = 20_000_000  # bytes of a file that a student handed in beside the notebook
NO_RESPONSE = "No response."  # nbgrader's words for an answer cell that was not touched


class Recorder:
    """Records the submissions of a class, one after the other.

    Args:
        directory: nbgrader's `CourseDirectory`, with the assignment's name in it.
        config: the course's settings.
    """

    def __init__(self, directory, config):
        self.directory = directory
        self.gradebook = Gradebook(directory.db_url, directory.course_id)
        self.penalties = AssignLatePenalties(config=config)
        self.penalties.init_plugin()

    def close(self):
        """Close the connection."""
        self.gradebook.close()

    def record(self, student, notebooks):
        """Record one student's graded notebooks.

        Args:
            student: the student's identifier.
            notebooks: the graded notebook of each name.

        Raises:
            ClassroomError: where the gradebook does not know the assignment, or a time of submission cannot be read.
        """
        chapter = self.directory.assignment_id
        source = Path(self._path("submitted", student))
        target = Path(self._path("autograded", student))
        timestamp = self._timestamp(source)
        self._write(source, target, notebooks)
        with self._transaction() as database:
            submission = self._submission(database, chapter, student)
            if timestamp is not None:
                submission.timestamp = timestamp
            for name, notebook in notebooks.items():
                self._score(database, submission, name, notebook)

    def _path(self, step, student):
        folder = getattr(self.directory, f"{step}_directory")
        return self.directory.format_path(folder, student, self.directory.assignment_id)

    def _timestamp(self, source):
        stamp = source / "timestamp.txt"
        if stamp.is_file() and stamp.stat().st_size > LONGEST_STAMP:
            raise ClassroomError(f"{stamp} has {stamp.stat().st_size} bytes; expected a time as {STAMP}.")
        try:
            return self.directory.get_existing_timestamp(str(source))
        except (Exception, SystemExit) as error:  # nbgrader ends the program here
            raise ClassroomError(f"{stamp} holds no time ({error}); expected one as {STAMP}.") from error

    def _write(self, source, target, notebooks):
        """Write `autograded/`: what was handed in beside the notebook, then the graded notebooks; old ones go."""
        unfinished = target.with_name(target.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for path in sorted(source.rglob("*")) if source.is_dir() else []:
            within = path.is_file() and path.resolve().is_relative_to(source.resolve())
            if within and path.suffix != ".ipynb" and path.stat().st_size <= LARGEST_FILE:
                kept = unfinished / path.relative_to(source)
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, kept)
        for name, notebook in notebooks.items():
            nbformat.write(notebook, unfinished / f"{name}.ipynb")
        if target.exists():
            shutil.rmtree(target)
        os.replace(unfinished, target)

    @contextmanager
    def _transaction(self):
        database = self.gradebook.db
        try:
            yield database
            database.commit()
        except BaseException:
            database.rollback()
            raise
        finally:
            database.expire_all()

    def _submission(self, database, chapter, student):
        """The submission, with an empty row for every grade and comment where it is new."""
        if database.get(Student, student) is None:
            database.add(Student(id=student))
            database.flush()
        try:
            return self.gradebook.find_submission(chapter, student)
        except MissingEntry:
            assignment = self.gradebook.find_assignment(chapter)
        submission = SubmittedAssignment(assignment_id=assignment.id, student_id=student)
        database.add(submission)
        for notebook in assignment.notebooks:
            graded = (*notebook.grade_cells, *notebook.task_cells)
            answered = (*notebook.solution_cells, *notebook.task_cells)
            handed_in = SubmittedNotebook(notebook_id=notebook.id, assignment=submission)
            database.add(handed_in)
            database.add_all(Grade(cell_id=cell.id, notebook=handed_in) for cell in graded)
            database.add_all(Comment(cell_id=cell.id, notebook=handed_in) for cell in answered)
        database.flush()
        return submission

    def _score(self, database, submission, name, notebook):
        """Fill in what `nbgrader autograde` does: automatic scores, comments, late penalty; manual scores stay."""
        row = next((one for one in submission.notebooks if one.name == name), None)
        if row is None:
            raise ClassroomError(f"The gradebook knows no notebook {name!r} of {submission.name}; release it again.")
        grades, comments = (_by_cell(database, kind, row) for kind in (Grade, Comment))
        for cell in notebook.cells:
            own = cell.metadata.get("nbgrader", {})
            if is_grade(cell):
                grade = grades[own["grade_id"]]
                grade.auto_score = determine_grade(cell)[0]
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            if is_solution(cell) or is_task(cell):
                untouched = not is_task(cell) and own.get("checksum") == compute_checksum(cell)
                comments[own["grade_id"]].auto_comment = NO_RESPONSE if untouched else None
        row.late_submission_penalty = None
        database.flush()
        database.expire(row)  # its score is computed from its grades
        if submission.total_seconds_late > 0:
            plugin = self.penalties.plugin_inst
            penalty = plugin.late_submission_penalty(submission.student_id, row.score, submission.total_seconds_late)
            if penalty is not None:
                row.late_submission_penalty = self.penalties._check_late_penalty(row, penalty)


def _by_cell(database, kind, row):
    """The grades or comments of a submitted notebook, by the names of their cells."""
    found = select(BaseCell.name, kind).join(BaseCell, kind.cell_id == BaseCell.id).where(kind.notebook_id == row.id)
    return {name: one for name, one in database.execute(found)}
