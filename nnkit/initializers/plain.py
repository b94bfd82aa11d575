"""Initializers that do not look at the size of the layer: constants, and noise of a given width."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.initializers.base import Initializer, require_rng
from nnkit.validation import explain, require_number


@dataclass(frozen=True)
class Constant(Initializer):
    """The same value everywhere. The family; `Zeros` and `Ones` are its members.

    Right for biases. Kernels that start constant stay so: all units of a layer get the same gradient for ever.

    Args:
        value: the value; default 0.

    Example:
        >>> Constant(0.5)((2,))
        array([0.5, 0.5])

    Checked against: keras.initializers.Constant
    Taught in: 04 initialization
    """

    value: float = 0.0
    name: ClassVar[str] = "constant"

    def __post_init__(self):
        require_number(self.value, "value")

    def _sample(self, shape, rng):
        return np.full(shape, self.value)


class Zeros(Constant):
    """0 everywhere: for biases.

    Example:
        >>> Zeros()((2,))
        array([0., 0.])

    Checked against: keras.initializers.Zeros
    Taught in: 04 initialization
    """

    name: ClassVar[str] = "zeros"

    def __init__(self):
        super().__init__(0.0)

    def get_config(self) -> dict:
        """Return the name alone."""
        return {"name": self.name}


class Ones(Constant):
    """1 everywhere: for the scale of a normalization.

    Example:
        >>> Ones()((2,))
        array([1., 1.])

    Checked against: keras.initializers.Ones
    Taught in: 04 initialization
    """

    name: ClassVar[str] = "ones"

    def __init__(self):
        super().__init__(1.0)

    def get_config(self) -> dict:
        """Return the name alone."""
        return {"name": self.name}


@dataclass(frozen=True)
class RandomNormal(Initializer):
    """Numbers from a normal distribution.

    Args:
        mean: its mean; default 0.
        stddev: its standard deviation (not its variance), at least 0; default 0.05.

    Raises:
        ValueError: if `stddev` is negative.

    Example:
        >>> abs(RandomNormal(stddev=2.0)((10000,), np.random.default_rng(0)).std() - 2.0) < 0.05
        np.True_

    Checked against: keras.initializers.RandomNormal
    Taught in: 04 initialization
    """

    mean: float = 0.0
    stddev: float = 0.05
    name: ClassVar[str] = "random_normal"

    def __post_init__(self):
        require_number(self.mean, "mean")
        require_number(self.stddev, "stddev", low=0)

    def _sample(self, shape, rng):
        return require_rng(rng).normal(self.mean, self.stddev, shape)


@dataclass(frozen=True)
class TruncatedNormal(Initializer):
    """Numbers from a normal distribution; those farther than two standard deviations from the mean are drawn again.

    What remains is narrower: its standard deviation is 0.8796 · stddev, not stddev (see `VarianceScaling`).

    Args:
        mean: mean of the normal distribution; default 0.
        stddev: its standard deviation before the cut, at least 0; default 0.05.

    Raises:
        ValueError: if `stddev` is negative.

    Example:
        >>> values = TruncatedNormal(stddev=1.0)((10000,), np.random.default_rng(0))
        >>> np.abs(values).max() <= 2, abs(values.std() - 0.8796) < 0.02
        (np.True_, np.True_)

    Checked against: keras.initializers.TruncatedNormal
    Taught in: 04 initialization
    """

    mean: float = 0.0
    stddev: float = 0.05
    name: ClassVar[str] = "truncated_normal"

    def __post_init__(self):
        require_number(self.mean, "mean")
        require_number(self.stddev, "stddev", low=0)

    def _sample(self, shape, rng):
        values = require_rng(rng).standard_normal(shape)
        while (outside := np.abs(values) > 2).any():
            values = np.where(outside, rng.standard_normal(shape), values)
        return self.mean + self.stddev * values


@dataclass(frozen=True)
class RandomUniform(Initializer):
    """Numbers spread evenly from `minval` up to `maxval`; their variance is (maxval − minval)² / 12.

    Args:
        minval: smallest value; default -0.05.
        maxval: largest value, at least `minval`; default 0.05.

    Raises:
        ValueError: if `minval` is above `maxval`.

    Example:
        >>> values = RandomUniform(-1.0, 1.0)((10000,), np.random.default_rng(0))
        >>> abs(values.var() - 4 / 12) < 0.01
        np.True_

    Checked against: keras.initializers.RandomUniform
    Taught in: 04 initialization
    """

    minval: float = -0.05
    maxval: float = 0.05
    name: ClassVar[str] = "random_uniform"

    def __post_init__(self):
        require_number(self.minval, "minval")
        require_number(self.maxval, "maxval")
        if self.minval > self.maxval:
            expected, remedy = f"at most maxval, {self.maxval}", "Exchange minval and maxval."
            raise ValueError(explain("minval", self.minval, expected, remedy))

    def _sample(self, shape, rng):
        return require_rng(rng).uniform(self.minval, self.maxval, shape)
