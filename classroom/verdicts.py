"""From how the cells of an exercise ended to its points, its verdict and a hint that gives nothing hidden away."""

import builtins
import re

from classroom import cells
from classroom.endings import DIED, OUT_OF_MEMORY, OUT_OF_TIME, RAN
from classroom.rebuild import is_stub
from classroom.results import ERROR, MANUAL, NOT_ATTEMPTED, PASSED, WRONG, CellResult, ExerciseResult

UNSOLVED = "Not solved yet."
REMOVED = "The message is not shown, because it quotes a hidden test."
# The exceptions of `nnkit.checks` and the verdict of each; their first paragraph never holds a hidden test's numbers.
CHECKS = {"CheckFailed": WRONG, "AnswerRaised": ERROR, "NotSolvedYet": NOT_ATTEMPTED}


def exercise_result(assignment, exercise, graded, endings):
    """The result of one exercise.

    Args:
        assignment: the `Assignment`.
        exercise: one of its `Exercise`s.
        graded: the notebook that was run, its nbgrader cells by `grade_id`.
        endings: the `Ending` of each code cell, by `grade_id`.

    Returns:
        An `ExerciseResult`.
    """
    if exercise.manual and not exercise.tests:
        return _by_hand(assignment, exercise, graded)
    tests = tuple(_cell_result(assignment, name, endings[name]) for name in exercise.tests)
    points = sum(test.points for test in tests)
    most = sum(test.max_points for test in tests)
    failed = [test for test in tests if test.verdict != PASSED]
    failed.sort(key=lambda test: test.verdict == NOT_ATTEMPTED)  # what was tried is told first
    if not failed:
        return ExerciseResult(exercise.id, exercise.title, points, most, PASSED, "", tests)
    if exercise.answers and all(is_stub(assignment, name, graded[name]) for name in exercise.answers):
        verdict, hint = NOT_ATTEMPTED, UNSOLVED
    else:
        verdict, hint = _own_error(exercise, endings, failed) or (failed[0].verdict, _hint(failed))
        hint = without_secrets(assignment, hint)
    return ExerciseResult(exercise.id, exercise.title, points, most, verdict, hint, tests)


def _by_hand(assignment, exercise, graded):
    most = sum(cells.points(assignment.named[name]) for name in exercise.manual)
    empty = all(is_stub(assignment, name, graded[name]) for name in exercise.manual)
    hint = "Graded by a person; not answered yet." if empty else "Graded by a person."
    return ExerciseResult(exercise.id, exercise.title, None, most, MANUAL, hint)


def _cell_result(assignment, name, ending):
    visible, behaviour = assignment.is_visible(name), assignment.behaviour(name)
    most = cells.points(assignment.named[name])
    if ending.kind == RAN:
        return CellResult(name, behaviour, visible, most, most, PASSED, "")
    verdict, hint = _judge(ending, visible, assignment.asked)
    hint = without_secrets(assignment, hint)
    return CellResult(name, behaviour, visible, 0.0, most, verdict, hint)


def _judge(ending, visible, asked=()):
    if ending.kind == OUT_OF_TIME:
        return OUT_OF_TIME, "Your code did not finish in time; look for a loop that never ends."
    if ending.kind == OUT_OF_MEMORY:
        return OUT_OF_MEMORY, "Your code used more memory than there is for it; look for an array or a list that grows."
    if ending.kind == DIED:
        return DIED, "Your code ended the Python process; look for exit(), deep recursion or too much memory."
    if ending.error is None:
        return ERROR, "This test could not be run."
    kind, message = ending.error["ename"], ending.error["evalue"]
    if kind in CHECKS:
        return CHECKS[kind], message.strip() if visible else message.strip().split("\n\n")[0]
    if kind == "NotImplementedError":
        return NOT_ATTEMPTED, UNSOLVED
    if lost := _lost_name(kind, message, asked):
        return ERROR, f"There is no `{lost}`: the function must have the name that the exercise gives it."
    if visible:
        said = f"{kind}: {message}" if message else kind
        return (WRONG, message or "A test failed.") if kind == "AssertionError" else (ERROR, said)
    if kind == "AssertionError":
        return WRONG, "A hidden test failed."
    # A class of the student's own might spell out a hidden input.
    known = kind if isinstance(getattr(builtins, kind, None), type) else "an exception of its own"
    return ERROR, f"A hidden test ended with {known}."


def _lost_name(kind, message, asked):
    """The name that the exercise asks for and that nothing defines, "" where that is not what went wrong."""
    named = re.match(r"name '(\w+)' is not defined", message)
    return named.group(1) if kind == "NameError" and named and named.group(1) in asked else ""


def without_secrets(assignment, hint):
    """A hint, unless a line of a hidden test stands in it: an answer may raise what it found in the kernel.

    Args:
        assignment: the `Assignment`.
        hint: the text.

    Returns:
        The text, or a sentence in its place.
    """
    return REMOVED if any(line in hint for line in assignment.hidden_lines) else hint


def _own_error(exercise, endings, failed):
    """The error of the answer cell itself, where it explains the failure better than a NameError in the test."""
    if failed[0].verdict == WRONG:
        return None
    for name in exercise.answers:
        ending = endings.get(name)
        if ending is None or ending.kind == RAN:
            continue
        if ending.kind in (OUT_OF_TIME, OUT_OF_MEMORY, DIED):
            return _judge(ending, True)
        if ending.error is not None and ending.error["ename"] != "NotImplementedError":
            return ERROR, f"Your answer cell raised {ending.error['ename']}: {ending.error['evalue']}"
    return None


def _hint(failed):
    """The first failure in full, then the first paragraph of each other one; each opens with the behaviour it tests."""
    lines, told = [], set()
    for test in failed:
        text = test.hint if not told else test.hint.split("\n\n")[0]
        paragraph = text.split("\n\n")[0]
        label = f"{test.behaviour.rstrip('.')}: " if test.behaviour else ""
        lines.append(label + (text if paragraph not in told else "the same."))
        told.add(paragraph)
    return "\n\n".join(lines)
