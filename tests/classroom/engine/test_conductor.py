"""Whole runs: who is started again, what a cell costs, and that no process is left."""

import uuid

import nbformat
import psutil
import pytest

from classroom.assignment import Assignment
from classroom.endings import DIED, NOT_RUN, OUT_OF_TIME, RAISED, RAN, Limits
from classroom.engine import Engine
from classroom.rebuild import rebuild
from tests.classroom.tiny_course import NUMBERS, RIGHT, answered, make_notebook, with_extra

SHORT = Limits(cell_seconds=1, grace_seconds=1, seconds=20)


@pytest.fixture(scope="module")
def assignment():
    return Assignment.from_solution("01_numbers", "numbers_exercises", make_notebook(NUMBERS))


@pytest.fixture(scope="module")
def engine():
    with Engine(isolation="limits") as engine:
        yield engine


@pytest.fixture
def run(assignment, engine):
    """A function from answers and extra cells to the endings, by the cells' ids, and the notebook."""

    def grade(extra=(), limits=SHORT, **answers):
        notebook = answered(assignment.release, **{**RIGHT, **answers})
        for after, source in extra:
            notebook = with_extra(notebook, after, source)
        rebuilt = rebuild(assignment, notebook)
        endings, _ = engine.run(assignment, rebuilt, limits)
        return {rebuilt.cells[index]["id"]: ending for index, ending in endings.items()}, rebuilt

    return grade


def kinds(endings, *names):
    return [endings[name].kind for name in names]


TESTS = ("ex1-tests", "ex1-hidden", "ex2-tests", "ex2-hidden", "ex3-tests")


def test_right_answers_run_well(run):
    endings, _ = run()
    assert kinds(endings, *TESTS) == [RAN] * 5


def test_a_cell_that_dies_costs_itself_and_what_needs_it(run):
    endings, _ = run(ex1="import os\nos._exit(1)")
    assert kinds(endings, "ex1-solution", *TESTS) == [DIED, RAISED, RAISED, RAN, RAN, RAN]
    assert endings["ex1-tests"].error["ename"] == "NameError"


def test_a_call_that_dies_costs_its_test_and_the_rest_is_replayed(run):
    dying = "import os\ndef double(x):\n    if x < 0:\n        os._exit(1)\n    return 2 * x"
    endings, notebook = run(
        [("setup", "y = 5\nprint('once')")], ex1=dying, ex3="def shout(w):\n    return w.upper() + '!' * (y == 5)"
    )
    assert kinds(endings, *TESTS) == [RAN, DIED, RAN, RAN, RAN]
    (extra,) = [cell for cell in notebook.cells if "once" in cell.source]
    assert [one.text for one in extra.outputs] == ["once\n"]


def test_loops_cost_their_time_and_no_more(run):
    endings, _ = run(ex1="def double(x):\n    while True:\n        pass", ex2="while True:\n    pass")
    assert kinds(endings, *TESTS[:2], "ex2-solution", TESTS[4]) == [OUT_OF_TIME, OUT_OF_TIME, OUT_OF_TIME, RAN]


def test_a_loop_that_ignores_interrupts_is_ended(run):
    stubborn = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    endings, _ = run(ex2=stubborn)
    assert kinds(endings, "ex2-solution", *TESTS) == [OUT_OF_TIME, RAN, RAN, RAISED, RAISED, RAN]


def test_when_the_time_of_the_submission_is_over_the_rest_has_failed(run):
    slow = "import time\ntime.sleep(30)"
    limits = Limits(cell_seconds=30, grace_seconds=1, seconds=2)
    endings, _ = run(limits=limits, ex1=slow)
    assert endings["ex1-solution"].kind == OUT_OF_TIME
    assert kinds(endings, *TESTS) == [OUT_OF_TIME] * 5
    assert endings["ex2-solution"].kind == NOT_RUN


def test_processes_are_used_up_at_some_time(run):
    endings, _ = run(limits=Limits(restarts=1), ex1="import os\nos._exit(1)", ex2="import os\nos._exit(1)")
    assert kinds(endings, "ex1-solution", "ex2-solution", "ex3-solution", "ex3-tests") == [DIED, DIED, NOT_RUN, DIED]


def test_a_test_whose_own_process_dies_has_failed_and_the_next_has_another(engine):
    rows = [
        ("code", "setup", None, "import os"),
        ("given", "given", None, "def helper():\n    return 5"),
        ("solution", "ex1-solution", None, "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"),
        ("tests", "ex1-tests", 1, "# dies\nos._exit(1)"),
        ("tests", "ex1-more", 1, "# lives\nassert f() == 1 and helper() == 5"),
    ]
    assignment = Assignment.from_solution("x", "y", make_notebook(rows))
    rebuilt = rebuild(assignment, answered(assignment.release, ex1="def f():\n    return 1"))
    endings, _ = engine.run(assignment, rebuilt, SHORT)
    assert [endings[index].kind for index in (3, 4)] == [DIED, RAN]


def test_what_a_student_writes_to_the_socket_costs_him_alone(run):
    flood = "import os\nfor n in range(3, 20):\n    try:\n        os.write(n, b'\\xff' * 100)\n"
    flood += "    except OSError:\n        pass"
    endings, _ = run([("setup", flood)])
    assert RAISED not in kinds(endings, "ex3-tests") and kinds(endings, "ex3-tests") == [RAN]


def test_outputs_and_numbers_are_those_of_the_cells(run):
    _, notebook = run([("ex3-tests", "print('hello')\n6 * 7")])
    (extra,) = [cell for cell in notebook.cells if "hello" in cell.source]
    assert [one.output_type for one in extra.outputs] == ["stream", "execute_result"]
    assert extra.execution_count == extra.outputs[1].execution_count
    nbformat.validate(notebook)


def test_one_process_gives_the_same_endings(assignment):
    rebuilt = rebuild(assignment, answered(assignment.release, **{**RIGHT, "ex2": "def mean(v):\n    return 0"}))
    with Engine("one", "limits") as engine:
        endings, facts = engine.run(assignment, rebuilt, SHORT)
    named = {rebuilt.cells[index]["id"]: ending for index, ending in endings.items()}
    assert kinds(named, *TESTS) == [RAN, RAN, RAISED, RAISED, RAN] and facts["processes"] == "one"


def test_nothing_is_left_running(run):
    long = str(uuid.uuid4().int % 10**9 + 10**6)
    daemon = f"import subprocess\nsubprocess.Popen(['setsid', 'sleep', '{long}'], start_new_session=True)\n"
    seen = "any('sleep' in open(f'/proc/{n}/cmdline').read() for n in os.listdir('/proc') if n.isdigit())"
    alive = f"time.sleep(0.1)\nimport os\nassert {seen}"
    endings, _ = run([("setup", f"{daemon}import time\n{alive}")])
    assert {ending.kind for ending in endings.values()} == {RAN}  # it was alive
    assert not [one for one in psutil.process_iter(["cmdline"]) if long in (one.info["cmdline"] or ())]


def test_a_nursery_that_dies_is_replaced(assignment):
    rebuilt = rebuild(assignment, answered(assignment.release, **RIGHT))
    with Engine(isolation="limits") as engine:
        engine.run(assignment, rebuilt, SHORT)
        (nursery,) = engine._nurseries.values()
        nursery._process.kill()
        nursery._process.wait()
        endings, _ = engine.run(assignment, rebuilt, SHORT)
    assert {ending.kind for ending in endings.values()} == {RAN}
