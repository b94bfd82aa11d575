"""Layers described as plain dicts with Keras' words, and the walk of one shape through a stack of them.

    {"type": "Conv2D", "name": "C1", "filters": 6, "kernel_size": 5, "strides": 1, "padding": "same"}
    {"type": "AveragePooling2D", "pool_size": 2}
    {"type": "Parallel", "merge": "Add", "branches": [[...], []]}     an empty branch passes its input on

`type` may be left out for a Conv2D; every other key has Keras' default. `nnkit.conv_arithmetic` is the public face.
"""

import math
from typing import NamedTuple

from nnkit.receptive_fields import ONE_ELEMENT, joined
from nnkit.validation import explain, require_choice, require_count
from nnkit.windows import axis_output_size, per_axis

CONVOLUTIONS = {"Conv1D": 1, "Conv2D": 2, "DepthwiseConv2D": 2}  # type -> spatial axes
POOLINGS = {"MaxPooling1D": 1, "MaxPooling2D": 2, "AveragePooling1D": 1, "AveragePooling2D": 2}
ZERO_PADDINGS = {"ZeroPadding1D": 1, "ZeroPadding2D": 2}
GLOBAL_POOLINGS = {f"Global{kind}Pooling{axes}D": axes for kind in ("Max", "Average") for axes in (1, 2)}
SPATIAL_AXES = {**CONVOLUTIONS, **POOLINGS, **ZERO_PADDINGS, **GLOBAL_POOLINGS}
WEIGHTS_PER_CHANNEL = {"BatchNormalization": 4, "LayerNormalization": 2, "GroupNormalization": 2}
ELEMENTWISE = ("Activation", "ReLU", "LeakyReLU", "ELU", "Softmax", "Dropout", "SpatialDropout1D", "SpatialDropout2D")
TYPES = (*SPATIAL_AXES, *WEIGHTS_PER_CHANNEL, *ELEMENTWISE, "Input", "InputLayer", "Flatten", "Dense", "Parallel")
KEYS = (
    *("type", "name", "filters", "units", "kernel_size", "pool_size", "strides", "padding", "dilation_rate", "groups"),
    *("depth_multiplier", "use_bias", "activation", "rate", "keepdims", "merge", "branches"),
)


class Step(NamedTuple):
    """One layer of a walk.

    Args:
        name: the layer's name, that of its block in front.
        spec: the layer's dict.
        input_shape: batch axis first.
        output_shape: batch axis first.
        fields: one ReceptiveField for each spatial axis, None where there is none or it is unknown.
        filters: output channels of a layer with a kernel, else None.
        kernel_size: one number for each axis of the kernel.
        groups: groups of the convolution.
    """

    name: str
    spec: dict
    input_shape: tuple
    output_shape: tuple
    fields: tuple | None
    filters: int | None = None
    kernel_size: tuple = ()
    groups: int = 1


# -- reading ---------------------------------------------------------------------------------------------------------
def as_specs(layers):
    """Read a stack: dicts are checked, layers of nnkit or Keras are described by their attributes.

    Args:
        layers: a list of dicts or layers, or anything with `layers`, such as a network or a model that is a chain.

    Returns:
        A list of dicts that all have a "type".

    Raises:
        TypeError: an entry is neither a dict nor a layer.
        ValueError: an unknown type or key (the nearest right one is named).
    """
    return [_as_spec(layer) for layer in getattr(layers, "layers", layers)]


def _as_spec(layer):
    if not isinstance(layer, dict):
        kind = type(layer).__name__
        if kind == "Residual":
            branches = [as_specs(layer.block), as_specs(layer.shortcut)]
            return {"type": "Parallel", "merge": "Add", "name": layer.name, "branches": branches}
        if kind not in TYPES and not hasattr(layer, "get_config"):
            raise TypeError(explain("layers", repr(layer), "dicts or layers", 'Write {"type": "Conv2D", ...}.'))
        return {"type": require_choice(kind, "type", TYPES)} | {
            key: getattr(layer, key) for key in KEYS[1:] if getattr(layer, key, None) is not None
        }
    for key in layer:
        require_choice(key, f"key of layer {layer.get('name', layer)!r}", KEYS)
    spec = {"type": "Conv2D", **layer}
    require_choice(spec["type"], "type", TYPES)
    if spec["type"] == "Parallel":
        if not isinstance(spec.get("branches"), (list, tuple)) or not spec["branches"]:
            remedy = 'Write {"type": "Parallel", "branches": [[...], [...]]}.'
            raise ValueError(explain("branches", repr(spec.get("branches")), "a list of stacks", remedy))
        spec["branches"] = [as_specs(branch) for branch in spec["branches"]]
    return spec


def num_axes(specs):
    """Count the spatial axes that a stack works on: 1 where a layer of one axis is in it, else 2.

    Args:
        specs: what `as_specs` returned.

    Returns:
        1 or 2.
    """
    branches = [spec for parent in specs for branch in parent.get("branches", ()) for spec in branch]
    return min((SPATIAL_AXES.get(spec["type"], 2) for spec in (*specs, *branches)), default=2)


def check_groups(channels_in, filters, groups):
    """Check that the groups divide the channels on both sides.

    Args:
        channels_in: input channels.
        filters: output channels.
        groups: number of groups.

    Raises:
        TypeError: `groups` is not a whole number.
        ValueError: `groups` is below 1 or leaves a remainder.
    """
    require_count(groups, "groups")
    for name, channels in (("input channels", channels_in), ("filters", filters)):
        if channels % groups:
            remedy = f"Choose a number that divides both {channels_in} input channels and {filters} filters."
            raise ValueError(explain("groups", groups, f"a divisor of the {channels} {name}", remedy))


def windows_per_axis(kernel_size, strides, padding, dilation_rate, num_axes):
    """Split the arguments of a layer into those of `windows.axis_output_size`, one dict for each axis.

    Args:
        kernel_size: a number or one for each axis.
        strides: likewise.
        padding: a rule, a number, or one number or pair for each axis; for one axis a pair (before, after).
        dilation_rate: a number or one for each axis.
        num_axes: spatial axes.

    Returns:
        A list of dicts with the keys kernel_size, strides, padding, dilation_rate.

    Raises:
        TypeError: a number is not whole.
        ValueError: a number is too small, there are too many, or "causal" on two axes.
    """
    if padding == "causal" and num_axes != 1:
        raise ValueError(explain("padding", "'causal' for two axes", "'valid' or 'same'", "Only Conv1D can be causal."))
    paddings = padding if isinstance(padding, (tuple, list)) and num_axes > 1 else (padding,) * num_axes
    if len(paddings) != num_axes:
        expected = f"one number or pair for each of {num_axes} axes"
        raise ValueError(explain("padding", repr(padding), expected, "Write ((top, bottom), (left, right))."))
    numbers = {"kernel_size": kernel_size, "strides": strides, "dilation_rate": dilation_rate}
    columns = [per_axis(value, num_axes, name) for name, value in numbers.items()]
    return [
        {**dict(zip(numbers, values, strict=True)), "padding": pad}
        for *values, pad in zip(*columns, paddings, strict=True)
    ]


# -- walking ---------------------------------------------------------------------------------------------------------
def walk(specs, shape, fields=None, path=""):
    """Follow a shape and the receptive fields through a stack.

    Args:
        specs: what `as_specs` returned.
        shape: batch axis first; None where unknown.
        fields: receptive fields of the input, one for each axis; default: every element sees itself.
        path: what stands in front of the names.

    Yields:
        A Step for every layer; the layers of a block come before the block's own line.

    Raises:
        ValueError: an impossible layer; the message begins with its name.
    """
    if fields is None:
        fields = (ONE_ELEMENT,) * (len(shape) - 2) or None
    counts = {}
    for spec in specs:
        kind = spec["type"]
        counts[kind] = counts.get(kind, 0) + 1
        name = path + spec.get("name", f"{kind.lower()}_{counts[kind]}")
        if kind == "Parallel":
            ends = []
            for branch in spec["branches"]:
                end = (shape, fields)
                for step in walk(branch, shape, fields, f"{name}/"):
                    yield step
                    end = (step.output_shape, step.fields)
                ends.append(end)
            step = _named(name, _merge, spec, shape, ends)
        else:
            step = _named(name, _through, spec, shape, fields)
        yield step
        shape, fields = step.output_shape, step.fields


def _named(name, function, *args):
    """Put the layer's name in front of whatever is wrong with it, and into the step."""
    try:
        return function(*args)._replace(name=name)
    except (TypeError, ValueError) as error:
        raise type(error)(f"layer {name!r}: {error}") from error


def _through(spec, shape, fields):
    """Go through one layer."""
    kind = spec["type"]
    if kind in SPATIAL_AXES:
        _require_rank(kind, shape)
    if kind in GLOBAL_POOLINGS or kind == "Flatten":
        return _whole_map(spec, shape, fields)
    if kind == "Dense":  # on the last axis: a 1x1 convolution
        units = require_count(spec.get("units"), "units")
        return Step("", spec, shape, (*shape[:-1], units), fields, units, (1,))
    if kind in CONVOLUTIONS:
        return _convolution(spec, shape, fields)
    if kind in SPATIAL_AXES:
        window = spec.get("pool_size", 2) if kind in POOLINGS else 1
        strides = (spec.get("strides") or window) if kind in POOLINGS else 1
        sizes, fields = _windows(spec, shape, fields, window, strides)
        return Step("", spec, shape, (shape[0], *sizes, shape[-1]), fields)
    return Step("", spec, shape, shape, fields)


def _convolution(spec, shape, fields):
    """Go through a convolution; channels and filters may be unknown."""
    channels, filters, groups = shape[-1], spec.get("filters"), spec.get("groups", 1)
    if spec["type"] == "DepthwiseConv2D":
        groups = channels
        filters = (
            None if channels is None else channels * require_count(spec.get("depth_multiplier", 1), "depth_multiplier")
        )
    if channels is not None:
        check_groups(channels, require_count(filters, "filters"), groups)
    kernel_size = per_axis(spec.get("kernel_size"), len(shape) - 2, "kernel_size")
    sizes, fields = _windows(spec, shape, fields, kernel_size, spec.get("strides", 1))
    return Step("", spec, shape, (shape[0], *sizes, filters), fields, filters, kernel_size, groups)


def _windows(spec, shape, fields, kernel_size, strides):
    """Move a window over every axis: new sizes, new receptive fields."""
    default_padding = 1 if spec["type"] in ZERO_PADDINGS else "valid"
    padding, dilation_rate = spec.get("padding", default_padding), spec.get("dilation_rate", 1)
    windows = windows_per_axis(kernel_size, strides, padding, dilation_rate, len(shape) - 2)
    name = "pool_size" if spec["type"] in POOLINGS else "kernel_size"
    sizes = tuple(axis_output_size(n, **window, name=name) for n, window in zip(shape[1:-1], windows, strict=True))
    moved = tuple(field.through(n, **window) for field, n, window in zip(fields, shape[1:-1], windows, strict=True))
    return sizes, moved


def _whole_map(spec, shape, fields):
    """Go through Flatten or global pooling: one window over the whole map."""
    sizes, channels = shape[1:-1], shape[-1]
    if spec["type"] == "Flatten":
        output = (shape[0], None if None in shape[1:] else math.prod(shape[1:]))
    else:
        output = (shape[0], *((1,) * len(sizes) if spec.get("keepdims") else ()), channels)
    if fields is not None:
        known = None not in sizes
        fields = tuple(f.through(n, n) for f, n in zip(fields, sizes, strict=True)) if known and sizes else None
    return Step("", spec, shape, output, fields)


def _merge(spec, shape, ends):
    """Let branches meet: sizes and strides must agree, channels are added up where the branches are concatenated."""
    merge = require_choice(spec.get("merge", "Concatenate"), "merge", ("Add", "Concatenate"))
    shapes = [end for end, _ in ends]
    compared = shapes if merge == "Add" else [end[:-1] for end in shapes]
    if len(set(compared)) > 1:
        remedy = "Make strides and padding of the branches agree" + (", and their filters." if merge == "Add" else ".")
        raise ValueError(explain("branches", f"outputs of shapes {shapes}", "shapes that agree", remedy))
    channels = [end[-1] for end in shapes]
    total = channels[0] if merge == "Add" or None in channels else sum(channels)
    fields = tuple(joined(along) for along in zip(*(fields for _, fields in ends), strict=True))
    return Step("", {"type": merge}, shape, (*shapes[0][:-1], total), fields)


def _require_rank(kind, shape):
    """Check the rank that a layer needs; the batch axis is often forgotten."""
    axes = SPATIAL_AXES[kind]
    if len(shape) != axes + 2:
        expected = f"rank {axes + 2}: (N, {'T' if axes == 1 else 'H, W'}, C)"
        remedy = (
            f"Write the batch axis first, as {(None, *shape)}." if len(shape) == axes + 1 else f"{kind} needs that."
        )
        raise ValueError(explain("shape", shape, expected, remedy))
