"""Losses for probabilities: cross-entropy in its three forms, and the Kullback-Leibler divergence.

Each cross-entropy takes probabilities, or with `from_logits=True` the scores before sigmoid or softmax. Prefer the
scores: a probability that has rounded to 0 or 1 is clipped at 1e-7, where the loss is flat and nothing is learned any
more.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.activations import LogSoftmax, Softmax, sigmoid
from nnkit.losses.base import EPSILON, Loss, require_probabilities
from nnkit.validation import as_float, as_int, explain, require_axis, require_no_nan, require_number

_USE_LOGITS = "Put a sigmoid or softmax at the end of the model, or set from_logits=True for raw scores."


def _clip(p: np.ndarray) -> np.ndarray:
    return np.clip(p, EPSILON, 1 - EPSILON)


def _moves(p: np.ndarray) -> np.ndarray:
    """1 where clipping leaves `p` as it is, 0 where the loss is flat."""
    return (p >= EPSILON) & (p <= 1 - EPSILON)


@dataclass(frozen=True)
class BinaryCrossentropy(Loss):
    """For yes-or-no questions: −y log p − (1 − y) log(1 − p), the mean over the last axis, in nats.

    With logits z it is max(z, 0) − z y + log(1 + e^(−|z|)), which never overflows, and its gradient is s(z) − y. For
    several labels at once too: each is a question of its own.

    Args:
        from_logits: whether `y_pred` holds scores rather than probabilities; default False.
        label_smoothing: moves the targets 0 and 1 to s/2 and 1 − s/2, in [0, 1]; default 0.

    Raises:
        ValueError: if a target, or a prediction with from_logits=False, lies outside [0, 1]; Keras accepts both.

    Example:
        >>> round(BinaryCrossentropy()([[1.0]], [[0.5]]), 4), BinaryCrossentropy(from_logits=True)([[0.0]], [[1000.0]])
        (0.6931, 1000.0)

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.2.
    Checked against: keras.losses.BinaryCrossentropy
    Taught in: 03 losses
    """

    from_logits: bool = False
    label_smoothing: float = 0.0
    name: ClassVar[str] = "binary_crossentropy"

    def __post_init__(self):
        require_number(self.label_smoothing, "label_smoothing", low=0, high=1)

    def _prepare(self, y_true, y_pred):
        y_true, y_pred = super()._prepare(y_true, y_pred)
        require_probabilities(y_true, "y_true", "Give the targets as 0 and 1.")
        if not self.from_logits:
            require_probabilities(y_pred, "y_pred", _USE_LOGITS)
        return y_true * (1 - self.label_smoothing) + self.label_smoothing / 2, y_pred

    def _losses(self, y_true, y_pred):
        if self.from_logits:
            losses = np.maximum(y_pred, 0) - y_pred * y_true + np.log1p(np.exp(-np.abs(y_pred)))
        else:
            p = _clip(y_pred)
            losses = -y_true * np.log(p) - (1 - y_true) * np.log(1 - p)
        return losses.mean(axis=-1)

    def _gradients(self, y_true, y_pred):
        if self.from_logits:
            gradients = sigmoid(y_pred) - y_true
        else:
            p = _clip(y_pred)
            gradients = _moves(y_pred) * ((1 - y_true) / (1 - p) - y_true / p)
        return gradients / y_pred.shape[-1]


@dataclass(frozen=True)
class CategoricalCrossentropy(Loss):
    """For one class of many, targets one-hot or any distribution: −Σ_i y_i log p_i, in nats.

    Divide by log 2 for bits. With logits z, p = softmax(z) and the gradient is p Σy − y. Given as probabilities,
    `y_pred` is first divided by its sum, as in Keras.

    Args:
        from_logits: whether `y_pred` holds scores rather than probabilities; default False.
        label_smoothing: share s of every target spread evenly over the classes, in [0, 1]; default 0.
        axis: the axis of the classes; default -1, the last.

    Shapes:
        y_true, y_pred: (N, ..., K) with the classes along `axis`.

    Raises:
        ValueError: if a target, or a prediction with from_logits=False, lies outside [0, 1]; Keras accepts both.

    Example:
        >>> round(CategoricalCrossentropy()([[1.0, 0.0, 0.0]], [[0.5, 0.4, 0.1]]), 3)
        0.693

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.3; smoothing: Szegedy et al., 2016.
    Checked against: keras.losses.CategoricalCrossentropy
    Taught in: 03 losses
    """

    from_logits: bool = False
    label_smoothing: float = 0.0
    axis: int = -1
    name: ClassVar[str] = "categorical_crossentropy"

    def __post_init__(self):
        require_number(self.label_smoothing, "label_smoothing", low=0, high=1)

    def _prepare(self, y_true, y_pred):
        y_pred = np.atleast_2d(as_float(y_pred, "y_pred"))
        y_true, y_pred = super()._prepare(np.atleast_2d(as_float(y_true, "y_true")), y_pred)
        require_axis(self.axis, y_pred.ndim)
        require_probabilities(y_true, "y_true", "Give one-hot targets, or use SparseCategoricalCrossentropy.")
        if not self.from_logits:
            require_probabilities(y_pred, "y_pred", _USE_LOGITS)
        smoothing = self.label_smoothing
        return y_true * (1 - smoothing) + smoothing / y_pred.shape[self.axis], y_pred

    def _losses(self, y_true, y_pred):
        if self.from_logits:
            log_p = LogSoftmax(self.axis)(y_pred)
        else:
            log_p = np.log(_clip(y_pred / y_pred.sum(axis=self.axis, keepdims=True)))
        return -(y_true * log_p).sum(axis=self.axis)

    def _gradients(self, y_true, y_pred):
        if self.from_logits:
            return Softmax(self.axis)(y_pred) * y_true.sum(axis=self.axis, keepdims=True) - y_true
        total = y_pred.sum(axis=self.axis, keepdims=True)
        p = y_pred / total
        grad_p = -y_true * _moves(p) / _clip(p)
        return (grad_p - (grad_p * p).sum(axis=self.axis, keepdims=True)) / total  # back through the division


@dataclass(frozen=True)
class SparseCategoricalCrossentropy(Loss):
    """Categorical cross-entropy with the class numbers as targets: −log p_y, in nats.

    The same loss without one-hot targets. As in Keras, probabilities are clipped first and divided by their sum after.

    Args:
        from_logits: whether `y_pred` holds scores rather than probabilities; default False.

    Shapes:
        y_true: (N, ...) or (N, ..., 1), whole numbers from 0 to K − 1; y_pred: (N, ..., K).

    Raises:
        ValueError: if a class number is not below K or is negative (Keras gives NaN), or a prediction with
            from_logits=False lies outside [0, 1].

    Example:
        >>> round(SparseCategoricalCrossentropy()([0], [[0.5, 0.4, 0.1]]), 3)
        0.693

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.3.
    Checked against: keras.losses.SparseCategoricalCrossentropy
    Taught in: 03 losses
    """

    from_logits: bool = False
    name: ClassVar[str] = "sparse_categorical_crossentropy"

    def _prepare(self, y_true, y_pred):
        y_pred = np.atleast_2d(as_float(y_pred, "y_pred"))
        labels = as_int(require_no_nan(as_float(y_true, "y_true"), "y_true"), "y_true")
        labels = labels.reshape(1) if labels.ndim == 0 else labels
        if labels.shape not in (y_pred.shape[:-1], (*y_pred.shape[:-1], 1)):
            expected = f"one class number for each row of y_pred, shape {y_pred.shape[:-1]}"
            remedy = "For one-hot targets use CategoricalCrossentropy."
            raise ValueError(explain("y_true", f"shape {labels.shape}", expected, remedy))
        _require_classes(labels, y_pred.shape[-1])
        if not self.from_logits:
            require_probabilities(y_pred, "y_pred", _USE_LOGITS)
        return labels.reshape((*y_pred.shape[:-1], 1)), y_pred

    def _losses(self, y_true, y_pred):
        logits = y_pred if self.from_logits else np.log(_clip(y_pred))
        return -np.take_along_axis(LogSoftmax()(logits), y_true, axis=-1)[..., 0]

    def _gradients(self, y_true, y_pred):
        logits = y_pred if self.from_logits else np.log(_clip(y_pred))
        gradients = Softmax()(logits)  # minus 1 at the right class: p − one_hot(y)
        right = np.take_along_axis(gradients, y_true, axis=-1)
        np.put_along_axis(gradients, y_true, right - 1, axis=-1)
        return gradients if self.from_logits else gradients * _moves(y_pred) / _clip(y_pred)


def _require_classes(labels: np.ndarray, num_classes: int) -> None:
    wrong = labels[(labels < 0) | (labels >= num_classes)]
    if wrong.size:
        expected = f"class numbers from 0 to {num_classes - 1}"
        remedy = "Count classes from 0, and give the last layer one unit a class."
        raise ValueError(explain("y_true", f"class number {wrong[0]}", expected, remedy))


@dataclass(frozen=True)
class KLDivergence(Loss):
    """The Kullback-Leibler divergence Σ_i y_i log(y_i / p_i), in nats: cross-entropy minus the entropy of the targets.

    0 if the distributions agree; not symmetric. Its gradient is that of cross-entropy, as the entropy of the targets
    does not depend on the prediction.

    Shapes:
        y_true, y_pred: (N, ..., K), distributions along the last axis.

    Raises:
        ValueError: if a value lies outside [0, 1]; Keras clips it silently.

    Example:
        >>> round(KLDivergence()([[0.5, 0.5]], [[0.9, 0.1]]), 4), round(KLDivergence()([[0.9, 0.1]], [[0.5, 0.5]]), 4)
        (0.5108, 0.3681)

    Source: Kullback and Leibler, On Information and Sufficiency, 1951.
    Checked against: keras.losses.KLDivergence
    Taught in: 03 losses
    """

    name: ClassVar[str] = "kl_divergence"

    def _prepare(self, y_true, y_pred):
        y_true, y_pred = super()._prepare(np.atleast_2d(as_float(y_true, "y_true")), np.atleast_2d(y_pred))
        require_probabilities(y_true, "y_true", "Divide each row by its sum.")
        require_probabilities(y_pred, "y_pred", "Put a softmax at the end of the model.")
        return y_true, y_pred

    def _losses(self, y_true, y_pred):
        y_true, p = np.clip(y_true, EPSILON, 1), np.clip(y_pred, EPSILON, 1)
        return (y_true * np.log(y_true / p)).sum(axis=-1)

    def _gradients(self, y_true, y_pred):
        inside = (y_pred >= EPSILON) & (y_pred <= 1)
        return -np.clip(y_true, EPSILON, 1) * inside / np.clip(y_pred, EPSILON, 1)
