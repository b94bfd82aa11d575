"""A submission on our skeleton: only what the student wrote is taken from his notebook."""

import nbformat

from classroom import cells

# A photograph of a derivation belongs to an answer; nothing that a browser would run does.
IMAGES = ("image/png", "image/jpeg", "image/gif")
UNNAMED = "~extra"  # no valid cell id, so no cell of ours has it


def rebuild(assignment, submission):
    """The notebook that is run: the skeleton, with the student's answers and extra cells moved in.

    Args:
        assignment: the `Assignment`.
        submission: the student's notebook; its metadata count for nothing but the cells' names.

    Returns:
        A new notebook. Extra cells stand after the cell that they followed.
    """
    answers = chosen_answers(assignment, submission)
    extras, plain_cells = sort_extra_cells(assignment, submission, answers)
    rebuilt = nbformat.from_dict({**assignment.skeleton, "cells": list(extras.get(None, []))})
    for cell in assignment.skeleton.cells:
        anchor = anchor_of(cell)
        moved = nbformat.from_dict(cell)
        if cells.is_answer(cell) and anchor in answers:
            _move(answers[anchor], moved)
        elif cells.is_answer(cell) and cell.cell_type == "code":
            moved.source = ""  # deleted; the stub would cover what another cell defines
        elif anchor in plain_cells:
            moved.source = plain_cells[anchor]
        rebuilt.cells += [moved, *extras.get(anchor, [])]
    _name_extra_cells(rebuilt)
    return rebuilt


def anchor_of(cell):
    """What names a skeleton cell: its `grade_id`, or the cell id of an ordinary cell."""
    return cells.grade_id(cell) or ("cell", cell.get("id"))


def chosen_answers(assignment, submission):
    """The answer to each answer cell: of several the last, but an untouched stub never beats an answer.

    Args:
        assignment: the `Assignment`.
        submission: the student's notebook.

    Returns:
        A dict from `grade_id` to the student's cell.
    """
    chosen = {}
    for cell in submission["cells"]:
        name = cells.grade_id(cell)
        if name not in assignment.named or not cells.is_answer(assignment.named[name]):
            continue
        if name not in chosen or not is_stub(assignment, name, cell):
            chosen[name] = cell
    return chosen


def is_stub(assignment, name, cell):
    """Whether an answer cell is as the student got it.

    Args:
        assignment: the `Assignment`.
        name: the cell's `grade_id`.
        cell: the cell in question.

    Returns:
        True or False.
    """
    if not assignment.hidden:  # the skeleton is the student's own notebook
        return any(line.strip() == "raise NotImplementedError()" for line in cell["source"].splitlines())
    return cells.plain(cell["source"]) == cells.plain(assignment.named[name]["source"])


def sort_extra_cells(assignment, submission, answers):
    """Tell the student's extra cells from the ordinary cells that came with the exercises.

    Args:
        assignment: the `Assignment`.
        submission: the student's notebook.
        answers: what `chosen_answers` returned.

    Returns:
        `{anchor: [extra cells after it]}` (None: before all others) and `{anchor: source of an ordinary cell}`.
    """
    ordinary = {anchor_of(cell) for cell in assignment.skeleton.cells if not cells.grade_id(cell)}
    by_source = {
        cells.plain(cell["source"]): anchor_of(cell) for cell in assignment.skeleton.cells if not cells.grade_id(cell)
    }
    extras, kept, anchor = {}, {}, None
    for cell in submission["cells"]:
        name = cells.grade_id(cell)
        if name in assignment.named:
            superseded = name in answers and cell is not answers[name]
            if not superseded:
                anchor = name
            if not superseded or is_stub(assignment, name, cell):
                continue
        own = anchor_of(cell) if anchor_of(cell) in ordinary else by_source.get(cells.plain(cell["source"]))
        if own is not None and own not in kept:
            kept[own], anchor = cell["source"], own
        elif cell["source"].strip():
            extras.setdefault(anchor, []).append(_extra(cell))
    return extras, kept


def _extra(cell):
    make = nbformat.v4.new_code_cell if cell["cell_type"] == "code" else nbformat.v4.new_markdown_cell
    extra = make(cell["source"])
    extra["id"] = UNNAMED
    return extra


def _name_extra_cells(notebook):
    """Number the extra cells' ids, so that the same submission gives the same bytes."""
    taken = {cell.get("id") for cell in notebook.cells}
    number = 0
    for cell in notebook.cells:
        if cell.get("id") == UNNAMED:
            number += 1
            while f"extra-{number}" in taken:
                number += 1
            cell["id"] = f"extra-{number}"


def _move(answer, cell):
    cell.source = answer["source"]
    attachments = answer.get("attachments")
    if cell.cell_type == "markdown" and isinstance(attachments, dict):
        kept = {
            name: {kind: data for kind, data in bundle.items() if kind in IMAGES and isinstance(data, str)}
            for name, bundle in attachments.items()
            if isinstance(bundle, dict)
        }
        cell["attachments"] = nbformat.from_dict({name: bundle for name, bundle in kept.items() if bundle})
