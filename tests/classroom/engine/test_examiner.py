"""The tests' side: names, calls, callbacks, and all that a student's process may say without effect."""

import json

import numpy as np
import pytest

from classroom.engine.examiner import Answers, Examiner, StudentGone
from classroom.engine.frames import Channel, pair
from classroom.engine.remote import RemoteClass, RemoteFunction, RemoteIterator, RemoteObject
from classroom.engine.values import CannotCross
from nnkit.checks import AnswerRaised, CheckFailed, NotSolvedYet, compare


class Scripted:
    """A channel to a student's process that answers each message with the next one of a list."""

    def __init__(self, *replies):
        self.replies, self.sent = list(replies), []

    def send(self, message, blobs=(), deadline=None):
        self.sent.append(json.loads(json.dumps(message)))

    def receive(self, deadline=None):
        reply = self.replies.pop(0)
        return reply if isinstance(reply, tuple) else (reply, [])


def told(*replies, classes=()):
    """An examiner that is told this."""

    class Shell:
        user_ns = Answers()

    return Examiner(Scripted(*replies), Shell(), classes)


def test_data_functions_classes_iterators_and_modules_are_looked_up(two):
    space = {"number": 5, "f": abs, "C": type("C", (), {"__module__": "__main__"}), "it": iter([1]), "np": np}
    examiner, _ = two(space, classes=["C"])
    assert examiner.looked_up("number") == 5 and examiner.looked_up("np") is np
    assert isinstance(examiner.looked_up("f"), RemoteFunction) and isinstance(examiner.looked_up("it"), RemoteIterator)
    assert isinstance(examiner.looked_up("C"), RemoteClass) and isinstance(examiner.looked_up("C")(), RemoteObject)
    with pytest.raises(KeyError):
        examiner.looked_up("missing")


class TestNames:
    """What a test does not define is looked up, and only that."""

    def test_builtins_and_private_names_are_the_tests_own(self, two):
        examiner, _ = two({"abs": 1, "_x": 2, "max": 3, "y": 4}, names=["max"])
        answers = examiner.shell.user_ns
        assert eval("abs(-5), max, y", {}, answers) == (5, 3, 4)
        with pytest.raises(NameError):
            eval("_x", {}, answers)

    def test_what_was_said_is_forgotten_between_cells(self, two):
        space = {"y": 4, "f": 1}
        examiner, _ = two(space, names=["f"])
        answers = examiner.shell.user_ns
        assert answers["y"] == 4
        space["y"], answers["f"] = 5, "bound by a test"
        assert answers["y"] == 4
        answers.forget()
        assert answers["y"] == 5 and answers["f"] == 1


class TestCalls:
    """Functions are called in the other process, with copies."""

    def test_results_and_changes_come_back(self, remote):
        def change(values, table, array, *, twice):
            values.append(3)
            table["new"] = values
            array *= twice
            return array.sum()

        values, table, array = [1], {}, np.ones(3)
        assert remote(change)(values, table, array=array, twice=2) == 6.0
        assert (values, table, array.tolist()) == ([1, 3], {"new": [1, 3]}, [2, 2, 2])

    def test_a_callback_is_called_here(self, remote):
        seen = []

        def gradient(x):
            seen.append(x)
            return 2 * x

        assert remote(lambda f, x: f(f(x)))(gradient, np.array([1.0])).tolist() == [4.0]
        assert [one.tolist() for one in seen] == [[1.0], [2.0]]

    def test_callbacks_nest(self, remote):
        twice = remote(lambda f: lambda x: f(f(x)))
        assert twice(lambda x: x + 1)(5) == 7
        assert remote(lambda f, n: f(n))(remote_free_factorial(), 5) == 120

    def test_an_error_of_a_callback_comes_back_as_itself(self, remote):
        mine = AssertionError("of the test")

        def fail(_):
            raise mine

        with pytest.raises(AssertionError) as caught:
            remote(lambda f: f(1))(fail)
        assert caught.value is mine
        assert remote(lambda f: [f for _ in "x" if not _caught(f)])(fail) == []

    def test_an_answers_error_comes_with_its_own_lines(self, remote):
        cell = {}
        exec(compile("def broken(x):\n    return x / 0", "<cell 3>", "exec"), cell)
        with pytest.raises(ZeroDivisionError, match="division by zero") as caught:
            remote(cell["broken"])(1)
        note = "".join(caught.value.__notes__)
        assert "<cell 3>" in note and "line 2, in broken" in note and "classroom" not in note

    def test_an_end_of_iteration_ends_no_loop_of_the_test(self, remote):
        def stop(x):
            raise StopIteration

        with pytest.raises(RuntimeError, match="the answer raised StopIteration"):
            list(map(remote(stop), [1, 2]))

    def test_what_cannot_leave_is_said(self, remote):
        with pytest.raises(CannotCross, match="the test hands over what cannot leave its process"):
            remote(abs)(open(__file__))  # noqa: SIM115
        with pytest.raises(TypeError, match="a object came where plain data was expected"):
            remote(lambda: object())()


def _caught(function):
    try:
        function(1)
    except AssertionError:
        return True
    return False


def remote_free_factorial():
    def factorial(n):
        return 1 if n == 0 else n * factorial(n - 1)

    return factorial


class TestChecks:
    """A call through the checks is watched over there; its failure is told here in our own words."""

    def test_a_right_answer_passes_and_a_wrong_one_does_not(self, remote):
        compare(remote(lambda x: 2 * x), np.ones(2), expected=[2.0, 2.0])
        with pytest.raises(CheckFailed, match="Half of it is missing"):
            compare(
                remote(lambda x: x), np.ones(2), expected=[2.0, 2.0], mistakes={"Half of it is missing.": [1.0, 1.0]}
            )

    def test_stubs_errors_and_borrowed_answers_are_told(self, remote):
        def stub(x):
            raise NotImplementedError

        def broken(x):
            raise ZeroDivisionError

        def borrowed(x):
            import nnkit.activations

            return nnkit.activations.ReLU()(x)

        with pytest.raises(NotSolvedYet):
            compare(remote(stub), 1.0, expected=1.0)
        with pytest.raises(AnswerRaised, match="Your function raised ZeroDivisionError"):
            compare(remote(broken), 1.0, expected=1.0)
        with pytest.raises(CheckFailed, match="Your answer uses nnkit"):
            compare(remote(borrowed), 1.0, expected=1.0)

    @pytest.mark.parametrize(
        "raised",
        [
            {"check": "CheckFailed", "hint": "secret 5"},
            {"check": "secret 5", "hint": "Your answer uses secret 5. x"},
            {"check": "AnswerRaised", "error_names": ["secret 5"], "error_text": "secret 5"},
            {"check": "AnswerRaised", "error_names": "secret 5"},
            {"check": "NotSolvedYet", "hint": "secret 5"},
            {"check": ["secret 5"], "hint": {"secret 5": 1}, "detail": 5},
        ],
    )
    def test_no_word_of_the_answers_own_stands_in_a_hint(self, raised):
        examiner = told({"raised": raised})
        with pytest.raises(CheckFailed) as caught:
            examiner.called(1, (), {}, allow=[])
        assert "secret" not in caught.value.hint


HOSTILE = (
    {"do": "run", "source": "raise SystemExit", "limit": 1},
    {"do": "run", "source": "1", "limit": 1, "given": True},
    {"do": "look", "name": "secret"},
    {"do": "call", "target": 5, "handed": [["list", []], ["dict", []]]},
    {"do": "call"},
    {"do": None},
    {"do": ["x"]},
    {"do": {}},
)


@pytest.mark.parametrize("request_", HOSTILE, ids=str)
def test_a_students_process_may_call_handed_functions_and_ask_nothing_else(request_):
    examiner = told(request_, {"value": ["int", "0x5"]})
    examiner.shell.run = lambda *_: pytest.fail("a cell was run for the student's process")
    assert examiner.called(1, (), {}) == 5
    assert set(examiner.channel.sent[1]) == {"raised"}


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"done": True},
        {"value": None},
        {"value": ["yours", 1]},
        {"value": ["yours", "x"]},
        {"value": ["yours", None]},
        {"value": ["module", "no_such_module"]},
        {"value": ["module", ["os"]]},
        {"value": ["module", 5]},
        {"value": ["object", [1, "Unasked"]]},
        {"value": ["object", ["1", "Asked"]]},
        {"value": ["object", [True, "Asked"]]},
        {"value": ["object", 5]},
        {"value": ["iterator", []]},
        {"value": ["iterator", [1, 2]]},
        {"value": ["function", [1, "f"]]},
        {"value": ["function", [1, "f", "", 5]]},
        {"value": ["function", [1, "f", "", [["x", 99, 0]]]]},
        {"value": ["function", [1, "f", "", [["not a name", 1, 0]]]]},
        {"value": ["pickle", "gAS"]},
        {"value": ["list", [["object", [1, "Unasked"]]]]},
        {"value": ["int", "0x1"], "changed": [["int", "0x1"]] * 9},
        {"raised": 5},
        {"raised": {"origin": 7, "names": ["ValueError"]}},
        {"raised": {"origin": -1, "names": ["ValueError"]}},
        {"raised": {"names": ["StopIteration", "Exception"], "message": ""}},
        {"raised": {"names": ["ExceptionGroup", "Exception"], "message": ""}},
        {"raised": {"names": ["SystemExit"], "message": ""}},
        {"gone": "ran"},
        {"gone": None},
    ],
    ids=str,
)
def test_a_reply_that_is_none_fails_the_test(reply):
    examiner = told(reply, classes=["Asked"])
    with pytest.raises(Exception) as caught:  # whatever it is, the test cell fails
        examiner.called(1, (), {})
    assert isinstance(caught.value, Exception) and not isinstance(caught.value, StopIteration)


def test_a_process_that_is_gone_is_told_as_that():
    with pytest.raises(StudentGone, match="out of time"):
        told({"gone": "out of time"}).looked_up("x")


def test_a_message_that_is_none_is_a_value_error(two):
    examiner, _ = two({})
    ours, theirs = pair()
    with ours, theirs:
        examiner.channel = Channel(ours)
        theirs.sendall(b"\0\0\0\x02\0\0\0\0{}")
        with pytest.raises(ValueError, match="sent something that is no value"):
            examiner.looked_up("x")
