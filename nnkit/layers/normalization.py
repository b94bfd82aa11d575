"""Standardizing over chosen axes, and the two layers that do it within an example: layer and group normalization.

Batch normalization, which does it over the batch, stands in `batch_normalization.py`.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from nnkit.layers.base import Layer
from nnkit.validation import explain, require_axis, require_number


def standardize(x: np.ndarray, axes: tuple[int, ...], epsilon: float):
    """Bring to mean 0 and variance 1 over `axes`: x_hat = (x − mean) / √(variance + epsilon).

    The variance is that of a population (divided by the count, not by the count minus one), and epsilon stands inside
    the root: both are often got wrong.

    Args:
        x: any shape.
        axes: over which mean and variance are taken.
        epsilon: keeps a constant input from being divided by zero.

    Returns:
        x_hat, mean, variance and 1/√(variance + epsilon); the last three keep `axes` with size 1.

    Example:
        >>> x_hat, mean, variance, scale = standardize(np.array([1.0, 3.0]), (0,), 0.0)
        >>> x_hat, mean, variance
        (array([-1.,  1.]), array([2.]), array([1.]))

    Source: Ioffe and Szegedy (2015), algorithm 1.
    """
    mean = x.mean(axis=axes, keepdims=True)
    centred = x - mean
    variance = np.square(centred).mean(axis=axes, keepdims=True)
    inverse_deviation = 1 / np.sqrt(variance + x.dtype.type(epsilon))
    return centred * inverse_deviation, mean, variance, inverse_deviation


def standardize_backward(grad_x_hat: np.ndarray, x_hat: np.ndarray, inverse_deviation: np.ndarray, axes) -> np.ndarray:
    """Gradient by x of `standardize`: (g − mean(g) − x_hat · mean(g · x_hat)) / √(variance + epsilon).

    Mean and variance depend on x too. Leaving that out keeps only the first term, the usual mistake; the other two
    take away the part of the gradient that would shift or stretch all of x, which standardizing undoes anyway.

    Args:
        grad_x_hat: gradient by x_hat.
        x_hat: what `standardize` returned.
        inverse_deviation: the same.
        axes: over which mean and variance were taken.

    Returns:
        Gradient of the shape of x.

    Source: Ioffe and Szegedy (2015), section 3, the three chain rules drawn together.
    """
    shift = grad_x_hat.mean(axis=axes, keepdims=True)
    stretch = (grad_x_hat * x_hat).mean(axis=axes, keepdims=True)
    return inverse_deviation * (grad_x_hat - shift - x_hat * stretch)


class Normalization(Layer):
    """What the three share: x_hat, then a learned scale and shift, gamma · x_hat + beta.

    Args:
        axis: what gamma and beta belong to, -1 for the channels; the batch axis 0 is refused.
        epsilon: added to the variance; Keras' default is 1e-3, PyTorch's and the paper's 1e-5.
        center: learn beta. Default True.
        scale: learn gamma. Default True.
        **options: beta_initializer, gamma_initializer; name, dtype, trainable, as for every `Layer`.

    Raises:
        ValueError: the input has no such axis; epsilon is not positive.
    """

    input_axes = ("N", "...", "C")
    extra_arguments: ClassVar[dict[str, Any]] = {"beta_initializer": "zeros", "gamma_initializer": "ones"}

    def __init__(self, axis=-1, epsilon=1e-3, center=True, scale=True, **options):
        super().__init__(**options)
        self.axis = list(axis) if isinstance(axis, (list, tuple)) else axis
        self.epsilon = require_number(epsilon, "epsilon", low=0, open_ends="low")
        self.center, self.scale = bool(center), bool(scale)
        self.fixed_axes = tuple(axis) if isinstance(axis, (list, tuple)) else (axis,)

    def check_shape(self, input_shape):
        """Input shape as a tuple; the axes must be there."""
        for axis in self.fixed_axes:
            if require_axis(axis, len(tuple(input_shape))) % len(tuple(input_shape)) == 0:
                raise ValueError(
                    explain("axis", axis, "an axis behind the batch", "Take -1 for the channels of (N, H, W, C).")
                )
        return super().check_shape(input_shape)

    def kept_axes(self, ndim: int) -> tuple[int, ...]:
        """Axes that gamma and beta have, counted from 0."""
        return tuple(sorted(axis % ndim for axis in self.fixed_axes))

    def make_params(self, input_shape, rng):
        """Create gamma and beta, a number for every place along the axis."""
        shape = tuple(input_shape[axis] for axis in self.kept_axes(len(input_shape)))
        if self.scale:
            self.add_weight("gamma", shape, self.gamma_initializer, rng)
        if self.center:
            self.add_weight("beta", shape, self.beta_initializer, rng)

    def aligned(self, vector: np.ndarray, ndim: int) -> np.ndarray:
        """A vector along the axis, shaped to broadcast against the inputs."""
        sizes = iter(vector.shape)
        kept = self.kept_axes(ndim)
        return vector.reshape([next(sizes) if axis in kept else 1 for axis in range(ndim)])

    def rescaled(self, x_hat: np.ndarray) -> np.ndarray:
        """Scale and shift: gamma · x_hat + beta."""
        if self.scale:
            x_hat = x_hat * self.aligned(self.params["gamma"], x_hat.ndim)
        return x_hat + self.aligned(self.params["beta"], x_hat.ndim) if self.center else x_hat

    def rescaled_backward(self, grad_output: np.ndarray, x_hat: np.ndarray) -> np.ndarray:
        """Fill the gradients by gamma and beta; return that by x_hat."""
        summed = tuple(axis for axis in range(x_hat.ndim) if axis not in self.kept_axes(x_hat.ndim))
        if self.center:
            self.grads["beta"] = grad_output.sum(axis=summed)
        if not self.scale:
            return grad_output
        self.grads["gamma"] = (grad_output * x_hat).sum(axis=summed)
        return grad_output * self.aligned(self.params["gamma"], x_hat.ndim)


class LayerNormalization(Normalization):
    """Standardizes every example by itself, over its features: the same in training and at inference.

    Does not look at the batch, so that a batch of one, or sequences of many lengths, make no difference.

    Args:
        axis: the axis or axes over which to standardize, which gamma and beta have too; default -1.
        epsilon: added to the variance; default 1e-3.
        center: learn beta; default True.
        scale: learn gamma; default True.
        **options: beta_initializer, gamma_initializer; name, dtype, trainable.

    Shapes:
        inputs: (N, ..., D)
        output: (N, ..., D)
        gamma, beta: (D,)

    Raises:
        ValueError: the input has no such axis; epsilon not positive.

    Example:
        >>> LayerNormalization(epsilon=1e-9).forward([[1.0, 3.0], [10.0, 30.0]]).round(3).tolist()
        [[-1.0, 1.0], [-1.0, 1.0]]

    Source: Ba, Kiros and Hinton (2016), Layer normalization, equations 3 and 4.
    Checked against: keras.layers.LayerNormalization
    Taught in: chapters/07_batchnorm
    """

    def forward(self, inputs, training=False):
        """Scale and shift: gamma · x_hat + beta."""
        x = self.check_inputs(inputs)
        axes = self.kept_axes(x.ndim)
        x_hat, _, _, inverse_deviation = standardize(x, axes, self.epsilon)
        self.cache = x_hat, inverse_deviation, axes
        return self.rescaled(x_hat)

    def backward(self, grad_output):
        """Through gamma and beta, then `standardize_backward`."""
        grad_output = self.check_grad(grad_output)
        x_hat, inverse_deviation, axes = self.cache
        return standardize_backward(self.rescaled_backward(grad_output, x_hat), x_hat, inverse_deviation, axes)


class GroupNormalization(Normalization):
    """Standardizes groups of channels of every example, over the group and all places of the map.

    One group is layer normalization over the whole map, a group per channel instance normalization. For batches too
    small for batch statistics.

    Args:
        groups: how many; must divide the channels; -1 makes a group of every channel. Default 32.
        axis: the channels; default -1.
        epsilon: added to the variance; default 1e-3.
        center: learn beta; default True.
        scale: learn gamma; default True.
        **options: beta_initializer, gamma_initializer; name, dtype, trainable.

    Shapes:
        inputs: (N, ..., C)
        output: (N, ..., C)
        gamma, beta: (C,)

    Raises:
        ValueError: `groups` does not divide the channels; the input has no such axis; epsilon not positive.

    Example:
        >>> layer = GroupNormalization(groups=2, epsilon=1e-9)
        >>> layer.forward([[1.0, 3.0, 10.0, 30.0]]).round(3).tolist()
        [[-1.0, 1.0, -1.0, 1.0]]

    Source: Wu and He (2018), Group normalization, equations 1, 2 and 7.
    Checked against: keras.layers.GroupNormalization
    Taught in: chapters/07_batchnorm
    """

    def __init__(self, groups=32, axis=-1, epsilon=1e-3, center=True, scale=True, **options):
        super().__init__(axis, epsilon, center, scale, **options)
        if not isinstance(groups, int) or (groups < 1 and groups != -1):
            raise ValueError(explain("groups", groups, "a whole number of at least 1, or -1", "Give how many groups."))
        self.groups = groups

    def output_shape(self, input_shape):
        """The input shape; the groups must divide the channels."""
        self._num_groups(input_shape[self.axis])
        return tuple(input_shape)

    def forward(self, inputs, training=False):
        """Scale and shift, gamma · x_hat + beta, x_hat standardized in every group of every example."""
        x = self.check_inputs(inputs)
        grouped = self._grouped(x)
        axes = tuple(range(2, grouped.ndim))
        x_hat, _, _, inverse_deviation = standardize(grouped, axes, self.epsilon)
        self.cache = self._ungrouped(x_hat, x.shape), inverse_deviation, axes
        return self.rescaled(self.cache[0])

    def backward(self, grad_output):
        """Through gamma and beta, then `standardize_backward` in every group."""
        grad_output = self.check_grad(grad_output)
        x_hat, inverse_deviation, axes = self.cache
        grad_x_hat = self._grouped(self.rescaled_backward(grad_output, x_hat))
        grad = standardize_backward(grad_x_hat, self._grouped(x_hat), inverse_deviation, axes)
        return self._ungrouped(grad, x_hat.shape)

    def _num_groups(self, channels: int) -> int:
        groups = channels if self.groups == -1 else self.groups
        if channels % groups:
            remedy = f"{math.gcd(channels, groups)} divides both; -1 makes a group of every channel."
            raise ValueError(explain("groups", groups, f"a divisor of the {channels} channels", remedy))
        return groups

    def _grouped(self, x: np.ndarray) -> np.ndarray:
        """(N, ..., C) as (N, groups, C / groups, ...)."""
        channels_first = np.moveaxis(x, self.axis, 1)
        groups = self._num_groups(channels_first.shape[1])
        return channels_first.reshape(len(x), groups, -1, *channels_first.shape[2:])

    def _ungrouped(self, grouped: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        channels_first = grouped.reshape(shape[0], shape[self.axis], *grouped.shape[3:])
        return np.moveaxis(channels_first, 1, self.axis)
