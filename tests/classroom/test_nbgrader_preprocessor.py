"""What makes plain nbgrader robust: in a test cell only an error counts."""

import nbformat
import pytest
from nbgrader.utils import determine_grade

from classroom.course import Course
from classroom.nbgrader_preprocessor import OnlyErrorsCount

STDERR = nbformat.v4.new_output("stream", name="stderr", text="a warning")
VALUE = nbformat.v4.new_output("execute_result", {"text/plain": "0.5"}, execution_count=1)
PASSED = nbformat.v4.new_output("stream", name="stdout", text="passed")
ERROR = nbformat.v4.new_output("error", ename="AssertionError", evalue="", traceback=[])


@pytest.mark.parametrize(
    ("outputs", "plain", "ours"),
    [
        ([], 2, 2),
        ([STDERR], 0, 2),
        ([VALUE], 0.5, 2),
        ([VALUE, ERROR], 0.5, 0),
        ([PASSED, ERROR], 0, 0),
    ],
)
def test_scores_with_and_without_it(solution, outputs, plain, ours):
    cell = nbformat.from_dict(next(cell for cell in solution.cells if cell["id"] == "ex1-hidden"))
    cell.outputs, cell.execution_count = outputs, 5
    assert determine_grade(cell) == (plain, 2)
    assert determine_grade(OnlyErrorsCount().preprocess_cell(cell, {}, 0)[0]) == (ours, 2)


def test_a_test_that_was_not_run_has_failed(solution):
    cell = nbformat.from_dict(next(cell for cell in solution.cells if cell["id"] == "ex1-hidden"))
    assert determine_grade(cell) == (2, 2)
    assert determine_grade(OnlyErrorsCount().preprocess_cell(cell, {}, 0)[0]) == (0, 2)


def test_other_cells_keep_their_outputs(solution):
    cell = nbformat.from_dict(next(cell for cell in solution.cells if cell["id"] == "ex1-solution"))
    cell.outputs = [STDERR, VALUE]
    assert OnlyErrorsCount().preprocess_cell(cell, {}, 0)[0].outputs == [STDERR, VALUE]


def test_the_courses_settings_register_it_in_nbgraders_own_order(edit):
    from nbgrader.converters import Autograde
    from traitlets.utils.importstring import import_item

    listed = list(map(import_item, Course(edit.repository).setting("Autograde", "autograde_preprocessors", [])))
    assert OnlyErrorsCount in listed
    listed.remove(OnlyErrorsCount)
    assert listed == Autograde.autograde_preprocessors.default_args[0]
