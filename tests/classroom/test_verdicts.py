"""From how cells ended to verdicts and hints, without any kernel."""

import nbformat
import pytest

from classroom.assignment import Assignment
from classroom.endings import DIED, NOT_RUN, OUT_OF_TIME, RAISED, RAN, Ending
from classroom.grading import report_on
from classroom.rebuild import rebuild
from classroom.results import tidy


@pytest.fixture(scope="module")
def assignment(solution):
    return Assignment.from_solution("01_numbers", "numbers_exercises", solution)


@pytest.fixture
def judge(assignment, edit):
    """The results of exercises whose answers are written, by how some of their cells ended."""

    def results(untouched=(), **ended):
        right = {name: source for name, source in edit.right.items() if name not in untouched}
        graded = rebuild(assignment, edit.answered(assignment.release, **right))
        endings = {index: Ending(RAN) for index, cell in enumerate(graded.cells) if cell.cell_type == "code"}
        places = {cell["id"].replace("-", "_"): index for index, cell in enumerate(graded.cells)}
        endings.update({places[name]: ending for name, ending in ended.items()})
        return {exercise.id: exercise for exercise in report_on(assignment, graded, endings).exercises}

    return results


def raised(name, text=""):
    return Ending(RAISED, nbformat.v4.new_output("error", ename=name, evalue=text, traceback=[]))


@pytest.mark.parametrize(
    ("ending", "verdict", "visible", "hidden"),
    [
        (raised("CheckFailed", "The hint.\n\nreceived 27182"), "wrong", "The hint.\n\nreceived 27182", "The hint."),
        (
            raised("AnswerRaised", "Your function raised ValueError.\n\n27182"),
            "error",
            None,
            "Your function raised ValueError.",
        ),
        (raised("NotSolvedYet", "Not solved yet: replace it."), "not attempted", "Not solved yet: replace it.", None),
        (raised("NotImplementedError"), "not attempted", "Not solved yet.", "Not solved yet."),
        (raised("AssertionError"), "wrong", "A test failed.", "A hidden test failed."),
        (raised("AssertionError", "27182 is wrong"), "wrong", "27182 is wrong", "A hidden test failed."),
        (raised("KeyError", "27182"), "error", "KeyError: 27182", "A hidden test ended with KeyError."),
        (raised("Saw27182", "x"), "error", "Saw27182: x", "A hidden test ended with an exception of its own."),
        (Ending(OUT_OF_TIME), "out of time", None, None),
        (Ending(DIED), "process died", None, None),
        (Ending(NOT_RUN), "error", "This test could not be run.", "This test could not be run."),
    ],
)
def test_each_ending_has_its_verdict_and_tells_no_hidden_number(judge, ending, verdict, visible, hidden):
    shown = judge(ex2_tests=ending)["ex2"]
    assert (shown.verdict, shown.points, shown.max_points) == (verdict, 3, 4)
    lost = next(test for test in shown.tests if test.points == 0)
    assert shown.hint == f"{lost.behaviour}: {lost.hint}" if lost.behaviour else lost.hint
    assert lost.hint == (visible or lost.hint)
    kept = judge(ex2_hidden=ending)["ex2"]
    assert (kept.verdict, kept.points) == (verdict, 1)
    assert "27182" not in kept.hints
    assert kept.hint == f"many numbers: {hidden}" if hidden else kept.hint.startswith("many numbers: ")


def test_an_untouched_answer_is_not_attempted_whatever_its_tests_say(judge):
    exercise = judge(untouched=["ex1"], ex1_tests=raised("NameError", "x"), ex1_hidden=raised("NameError", "x"))["ex1"]
    assert (exercise.verdict, exercise.hint) == ("not attempted", "Not solved yet.")


def test_what_was_tried_is_told_before_what_was_not(judge):
    exercise = judge(ex1_tests=raised("NotSolvedYet", "Not solved yet."), ex1_hidden=raised("CheckFailed", "The sign."))
    assert (exercise["ex1"].verdict, exercise["ex1"].hint) == (
        "wrong",
        "negative numbers: The sign.\n\nsmall numbers: Not solved yet.",
    )


def test_the_answers_own_error_explains_a_missing_name(judge):
    lost = raised("NameError", "name 'double' is not defined")
    exercise = judge(ex1_solution=raised("SyntaxError", "invalid syntax"), ex1_tests=lost, ex1_hidden=lost)["ex1"]
    assert (exercise.verdict, exercise.hint) == ("error", "Your answer cell raised SyntaxError: invalid syntax")
    assert judge(ex1_solution=Ending(DIED), ex1_tests=lost, ex1_hidden=lost)["ex1"].verdict == "process died"
    wrong = judge(ex1_solution=raised("ValueError", "an example of mine"), ex1_tests=raised("CheckFailed", "The sign."))
    assert (wrong["ex1"].verdict, wrong["ex1"].hint) == ("wrong", "small numbers: The sign.")


def test_a_function_of_another_name_is_asked_for_by_its_name(judge):
    lost = raised("NameError", "name 'double' is not defined")
    hint = judge(ex1_tests=lost, ex1_hidden=lost)["ex1"].hint
    said = "There is no `double`: the function must have the name that the exercise gives it."
    assert hint == f"small numbers: {said}\n\nnegative numbers: the same."
    other = raised("NameError", "name 'secret' is not defined")
    assert "secret" not in judge(ex1_hidden=other)["ex1"].hint


def test_an_answer_that_raises_after_its_function_is_made_loses_nothing(judge):
    assert judge(ex1_solution=raised("ValueError", "an example of mine"))["ex1"].verdict == "passed"


def test_points_as_people_write_them():
    assert [tidy(points) for points in (4.0, 0.5, 0, None)] == [4, 0.5, 0, None]
