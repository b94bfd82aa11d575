"""Variance scaling: noise as wide as the number of inputs allows. One family, seven named members.

A unit adds fan_in products; to give its output the variance of its inputs, a weight needs the variance 1/fan_in. Going
backward the same argument asks for 1/fan_out. ReLU drops half of the signal, which the factor 2 of He makes up for.

| member | variance of a weight | for |
|---|---|---|
| LeCun | 1 / fan_in | SELU, and linear layers |
| Glorot | 2 / (fan_in + fan_out) | tanh, sigmoid, softmax |
| He | 2 / fan_in | ReLU and its relatives |
| classic | 1 / (3 fan_in) | what was used before; too small |
"""

import math
from dataclasses import dataclass
from typing import ClassVar

from nnkit.initializers.base import Initializer, compute_fans
from nnkit.initializers.plain import RandomNormal, RandomUniform, TruncatedNormal
from nnkit.validation import require_choice, require_number

TRUNCATED_STDDEV = 0.87962566103423978
"""Standard deviation of a standard normal distribution cut at ±2: √(1 − 4 φ(2) / (2 Φ(2) − 1))."""


@dataclass(frozen=True)
class VarianceScaling(Initializer):
    """Random weights of mean 0 and variance scale / fan.

    Whatever the distribution, the variance is the same: the truncated normal is drawn wider by 1/0.8796 to make up for
    what the cut takes away, the uniform one reaches to ±√(3 · variance).

    Args:
        scale: factor of the variance, above 0; default 1.
        mode: "fan_in" (default), "fan_out" or "fan_avg", their mean.
        distribution: "truncated_normal" (default; "normal" means the same), "untruncated_normal" or "uniform".

    Shapes:
        Any; see `compute_fans` for what counts as an input.

    Raises:
        ValueError: if `scale` is not positive, or a word is none of these.

    Example:
        >>> import numpy as np
        >>> kernel = VarianceScaling(2.0, "fan_in", "uniform")((600, 10), np.random.default_rng(0))
        >>> np.abs(kernel).max() <= (6 / 600) ** 0.5
        np.True_

    Source: He et al., Delving Deep into Rectifiers, 2015, section 2.2.
    Checked against: keras.initializers.VarianceScaling
    Taught in: 04 initialization
    """

    scale: float = 1.0
    mode: str = "fan_in"
    distribution: str = "truncated_normal"
    name: ClassVar[str] = "variance_scaling"

    def __post_init__(self):
        require_number(self.scale, "scale", low=0, open_ends="low")
        require_choice(self.mode, "mode", ["fan_in", "fan_out", "fan_avg"])
        words = ["truncated_normal", "untruncated_normal", "uniform", "normal"]
        require_choice(self.distribution, "distribution", words)

    def variance(self, shape) -> float:
        """Return the variance that the weights of this shape get.

        Example:
            >>> VarianceScaling(1.0, "fan_avg").variance((300, 100))
            0.005
        """
        fan_in, fan_out = compute_fans(shape)
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        return self.scale / max(1.0, fan)

    def _sample(self, shape, rng):
        stddev = math.sqrt(self.variance(shape))
        if self.distribution == "uniform":
            limit = math.sqrt(3) * stddev
            return RandomUniform(-limit, limit)._sample(shape, rng)
        if self.distribution == "untruncated_normal":
            return RandomNormal(0.0, stddev)._sample(shape, rng)
        return TruncatedNormal(0.0, stddev / TRUNCATED_STDDEV)._sample(shape, rng)


class _Member(VarianceScaling):
    """A named member of the family: three fixed settings, no arguments."""

    settings: ClassVar[tuple[float, str, str]]

    def __init__(self):
        super().__init__(*self.settings)

    def get_config(self) -> dict:
        """Return the name alone; it says everything."""
        return {"name": self.name}


class GlorotUniform(_Member):
    """Uniform in ±√(6 / (fan_in + fan_out)). For tanh and sigmoid; Keras' default.

    Example:
        >>> GlorotUniform().variance((300, 100))
        0.005

    Source: Glorot and Bengio, Understanding the Difficulty of Training Deep Feedforward Networks, 2010, equation 16.
    Checked against: keras.initializers.GlorotUniform
    Taught in: 04 initialization
    """

    name: ClassVar[str] = "glorot_uniform"
    settings = (1.0, "fan_avg", "uniform")


class GlorotNormal(_Member):
    """Truncated normal of variance 2 / (fan_in + fan_out). For tanh and sigmoid.

    Example:
        >>> GlorotNormal().variance((300, 100))
        0.005

    Source: Glorot and Bengio, 2010, equation 12.
    Checked against: keras.initializers.GlorotNormal
    Taught in: 04 initialization
    """

    name: ClassVar[str] = "glorot_normal"
    settings = (1.0, "fan_avg", "truncated_normal")


class HeUniform(_Member):
    """Uniform in ±√(6 / fan_in). For ReLU.

    Example:
        >>> HeUniform().variance((200, 100))
        0.01

    Source: He et al., 2015, equation 10, for the variance.
    Checked against: keras.initializers.HeUniform
    Taught in: 04 initialization
    """

    name: ClassVar[str] = "he_uniform"
    settings = (2.0, "fan_in", "uniform")


class HeNormal(_Member):
    """Truncated normal of variance 2 / fan_in. For ReLU.

    Example:
        >>> HeNormal().variance((200, 100))
        0.01

    Source: He et al., Delving Deep into Rectifiers, 2015, equation 10; the truncation is Keras'.
    Checked against: keras.initializers.HeNormal
    Taught in: 04 initialization
    """

    name: ClassVar[str] = "he_normal"
    settings = (2.0, "fan_in", "truncated_normal")


class LecunUniform(_Member):
    """Uniform in ±√(3 / fan_in).

    Example:
        >>> LecunUniform().variance((100, 10))
        0.01

    Source: LeCun et al., Efficient BackProp, 1998, section 4.6.
    Checked against: keras.initializers.LecunUniform
    Taught in: 04 initialization
    """

    name: ClassVar[str] = "lecun_uniform"
    settings = (1.0, "fan_in", "uniform")


class LecunNormal(_Member):
    """Truncated normal of variance 1 / fan_in. For SELU.

    Example:
        >>> LecunNormal().variance((100, 10))
        0.01

    Source: LeCun et al., Efficient BackProp, 1998, section 4.6, equation 16.
    Checked against: keras.initializers.LecunNormal
    Taught in: 04 initialization
    """

    name: ClassVar[str] = "lecun_normal"
    settings = (1.0, "fan_in", "truncated_normal")


class ClassicUniform(_Member):
    """Uniform in ±1/√fan_in, which has the variance 1 / (3 fan_in): what networks were started with before 2010.

    Too small by a factor of three: signals shrink from layer to layer. Keras has no name for it.

    Example:
        >>> round(ClassicUniform().variance((100, 10)), 6)
        0.003333

    Source: Glorot and Bengio, 2010, equation 1.
    Checked against: keras.initializers.VarianceScaling(1/3, "fan_in", "uniform")
    Taught in: 04 initialization
    """

    name: ClassVar[str] = "classic_uniform"
    settings = (1 / 3, "fan_in", "uniform")
