"""Whether a student copy gives away an answer or a hidden test."""

import json

from classroom import cells
from classroom.student_copy import split_regions

# A region shorter than this (`pass`, `return x`) may stand elsewhere with good reason.
SHORTEST_REGION = 12


def secrets_of(solution, markers):
    """Every answer, hidden test and mark scheme of a solution.

    Args:
        solution: the solution notebook.
        markers: the course's `Markers`.

    Returns:
        A list of `(where, lines)`; an answer cell without markers is an answer as a whole.
    """
    found = []
    for number, cell in enumerate(solution.cells):
        where = cells.grade_id(cell) or f"cell {number}"
        regions = []
        for begin, end in markers.regions:
            parts = split_regions(cell.source, begin, end, where)
            regions += [part for part, indent in parts if indent is not None]
            if begin == markers.begin_solution and cells.is_answer(cell) and not regions:
                regions.append(cell.source.split("\n"))
        found += [(where, lines) for lines in regions]
    return found


def _stripped(lines):
    return [line.strip() for line in lines if line.strip()]


def _stands_in(block, lines):
    size = len(block)
    return any(lines[start : start + size] == block for start in range(len(lines) - size + 1))


def leaks(solution, text, markers):
    """What of a solution can be read in a text that students will get.

    Args:
        solution: the solution notebook.
        text: the whole file: a notebook's JSON or any other text.
        markers: the course's `Markers`.

    Returns:
        Sentences, one for each leak; empty where the file is clean.
    """
    words = [word for pair in markers.regions for word in pair]
    found = [f"the marker {word!r}" for word in words if word in text]
    lines = _stripped(_all_lines(text))
    for where, region in secrets_of(solution, markers):
        block = _stripped(region)
        if sum(map(len, block)) >= SHORTEST_REGION and _stands_in(block, lines):
            found.append(f"the text of {where}, which begins {block[0][:40]!r}")
    return found


def _all_lines(text):
    """Every line of every string in a notebook (sources, outputs, metadata), or the lines of another file."""
    try:
        content = json.loads(text)
    except ValueError:
        return text.splitlines()
    lines, waiting = [], [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            lines += value.splitlines()
        elif isinstance(value, list) and all(isinstance(part, str) for part in value):
            lines += "".join(value).splitlines()
        elif isinstance(value, list | dict):
            waiting += value.values() if isinstance(value, dict) else value
    return lines
