"""The student's side: what it hands out, and that it survives whatever an answer does."""

import pickle

import numpy as np
import pytest

from classroom.engine.student import Student, interrupted_after


def asked(namespace, request, blobs=(), classes=()):
    """A student's reply to one request."""
    from tests.classroom.engine.conftest import PlainShell

    return Student(None, PlainShell(namespace), classes).answered(request, list(blobs))


def called(function, *args, checked=None):
    from tests.classroom.engine.conftest import PlainShell

    student = Student(None, PlainShell({}))
    request = {"do": "call", "target": student.handle(function), "checked": checked}
    return student.answered(request, [pickle.dumps((args, {}))])[0]


def test_a_name_that_is_missing_is_said_to_be():
    assert asked({}, {"do": "look", "name": "x"}) == ({"missing": True}, [])
    assert asked({"x": None}, {"do": "look", "name": "x"}) == ({"value": ["atom", None]}, [])


class Out(BaseException):
    pass


@pytest.mark.parametrize(
    "error", [ValueError("x"), SystemExit(0), KeyboardInterrupt(), StopIteration(), RecursionError()]
)
def test_an_answer_that_raises_is_told(error):
    def fail():
        raise error

    assert called(fail)["raised"]["names"][0] == type(error).__name__


def test_an_error_whose_message_cannot_be_made_is_told():
    class Faulty(Exception):  # noqa: N818
        def __str__(self):
            raise ValueError

    def fail():
        raise Faulty

    assert called(fail)["raised"]["message"] == "(its message cannot be printed: ValueError)"


def test_changed_arguments_are_told_and_others_are_not():
    def change(first, second, third):
        first.append(1)
        third[0] = 5

    reply = called(change, [], [2], np.zeros(2))
    assert [tree is not None for tree in reply["changed"]] == [True, False, True]
    assert "changed" not in called(lambda values: values[0], [1])


def test_a_call_through_the_checks_tells_their_words():
    def stub(x):
        raise NotImplementedError

    assert called(stub, 1, checked=[])["raised"]["check"] == "NotSolvedYet"
    assert called(lambda x: x, 1, checked=[])["value"] == ["int", "0x1"]


def test_only_asked_classes_hand_out_objects():
    class Stack:
        pass

    Stack.__module__ = "__main__"
    reply, _ = asked({"s": Stack()}, {"do": "look", "name": "s"}, classes=["Stack"])
    assert reply["value"][0] == "object"
    reply, _ = asked({"s": Stack()}, {"do": "look", "name": "s"})
    assert "plain data was expected" in reply["raised"]["message"]


def test_a_request_that_does_not_exist_is_an_error():
    assert asked({}, {"do": "nothing"})[0]["raised"]["names"][0] == "AttributeError"


def test_a_cell_that_runs_too_long_is_interrupted():
    with pytest.raises(KeyboardInterrupt), interrupted_after(0.05):
        while True:
            pass
    with interrupted_after(100):
        pass
    import signal

    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
