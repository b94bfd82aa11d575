"""BatchNormalization: every channel standardized over the batch."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nnkit.layers.normalization import Normalization, standardize, standardize_backward
from nnkit.validation import require_number


class BatchNormalization(Normalization):
    """Standardizes every channel over the batch; at inference with averages that were kept while training.

    Training: x_hat = (x − batch mean) / √(batch variance + epsilon). Inference: the same with the moving averages
    moving = momentum · moving + (1 − momentum) · batch. People turn momentum round, or predict with training=True, or
    train with training=False, so that the averages stay at 0 and 1.

    Args:
        axis: the channels; default -1 (3 for images (N, H, W, C), not 4).
        momentum: share of the old moving average that is kept at each step, in [0, 1]; default 0.99.
        epsilon: added to the variance; default 1e-3.
        center: learn beta; default True. It makes the bias of the layer before it redundant.
        scale: learn gamma; default True.
        **options: beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer; name,
            dtype, trainable (False: the moving averages are used and kept even in training, as in Keras).

    Shapes:
        inputs: (N, ..., C)
        output: (N, ..., C)
        gamma, beta, moving_mean, moving_variance: (C,)

    Raises:
        ValueError: the input has no such axis; momentum outside [0, 1]; epsilon not positive.

    Example:
        >>> layer = BatchNormalization(epsilon=1e-9, momentum=0.9)
        >>> layer.forward([[1.0], [3.0]], training=True).round(3).tolist()
        [[-1.0], [1.0]]
        >>> layer.state["moving_mean"].round(3), layer.state["moving_variance"].round(3)
        (array([0.2]), array([1.]))

    Source: Ioffe and Szegedy (2015), Batch normalization, algorithms 1 and 2; moving averages as in Keras 3, with the
        population variance (the paper's unbiased m/(m−1) is left out there too).
    Checked against: keras.layers.BatchNormalization
    Taught in: chapters/07_batchnorm
    """

    extra_arguments: ClassVar[dict[str, Any]] = {
        **Normalization.extra_arguments,
        "moving_mean_initializer": "zeros",
        "moving_variance_initializer": "ones",
    }

    def __init__(self, axis=-1, momentum=0.99, epsilon=1e-3, center=True, scale=True, **options):
        super().__init__(axis, epsilon, center, scale, **options)
        self.momentum = require_number(momentum, "momentum", low=0, high=1)

    def make_params(self, input_shape, rng):
        """Create gamma, beta and the moving averages."""
        super().make_params(input_shape, rng)
        shape = (input_shape[self.axis],)
        self.add_weight("moving_mean", shape, self.moving_mean_initializer, rng, trainable=False)
        self.add_weight("moving_variance", shape, self.moving_variance_initializer, rng, trainable=False)

    def forward(self, inputs, training=False):
        """Scale and shift, gamma · x_hat + beta, by the batch's statistics in training, else by the moving ones."""
        x = self.check_inputs(inputs)
        if training and self.trainable:
            axes = tuple(axis for axis in range(x.ndim) if axis not in self.kept_axes(x.ndim))
            x_hat, mean, variance, inverse_deviation = standardize(x, axes, self.epsilon)
            self._update("moving_mean", mean)
            self._update("moving_variance", variance)
        else:
            axes, mean = None, self.aligned(self.state["moving_mean"], x.ndim)
            variance = self.aligned(self.state["moving_variance"], x.ndim)
            inverse_deviation = 1 / np.sqrt(variance + x.dtype.type(self.epsilon))
            x_hat = (x - mean) * inverse_deviation
        self.cache = x_hat, inverse_deviation, axes
        return self.rescaled(x_hat)

    def backward(self, grad_output):
        """Through gamma and beta, then `standardize_backward`; at inference mean and variance are constants."""
        grad_output = self.check_grad(grad_output)
        x_hat, inverse_deviation, axes = self.cache
        grad_x_hat = self.rescaled_backward(grad_output, x_hat)
        if axes is None:
            return grad_x_hat * inverse_deviation
        return standardize_backward(grad_x_hat, x_hat, inverse_deviation, axes)

    def _update(self, name: str, batch_value: np.ndarray) -> None:
        moving = self.state[name]
        moving *= self.momentum
        moving += (1 - self.momentum) * batch_value.ravel()
