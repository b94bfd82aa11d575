"""Learning-rate schedules: the learning rate as a function of the optimizer step.

| schedule | when |
|---|---|
| `Constant` | first of all, as the comparison |
| `CosineDecay`, with warm-up | the length of the training is known; the usual choice |
| `OneCycle` | a short training with high rates |
| `StepDecay`, `PiecewiseConstantDecay` | as in the papers on residual networks |
| `ExponentialDecay`, `InverseTimeDecay`, `PolynomialDecay` | the length is open, or a known recipe asks for it |
| `CosineDecayRestarts` | one wants several snapshots, or to leave a bad minimum |
| `LinearWarmup` | in front of any of these |

Example:
    >>> from nnkit import optimizers, schedules
    >>> schedule = schedules.CosineDecay(0.1, decay_steps=100)
    >>> optimizers.SGD(learning_rate=schedule).current_learning_rate
    0.1
"""

from nnkit.schedules.base import Constant, Schedule
from nnkit.schedules.cosine import CosineDecay, CosineDecayRestarts
from nnkit.schedules.decay import (
    ExponentialDecay,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    PolynomialDecay,
    StepDecay,
)
from nnkit.schedules.warmup import LinearWarmup, OneCycle
from nnkit.validation import resolve

_CLASSES = (
    Constant, ExponentialDecay, StepDecay, InverseTimeDecay, PolynomialDecay, PiecewiseConstantDecay, CosineDecay,
    CosineDecayRestarts, LinearWarmup, OneCycle,
)  # fmt: skip

ALL = {cls.name: cls for cls in _CLASSES}
"""Name -> class, in the order of the curriculum."""


def get(name, **parameters) -> Schedule:
    """Return the schedule that `name` means.

    Args:
        name: a name ("cosine_decay" or "CosineDecay"), a class, a schedule, or a number for a constant rate.
        **parameters: the parameters of a named schedule or class.

    Returns:
        A `Schedule`: call it with a step.

    Raises:
        ValueError: if there is no such name or no such parameter; the nearest right one is named.
        TypeError: if `name` is none of the above, parameters are given for a ready schedule, or one is missing.

    Example:
        >>> get("CosineDecay", initial_learning_rate=0.1, decay_steps=10)(5)
        0.05

    Taught in: 05 optimizers
    """
    if isinstance(name, int | float) and not isinstance(name, bool) and not parameters:
        return Constant(name)
    return resolve(name, "schedule", Schedule, ALL, {}, parameters)


__all__ = [
    "ALL",
    "Constant",
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LinearWarmup",
    "OneCycle",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "Schedule",
    "StepDecay",
    "get",
]
