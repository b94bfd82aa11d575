"""Rules of the catalogues beside each exercise notebook: known wrong answers, and right ones in another style."""

import ast
from collections import Counter

from tests.house.core import ROOT, Source, rule
from tests.house.exercise_rules import cells_of, exercises

WRONG_AN_EXERCISE, RIGHT_AN_EXERCISE = 3, 2


def answers(tree, decorator):
    """Return (exercise, function) of every function decorated `@wrong("ex1", ...)` or `@right(...)`."""
    found = []
    for node in tree.body:
        for call in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] == decorator and call.args:
                found.append((ast.literal_eval(call.args[0]), node))
    return found


def coded_exercises(source, notebook=None):
    """Return {exercise: names its answer cell defines} of the notebook beside a catalogue."""
    if notebook is None:
        path = next((ROOT / source.path).parent.glob("*_exercises.ipynb"), None)
        if path is None:
            return {}
        notebook = Source(path.name, path.read_text(encoding="utf-8"))
    found = {}
    for exercise, parts in exercises(notebook).items():
        cells = cells_of(parts, "solution")
        if cells:
            found[exercise] = {n.name for cell in cells for n in cell.tree.body if isinstance(n, ast.FunctionDef)}
    return found


def catalogue_violations(source, decorator, at_least, notebook=None):
    """Yield what is missing or misnamed in one catalogue."""
    coded, found = coded_exercises(source, notebook), answers(source.tree, decorator)
    counts = Counter(exercise for exercise, _ in found)
    for exercise in coded:
        if counts[exercise] < at_least:
            message = f"{counts[exercise]} answers for {exercise}; at least {at_least}"
            yield source.breaks(message, "add what people really write")
    for exercise, node in found:
        if node.name not in coded.get(exercise, {node.name} if not coded else ()):
            message = f"{node.name} is no function of {exercise}"
            yield source.breaks(message, "give it the name that the reference answer defines", node.lineno)


@rule(lambda path: path.endswith("/wrong_answers.py"))
def every_exercise_has_wrong_answers(source, notebook=None):
    yield from catalogue_violations(source, "wrong", WRONG_AN_EXERCISE, notebook)
    for _, node in answers(source.tree, "wrong"):
        if "hint" not in {keyword.arg for call in node.decorator_list for keyword in getattr(call, "keywords", ())}:
            yield source.breaks(f"{node.name} demands no hint", 'add hint="the words that must appear"', node.lineno)


@rule(lambda path: path.endswith("/right_answers.py"))
def every_exercise_has_right_answers(source, notebook=None):
    yield from catalogue_violations(source, "right", RIGHT_AN_EXERCISE, notebook)
