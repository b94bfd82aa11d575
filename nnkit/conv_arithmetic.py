"""Convolution by pencil: output sizes, parameters, multiply-adds and receptive fields, of one layer and of any stack.

A stack is a list of plain dicts with Keras' words, {"type": "Conv2D", "filters": 6, "kernel_size": 5, "strides": 2},
a network of `nnkit.networks`, or the `layers` of a model in nnkit or Keras (a chain; branches are "Parallel" dicts).
How a window lies on one axis is in `nnkit.windows`; how the receptive field grows, in `nnkit.receptive_fields`.
"""

import math

from nnkit import layer_specs
from nnkit.layer_rows import LayerRow, LayerTable
from nnkit.receptive_fields import ReceptiveField, for_all_axes
from nnkit.validation import explain, require_count
from nnkit.windows import axis_output_size, per_axis

__all__ = [
    "LayerRow",
    "LayerTable",
    "ReceptiveField",
    "conv_params",
    "dense_params",
    "depthwise_conv_params",
    "layer_table",
    "multiply_adds",
    "output_size",
    "receptive_field",
]


def output_size(size, kernel_size, strides=1, padding="valid", dilation_rate=1):
    """Count the positions of a window: floor((n + before + after - d (k - 1) - 1) / s) + 1 along each axis.

    "valid" gives ceil((n - d (k - 1)) / s), "same" and "causal" ceil(n / s). The thing people get wrong: "same" keeps
    the size only where the stride is 1.

    Args:
        size: elements along one axis, or a tuple such as (H, W); None where unknown.
        kernel_size: window size; one number for all axes or one for each. For pooling: `pool_size`.
        strides: step of the window, likewise.
        padding: "valid", "same", "causal" (1 axis), or explicit: a number p for both sides of all axes, (before, after)
            for one axis, (p_h, p_w) or ((top, bottom), (left, right)) for two, as in Keras' ZeroPadding2D.
        dilation_rate: distance between two elements the window reads.

    Shapes:
        size () -> (); size (H, W) -> (H_out, W_out).

    Returns:
        A number where `size` is one, else a tuple; None where the size is None.

    Raises:
        TypeError: a number is not whole.
        ValueError: a number is too small, an unknown padding rule, or a kernel larger than the padded input.

    Example:
        >>> output_size(28, 5), output_size(28, 3, strides=2, padding="same"), output_size(5, 3, padding=(2, 1))
        (24, 14, 6)
        >>> output_size((32, 20), (5, 3), strides=(1, 2))
        (28, 9)

    Source:
        Dumoulin and Visin, 2016, A guide to convolution arithmetic for deep learning, relations 6 and 15; TensorFlow
        guide to `tf.nn`, "Notes on padding".

    Checked against:
        keras.layers.Conv1D, keras.layers.Conv2D, keras.layers.MaxPooling2D (`compute_output_shape`).

    Taught in: chapters/06_cnns
    """
    if not isinstance(size, (tuple, list)):
        return axis_output_size(size, kernel_size, strides, padding, dilation_rate)
    windows = layer_specs.windows_per_axis(kernel_size, strides, padding, dilation_rate, num_axes=len(size))
    return tuple(axis_output_size(n, **window) for n, window in zip(size, windows, strict=True))


def conv_params(channels_in, filters, kernel_size, groups=1, use_bias=True):
    """Count the weights of a convolution: K_h K_w (C_in / groups) C_out, and C_out biases.

    The size of the image does not appear: the kernel is shared by all positions. Each of the `filters` kernels has a
    slice for every input channel of its group, which is what people forget to multiply by.

    Args:
        channels_in: input channels C_in.
        filters: output channels C_out.
        kernel_size: a tuple such as (K_h, K_w); one number means a square kernel of two axes. Conv1D: a tuple (K,).
        groups: into how many groups the channels are split; divides both C_in and C_out.
        use_bias: whether every filter has a bias.

    Returns:
        The number of weights.

    Raises:
        TypeError: a number is not whole.
        ValueError: a number is below 1, or `groups` does not divide the channels.

    Example:
        >>> conv_params(6, 16, 5)  # the second convolution of LeNet-5
        2416

    Checked against:
        keras.layers.Conv2D (`count_params`).

    Taught in: chapters/06_cnns
    """
    channels_in, filters = require_count(channels_in, "channels_in"), require_count(filters, "filters")
    layer_specs.check_groups(channels_in, filters, groups)
    return _kernel_area(kernel_size) * (channels_in // groups) * filters + (filters if use_bias else 0)


def depthwise_conv_params(channels_in, kernel_size, depth_multiplier=1, use_bias=True):
    """Count the weights of a depthwise convolution: a convolution with one group for each channel.

    Args:
        channels_in: input channels C_in.
        kernel_size: as in `conv_params`.
        depth_multiplier: filters for each channel; C_out = C_in * depth_multiplier.
        use_bias: whether every filter has a bias.

    Returns:
        The number of weights, K_h K_w C_out and C_out biases.

    Raises:
        TypeError: a number is not whole.
        ValueError: a number is below 1.

    Example:
        >>> depthwise_conv_params(32, 3)
        320

    Checked against:
        keras.layers.DepthwiseConv2D (`count_params`).

    Taught in: chapters/06_cnns
    """
    filters = require_count(channels_in, "channels_in") * require_count(depth_multiplier, "depth_multiplier")
    return conv_params(channels_in, filters, kernel_size, channels_in, use_bias)


def dense_params(features_in, units, use_bias=True):
    """Count the weights of a dense layer: D_in D_out, and D_out biases; a 1x1 convolution on one position.

    Args:
        features_in: input features D_in.
        units: output features D_out.
        use_bias: whether every unit has a bias.

    Returns:
        The number of weights.

    Raises:
        TypeError: a number is not whole.
        ValueError: a number is below 1.

    Example:
        >>> dense_params(120, 84)
        10164
    """
    features_in, units = require_count(features_in, "features_in"), require_count(units, "units")
    return conv_params(features_in, units, 1, use_bias=use_bias)


def multiply_adds(output_size, channels_in, filters, kernel_size, groups=1):
    """Count multiplications, each with its addition, of a convolution: all weights but the biases, once a position.

    Published numbers called FLOPs are twice this, or the same: ask which. Additions of biases are not counted.

    Args:
        output_size: positions of the window: a number for one axis, or a tuple such as (H_out, W_out).
        channels_in: input channels C_in.
        filters: output channels C_out.
        kernel_size: one number means as many equal ones as `output_size` has axes.
        groups: into how many groups the channels are split.

    Returns:
        H_out W_out K_h K_w (C_in / groups) C_out for one example.

    Raises:
        TypeError: a number is not whole.
        ValueError: a number is below 1, or `groups` does not divide the channels.

    Example:
        >>> multiply_adds((28, 28), 1, 6, 5)  # the first convolution of LeNet-5
        117600

    Source:
        Szegedy et al., 2015, Going deeper with convolutions, table 1 ("ops" counts multiply-adds).

    Taught in: chapters/06_cnns
    """
    sizes = tuple(output_size) if isinstance(output_size, (tuple, list)) else (output_size,)
    positions = math.prod(per_axis(sizes, len(sizes), "output_size"))
    kernel = per_axis(kernel_size, len(sizes), "kernel_size")
    return positions * conv_params(channels_in, filters, kernel, groups, use_bias=False)


def receptive_field(layers, input_size=None, at=None):
    """Say what one element of the last feature map sees of the input: size, stride and start of its receptive field.

    size = 1 + sum over layers of (k - 1) times the product of the strides BEFORE that layer; leaving out the product is
    the usual mistake. Where branches meet, the field covers all of them.

    Args:
        layers: a stack (see the top of this module), a network or a model. Filters may be missing here.
        input_size: elements along each axis, a number or (H, W); needed for `start` where "same" padding meets a
            stride, and from Flatten or global pooling on, where one output sees the whole map.
        at: name of the layer to stop at; default the last.

    Returns:
        ReceptiveField(size, stride, start): numbers where all axes agree, else tuples.

    Raises:
        TypeError: a number is not whole, or a layer is neither a dict nor a layer.
        ValueError: an impossible layer (it is named), no layer called `at`, or `input_size` needed and not given.

    Example:
        >>> receptive_field([{"kernel_size": 3}, {"kernel_size": 2, "strides": 2}, {"kernel_size": 3}])
        ReceptiveField(size=8, stride=2, start=0)

    Source:
        Araujo, Norris and Sim, 2019, Computing Receptive Fields of Convolutional Neural Networks, Distill.

    Checked against:
        the table of that article (AlexNet, VGG-16, ResNet-50, MobileNet) and gradients of nnkit's own layers.

    Taught in: chapters/06_cnns
    """
    layers = layer_specs.as_specs(layers)
    num_axes = layer_specs.num_axes(layers)
    sizes = (None,) * num_axes if input_size is None else per_axis(input_size, num_axes, "input_size")
    names, fields = [], []
    for step in layer_specs.walk(layers, (None, *sizes, None)):
        names.append(step.name)
        fields.append(step.fields)
        if step.name == at:
            break
    if at is not None and at not in names:
        raise ValueError(explain("at", repr(at), f"a layer's name, one of {', '.join(names)}", "Check its spelling."))
    if not fields or fields[-1] is None:
        received = "an empty stack" if not fields else f"{names[-1]!r}, which sees the whole map, and no input_size"
        raise ValueError(explain("layers", received, "a feature map of known size", "Give input_size, or stop by at=."))
    return for_all_axes(fields[-1])


def layer_table(layers, input_shape=None):
    """Follow one input through a stack: a row of sizes, weights, work and receptive field for every layer.

    Args:
        layers: a stack (see the top of this module), a network or a model.
        input_shape: batch axis first, as (None, 32, 32, 1); a network and a built model bring their own.

    Returns:
        A LayerTable: a tuple of LayerRow that prints as a table, with `total_params` and `total_multiply_adds`.

    Raises:
        TypeError: a number is not whole, or a layer is neither a dict nor a layer.
        ValueError: an impossible layer (it is named), a shape of the wrong rank, or no `input_shape`.

    Example:
        >>> table = layer_table([{"type": "Conv2D", "filters": 6, "kernel_size": 5}], (None, 32, 32, 1))
        >>> table[0].output_shape, table[0].params, table[0].receptive_field
        ((None, 28, 28, 6), 156, 5)

    Checked against:
        `keras.Model.count_params` and the output shapes of keras.applications.ResNet50.

    Taught in: chapters/06_cnns
    """
    input_shape = input_shape or getattr(layers, "input_shape", None) or getattr(layers, "input_shapes", (None,))[0]
    if input_shape is None:
        expected = "a shape with the batch axis first"
        raise ValueError(explain("input_shape", None, expected, "Write, for example, (None, 32, 32, 1)."))
    return LayerTable(_row(step) for step in layer_specs.walk(layer_specs.as_specs(layers), tuple(input_shape)))


def _row(step):
    """Count the weights and the work of one layer."""
    params, work = 0, 0
    spec, channels_in, positions = step.spec, step.input_shape[-1], step.output_shape[1:-1]
    if step.filters is not None:
        counted = (channels_in, step.filters, step.kernel_size, step.groups)
        params = conv_params(*counted, spec.get("use_bias", True))
        work = None if None in positions else conv_params(*counted, use_bias=False) * math.prod(positions)
    elif spec["type"] in layer_specs.WEIGHTS_PER_CHANNEL:
        params = layer_specs.WEIGHTS_PER_CHANNEL[spec["type"]] * channels_in
    field = ReceptiveField(None, None, None) if step.fields is None else for_all_axes(step.fields)
    return LayerRow(step.name, spec["type"], step.output_shape, params, work, *field)


def _kernel_area(kernel_size):
    """Multiply the sizes of a kernel; one number is a square one."""
    num_axes = len(kernel_size) if isinstance(kernel_size, (tuple, list)) else 2
    return math.prod(per_axis(kernel_size, num_axes, "kernel_size"))
