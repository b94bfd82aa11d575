"""A lesson, an exercise notebook and its student copy that keep every rule; tests break them one rule at a time."""

import json

from tests.house.core import Source
from tests.house.exercise_rules import LAST

LESSON = "chapters/06_cnns/cnns.ipynb"
EXERCISES = "solutions/06_cnns/cnns_exercises.ipynb"
COPY = "chapters/06_cnns/cnns_exercises.ipynb"


def cell(kind, identity, text, **metadata):
    """Return one cell as it stands in a notebook file."""
    code = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": identity, "metadata": metadata, "source": text.splitlines(keepends=True), **code}


def graded(part, exercise, text, points=None, kind="code"):
    """Return one cell of an exercise with the metadata that nbgrader gives it."""
    flags = {
        "grade": part.split("-")[0] in ("tests", "hidden", "answer"),
        "grade_id": f"{exercise}-{part}",
        "locked": part not in ("solution", "answer"),
        "schema_version": 3,
        "solution": part in ("solution", "answer"),
        "task": False,
    }
    flags |= {} if points is None else {"points": points}
    return cell(kind, f"{exercise}-{part}", text, nbgrader=flags)


def notebook(cells, path=LESSON):
    """Return a notebook of these cells as a file of the repository."""
    metadata = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return Source(path, json.dumps(content))


def idea(number):
    """Return the cells of one idea section of the model lesson."""
    names = [f"idea-{number}", f"picture-{number}", f"words-{number}", f"slope-{number}", f"more-{number}"]
    return [
        cell("markdown", names[0], f"## Idea {number}\n\nA kernel slides over the picture."),
        cell("code", names[1], f"y_{number} = {number} * x\nax.plot(x, y_{number})"),
        cell("markdown", names[2], "The curve climbs to the right and stays straight."),
        cell("code", names[3], f"print(y_{number})"),
        cell("markdown", names[4], f"### A case by hand {number}\n\nTwo times three is $6$."),
        cell("code", f"twice-{number}", "print(2 * 3)"),
        cell("markdown", f"ask-{number}", "Now without looking."),
        cell("code", f"quiz-{number}", 'Quiz("2 times 3?", answer=6, explanation="three twos")'),
    ]


def lesson_cells():
    """Return the cells of a lesson that keeps every rule."""
    return [
        cell("markdown", "title", "# Convolution\n\nYou will read any network. 60 minutes."),
        cell("markdown", "goals", "## You will be able to\n\n- count\n- draw\n- explain"),
        cell("markdown", "setup-title", "## Setup"),
        cell("code", "setup", "import numpy as np\n\nrng = np.random.default_rng(0)"),
        cell("markdown", "puzzle", "## A question\n\nHow many weights?"),
        cell("code", "guess", 'guess = Prediction("how many?", low=0, high=9)\nguess'),
        *[each for number in (1, 2, 3) for each in idea(number)],
        cell("markdown", "explore", "## Explore\n\nFind the stride that loses a column."),
        cell("code", "explorer", "ConvExplorer()"),
        cell("markdown", "seen", "You should have seen a hatched column."),
        cell("markdown", "keras", "## The same in Keras"),
        cell("code", "keras-run", 'print("largest difference", 0.0)'),
        cell("markdown", "keras-words", "Both give the same numbers."),
        cell("code", "answer", 'guess.reveal(4, "four")'),
        cell("markdown", "trouble", "## When it goes wrong\n\n| symptom | cause |\n|---|---|\n| nan | rate |"),
        cell("markdown", "summary", "## Summary and questions\n\nCount, draw, explain."),
        cell("markdown", "next", "## Where next\n\nThe exercises."),
        cell("code", "progress", "from widgets import ProgressPanel\n\nProgressPanel()"),
    ]


SOLUTION = '''def area(width, height):
    """Area of a rectangle."""
    ### BEGIN SOLUTION
    rectangle = width * height
    return rectangle
    ### END SOLUTION'''
STUB = '''def area(width, height):
    """Area of a rectangle."""
    raise NotImplementedError()'''
HIDDEN = "# Any size works.\n### BEGIN HIDDEN TESTS\nchecks.compare(area, 31, 17, expected=527)\n### END HIDDEN TESTS"
VISIBLE = "# A small case by hand.\nchecks.compare(area, 2, 3, expected=6)"


def coded(exercise, number):
    """Return the cells of one coded exercise of 5 points."""
    return [
        graded("prompt", exercise, f"## Exercise {number}: area (5 points)\n\nWrite it.", kind="markdown"),
        graded("solution", exercise, SOLUTION),
        graded("tests", exercise, VISIBLE, points=2),
        graded("hidden", exercise, HIDDEN, points=3),
    ]


def exercise_cells():
    """Return the cells of an exercise notebook that keeps every rule."""
    rows = "\n".join(f"| {number} | area | 5 |" for number in range(1, 5))
    table = f"# Exercises\n\n| exercise | topic | points |\n|---|---|---|\n{rows}\n| sum | | 20 |"
    written = [
        graded("prompt", "ex4", "## Exercise 4: in your own words (5 points)\n\nWhy?", kind="markdown"),
        graded("answer", "ex4", "Because.", points=5, kind="markdown"),
    ]
    tasks = [each for number in (1, 2, 3) for each in coded(f"ex{number}", number)]
    return [cell("markdown", "title", table), *tasks, *written, cell("code", "check", LAST)]


def copy_cells():
    """Return the student copy of `exercise_cells`."""
    cells = json.loads(json.dumps(exercise_cells()))
    for each in cells:
        text = "".join(each["source"]).replace(SOLUTION, STUB).replace(HIDDEN, "# Any size works.")
        each["source"] = text.splitlines(keepends=True)
    return cells
