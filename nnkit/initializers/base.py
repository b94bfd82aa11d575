"""What every initializer is: something that makes a first array of weights of a given shape."""

import math
from dataclasses import asdict, dataclass
from typing import ClassVar

import numpy as np

from nnkit.validation import explain, require_count


@dataclass(frozen=True)
class Initializer:
    """A recipe for the first values of a weight array. A member says one thing, `_sample`.

    Called with a shape and a generator; Keras keeps the seed in the initializer instead, so that the same object gives
    the same numbers twice unless one is careful. Here the generator moves on.

    Example:
        >>> from nnkit import initializers
        >>> initializers.get("zeros")((2, 3), np.random.default_rng(0))
        array([[0., 0., 0.],
               [0., 0., 0.]])

    Taught in: 04 initialization
    """

    name: ClassVar[str] = "initializer"

    def __call__(self, shape, rng: np.random.Generator | None = None, dtype=np.float64) -> np.ndarray:
        """Return new values.

        Args:
            shape: shape of the array, such as (D_in, D_out) or (K_h, K_w, C_in, C_out).
            rng: where random numbers come from; may be left out where none are needed.
            dtype: float64 (default) or float32.

        Raises:
            ValueError: if the shape is not made of whole numbers, or the dtype is not one of the two.
            TypeError: if `rng` is not a generator and random numbers are needed.
        """
        shape = require_shape(shape)
        if np.dtype(dtype) not in (np.float32, np.float64):
            raise ValueError(explain("dtype", np.dtype(dtype), "float32 or float64", "Weights are floats."))
        return np.asarray(self._sample(shape, rng), dtype=dtype)

    def get_config(self) -> dict:
        """Return the name and the parameters: `get(**config)` builds the same initializer again."""
        return {"name": self.name, **asdict(self)}

    def _sample(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no values; define _sample(self, shape, rng).")


def require_shape(shape) -> tuple[int, ...]:
    """Return the shape as a tuple of whole numbers; a single number is a vector's shape.

    Args:
        shape: what was received.

    Raises:
        ValueError: if an extent is negative.
        TypeError: if an extent is not a whole number, such as None.
    """
    extents = (shape,) if np.ndim(shape) == 0 else tuple(shape)
    return tuple(require_count(extent, "shape", low=0) for extent in extents)


def require_rng(rng) -> np.random.Generator:
    """Return the generator.

    Args:
        rng: what was received.

    Raises:
        TypeError: if it is something else: a seed, None, or the old `np.random.RandomState`.
    """
    if not isinstance(rng, np.random.Generator):
        remedy = "Make one with np.random.default_rng(seed)."
        raise TypeError(explain("rng", repr(rng), "a NumPy random generator", remedy))
    return rng


def compute_fans(shape) -> tuple[int, int]:
    """Return how many inputs feed one unit of a layer, and how many units one input feeds: (fan_in, fan_out).

    For a kernel of a convolution both are multiplied by the size of the window: an output of a 3×3 convolution sees
    9 · C_in numbers. Leaving that out is the usual mistake.

    Args:
        shape: shape of the weights, Keras' order: (D_in, D_out), (K, C_in, C_out), (K_h, K_w, C_in, C_out).

    Returns:
        Two whole numbers; for a vector both are its length, for a single number both are 1.

    Raises:
        ValueError: if the shape is not made of whole numbers.

    Example:
        >>> compute_fans((784, 100)), compute_fans((3, 3, 16, 32))
        ((784, 100), (144, 288))

    Source: Glorot and Bengio, 2010, section 4.2; He et al., 2015, section 2.2, for convolutions.
    Checked against: the fans that keras.initializers.VarianceScaling uses
    Taught in: 04 initialization
    """
    shape = require_shape(shape)
    if len(shape) < 2:
        return math.prod(shape), math.prod(shape)
    window = math.prod(shape[:-2])
    return window * shape[-2], window * shape[-1]
