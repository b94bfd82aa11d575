"""Schedules that first go up: a warm-up before any other schedule, and one cycle up and down."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.schedules.base import Constant, Schedule, require_rate, require_steps
from nnkit.schedules.cosine import half_cosine
from nnkit.validation import explain, require_number


@dataclass(frozen=True)
class LinearWarmup(Schedule):
    """A straight rise to a learning rate, then that rate or a schedule, whose steps count from the end of the rise.

    For large batches and for Adam with normalization layers, whose first steps are otherwise too bold.

    Args:
        learning_rate: what comes after: a number, or a schedule, whose rate at step 0 is the goal of the rise.
        warmup_steps: optimizer steps of the rise, above 0.
        initial_learning_rate: where it starts, at least 0; default 0.

    Raises:
        ValueError: if a number is out of range.
        TypeError: if `learning_rate` is neither a number nor a schedule.

    Example:
        >>> from nnkit.schedules import StepDecay
        >>> LinearWarmup(StepDecay(0.1, decay_steps=10), warmup_steps=4)([0, 2, 4, 13, 14])
        array([0.  , 0.05, 0.1 , 0.1 , 0.01])

    Source: Goyal et al., Accurate, Large Minibatch SGD, 2017, section 2.2, gradual warm-up.
    Checked against: the warm-up of keras.optimizers.schedules.CosineDecay
    Taught in: 05 optimizers
    """

    learning_rate: float | Schedule
    warmup_steps: float
    initial_learning_rate: float = 0.0
    name: ClassVar[str] = "linear_warmup"

    def __post_init__(self):
        require_steps(self.warmup_steps, "warmup_steps")
        require_rate(self.initial_learning_rate, "initial_learning_rate")
        if not isinstance(self.learning_rate, Schedule):
            require_rate(self.learning_rate, "learning_rate")

    def _rate(self, step):
        after = self.learning_rate if isinstance(self.learning_rate, Schedule) else Constant(self.learning_rate)
        rising = self.initial_learning_rate + (after(0) - self.initial_learning_rate) * step / self.warmup_steps
        return np.where(step < self.warmup_steps, rising, after(np.maximum(step - self.warmup_steps, 0)))

    def get_config(self) -> dict:
        """Return the name and the parameters; a schedule stays the object it is."""
        return {
            "name": self.name,
            "learning_rate": self.learning_rate,
            "warmup_steps": self.warmup_steps,
            "initial_learning_rate": self.initial_learning_rate,
        }


@dataclass(frozen=True)
class OneCycle(Schedule):
    """Up by half a cosine from max/div_factor to max, then down to far below the start, all in `total_steps`.

    The high middle lets the network cross bad regions, the low end settles it. The last step is total_steps − 1;
    after it the rate stays.

    Args:
        max_learning_rate: the peak, above 0.
        total_steps: optimizer steps, not epochs, of the whole cycle; at least 4.
        warmup_fraction: share of them that goes up, in (0, 1); default 0.3. Must leave at least one step up and down.
        div_factor: the start is the peak divided by this, at least 1; default 25.
        final_div_factor: the end is the start divided by this, at least 1; default 10000.

    Raises:
        ValueError: if a number is out of range, or the rise would last less than a step.

    Example:
        >>> cycle = OneCycle(1.0, total_steps=21, warmup_fraction=11 / 21, div_factor=10.0)
        >>> cycle([0, 5, 10, 20]).round(4)
        array([0.1 , 0.55, 1.  , 0.  ])

    Source: Smith and Topin, Super-Convergence, 2018; the cosine form and the numbers of steps are those of PyTorch's
        OneCycleLR. Keras has none.
    Taught in: 05 optimizers
    """

    max_learning_rate: float
    total_steps: int
    warmup_fraction: float = 0.3
    div_factor: float = 25.0
    final_div_factor: float = 1e4
    name: ClassVar[str] = "one_cycle"

    def __post_init__(self):
        require_number(self.max_learning_rate, "max_learning_rate", low=0, open_ends="low")
        require_number(self.total_steps, "total_steps", low=4)
        require_number(self.warmup_fraction, "warmup_fraction", low=0, high=1, open_ends="low high")
        require_number(self.div_factor, "div_factor", low=1)
        require_number(self.final_div_factor, "final_div_factor", low=1)
        peak = self.warmup_fraction * self.total_steps - 1
        if peak <= 0:
            remedy = "Use more steps or a larger fraction."
            raise ValueError(explain("warmup_fraction", self.warmup_fraction, "more than one step of rise", remedy))

    def _rate(self, step):
        peak, last = self.warmup_fraction * self.total_steps - 1, self.total_steps - 1
        start = self.max_learning_rate / self.div_factor
        end = start / self.final_div_factor
        rising = self.max_learning_rate + (start - self.max_learning_rate) * half_cosine(step / peak)
        falling = end + (self.max_learning_rate - end) * half_cosine(np.clip((step - peak) / (last - peak), 0, 1))
        return np.where(step <= peak, rising, falling)
