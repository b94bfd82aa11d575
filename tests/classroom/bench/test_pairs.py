"""Timing two ways beside each other: turns, medians, ratios, and what the table says."""

import io

import pytest
from rich.console import Console

from classroom.bench.pairs import Contest, Timing, run, show


def timing(ours, theirs, aim=1.0):
    return Timing(Contest("a thing", print, print, aim=aim), tuple(ours), tuple(theirs))


def test_the_two_take_turns_and_the_first_round_does_not_count():
    turns = []
    contest = Contest("a thing", lambda: turns.append("ours"), lambda: turns.append("theirs"), repeats=2)
    result = run(contest, rounds=3)
    assert turns == ["ours", "ours", "theirs", "theirs"] * 4
    assert len(result.ours) == len(result.theirs) == 3
    assert min(result.ours + result.theirs) > 0


def test_the_ratio_is_the_median_of_the_rounds():
    assert timing([2, 9, 4], [1, 3, 4]).ratios == (2, 3, 1)
    assert timing([2, 9, 4], [1, 3, 4]).ratio == 2


@pytest.mark.parametrize(
    ("ours", "aim", "words"),
    [
        (1, 1.0, "4.0 times as fast"),
        (8, 3.0, "2.0 times as long, within the aim"),
        (16, 3.0, "4.0 times as long, SLOWER than the aim of 3"),
    ],
)
def test_the_verdict_names_what_is_slower(ours, aim, words):
    assert timing([ours], [4], aim).verdict == words


def test_the_table_has_both_medians_the_ratio_and_its_spread():
    page = io.StringIO()
    show([timing([0.002, 0.009, 0.004], [0.001, 0.003, 0.004])], ("nnkit", "Keras"), Console(file=page, width=160))
    text = page.getvalue()
    for words in ("nnkit ms", "Keras ms", "a thing", " 4 ", " 3 ", "2.00 (1.00 to 3.00)"):
        assert words in text
