"""Cheats in the notebook itself: metadata, tags, pasted cells, outputs that claim success."""

import copy

import nbformat

from tests.corpus import CHEAT, NOT_GRADED, edited, family
from tests.corpus.hidden_tests import RELU_VISIBLE

# Every one of them fails every test, the visible ones too.
WRONG = {
    "ex1": "def relu(x):\n    return -1.0",
    "ex2": "def descend(gradient, x0, learning_rate, steps):\n    return -1.0",
    "ex3": "def polynomial(coefficients):\n    return lambda x: -1.0",
    "ex4": "def batches(values, size):\n    return iter(())",
    "ex5": """
class RunningMean:
    mean = -1.0
    def add(self, value):
        pass
""",
    "ex6": "minimum, table = -1, {}",
    "ex7": "def slope(function, x):\n    return -1.0",
}

metadata = family(CHEAT, "metadata")


def on_cells(change):
    """A maker: wrong answers, and a change of every cell's metadata."""

    def edit(notebook):
        for cell in notebook.cells:
            change(cell)

    return edited(WRONG, edit)


def _tags(*tags):
    return on_cells(lambda cell: cell.metadata.update(tags=list(tags)))


def _entry(**values):
    def change(cell):
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(values)

    return on_cells(change)


def _kernel(name):
    def edit(notebook):
        notebook.metadata["kernelspec"] = {"name": name, "display_name": name, "language": name}

    return edited(WRONG, edit)


def _pasted(**values):
    def edit(notebook):
        entry = {"grade": True, "solution": False, "locked": True, "schema_version": 3, "task": False}
        for number in range(3):
            cell = nbformat.v4.new_code_cell("'passed'")
            cell.metadata["nbgrader"] = {**entry, "grade_id": f"bonus{number}", "points": 100, **values}
            notebook.cells.append(cell)

    return edited(WRONG, edit)


def _replaced(source, kind="tests"):
    def edit(notebook):
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code":
                cell.source = source

    return edited(WRONG, edit)


def _outputs(outputs):
    def edit(notebook):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [nbformat.from_dict(one) for one in outputs], 1

    return edited(WRONG, edit)


def _twice(notebook):
    for cell in [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]:
        notebook.cells.append(nbformat.from_dict({**copy.deepcopy(cell), "id": f"z{cell['id']}", "source": "1"}))


def _all_answers(notebook):
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(solution=True, grade=False, locked=False)


def _all_markdown(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            cell.cell_type = "markdown"
            del cell["outputs"], cell["execution_count"]


metadata("skip-tag", "Tags every cell so that it is not executed.", make=_tags("skip-execution"))
metadata("raises-tag", "Tags every cell so that errors are expected.", make=_tags("raises-exception", "nbgrader-skip"))
metadata("points", "Gives every test a thousand points.", make=_entry(points=1000))
metadata("negative-points", "Gives every test minus a thousand points.", make=_entry(points=-1000))
metadata("no-grade", "Says of every cell that it is no test.", make=_entry(grade=False))
metadata(
    "by-hand", "Says of every test that a person grades it.", make=_entry(grade=True, solution=True), verdict=NOT_GRADED
)
metadata(
    "all-answers", "Says of every cell that it is an answer.", make=edited(WRONG, _all_answers), verdict=NOT_GRADED
)
metadata("kernel-bash", "Asks for another language's kernel.", make=_kernel("bash"))
metadata("kernel-echo", "Asks for a kernel that does not exist.", make=_kernel("../../evil"))
metadata("bonus-cells", "Pastes test cells of its own with points.", make=_pasted())
metadata("bonus-names", "Pastes a test cell with the name of ours.", make=_pasted(grade_id="ex1-tests"))
metadata("bonus-odd-name", "Pastes cells whose name is a list.", make=_pasted(grade_id=["ex1-tests"]))
metadata("bonus-dict-name", "Pastes cells whose name is a dict.", make=_pasted(grade_id={"a": 1}, solution=True))
metadata("no-tests", "Replaces the tests by pass.", make=_replaced("pass"))
metadata("tests-as-text", "Turns the tests into text.", make=edited(WRONG, _all_markdown))
metadata("tests-twice", "Copies every test with a source that passes.", make=edited(WRONG, _twice))
metadata(
    "stub-comment",
    "Leaves the stub and pastes the visible test into its own cell.",
    extra=[("ex1-tests", RELU_VISIBLE.replace("relu", "abs"))],
)

outputs = family(CHEAT, "outputs")
FULL_MARKS = [
    {"output_type": "execute_result", "execution_count": 1, "data": {"text/plain": "10.0"}, "metadata": {}},
    {"output_type": "stream", "name": "stdout", "text": "10/10 passed"},
]
outputs("saved", "Hands in the outputs of a run that passed.", make=_outputs(FULL_MARKS))
outputs("none", "Hands in tests that have been run without an output.", make=_outputs([]))


def hook(title, what, source):
    """Wrong answers, and a cell behind the setup that attacks what runs the cells."""
    outputs(title, what, WRONG, extra=[("setup", source)])


hook("printing", "Prints that it passed.", "print('passed 70/70')\n70.0")
hook("displayhook", "Calls the display hook with full marks.", "import sys\nsys.displayhook(10.0)\n")
hook("displayhook-patched", "Replaces the display hook.", "import sys\nsys.displayhook = lambda value: None")
hook(
    "no-traceback",
    "Makes the shell show no error.",
    """
shell = get_ipython()
shell.showtraceback = lambda *a, **k: None
shell._showtraceback = lambda *a: None
""",
)
hook("custom-exc", "Handles every exception itself.", "get_ipython().set_custom_exc((BaseException,), lambda *a: [])")
hook(
    "run-cell",
    "Replaces the method that runs cells.",
    """
shell = type(get_ipython())
shell.run_cell = lambda *a, **k: None
shell.run = lambda *a, **k: {'outputs': [], 'error': None, 'count': 1, 'done': True}
""",
)
hook(
    "transformer-input",
    "Empties every later cell before it is compiled.",
    "get_ipython().input_transformers_post.append(lambda lines: [])",
)
hook(
    "transformer-syntax",
    "Takes every assertion out of the syntax tree.",
    """
import ast
class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(NoAsserts())
""",
)
hook(
    "events",
    "Registers itself for every cell's beginning and end.",
    """
shell = get_ipython()
for name in ('pre_run_cell', 'post_run_cell', 'pre_execute', 'post_execute'):
    shell.events.register(name, lambda *a: shell.user_ns.update(checks=None))
""",
)
hook(
    "excepthook",
    "Replaces the hooks for exceptions.",
    """
import sys
sys.excepthook = sys.unraisablehook = lambda *a: None
import threading
threading.excepthook = lambda *a: 0
""",
)
hook("atexit", "Answers when the process ends.", "import atexit, os\natexit.register(os._exit, 0)")
hook("stderr", "Closes the streams.", "import sys\nsys.stderr.close()\nsys.stdout.close()")
