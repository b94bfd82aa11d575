"""What every loss is: one number for a batch, and its gradient."""

from dataclasses import asdict, dataclass
from typing import ClassVar

import numpy as np

from nnkit.validation import as_float, explain, require_no_nan

EPSILON = 1e-7
"""Keras' `epsilon()`: probabilities are kept this far from 0 and 1 before a logarithm is taken."""

_PROBABILITY_SLACK = 1e-3  # rounding, and the steps of a numerical gradient, may leave [0, 1] by this much


@dataclass(frozen=True)
class Loss:
    """How far predictions are from the truth: the mean over the batch of one loss an example.

    A member says `_losses` (one number an example) and `_gradients` (their derivatives with respect to the
    prediction); the mean, and the division by the number of examples that people forget in the gradient, are here.
    NaN in `y_pred` passes through, so that a diverging network shows; NaN in `y_true` is refused.

    Shapes:
        y_true, y_pred: (N, ..., D), or (N,) for N examples of one number. A last axis of 1 may be missing in `y_true`.

    Example:
        >>> from nnkit import losses
        >>> loss = losses.get("mean_squared_error")
        >>> loss([[1.0], [2.0]], [[1.0], [4.0]]), loss.gradient([[1.0], [2.0]], [[1.0], [4.0]]).tolist()
        (2.0, [[0.0], [2.0]])

    Taught in: 03 losses
    """

    name: ClassVar[str] = "loss"

    def __call__(self, y_true, y_pred) -> float:
        """Return the mean loss of the batch.

        Args:
            y_true: what is right; NaN is refused.
            y_pred: what the model says.

        Returns:
            A plain number.

        Raises:
            ValueError: if the shapes do not fit, the targets hold NaN, or values are out of range.
            TypeError: if the values are not real numbers.
        """
        return float(self.per_example(y_true, y_pred).mean())

    def per_example(self, y_true, y_pred) -> np.ndarray:
        """Return one loss an example, before the mean; same arguments and errors as the call itself.

        Shapes:
            (N, ..., D) -> (N, ...); (N,) -> (N,).
        """
        y_true, y_pred = self._prepare(y_true, y_pred)
        return self._losses(y_true, y_pred).astype(y_pred.dtype, copy=False)

    def gradient(self, y_true, y_pred) -> np.ndarray:
        """Return the derivative of the mean loss with respect to each prediction; same arguments and errors.

        Shapes:
            The shape of `y_pred`.
        """
        shape = np.shape(y_pred)
        y_true, y_pred = self._prepare(y_true, y_pred)
        num_examples = y_pred.size // y_pred.shape[getattr(self, "axis", -1)]
        gradients = self._gradients(y_true, y_pred) / num_examples
        return gradients.astype(y_pred.dtype, copy=False).reshape(shape)

    def get_config(self) -> dict:
        """Return the name and the parameters: `get(**config)` builds the same loss again."""
        return {"name": self.name, **asdict(self)}

    def _prepare(self, y_true, y_pred) -> tuple[np.ndarray, np.ndarray]:
        """Both as floats of one type and one shape, (N, ..., D)."""
        y_pred = as_float(y_pred, "y_pred")
        y_true = require_no_nan(as_float(y_true, "y_true"), "y_true").astype(y_pred.dtype, copy=False)
        if y_true.shape != y_pred.shape:
            y_true = _match_last_axis(y_true, y_pred)
        return (y_true, y_pred) if y_pred.ndim > 1 else (y_true.reshape(-1, 1), y_pred.reshape(-1, 1))

    def _losses(self, y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no value; define _losses(self, y_true, y_pred).")

    def _gradients(self, y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no gradient; define _gradients(self, y_true, y_pred).")


def _match_last_axis(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Give `y_true` the shape of `y_pred` if only a last axis of 1 keeps them apart: (N,) and (N, 1)."""
    if y_true.shape == (*y_pred.shape, 1) or (*y_true.shape, 1) == y_pred.shape:
        return y_true.reshape(y_pred.shape)
    expected = f"the shape of y_pred, {y_pred.shape}"
    remedy = "Give one target for each prediction; class numbers go to SparseCategoricalCrossentropy."
    raise ValueError(explain("y_true", f"shape {y_true.shape}", expected, remedy))


def require_probabilities(values: np.ndarray, argument: str, remedy: str) -> None:
    """Refuse values outside [0, 1], but for rounding.

    Raises:
        ValueError: with the value that is farthest out.
    """
    outside = values[(values < -_PROBABILITY_SLACK) | (values > 1 + _PROBABILITY_SLACK)]
    if outside.size:
        worst = outside[np.argmax(np.abs(outside))]
        raise ValueError(explain(argument, f"a value of {worst:.6g}", "probabilities in [0, 1]", remedy))
