"""The Adam family: momentum and a step size for every weight, both corrected for starting at zero."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.optimizers.base import Optimizer
from nnkit.validation import require_number


@dataclass(eq=False)
class AdamFamily(Optimizer):
    """What the members share: m, the fading mean of the gradients, a second fading quantity, and three numbers.

    Args:
        learning_rate: η; default 0.001.
        beta_1: share of m that stays, in [0, 1); default 0.9.
        beta_2: share of the second quantity that stays, in [0, 1); default 0.999.
        epsilon: keeps the division finite, above 0; default 1e-7.
        **options: see `Optimizer`.

    Raises:
        ValueError: if a number is out of range.
    """

    learning_rate: float = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    slots: ClassVar[tuple[str, ...]] = ("momentum", "velocity")

    def __post_init__(self):
        super().__post_init__()
        require_number(self.beta_1, "beta_1", low=0, high=1, open_ends="high")
        require_number(self.beta_2, "beta_2", low=0, high=1, open_ends="high")
        require_number(self.epsilon, "epsilon", low=0, open_ends="low")

    def _update_means(self, grad: np.ndarray, slots: dict) -> tuple[np.ndarray, np.ndarray]:
        """Move m towards the gradient and v towards its square."""
        m, v = slots["momentum"], slots["velocity"]
        m += (1 - self.beta_1) * (grad - m)
        v += (1 - self.beta_2) * (grad**2 - v)
        return m, v


@dataclass(eq=False)
class Adam(AdamFamily):
    """m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − η m̂ / (√v̂ + ε): the default choice.

    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) undo the pull towards the zeros they start from; without that the first
    steps are wrong by √(1 − β₂) / (1 − β₁), about a third. With it the first step is η in every direction. As in
    Keras ε is added to √v, before v is corrected (the paper's "ε hat").

    Args:
        learning_rate: η; default 0.001.
        beta_1: β₁, share of m that stays, in [0, 1); default 0.9.
        beta_2: β₂, share of v that stays, in [0, 1); default 0.999.
        epsilon: ε, outside the root, above 0; default 1e-7.
        amsgrad: whether to divide by the largest v so far, so that the step size never grows; default False.
        **options: see `Optimizer`.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> params, adam = {"w": np.array([1.0, 1.0])}, Adam(learning_rate=0.1)
        >>> adam.apply(params, {"w": np.array([0.02, -50.0])})
        >>> params["w"].round(4)
        array([0.9, 1.1])

    Source: Kingma and Ba, Adam, 2015, algorithm 1 with the order of section 2; AMSGrad: Reddi, Kale and Kumar, 2018.
    Checked against: keras.optimizers.Adam
    Taught in: 05 optimizers
    """

    amsgrad: bool = False
    slots: ClassVar[tuple[str, ...]] = ("momentum", "velocity", "velocity_hat")

    def _change(self, param, grad, slots, learning_rate):
        t = self.iterations + 1
        m, v = self._update_means(grad, slots)
        if self.amsgrad:
            v = np.maximum(slots["velocity_hat"], v, out=slots["velocity_hat"])
        corrected_rate = learning_rate * (1 - self.beta_2**t) ** 0.5 / (1 - self.beta_1**t)
        return -corrected_rate * m / (np.sqrt(v) + self.epsilon)


@dataclass(eq=False)
class AdamW(Adam):
    """Adam with weight decay beside the gradient, not in it: w ← w − η λ w, then Adam's step.

    An L2 penalty would be divided by √v̂ like the rest of the gradient, and weights with large gradients would hardly
    decay.

    Args:
        learning_rate: η; default 0.001.
        weight_decay: λ, share taken away at each step, times η; default 0.004.
        beta_1: as in `Adam`; default 0.9.
        beta_2: as in `Adam`; default 0.999.
        epsilon: as in `Adam`; default 1e-7.
        amsgrad: as in `Adam`; default False.
        **options: see `Optimizer`.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> params = {"w": np.array([10.0])}
        >>> AdamW(learning_rate=0.1, weight_decay=0.5).apply(params, {"w": np.array([0.0])})
        >>> params["w"]
        array([9.5])

    Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, algorithm 2.
    Checked against: keras.optimizers.AdamW
    Taught in: 05 optimizers
    """

    weight_decay: float | None = 0.004


@dataclass(eq=False)
class Adamax(AdamFamily):
    """Adam with the largest gradient in place of the root mean square: u ← max(β₂ u, |g|), w ← w − η m̂ / (u + ε).

    u needs no bias correction. Steadier than Adam where gradients come in bursts.

    Args:
        learning_rate: η; default 0.001; the paper suggests 0.002.
        beta_1: share of m that stays, in [0, 1); default 0.9.
        beta_2: factor by which the largest gradient fades, in [0, 1); default 0.999.
        epsilon: ε, above 0; default 1e-7.
        **options: see `Optimizer`.

    Example:
        >>> params = {"w": np.array([1.0])}
        >>> Adamax(learning_rate=0.1).apply(params, {"w": np.array([-3.0])})
        >>> params["w"].round(4)
        array([1.1])

    Source: Kingma and Ba, Adam, 2015, algorithm 2.
    Checked against: keras.optimizers.Adamax
    Taught in: 05 optimizers
    """

    def _change(self, param, grad, slots, learning_rate):
        m, u = slots["momentum"], slots["velocity"]
        m += (1 - self.beta_1) * (grad - m)
        np.maximum(self.beta_2 * u, np.abs(grad), out=u)
        return -learning_rate / (1 - self.beta_1 ** (self.iterations + 1)) * m / (u + self.epsilon)


@dataclass(eq=False)
class Nadam(AdamFamily):
    """Adam that looks ahead as Nesterov does: the step mixes the new gradient with the momentum of the next step.

    The share of momentum rises with t, u_t = β₁ (1 − 0.96ᵗ / 2), and the bias is corrected by the product of all u so
    far.

    Args:
        learning_rate: η; default 0.001.
        beta_1: limit of the share of m that stays, in [0, 1); default 0.9.
        beta_2: share of v that stays, in [0, 1); default 0.999.
        epsilon: ε, above 0; default 1e-7.
        **options: see `Optimizer`.

    Example:
        >>> params = {"w": np.array([1.0])}
        >>> Nadam(learning_rate=0.1).apply(params, {"w": np.array([4.0])})
        >>> params["w"].item() < 0.9
        True

    Source: Dozat, Incorporating Nesterov Momentum into Adam, 2016, algorithm 2; 0.96: his report of 2015.
    Checked against: keras.optimizers.Nadam; Keras rounds 0.96 to float32 in float64 too, which shows in the seventh
        digit
    Taught in: 05 optimizers
    """

    def __post_init__(self):
        super().__post_init__()
        self.u_product = 1.0

    def _momentum_at(self, t: int) -> float:
        return self.beta_1 * (1 - 0.5 * 0.96**t)

    def _begin_step(self):
        self.u_product *= self._momentum_at(self.iterations + 1)

    def _change(self, param, grad, slots, learning_rate):
        t = self.iterations + 1
        m, v = self._update_means(grad, slots)
        u_now, u_next = self._momentum_at(t), self._momentum_at(t + 1)
        m_hat = u_next / (1 - self.u_product * u_next) * m + (1 - u_now) / (1 - self.u_product) * grad
        v_hat = v / (1 - self.beta_2**t)
        return -learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
