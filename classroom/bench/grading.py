"""`classroom bench grading`: a class graded by `classroom grade` and by plain `nbgrader autograde`, turn by turn.

Two classes, one whose submissions use NumPy alone and one whose submissions import Keras and fit a small model. Both
sides are whole commands, start and imports included, on the same files; the scores must be the same.
"""

import copy
import json
import os
import shutil
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

from classroom.bench.programs import command
from classroom.catalogue import load
from classroom.student_copy import read_notebook
from classroom.verify import RIGHT, WRONG, handed_in, side_by_side

STUDENTS = 30
AIMS = {"NumPy": 10, "Keras": 30}  # how many times as fast as plain nbgrader
SETUP = "import os\nos.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'\nimport numpy as np\nimport keras"
KERAS_CELLS = (
    ("ex1-prompt", None, "## Exercise 1: a network (4 points)\n\nBuild a network of one hidden layer with ReLU."),
    (
        "ex1-solution",
        None,
        "def build(inputs, units):\n    ### BEGIN SOLUTION\n    return keras.Sequential([\n"
        "        keras.Input((inputs,)),\n        keras.layers.Dense(units, activation='relu'),\n"
        "        keras.layers.Dense(1),\n    ])\n    ### END SOLUTION",
    ),
    ("ex1-tests", 2, "# the number of parameters\nassert build(2, 3).count_params() == 13"),
    (
        "ex1-hidden",
        2,
        "# the shape\n### BEGIN HIDDEN TESTS\nassert build(4, 5).output_shape == (None, 1)\n### END HIDDEN TESTS",
    ),
    ("ex2-prompt", None, "## Exercise 2: training (4 points)\n\nTrain it; return the loss of each epoch."),
    (
        "ex2-solution",
        None,
        "def losses(x, y, epochs):\n    ### BEGIN SOLUTION\n    keras.utils.set_random_seed(0)\n"
        "    hidden = keras.layers.Dense(8, activation='relu')\n"
        "    model = keras.Sequential([keras.Input((2,)), hidden, keras.layers.Dense(1)])\n"
        "    model.compile(optimizer=keras.optimizers.Adam(0.05), loss='mse')\n"
        "    return model.fit(x, y, epochs=epochs, verbose=0).history['loss']\n    ### END SOLUTION",
    ),
    (
        "ex2-tests",
        4,
        "# the loss falls\nrng = np.random.default_rng(0)\nx = rng.normal(size=(64, 2))\n"
        "found = losses(x, x.sum(axis=1), 5)\n"
        "assert len(found) == 5, 'one loss for each epoch'\nassert found[-1] < found[0], 'the loss should fall'",
    ),
)  # fmt: skip
KERAS_WRONG = {
    "ex1-solution": "def build(inputs, units):\n"
    "    return keras.Sequential([keras.Input((inputs,)), keras.layers.Dense(units)])",
    "ex2-solution": "def losses(x, y, epochs):\n    return [1.0] * epochs",
}  # fmt: skip


@dataclass(frozen=True)
class Class:
    """What is graded.

    Args:
        name: NumPy or Keras.
        chapter: the assignment's folder name.
        solution: its solution notebook.
        submissions: what was handed in, a notebook a student.
    """

    name: str
    chapter: str
    solution: dict
    submissions: list


@dataclass(frozen=True)
class Round:
    """One class graded once by each side: seconds, and the scores.

    Args:
        ours: seconds of `classroom grade`.
        theirs: seconds of `nbgrader autograde`.
        own: seconds of processor time that the submissions themselves used under `classroom grade`.
        same: whether both gave the same scores.
    """

    ours: float
    theirs: float
    own: float
    same: bool


def numpy_class(course, chapter, students=STUDENTS):
    """Submissions of a chapter of the course: every kind of known answer, until the class is full.

    Args:
        course: a `Course`.
        chapter: a `Chapter` whose solution is here.
        students: how many.

    Returns:
        A `Class`.
    """
    from classroom.assignment import Assignment

    path = course.solution(chapter)
    solution = read_notebook(path)
    assignment = Assignment.from_solution(chapter.name, path.stem, solution)
    wrong, right = load(path.parent)
    rows = [(kind, row) for kind, answers in ((RIGHT, right), (WRONG, wrong)) for row in side_by_side(answers)]
    made = [handed_in(assignment, solution, *row) for row in rows]
    return Class("NumPy", chapter.name, solution, [made[number % len(made)] for number in range(students)])


def keras_class(students=STUDENTS):
    """Submissions that import Keras and fit a small model; every third has an exercise wrong.

    Args:
        students: how many.

    Returns:
        A `Class`.
    """
    solution = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SETUP, id="setup")])
    for name, points, source in KERAS_CELLS:
        make = nbformat.v4.new_markdown_cell if name.endswith("prompt") else nbformat.v4.new_code_cell
        answer = name.endswith("solution")
        own = {"grade_id": name, "grade": points is not None, "solution": answer, "locked": not answer}
        own |= {"schema_version": 3, "task": False} | ({"points": points} if points else {})
        solution.cells.append(make(source, id=name, metadata={"nbgrader": own}))
    made = []
    for wrong in (None, None, "ex1-solution", None, None, "ex2-solution"):
        notebook = copy.deepcopy(solution)
        for cell in notebook.cells:
            cell.source = KERAS_WRONG[wrong] if cell["id"] == wrong else cell.source
        made.append(notebook)
    return Class("Keras", "01_training", solution, [made[number % len(made)] for number in range(students)])


def set_up(group, root, course):
    """A course folder with a class's submissions in it.

    Args:
        group: a `Class`.
        root: where; it is made.
        course: the `Course` whose settings it takes.
    """
    name = f"{group.chapter.partition('_')[2]}_exercises.ipynb"
    (root / "solutions" / group.chapter).mkdir(parents=True)
    (root / "chapters" / group.chapter).mkdir(parents=True)
    shutil.copy(course.root / "nbgrader_config.py", root)
    nbformat.write(group.solution, root / "solutions" / group.chapter / name)
    for number, notebook in enumerate(group.submissions):
        folder = root / "submitted" / f"student{number:03}" / group.chapter
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / name)
    command(("nbgrader", "generate_assignment", group.chapter, "--force"), root)


def scores_of(root, chapter):
    """The scores in a course folder's gradebook, by student."""
    from classroom.assignment import Assignment
    from classroom.course import Course
    from classroom.gradebook import scores

    course = Course(root)
    found = scores(course, [Assignment.load(course, course.chapter(chapter))])
    return {student: entry["score"] for student, entry in found.items()}


def grade_once(group, course, options=()):
    """Grade a class with both sides, each in a fresh course folder.

    Args:
        group: a `Class`.
        course: the `Course` whose settings are taken.
        options: further words for `classroom grade`.

    Returns:
        A `Round`.
    """
    with tempfile.TemporaryDirectory(prefix="classroom-") as folder:
        sides, found = {}, {}
        for side in ("ours", "theirs"):
            root = Path(folder, side)
            set_up(group, root, course)
            words = ("classroom", "grade", *options) if side == "ours" else ("nbgrader", "autograde")
            sides[side] = command((*words, group.chapter), root)
            found[side] = scores_of(root, group.chapter)
        records = (Path(folder, "ours") / ".classroom/results" / group.chapter).glob("*.json")
        own = sum(json.loads(path.read_text())["report"]["run"]["cpu_seconds"] for path in records)
    full = len(found["ours"]) == len(group.submissions)
    return Round(sides["ours"], sides["theirs"], own, full and found["ours"] == found["theirs"])


def measure(groups, rounds, course):
    """Grade every class several times.

    Args:
        groups: `Class`es.
        rounds: how often, at least 3.
        course: the `Course` whose settings are taken.

    Yields:
        A `Class` and the list of its `Round`s.
    """
    for group in groups:
        yield group, [grade_once(group, course) for _ in range(rounds)]


def show(measured, out):
    """Print a table: submissions a minute of each side, the ratio with its spread, and whether the scores agree.

    Args:
        measured: what `measure` yields.
        out: a rich `Console`.
    """
    from rich.table import Table

    table = Table(title="classroom grade beside nbgrader autograde: medians; ratio: median (smallest to largest)")
    for column in ("class", "ours / min", "nbgrader / min", "times as fast", "aim", "own computing", "scores"):
        table.add_column(column, justify="left" if column == "class" else "right")
    for group, rounds in measured:
        count = len(group.submissions)
        ours, theirs = (statistics.median(getattr(one, side) for one in rounds) for side in ("ours", "theirs"))
        ratios = [one.theirs / one.ours for one in rounds]
        share = statistics.median(one.own / (one.ours * (os.cpu_count() or 1)) for one in rounds)
        table.add_row(
            f"{count} x {group.name}",
            f"{60 * count / ours:.0f}",
            f"{60 * count / theirs:.1f}",
            f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})",
            f"{AIMS[group.name]}",
            f"{share:.0%} of the processors",
            "the same" if all(one.same for one in rounds) else "NOT THE SAME",
        )
    out.print(table)
