"""What is run where: a rebuilt notebook as steps, each for the student's process, the tests' process, or both."""

import re
from dataclasses import dataclass

from classroom import cells

IMPORT = re.compile(r"^[ \t]*import[ \t]+([\w., \t]+)", re.MULTILINE)
FROM = re.compile(r"^[ \t]*from[ \t]+(\w[\w.]*)[ \t]+import[ \t]+\(?([\w., \t]+)", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One code cell.

    Args:
        index: its place in the notebook.
        exercise: the exercise it belongs to; "" for cells of none.
        student: what the student's process runs; None where it runs nothing.
        tests: what the tests' process runs; likewise.
        is_test: whether points hang on it.
    """

    index: int
    exercise: str
    student: str | None
    tests: str | None
    is_test: bool = False


def steps_of(assignment, notebook, processes="two"):
    """The steps of a rebuilt notebook.

    Args:
        assignment: the `Assignment`.
        notebook: what `rebuild` made of a submission.
        processes: "two", or "one" where the tests need the student's live objects.

    Returns:
        A list of `Step`s. Cells that came with the exercises run in both processes, in the tests' one as we wrote them.
    """
    ours = {cell.get("id"): cell["source"] for cell in assignment.skeleton.cells if not cells.grade_id(cell)}
    steps = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        name, is_test = cells.grade_id(cell), cells.is_test(cell)
        exercise = cells.exercise_of(name) if name else ""
        student, tests = cell.source, None
        if is_test:
            student, tests = None, cell.source
        elif not cells.is_answer(cell):
            tests = cell.source if name else ours.get(cell.get("id"))
        if processes == "one":
            student, tests = cell.source, None
        steps.append(Step(index, exercise, student, tests, is_test))
    return steps


def needed_modules(assignment, notebook, tests=False):
    """The modules that a submission will import: those of the student copy, and where it uses any, the solution's.

    Args:
        assignment: the `Assignment`.
        notebook: what `rebuild` made of a submission.
        tests: also those of the hidden tests, where no student's process comes from the same nursery.

    Returns:
        A sorted tuple of dotted names. There are at most two for an assignment, whatever students import.
    """
    asked, own = set(imported_modules(assignment.skeleton if tests else assignment.release)), set()
    if assignment.answer_imports:
        own = set(imported_modules(notebook, lambda cell: not cells.is_test(cell)))
    used = not _packages(own).isdisjoint(_packages(assignment.answer_imports))
    return tuple(sorted(asked | assignment.answer_imports if used else asked))


def _packages(modules):
    """The packages of modules, TensorFlow under the name of Keras, which imports all of it."""
    roots = {name.partition(".")[0] for name in modules}
    return {"keras" if root == "tensorflow" else root for root in roots}


def imported_modules(notebook, chosen=lambda cell: True):
    r"""Names of the modules that the code cells of a notebook may import, submodules included.

    Args:
        notebook: a notebook.
        chosen: says of a cell whether it counts.

    Returns:
        A sorted list of dotted names; some may be no modules.

    Example:
        >>> import nbformat
        >>> cell = nbformat.v4.new_code_cell("import numpy as np\nfrom nnkit import checks")
        >>> imported_modules(nbformat.v4.new_notebook(cells=[cell]))
        ['nnkit', 'nnkit.checks', 'numpy']
    """
    found = set()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and chosen(cell):
            for group in IMPORT.findall(cell["source"]):
                found |= {part.split()[0] for part in group.split(",") if part.split()}
            for module, group in FROM.findall(cell["source"]):
                names = {part.split()[0] for part in group.split(",") if part.split()}
                found |= {module, *(f"{module}.{name}" for name in names)}
    return sorted(found)
