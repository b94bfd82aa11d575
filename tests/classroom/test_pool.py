"""Grading many notebooks: every task comes back, whatever happens to the process that graded it."""

import pytest

from classroom.assignment import Assignment
from classroom.engine import Engine
from classroom.pool import Task, grade_all, grade_task, usual_jobs


@pytest.fixture(scope="module")
def assignment(solution):
    return Assignment.from_solution("01_numbers", "numbers_exercises", solution)


def test_a_fault_of_ours_is_called_that_and_the_rest_goes_on(assignment, tmp_path):
    tasks = [Task("broken", None, notebook={}), Task("missing", assignment, tmp_path / "none.ipynb")]
    outcomes = {outcome.key: outcome for outcome in grade_all(tasks)}
    assert outcomes["broken"].problem.startswith("fault of the grader, not of the submission (")
    assert outcomes["missing"].problem.startswith("There is no file")
    assert outcomes["broken"].report is outcomes["missing"].report is None


@pytest.mark.notebook
def test_a_nursery_that_dies_costs_one_submission_a_word_and_the_next_nothing(assignment):
    with Engine() as engine:
        assert grade_task(Task("a", assignment, notebook=assignment.release), engine).report.points == 0
        (nursery,) = engine._nurseries.values()
        nursery._process.kill()
        outcome = grade_task(Task("b", assignment, notebook=assignment.release), engine)
        nursery._process.wait()
        assert outcome.problem.startswith("No process could be started for a submission") or outcome.report
        assert grade_task(Task("c", assignment, notebook=assignment.release), engine).report.points == 0


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
