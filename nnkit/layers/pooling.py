"""Max and average pooling over windows: fewer numbers, no parameters.

A window of all positions is moved like the kernel of a convolution, but every channel is pooled for itself.
"""

from __future__ import annotations

import itertools
import math

import numpy as np

from nnkit.layers.base import Layer
from nnkit.layers.sliding import output_sizes, sliding
from nnkit.validation import require_choice
from nnkit.windows import per_axis


class Pooling(Layer):
    """What pooling over windows shares: its arguments and its sizes.

    Args:
        pool_size: one number, or one for each spatial axis. Default 2 (in Keras only for max pooling).
        strides: step of the window. Default None: `pool_size`, so that windows touch without overlapping.
        padding: "valid" (none, the default) or "same".
        **options: name, dtype, trainable, as for every `Layer`.

    Raises:
        ValueError: a size below 1, an unknown padding, a window larger than the input.
        TypeError: a size is not a whole number.
    """

    def __init__(self, pool_size=2, strides=None, padding="valid", **options):
        super().__init__(**options)
        rank = len(self.input_axes) - 2
        self.pool_size = per_axis(pool_size, rank, "pool_size")
        self.strides = self.pool_size if strides is None else per_axis(strides, rank, "strides")
        self.padding = require_choice(padding, "padding", ("valid", "same"))

    def output_shape(self, input_shape):
        """(N, H_out, W_out, C), the sizes counted as in `nnkit.windows`."""
        undilated = (1,) * len(self.pool_size)
        sizes = output_sizes(self, input_shape[1:-1], self.pool_size, undilated, "pool_size")
        return (input_shape[0], *sizes, input_shape[-1])

    def sliding(self, x):
        """The window on the spatial axes of x."""
        return sliding(self, x.shape[1:-1], self.pool_size, (1,) * len(self.pool_size))


class MaxPooling2D(Pooling):
    """The largest number of every window, for each channel.

    Small shifts of a pattern leave the result alone. The gradient goes to the place of the maximum only; where several
    are equal, to the first of them (row by row), as TensorFlow does. "same" pads with minus infinity, never with 0.

    Args:
        pool_size: one number or one for each axis. Default 2 (in Keras only for max pooling).
        strides: step of the window. Default None: `pool_size`.
        padding: "valid" (none, the default) or "same".
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, H, W, C)
        output: (N, H_out, W_out, C)

    Raises:
        ValueError: a size below 1, an unknown padding, a window larger than the input.
        TypeError: a size is not a whole number.

    Example:
        >>> MaxPooling2D(2).forward(np.arange(16.0).reshape(1, 4, 4, 1))[0, :, :, 0]
        array([[ 5.,  7.],
               [13., 15.]])

    Source: Ranzato et al. (2007), CVPR, section 2; the gradient: Scherer, Mueller and Behnke (2010), section 3.
    Checked against: keras.layers.MaxPooling2D
    Taught in: chapters/06_cnns
    """

    input_axes = ("N", "H", "W", "C")

    def forward(self, inputs, training=False):
        """max(window)."""
        x = self.check_inputs(inputs)
        window = self.sliding(x)
        windows = window.gather(x, fill=-np.inf)  # (K_h, K_w, N, H_out, W_out, C)
        output = windows[(0,) * len(self.pool_size)].copy()
        for element in np.ndindex(*self.pool_size):
            np.maximum(output, windows[element], out=output)
        self.cache = window, windows, output, x.shape
        return output

    def backward(self, grad_output):
        """grad_output at the first maximum of every window, 0 elsewhere."""
        grad_output = self.check_grad(grad_output)
        window, windows, output, shape = self.cache
        return window.scatter_add(self._shares(windows, output, grad_output), shape)

    def _shares(self, windows, output, grad_output):
        """What each element of the window gets, one after the other: all of it or nothing."""
        undecided = np.ones(output.shape, bool)
        for element in np.ndindex(*self.pool_size):
            winners = (windows[element] == output) & undecided
            undecided ^= winners
            yield grad_output * winners


class MaxPooling1D(MaxPooling2D):
    """`MaxPooling2D` along one axis.

    Args:
        pool_size: steps in a window. Default 2 (in Keras only for max pooling).
        strides: step of the window. Default None: `pool_size`.
        padding: "valid" (none, the default) or "same".
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, T, C)
        output: (N, T_out, C)

    Raises:
        ValueError: a size below 1, an unknown padding, a window larger than the input.
        TypeError: a size is not a whole number.

    Example:
        >>> MaxPooling1D(2).forward([[[1.0], [3.0], [2.0], [0.0]]])[0, :, 0]
        array([3., 2.])

    Checked against: keras.layers.MaxPooling1D
    Taught in: chapters/06_cnns
    """

    input_axes = ("N", "T", "C")


class AveragePooling2D(Pooling):
    """The mean of every window, for each channel.

    With "same" padding a window at the border is averaged over the numbers that are really there: the padding counts
    neither in the sum nor in the number, as in TensorFlow. (PyTorch's default counts the zeros.)

    Args:
        pool_size: one number or one for each axis. Default 2 (in Keras only for max pooling).
        strides: step of the window. Default None: `pool_size`.
        padding: "valid" (none, the default) or "same".
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, H, W, C)
        output: (N, H_out, W_out, C)

    Raises:
        ValueError: a size below 1, an unknown padding, a window larger than the input.
        TypeError: a size is not a whole number.

    Example:
        >>> AveragePooling2D(2).forward(np.arange(16.0).reshape(1, 4, 4, 1))[0, :, :, 0]
        array([[ 2.5,  4.5],
               [10.5, 12.5]])

    Source: LeCun et al. (1998), Proceedings of the IEEE 86, section II.B, without its weight and bias for each map.
    Checked against: keras.layers.AveragePooling2D
    Taught in: chapters/06_cnns
    """

    input_axes = ("N", "H", "W", "C")

    def forward(self, inputs, training=False):
        """sum(window) / number of elements of the window inside the input."""
        x = self.check_inputs(inputs)
        window = self.sliding(x)
        inside = self._sum(window.gather(np.ones((1, *x.shape[1:-1], 1), x.dtype)))  # (1, H_out, W_out, 1)
        self.cache = window, inside, x.shape
        return self._sum(window.gather(x)) / inside

    def backward(self, grad_output):
        """grad_output / number, for every element of the window alike."""
        grad_output = self.check_grad(grad_output)
        window, inside, shape = self.cache
        return window.scatter_add(itertools.repeat(grad_output / inside, math.prod(self.pool_size)), shape)

    def _sum(self, windows):
        """Add the elements of every window, one after the other."""
        return sum(windows[element] for element in np.ndindex(*self.pool_size))


class AveragePooling1D(AveragePooling2D):
    """`AveragePooling2D` along one axis.

    Args:
        pool_size: steps in a window. Default 2 (in Keras only for max pooling).
        strides: step of the window. Default None: `pool_size`.
        padding: "valid" (none, the default) or "same".
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, T, C)
        output: (N, T_out, C)

    Raises:
        ValueError: a size below 1, an unknown padding, a window larger than the input.
        TypeError: a size is not a whole number.

    Example:
        >>> AveragePooling1D(2, padding="same").forward([[[1.0], [3.0], [5.0]]])[0, :, 0]
        array([2., 5.])

    Checked against: keras.layers.AveragePooling1D
    Taught in: chapters/06_cnns
    """

    input_axes = ("N", "T", "C")
