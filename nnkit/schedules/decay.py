"""Schedules that only go down: exponentially, in steps, with 1/t, as a polynomial, or piece by piece."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.schedules.base import Schedule, require_rate, require_steps
from nnkit.validation import explain, require_number


@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    """η₀ · decay_rate^(step / decay_steps): the same factor every `decay_steps` steps.

    As a staircase the exponent is rounded down, never to the nearest: the rate stays for `decay_steps` steps, then
    drops.

    Args:
        initial_learning_rate: η₀, at least 0.
        decay_steps: optimizer steps, not epochs, for one factor; above 0.
        decay_rate: the factor, above 0; 0.96 takes away four per cent.
        staircase: whether to drop in steps; default False.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> decay = ExponentialDecay(0.1, decay_steps=10, decay_rate=0.96, staircase=True)
        >>> decay(9), round(decay(10), 6)
        (0.1, 0.096)

    Checked against: keras.optimizers.schedules.ExponentialDecay; compiled, as in `fit`, it multiplies by
        1 / decay_steps, and a stair may come one step late
    Taught in: 05 optimizers
    """

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False
    name: ClassVar[str] = "exponential_decay"

    def __post_init__(self):
        require_rate(self.initial_learning_rate, "initial_learning_rate")
        require_steps(self.decay_steps, "decay_steps")
        require_number(self.decay_rate, "decay_rate", low=0, open_ends="low")

    def _rate(self, step):
        periods = step / self.decay_steps
        return self.initial_learning_rate * self.decay_rate ** (np.floor(periods) if self.staircase else periods)


class StepDecay(ExponentialDecay):
    """Exponential decay as a staircase: the rate is multiplied by `decay_rate` every `decay_steps` steps.

    Args:
        initial_learning_rate: η₀, at least 0.
        decay_steps: optimizer steps between two drops, above 0.
        decay_rate: the factor of a drop, above 0; default 0.1.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> StepDecay(0.5, decay_steps=30, decay_rate=0.5)([0, 29, 30, 60])
        array([0.5  , 0.5  , 0.25 , 0.125])

    Source: He et al., Deep Residual Learning, 2016, section 3.4: divided by 10 when the error stops falling.
    Checked against: keras.optimizers.schedules.ExponentialDecay(staircase=True)
    Taught in: 05 optimizers
    """

    name: ClassVar[str] = "step_decay"

    def __init__(self, initial_learning_rate: float, decay_steps: float, decay_rate: float = 0.1):
        super().__init__(initial_learning_rate, decay_steps, decay_rate, staircase=True)

    def get_config(self) -> dict:
        """Return the name and the parameters; a staircase goes without saying."""
        config = super().get_config()
        del config["staircase"]
        return config


@dataclass(frozen=True)
class InverseTimeDecay(Schedule):
    """η₀ / (1 + decay_rate · step / decay_steps): falls fast at first, then ever more slowly.

    Args:
        initial_learning_rate: η₀, at least 0.
        decay_steps: optimizer steps, not epochs, after which the denominator has grown by `decay_rate`; above 0.
        decay_rate: at least 0.
        staircase: whether to round step / decay_steps down; default False.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> InverseTimeDecay(0.1, decay_steps=10, decay_rate=1.0)(10)
        0.05

    Source: Robbins and Monro, A Stochastic Approximation Method, 1951: steps whose sum diverges, whose squares do not.
    Checked against: keras.optimizers.schedules.InverseTimeDecay; compiled, as in `fit`, it multiplies by
        1 / decay_steps, and a stair may come one step late
    Taught in: 05 optimizers
    """

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False
    name: ClassVar[str] = "inverse_time_decay"

    def __post_init__(self):
        require_rate(self.initial_learning_rate, "initial_learning_rate")
        require_steps(self.decay_steps, "decay_steps")
        require_number(self.decay_rate, "decay_rate", low=0)

    def _rate(self, step):
        periods = step / self.decay_steps
        return self.initial_learning_rate / (1 + self.decay_rate * (np.floor(periods) if self.staircase else periods))


@dataclass(frozen=True)
class PolynomialDecay(Schedule):
    """(η₀ − η_end) · (1 − step / decay_steps)^power + η_end; with power 1 a straight line down to η_end.

    After `decay_steps` it stays at η_end; with `cycle` it jumps up instead and comes down again over a longer
    stretch: the next multiple of `decay_steps`.

    Args:
        initial_learning_rate: η₀, at least 0.
        decay_steps: optimizer steps, not epochs, until the end; above 0.
        end_learning_rate: η_end, at least 0; default 0.0001.
        power: at least 0; default 1.
        cycle: whether to start again from above; default False.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> PolynomialDecay(0.1, decay_steps=10, end_learning_rate=0.0, power=2.0)([0, 5, 10, 15])
        array([0.1  , 0.025, 0.   , 0.   ])

    Checked against: keras.optimizers.schedules.PolynomialDecay
    Taught in: 05 optimizers
    """

    initial_learning_rate: float
    decay_steps: float
    end_learning_rate: float = 0.0001
    power: float = 1.0
    cycle: bool = False
    name: ClassVar[str] = "polynomial_decay"

    def __post_init__(self):
        require_rate(self.initial_learning_rate, "initial_learning_rate")
        require_steps(self.decay_steps, "decay_steps")
        require_rate(self.end_learning_rate, "end_learning_rate")
        require_number(self.power, "power", low=0)

    def _rate(self, step):
        if self.cycle:
            fraction = step / (self.decay_steps * np.maximum(1, np.ceil(step / self.decay_steps)))
        else:
            fraction = np.minimum(step, self.decay_steps) / self.decay_steps
        return (self.initial_learning_rate - self.end_learning_rate) * (1 - fraction) ** self.power + (
            self.end_learning_rate
        )


@dataclass(frozen=True)
class PiecewiseConstantDecay(Schedule):
    """values[0] up to and including step boundaries[0], values[1] up to and including boundaries[1], and so on.

    Args:
        boundaries: optimizer steps, not epochs, rising.
        values: learning rates, at least 0; one more than boundaries.

    Raises:
        ValueError: if there is not one more value than boundaries, or the boundaries do not rise.

    Example:
        >>> PiecewiseConstantDecay([10, 20], [0.1, 0.01, 0.001])([10, 11, 21])
        array([0.1  , 0.01 , 0.001])

    Checked against: keras.optimizers.schedules.PiecewiseConstantDecay
    Taught in: 05 optimizers
    """

    boundaries: list[float]
    values: list[float]
    name: ClassVar[str] = "piecewise_constant_decay"

    def __post_init__(self):
        if len(self.values) != len(self.boundaries) + 1:
            received = f"{len(self.values)} values for {len(self.boundaries)} boundaries"
            remedy = "Give one value before each boundary and one after the last."
            raise ValueError(explain("values", received, "one more value than boundaries", remedy))
        for value in self.values:
            require_rate(value, "values")
        if any(low >= high for low, high in zip(self.boundaries, self.boundaries[1:], strict=False)):
            raise ValueError(explain("boundaries", self.boundaries, "rising steps", "Sort them; name each once."))

    def _rate(self, step):
        passed = np.searchsorted(self.boundaries, step, side="left")  # how many boundaries lie below the step
        return np.asarray(self.values)[passed]
