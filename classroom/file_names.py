"""Who handed in what, as Moodle, Canvas and plain uploads say it in the names of files."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

MOODLE, CANVAS, PLAIN = "Moodle", "Canvas", "plain"
MOODLE_PART = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_file_?(?P<rest>.*)", re.DOTALL)
CANVAS_FILE = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<number>\d+)_\d+_(?P<rest>.+)", re.DOTALL)
CANVAS_VERSION = re.compile(r"-(?P<version>\d+)(?=\.\w+$)")
NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)  # browsers add the second ending
COPY = re.compile(r"([ _-]*\(\d+\)|[ _-]+(copy|kopie)\d*|-copy\d*)+$", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """What a file's name tells.

    Args:
        platform: "Moodle", "Canvas" or "plain".
        words: what may name the student, the most telling first.
        number: the platform's number of the student; "".
        stem: the name that the student gave the file, without endings and marks of copies; None for no notebook.
        folders: the folders it lies in.
        version: how often the student has handed in before, as Canvas counts it.
        late: whether the platform marked it.
    """

    platform: str
    words: tuple
    number: str
    stem: str | None
    folders: tuple
    version: int = 0
    late: bool = False


def told_by(name):
    """Read a file's name.

    Args:
        name: its path in the archive, with slashes.

    Returns:
        What it tells, as `Told`.

    Example:
        >>> told = told_by("lovelaceada_LATE_17_4711_losses_exercises-2.ipynb")
        >>> told.platform, told.words, told.number, told.stem, told.version, told.late
        ('Canvas', ('lovelaceada',), '17', 'losses_exercises', 2, True)
        >>> told_by("Ada Lovelace_12345_assignsubmission_file_/losses_exercises.ipynb").words
        ('Ada Lovelace',)
    """
    *folders, file = PurePosixPath(name).parts
    for place, part in enumerate((*folders, file)):
        if found := MOODLE_PART.fullmatch(part):
            own = file if part is not file else found["rest"]
            full = found["name"]
            words = dict.fromkeys((full, full.split("-", 1)[-1]))  # groups stand before the name
            return Told(MOODLE, tuple(words), found["number"], stem_of(own), tuple(folders[place + 1 :]))
    for place, part in enumerate((*folders, file)):
        if found := CANVAS_FILE.fullmatch(part):
            own = file if part is not file else found["rest"]
            version = CANVAS_VERSION.search(found["rest"])
            stem = stem_of(CANVAS_VERSION.sub("", own) if part is file else own)
            count = int(version["version"]) if version else 0
            inner = tuple(folders[place + 1 :])
            return Told(CANVAS, (found["name"],), found["number"], stem, inner, count, bool(found["late"]))
    return Told(PLAIN, _plain_words(folders, file), "", stem_of(file), tuple(folders))


def stem_of(file):
    """The name of a notebook without its ending and the marks that browsers give to copies.

    Args:
        file: the file's name.

    Returns:
        The stem; None where it is no notebook.

    Example:
        >>> stem_of("losses_exercises (1).ipynb"), stem_of("essay.pdf")
        ('losses_exercises', None)
    """
    return COPY.sub("", NOTEBOOK.sub("", file)) if NOTEBOOK.search(file) else None


def _plain_words(folders, file):
    """The folders from the inside out, the file's stem, and its beginnings and ends at each separator."""
    stem = NOTEBOOK.sub("", file)
    cuts = [found.span() for found in re.finditer(r"[_\- ]+", stem)]
    starts = [stem[:begin] for begin, _ in reversed(cuts)]
    ends = [stem[end:] for _, end in cuts]
    return tuple(dict.fromkeys(word for word in (*reversed(folders), stem, *starts, *ends) if word))
