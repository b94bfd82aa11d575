"""What the learner did, in one local file: an event a line, only ever added to, so that no kernel loses another's.

The file may be deleted, which forgets everything, or copied to another machine. The environment variable NNKIT_PROGRESS
names another file. Outside a chapter of a course nothing is written.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

COURSE_SETTINGS = ("nbgrader_config.py", "nbgrader_config.json")  # what makes a folder a course, as for nbgrader
CHAPTERS = "chapters"
FILE = Path(".classroom") / "progress.jsonl"
VARIABLE = "NNKIT_PROGRESS"
ANSWERED = ("id", "right", "question")
NEEDED = {
    "quiz": ANSWERED,
    "prediction": ANSWERED,
    "review": ("id", "right"),
    "check": ("points", "max_points", "exercises"),
}

listeners: list[Callable[[], object]] = []
"""Called after each event that this kernel has written."""


@dataclass(frozen=True)
class Log:
    """What the file holds.

    Args:
        events: in the order of their times.
        trouble: a sentence about what could not be read; "" if everything could.
    """

    events: tuple[dict, ...] = ()
    trouble: str = ""


def notebook_file() -> Path | None:
    """Return the notebook that this kernel belongs to, as Jupyter or VS Code tells it; None where nobody does."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    told = os.environ.get("JPY_SESSION_NAME") or getattr(shell, "user_ns", {}).get("__vsc_ipynb_file__")
    return Path(told).absolute() if told and shell is not None else None


def notebook_folder() -> Path:
    """Return the folder of this kernel's notebook: its working folder where nobody tells."""
    file = notebook_file()
    return file.parent if file and file.parent.is_dir() else Path.cwd()


def course_root(start: Path | None = None) -> Path | None:
    """Return the course that a folder lies in, or None."""
    start = Path(start or notebook_folder()).resolve()
    above = (start, *start.parents)
    return next((folder for folder in above if any((folder / name).is_file() for name in COURSE_SETTINGS)), None)


def chapter_here(start: Path | None = None) -> str | None:
    """Return the name of the chapter whose folder this is, or None."""
    start = Path(start or notebook_folder()).resolve()
    root = course_root(start)
    return start.name if root and start.parent == root / CHAPTERS else None


def progress_file(start: Path | None = None) -> Path | None:
    """Return where progress is kept: NNKIT_PROGRESS, or the file of the course; None outside a course."""
    if told := os.environ.get(VARIABLE):
        return Path(told)
    root = course_root(start)
    return root / FILE if root else None


def identity(chapter: str, question: str) -> str:
    """Return what names a question: its chapter and its words.

    Example:
        >>> identity("02_activations", "The largest slope of sigmoid?")
        '02_activations/60598e2337'
    """
    return f"{chapter}/{hashlib.sha256(question.encode()).hexdigest()[:10]}"


def event(kind: str, chapter: str, **facts) -> dict:
    """Return an event of this moment."""
    return {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "kind": kind, "chapter": chapter, **facts}


def keep(kind: str, asked: dict, right: bool, given: str | float) -> str:
    """Keep the answer to a question of this notebook's chapter; outside a chapter nothing is kept.

    Args:
        kind: "quiz" or "prediction".
        asked: what asks it again: the arguments of a `Quiz`.
        right: whether the answer was right.
        given: the answer.

    Returns:
        "" or, where it could not be written, a sentence.
    """
    chapter, file = chapter_here(), progress_file()
    if chapter is None or file is None:
        return ""
    name = identity(chapter, asked["question"])
    return append([event(kind, chapter, id=name, right=bool(right), given=given, question=asked)], file)


def append(events: Iterable[dict], file: Path) -> str:
    """Add events at the end of the file, in one write.

    Returns:
        "" or, where they could not be written, a sentence; the exercise or lesson goes on all the same.
    """
    data = "".join(json.dumps(one, ensure_ascii=False, default=str) + "\n" for one in events).encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a+b", buffering=0) as log:
            if log.tell():
                log.seek(-1, os.SEEK_END)
                data = data if log.read(1) == b"\n" else b"\n" + data  # a line that a full disk cut off stays alone
            if log.write(data) != len(data):
                raise OSError(28, "No space left on device")
    except OSError as error:
        return f"Your progress cannot be kept: {file} cannot be written ({error.strerror})."
    for listener in list(listeners):
        listener()
    return ""


def read(file: Path | None) -> Log:
    """Read the file; what is damaged stays in it and counts for nothing."""
    if file is None:
        return Log()
    try:
        lines = file.read_bytes().split(b"\n")
    except FileNotFoundError:
        return Log()
    except OSError as error:
        return Log(trouble=f"{file} cannot be read ({error.strerror}); your progress is not shown.")
    found = [_parsed(line) for line in lines if line.strip()]
    events = sorted((one for one in found if one), key=lambda one: one["at"])
    damaged = len(found) - len(events)
    words = f"{damaged} of {len(found)} lines of {file} cannot be read; they stay there and are left out of account."
    return Log(tuple(events), words if damaged else "")


def _parsed(line: bytes) -> dict | None:
    try:
        one = json.loads(line)
        datetime.fromisoformat(one["at"]).date()
        return one if isinstance(one["chapter"], str) and _is_whole(one) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _is_whole(one: dict) -> bool:
    """Say whether an event has what its kind needs; a kind of a newer version needs nothing we know of."""
    whole = all(name in one for name in NEEDED.get(one["kind"], ()))
    question, exercises = one.get("question", {"question": ""}), one.get("exercises", {})
    return whole and "question" in question and all("verdict" in result for result in exercises.values())


def merge(file: Path, other: Path) -> tuple[int, str]:
    """Add what another machine's file has and this one has not.

    Returns:
        How many events were added, and "" or, where they could not be written, a sentence.
    """
    known = {_fingerprint(one) for one in read(file).events}
    new = [one for one in read(other).events if _fingerprint(one) not in known]
    trouble = append(new, file) if new else ""
    return 0 if trouble else len(new), trouble


def _fingerprint(one: dict) -> str:
    return json.dumps(one, sort_keys=True)
