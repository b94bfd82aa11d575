"""What is looked at beside the loss: accuracy in the forms that Keras chooses between, any loss, any function."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnkit import losses
from nnkit.validation import explain, require_choice


def accuracy(y_true: np.ndarray, y_pred: np.ndarray) -> float:
    """Share of right answers.

    Which comparison is meant is read from the shapes, as in Keras: one output a row is right if it is on the same side
    of 0.5 as the target; otherwise the largest output is the answer, and the target is a class number or one-hot.
    Scores before a sigmoid are compared with 0.5 too (not with 0), also as in Keras: end in a sigmoid.

    Args:
        y_true: class numbers or one-hot rows.
        y_pred: probabilities or scores.

    Shapes:
        y_true: (N, ...) class numbers, or the shape of y_pred
        y_pred: (N, ..., D)

    Returns:
        Number between 0 and 1.

    Example:
        >>> accuracy(np.array([0, 1]), np.array([[0.9, 0.1], [0.6, 0.4]]))
        0.5

    Checked against: keras.metrics.BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy
    Taught in: chapters/01_neurons
    """
    if y_pred.shape[-1] == 1:
        return float(np.mean((y_pred > 0.5) == y_true.reshape(y_pred.shape)))
    answer = y_pred.argmax(axis=-1)
    wanted = y_true.argmax(axis=-1) if y_true.shape == y_pred.shape else y_true.reshape(answer.shape)
    return float(np.count_nonzero(answer == wanted)) / answer.size


def get(metric) -> tuple[str, Callable]:
    """Name and function of a metric.

    Args:
        metric: "accuracy" (or "acc"), the name or object of a loss, or a function of (y_true, y_pred).

    Returns:
        The name under which `History` keeps it, and the function.

    Raises:
        ValueError: an unknown name; the nearest right one is named.
        TypeError: neither a name nor a function.

    Example:
        >>> get("mse")[0]
        'mse'
    """
    if isinstance(metric, str):
        if metric in ("accuracy", "acc"):
            return metric, accuracy
        try:
            return metric, losses.get(metric)
        except ValueError:
            require_choice(metric, "metric", ["accuracy", "acc", "mse", "mae", *losses.ALL])
            raise
    if not callable(metric):
        remedy = "Write metrics=['accuracy']."
        raise TypeError(explain("metrics", repr(metric), "names or functions of (y_true, y_pred)", remedy))
    return getattr(metric, "name", None) or getattr(metric, "__name__", type(metric).__name__), metric
