"""Softmax and its logarithm: the two that look at a whole vector, not at one number."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.activations.base import Activation
from nnkit.validation import require_axis


@dataclass(frozen=True)
class LogSoftmax(Activation):
    """The logarithm of softmax: x − max − log Σ e^(x − max) along an axis.

    For cross-entropy: log(softmax(x)) written out is log(0) = −∞ for a class far behind, this is not.

    Args:
        axis: the axis over which the probabilities sum to 1; default -1, the last.

    Shapes:
        Any shape with at least one axis, the same out.

    Raises:
        ValueError: if `x` has no such axis.

    Example:
        >>> LogSoftmax()([0.0, 1000.0])
        array([-1000.,     0.])

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, equation 6.30.
    Checked against: keras.activations.log_softmax
    Taught in: 02 activations
    """

    axis: int = -1
    name: ClassVar[str] = "log_softmax"

    def _value(self, x: np.ndarray) -> np.ndarray:
        require_axis(self.axis, x.ndim)
        shifted = x - x.max(axis=self.axis, keepdims=True)  # the largest is 0: no overflow, and the result is the same
        return shifted - np.log(np.exp(shifted).sum(axis=self.axis, keepdims=True))

    def _slope(self, x: np.ndarray) -> np.ndarray:
        """1 − p_i, the diagonal of the Jacobian: how log p_i moves with its own x_i."""
        return 1 - np.exp(self._value(x))

    def _chain(self, x: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """The Jacobian product g − p Σ g."""
        return grad_output - np.exp(self._value(x)) * grad_output.sum(axis=self.axis, keepdims=True)


@dataclass(frozen=True)
class Softmax(Activation):
    """Probabilities from scores: p_i = e^(x_i) / Σ_j e^(x_j) along an axis.

    For the output of a choice among classes. Each output depends on every input of its vector: the slope is a matrix,
    ∂p_i/∂x_j = p_i (δ_ij − p_j). `derivative` is its diagonal alone; use `backward` for the chain rule.

    Args:
        axis: the axis over which the probabilities sum to 1; default -1, the last.

    Shapes:
        Any shape with at least one axis, the same out.

    Raises:
        ValueError: if `x` has no such axis.

    Example:
        >>> Softmax()([1.0, 2.0, 3.0]).round(4), Softmax()([1000.0, 1000.0])
        (array([0.09  , 0.2447, 0.6652]), array([0.5, 0.5]))

    Source: Bridle, 1990; Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.3.
    Checked against: keras.activations.softmax
    Taught in: 02 activations
    """

    axis: int = -1
    name: ClassVar[str] = "softmax"

    def _value(self, x: np.ndarray) -> np.ndarray:
        require_axis(self.axis, x.ndim)
        powers = np.exp(x - x.max(axis=self.axis, keepdims=True))  # all at most 1; the shift cancels in the ratio
        return powers / powers.sum(axis=self.axis, keepdims=True)

    def _slope(self, x: np.ndarray) -> np.ndarray:
        """p_i (1 − p_i), the diagonal of the Jacobian."""
        p = self._value(x)
        return p * (1 - p)

    def _chain(self, x: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """The Jacobian product p (g − Σ p g), without ever writing the Jacobian."""
        p = self._value(x)
        return p * (grad_output - (p * grad_output).sum(axis=self.axis, keepdims=True))

    def jacobian(self, x) -> np.ndarray:
        """Return the matrices ∂p_i/∂x_j = p_i (δ_ij − p_j).

        Shapes:
            (..., K) along `axis` -> (..., K, K), the other axes first.

        Example:
            >>> Softmax().jacobian([0.0, 0.0])
            array([[ 0.25, -0.25],
                   [-0.25,  0.25]])
        """
        p = np.moveaxis(self(x), self.axis, -1)
        return p[..., :, None] * (np.eye(p.shape[-1], dtype=p.dtype) - p[..., None, :])
