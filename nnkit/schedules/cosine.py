"""Schedules that follow half a cosine: once, or again and again."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.schedules.base import Schedule, require_rate, require_steps
from nnkit.validation import require_number


def half_cosine(fraction: np.ndarray) -> np.ndarray:
    """Return (1 + cos(π · fraction)) / 2: from 1 at 0 to 0 at 1, flat at both ends.

    Args:
        fraction: share of the way, in [0, 1].

    Example:
        >>> half_cosine(np.array([0.0, 0.5, 1.0]))
        array([1. , 0.5, 0. ])
    """
    return (1 + np.cos(np.pi * fraction)) / 2


@dataclass(frozen=True)
class CosineDecay(Schedule):
    """η · ((1 − alpha) · half_cosine(step / decay_steps) + alpha), after an optional straight warm-up.

    The decay begins after the warm-up: the whole takes warmup_steps + decay_steps.

    Args:
        initial_learning_rate: η without warm-up; where the warm-up starts with it. At least 0.
        decay_steps: optimizer steps, not epochs, of the decay alone; above 0.
        alpha: the final rate as a share of η, at least 0; default 0.
        warmup_target: η, reached at the end of the warm-up; default None, no warm-up.
        warmup_steps: optimizer steps of the warm-up, at least 0; default 0.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> CosineDecay(0.0, decay_steps=10, warmup_target=0.1, warmup_steps=4)([0, 2, 4, 9, 14])
        array([0.  , 0.05, 0.1 , 0.05, 0.  ])

    Source: Loshchilov and Hutter, SGDR, 2017, equation 5 (one period); warm-up: Goyal et al., 2017, section 2.2.
    Checked against: keras.optimizers.schedules.CosineDecay
    Taught in: 05 optimizers
    """

    initial_learning_rate: float
    decay_steps: float
    alpha: float = 0.0
    warmup_target: float | None = None
    warmup_steps: float = 0
    name: ClassVar[str] = "cosine_decay"

    def __post_init__(self):
        require_rate(self.initial_learning_rate, "initial_learning_rate")
        require_steps(self.decay_steps, "decay_steps")
        require_number(self.alpha, "alpha", low=0)
        require_number(self.warmup_steps, "warmup_steps", low=0)
        if self.warmup_target is not None:
            require_rate(self.warmup_target, "warmup_target")

    def _rate(self, step):
        if self.warmup_target is None:
            return self._decayed(self.initial_learning_rate, step)
        warmed = step / max(self.warmup_steps, 1)  # without warm-up steps this is not used
        rising = self.initial_learning_rate + (self.warmup_target - self.initial_learning_rate) * warmed
        return np.where(step < self.warmup_steps, rising, self._decayed(self.warmup_target, step - self.warmup_steps))

    def _decayed(self, peak: float, step: np.ndarray) -> np.ndarray:
        fraction = np.clip(step / self.decay_steps, 0, 1)
        return peak * ((1 - self.alpha) * half_cosine(fraction) + self.alpha)


@dataclass(frozen=True)
class CosineDecayRestarts(Schedule):
    """Half a cosine down, a jump back up, and again.

    Period i, counted from 0, lasts first_decay_steps · t_mul^i steps and starts at η · ((1 − alpha) · m_mul^i +
    alpha).

    Args:
        initial_learning_rate: η, peak of the first period, at least 0.
        first_decay_steps: optimizer steps, not epochs, of the first period; above 0.
        t_mul: factor from one period's length to the next, at least 1; default 2.
        m_mul: factor from one period's peak to the next, at least 0; default 1.
        alpha: the lowest rate as a share of η, at least 0; default 0.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> CosineDecayRestarts(0.1, first_decay_steps=10, m_mul=0.5)([0, 5, 10, 20, 30]).round(4)
        array([0.1  , 0.05 , 0.05 , 0.025, 0.025])

    Source: Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017, equation 5.
    Checked against: keras.optimizers.schedules.CosineDecayRestarts; on a restart Keras may round to the step before
    Taught in: 05 optimizers
    """

    initial_learning_rate: float
    first_decay_steps: float
    t_mul: float = 2.0
    m_mul: float = 1.0
    alpha: float = 0.0
    name: ClassVar[str] = "cosine_decay_restarts"

    def __post_init__(self):
        require_rate(self.initial_learning_rate, "initial_learning_rate")
        require_steps(self.first_decay_steps, "first_decay_steps")
        require_number(self.t_mul, "t_mul", low=1)
        require_number(self.m_mul, "m_mul", low=0)
        require_number(self.alpha, "alpha", low=0)

    def _rate(self, step):
        restarts, fraction = self._period(step / self.first_decay_steps)
        return self.initial_learning_rate * (
            (1 - self.alpha) * self.m_mul**restarts * half_cosine(fraction) + self.alpha
        )

    def _period(self, time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How many restarts lie behind, and how much of the present period; time in units of the first period."""
        if self.t_mul == 1:
            return np.floor(time), time % 1
        # i periods last (t^i − 1) / (t − 1); solved for i, with a nudge so that a restart falls on its own step
        restarts = np.floor(np.log1p(time * (self.t_mul - 1)) / np.log(self.t_mul) + 1e-9)
        began = (self.t_mul**restarts - 1) / (self.t_mul - 1)
        return restarts, (time - began) / self.t_mul**restarts
