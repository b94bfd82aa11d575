"""What is put right in a submission: every repair is told, and nothing of an answer is lost."""

import copy

import nbformat
import pytest

from classroom.assignment import Assignment
from classroom.mending import mend
from classroom.rebuild import rebuild


@pytest.fixture(scope="module")
def assignment(solution):
    return Assignment.from_solution("01_numbers", "numbers_exercises", solution)


@pytest.fixture
def answered(assignment, edit):
    return edit.answered(assignment.release, **edit.right)


def without(notebook, *names):
    notebook.cells = [cell for cell in notebook.cells if cell["id"] not in names]
    return notebook


@pytest.mark.parametrize("name", ["ex1-tests", "ex1-hidden"])
def test_a_deleted_test_cell_comes_back(assignment, answered, name):
    whole = rebuild(assignment, answered)
    changed = without(copy.deepcopy(answered), name)
    assert mend(changed, assignment) == (f"the test cell {name} was deleted; ours was run",)
    assert rebuild(assignment, changed) == whole


def test_a_doubled_test_cell_counts_once(assignment, answered):
    whole = rebuild(assignment, answered)
    answered.cells.append(nbformat.from_dict({**answered.cells[5], "id": "again"}))
    assert mend(answered, assignment) == ("the test cell ex1-tests stood there 2 times; ours was run once",)
    assert rebuild(assignment, answered) == whole


@pytest.mark.parametrize("version", [0, 1, 4, None, "three"])
def test_another_schema_is_read(assignment, answered, version):
    whole = rebuild(assignment, answered)
    answered.cells[4].metadata.nbgrader["schema_version"] = version
    (repair,) = mend(answered, assignment)
    assert repair.startswith("ex1-solution: pasted from a notebook with another version")
    assert rebuild(assignment, answered) == whole


def test_an_answer_in_a_cell_of_its_own_is_found(assignment, answered):
    whole = rebuild(assignment, answered)
    source = next(cell.source for cell in answered.cells if cell["id"] == "ex1-solution")
    changed = without(answered, "ex1-solution")
    changed.cells.append(nbformat.v4.new_code_cell(source))
    (repair,) = mend(changed, assignment)
    assert repair == "the answer cell ex1-solution was deleted; the cell that defines double was taken"
    assert rebuild(assignment, changed) == whole


def test_a_deleted_answer_leaves_no_stub_over_what_other_cells_define(assignment, answered):
    changed = without(answered, "ex1-solution", "ex4-answer")
    assert mend(changed, assignment) == (
        "the answer cell ex1-solution was deleted",
        "the answer cell ex4-answer was deleted",
    )
    named = {cell["id"]: cell for cell in rebuild(assignment, changed).cells}
    assert named["ex1-solution"].source == ""
    assert named["ex4-answer"] == {cell["id"]: cell for cell in assignment.skeleton.cells}["ex4-answer"]


def test_cells_without_metadata_are_known_by_their_id(assignment, answered):
    whole = rebuild(assignment, answered)
    for cell in answered.cells:
        cell.metadata = nbformat.NotebookNode()
    (repair,) = mend(answered, assignment)
    assert "had lost nbgrader's metadata" in repair
    assert rebuild(assignment, answered) == whole


def test_deleted_prompts_and_given_code_come_back_without_a_word(assignment, answered):
    changed = without(answered, "ex1-prompt", "checking")
    assert mend(changed, assignment) == ()
    ids = [cell["id"] for cell in rebuild(assignment, changed).cells]
    assert ids == [cell["id"] for cell in assignment.skeleton.cells]


@pytest.mark.parametrize(
    "damage",
    [
        {"nbgrader": 7},
        {"nbgrader": None},
        {"nbgrader": {"grade_id": ["a"], "grade": True}},
        {"nbgrader": {"grade": True}},
    ],
)
def test_nonsense_in_the_metadata_of_extra_cells_harms_nothing(assignment, answered, damage):
    whole = rebuild(assignment, answered)
    answered.cells.append(nbformat.v4.new_code_cell("1", metadata=damage))
    mend(answered, assignment)
    rebuilt = rebuild(assignment, answered)
    assert [cell for cell in rebuilt.cells if not cell["id"].startswith("extra-")] == whole.cells
