"""Penalties on weights, added to the loss so that large weights cost something."""

from dataclasses import dataclass

import numpy as np

from nnkit.validation import as_float, require_number


@dataclass(frozen=True)
class L1L2:
    """Both penalties: l1 Σ|w| + l2 Σw². The family; `L1` and `L2` are its members.

    Note that l2 Σw² has the gradient 2 l2 w: the decay λ of a paper that writes (λ/2) Σw² is twice this l2.

    Args:
        l1: weight of the absolute values, at least 0; default 0.
        l2: weight of the squares, at least 0; default 0.

    Raises:
        ValueError: if a weight is negative.

    Example:
        >>> penalty = L1L2(l1=0.1, l2=0.01)
        >>> round(penalty([[3.0, -4.0]]), 6), penalty.gradient([[3.0, -4.0]]).round(6).tolist()
        (0.95, [[0.16, -0.18]])

    Source: Zou and Hastie, Regularization and Variable Selection via the Elastic Net, 2005, equation 3.
    Checked against: keras.regularizers.L1L2
    Taught in: 08 regularization
    """

    l1: float = 0.0
    l2: float = 0.0

    def __post_init__(self):
        require_number(self.l1, "l1", low=0)
        require_number(self.l2, "l2", low=0)

    def __call__(self, weights) -> float:
        """Return the penalty of an array of weights."""
        weights = as_float(weights, "weights")
        return float(self.l1 * np.abs(weights).sum() + self.l2 * (weights**2).sum())

    def gradient(self, weights) -> np.ndarray:
        """Return l1 sign(w) + 2 l2 w, of the shape of the weights; the slope of |w| at 0 is taken as 0."""
        weights = as_float(weights, "weights")
        return (self.l1 * np.sign(weights) + 2 * self.l2 * weights).astype(weights.dtype, copy=False)


class L1(L1L2):
    """The lasso: l1 Σ|w|. It pushes every weight towards 0 by the same force, so that many become exactly 0.

    Args:
        l1: weight of the penalty, at least 0; default 0.01.

    Example:
        >>> L1(0.5)([1.0, -2.0])
        1.5

    Source: Tibshirani, Regression Shrinkage and Selection via the Lasso, 1996.
    Checked against: keras.regularizers.L1
    Taught in: 08 regularization
    """

    def __init__(self, l1: float = 0.01):
        super().__init__(l1=l1)


class L2(L1L2):
    """Weight decay: l2 Σw². It shrinks every weight by the same share, so that none becomes exactly 0.

    Args:
        l2: weight of the penalty, at least 0; default 0.01.

    Example:
        >>> L2(0.5)([1.0, -2.0])
        2.5

    Source: Hoerl and Kennard, Ridge Regression, 1970; Krogh and Hertz, A Simple Weight Decay, 1991.
    Checked against: keras.regularizers.L2
    Taught in: 08 regularization
    """

    def __init__(self, l2: float = 0.01):
        super().__init__(l2=l2)
