"""Broken but honest notebooks: cells deleted, doubled, moved, split."""

import copy

import nbformat

from tests.corpus import HONEST, edited, family, written
from tests.corpus.exercises import FULL, RIGHT
from tests.corpus.hidden_tests import RELU_VISIBLE

layout = family(HONEST, "layout")


def _without(*names):
    def edit(notebook):
        notebook.cells = [cell for cell in notebook.cells if cell["id"] not in names]

    return edited(RIGHT, edit)


def _doubled(name, source=None, last=True):
    def edit(notebook):
        place = next(index for index, cell in enumerate(notebook.cells) if cell["id"] == name)
        again = copy.deepcopy(notebook.cells[place])
        again["id"] = "again"
        again.source = again.source if source is None else source
        notebook.cells.insert(place + last, again)

    return edited(RIGHT, edit)


def _reordered(order):
    def edit(notebook):
        notebook.cells = order(notebook.cells)

    return edited(RIGHT, edit)


layout("test-deleted", "A test was deleted.", make=_without("ex1-tests", "ex2-hidden"))
layout(
    "all-tests-deleted",
    "Every test was deleted.",
    make=_without(*(f"ex{n}-{kind}" for n in range(1, 8) for kind in ("tests", "hidden"))),
)
layout("test-doubled", "A test stands there twice.", make=_doubled("ex1-tests"))
layout(
    "test-changed",
    "A test was changed while trying out.",
    make=lambda release: written({**RIGHT, "ex1_tests": "print(relu(np.array([1.0])))"})(release),
)
layout("prompt-deleted", "Texts were deleted.", make=_without("ex1-prompt", "ex4-prompt", "title"))
layout("setup-deleted", "The setup was deleted.", make=_without("setup"))
layout("given-deleted", "The given function was deleted.", make=_without("given-loss"))
layout(
    "answer-doubled",
    "An earlier try stands before the answer.",
    make=_doubled(
        "ex1-solution",
        """
def relu(x):
    return x
""",
        False,
    ),
)
layout(
    "answer-and-stub",
    "A fresh stub stands behind the answer.",
    make=_doubled(
        "ex1-solution",
        """
def relu(x):
    raise NotImplementedError()
""",
    ),
)
layout(
    "tests-moved",
    "All tests were moved to the end.",
    make=_reordered(lambda cells: sorted(cells, key=lambda cell: cell["id"].endswith(("-tests", "-hidden")))),
)
layout(
    "backwards",
    "All cells in the opposite order.",
    make=_reordered(lambda cells: cells[::-1]),
    points={**FULL, "ex6": 10},
)
layout(
    "answer-in-own-cell",
    "The answer stands in a cell of its own, the answer cell is gone.",
    make=edited(
        {name: source for name, source in RIGHT.items() if name != "ex1"},
        lambda notebook: notebook.cells.__setitem__(
            next(i for i, cell in enumerate(notebook.cells) if cell["id"] == "ex1-solution"),
            nbformat.v4.new_code_cell(RIGHT["ex1"]),
        ),
    ),
)
layout(
    "answer-emptied",
    "The answer stands above, the answer cell is empty.",
    {"ex1": ""},
    extra=[("ex1-prompt", RIGHT["ex1"])],
)
layout(
    "answer-split",
    "The answer is split over two cells.",
    {
        "ex1": """
def relu(x):
    return _larger(x)
"""
    },
    extra=[
        (
            "ex1-prompt",
            """
def _larger(x):
    return np.maximum(x, 0.0)
""",
        )
    ],
)
layout(
    "answer-split-after",
    "The second half stands behind the first.",
    {
        "ex1": """
def relu(x):
    return larger(x)
"""
    },
    extra=[
        (
            "ex1-solution",
            """
def larger(x):
    return np.maximum(x, 0.0)
""",
        )
    ],
)
layout(
    "helper-in-own-cell",
    "A helper in a cell of its own.",
    {
        "ex7": """
def slope(function, x):
    return quotient(function, x, 1e-5)
"""
    },
    extra=[
        (
            "ex6-hidden",
            """
def quotient(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)
""",
        )
    ],
)
layout(
    "tried-out",
    "Cells in which answers were tried out, with results and errors.",
    extra=[
        ("ex1-hidden", "relu(np.linspace(-1, 1, 5))"),
        ("ex2-solution", "descend(None, 1, 2, 3)"),
        ("ex7-hidden", "1 / 0"),
    ],
)
layout("pasted-test", "A copy of a visible test in a cell of its own.", extra=[("ex1-solution", RELU_VISIBLE)])
layout("answer-in-setup", "The answers stand in the setup, too.", extra=[("setup", RIGHT["ex1"] + "\n" + RIGHT["ex7"])])
layout(
    "markdown-notes",
    "Notes between the cells.",
    make=edited(
        RIGHT,
        lambda notebook: notebook.cells.insert(
            3,
            nbformat.v4.new_markdown_cell("""
# My notes
$x^2$
"""),
        ),
    ),
)
layout(
    "raw-cell",
    "A raw cell.",
    make=edited(RIGHT, lambda notebook: notebook.cells.insert(3, nbformat.v4.new_raw_cell("raw"))),
)
