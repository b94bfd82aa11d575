"""Timing: the first call is not counted, and the unit is milliseconds."""

import time

import pytest

from nnkit.timing import milliseconds


def test_a_call_of_known_length_is_measured_in_milliseconds():
    assert 20 <= min(milliseconds(time.sleep, 0.02, repeats=2)) < 200


def test_the_first_call_is_not_counted():
    calls = []
    times = milliseconds(lambda: calls.append(time.sleep(0 if calls else 0.2)), repeats=4)
    assert len(calls) == 5 and len(times) == 4
    assert max(times) < 150


def test_no_repeats_are_refused():
    with pytest.raises(ValueError, match="repeats: received 0"):
        milliseconds(lambda: None, repeats=0)
