"""A tiny course in plain Python: its notebooks, and what students of it hand in."""

import copy
import shutil
from pathlib import Path

import nbformat

REPOSITORY = Path(__file__).parents[2]
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "version": "3.11.2"},
}
# A line of each hidden test; none of them may ever be printed for a student.
SECRETS = ("-31415", "-62830", "27182", "13591", "hidden_input")

CHECKING = """class CheckFailed(AssertionError):
    def __init__(self, hint, detail=""):
        super().__init__(f"{hint}\\n\\n{detail}" if detail else hint)


def expect(received, expected, hint):
    if received != expected:
        raise CheckFailed(hint, f"received {received}, expected {expected}")"""

NUMBERS = [
    ("md", "title", None, "# Numbers\n\nThree exercises and a question."),
    ("code", "setup", None, "import math\nimport sys"),
    ("given", "checking", None, CHECKING),
    ("prompt", "ex1-prompt", None, "## Exercise 1: twice as much (3 points)\n\nReturn `2 * x`."),
    (
        "solution",
        "ex1-solution",
        None,
        'def double(x):\n    """Return twice x."""\n    ### BEGIN SOLUTION\n    doubled_number = x + x\n'
        "    return doubled_number\n    ### END SOLUTION",
    ),
    ("tests", "ex1-tests", 1, '# small numbers\nexpect(double(4), 8, "This is the number itself or its square.")'),
    (
        "tests",
        "ex1-hidden",
        2,
        "# negative numbers\n### BEGIN HIDDEN TESTS\nhidden_input = -31415\n"
        'expect(double(hidden_input), -62830, "The sign must stay: abs() is not wanted.")\n### END HIDDEN TESTS',
    ),
    ("prompt", "ex2-prompt", None, "## Exercise 2: the mean (4 points)"),
    (
        "solution",
        "ex2-solution",
        None,
        "def mean(values):\n    ### BEGIN SOLUTION\n    return sum(values) / len(values)\n    ### END SOLUTION",
    ),
    ("tests", "ex2-tests", 1, '# two numbers\nexpect(mean([1, 2]), 1.5, "Divide by how many there are, with `/`.")'),
    (
        "tests",
        "ex2-hidden",
        3,
        "# many numbers\n### BEGIN HIDDEN TESTS\n"
        'expect(mean([27182, 0]), 13591.0, "This is the sum.")\n### END HIDDEN TESTS',
    ),
    ("prompt", "ex3-prompt", None, "## Exercise 3: shout (2 points)"),
    (
        "solution",
        "ex3-solution",
        None,
        "def shout(word):\n    ### BEGIN SOLUTION\n    return word.upper() + '!'\n    ### END SOLUTION",
    ),
    ("tests", "ex3-tests", 2, '# a word\nexpect(shout("ab"), "AB!", "Capitals and an exclamation mark.")'),
    ("prompt", "ex4-prompt", None, "## Exercise 4: why? (4 points)"),
    ("manual", "ex4-answer", 4, "Because addition is what doubling means to us."),
]
WORDS = [
    ("prompt", "ex1-prompt", None, "## Exercise 1: length (1 point)"),
    (
        "solution",
        "ex1-solution",
        None,
        "def length(w):\n    ### BEGIN SOLUTION\n    return len(w)\n    ### END SOLUTION",
    ),
    ("tests", "ex1-tests", 1, "# a short word\nassert length('abc') == 3"),
]
WRONG_ANSWERS = """from classroom.catalogue import wrong


@wrong("ex1", hint="sign must stay")
def double(x):
    return abs(2 * x)


@wrong("ex1", hint="square")
def double(x):
    return x


@wrong("ex2", hint="how many")
def mean(values):
    return sum(values)
"""
RIGHT_ANSWERS = """from classroom.catalogue import right


@right("ex1", style="product")
def double(x):
    return 2 * x


@right("ex3", style="loop")
def shout(word):
    return "".join(letter.upper() for letter in word) + "!"
"""


def make_notebook(rows):
    notebook = nbformat.v4.new_notebook(metadata=copy.deepcopy(METADATA))
    for kind, name, points, source in rows:
        markdown = kind in ("md", "prompt", "manual")
        cell = nbformat.v4.new_markdown_cell(source) if markdown else nbformat.v4.new_code_cell(source)
        cell["id"] = name
        if kind not in ("md", "code"):
            entry = {
                "grade": kind in ("tests", "manual"),
                "grade_id": name,
                "locked": kind in ("prompt", "given", "tests"),
                "schema_version": 3,
                "solution": kind in ("solution", "manual"),
                "task": False,
            }
            cell.metadata["nbgrader"] = {**entry, **({"points": points} if points else {})}
        notebook.cells.append(cell)
    return notebook


def write_notebook(path, notebook):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    return path


def make_course(root):
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    for chapter, rows in (("01_numbers", NUMBERS), ("02_words", WORDS)):
        (root / "chapters" / chapter).mkdir(parents=True)
        path = root / "solutions" / chapter / f"{chapter[3:]}_exercises.ipynb"
        write_notebook(path, make_notebook(rows))
    (root / "solutions/01_numbers/wrong_answers.py").write_text(WRONG_ANSWERS)
    (root / "solutions/01_numbers/right_answers.py").write_text(RIGHT_ANSWERS)
    return root


def answered(notebook, **answers):
    """A copy of a notebook with other sources in cells: `ex1` means `ex1-solution`, `ex1_tests` means `ex1-tests`."""
    notebook = copy.deepcopy(notebook)
    names = {f"{key}-solution" if key[2:].isdecimal() else key.replace("_", "-"): new for key, new in answers.items()}
    for cell in notebook.cells:
        cell.source = names.pop(cell["id"], cell.source)
    assert not names
    return notebook


def with_extra(notebook, after, source, tags=()):
    """A copy of a notebook with a cell of the student's own behind another."""
    notebook = copy.deepcopy(notebook)
    place = [cell["id"] for cell in notebook.cells].index(after) + 1
    notebook.cells.insert(place, nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}))
    return notebook


RIGHT = {
    "ex1": "def double(x):\n    return 2 * x",
    "ex2": "def mean(values):\n    return sum(values) / len(values)",
    "ex3": "def shout(word):\n    return word.upper() + '!'",
    "ex4_answer": "Because.",
}


def honest_submissions(release):
    """Twelve notebooks as honest students hand them in, with the points that each deserves."""
    right = answered(release, **RIGHT)
    loud = "import sys, warnings\ndef double(x):\n    print('working', file=sys.stderr)\n    warnings.warn('slow')\n"
    return {
        "ada": (right, 9),
        "bob": (release, 0),
        "cyd": (answered(right, ex1="def double(x):\n    return abs(2 * x)"), 7),
        "dan": (answered(right, ex1=loud + "    return x + x\nprint('ready', file=sys.stderr)"), 9),
        "eve": (answered(right, ex2="def mean(values):\n    return sum(values) / 0"), 5),
        "fay": (answered(right, ex3="def shout(word:\n    return word"), 7),
        "gil": (answered(right, ex1=RIGHT["ex1"] + "\ndouble(21)", ex3="def shout(word):\n    print('passed')"), 7),
        "hal": (
            with_extra(
                answered(right, ex2="mean = my_mean"), "ex2-prompt", "def my_mean(v):\n    return sum(v) / len(v)"
            ),
            9,
        ),
        "ida": (answered(release, ex1=RIGHT["ex1"]), 3),
        "jon": (answered(right, ex3="def shout(word):\n    raise NotImplementedError()"), 7),
        "kim": (
            answered(
                right,
                ex2="def mean(values):\n    total = 0\n    for v in values:\n        total += v\n    return total",
            ),
            5,
        ),
        "lee": (answered(right, ex1="", ex2="def mean(values):\n    return values[0]"), 2),
    }


def broken_submissions(release, other):
    """What is handed in broken: the file's bytes and words that the sentence about it must hold."""
    return {
        "x-json": (b"def double(x):", "not JSON"),
        "x-empty": (b"", "is empty"),
        "x-cells": (nbformat.writes(nbformat.v4.new_notebook()).encode(), "without a cell"),
        "x-other": (nbformat.writes(other).encode(), "stems from another chapter, 02_words"),
    }


def mended_submissions(release):
    """What is handed in damaged and right: the file's name, its bytes, and words of what is said of the repair."""
    right = answered(release, **RIGHT)
    deleted, doubled, old = (copy.deepcopy(right) for _ in range(3))
    deleted.cells = [cell for cell in deleted.cells if cell["id"] != "ex2-tests"]
    doubled.cells.append(nbformat.from_dict({**doubled.cells[5], "id": "again"}))
    old.cells[4].metadata.nbgrader["schema_version"] = 1
    usual = "numbers_exercises.ipynb"
    made = {
        "y-deleted": (usual, deleted, "test cell ex2-tests was deleted"),
        "y-doubled": (usual, doubled, "test cell ex1-tests stood there 2 times"),
        "y-old": (usual, old, "another version"),
        "y-name": ("numbers (1).ipynb", right, "is called numbers (1).ipynb"),
    }
    return {
        student: (name, nbformat.writes(notebook).encode(), said) for student, (name, notebook, said) in made.items()
    }
