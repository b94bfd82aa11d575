"""Reading a submission: every notebook that cannot be graded gets one sentence with the file and the cure."""

import json
from collections import Counter
from pathlib import Path

from classroom import cells
from classroom.assignment import file_name
from classroom.errors import Unreadable

LARGEST = 50_000_000  # bytes
FRESH = "copy the answers into a fresh copy of the exercises"


def parse(path):
    """A submitted file as a notebook, whatever it is a notebook of.

    Args:
        path: the file.

    Returns:
        The notebook, as nbformat 4.

    Raises:
        Unreadable: missing, empty, too large, not UTF-8, not JSON, not a notebook, without cells.
    """
    where = file_name(path)
    text = _text(Path(path), where)
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
    return notebook


def _text(path, where):
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise Unreadable(f"{where} is a folder; give the notebook in it.")
        if size > LARGEST:
            raise Unreadable(
                f"{where} has {size / 1e6:.0f} MB, more than {LARGEST / 1e6:.0f}; "
                "clear its outputs (Edit, Clear Outputs of All Cells) and save it again."
            )
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Unreadable(f"There is no file {where}; check its name.") from None
    except UnicodeDecodeError:
        raise Unreadable(f"{where} is not written in UTF-8; open it in JupyterLab and save it again.") from None
    except OSError as error:
        raise Unreadable(f"{where} cannot be read ({error.strerror}); check its permissions.") from None
    if not text.strip():
        raise Unreadable(f"{where} is empty ({size} bytes); save the notebook in JupyterLab and hand it in again.")
    return text


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
    return notebook


def read_submission(path, assignment, others=dict):
    """A submission that can be graded.

    Args:
        path: the submitted file.
        assignment: the `Assignment` it answers.
        others: called without arguments only where the notebook looks foreign; returns the other chapters'
            exercise sources, `{chapter: {grade_id: source}}`, to name where it stems from.

    Returns:
        The notebook.

    Raises:
        Unreadable: one sentence with the file and the cure.
    """
    notebook = parse(path)
    where = file_name(path)
    refuse_foreign(notebook, assignment, where, others)
    refuse_old_schema(notebook, where)
    refuse_changed_cells(notebook, assignment, where)
    return notebook


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
    if here * 2 > len(expected):
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


def refuse_old_schema(notebook, where):
    """Refuse cells with another version of nbgrader's metadata, which would stop plain nbgrader's whole batch.

    Args:
        notebook: the submission.
        where: the file, as the sentence names it.

    Raises:
        Unreadable: naming the first such cell.
    """
    for number, cell in enumerate(notebook.cells, start=1):
        entry = cells.settings(cell)
        version = entry.get("schema_version")
        if cells.grade_id(cell) is not None and version != cells.SCHEMA_VERSION:
            raise Unreadable(
                f"{where}: cell {number} ({entry.get('grade_id')}) has nbgrader's metadata in version {version}, "
                f"expected {cells.SCHEMA_VERSION}; it was pasted from an old notebook: {FRESH}."
            )


def refuse_changed_cells(notebook, assignment, where):
    """Refuse a notebook in which a graded cell is missing or a test stands twice.

    Args:
        notebook: the submission.
        assignment: the `Assignment`.
        where: the file, as the sentence names it.

    Raises:
        Unreadable: naming the cells.
    """
    count = Counter(str(cells.grade_id(cell)) for cell in notebook.cells)
    for name, cell in assignment.named.items():
        kind = "test cell" if cells.is_test(cell) else "answer cell" if cells.is_answer(cell) else None
        if kind and not count[name]:
            raise Unreadable(f"{where}: the {kind} {name} was deleted; {FRESH}.")
        if kind == "test cell" and count[name] > 1:
            raise Unreadable(f"{where}: the test cell {name} stands there {count[name]} times; delete the copies.")
