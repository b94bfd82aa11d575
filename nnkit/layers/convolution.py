"""Conv1D, Conv2D and DepthwiseConv2D: one small kernel that looks at every place.

All three are one computation. The windows of the input are laid side by side as columns, and the convolution is the
matrix product of the flattened kernel with them ("im2col"); with groups, one product for each group of channels.

What is called convolution here is cross-correlation: the kernel is not flipped, as in every deep learning library.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from nnkit import activations
from nnkit.layer_specs import check_groups
from nnkit.layers.base import Layer
from nnkit.layers.sliding import output_sizes, sliding
from nnkit.validation import explain, require_choice, require_count
from nnkit.windows import per_axis


class Convolution(Layer):
    """What all convolutions share: forward and backward for any number of spatial axes and of groups.

    A subclass says how many groups and filters there are (`groups_and_filters`) and what shape its kernel has.

    Args:
        kernel_size: one number, or one for each spatial axis.
        strides: likewise.
        padding: one of `paddings`.
        **options: those of the subclass, and name, dtype, trainable, as for every `Layer`.

    Raises:
        ValueError: a number below 1, an unknown padding, strides and dilation_rate both above 1.
        TypeError: a size is not a whole number.
    """

    fixed_axes = (-1,)
    paddings: ClassVar[tuple[str, ...]] = ("valid", "same")

    def __init__(self, kernel_size, strides, padding, **options):
        super().__init__(**options)
        rank = len(self.input_axes) - 2
        self.kernel_size = per_axis(kernel_size, rank, "kernel_size")
        self.strides = per_axis(strides, rank, "strides")
        self.padding = require_choice(padding, "padding", self.paddings)
        self.dilation_rate = per_axis(self.dilation_rate, rank, "dilation_rate")
        self.activation = None if self.activation is None else activations.get(self.activation)
        self.use_bias = bool(self.use_bias)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            received = f"{self.strides} together with dilation_rate={self.dilation_rate}"
            raise ValueError(explain("strides", received, "one of the two to be 1, as in Keras", "Use two layers."))

    def groups_and_filters(self, channels_in: int) -> tuple[int, int]:
        """Groups and output channels for a number of input channels."""
        raise NotImplementedError(f"{type(self).__name__} must say how many groups and filters it has.")

    def output_shape(self, input_shape):
        """(N, H_out, W_out, C_out), the sizes counted as in `nnkit.windows`."""
        sizes = output_sizes(self, input_shape[1:-1], self.kernel_size, self.dilation_rate, "kernel_size")
        return (input_shape[0], *sizes, self.groups_and_filters(input_shape[-1])[1])

    def forward(self, inputs, training=False):
        """activation(windows @ kernel + bias)."""
        x = self.check_inputs(inputs)
        groups, filters = self.groups_and_filters(x.shape[-1])
        window = sliding(self, x.shape[1:-1], self.kernel_size, self.dilation_rate, first_axis=2)
        windows = window.gather(np.ascontiguousarray(np.moveaxis(x, -1, 0)))  # (K_h, K_w, C_in, N, H_out, W_out)
        columns = _split_channels(windows, groups, len(self.kernel_size))  # (G, K_h K_w C_in / G, P), P = N H_out W_out
        kernel = _split_filters(self.params["kernel"], groups, filters)  # (G, K_h K_w C_in / G, C_out / G)
        z = columns.transpose(0, 2, 1) @ kernel  # (G, P, C_out / G)
        z = z.transpose(1, 0, 2).reshape(*windows.shape[len(self.kernel_size) + 1 :], filters)
        if self.use_bias:
            z += self.params["bias"]
        self.cache = window, windows.shape, columns, kernel, z
        return z if self.activation is None else self.activation(z)

    def backward(self, grad_output):
        """By the kernel columns @ grad_z; by the inputs kernel @ grad_z.T, added up where the windows were read."""
        grad_z = self.check_grad(grad_output)
        if self.activation is not None:
            grad_z = self.activation.backward(self.cache[-1], grad_z)
        return self.backward_logits(grad_z)

    def logits(self):
        """Activation and the weighted sums of the last forward pass: what cross-entropy starts from."""
        return self.activation, self.cache[-1]

    def backward_logits(self, grad_z):
        """`backward` for the gradient by the weighted sums z = windows @ kernel + bias.

        Args:
            grad_z: same shape as the output.

        Returns:
            The gradient by the inputs.
        """
        window, windows_shape, columns, kernel, _ = self.cache
        groups, filters = len(columns), grad_z.shape[-1]
        rows = grad_z.reshape(-1, groups, filters // groups).transpose(1, 0, 2)  # (G, P, C_out / G)
        grad_kernel = columns @ rows  # (G, K_h K_w C_in / G, C_out / G)
        self.grads["kernel"] = grad_kernel.transpose(1, 0, 2).reshape(self.params["kernel"].shape)
        if self.use_bias:
            self.grads["bias"] = grad_z.reshape(-1, filters).sum(axis=0)
        grad_columns = kernel @ rows.transpose(0, 2, 1)  # (G, K_h K_w C_in / G, P)
        grad_windows = _join_channels(grad_columns, windows_shape, len(self.kernel_size))  # K_h K_w (C_in, N, ...)
        grad_x = window.scatter_add(grad_windows, (windows_shape[len(self.kernel_size)], len(grad_z), *window.sizes))
        return np.ascontiguousarray(np.moveaxis(grad_x, 0, -1))


def _split_channels(windows, groups, rank):
    """(K_h, K_w, C_in, N, H_out, W_out) -> (G, K_h K_w C_in / G, P): a window is a column, a group a matrix."""
    kernel_size, channels, positions = windows.shape[:rank], windows.shape[rank], windows.shape[rank + 1 :]
    grouped = windows.reshape(*kernel_size, groups, channels // groups, *positions)
    return np.moveaxis(grouped, rank, 0).reshape(groups, -1, math.prod(positions))  # the only copy


def _join_channels(columns, windows_shape, rank):
    """Undo `_split_channels`, but with K_h K_w as one axis: -> (K_h K_w, C_in, N, H_out, W_out)."""
    groups, kernel_area = len(columns), math.prod(windows_shape[:rank])
    grouped = columns.reshape(groups, kernel_area, -1, columns.shape[-1])
    return np.moveaxis(grouped, 0, 1).reshape(kernel_area, *windows_shape[rank:])


def _split_filters(kernel, groups, filters):
    """(K_h, K_w, C_in / G, C_out) -> (G, K_h K_w C_in / G, C_out / G): group g makes the g-th block of filters."""
    return kernel.reshape(-1, groups, filters // groups).transpose(1, 0, 2)


class Conv2D(Convolution):
    """Every output is a weighted sum of one window of the input: activation(sum of window * kernel + bias).

    The same kernel is used at every place, so the number of parameters does not depend on the image. People forget that
    each filter spans all input channels: a 3x3 filter on 3 channels has 27 weights, not 9.

    Args:
        filters: number of output channels, C_out.
        kernel_size: one number or (K_h, K_w).
        strides: step of the window, one number or one for each axis. Default 1.
        padding: "valid" (none, the default) or "same" (output = ceil(input / strides); the odd zero comes after).
        **options: dilation_rate (distance between two elements that the kernel reads, default 1), groups (default 1,
            divides C_in and C_out), activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer;
            name, dtype, trainable.

    Shapes:
        inputs: (N, H, W, C_in)
        output: (N, H_out, W_out, C_out)
        kernel: (K_h, K_w, C_in / groups, C_out)
        bias: (C_out,)

    Raises:
        ValueError: a size below 1, a kernel larger than the padded input, groups that do not divide the channels,
            strides and dilation_rate both above 1 (as in Keras), an unknown padding.
        TypeError: a size is not a whole number.

    Example:
        >>> layer = Conv2D(1, 2, kernel_initializer="ones")
        >>> layer.forward(np.arange(9.0).reshape(1, 3, 3, 1))[0, :, :, 0]
        array([[ 8., 12.],
               [20., 24.]])

    Source: LeCun et al. (1998), Proceedings of the IEEE 86, section II; im2col: Chellapilla, Puri and Simard (2006).
    Checked against: keras.layers.Conv2D
    Taught in: chapters/06_cnns
    """

    input_axes = ("N", "H", "W", "C_in")
    extra_arguments: ClassVar[dict[str, Any]] = {
        "dilation_rate": 1,
        "groups": 1,
        "activation": None,
        "use_bias": True,
        "kernel_initializer": "glorot_uniform",
        "bias_initializer": "zeros",
        "kernel_regularizer": None,
    }

    def __init__(self, filters, kernel_size, strides=1, padding="valid", **options):
        super().__init__(kernel_size, strides, padding, **options)
        self.filters = require_count(filters, "filters")
        check_groups(self.groups, self.filters, self.groups)

    def groups_and_filters(self, channels_in):
        """`groups` and `filters`, once it is clear that the groups divide the channels."""
        check_groups(channels_in, self.filters, self.groups)
        return self.groups, self.filters

    def make_params(self, input_shape, rng):
        """Create kernel and bias."""
        shape = (*self.kernel_size, input_shape[-1] // self.groups, self.filters)
        self.add_weight("kernel", shape, self.kernel_initializer, rng, regularizer=self.kernel_regularizer)
        if self.use_bias:
            self.add_weight("bias", (self.filters,), self.bias_initializer, rng)


class Conv1D(Conv2D):
    """`Conv2D` along one axis: a window of steps instead of a patch of pixels.

    "causal" pads in front only, so that no output sees a later step: the padding for predicting what comes next.

    Args:
        filters: number of output channels, C_out.
        kernel_size: steps the kernel reads.
        strides: step of the window. Default 1.
        padding: "valid" (the default), "same" or "causal".
        **options: as for `Conv2D`.

    Shapes:
        inputs: (N, T, C_in)
        output: (N, T_out, C_out)
        kernel: (K, C_in / groups, C_out)
        bias: (C_out,)

    Raises:
        ValueError: as for `Conv2D`.
        TypeError: a size is not a whole number.

    Example:
        >>> layer = Conv1D(1, 2, padding="causal", kernel_initializer="ones")
        >>> layer.forward([[[1.0], [2.0], [3.0]]])[0, :, 0]
        array([1., 3., 5.])

    Source: causal: van den Oord et al. (2016), WaveNet, section 2.1.
    Checked against: keras.layers.Conv1D
    Taught in: chapters/06_cnns
    """

    input_axes = ("N", "T", "C_in")
    paddings = ("valid", "same", "causal")


class DepthwiseConv2D(Convolution):
    """A kernel of its own for every channel, and no sum over channels: as many groups as there are channels.

    It mixes places but not channels; a 1x1 `Conv2D` after it mixes channels but not places. Together they do most of
    what a `Conv2D` does for a fraction of the weights. Output channel c * depth_multiplier + m comes from channel c.

    Args:
        kernel_size: one number or (K_h, K_w).
        strides: step of the window. Default 1. (Keras on TensorFlow wants the same along both axes.)
        padding: "valid" (the default) or "same".
        depth_multiplier: output channels for each input channel. Default 1.
        **options: dilation_rate, activation, use_bias, depthwise_initializer, bias_initializer, depthwise_regularizer;
            name, dtype, trainable.

    Shapes:
        inputs: (N, H, W, C_in)
        output: (N, H_out, W_out, C_in * depth_multiplier)
        kernel: (K_h, K_w, C_in, depth_multiplier)
        bias: (C_in * depth_multiplier,)

    Raises:
        ValueError: a size below 1, a kernel larger than the padded input, strides and dilation_rate both above 1.
        TypeError: a size is not a whole number.

    Example:
        >>> DepthwiseConv2D(3).build((None, 8, 8, 32)).count_params()
        320

    Source: Howard et al. (2017), MobileNets, section 3.1.
    Checked against: keras.layers.DepthwiseConv2D
    Taught in: chapters/06_cnns
    """

    input_axes = ("N", "H", "W", "C_in")
    extra_arguments: ClassVar[dict[str, Any]] = {
        "dilation_rate": 1,
        "activation": None,
        "use_bias": True,
        "depthwise_initializer": "glorot_uniform",
        "bias_initializer": "zeros",
        "depthwise_regularizer": None,
    }

    def __init__(self, kernel_size, strides=1, padding="valid", depth_multiplier=1, **options):
        super().__init__(kernel_size, strides, padding, **options)
        self.depth_multiplier = require_count(depth_multiplier, "depth_multiplier")

    def groups_and_filters(self, channels_in):
        """One group for each channel."""
        return channels_in, channels_in * self.depth_multiplier

    def make_params(self, input_shape, rng):
        """Create kernel and bias."""
        channels = input_shape[-1]
        shape = (*self.kernel_size, channels, self.depth_multiplier)
        self.add_weight("kernel", shape, self.depthwise_initializer, rng, regularizer=self.depthwise_regularizer)
        if self.use_bias:
            self.add_weight("bias", (channels * self.depth_multiplier,), self.bias_initializer, rng)
