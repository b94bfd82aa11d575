"""A student's own initializer inside an explorer: called as f(shape, rng), every fault said in one sentence."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnkit import initializers
from widgets.own_functions import Guarded, Unusable

FORM = "An explorer calls it as f(shape, rng): shape a tuple such as (64, 64), rng a NumPy generator."


class GuardedInitializer:
    """A student's initializer that never raises anything but `Unusable`.

    What it prints is dropped. Its result must be an array of finite real numbers of the shape that was asked for.

    Args:
        label: what the explorer calls it.
        function: shape, rng -> weights.
    """

    def __init__(self, label: str, function: Callable):
        self.label, self.function = label, function

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Return new weights as floats."""
        drawn = (lambda _: self._drawn(shape, rng)) if callable(self.function) else self.function
        return self._finite(Guarded(self.label, drawn)(np.empty(shape)))

    def _drawn(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        try:
            weights = self.function(shape, rng)
        except (Exception, SystemExit) as fault:
            reason = f"{type(fault).__name__}: {fault}".rstrip(".: ")
            raise Unusable(f"{self.label} raised {reason}. {FORM}") from fault
        received = getattr(weights, "shape", None)
        if isinstance(received, tuple) and received != tuple(shape):
            raise Unusable(
                f"{self.label} returned weights of shape {received}, expected {tuple(shape)}. Draw an array of the "
                "shape that it is given."
            )
        return weights

    def _finite(self, weights: np.ndarray) -> np.ndarray:
        missing = np.count_nonzero(~np.isfinite(weights))
        if missing:
            kind = "NaN" if np.isnan(weights).any() else "infinity"
            raise Unusable(
                f"{self.label} returned {kind} in {missing} of {weights.size} weights of shape {weights.shape}. One "
                "such weight makes every output after it NaN: look for a division by 0 or the root of a negative "
                "number."
            )
        return weights


def own_initializers(given: dict[str, Any], known: dict[str, Any]) -> dict[str, Callable]:
    """Return label -> initializer for what is the student's own; names of `known` ones are left out.

    Args:
        given: label -> function, nnkit initializer, or name of one of nnkit's.
        known: what the explorer has already; an own one with such a label is marked as "yours".

    Raises:
        ValueError: for a name that nnkit does not know.
    """
    own = {}
    for label, function in given.items():
        if isinstance(function, str) and function == label and label in known:
            continue
        ready = isinstance(function, (str, initializers.Initializer))
        drawer = initializers.get(function) if ready else GuardedInitializer(label, function)
        own[f"{label} (yours)" if label in known else label] = drawer
    return own
