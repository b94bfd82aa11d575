"""Runs without the libraries that hold the answers: what is missing in them, what goes on, what a student reads."""

import os

import pytest

from classroom.assignment import Assignment
from classroom.endings import Limits
from classroom.engine import Engine
from classroom.engine.processes import Nursery
from classroom.engine.script import steps_of
from classroom.engine.unaided import asks_for_own_work, is_library, library_folders, mentions_library
from classroom.grading import grade_notebook
from classroom.rebuild import rebuild
from classroom.sandbox.tiers import fault_of
from tests.classroom.engine.cells import answer, ran, test
from tests.classroom.tiny_course import answered, make_notebook, with_extra
from tests.corpus.exercises import CELLS, RIGHT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot fork here")

ALLOWED = 'checks.compare(f, 2, expected=4, allow=("{}",))'
TESTS = {
    "own work": (["checks.compare(f, 2, expected=4)", "assert f(3) == 6"], True),
    "several lines": (["checks.holds(\n    f, 2,\n    rules={},\n)"], True),
    "a library is allowed": ([ALLOWED.format("keras")], False),
    "in the hidden test alone": (["checks.compare(f, 2, expected=4)", ALLOWED.format("nnkit.initializers")], False),
    "the checks themselves are allowed": ([ALLOWED.format("nnkit.checks.few_calls")], True),
    "nobody looks for libraries": (["assert f(2) == 4"], False),
    "a library's name in a sentence": (['checks.holds(f, 2, rules={"As keras does it.": good})'], True),
}


@pytest.mark.parametrize(("tests", "expected"), TESTS.values(), ids=TESTS.keys())
def test_an_exercise_asks_for_own_work_where_its_tests_allow_no_library(tests, expected):
    assert asks_for_own_work(tests) is expected


@pytest.fixture(scope="module")
def assignment():
    return Assignment.from_solution("01_corpus", "corpus_exercises", make_notebook(CELLS))


def test_the_exercises_of_an_assignment(assignment):
    assert assignment.unaided == {"ex1"}


def test_a_student_mentions_a_library_where_the_student_copy_does_not(assignment):
    def mentions(notebook):
        return mentions_library(assignment, rebuild(assignment, notebook))

    right = answered(assignment.release, **RIGHT)
    assert not mentions(right)
    assert not mentions(answered(assignment.release, ex1="import numpy as np  # no keras_like thing"))
    assert mentions(answered(assignment.release, ex1="import scipy.special\n" + RIGHT["ex1"]))
    assert mentions(with_extra(right, "ex7-hidden", "from nnkit import plots"))


def test_the_folders_of_all_installed_libraries_are_known():
    import keras
    import scipy

    import nnkit

    wanted = {os.path.realpath(os.path.dirname(module.__file__)) for module in (keras, scipy, nnkit)}
    assert wanted <= set(library_folders())
    assert all(os.path.isdir(path) for path in library_folders())


def test_what_given_code_needs_is_no_library():
    assert not any(map(is_library, ("nnkit", "nnkit.checks", "nnkit.checks.calling", "nnkit.quiet", "numpy", "kerasx")))
    assert all(map(is_library, ("nnkit.layers", "keras", "tensorflow.nn", "scipy.special", "widgets")))


@pytest.mark.parametrize(("cells", "ready"), [(CELLS[:6], True), (CELLS, False)], ids=["all unaided", "mixed"])
def test_what_hidden_tests_import_is_ready_where_no_student_is_forked_from_the_same_nursery(monkeypatch, cells, ready):
    hidden = "\n### BEGIN HIDDEN TESTS\nimport colorsys\n### END HIDDEN TESTS"
    cells = [(*row[:3], row[3] + hidden * (row[1] == "ex1-hidden")) for row in cells]
    assignment = Assignment.from_solution("01_corpus", "corpus_exercises", make_notebook(cells))
    mentioning = answered(assignment.release, ex1="import scipy\n" + RIGHT["ex1"])
    started = []
    monkeypatch.setattr(Engine, "_nursery", lambda self, imports, unaided=False: started.append(imports) or started)
    notebook = rebuild(assignment, mentioning)
    steps = steps_of(assignment, notebook)
    conductors = Engine()._conductors(assignment, notebook, steps, assignment.unaided, Limits(), ())
    of_tests, of_student, of_both = started
    assert len(conductors) == 2
    assert ("colorsys" in of_tests) is ready
    assert "colorsys" not in of_student and "colorsys" not in of_both


@pytest.fixture(scope="module")
def unaided():
    nursery = Nursery(("keras", "nnkit.layers", "json"), unaided=True)
    yield nursery
    nursery.close()


GOES_ON = {
    "imports": "import keras, tensorflow as tf, scipy.stats\nfrom nnkit.layers import Dense\nfrom scipy import special",
    "star": "from nnkit.activations import *",
    "calls": "import keras\nmodel = keras.Sequential([keras.layers.Dense(3)])\nmodel.fit([1], [2], epochs=2)",
    "attributes": "import nnkit\nx = nnkit.activations.relu(3.0)\nx + 1, x[0], len(x), list(x)",
    "a class": "import keras\nclass Own(keras.layers.Layer):\n    pass\nOwn()(3)",
    "a decorator": "import tensorflow as tf\n@tf.function\ndef f(x):\n    return x\nf(2)",
    "with": "import tensorflow as tf\nwith tf.GradientTape() as tape:\n    pass",
    "the checks": "from nnkit import checks, quiet\nchecks.compare(abs, -2, expected=2)\nquiet.quiet_startup()",
}


@pytest.mark.parametrize("source", GOES_ON.values(), ids=GOES_ON.keys())
def test_cells_that_mention_a_library_go_on(run, unaided, source):
    made = run(answer(source), students=unaided)
    assert ran(made.endings[0]), made.endings[0]


def test_no_module_of_a_library_is_in_memory(run, unaided):
    roots = ("keras", "tensorflow", "scipy", "sklearn", "widgets")
    source = f"""
import gc, sys, types
found = {{thing.__name__ for thing in gc.get_objects() if isinstance(thing, types.ModuleType)}} | set(sys.modules)
print(sorted(name for name in found if name.split(".")[0] in {roots} or name.startswith("nnkit.")))
"""
    (shown,) = run(answer(source), students=unaided).outputs[0]
    names = eval(shown["text"])
    assert "nnkit.checks" in names and "nnkit.quiet" in names
    assert all(name.startswith(("nnkit.checks", "nnkit.quiet")) for name in names)


@pytest.mark.parametrize("tier", ["bubblewrap", "landlock"])
def test_no_file_of_a_library_can_be_read_and_other_packages_can(run, unaided, tier):
    if fault := fault_of(tier):
        pytest.skip(f"isolation {tier}: {fault}")
    source = f"""
import glob, os
read = []
for folder in {library_folders()}:
    for path in [*glob.glob(folder + "/*.py"), *glob.glob(folder + "/*/*.py"), folder + "/__init__.py"]:
        try:
            read.append(open(path).read(9))
        except OSError:
            pass
import matplotlib, colorsys, json.tool, PIL.Image
import pygments.lexers.c_cpp
print(len(read), len(os.listdir(os.path.dirname(os.path.dirname(matplotlib.__file__)))) > 20)
"""
    made = run(answer(source), students=unaided, tier=tier)
    assert ran(made.endings[0]), made.endings[0]
    assert [one["text"] for one in made.outputs[0]] == ["0 True\n"]


BORROWED = {
    "in words, where the library is asked plainly": "import nnkit\ndef relu(x):\n    return nnkit.activations.relu(x)",
    "by a name": "from keras.activations import relu as library\ndef relu(x):\n    return library(x)",
    "inside": "def relu(x):\n    import scipy.special\n    return scipy.special.expit(x)",
}


@pytest.mark.parametrize("source", BORROWED.values(), ids=BORROWED.keys())
def test_an_answer_that_borrows_is_told_so(assignment, source):
    library = next(name for name in ("nnkit", "keras", "scipy") if name in source)
    with Engine() as engine:
        _, report = grade_notebook(assignment, answered(assignment.release, ex1=source), engine=engine)
    first = report.exercises[0]
    assert (first.verdict, first.points) == ("wrong", 0)
    assert f"Your answer uses {library}." in first.hint


def test_what_is_no_plain_data_crosses_beside_a_stand_in(run, unaided):
    students = "import keras, tensorflow\nclass Box:\n    size = 3\ndef double(x):\n    return 2 * x\nbox = Box"
    made = run(
        answer(students),
        test("assert double(2) == 4\nassert Box().size == 3"),
        students=unaided,
        names=("Box", "double"),
        classes=("Box",),
    )
    assert [ran(ending) for ending in made.endings] == [True, True], made.endings


def test_a_function_of_the_librarys_that_a_test_hands_over_can_be_called(run, unaided):
    made = run(
        answer("def twice(f, x):\n    return f(f(x))"),
        test(
            "import numpy as np, nnkit\nf = nnkit.activations.tanh.derivative\n"
            "assert np.allclose(twice(f, np.array([0.5])), f(f(np.array([0.5]))))\n"
            "assert np.allclose(twice(nnkit.activations.softplus, 0.5), np.log1p(np.exp(np.log1p(np.exp(0.5)))))"
        ),
        students=unaided,
    )
    assert [ran(ending) for ending in made.endings] == [True, True], made.endings


def test_outputs_come_from_the_run_that_has_libraries(assignment):
    source = RIGHT["ex1"] + "\nimport nnkit\nprint(nnkit.activations.relu(np.array([-1.0, 2.0])))"
    with Engine() as engine:
        graded, report = grade_notebook(assignment, answered(assignment.release, ex1=source), engine=engine)
    (cell,) = (cell for cell in graded.cells if cell.source == source)
    assert [out["text"] for out in cell.outputs] == ["[0. 2.]\n"]
    assert report.exercises[0].verdict == "passed"


def test_a_loop_in_an_exercise_with_libraries_costs_no_exercise_without(assignment):
    answers = {**RIGHT, "ex2": "def descend(*_):\n    while True:\n        pass"}
    limits = Limits(cell_seconds=2, seconds=30)
    with Engine() as engine:
        _, report = grade_notebook(assignment, answered(assignment.release, **answers), limits, engine=engine)
    verdicts = {one.id: one.verdict for one in report.exercises}
    assert verdicts.pop("ex8") == "manual"
    assert verdicts.pop("ex2") == "out of time"
    assert set(verdicts.values()) == {"passed"}


def test_one_process_for_both_has_its_libraries(assignment):
    notebook = answered(
        assignment.release, **RIGHT | {"ex2": "import scipy\nassert scipy.__version__\n" + RIGHT["ex2"]}
    )
    with Engine(processes="one") as engine:
        _, report = grade_notebook(assignment, notebook, engine=engine)
    assert report.exercises[1].verdict == "passed"
