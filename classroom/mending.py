"""What a student changed by mistake and what he plainly meant: each repair is told, none takes points."""

import re
from collections import Counter

from classroom import cells


def mend(notebook, assignment):
    """Give answers back their names, and say what else `rebuild` will put right.

    Args:
        notebook: the submission; names of cells are changed in place.
        assignment: the `Assignment`.

    Returns:
        A tuple of sentences.
    """
    repairs = [*_known_by_id(notebook, assignment), *_old_metadata(notebook)]
    count = Counter(str(cells.grade_id(cell)) for cell in notebook.cells)
    for name, cell in assignment.named.items():
        if cells.is_test(cell) and not count[name]:
            repairs.append(f"the test cell {name} was deleted; ours was run")
        elif cells.is_test(cell) and count[name] > 1:
            repairs.append(f"the test cell {name} stood there {count[name]} times; ours was run once")
        elif cells.is_answer(cell) and not count[name]:
            repairs.append(_named_again(notebook, name, cell))
    return tuple(repairs)


def _known_by_id(notebook, assignment):
    """Cells that lost nbgrader's metadata, as some editors strip them, are known by their id."""
    have = {cells.grade_id(cell) for cell in notebook.cells}
    found = []
    for cell in notebook.cells:
        name = cell.get("id")
        if cells.grade_id(cell) is None and name in assignment.named and name not in have:
            ours = assignment.named[name]
            if cell.cell_type == ours.cell_type:
                cell.metadata["nbgrader"] = dict(cells.settings(ours))
                found.append(name)
    return [f"{len(found)} cells had lost nbgrader's metadata ({found[0]}, ...)"] if found else []


def _old_metadata(notebook):
    """Cells pasted from an old notebook; plain nbgrader stops its whole batch at them."""
    old = [
        str(cells.grade_id(cell))
        for cell in notebook.cells
        if cells.grade_id(cell) is not None and cells.settings(cell).get("schema_version") != cells.SCHEMA_VERSION
    ]
    return [f"{', '.join(old[:3])}: pasted from a notebook with another version of nbgrader's metadata"] if old else []


def _named_again(notebook, name, ours):
    """Take a nameless cell that defines what the deleted answer cell was to define for the answer."""
    wanted = defined(ours["source"])
    for cell in reversed(notebook.cells):
        nameless = cell.cell_type == "code" and cells.grade_id(cell) is None
        if nameless and wanted and wanted <= defined(cell.source):
            cell.metadata["nbgrader"] = dict(cells.settings(ours))
            return f"the answer cell {name} was deleted; the cell that defines {', '.join(sorted(wanted))} was taken"
    return f"the answer cell {name} was deleted"


def defined(source):
    r"""Names of the functions and classes that a source defines at its top level.

    Args:
        source: the text of a cell.

    Returns:
        A set of names.

    Example:
        >>> defined("def f(x):\n    return x")
        {'f'}
    """
    return set(re.findall(r"^(?:async )?(?:def|class)\s+(\w+)", source, re.MULTILINE))
