"""Losses with their gradients, and penalties on weights.

| for | last layer | loss |
|---|---|---|
| a number | linear | `MeanSquaredError`; `MeanAbsoluteError` or `Huber` with outliers |
| yes or no, or several labels at once | sigmoid | `BinaryCrossentropy` |
| one class of many, targets one-hot | softmax | `CategoricalCrossentropy` |
| one class of many, targets class numbers | softmax | `SparseCategoricalCrossentropy` |
| a distribution | softmax | `KLDivergence` |

Example:
    >>> from nnkit import losses
    >>> loss = losses.get("categorical_crossentropy", from_logits=True)
    >>> loss.gradient([[1.0, 0.0]], [[0.0, 0.0]])
    array([[-0.5,  0.5]])
"""

from nnkit.losses.base import EPSILON, Loss
from nnkit.losses.crossentropy import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    KLDivergence,
    SparseCategoricalCrossentropy,
)
from nnkit.losses.penalties import L1, L1L2, L2
from nnkit.losses.regression import Huber, MeanAbsoluteError, MeanSquaredError
from nnkit.validation import resolve

ALL = {
    loss.name: loss
    for loss in (
        *(MeanSquaredError, MeanAbsoluteError, Huber),
        *(BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy, KLDivergence),
    )
}
"""Name -> class, in the order of the curriculum."""

PENALTIES = {"l1": L1, "l2": L2, "l1_l2": L1L2}
"""Name -> class of the penalties on weights."""

_ALIASES = {"mse": "mean_squared_error", "mae": "mean_absolute_error", "kld": "kl_divergence"}


def get(name, **parameters) -> Loss:
    """Return the loss that `name` means.

    Args:
        name: a name ("mean_squared_error", its short form "mse", or the class name), a class, or a loss.
        **parameters: the parameters of a named loss or class, as in `get("huber", delta=2.0)`.

    Returns:
        A `Loss`: call it for the value, ask it for its `gradient`.

    Raises:
        ValueError: if there is no such name or no such parameter; the nearest right one is named.
        TypeError: if `name` is none of the above, or parameters are given for a ready loss.

    Example:
        >>> get("mse")([0.0], [2.0])
        4.0

    Checked against: keras.losses.get
    Taught in: 03 losses
    """
    return resolve(name, "loss", Loss, ALL, _ALIASES, parameters)


def get_penalty(name=None, **parameters) -> L1L2 | None:
    """Return the penalty that `name` means.

    Args:
        name: "l1", "l2", "l1_l2", a penalty or its class, or None for no penalty.
        **parameters: weights, as in `get_penalty("l2", l2=1e-4)`.

    Returns:
        A penalty: call it with the weights, ask it for its `gradient`; or None.

    Raises:
        ValueError: if there is no such name or no such parameter.
        TypeError: if `name` is none of the above.

    Example:
        >>> get_penalty("l2", l2=0.5)([2.0])
        2.0

    Checked against: keras.regularizers.get; there "l1_l2" means 0.01 for both, here the class's default 0
    Taught in: 08 regularization
    """
    return None if name is None else resolve(name, "penalty", L1L2, PENALTIES, {}, parameters)


__all__ = [
    "ALL",
    "EPSILON",
    "L1",
    "L1L2",
    "L2",
    "PENALTIES",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "Huber",
    "KLDivergence",
    "Loss",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "SparseCategoricalCrossentropy",
    "get",
    "get_penalty",
]
