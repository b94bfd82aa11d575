"""Softmax (or sigmoid) and cross-entropy as one step, as Keras computes them: the gradient is p - y.

Taken apart, log(0) has to be clipped, and where it is clipped nothing is learned any more: an answer that is wrong with
probability 1 would never be corrected.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnkit.activations import Sigmoid, Softmax
from nnkit.losses import BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy

_PARTNER = {CategoricalCrossentropy: Softmax, SparseCategoricalCrossentropy: Softmax, BinaryCrossentropy: Sigmoid}
_SMALLEST = 1e-30  # below it a probability has lost digits (float32), and the loss is computed from the scores


class FusedCrossentropy:
    """A cross-entropy of probabilities, computed from the scores behind them.

    Args:
        loss: one of the three cross-entropies with from_logits=False.

    Example:
        >>> fused = FusedCrossentropy(SparseCategoricalCrossentropy())
        >>> z = np.array([[0.0, 0.0]])
        >>> fused.gradient(np.array([0]), np.array([[0.5, 0.5]]), z)
        array([[-0.5,  0.5]])

    Source: Bishop (2006), Pattern recognition and machine learning, section 4.3.6 (canonical link functions).
    Checked against: keras.losses with the output of a softmax or sigmoid layer
    Taught in: chapters/03_losses
    """

    def __init__(self, loss):
        self.of_logits = replace(loss, from_logits=True)
        self.sparse = isinstance(loss, SparseCategoricalCrossentropy)
        self.simple = isinstance(loss, (SparseCategoricalCrossentropy, CategoricalCrossentropy)) and not getattr(
            loss, "label_smoothing", 0
        )

    @classmethod
    def of(cls, loss, layer) -> FusedCrossentropy | None:
        """The fused form, where there is one.

        Args:
            loss: of `nnkit.losses`.
            layer: the model's last.

        Returns:
            None where loss and activation are no such pair, or the loss takes scores already.
        """
        partner = _PARTNER.get(type(loss))
        activation = getattr(layer, "activation", None)
        if partner is None or loss.from_logits or not hasattr(layer, "logits") or not isinstance(activation, partner):
            return None
        along_last = getattr(activation, "axis", -1) == -1 and getattr(loss, "axis", -1) == -1
        return cls(loss) if along_last else None

    def __call__(self, y_true: np.ndarray, p: np.ndarray, z: np.ndarray) -> float:
        """Mean loss of the batch.

        Args:
            y_true: class numbers or distributions, checked before.
            p: probabilities.
            z: the scores that they came from.

        Returns:
            The number.
        """
        if self.sparse:
            rows = p.reshape(-1, p.shape[-1])
            right = rows[np.arange(len(rows)), y_true.ravel()]
            if right.min() > _SMALLEST:
                return -float(np.log(right).sum()) / right.size
        return self.of_logits(y_true, z)

    def gradient(self, y_true: np.ndarray, p: np.ndarray, z: np.ndarray) -> np.ndarray:
        """Gradient of the mean loss by the scores: (p - y) / N.

        Args:
            y_true: class numbers or distributions, checked before.
            p: probabilities.
            z: the scores that they came from.

        Returns:
            Array of the shape of `z`.
        """
        if not self.simple:
            return self.of_logits.gradient(y_true, z)
        num_examples = p.size // p.shape[-1]
        if not self.sparse:
            return (p * y_true.sum(axis=-1, keepdims=True) - y_true) / num_examples
        grad = p / num_examples
        grad.reshape(num_examples, -1)[np.arange(num_examples), y_true.ravel()] -= 1 / num_examples
        return grad
