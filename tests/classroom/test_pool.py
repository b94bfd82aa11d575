"""Grading many notebooks: every task comes back, whatever happens to the process that graded it."""

import os

import pytest

from classroom.assignment import Assignment
from classroom.pool import Task, grade_all, usual_jobs


class Deadly:
    """Ends any process that it is sent to."""

    def __reduce__(self):
        return os._exit, (1,)


@pytest.fixture(scope="module")
def assignment(solution):
    return Assignment.from_solution("01_numbers", "numbers_exercises", solution)


def test_a_fault_of_ours_is_called_that_and_the_rest_goes_on(assignment, tmp_path):
    tasks = [Task("broken", None, notebook={}), Task("missing", assignment, tmp_path / "none.ipynb")]
    outcomes = {outcome.key: outcome for outcome in grade_all(tasks)}
    assert outcomes["broken"].problem.startswith("fault of the grader, not of the submission (")
    assert outcomes["missing"].problem.startswith("There is no file")
    assert outcomes["broken"].report is outcomes["missing"].report is None


def test_a_grading_process_that_dies_leaves_nobody_without_a_word():
    outcomes = list(grade_all([Task("a", Deadly()), Task("b", Deadly())], jobs=2))
    assert sorted(outcome.key for outcome in outcomes) == ["a", "b"]
    assert all("ended unexpectedly" in outcome.problem for outcome in outcomes)


def test_nothing_to_do():
    assert list(grade_all([], jobs=4)) == []
    assert usual_jobs() >= 1


@pytest.mark.notebook
def test_an_interrupted_run_says_that_it_can_go_on(graded_class, classroom, monkeypatch):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("classroom.batch.grade_all", interrupted)
    ran = classroom("grade", "1", "--force", cwd=graded_class.root)
    assert ran.status == 130
    assert "run the command again to go on" in ran.err
