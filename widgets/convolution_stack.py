"""A stack of layers as plain data: dicts with Keras' words, the first of them the input, each written in one way only.

The explorer of convolutions keeps its whole stack so; whatever a student gives (a famous network's name, Keras code,
dicts, a model of nnkit or Keras) becomes this, and two stacks that mean the same are equal.
"""

import difflib
from typing import Any

import numpy as np

from nnkit import layer_specs, networks
from widgets.convolution_code import read_keras

WINDOWED = ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D", "ZeroPadding2D")
POOLINGS = ("MaxPooling2D", "AveragePooling2D")
LONG_NAMES = {"lenet": "lenet5", "vgg": "vgg16", "resnet": "resnet50", "inception": "inception_3a"}
DEFAULTS = {"dilation_rate": 1, "groups": 1, "depth_multiplier": 1, "use_bias": True, "activation": None}


def canonical(value: Any, input_shape: Any = None) -> tuple[dict, ...]:
    """Return a stack as a tuple of dicts, the first {"type": "Input", "shape": (H, W, C)}.

    Args:
        value: a name of `nnkit.networks`, Keras code, a list of dicts or layers, or a model that is a chain.
        input_shape: (H, W, C), where the stack does not bring its own; a batch axis in front may be given.

    Raises:
        ValueError: an unknown name or layer, code that cannot be read, no input, or layers of one spatial axis.
        TypeError: something that is none of these.

    Example:
        >>> [layer["type"] for layer in canonical("lenet5")][:3]
        ['Input', 'Conv2D', 'AveragePooling2D']
    """
    if isinstance(value, str):
        value = read_keras(value) if "(" in value else networks.load(_network(value))
    own = getattr(value, "input_shape", None) or getattr(value, "input_shapes", (None,))[0]
    layers = getattr(value, "layers", value)
    if not isinstance(layers, (list, tuple)):
        raise TypeError(
            f"layers: received {type(layers).__name__}, expected a stack. Give Keras code, a list such as "
            '[{"type": "Conv2D", "filters": 8, "kernel_size": 3}], a model, or a name such as "lenet5".'
        )
    layers = list(layers)
    if layers and isinstance(layers[0], dict) and layers[0].get("type") in ("Input", "InputLayer"):
        own = layers[0].get("shape", own)
    layers = [layer for layer in layers if _type(layer) not in ("Input", "InputLayer")]
    shape = input_shape if input_shape is not None else own
    return ({"type": "Input", "shape": _shape(shape)}, *(_plain(layer) for layer in layer_specs.as_specs(layers)))


def _type(layer: Any) -> str:
    return layer.get("type", "Conv2D") if isinstance(layer, dict) else type(layer).__name__


def _network(name: str) -> str:
    short = name.lower().replace("-", "").replace(" ", "")
    short = LONG_NAMES.get(short, short)
    if short not in networks.NAMES:
        near = difflib.get_close_matches(short, networks.NAMES, 1, 0.3) or list(networks.NAMES)
        known = ", ".join(networks.NAMES)
        raise ValueError(
            f"layers: received {name!r}, expected one of {known}, or Keras code. Did you mean {near[0]!r}?"
        )
    return short


def _shape(shape: Any) -> tuple[int, int, int]:
    if shape is None:
        raise ValueError(
            "input_shape: received a stack without its input, expected (H, W, C). Begin the code with "
            "keras.Input((32, 32, 3)), or give input_shape=(32, 32, 3)."
        )
    sizes = tuple(shape) if isinstance(shape, (list, tuple)) else (shape,)
    sizes = sizes[1:] if len(sizes) == 4 else sizes
    if len(sizes) != 3 or not all(_is_count(size) for size in sizes):
        raise ValueError(
            f"input_shape: received {shape!r}, expected three whole numbers (H, W, C), each at least 1. "
            "Write, for example, (32, 32, 3)."
        )
    return tuple(int(size) for size in sizes)


def _is_count(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and value >= 1


def _plain(spec: dict) -> dict:
    """Return a layer with plain values and without what is the default anyway."""
    kind = spec["type"]
    if kind.endswith("1D"):
        raise ValueError(
            f"layers: received {kind}, expected layers of two spatial axes. For one axis use nnkit.conv_arithmetic."
        )
    plain = {key: _value(key, value) for key, value in spec.items() if value is not None}
    if kind in POOLINGS:
        plain.setdefault("pool_size", 2)
        if plain.get("strides") == plain["pool_size"]:
            del plain["strides"]
    defaults = DEFAULTS | ({} if kind == "ZeroPadding2D" else {"padding": "valid"})
    defaults |= {} if kind in POOLINGS else {"strides": 1}
    return {key: value for key, value in plain.items() if key not in defaults or value != defaults[key]}


def _value(key: str, value: Any) -> Any:
    if key == "branches":
        return tuple(tuple(_plain(spec) for spec in branch) for branch in value)
    if key == "activation" and not isinstance(value, str):
        value = getattr(value, "name", None) or getattr(value, "__name__", type(value).__name__)
    if key == "activation":
        return None if value == "linear" else value
    value = _numbers(value)
    if key == "padding":
        return _padding(value)
    return value[0] if isinstance(value, tuple) and value and len(set(value)) == 1 else value


def _numbers(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(_numbers(part) for part in value)
    return value.item() if isinstance(value, np.generic) else value


def _padding(value: Any) -> Any:
    """Write explicit padding as one number where all four are equal, else as ((top, bottom), (left, right))."""
    if not isinstance(value, tuple) or len(value) != 2:
        return value
    sides = tuple(side if isinstance(side, tuple) else (side, side) for side in value)
    flat = {amount for side in sides for amount in side}
    return flat.pop() if len(flat) == 1 else sides


# -- changing one layer ----------------------------------------------------------------------------------------------
ARGUMENTS = {
    "Conv2D": ("filters", "kernel_size", "strides", "padding", "dilation_rate", "groups", "use_bias"),
    "DepthwiseConv2D": ("kernel_size", "strides", "padding", "dilation_rate", "depth_multiplier", "use_bias"),
    **dict.fromkeys(POOLINGS, ("pool_size", "strides", "padding")),
    "ZeroPadding2D": ("padding",),
    "Dense": ("units", "use_bias"),
}
"""Layer -> what can be set by a slider."""

NEW = {
    "Conv2D": {"filters": 8, "kernel_size": 3},
    "DepthwiseConv2D": {"kernel_size": 3},
    "MaxPooling2D": {"pool_size": 2},
    "AveragePooling2D": {"pool_size": 2},
    "Dense": {"units": 10},
    "Dropout": {"rate": 0.5},
    "Activation": {"activation": "relu"},
}
SETTINGS = (
    *("input_size", "channels", "type", "filters", "units", "kernel_size", "pool_size", "strides", "padding"),
    *("dilation_rate", "groups", "depth_multiplier", "use_bias"),
)


def with_settings(stack: tuple[dict, ...], layer: int, settings: dict) -> tuple[dict, ...]:
    """Return the stack with another input or with other arguments of its layer number `layer`.

    Args:
        stack: as `canonical` returns it.
        layer: 1 for the first layer.
        settings: some of SETTINGS; `input_size` is a number or (H, W).

    Raises:
        ValueError: an argument that the layer does not have, or an input that cannot be.

    Example:
        >>> with_settings(canonical("lenet5"), 1, {"kernel_size": 3, "channels": 3})[1]["kernel_size"]
        3
    """
    height, width, channels = stack[0]["shape"]
    size = settings.get("input_size", (height, width))
    height, width = size if isinstance(size, (tuple, list)) and len(size) == 2 else (size, size)
    shape, layers = (height, width, settings.get("channels", channels)), list(stack[1:])
    changes = {key: value for key, value in settings.items() if key not in ("input_size", "channels")}
    if changes and 1 <= layer <= len(layers):
        layers[layer - 1] = _changed(layers[layer - 1], changes)
    return canonical(layers, shape)


def _changed(spec: dict, changes: dict) -> dict:
    kind = changes.get("type", spec["type"])
    known = ARGUMENTS.get(kind, ())
    for name in changes.keys() - {"type"} - set(known):
        raise ValueError(
            f"{name}: received a value for {kind}, expected one of its own arguments: {', '.join(known) or 'none'}. "
            "Choose another layer or another type."
        )
    if kind != spec["type"]:
        window = spec.get("kernel_size", spec.get("pool_size"))
        same = {"kernel_size": window, "pool_size": window, **spec}
        spec = {"type": kind, **NEW.get(kind, {}), **{key: same[key] for key in known if same.get(key) is not None}}
    return spec | changes


def settings_of(stack: tuple[dict, ...], default: tuple[dict, ...]) -> dict | None:
    """Return the settings that make `stack` from `default`, one layer each, or None where settings cannot say it."""
    if len(stack) != 2 or not stack[1]["type"] == default[1]["type"] == "Conv2D":
        return None
    spec, usual = stack[1], default[1]
    if set(spec) - {"type", *ARGUMENTS["Conv2D"]}:
        return None
    (height, width, channels), (*sizes, depth) = stack[0]["shape"], default[0]["shape"]
    settings = {} if [height, width] == sizes else {"input_size": height if height == width else (height, width)}
    settings |= {} if channels == depth else {"channels": channels}
    absent = {**DEFAULTS, "strides": 1, "padding": "valid"}
    for name in ARGUMENTS["Conv2D"]:
        value = spec.get(name, absent.get(name))
        if value != usual.get(name, absent.get(name)):
            settings[name] = value
    return settings
