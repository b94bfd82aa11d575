"""What a learner has solved: one small local file that may be deleted or carried to another machine."""

import contextlib
import json
import os
from datetime import UTC, datetime

from classroom.results import tidy

VERSION = 1


def progress_file(course):
    """Where the progress is kept.

    Args:
        course: a `Course`.

    Returns:
        The path.
    """
    return course.state / "progress.json"


def read_progress(course):
    """What is known of the learner's progress.

    Args:
        course: a `Course`.

    Returns:
        `{"version", "chapters": {name: {"points", "max_points", "best", "checked", "exercises"}}}`. A damaged file
        counts as none.
    """
    try:
        progress = json.loads(progress_file(course).read_text(encoding="utf-8"))
        if progress["version"] == VERSION and isinstance(progress["chapters"], dict):
            return progress
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return {"version": VERSION, "chapters": {}}


def keep_progress(course, report):
    """Note a report; where the file cannot be written, the check itself is still good.

    Args:
        course: a `Course`.
        report: a `Report`.
    """
    progress = read_progress(course)
    before = progress["chapters"].get(report.chapter, {})
    progress["chapters"][report.chapter] = {
        "points": tidy(report.points),
        "max_points": tidy(report.max_points),
        "best": max(tidy(report.points), before.get("best", 0)),
        "checked": datetime.now(UTC).isoformat(timespec="seconds"),
        "exercises": {exercise.id: exercise.verdict for exercise in report.exercises},
    }
    with contextlib.suppress(OSError):
        write_json(progress_file(course), progress)


def write_json(path, value):
    """Write a JSON file so that it is never seen half-written.

    Args:
        path: the file; its folder is made.
        value: plain values.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    draft.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(draft, path)
