"""Follow the regularized leader: the rule that makes weights exactly zero."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.optimizers.base import Optimizer
from nnkit.validation import require_number


@dataclass(eq=False)
class Ftrl(Optimizer):
    """Solve for the weight anew at each step: the minimum of all past linearized losses plus L1 and L2 penalties.

    n ← n + g², z ← z + g − (n_new^p − n_old^p) w / η, w = (clip(z, −l1, l1) − z) / (n_new^p / η + 2 l2 + β / η), with
    p = −learning_rate_power. A weight whose |z| stays below l1 is exactly 0. Made for huge sparse linear models. Note
    that the starting weight counts only through z, and that g contains the shrinkage 2 · l2_shrinkage · w in z, not
    in n.

    Args:
        learning_rate: η, above 0; default 0.001.
        learning_rate_power: −p, at most 0; default -0.5, Adagrad's root.
        initial_accumulator_value: where n starts, above 0 so that the division is safe; default 0.1.
        l1_regularization_strength: l1, at least 0; default 0.
        l2_regularization_strength: l2, at least 0; default 0.
        l2_shrinkage_regularization_strength: weight decay inside the gradient, at least 0; default 0.
        beta: β of the paper, at least 0; default 0.
        **options: see `Optimizer`.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> params = {"w": np.array([0.0, 0.0])}
        >>> Ftrl(learning_rate=1.0, l1_regularization_strength=0.5).apply(params, {"w": np.array([0.4, -3.0])})
        >>> params["w"].round(4)
        array([0.    , 0.8287])

    Source: McMahan et al., Ad Click Prediction: a View from the Trenches, 2013, algorithm 1.
    Checked against: keras.optimizers.Ftrl
    Taught in: 05 optimizers
    """

    learning_rate: float = 0.001
    learning_rate_power: float = -0.5
    initial_accumulator_value: float = 0.1
    l1_regularization_strength: float = 0.0
    l2_regularization_strength: float = 0.0
    l2_shrinkage_regularization_strength: float = 0.0
    beta: float = 0.0
    slots: ClassVar[tuple[str, ...]] = ("accumulator", "linear")

    def __post_init__(self):
        super().__post_init__()
        require_number(self.learning_rate_power, "learning_rate_power", high=0)
        require_number(self.initial_accumulator_value, "initial_accumulator_value", low=0, open_ends="low")
        for name in ("beta", "l1_regularization_strength", "l2_regularization_strength"):
            require_number(getattr(self, name), name, low=0)
        require_number(self.l2_shrinkage_regularization_strength, "l2_shrinkage_regularization_strength", low=0)
        if not callable(self.learning_rate):
            require_number(self.learning_rate, "learning_rate", low=0, open_ends="low")

    def _initial_value(self, slot):
        return self.initial_accumulator_value if slot == "accumulator" else 0.0

    def _change(self, param, grad, slots, learning_rate):
        n, z, p, l1 = slots["accumulator"], slots["linear"], -self.learning_rate_power, self.l1_regularization_strength
        n_new = n + grad**2
        z += grad + 2 * self.l2_shrinkage_regularization_strength * param
        z -= (n_new**p - n**p) / learning_rate * param
        n[...] = n_new
        curvature = (n_new**p + self.beta) / learning_rate + 2 * self.l2_regularization_strength
        return (np.clip(z, -l1, l1) - z) / curvature - param
