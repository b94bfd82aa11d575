"""Gathering windows and scattering them back: transposes of each other."""

import numpy as np
import pytest

from nnkit.layers.sliding import Sliding

DEFINITION = 1e-10  # absolute error allowed between two sums of some thousand products


def draw(rng, rank):
    """A window that fits, and the shape of an array whose spatial axes begin at `first_axis`."""
    sizes = tuple(map(int, rng.integers(10, 14, rank)))
    numbers = [tuple(map(int, rng.integers(1, 4, rank))) for _ in range(3)]
    paddings = tuple((int(before), int(after)) for before, after in rng.integers(0, 3, (rank, 2)))
    first_axis = int(rng.integers(0, 3))
    shape = (*map(int, rng.integers(1, 4, first_axis)), *sizes, 2)
    return Sliding(sizes, *numbers, paddings, first_axis), shape


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("seed", range(10))
def test_scatter_add_is_the_transpose_of_gather(rank, seed):
    """<gather(x), w> == <x, scatter_add(w)> for any x and w."""
    rng = np.random.default_rng(seed)
    window, shape = draw(rng, rank)
    x = rng.normal(size=shape)
    gathered = window.gather(x)
    weights = rng.normal(size=gathered.shape)
    scattered = window.scatter_add(weights.reshape(-1, *gathered.shape[rank:]), shape)
    assert scattered.shape == shape
    assert abs((gathered * weights).sum() - (x * scattered).sum()) < DEFINITION


def test_windows_by_hand():
    window = Sliding((5,), (2,), (2,), (2,), ((1, 0),), first_axis=0)
    gathered = window.gather(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), fill=-np.inf)
    assert gathered.tolist() == [[-np.inf, 2], [2, 4]]
    assert window.scatter_add([np.array([1.0, 10.0]), np.array([100.0, 1000.0])], (5,)).tolist() == [0, 110, 0, 1000, 0]


def test_gather_copies_nothing():
    x = np.zeros((1, 6, 6, 1))
    gathered = Sliding((6, 6), (3, 3), (1, 1), (1, 1), ((0, 0), (0, 0))).gather(x)
    assert np.shares_memory(gathered, x)
    assert gathered.shape == (3, 3, 1, 4, 4, 1)
