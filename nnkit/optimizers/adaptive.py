"""Rules that give every weight a step size of its own, from the squares of its past gradients."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.optimizers.base import Optimizer
from nnkit.validation import require_number


@dataclass(eq=False)
class Adagrad(Optimizer):
    """Divide by the root of the sum of all squared gradients: a ← a + g², w ← w − η g / √(a + ε).

    Good for rare features, whose few gradients keep large steps. The sum only grows, so that learning stops in the
    end.

    Args:
        learning_rate: η; default 0.001, small for this rule: the paper's experiments use about 0.1.
        initial_accumulator_value: where the sums start, at least 0; default 0.1.
        epsilon: ε, inside the root, above 0; default 1e-7.
        **options: see `Optimizer`.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> params = {"w": np.array([1.0])}
        >>> Adagrad(learning_rate=0.1, initial_accumulator_value=0.0).apply(params, {"w": np.array([4.0])})
        >>> params["w"].round(6)
        array([0.9])

    Source: Duchi, Hazan and Singer, Adaptive Subgradient Methods, 2011, figure 1 (diagonal form).
    Checked against: keras.optimizers.Adagrad
    Taught in: 05 optimizers
    """

    learning_rate: float = 0.001
    initial_accumulator_value: float = 0.1
    epsilon: float = 1e-7
    slots: ClassVar[tuple[str, ...]] = ("accumulator",)

    def __post_init__(self):
        super().__post_init__()
        require_number(self.initial_accumulator_value, "initial_accumulator_value", low=0)
        require_number(self.epsilon, "epsilon", low=0, open_ends="low")

    def _initial_value(self, slot):
        return self.initial_accumulator_value

    def _change(self, param, grad, slots, learning_rate):
        slots["accumulator"] += grad**2
        return -learning_rate * grad / np.sqrt(slots["accumulator"] + self.epsilon)


@dataclass(eq=False)
class Adadelta(Optimizer):
    """Adagrad with a memory that fades, and steps in the units of the weights.

    a ← ρ a + (1 − ρ) g², step = −g √(d + ε) / √(a + ε), d ← ρ d + (1 − ρ) step², w ← w + η step. It starts very
    slowly, as d starts at 0: with the paper's η = 1 the first step is about √ε / √(1 − ρ).

    Args:
        learning_rate: η; default 0.001; the paper has 1.
        rho: ρ, share of the past that stays, in [0, 1); default 0.95.
        epsilon: ε, inside both roots, above 0; default 1e-7.
        **options: see `Optimizer`.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> params = {"w": np.array([1.0])}
        >>> Adadelta(learning_rate=1.0).apply(params, {"w": np.array([4.0])})
        >>> round(1 - params["w"].item(), 6)
        0.001414

    Source: Zeiler, ADADELTA, 2012, algorithm 1.
    Checked against: keras.optimizers.Adadelta
    Taught in: 05 optimizers
    """

    learning_rate: float = 0.001
    rho: float = 0.95
    epsilon: float = 1e-7
    slots: ClassVar[tuple[str, ...]] = ("accumulated_grad", "accumulated_delta")

    def __post_init__(self):
        super().__post_init__()
        require_number(self.rho, "rho", low=0, high=1, open_ends="high")
        require_number(self.epsilon, "epsilon", low=0, open_ends="low")

    def _change(self, param, grad, slots, learning_rate):
        past_grad, past_delta = slots["accumulated_grad"], slots["accumulated_delta"]
        past_grad += (1 - self.rho) * (grad**2 - past_grad)
        delta = -grad * np.sqrt(past_delta + self.epsilon) / np.sqrt(past_grad + self.epsilon)
        past_delta += (1 - self.rho) * (delta**2 - past_delta)
        return learning_rate * delta


@dataclass(eq=False)
class RMSprop(Optimizer):
    """Divide by the root of a fading mean of squared gradients: s ← ρ s + (1 − ρ) g², w ← w − η g / √(s + ε).

    Adagrad that forgets, so that it does not stop. Centred, it subtracts the square of the mean gradient: what
    remains is the variance.

    Args:
        learning_rate: η; default 0.001.
        rho: ρ, share of the past that stays, in [0, 1); default 0.9.
        momentum: share of the last step that is added, in [0, 1); default 0.
        epsilon: ε, inside the root, above 0; default 1e-7.
        centered: whether to divide by the standard deviation; default False.
        **options: see `Optimizer`.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> params = {"w": np.array([1.0])}
        >>> RMSprop(learning_rate=0.1, rho=0.75).apply(params, {"w": np.array([4.0])})
        >>> params["w"].round(6)
        array([0.8])

    Source: Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012; centred: Graves, 2013, eq.
        38-45.
    Checked against: keras.optimizers.RMSprop
    Taught in: 05 optimizers
    """

    learning_rate: float = 0.001
    rho: float = 0.9
    momentum: float = 0.0
    epsilon: float = 1e-7
    centered: bool = False
    slots: ClassVar[tuple[str, ...]] = ("velocity", "momentum", "average_gradient")

    def __post_init__(self):
        super().__post_init__()
        require_number(self.rho, "rho", low=0, high=1, open_ends="high")
        require_number(self.momentum, "momentum", low=0, high=1, open_ends="high")
        require_number(self.epsilon, "epsilon", low=0, open_ends="low")

    def _change(self, param, grad, slots, learning_rate):
        mean_square, mean = slots["velocity"], slots["average_gradient"]
        mean_square += (1 - self.rho) * (grad**2 - mean_square)
        if self.centered:
            mean += (1 - self.rho) * (grad - mean)
        step = learning_rate * grad / np.sqrt(mean_square - mean**2 + self.epsilon)
        if self.momentum == 0:
            return -step
        slots["momentum"] *= self.momentum
        slots["momentum"] += step
        return -slots["momentum"]
