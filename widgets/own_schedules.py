"""A student's own schedule inside an explorer: asked for one step after the other, every fault said in one sentence."""

from collections.abc import Callable
from typing import Any

import numpy as np

from widgets.own_functions import Guarded, Unusable


class GuardedSchedule:
    """A student's schedule, from a step to a learning rate, that never raises anything but `Unusable`.

    What it prints is dropped. Each step is a whole number, as an optimizer counts them.

    Args:
        label: what the explorer calls it.
        function: one step -> its learning rate.
        settings: keyword arguments from the sliders.
    """

    def __init__(self, label: str, function: Callable, settings: dict[str, float]):
        self.label, self.function, self.settings = label, function, settings
        self._quietly = Guarded(label, self._one_by_one if callable(function) else function)

    def __call__(self, steps: np.ndarray) -> np.ndarray:
        """Return the learning rate at each step; NaN and infinite ones are left as they are."""
        return self._quietly(np.asarray(steps))

    def _one_by_one(self, steps: np.ndarray) -> np.ndarray:
        return np.array([self._rate(step) for step in steps.tolist()])

    def _rate(self, step: int) -> float:
        try:
            rate = self.function(step, **self.settings)
        except (Exception, SystemExit) as fault:
            reason = f"{type(fault).__name__}: {fault}".rstrip(".: ")
            raise Unusable(f"{self.label} raised {reason}. {self._advice(str(fault), step)}") from fault
        return self._checked(rate, step)

    def _advice(self, message: str, step: int) -> str:
        if "missing" in message and "argument" in message:
            return "An explorer calls it with the step alone: give the other arguments defaults."
        return f"It was called with the step {step}, a whole number."

    def _checked(self, rate: Any, step: int) -> float:
        if rate is None:
            raise Unusable(f"{self.label} returned None at step {step}. Does it end without `return`?")
        try:
            value = np.asarray(rate)
        except Exception:
            value = np.asarray(None)
        if value.shape != ():
            raise Unusable(
                f"{self.label} returned shape {value.shape} for one step, expected one number. A schedule gives one "
                "learning rate for one step."
            )
        if value.dtype.kind not in "iuf":
            raise Unusable(f"{self.label} returned {rate!r} at step {step}, expected a number, the learning rate.")
        if value < 0:
            raise Unusable(
                f"{self.label} returned {float(value):.4g} at step {step}, expected at least 0. A negative learning "
                "rate climbs the loss."
            )
        return float(value)
