"""Max and average pooling over the whole map: one number for each channel, whatever the size of the image."""

from __future__ import annotations

import math

import numpy as np

from nnkit.layers.base import Layer


class GlobalPooling(Layer):
    """What pooling over the whole map shares: one number for each channel.

    Args:
        keepdims: keep the pooled axes with size 1. Default False.
        **options: name, dtype, trainable, as for every `Layer`.
    """

    def __init__(self, keepdims=False, **options):
        super().__init__(**options)
        self.keepdims = bool(keepdims)

    def output_shape(self, input_shape):
        """(N, C), or (N, 1, 1, C) with keepdims."""
        kept = (1,) * (len(input_shape) - 2) if self.keepdims else ()
        return (input_shape[0], *kept, input_shape[-1])

    @property
    def pooled_axes(self):
        """The spatial axes."""
        return tuple(range(1, len(self.input_axes) - 1))

    def restored(self, pooled):
        """The pooled axes put back with size 1, so that it broadcasts against the input."""
        return pooled if self.keepdims else np.expand_dims(pooled, self.pooled_axes)


class GlobalAveragePooling2D(GlobalPooling):
    """The mean of every feature map: the head of networks that take images of any size.

    Args:
        keepdims: keep the pooled axes with size 1. Default False.
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, H, W, C)
        output: (N, C), with keepdims (N, 1, 1, C)

    Example:
        >>> GlobalAveragePooling2D().forward(np.arange(8.0).reshape(1, 2, 2, 2))
        array([[3., 4.]])

    Source: Lin, Chen and Yan (2014), Network in network, section 3.2.
    Checked against: keras.layers.GlobalAveragePooling2D
    Taught in: chapters/06_cnns
    """

    input_axes = ("N", "H", "W", "C")

    def forward(self, inputs, training=False):
        """mean(map)."""
        x = self.check_inputs(inputs)
        self.cache = x.shape
        return x.mean(axis=self.pooled_axes, keepdims=self.keepdims)

    def backward(self, grad_output):
        """grad_output / (H W) everywhere."""
        share = self.restored(self.check_grad(grad_output)) / math.prod(self.cache[1:-1])
        return np.broadcast_to(share, self.cache).copy()


class GlobalMaxPooling2D(GlobalPooling):
    """The largest number of every feature map: is the pattern anywhere?

    The gradient is shared evenly among equal maxima (as in Keras; `MaxPooling2D` gives it to the first).

    Args:
        keepdims: keep the pooled axes with size 1. Default False.
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, H, W, C)
        output: (N, C), with keepdims (N, 1, 1, C)

    Example:
        >>> GlobalMaxPooling2D().forward(np.arange(8.0).reshape(1, 2, 2, 2))
        array([[6., 7.]])

    Source: Oquab et al. (2015), CVPR, Is object localization for free?, section 3.
    Checked against: keras.layers.GlobalMaxPooling2D
    Taught in: chapters/06_cnns
    """

    input_axes = ("N", "H", "W", "C")

    def forward(self, inputs, training=False):
        """max(map)."""
        x = self.check_inputs(inputs)
        output = x.max(axis=self.pooled_axes, keepdims=self.keepdims)
        self.cache = x == self.restored(output)
        return output

    def backward(self, grad_output):
        """grad_output at the maxima, divided by how many there are."""
        grad_output = self.restored(self.check_grad(grad_output))
        return self.cache * (grad_output / self.cache.sum(axis=self.pooled_axes, keepdims=True, dtype=self.dtype))


class GlobalAveragePooling1D(GlobalAveragePooling2D):
    """`GlobalAveragePooling2D` along one axis: the mean over all steps.

    Args:
        keepdims: keep the pooled axis with size 1. Default False.
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, T, C)
        output: (N, C), with keepdims (N, 1, C)

    Example:
        >>> GlobalAveragePooling1D().forward([[[1.0], [3.0]]])
        array([[2.]])

    Checked against: keras.layers.GlobalAveragePooling1D
    Taught in: chapters/06_cnns
    """

    input_axes = ("N", "T", "C")


class GlobalMaxPooling1D(GlobalMaxPooling2D):
    """`GlobalMaxPooling2D` along one axis: the largest number over all steps.

    Args:
        keepdims: keep the pooled axis with size 1. Default False.
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, T, C)
        output: (N, C), with keepdims (N, 1, C)

    Example:
        >>> GlobalMaxPooling1D().forward([[[1.0], [3.0]]])
        array([[3.]])

    Checked against: keras.layers.GlobalMaxPooling1D
    Taught in: chapters/06_cnns
    """

    input_axes = ("N", "T", "C")
