"""Attacks by what is handed in : giant, damaged and odd files, links, markup."""

import json

import nbformat

from tests.corpus import HOSTILE, NOT_GRADED, as_bytes, edited, family
from tests.corpus.exercises import FULL, RIGHT

files = family(HOSTILE, "files")


def handed_in(title, what, data, reason=None, **more):
    """Bytes in the place of a notebook."""
    files(title, what, make=lambda release: data(release) if callable(data) else data, verdict=NOT_GRADED, **more)


def _cells(source, count):
    def edit(notebook):
        notebook.cells += [nbformat.v4.new_code_cell(source) for _ in range(count)]

    return edited(RIGHT, edit)


def _nested(depth):
    return lambda release: as_bytes(release)[:-2] + b', "deep": ' + b"[" * depth + b"]" * depth + b"}"


def _linked(path):
    def write(release):
        def place(target):
            target.symlink_to(path)

        return place

    return write


def _with(**values):
    def edit(notebook):
        for cell in notebook.cells:
            cell.update(values)

    return edited(RIGHT, edit)


def _fifo(release):
    import os

    return lambda path: os.mkfifo(path)


def _sparse(release):
    def place(path):
        with path.open("wb") as file:
            file.truncate(3_000_000_000)

    return place


def _huge_stamp(release):
    def place(path):
        path.write_bytes(as_bytes(edited(RIGHT, lambda notebook: None)(release)))
        with (path.parent / "timestamp.txt").open("wb") as file:
            file.truncate(3_000_000_000)

    return place


handed_in("empty", "An empty file.", b"")
handed_in("no-json", "A text.", b"def relu(x): return x")
handed_in("python", "A program with a notebook's name.", b"\x7fELF" + bytes(range(256)) * 100)
handed_in("zip", "An archive.", b"PK\x03\x04" + bytes(5000))
handed_in("list", "JSON that is no object.", b"[1, 2, 3]")
handed_in("number", "JSON that is a number.", b"1e999")
handed_in("no-cells", "A notebook without cells.", lambda release: as_bytes(nbformat.v4.new_notebook()))
handed_in(
    "cells-odd",
    "A notebook whose cells are numbers.",
    json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1, 2]}).encode(),
)
handed_in(
    "version-99",
    "A notebook of the future.",
    json.dumps({"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": [{}]}).encode(),
)
handed_in("deep", "JSON a hundred thousand deep.", b"[" * 100_000)
handed_in("large", "60 MB of blanks.", lambda release: as_bytes(release) + b" " * 60_000_000)
handed_in("sparse", "A file of 3 GB.", _sparse)
handed_in("values", "A list of ten million numbers.", b'{"nbformat": 4, "cells": [' + b"1," * 10_000_000 + b"1]}")
handed_in("link-solution", "A link to the solution.", _linked("../../../solutions/01_corpus/corpus_exercises.ipynb"))
handed_in("link-zero", "A link to a file without end.", _linked("/dev/zero"))
handed_in("link-loop", "A link to itself.", _linked("corpus_exercises.ipynb"))
handed_in("link-nowhere", "A link to nothing.", _linked("nowhere"))
handed_in("fifo", "A pipe that nobody writes to.", _fifo)
handed_in("folder", "A folder with the name of the notebook.", lambda release: lambda path: path.mkdir())
files("stamp-huge", "A time stamp of 3 GB.", make=_huge_stamp, verdict=NOT_GRADED)
files("nested-metadata", "Metadata three hundred deep.", make=_nested(300), at_most=True)
files("nested-deeper", "Metadata nine hundred deep.", make=_nested(900), verdict=NOT_GRADED)
files("many-cells", "Five thousand cells.", make=_cells("pass", 5_000), points=FULL, at_most=True)
files("long-cell", "A cell of 20 MB.", make=_cells("# " + "x" * 20_000_000, 1), points=FULL)
files("nul", "Null characters in an answer.", {**RIGHT, "ex1": RIGHT["ex1"] + "\x00"}, {**FULL, "ex1": 0})
files(
    "surrogates",
    "Half characters in the sources.",
    make=edited(
        {**RIGHT, "ex8_answer": "\ud800 because"},
        lambda nb: (
            [
                cell.update(source=cell.source + "\n# \udfff")
                for cell in nb.cells
                if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
            ]
            and None
        ),
    ),
    at_most=True,
    points=FULL,
)
files("odd-ids", "Cell ids that are no texts.", make=_with(id=["x"]), points=FULL)
files("same-ids", "The same id for every cell.", make=_with(id="same"), points=FULL)
files(
    "odd-attachments",
    "Attachments that are none.",
    make=_with(attachments={"a": [1], "b": {"image/png": {"x": 1}}}),
    points=FULL,
)
markup = family(HOSTILE, "markup")
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)><iframe src='https://evil.example'></iframe>"
markup("markdown", "Script in a written answer.", {**RIGHT, "ex8_answer": SCRIPT}, FULL)
markup(
    "source",
    "Script in the source of an answer.",
    {**RIGHT, "ex1": RIGHT["ex1"] + f"\n# {SCRIPT}\n'''</pre>{SCRIPT}'''"},
    FULL,
)
markup(
    "output",
    "Script as output.",
    {
        **RIGHT,
        "ex1": RIGHT["ex1"]
        + f"\nfrom IPython.display import HTML, Javascript, display\ndisplay(HTML({SCRIPT!r}), Javascript('alert(1)'))\nprint({SCRIPT!r})",
    },
    FULL,
)
markup(
    "message",
    "Script as an error's message.",
    {**RIGHT, "ex1": f"def relu(x):\n    raise ValueError({SCRIPT!r})"},
    {**FULL, "ex1": 0},
)
markup(
    "error-name",
    "Script as an error's name.",
    {**RIGHT, "ex1": f"def relu(x):\n    raise type({SCRIPT!r}, (Exception,), {{}})('x')"},
    {**FULL, "ex1": 0},
)
markup(
    "function-name",
    "Script as a function's name and docstring.",
    {**RIGHT, "ex1": RIGHT["ex1"] + f"\nrelu.__name__ = relu.__qualname__ = relu.__doc__ = {SCRIPT!r}"},
    FULL,
)
markup(
    "terminal",
    "Escape sequences for the instructor's terminal.",
    {
        **RIGHT,
        "ex1": r"""
def relu(x):
    raise ValueError('\x1b]0;owned\x07\x1b[2J\x1b[31mpassed')
""",
    },
    {**FULL, "ex1": 0},
)
markup(
    "rich",
    "The markup of the program that prints the results.",
    {
        **RIGHT,
        "ex1": """
def relu(x):
    raise ValueError('[/bold][link=file:///etc/passwd]x[/link][')
""",
    },
    {**FULL, "ex1": 0},
)
