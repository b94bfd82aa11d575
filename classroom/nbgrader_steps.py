"""Our only door to nbgrader: its own steps, run in this process on this course's settings."""

import contextlib
import logging
import os
import re
import sys
import warnings
from pathlib import Path

from classroom.course import PRIVATE_FILES
from classroom.errors import ClassroomError

MISSING = "This command needs nbgrader, which is not installed; run: python -m pip install 'nnkit-course[instructor]'"
# What nbgrader logs around the line that says what is wrong.
SAYS_NOTHING = ("see the the above traceback", "error processing assignment", "Removing failed", "Removing existing")
GRADEBOOK_CURES = {
    "database is locked": "the gradebook is in use by another program; close it, perhaps the formgrader. "
    "Nothing was lost.",
    "not a database|malformed": "the gradebook is damaged. Put back a copy of gradebook.db, or move it away: the "
    "submissions are still in submitted/ and can be graded again, marks given by hand only stand in a copy.",
    "disk is full|disk I/O error|No space left": "the gradebook cannot be written, the disk is full; make room. "
    "Nothing was lost.",
    "readonly database|unable to open database": "the gradebook cannot be written; correct the permissions of "
    "gradebook.db and of its folder. Nothing was lost.",
    "connection failed|connection to server|could not connect|closed the connection": "the gradebook's database does "
    "not answer; start its server, or correct c.CourseDirectory.db_url in nbgrader_config.py. Nothing was lost.",
    "No module named 'psycopg": "PostgreSQL needs psycopg; run: python -m pip install 'nnkit-course[postgresql]'. "
    "Nothing was lost.",
}
CELLS_CHANGED = "Cannot add or remove cells"


def settings(course, **overrides):
    """The course's settings for nbgrader's classes.

    Args:
        course: a `Course`.
        overrides: options of `CourseDirectory` that replace the course's.

    Returns:
        A traitlets `Config`.
    """
    from copy import deepcopy

    config = deepcopy(course.config)
    section = config.CourseDirectory
    section.root = str(course.root)
    ignored = section.get("ignore", [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"])
    section.ignore = list(dict.fromkeys([*ignored, *PRIVATE_FILES]))
    section.update(overrides)
    return config


def course_directory(config):
    """Make nbgrader's `CourseDirectory` for these settings."""
    with available():
        from nbgrader.coursedir import CourseDirectory
    return CourseDirectory(config=config)


@contextlib.contextmanager
def available():
    """Say how to get nbgrader where importing it fails; let nbgrader find `alembic` beside this Python."""
    bin_folder = str(Path(sys.executable).parent)
    if bin_folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = bin_folder + os.pathsep + os.environ.get("PATH", "")
    try:
        yield
    except ImportError as error:
        raise ClassroomError(MISSING) from error


class _Kept(logging.Handler):
    """Keeps what nbgrader logs, to quote it where a step fails."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


@contextlib.contextmanager
def quiet(step):
    """Run a step of nbgrader without its log on the screen; a failure becomes one sentence.

    Args:
        step: what is being done, as the sentence names it.

    Raises:
        ClassroomError: with the last thing nbgrader said.
    """
    from traitlets.log import get_logger

    log, kept = get_logger(), _Kept()
    before, propagate, handlers = log.level, log.propagate, log.handlers
    log.handlers, log.propagate = [kept], False
    log.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SQLAlchemy's, about nbgrader's own code
            yield kept
    except ClassroomError:
        raise
    except Exception as error:
        raise ClassroomError(failure(step, kept.lines, error)) from error
    finally:
        log.handlers, log.propagate = handlers, propagate
        log.setLevel(before)


def failure(step, lines, error):
    """One sentence for a step that failed.

    Args:
        step: what was being done.
        lines: what nbgrader logged.
        error: what it raised.

    Returns:
        The sentence.
    """
    text = "\n".join([*lines, str(error)])
    if CELLS_CHANGED in text:
        return (
            f"{step}: exercise cells were added or removed, and submissions to the old ones are already graded. "
            "Undo the change in solutions/, or remove the assignment from the gradebook first: "
            "nbgrader db assignment remove NAME --force."
        )
    for words, cure in GRADEBOOK_CURES.items():
        if re.search(words, text):
            return f"{step}: {cure} Then run the same command again."
    if "OperationalError" in text or "DatabaseError" in text:
        return (
            f"{step}: the gradebook cannot be used ({type(error).__name__}). Close other programs that use it; "
            "if it is older than nbgrader, back it up and run: nbgrader db upgrade."
        )
    said = [line.strip().splitlines()[-1] for line in [*lines, str(error)] if line.strip()]
    telling = [line for line in said if not any(words in line for words in SAYS_NOTHING)]
    return f"{step} failed in nbgrader: {(telling or said or [type(error).__name__])[-1]}"


def generate_assignment(course, chapter, gradebook=True):
    """Run nbgrader's `generate_assignment`: the release folder, and the assignment in the gradebook.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.
        gradebook: False leaves the gradebook alone (nbgrader's `--no-db`).

    Raises:
        ClassroomError: where nbgrader refuses.
    """
    with available():
        from nbgrader.converters import GenerateAssignment

    config = settings(course, assignment_id=chapter.name)
    if not gradebook:
        config.SaveCells.enabled = False
        config.GenerateAssignment.no_database = True
    with quiet(f"Releasing {chapter.name}"):
        converter = GenerateAssignment(coursedir=course_directory(config), config=config)
        converter.force = True
        converter.start()
