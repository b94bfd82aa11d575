"""The bench of nnkit compares like with like: both sides of every contest compute the same."""

import numpy as np
import pytest

from classroom.bench import mathematics

SAME = 1e-3  # float32, summed over a batch of pictures

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def contests():
    return {contest.name: contest for contest in mathematics.contests()}


def test_everything_that_is_promised_is_measured(contests):
    for words in ("64-64-10", "784-300-100-10", "-> 8", "-> 32", "BatchNormalization", "LSTM(32)"):
        assert any(words in name for name in contests)


@pytest.mark.parametrize("words", ["-> 8", "-> 32", "BatchNormalization", "LSTM(32)"])
def test_both_sides_of_a_layer_give_the_same_gradient(contests, words):
    contest = next(contest for name, contest in contests.items() if words in name)
    ours, theirs = contest.ours(), contest.theirs()
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, atol=SAME * max(1, np.abs(theirs).max()))


def test_both_networks_of_an_epoch_learn(contests):
    contest = next(contest for name, contest in contests.items() if "1437" in name)
    first = [contest.ours().history["loss"][0], contest.theirs().history["loss"][0]]
    for _ in range(4):
        last = [contest.ours().history["loss"][0], contest.theirs().history["loss"][0]]
    assert all(after < before for after, before in zip(last, first, strict=True))
