"""What every schedule is: the learning rate as a function of the step."""

from dataclasses import asdict, dataclass
from typing import ClassVar

import numpy as np

from nnkit.validation import as_float, explain, require_no_nan, require_number


@dataclass(frozen=True)
class Schedule:
    """A learning rate for every step. A member says one thing, `_rate`.

    Steps are optimizer steps, counted from 0: batches, not epochs. Mistaking one for the other makes the schedule end
    in the first epoch, or never. Give an array of steps to get the whole curve.

    Example:
        >>> from nnkit import schedules
        >>> halving = schedules.get("exponential_decay", initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5)
        >>> halving(10), halving([0, 20])
        (0.05, array([0.1  , 0.025]))

    Taught in: 05 optimizers
    """

    name: ClassVar[str] = "schedule"

    def __call__(self, step) -> float | np.ndarray:
        """Return the learning rate at a step.

        Args:
            step: number of steps done so far, at least 0; a number or an array.

        Returns:
            A plain number for a number, an array for an array.

        Raises:
            ValueError: if a step is negative or NaN.
        """
        steps = require_no_nan(as_float(step, "step"), "step").astype(np.float64, copy=False)
        if (steps < 0).any():
            raise ValueError(explain("step", steps.min(), "at least 0", "Count optimizer steps from 0."))
        rate = np.asarray(self._rate(steps), dtype=np.float64)
        return float(rate) if rate.ndim == 0 else rate

    def get_config(self) -> dict:
        """Return the name and the parameters: `get(**config)` builds the same schedule again."""
        return {"name": self.name, **asdict(self)}

    def _rate(self, step: np.ndarray) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no rate; define _rate(self, step).")


@dataclass(frozen=True)
class Constant(Schedule):
    """The same learning rate at every step: what every schedule has to beat.

    Args:
        learning_rate: the rate, at least 0.

    Raises:
        ValueError: if it is negative.

    Example:
        >>> Constant(0.1)(1000)
        0.1

    Taught in: 05 optimizers
    """

    learning_rate: float
    name: ClassVar[str] = "constant"

    def __post_init__(self):
        require_rate(self.learning_rate, "learning_rate")

    def _rate(self, step):
        return np.full_like(step, self.learning_rate)


def require_rate(value, argument: str) -> float:
    """Return a learning rate unless it is negative or no number.

    Args:
        value: what was received.
        argument: the name to use in the error.

    Raises:
        ValueError: if it is negative.
        TypeError: if it is no number.
    """
    return require_number(value, argument, low=0)


def require_steps(value, argument: str) -> float:
    """Return a number of steps unless it is zero, negative or no number.

    Args:
        value: what was received.
        argument: the name to use in the error.

    Raises:
        ValueError: if it is not positive.
        TypeError: if it is no number.
    """
    return require_number(value, argument, low=0, open_ends="low")
