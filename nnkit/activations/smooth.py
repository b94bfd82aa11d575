"""Smooth functions: the S-shaped ones, sigmoid and tanh, and those built from an S: softplus, SiLU, GELU, ELU, SELU.

None of them overflows: whatever is exponentiated is negative, or clipped where the result no longer changes.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.activations.base import Activation
from nnkit.validation import require_choice, require_number

# Klambauer et al., 2017, equation 14: with these the outputs keep mean 0 and variance 1.
SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805

_erfc = np.frompyfunc(math.erfc, 1, 1)  # NumPy has no error function; this calls Python's for each element


@dataclass(frozen=True)
class Sigmoid(Activation):
    """The logistic function s(x) = 1 / (1 + e^(−x)), from 0 to 1.

    For the output of a yes-or-no question, and for gates. In hidden layers it makes gradients small: its slope is at
    most 1/4. Written as it stands, e^(−x) overflows at x = −710; here the exponent is −|x|.

    Example:
        >>> Sigmoid()([-1000.0, 0.0, 1000.0]), Sigmoid().derivative(0.0).item()
        (array([0. , 0.5, 1. ]), 0.25)

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 3.10.
    Checked against: keras.activations.sigmoid
    Taught in: 02 activations
    """

    name: ClassVar[str] = "sigmoid"

    def _value(self, x: np.ndarray) -> np.ndarray:
        small = np.exp(-np.abs(x))  # never above 1
        return np.where(x >= 0, 1, small) / (1 + small)

    def _slope(self, x: np.ndarray) -> np.ndarray:
        """s(x) (1 − s(x)) = s(x) s(−x): the same for x and −x, and no digits lost where s(x) is near 1."""
        small = np.exp(-np.abs(x))
        return small / (1 + small) ** 2


@dataclass(frozen=True)
class Tanh(Activation):
    """The hyperbolic tangent, (e^x − e^(−x)) / (e^x + e^(−x)), from −1 to 1; equal to 2 s(2x) − 1.

    A sigmoid centred at zero, with slope 1 there: the better of the two in hidden and recurrent layers.

    Example:
        >>> Tanh()([-1000.0, 0.0, 1000.0]), Tanh().derivative(0.0).item()
        (array([-1.,  0.,  1.]), 1.0)

    Source: LeCun et al., Efficient BackProp, 1998, section 4.4.
    Checked against: keras.activations.tanh
    Taught in: 02 activations
    """

    name: ClassVar[str] = "tanh"

    def _value(self, x: np.ndarray) -> np.ndarray:
        return np.tanh(x)

    def _slope(self, x: np.ndarray) -> np.ndarray:
        """1 − tanh(x)², computed as 1 / cosh(x)² with exponents that are never positive."""
        small = np.exp(-np.abs(x))
        return (2 * small / (1 + small**2)) ** 2


@dataclass(frozen=True)
class Softplus(Activation):
    """A smooth ReLU: log(1 + e^x). Its slope is the sigmoid.

    For outputs that must be positive, such as a standard deviation.

    Example:
        >>> Softplus()([-1000.0, 0.0, 1000.0]).round(4)
        array([0.000e+00, 6.931e-01, 1.000e+03])

    Source: Dugas et al., 2001; Glorot, Bordes and Bengio, 2011, section 3.
    Checked against: keras.activations.softplus
    Taught in: 02 activations
    """

    name: ClassVar[str] = "softplus"

    def _value(self, x: np.ndarray) -> np.ndarray:
        return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))  # the larger of 0 and x, and what is missing

    def _slope(self, x: np.ndarray) -> np.ndarray:
        """S(x), the sigmoid."""
        return Sigmoid()(x)


@dataclass(frozen=True)
class SiLU(Activation):
    """The sigmoid-weighted linear unit x · s(x), also called Swish: a smooth ReLU that dips below zero near −1.28.

    Example:
        >>> SiLU()([-1000.0, 0.0, 1.0]).round(4)
        array([-0.    ,  0.    ,  0.7311])

    Source: Hendrycks and Gimpel, 2016; Ramachandran, Zoph and Le, 2017, with beta = 1.
    Checked against: keras.activations.silu
    Taught in: 02 activations
    """

    name: ClassVar[str] = "silu"

    def _value(self, x: np.ndarray) -> np.ndarray:
        return x * Sigmoid()(x)

    def _slope(self, x: np.ndarray) -> np.ndarray:
        """S(x) + x s'(x), the product rule."""
        return Sigmoid()(x) + x * Sigmoid().derivative(x)


@dataclass(frozen=True)
class GELU(Activation):
    """The Gaussian error linear unit x · Φ(x), Φ the normal distribution function: the activation of BERT and GPT.

    Args:
        approximate: False (default) for Φ itself, x/2 · erfc(−x/√2); True for
            x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³))), which differs by at most 0.0005. NumPy has no erfc, so the exact
            form is the slow one here.

    Raises:
        ValueError: if `approximate` is neither True nor False.

    Example:
        >>> GELU()([-1.0, 1.0]).round(4), GELU(approximate=True)([-1.0, 1.0]).round(4)
        (array([-0.1587,  0.8413]), array([-0.1588,  0.8412]))

    Source: Hendrycks and Gimpel, 2016, section 2.
    Checked against: keras.activations.gelu; its float64 form rounds √2 and 0.044715 to float32, which shows in the
        ninth digit
    Taught in: 02 activations
    """

    approximate: bool = False
    name: ClassVar[str] = "gelu"

    def __post_init__(self):
        require_choice(self.approximate, "approximate", [True, False])

    def _value(self, x: np.ndarray) -> np.ndarray:
        return x * (self._tanh_gate(x)[0] if self.approximate else self._normal_gate(x)[0])

    def _slope(self, x: np.ndarray) -> np.ndarray:
        """Φ(x) + x Φ'(x), the product rule."""
        gate, gate_slope = self._tanh_gate(x) if self.approximate else self._normal_gate(x)
        return gate + x * gate_slope

    def _normal_gate(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Φ(x) and its slope, the normal density."""
        x = np.clip(x, -40, 40)  # beyond, Φ is 0 or 1 and x² could overflow
        gate = np.asarray(_erfc(-x / math.sqrt(2)), dtype=x.dtype) / 2
        return gate, np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)

    def _tanh_gate(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(1 + tanh u)/2 with u = √(2/π) (x + 0.044715 x³), and its slope."""
        x = np.clip(x, -40, 40)  # beyond, the gate is 0 or 1 and x³ could overflow
        u = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
        u_slope = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x**2)
        return Sigmoid()(2 * u), 2 * u_slope * Sigmoid()(2 * u) * Sigmoid()(-2 * u)  # (1 + tanh u)/2 = s(2u)


@dataclass(frozen=True)
class ELU(Activation):
    """The exponential linear unit: x if x > 0, else alpha · (e^x − 1), which levels off at −alpha.

    Negative outputs move the mean of a layer towards zero. The "minus one" is what people forget: without it the
    function jumps at zero.

    Args:
        alpha: depth of the negative side, at least 0; default 1, the only value whose slope is continuous at 0.

    Raises:
        ValueError: if `alpha` is negative.

    Example:
        >>> ELU()([-1000.0, 0.0, 2.0]), ELU(alpha=0.5).derivative(-1.0).round(4).item()
        (array([-1.,  0.,  2.]), 0.1839)

    Source: Clevert, Unterthiner and Hochreiter, 2016, equation 15.
    Checked against: keras.activations.elu
    Taught in: 02 activations
    """

    alpha: float = 1.0
    name: ClassVar[str] = "elu"

    def __post_init__(self):
        require_number(self.alpha, "alpha", low=0)

    def _value(self, x: np.ndarray) -> np.ndarray:
        return np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0)))

    def _slope(self, x: np.ndarray) -> np.ndarray:
        """1 where x > 0, alpha e^x elsewhere."""
        return np.where(x > 0, x.dtype.type(1), self.alpha * np.exp(np.minimum(x, 0)))


@dataclass(frozen=True)
class SELU(Activation):
    """The self-normalizing ELU: scale · ELU(x, alpha) with the two constants that keep mean 0 and variance 1.

    Use it with LeCun-normal weights, or the promise does not hold.

    Example:
        >>> SELU()([-1.0, 0.0, 1.0]).round(4)
        array([-1.1113,  0.    ,  1.0507])

    Source: Klambauer et al., 2017, equations 2 and 14.
    Checked against: keras.activations.selu
    Taught in: 02 activations
    """

    name: ClassVar[str] = "selu"

    def _value(self, x: np.ndarray) -> np.ndarray:
        return SELU_SCALE * ELU(SELU_ALPHA)(x)

    def _slope(self, x: np.ndarray) -> np.ndarray:
        """Scale · ELU'(x, alpha)."""
        return SELU_SCALE * ELU(SELU_ALPHA).derivative(x)
