"""A submission into its place in `submitted/`; what was there before is never lost."""

import contextlib
import shutil
from datetime import UTC

from classroom.assignment import file_name
from classroom.writing import write_whole

COLLECTED, UPDATED, UNCHANGED = "collected", "updated", "unchanged"  # a submission is in its place
KEPT = "kept"  # the one that was there stays
EARLIER = "earlier"  # folder of the course: what newer submissions have replaced
STAMP = "timestamp.txt"
FORMAT = "%Y-%m-%d %H:%M:%S UTC"  # as nbgrader reads it


def place(course, hand_in, update=False):
    """Write a submission where `classroom grade` and nbgrader look for it.

    Args:
        course: a `Course`.
        hand_in: a `HandIn`.
        update: replace an older submission, which moves to `earlier/`.

    Returns:
        The verdict, and a sentence where something else stands there.

    Raises:
        OSError: where it cannot be written; what was there is there still.
    """
    folder = course.step("submitted", hand_in.person.id, hand_in.chapter)
    path = folder / f"{hand_in.notebook}.ipynb"
    data = hand_in.piece.read()
    if not path.exists():
        _write(path, data, hand_in.time)
        return COLLECTED, ""
    held = held_time(folder)
    if path.read_bytes() == data:
        if hand_in.time and not held:  # a run was stopped between the two files
            write_whole(folder / STAMP, stamp_of(hand_in.time))
        return UNCHANGED, ""
    when = f" (handed in {held:%Y-%m-%d %H:%M} UTC)" if held else ""
    if held and hand_in.time and hand_in.time <= held:
        return KEPT, f"the one collected before{when} is not older, so it stays"
    if not update:
        return KEPT, f"another one was collected before{when} and stays; --update replaces it"
    aside = put_aside(course, hand_in, folder, path)
    _write(path, data, hand_in.time)
    return UPDATED, f"the one before{when} is in {file_name(aside)}"


def held_time(folder):
    """When the submission in a folder was handed in.

    Args:
        folder: `submitted/STUDENT/CHAPTER`.

    Returns:
        The time in UTC; None where no `timestamp.txt` tells.
    """
    try:
        return time_in((folder / STAMP).read_bytes())
    except OSError:
        return None


def time_in(data):
    """The time in a `timestamp.txt`.

    Args:
        data: its bytes, as "2026-05-17 23:59:00 Europe/Berlin"; UTC where no zone is named.

    Returns:
        The time in UTC; None where it is none.
    """
    from nbgrader.utils import parse_utc

    try:
        return parse_utc(data.decode("utf-8-sig").strip()).replace(tzinfo=UTC)
    except (ValueError, OverflowError, AttributeError):
        return None


def put_aside(course, hand_in, folder, path):
    """Copy the submission that is to be replaced to `earlier/STUDENT/CHAPTER/NUMBER/`.

    Args:
        course: a `Course`.
        hand_in: the `HandIn` that replaces it.
        folder: where it stands.
        path: the notebook.

    Returns:
        Where it is now, too.
    """
    base = course.root / EARLIER / hand_in.person.id / hand_in.chapter.name
    base.mkdir(parents=True, exist_ok=True)
    number = 1 + max((int(one.name) for one in base.iterdir() if one.name.isdecimal()), default=0)
    draft, aside = base / f"{number}.unfinished", base / str(number)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    for file in (path, folder / STAMP):
        if file.is_file():
            shutil.copy2(file, draft / file.name)
    draft.rename(aside)
    return aside / path.name


def stamp_of(time):
    """A time as nbgrader reads it.

    Args:
        time: an aware `datetime`.

    Returns:
        The bytes of `timestamp.txt`.
    """
    return f"{time.astimezone(UTC):{FORMAT}}\n".encode()


def _write(path, data, time):
    """The notebook, then its time; each is there whole or not at all, and no empty folder is left."""
    folder, stamp = path.parent, path.with_name(STAMP)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        write_whole(path, data)
    except OSError:
        with contextlib.suppress(OSError):
            folder.rmdir()
            folder.parent.rmdir()
        raise
    if time:
        write_whole(stamp, stamp_of(time))
