"""Gradient descent: plain, with momentum, and with Nesterov's look ahead."""

from dataclasses import dataclass
from typing import ClassVar

from nnkit.optimizers.base import Optimizer
from nnkit.validation import require_number


@dataclass(eq=False)
class SGD(Optimizer):
    """Gradient descent: w ← w − η g; with momentum v ← momentum · v − η g, then w ← w + v.

    Momentum adds up what consecutive gradients have in common: with a steady gradient the steps grow to 1/(1 −
    momentum) times their size. Nesterov's variant adds momentum · v − η g in place of v. The velocity holds the
    learning rate and the minus sign; other texts keep them outside.

    Args:
        learning_rate: η; default 0.01.
        momentum: share of the velocity that stays, in [0, 1]; default 0.
        nesterov: whether to look ahead; default False.
        **options: see `Optimizer`.

    Raises:
        ValueError: if `momentum` is outside [0, 1].

    Example:
        >>> import numpy as np
        >>> params, sgd = {"w": np.array([5.0])}, SGD(learning_rate=0.3)
        >>> for _ in range(2):
        ...     sgd.apply(params, {"w": 2 * params["w"]})  # J(w) = w²
        >>> params["w"].round(6)
        array([0.8])

    Source: Polyak, 1964; Sutskever et al., On the Importance of Initialization and Momentum, 2013, equations 1 to 4.
    Checked against: keras.optimizers.SGD
    Taught in: 05 optimizers
    """

    learning_rate: float = 0.01
    momentum: float = 0.0
    nesterov: bool = False
    slots: ClassVar[tuple[str, ...]] = ("momentum",)

    def __post_init__(self):
        super().__post_init__()
        require_number(self.momentum, "momentum", low=0, high=1)

    def _change(self, param, grad, slots, learning_rate):
        step = -learning_rate * grad
        if self.momentum == 0:
            return step
        velocity = slots["momentum"]
        velocity *= self.momentum
        velocity += step
        return self.momentum * velocity + step if self.nesterov else velocity
