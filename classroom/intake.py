"""Reading a submission: every notebook that cannot be graded gets one sentence with the file and the cure."""

import codecs
import json
from pathlib import Path

from classroom import cells
from classroom.assignment import file_name
from classroom.errors import Unreadable
from classroom.mending import mend

LARGEST = 50_000_000  # bytes
MOST_PARTS = 2_000_000  # of a JSON text; each becomes an object in memory
CLEAR = "clear its outputs (Edit, Clear Outputs of All Cells) and save it again"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def parse(path):
    """A submitted file as a notebook, whatever it is a notebook of.

    Args:
        path: the file.

    Returns:
        The notebook, as nbformat 4, and a tuple with a sentence where its encoding had to be guessed.

    Raises:
        Unreadable: missing, empty, too large, not text, not JSON, not a notebook, without cells.
    """
    where = file_name(path)
    text, guessed = _text(Path(path), where)
    if sum(text.count(sign) for sign in "[{,") > MOST_PARTS:
        raise Unreadable(f"{where} holds more than {MOST_PARTS} values, which no notebook does; {CLEAR}.")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(
            f"{where} is not JSON{place}, so it is no notebook; open it in JupyterLab, save it and hand in that file."
        ) from None
    if not isinstance(content, dict) or not isinstance(content.get("nbformat"), int):
        raise Unreadable(f"{where} is JSON but no notebook (it has no nbformat); hand in the .ipynb file itself.")
    notebook = _as_version_4(content, where)
    if not notebook.cells:
        raise Unreadable(f"{where} is an empty notebook without a cell; hand in the notebook with the answers.")
    return notebook, guessed


def _text(path, where):
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise Unreadable(f"{where} is a folder; give the notebook in it.")
        if not path.is_file():  # to read a pipe waits for ever
            raise Unreadable(f"{where} is no ordinary file; hand in the notebook itself.")
        if size > LARGEST:
            raise Unreadable(f"{where} has {size / 1e6:.0f} MB, more than {LARGEST / 1e6:.0f}; {CLEAR}.")
        text, guessed = _decoded(path.read_bytes())
    except FileNotFoundError:
        raise Unreadable(f"There is no file {where}; check its name.") from None
    except OSError as error:
        raise Unreadable(f"{where} cannot be read ({error.strerror}); check its permissions.") from None
    if not text.strip():
        raise Unreadable(f"{where} is empty ({size} bytes); save the notebook in JupyterLab and hand it in again.")
    return text, guessed


def _decoded(data):
    """The text, and what was repaired: notebooks are UTF-8, but editors and mail programs write others."""
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", errors="replace"), ("the file began with a byte-order mark",)
    if data.startswith(UTF_16):
        return data.decode("utf-16", errors="replace"), ("the file was written in UTF-16, not in UTF-8",)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return data.decode("latin-1"), ("the file was not written in UTF-8; it was read as Latin-1",)


def _as_version_4(content, where):
    import warnings

    import nbformat

    broken = Unreadable(f"{where} is a damaged notebook; open it in JupyterLab, save it and hand in that file.")
    listed = content.get("cells", content.get("worksheets"))
    if not isinstance(listed, list) or not all(isinstance(cell, dict) for cell in listed):
        raise broken
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = nbformat.convert(nbformat.from_dict(content), 4)
    except Exception:
        raise broken from None
    for cell in notebook.cells:
        cell.setdefault("metadata", nbformat.NotebookNode())
        if isinstance(cell.get("source"), list) and all(isinstance(line, str) for line in cell.source):
            cell.source = "".join(cell.source)
        kinds = (cell.get("cell_type"), cell.get("source"), cell.metadata)
        if not all(isinstance(value, kind) for value, kind in zip(kinds, (str, str, dict), strict=True)):
            raise broken
        cell.source = cell.source.encode("utf-8", "replace").decode()  # half of an emoji cannot be written to a file
        if not isinstance(cell.get("id", ""), str):
            del cell["id"]
    return notebook


def read_submission(path, assignment, others=dict):
    """A submission that can be graded, repaired where that is needed and its meaning is clear.

    Args:
        path: the submitted file, which stays as it was handed in.
        assignment: the `Assignment` it answers.
        others: called without arguments only where the notebook looks foreign; returns the other chapters'
            exercise sources, `{chapter: {grade_id: source}}`, to name where it stems from.

    Returns:
        The notebook, and a tuple with a sentence for everything that was repaired.

    Raises:
        Unreadable: one sentence with the file and the cure.
    """
    path, moved = found_file(Path(path), assignment)
    notebook, decoded = parse(path)
    mended = mend(notebook, assignment)
    refuse_foreign(notebook, assignment, file_name(path), others)
    return notebook, (*moved, *decoded, *mended)


def found_file(path, assignment):
    """The file that was meant, where it has another name and only one notebook was handed in.

    Args:
        path: the expected file.
        assignment: the `Assignment` it answers.

    Returns:
        The file, and a tuple with the sentence that says so.

    Raises:
        Unreadable: for a link, which might lead anywhere.
    """
    if path.is_symlink() or path.parent.is_symlink():
        raise Unreadable(f"{file_name(path)} is a link; hand in the notebook itself.")
    if path.exists() or not path.parent.is_dir():
        return path, ()
    candidates = [other for other in path.parent.glob("*.ipynb") if other.is_file() and not other.is_symlink()]
    if len(candidates) != 1:
        return path, ()
    found = instructor_sources(parse(candidates[0])[0])
    expected = instructor_sources(assignment.release)
    if matches(found, expected) * 2 <= len(expected):
        return path, ()
    return candidates[0], (f"the file is called {candidates[0].name}, not {path.name}",)


def refuse_foreign(notebook, assignment, where, others=dict):
    """Refuse a notebook that stems from another chapter, or from none.

    Args:
        notebook: the submission.
        assignment: the `Assignment`.
        where: the file, as the sentence names it.
        others: see `read_submission`.

    Raises:
        Unreadable: when another chapter's prompts and tests stand in it.
    """
    found = instructor_sources(notebook)
    expected = instructor_sources(assignment.release)
    here = matches(found, expected)
    if not expected or here * 2 > len(expected):
        return
    counts = {name: matches(found, sources) for name, sources in others().items() if name != assignment.chapter}
    best = max(counts, key=counts.get, default=None)
    if best and counts[best] > here:
        raise Unreadable(
            f"{where} stems from another chapter, {best}; expected {assignment.chapter}. Hand it in there, "
            f"and {assignment.name}.ipynb here."
        )
    if not here:
        raise Unreadable(
            f"{where} holds none of the exercises of {assignment.chapter}: it stems from another chapter or is "
            f"another notebook. Hand in {assignment.name}.ipynb."
        )


def instructor_sources(notebook):
    """The prompts and tests in a notebook: what tells one chapter from another.

    Args:
        notebook: a notebook.

    Returns:
        A dict from `grade_id` to the source without blank ends.
    """
    kept = {}
    for cell in notebook["cells"]:
        name = cells.grade_id(cell)
        if isinstance(name, str) and cells.is_locked(cell) and (cells.is_test(cell) or cell["cell_type"] == "markdown"):
            kept[name] = cells.plain(cell["source"])
    return kept


def matches(found, expected):
    """How many of a chapter's prompts and tests stand unchanged in a notebook."""
    return sum(found.get(name) == source for name, source in expected.items())
