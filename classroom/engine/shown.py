"""What a process tells that a cell showed, as nbformat has it: texts and pictures, their number and size bounded.

Markup and scripts are left out: whoever opens the graded notebook, as in the formgrader, runs nothing of a student's.
"""

from nbformat.v4 import new_output

from classroom.rebuild import IMAGES

KEPT = ("text/plain", *IMAGES)
MOST_OUTPUTS = 200  # of one cell
LONGEST_NAME, LONGEST_MESSAGE, MOST_LINES = 100, 20_000, 500  # of an error


def as_outputs(told, room):
    """The outputs of a cell.

    Args:
        told: anything.
        room: characters that they may have together.

    Returns:
        A list of outputs, and the room that is left.
    """
    kept = []
    for one in told[:MOST_OUTPUTS] if isinstance(told, list) else []:
        output = as_output(one)
        if output is not None:
            room -= _size(output)
            if room < 0:
                break
            kept.append(output)
    return kept, max(room, 0)


def as_output(told):
    """One output, an error for example.

    Args:
        told: anything.

    Returns:
        An output, or None for what is none.
    """
    kind = told.get("output_type") if isinstance(told, dict) else None
    if kind == "error":
        lines = told.get("traceback")
        lines = [_text(line)[:LONGEST_MESSAGE] for line in lines[:MOST_LINES]] if isinstance(lines, list) else []
        name, message = _text(told.get("ename"))[:LONGEST_NAME], _text(told.get("evalue"))[:LONGEST_MESSAGE]
        return new_output("error", ename=name or "Exception", evalue=message, traceback=lines)
    if kind == "stream" and told.get("name") in ("stdout", "stderr"):
        return new_output("stream", name=told["name"], text=_text(told.get("text")))
    data = told.get("data") if kind in ("display_data", "execute_result") else None
    if not isinstance(data, dict):
        return None
    data = {mime: _text(data[mime]) for mime in KEPT if isinstance(data.get(mime), str)}
    count = told.get("execution_count")
    numbered = {"execution_count": count if type(count) is int else None} if kind == "execute_result" else {}
    return new_output(kind, data=data, **numbered)


def _text(told):
    """A text that can be written to a file: half characters, as in a damaged emoji, cannot."""
    return told.encode("utf-8", "replace").decode() if isinstance(told, str) else ""


def _size(output):
    if "data" in output:
        return sum(map(len, output["data"].values()))
    return len(output["text"]) if "text" in output else len(output["evalue"]) + sum(map(len, output["traceback"]))
