"""What a learner has done: the commands' view of the one local file that `widgets.records` keeps."""

from datetime import date
from pathlib import Path

from classroom.errors import ClassroomError
from classroom.results import tidy
from widgets import records
from widgets.repetition import cards, due
from widgets.standing import Standing, asked_in, standings


def progress_file(course):
    """Where the progress is kept.

    Args:
        course: a `Course`.

    Returns:
        The path.
    """
    return records.progress_file(course.root)


def keep_progress(course, report):
    """Note a report; where the file cannot be written, the check itself is still good.

    Args:
        course: a `Course`.
        report: a `Report`.

    Returns:
        A sentence where it could not be written, otherwise "".
    """
    exercises = {
        exercise.id: {"verdict": exercise.verdict, "title": exercise.title, "hint": exercise.hint}
        for exercise in report.exercises
    }
    points = {"points": tidy(report.points), "max_points": tidy(report.max_points)}
    return records.append(
        [records.event("check", report.chapter, **points, exercises=exercises)], progress_file(course)
    )


def read_progress(course, today=None):
    """What is known of the learner's progress.

    Args:
        course: a `Course`.
        today: the day that questions to review are counted for; the present one if None.

    Returns:
        `{"file", "trouble", "due", "chapters": {name: {...}}}`, in the order of the chapters. Of each: `quizzes` and
        `predictions` in the lesson; `answered`, `right` and `at_once` of the one, `made` and `off` of the other; in
        words, what is `not_right` and what `were_off`; `points` (None before the first check), `best`, `max_points`
        and `exercises`.
    """
    log = records.read(progress_file(course))
    found = standings(log.events)
    names = dict.fromkeys([*(chapter.name for chapter in course.chapters), *found])
    waiting = due(cards(log.events).values(), today or date.today())
    chapters = {name: _numbers(found.get(name), *asked_in(course.chapters_folder / name)) for name in names}
    return {"file": str(progress_file(course)), "trouble": log.trouble, "due": len(waiting), "chapters": chapters}


def _numbers(standing, num_quizzes, num_predictions):
    standing = standing or Standing()
    return {
        "quizzes": max(num_quizzes, len(standing.quizzes)),
        "answered": len(standing.quizzes),
        "right": standing.right,
        "at_once": len(standing.at_once),
        "predictions": max(num_predictions, len(standing.predictions)),
        "made": len(standing.predictions),
        "off": len(standing.off),
        "not_right": standing.not_right,
        "were_off": standing.off,
        "points": standing.points,
        "best": standing.best,
        "max_points": standing.max_points,
        "exercises": standing.exercises,
    }


def export_progress(course, target):
    """Copy the file, to be carried to another machine.

    Args:
        course: a `Course`.
        target: a file that does not exist yet.

    Returns:
        How many events it holds.

    Raises:
        ClassroomError: nothing to copy, a file that exists, or one that cannot be written.
    """
    target, log = Path(target), records.read(progress_file(course))
    if not log.events:
        raise ClassroomError(
            f"{progress_file(course)} holds nothing yet; answer a question or check an exercise first."
        )
    if target.exists():
        raise ClassroomError(f"{target} exists; name a new file, or delete it first.")
    if trouble := records.append(log.events, target):
        raise ClassroomError(trouble)
    return len(log.events)


def import_progress(course, source):
    """Add what another machine's file has and this one has not.

    Args:
        course: a `Course`.
        source: the other file.

    Returns:
        How many events were new, and a sentence about lines that could not be read; "" where all could.

    Raises:
        ClassroomError: no such file, nothing in it that can be read, or a file that cannot be written.
    """
    source = Path(source)
    if not source.is_file():
        raise ClassroomError(f"There is no file {source}; give one that `classroom progress --export` has written.")
    if not records.read(source).events:
        raise ClassroomError(f"{source} holds no progress; give a file that `classroom progress --export` has written.")
    added, trouble = records.merge(progress_file(course), source)
    if trouble:
        raise ClassroomError(trouble)
    return added, records.read(source).trouble
