"""The answers a chapter's tests are tested with: known misconceptions, and right answers in another style.

`wrong_answers.py` and `right_answers.py` beside an exercises notebook hold one function an answer:

    @wrong("ex3", hint="positive side")
    def leaky_relu(x, alpha):
        return np.where(x > 0, alpha * x, x)

It takes the place of the function of that name in the reference answer; the rest of the cell stays. The files are
read, never run: an answer may import what it likes inside its body. `wrong_answers.py` also says which section of the
lesson treats what an exercise asks for, in the words of its heading:

    SECTIONS = {"ex3": "A slope on the left"}
"""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from classroom.errors import ClassroomError

WRONG_FILE, RIGHT_FILE = "wrong_answers.py", "right_answers.py"


@dataclass(frozen=True)
class Answer:
    """A way to answer an exercise.

    Args:
        exercise: id of the exercise, as "ex3".
        name: the function that it replaces.
        hint_or_style: of a wrong answer the words that its hint must contain, of a right one what is different in it.
        source: the function, without the decorator.
        line: where its decorator stands in the file.
    """

    exercise: str
    name: str
    hint_or_style: str
    source: str
    line: int = 0

    def __str__(self):
        return f"{self.exercise} {self.name}, line {self.line} ({self.hint_or_style})"

    def applied_to(self, cell_source):
        """Put this answer in the place of the reference one.

        Args:
            cell_source: the answer cell of the solution notebook.

        Returns:
            The cell with the function replaced.

        Raises:
            ClassroomError: the cell defines no function of that name.
        """
        functions = {node.name: node for node in ast.parse(cell_source).body if isinstance(node, ast.FunctionDef)}
        if self.name not in functions:
            known = ", ".join(functions) or "no function"
            raise ClassroomError(
                f"{self}: the answer cell of {self.exercise} defines {known}; name the answer like it."
            )
        lines = cell_source.split("\n")
        first, last = _lines(functions[self.name])
        while last < len(lines) and lines[last].startswith((" ", "\t")):  # a comment that ends the body: END SOLUTION
            last += 1
        return "\n".join([*lines[: first - 1], *self.source.split("\n"), *lines[last:]])


class Catalogue(NamedTuple):
    """The known answers of a chapter."""

    wrong: list[Answer]
    right: list[Answer]


def wrong(exercise, hint):
    """Mark a function as a wrong answer that people really write.

    Args:
        exercise: id of the exercise, as "ex3".
        hint: words that the hint of its failure must contain (capitals do not matter).

    Returns:
        A decorator that leaves the function as it is.
    """
    return _mark(exercise, hint)


def right(exercise, style):
    """Mark a function as a right answer, written differently from the reference.

    Args:
        exercise: id of the exercise, as "ex3".
        style: what is different in it, as "loop".

    Returns:
        A decorator that leaves the function as it is.
    """
    return _mark(exercise, style)


def _mark(exercise, words):
    if not (isinstance(exercise, str) and isinstance(words, str) and words.strip()):
        raise TypeError(
            f'expected an exercise and words, as @wrong("ex3", hint="overflow"); received {exercise!r}, {words!r}'
        )
    return lambda function: function


def load(folder):
    """Read the catalogue of a chapter.

    Args:
        folder: the folder that holds `wrong_answers.py` and `right_answers.py`.

    Returns:
        A `Catalogue` (two lists); the list of a file that is not there is empty.

    Raises:
        ClassroomError: a file is no Python, or a function in it has no decorator of the right form.
    """
    return Catalogue(
        _read(Path(folder) / WRONG_FILE, "wrong", "hint"), _read(Path(folder) / RIGHT_FILE, "right", "style")
    )


def sections(folder):
    """Read which section of the lesson treats each exercise.

    Args:
        folder: the folder that holds `wrong_answers.py`.

    Returns:
        A dict from exercise to heading, empty where the file is not there or names none.

    Raises:
        ClassroomError: the file is no Python, or its `SECTIONS` is no plain dict of strings.
    """
    path = Path(folder) / WRONG_FILE
    for node in _parsed(path).body if path.exists() else ():
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SECTIONS":
            try:
                found = ast.literal_eval(node.value)
            except ValueError:
                found = None
            if isinstance(found, dict) and all(isinstance(word, str) for item in found.items() for word in item):
                return found
            asked = 'SECTIONS = {"ex1": "The heading of a section"}'
            raise ClassroomError(f"{path.name}, line {node.lineno}: expected {asked}.")
    return {}


def _parsed(path):
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise ClassroomError(f"{path.name}, line {error.lineno}: this is no Python ({error.msg}).") from None


def _read(path, decorator, keyword):
    if not path.exists():
        return []
    text, tree = path.read_text(encoding="utf-8"), _parsed(path)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [_answer(node, text, path.name, (decorator, keyword)) for node in functions]


def _answer(node, text, file, form):
    """Read one decorated function."""
    decorator, keyword = form
    first, last = _lines(node)
    try:
        (call,) = node.decorator_list
        given = [*call.args, *(item.value for item in call.keywords if item.arg == keyword)]
        exercise, words = map(ast.literal_eval, given)
        _mark(exercise, words)
        known = ast.unparse(call.func) == decorator
    except (AttributeError, TypeError, ValueError):
        known = False
    if not known:
        asked = f'@{decorator}("ex1", {keyword}="...")'
        raise ClassroomError(f"{file}, line {first}: {node.name} needs one decorator of the form {asked}.")
    source = "\n".join(text.split("\n")[node.lineno - 1 : last])
    return Answer(exercise, node.name, words, source, first)


def _lines(node):
    """Give the first and last line of a function, decorators counted in."""
    return min([node.lineno, *(item.lineno for item in node.decorator_list)]), node.end_lineno
