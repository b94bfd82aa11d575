"""Exceptions cross as the names of known classes and a text; they are never more than that."""

import builtins

import numpy as np
import pytest

from classroom.engine.frames import Channel, pair
from classroom.engine.peer import LONGEST_MESSAGE, OURS, Peer, describe, public, revived


class OddError(LookupError):
    pass


class Unprintable(Exception):  # noqa: N818
    def __str__(self):
        raise SystemExit("no")

    __repr__ = __str__


EVERY = [
    kind
    for kind in vars(builtins).values()
    if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, BaseExceptionGroup)
]


@pytest.mark.parametrize(
    "kind", [*EVERY, np.exceptions.AxisError, np.linalg.LinAlgError], ids=lambda kind: kind.__name__
)
def test_every_known_exception_comes_back_with_its_class_and_message(kind):
    error = kind.__new__(kind)
    error.args = ("a message",)
    told = {"names": [one.__name__ for one in kind.__mro__], "message": "a message"}
    back = revived(told)
    assert isinstance(back, kind)
    assert (type(back).__name__, str(back), back.args) == (kind.__name__, "a message", ("a message",))


def test_an_exception_of_the_students_own_is_one_of_the_nearest_known_class():
    back = revived(describe(OddError("lost")))
    assert isinstance(back, LookupError)
    assert (type(back).__name__, str(back)) == ("OddError", "lost")


def test_the_traceback_comes_as_a_note():
    assert revived(describe(ValueError("x"), frames="line 3, in relu")).__notes__ == ["line 3, in relu"]
    assert not hasattr(revived(describe(ValueError("x"))), "__notes__")


def test_a_message_that_cannot_be_made_is_told_as_that():
    class Faulty(Exception):  # noqa: N818
        def __str__(self):
            raise KeyError("no")

    assert describe(Faulty())["message"] == "(its message cannot be printed: KeyError)"


def test_messages_are_cut():
    told = describe(ValueError("x" * 10**6), frames="y" * 10**6)
    assert len(told["message"]) == len(told["traceback"]) == LONGEST_MESSAGE
    assert len(str(revived({"names": ["ValueError"], "message": "x" * 10**6}))) == LONGEST_MESSAGE


@pytest.mark.parametrize("name", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException"])
def test_what_would_end_a_process_becomes_an_error(name):
    back = revived({"names": [name, "BaseException", "object"], "message": "0"})
    assert isinstance(back, RuntimeError) and str(back) == f"{name} 0"


@pytest.mark.parametrize("name", OURS)
def test_nothing_can_be_called_like_what_a_test_says(name):
    assert type(revived({"names": [name, "ValueError"], "message": "x"})).__name__ == "ValueError"


@pytest.mark.parametrize(
    "told",
    [
        None,
        5,
        [],
        {},
        {"names": 5},
        {"names": []},
        {"names": [None, 1, {}, "__import__", "print", "os", "a b", "x" * 10**6]},
        {"names": ["ValueError"], "message": {"a": 1}, "traceback": 5},
    ],
)
def test_rubbish_becomes_an_error(told):
    back = revived(told)
    assert isinstance(back, Exception)
    assert isinstance(str(back), str) and type(back).__name__.isidentifier()


def test_only_exceptions_are_public():
    assert public("ValueError") is ValueError and public("AxisError") is np.exceptions.AxisError
    assert [public(name) for name in ("print", "norm", "__name__", "Nothing", "")] == [None] * 5


@pytest.mark.keras
def test_exceptions_of_tensorflow_are_public():
    tf = pytest.importorskip("tensorflow")
    assert public("InvalidArgumentError") is tf.errors.InvalidArgumentError


class Echo(Peer):
    """Doubles what it is asked, once it has asked the same back as often as the request wants."""

    def answered(self, request, blobs):
        if request["again"]:
            reply, _ = self.ask({"do": "double", "number": request["number"], "again": request["again"] - 1})
            return {"number": reply["number"]}, []
        return {"number": 2 * request["number"]}, list(blobs)


def test_two_that_ask_each_other_get_their_answers():
    import threading

    first, second = (Echo(Channel(end)) for end in pair())
    thread = threading.Thread(target=lambda: second.channel.send(*second.answered(*second.channel.receive())))
    thread.start()
    reply, _ = first.ask({"do": "double", "number": 21, "again": 5})
    thread.join()
    assert reply == {"number": 42}


def test_a_handle_holds_its_thing():
    peer = Peer(None)
    numbers = {peer.handle(object()) for _ in range(100)}
    assert len(numbers) == 100
    thing = []
    assert peer.exported[peer.handle(thing)] is thing and peer.handle(thing) == peer.handle(thing)
