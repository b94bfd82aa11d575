"""How cells end, and what a submission may use: the words that reports and engines share."""

import dataclasses

import pytest

from classroom import endings
from classroom.endings import Ending, Limits
from classroom.grading import WITHOUT_ERROR

KINDS = [getattr(endings, name) for name in ("RAN", "RAISED", "NOT_RUN", "OUT_OF_TIME", "OUT_OF_MEMORY", "DIED")]


def test_every_kind_of_ending_has_its_own_word():
    assert len(set(KINDS)) == len(KINDS)
    assert set(WITHOUT_ERROR) == set(KINDS) - {
        endings.RAN,
        endings.RAISED,
    }  # the others bring their own output, or none


def test_an_ending_has_no_error_unless_it_is_given_one():
    assert Ending(endings.DIED).error is None
    assert Ending(endings.RAISED, {"ename": "E"}) != Ending(endings.RAISED)


def test_limits_belong_to_all_who_hold_them():
    limits = Limits()
    with pytest.raises(dataclasses.FrozenInstanceError):
        limits.seconds = 1
    assert dataclasses.replace(limits, seconds=5) == Limits(seconds=5) != limits


def test_by_default_a_cell_fits_into_a_submission_with_its_grace():
    limits = Limits()
    assert 0 < limits.grace_seconds < limits.cell_seconds < limits.seconds
    assert limits.cell_seconds + limits.grace_seconds < limits.seconds
