"""A student's process that sends what ours never would: its own cells and tests fail, and the run goes on."""

import json

import pytest

from classroom.endings import DIED, OUT_OF_TIME, RAISED, RAN, Limits
from classroom.engine.conductor import LARGEST_REPLY
from classroom.engine.frames import HEAD
from tests.classroom.engine.cells import ForgingNursery, answer, ran, test

SHORT = Limits(cell_seconds=2, grace_seconds=0.5)
FINE = {"outputs": [], "error": None, "count": 1}


def framed(text, behind=b""):
    """Bytes with a right head, whatever they say."""
    return HEAD.pack(len(text), len(behind)) + text + behind


@pytest.fixture
def forged(run, nursery):
    """Run cells with a student's process that replies what a function says."""

    def run_with(says, *cells, limits=SHORT):
        forging = ForgingNursery(nursery, says)
        return run(*cells, nursery=forging, limits=limits), forging

    return run_with


RUBBISH = {
    "no JSON": framed(b"rubbish"),
    "a list": framed(b"[]"),
    "a number": framed(b"7"),
    "no blobs": framed(b"{}"),
    "blobs that are not there": framed(b'{"blobs": [5], "outputs": []}'),
    "negative blobs": framed(b'{"blobs": [-1, 1], "outputs": []}'),
    "too deep": framed(b"[" * 100_000),
    "too long": HEAD.pack(2**32 - 1, 2**32 - 1),
    "longer than we read": framed(json.dumps({**FINE, "blobs": [], "x": "x" * LARGEST_REPLY}).encode()),
    "half a message": b"\0\0",
    "no outputs": {"error": None},
    "an exception": {"raised": {"names": ["ValueError"]}},
    "nothing": None,
}


@pytest.mark.parametrize("reply", RUBBISH.values(), ids=RUBBISH)
def test_a_cell_whose_reply_is_none_did_not_run(forged, reply):
    made, forging = forged(lambda request: reply, answer("1"), answer("2"))
    expected = OUT_OF_TIME if reply in (None, b"\0\0") else DIED
    assert [ending.kind for ending in made.endings] == [expected] * 2
    assert forging.forked == 2


@pytest.mark.parametrize(
    ("claims", "kept"),
    [
        ({"outputs": "many", "count": "first"}, 0),
        ({"outputs": [5, None, [], {}, {"output_type": "x"}, {"output_type": "stream", "name": "x", "text": "y"}]}, 0),
        ({"outputs": [{"output_type": "stream", "name": "stdout", "text": 5}], "count": True}, 1),
        ({"outputs": [{"output_type": "display_data", "data": {"text/html": "<script>", "text/plain": "a"}}]}, 1),
    ],
)
def test_outputs_are_claims(forged, claims, kept):
    made, _ = forged(lambda request: {**FINE, "count": None, **claims}, answer("1"))
    assert ran(made.endings[0])
    assert len(made.outputs[0]) == kept
    assert made.counts[0] is None
    assert "script" not in json.dumps(made.outputs)


def test_an_error_that_is_claimed_is_one(forged):
    error = {"output_type": "error", "ename": 5, "evalue": None, "traceback": "x"}
    made, _ = forged(lambda request: {**FINE, "error": error}, answer("1"))
    assert made.endings[0].kind == RAISED
    assert made.endings[0].error["ename"] == "Exception"


REPLIES = {
    "done": {"done": True},
    "an ending": {"done": True, "error": None, "outputs": []},
    "a request": {"do": "run", "source": "pass", "limit": 1},
    "a request and done": {"do": "done", "done": True},
    "gone": {"gone": "ran"},
    "nothing": {},
    "no value": {"value": ["pickle", "gASV"]},
    "a module": {"value": ["module", "os"]},
    "no JSON": framed(b"rubbish"),
    "too long": HEAD.pack(2**32 - 1, 0),
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_no_reply_to_a_test_makes_it_pass(forged, reply):
    def says(request):
        return FINE if request.get("do") == "run" else reply

    cells = answer("f = 1"), test("assert f(2) == 4"), test("assert 1 + 1 == 2")
    made, _ = forged(says, *cells, limits=Limits(cell_seconds=3, grace_seconds=0.5))
    assert made.endings[1].kind in (RAISED, DIED, OUT_OF_TIME)
    assert ran(made.endings[2])


def test_a_second_reply_to_one_question_makes_no_test_pass(forged):
    def says(request):
        if request["do"] == "run":
            return FINE
        text = json.dumps({"value": ["int", "0x4"], "blobs": []}).encode()
        return framed(text) * 3

    made, _ = forged(says, answer("1"), test("assert x == 5"), test("assert y == 4"), test("assert 1 == 1"))
    assert made.endings[1].kind == RAISED
    assert ran(made.endings[2])  # it says 4 whatever it is asked, which is its right
    assert ran(made.endings[3])


def test_silence_in_a_call_costs_the_time_of_a_cell(forged):
    made, forging = forged(
        lambda request: FINE if request["do"] == "run" else None, answer("1"), test("x"), test("x"), test("x", "ex2")
    )
    assert [ending.kind for ending in made.endings] == [RAN, OUT_OF_TIME, OUT_OF_TIME, OUT_OF_TIME]
    assert forging.forked == 3
