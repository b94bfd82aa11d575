"""Which cell runs where."""

import nbformat
import pytest

from classroom.assignment import Assignment
from classroom.engine.script import imported_modules, needed_modules, steps_of
from classroom.rebuild import rebuild
from tests.classroom.tiny_course import CHECKING, NUMBERS, RIGHT, answered, make_notebook, with_extra


@pytest.fixture(scope="module")
def assignment():
    return Assignment.from_solution("01_numbers", "numbers_exercises", make_notebook(NUMBERS))


def steps(assignment, submission, processes="two"):
    rebuilt = rebuild(assignment, submission)
    return {rebuilt.cells[step.index]["id"]: step for step in steps_of(assignment, rebuilt, processes)}


def test_tests_run_in_their_own_process_and_answers_in_the_students(assignment):
    found = steps(assignment, answered(assignment.release, **RIGHT))
    hidden, answer = found["ex1-hidden"], found["ex1-solution"]
    assert (hidden.student, hidden.is_test, hidden.exercise) == (None, True, "ex1")
    assert "-62830" in hidden.tests
    assert (answer.student, answer.tests, answer.is_test) == (RIGHT["ex1"], None, False)
    assert not any("-62830" in (step.student or "") for step in found.values())


def test_given_cells_run_in_both_as_we_wrote_them(assignment):
    found = steps(assignment, answered(assignment.release, checking="expect = print"))
    assert found["checking"].student == found["checking"].tests == CHECKING


def test_ordinary_cells_run_as_the_student_wrote_them_but_not_for_the_tests(assignment):
    found = steps(assignment, answered(assignment.release, setup="import math, evil"))
    assert found["setup"].student == "import math, evil" and found["setup"].tests == "import math\nimport sys"


def test_the_students_own_cells_never_reach_the_tests(assignment):
    changed = with_extra(assignment.release, "setup", "import math\nimport sys\nevil = 1")
    changed = with_extra(changed, "ex1-hidden", "evil = 2")
    for cell in changed.cells:
        if "evil" in cell.source:
            cell["id"] = "setup"
    own = [step for step in steps(assignment, changed).values() if "evil" in (step.student or "")]
    assert len(own) == 2 and all("evil" not in (step.tests or "") for step in own)


def test_empty_and_written_cells_are_no_steps(assignment):
    found = steps(assignment, answered(assignment.release, ex1="  \n "))
    assert "ex1-solution" not in found and "title" not in found and "ex4-answer" not in found


def test_one_process_runs_everything_in_order(assignment):
    found = steps(assignment, assignment.release, "one")
    assert all(step.tests is None and step.student for step in found.values())
    assert found["ex1-hidden"].is_test and "-62830" in found["ex1-hidden"].student


def test_what_only_the_solution_imports_is_ready_for_those_who_import_any_of_it():
    solution = make_notebook(NUMBERS)
    for cell in solution.cells:
        if cell.get("id") == "ex1-solution":
            cell.source = cell.source.replace("### END SOL", "import colorsys, wave\n### END SOL")
        if cell.get("id") == "ex1-hidden":
            cell.source += "\n### BEGIN HIDDEN TESTS\nimport chunk\n### END HIDDEN TESTS"
    assignment = Assignment.from_solution("01_numbers", "numbers_exercises", solution)
    needed = {
        name: needed_modules(assignment, rebuild(assignment, answered(assignment.release, ex1=source)))
        for name, source in {"none": "1", "one": "import wave", "other": "import evil, chunk"}.items()
    }
    assert needed["none"] == needed["other"] == tuple(sorted(imported_modules(assignment.release)))
    assert set(needed["one"]) - set(needed["none"]) == {"colorsys", "wave"}


def test_whoever_imports_tensorflow_where_the_solution_imports_keras_finds_both_ready():
    solution = make_notebook(NUMBERS)
    for cell in solution.cells:
        if cell.get("id") == "ex1-solution":
            cell.source = cell.source.replace("### END SOL", "import keras\n### END SOL")
    assignment = Assignment.from_solution("01_numbers", "numbers_exercises", solution)
    for source in ("from keras import layers", "import tensorflow as tf", "from tensorflow.keras import layers"):
        assert "keras" in needed_modules(assignment, rebuild(assignment, answered(assignment.release, ex1=source)))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a, b as c", {"a", "b"}),
        ("import a.b", {"a.b"}),
        ("from a import b as c, d", {"a", "a.b", "a.d"}),
        ("from a import (b, d)", {"a", "a.b", "a.d"}),
        ("    import a  # why", {"a"}),
        ("if x:\n\tfrom a.b import c", {"a.b", "a.b.c"}),
        ("print('import a')\nimportant = 1", set()),
        ("from . import a\nimport", set()),
    ],
)
def test_imports_are_found_wherever_they_stand(source, expected):
    cell = nbformat.v4.new_code_cell(source)
    text = nbformat.v4.new_markdown_cell("import nothing")
    assert set(imported_modules(nbformat.v4.new_notebook(cells=[cell, text]))) == expected
