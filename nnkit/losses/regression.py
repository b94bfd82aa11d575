"""Losses for numbers: squared, absolute, and Huber's mixture of the two."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.losses.base import Loss
from nnkit.validation import require_number


@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """The mean of (y_pred − y_true)².

    The default for regression: the best constant prediction is the mean. One outlier counts by the square of its
    distance.

    Example:
        >>> MeanSquaredError()([[0.0, 0.0]], [[1.0, 3.0]])
        5.0

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 5.1.4.
    Checked against: keras.losses.MeanSquaredError
    Taught in: 03 losses
    """

    name: ClassVar[str] = "mean_squared_error"

    def _losses(self, y_true, y_pred):
        return ((y_pred - y_true) ** 2).mean(axis=-1)

    def _gradients(self, y_true, y_pred):
        return 2 * (y_pred - y_true) / y_pred.shape[-1]


@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """The mean of |y_pred − y_true|.

    The best constant prediction is the median, so that outliers matter little. The gradient has the same size near the
    goal as far away (and is 0 on it): without a falling learning rate it never settles.

    Example:
        >>> MeanAbsoluteError()([[0.0, 0.0]], [[1.0, 3.0]])
        2.0

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.1.2.
    Checked against: keras.losses.MeanAbsoluteError
    Taught in: 03 losses
    """

    name: ClassVar[str] = "mean_absolute_error"

    def _losses(self, y_true, y_pred):
        return np.abs(y_pred - y_true).mean(axis=-1)

    def _gradients(self, y_true, y_pred):
        return np.sign(y_pred - y_true) / y_pred.shape[-1]


@dataclass(frozen=True)
class Huber(Loss):
    """Squared near the goal, absolute far from it: e²/2 where |e| ≤ delta, else delta (|e| − delta/2).

    Both pieces meet with the same slope. Note the half: for small errors it is half the squared error.

    Args:
        delta: error at which the square turns into a line, in units of the target, above 0; default 1.

    Raises:
        ValueError: if `delta` is not positive.

    Example:
        >>> Huber(delta=1.0).per_example([[0.0], [0.0]], [[0.5], [3.0]]).tolist()
        [0.125, 2.5]

    Source: Huber, Robust Estimation of a Location Parameter, 1964.
    Checked against: keras.losses.Huber
    Taught in: 03 losses
    """

    delta: float = 1.0
    name: ClassVar[str] = "huber"

    def __post_init__(self):
        require_number(self.delta, "delta", low=0, open_ends="low")

    def _losses(self, y_true, y_pred):
        distance = np.abs(y_pred - y_true)
        square, line = distance**2 / 2, self.delta * (distance - self.delta / 2)
        return np.where(distance <= self.delta, square, line).mean(axis=-1)

    def _gradients(self, y_true, y_pred):
        return np.clip(y_pred - y_true, -self.delta, self.delta) / y_pred.shape[-1]
