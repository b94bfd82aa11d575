"""Grading as a function: only whether a test cell raised decides, and nothing that a cell does stops the rest."""

import asyncio
import copy
import dataclasses
import json

import nbformat
import pytest

from classroom.assignment import Assignment
from classroom.endings import Limits
from classroom.engine import Engine
from classroom.execution import run_notebook
from classroom.grading import endings_of, grade_notebook, report_on
from classroom.rebuild import rebuild
from classroom.results import Report

pytestmark = pytest.mark.notebook


@pytest.fixture(scope="module")
def assignment(solution):
    return Assignment.from_solution("01_numbers", "numbers_exercises", solution)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def by_id(report):
    return {exercise.id: exercise for exercise in report.exercises}


class TestRebuild:
    """What is taken from a submission, without any kernel."""

    def test_the_untouched_copy_gives_the_skeleton(self, assignment):
        assert rebuild(assignment, assignment.release) == assignment.skeleton

    def test_tests_and_prompts_are_always_ours(self, assignment, edit):
        changed = edit.answered(assignment.release, ex1_tests="pass", ex1_hidden="pass", checking="", ex1_prompt="# Hi")
        assert rebuild(assignment, changed) == assignment.skeleton

    def test_metadata_of_the_students_never_count(self, assignment):
        changed = copy.deepcopy(assignment.release)
        changed.metadata["kernelspec"] = {"name": "evil", "display_name": "x", "language": "x"}
        for cell in changed.cells:
            cell.metadata["tags"] = ["skip-execution", "raises-exception"]
            cell.metadata.get("nbgrader", {})["points"] = 1000
        assert rebuild(assignment, changed) == assignment.skeleton

    def test_extra_cells_stay_behind_the_cell_they_followed(self, assignment, edit):
        changed = edit.with_extra(assignment.release, "ex1-prompt", "first = 1", tags=["skip-execution"])
        changed = edit.with_extra(changed, "ex3-tests", "last = 2")
        changed.cells.insert(0, nbformat.v4.new_markdown_cell("My name"))
        rebuilt = rebuild(assignment, changed)
        ids = [cell["id"] for cell in rebuilt.cells]
        assert [cell.source for cell in rebuilt.cells if cell["id"].startswith("extra-")] == [
            "My name",
            "first = 1",
            "last = 2",
        ]
        assert ids.index("extra-1") == 0
        assert ids.index("extra-2") == ids.index("ex1-prompt") + 1
        assert ids.index("extra-3") == ids.index("ex3-tests") + 1
        assert all(not cell.metadata for cell in rebuilt.cells if cell["id"].startswith("extra-"))
        assert rebuild(assignment, changed) == rebuilt

    def test_ordinary_cells_are_known_by_id_or_by_source(self, assignment, edit):
        changed = edit.answered(assignment.release, setup="import math, cmath")
        assert [cell.source for cell in rebuild(assignment, changed).cells][1] == "import math, cmath"
        renamed = copy.deepcopy(assignment.release)
        for number, cell in enumerate(renamed.cells):
            cell["id"] = f"renamed-{number}"
        assert rebuild(assignment, renamed) == assignment.skeleton

    def test_of_several_answers_the_last_counts_but_never_a_stub(self, assignment, edit):
        stub = next(cell for cell in assignment.release.cells if cell["id"] == "ex1-solution")
        for versions in (["one", "two"], ["one", "two", stub.source], [stub.source, "one", "two"]):
            changed = copy.deepcopy(assignment.release)
            place = changed.cells.index(stub)
            copies = [
                nbformat.from_dict({**stub, "id": f"c{n}", "source": source}) for n, source in enumerate(versions)
            ]
            changed.cells[place : place + 1] = copies
            rebuilt = rebuild(assignment, changed)
            answer = next(cell for cell in rebuilt.cells if cell["id"] == "ex1-solution")
            before = rebuilt.cells[rebuilt.cells.index(answer) - 1]
            assert (before.source, answer.source) == ("one", "two")
            assert len(rebuilt.cells) == len(assignment.skeleton.cells) + 1

    def test_only_images_are_taken_along_with_a_written_answer(self, assignment):
        changed = copy.deepcopy(assignment.release)
        changed.cells[-1]["attachments"] = {"a.png": {"image/png": "iVBO"}, "b": {"text/html": "<script>"}}
        assert rebuild(assignment, changed).cells[-1]["attachments"] == {"a.png": {"image/png": "iVBO"}}


@pytest.fixture(scope="module")
def noisy(assignment, edit):
    """A notebook whose right answers do what must not cost points, and whose wrong ones what must not pay."""
    loud = (
        "import sys, os, warnings\n"
        "def double(x):\n    print('careful', file=sys.stderr)\n    os.write(2, b'very')\n    warnings.warn('slow')\n"
        "    print('x' * 300_000)\n    return 2 * x\nprint('ready', file=sys.stderr)\n1.5"
    )
    lazy = "def mean(values):\n    print('passed')\n    return 0.0\nprint('2/2 passed')\n2.0"
    notebook = edit.answered(assignment.release, ex1=loud, ex2=lazy, ex3=edit.right["ex3"])
    notebook = edit.with_extra(notebook, "ex2-tests", "3.0")
    notebook = edit.with_extra(notebook, "setup", "import os\nprint(os.listdir('.'), 'TOKEN' in os.environ)")
    return grade_notebook(assignment, notebook)


def test_noise_costs_nothing_and_pays_nothing(noisy):
    _, report = noisy
    points = {exercise.id: exercise.points for exercise in report.exercises}
    assert points == {"ex1": 3, "ex2": 0, "ex3": 2, "ex4": None}
    assert (report.points, report.max_points, report.verdict) == (5, 9, "wrong")


def test_test_cells_keep_the_deciding_output_alone(noisy, assignment):
    graded, report = noisy
    outputs = {
        cell["id"]: [out.output_type for out in cell.outputs] for cell in code(graded) if "nbgrader" in cell.metadata
    }
    assert outputs["ex1-tests"] == outputs["ex1-hidden"] == outputs["ex3-tests"] == []
    assert outputs["ex2-tests"] == outputs["ex2-hidden"] == ["error"]
    assert report_on(assignment, graded) == dataclasses.replace(report, run={})
    assert (report.run["isolation"], report.run["processes"]) == ("limits", "two")


def test_the_working_directory_is_empty_and_output_is_limited(noisy):
    graded, _ = noisy
    extra = next(cell for cell in graded.cells if cell.source.startswith("import os\nprint(os.listdir"))
    assert extra.outputs[0].text == "[] False\n"
    assert max(len(json.dumps(cell)) for cell in graded.cells) < 500_000


def test_visible_failures_are_told_in_full_and_hidden_ones_by_their_hint(noisy, secrets):
    _, report = noisy
    exercise = by_id(report)["ex2"]
    assert (
        exercise.hint == "two numbers: Divide by how many there are, with `/`.\n\nreceived 0.0, expected 1.5\n\n"
        "many numbers: This is the sum."
    )
    assert not any(word in json.dumps(report.to_record()) for word in secrets)
    assert Report.from_record(json.loads(json.dumps(report.to_record()))) == report


@pytest.fixture(scope="module")
def deadly(assignment, edit):
    """Each answer ends its cell or its test in another bad way; behind them stands one that is right."""
    spin = (
        "        try:\n            while True:\n                pass\n        except BaseException:\n            pass"
    )
    spy = "def mean(values):\n    raise KeyError('hidden_input' + repr(values))"
    loop = f"def shout(word):\n    while True:\n{spin}"
    killer = "def double(x):\n    if x < 0:\n        import os\n        os._exit(0)\n    return 2 * x"
    notebook = edit.answered(assignment.release, ex1=killer, ex2=spy, ex3=loop)
    notebook = edit.with_extra(notebook, "setup", "import os\nstarts = os.getpid()")
    return grade_notebook(assignment, notebook, Limits(cell_seconds=2, grace_seconds=1))


def test_a_kernel_that_dies_costs_one_test_and_has_a_verdict(deadly):
    exercise = by_id(deadly[1])["ex1"]
    assert (exercise.points, exercise.verdict) == (1, "process died")
    assert [test.verdict for test in exercise.tests] == ["passed", "process died"]
    assert "ended the Python process" in exercise.hint


def test_an_endless_loop_that_cannot_be_interrupted_costs_its_exercise_alone(deadly):
    exercise = by_id(deadly[1])["ex3"]
    assert (exercise.points, exercise.verdict) == (0, "out of time")


def test_of_other_exceptions_in_hidden_tests_only_the_type_is_told(deadly, secrets):
    exercise = by_id(deadly[1])["ex2"]
    assert (exercise.points, exercise.verdict) == (0, "error")
    visible, hidden = exercise.tests
    assert visible.hint == """KeyError: 'hidden_input[1, 2]'"""
    assert hidden.hint == "A hidden test ended with KeyError."
    assert not any(word in hidden.hint for word in secrets)


def test_nbgrader_reads_the_same_scores_from_every_ending(deadly, noisy):
    from nbgrader.utils import determine_grade

    for graded, report in (deadly, noisy):
        cells = {cell["id"]: cell for cell in graded.cells}
        for test in (test for exercise in report.exercises for test in exercise.tests):
            assert determine_grade(cells[test.id]) == (test.points, test.max_points)
            assert cells[test.id].outputs == [] or test.points == 0


def test_an_answer_cell_that_dies_or_hangs_costs_its_exercise_alone(assignment, edit):
    right = edit.answered(assignment.release, **edit.right)
    notebook = edit.answered(right, ex1="import os\nos._exit(1)", ex2="import time\ntime.sleep(60)")
    _, report = grade_notebook(assignment, notebook, Limits(cell_seconds=2, grace_seconds=2))
    results = by_id(report)
    assert (results["ex1"].verdict, results["ex1"].points) == ("process died", 0)
    assert (results["ex2"].verdict, results["ex2"].points) == ("out of time", 0)
    assert (results["ex3"].verdict, results["ex3"].points) == ("passed", 2)


def test_a_test_that_was_not_run_has_failed(assignment, edit):
    right = edit.answered(assignment.release, **edit.right)
    notebook = edit.answered(right, ex1="import os\nos._exit(1)")
    graded, report = grade_notebook(assignment, notebook, Limits(restarts=0))
    assert report.points == 0
    assert by_id(report)["ex3"].verdict == "process died"
    answer = next(index for index, cell in enumerate(graded.cells) if cell["id"] == "ex3-solution")
    assert endings_of(graded)[answer].kind == "not run"


def test_hidden_tests_are_not_shown_even_when_an_answer_raises_them(assignment, edit, secrets):
    thief = "shout = 1\nraise Exception(repr(In))"
    notebook = edit.answered(assignment.release, ex3=thief)
    _, report = grade_notebook(assignment, notebook)  # in two processes there is nothing to be found
    assert not any(word in json.dumps(report.to_json()) for word in secrets)
    assert "double(2)" not in by_id(report)["ex3"].hint
    with Engine(processes="one") as engine:
        _, report = grade_notebook(assignment, notebook, engine=engine)
    assert not any(word in json.dumps(report.to_json()) for word in secrets)
    assert "quotes a hidden test" in by_id(report)["ex3"].hint


def test_it_can_be_called_from_inside_a_notebook(assignment):
    async def in_a_notebook():
        return grade_notebook(assignment, assignment.release)[1]

    assert asyncio.run(in_a_notebook()).verdict == "not attempted"


def test_a_kernel_that_cannot_start_is_a_sentence_not_a_zero(assignment):
    from classroom.errors import ClassroomError

    notebook = copy.deepcopy(assignment.release)
    notebook.metadata["kernelspec"]["name"] = "no-such-kernel"
    with pytest.raises(ClassroomError, match=r"The kernel 'no-such-kernel' could not be started .* `classroom doctor`"):
        run_notebook(notebook)
