"""The weights that a deep net of equal layers starts with, and the signals that are sent through it.

Every array has a generator of its own, seeded by what it is: a deeper net keeps the weights of its first layers, and
nothing is drawn anew because another control moved.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from nnkit import initializers
from nnkit.initializers import Initializer, Orthogonal, RandomNormal, VarianceScaling

NUM_EXAMPLES = 32

INITIALIZERS: dict[str, Initializer] = {
    "zeros": initializers.Zeros(),
    "normal 0.01": RandomNormal(stddev=0.01),
    "normal 1": RandomNormal(stddev=1.0),
    **{name: initializers.get(name) for name in (
        "classic_uniform", "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform",
        "lecun_normal", "orthogonal",
    )},
}  # fmt: skip
"""Name in the explorers -> what draws the weights; "classic_uniform" reaches to ±1/√fan_in."""


@lru_cache(maxsize=128)
def kernel(initializer: Callable, width: int, seed: int, layer: int) -> np.ndarray:
    """Return the weights of one layer, shape (width, width); read-only, because they are kept for the next picture.

    Args:
        initializer: called with a shape and a generator.
        width: units of this layer and of the one before.
        seed: of the whole net.
        layer: its number, from 1 on.
    """
    weights = initializer((width, width), np.random.default_rng([seed, layer]))
    weights.setflags(write=False)
    return weights


@lru_cache(maxsize=8)
def signals(width: int, seed: int) -> np.ndarray:
    """Return N(0, 1) inputs and N(0, 1) gradients at the output, shape (2, NUM_EXAMPLES, width); read-only."""
    drawn = np.random.default_rng([seed, 0]).standard_normal((2, NUM_EXAMPLES, width))
    drawn.setflags(write=False)
    return drawn


def keras_initializer(name: str, gain: float = 1.0) -> str:
    """Return the Keras code of a built-in initializer whose weights are multiplied by `gain`.

    Example:
        >>> keras_initializer("he_normal"), keras_initializer("normal 1", 0.5)
        ('"he_normal"', 'keras.initializers.RandomNormal(stddev=0.5)')
    """
    drawn = INITIALIZERS[name]
    if gain == 0 or name == "zeros":
        return '"zeros"'
    if isinstance(drawn, RandomNormal):
        return f"keras.initializers.RandomNormal(stddev={gain * drawn.stddev:g})"
    if gain == 1 and name != "classic_uniform":
        return f'"{name}"'
    if isinstance(drawn, Orthogonal):
        return f"keras.initializers.Orthogonal(gain={gain:g})"
    return _variance_scaling(drawn, gain)


def _variance_scaling(drawn: VarianceScaling, gain: float) -> str:
    scale = f"scale={drawn.scale * gain**2:.6g}"
    return f'keras.initializers.VarianceScaling({scale}, mode="{drawn.mode}", distribution="{drawn.distribution}")'
