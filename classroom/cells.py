"""What nbgrader's metadata say about a cell, read without nbgrader."""

import hashlib
import re

SCHEMA_VERSION = 3


def settings(cell):
    """Give nbgrader's entry in the cell's metadata; an empty dict where there is none or it is no dict.

    Args:
        cell: a notebook cell.

    Returns:
        A dict.
    """
    entry = cell.get("metadata", {}).get("nbgrader")
    return entry if isinstance(entry, dict) else {}


def grade_id(cell):
    """The cell's name in the gradebook, or None for a cell that nbgrader does not know.

    Args:
        cell: a notebook cell.

    Returns:
        The name or None.
    """
    entry = settings(cell)
    known = any(entry.get(key) for key in ("grade", "solution", "locked", "task"))
    name = entry.get("grade_id")
    return name if known and isinstance(name, str) else None


def is_answer(cell):
    """Whether the student writes here."""
    return bool(settings(cell).get("solution"))


def is_manual(cell):
    """Whether a person grades this cell."""
    entry = settings(cell)
    return bool(entry.get("task") or (entry.get("grade") and entry.get("solution")))


def is_test(cell):
    """Whether the cell is graded by running it."""
    entry = settings(cell)
    return bool(entry.get("grade") and not entry.get("solution")) and cell["cell_type"] == "code"


def is_locked(cell):
    """Whether the cell's source is the instructor's."""
    entry = settings(cell)
    return not entry.get("solution") and bool(entry.get("grade") or entry.get("locked"))


def points(cell):
    """What the cell is worth; 0 for a cell that is not graded."""
    return float(settings(cell).get("points") or 0)


def exercise_of(name):
    """The exercise that a cell belongs to, from its `grade_id`.

    Args:
        name: the `grade_id`.

    Returns:
        `ex3` for `ex3-tests-shape`; the name itself in courses that name their cells otherwise.

    Example:
        >>> exercise_of("ex3-hidden-shape"), exercise_of("cell-8f2a")
        ('ex3', 'cell-8f2a')
    """
    found = re.match(r"(ex\d+)-", name)
    return found.group(1) if found else name


def has_code(source):
    """Whether anything but comments and blank lines stands in a source.

    Args:
        source: the text of a cell.

    Returns:
        True or False.
    """
    return any(line.strip() and not line.strip().startswith("#") for line in source.splitlines())


def plain(source):
    """A source without what editors change on their own: trailing blanks and blank ends.

    Args:
        source: the text of a cell, a string or nbformat's list of lines.

    Returns:
        A string.
    """
    text = source if isinstance(source, str) else "".join(source)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def checksum(cell):
    """Compute nbgrader's checksum of a cell; the gradebook compares it to know an untouched answer.

    Args:
        cell: a cell with nbgrader metadata.

    Returns:
        32 hexadecimal digits.

    Checked against:
        nbgrader.utils.compute_checksum
    """
    entry = settings(cell)
    graded = bool(entry.get("grade"))
    # The parts and their order are nbgrader's; a different digest would make every answer look edited.
    parts = [
        cell["source"],
        cell["cell_type"],
        str(graded),
        str(is_answer(cell)),
        str(is_locked(cell)),
        entry["grade_id"],
    ]
    if graded:
        parts.append(str(float(entry["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
