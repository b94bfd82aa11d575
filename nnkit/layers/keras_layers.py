"""Layers to Keras and back: the same class name, the same arguments, the same order of the weights.

A new layer needs nothing here as long as it is called as in Keras. Keras is imported inside the functions only.
"""

from __future__ import annotations

import inspect
from dataclasses import fields
from typing import Any

from nnkit import activations, initializers, losses
from nnkit.activations import Activation
from nnkit.layers import registry

_AS_ACTIVATION = ("ReLU", "LeakyReLU", "ELU", "Softmax")  # layers of Keras that are an `Activation` here
_KERAS_FUNCTIONS = (
    *("linear", "sigmoid", "tanh", "relu", "relu6", "leaky_relu", "elu", "selu", "softplus", "gelu", "silu"),
    *("softmax", "log_softmax"),
)
_WITHOUT_EFFECT = ("dtype", "build_config", "implementation", "unroll", "use_cudnn", "zero_output_for_mask", "name")


def import_keras():
    """Keras, without TensorFlow's greetings.

    Returns:
        The module.
    """
    from nnkit.quiet import quiet_startup

    with quiet_startup():
        import keras
    return keras


def layer_to_keras(layer):
    """Keras layer with the same arguments, not built.

    Args:
        layer: of nnkit.

    Returns:
        The layer.

    Raises:
        ValueError: Keras has no such layer or activation.
    """
    keras = import_keras()
    kind = type(layer)
    name = kind.__name__ if kind.keras_name is None else kind.keras_name
    keras_class = getattr(keras.layers, name, None)
    if keras_class is None:
        raise ValueError(f"{layer.label} cannot be carried to Keras, which has no layer {name or kind.__name__!r}.")
    arguments = {key: _to_keras(keras, layer, key) for key in registry.argument_names(kind)}
    arguments = {key: value for key, value in arguments.items() if value is not _OMIT}
    trainable = arguments.pop("trainable")  # not an argument of every class of Keras
    twin = keras_class(**arguments)
    twin.trainable = trainable
    return twin


_OMIT = object()  # an argument that Keras' default serves


def _to_keras(keras, layer, key: str) -> Any:
    value = getattr(layer, key)
    if key == "dtype":
        return str(value) if value is not None else _OMIT
    if isinstance(value, Activation):
        return _activation_to_keras(keras, value, layer.dtype)
    if key.endswith("_initializer"):
        return _initializer_to_keras(keras, value)
    if key.endswith("_regularizer") and value is not None:
        penalty = losses.get_penalty(value)
        return keras.regularizers.L1L2(penalty.l1, penalty.l2)
    return value


def _activation_to_keras(keras, activation: Activation, dtype):
    """Function of keras.activations, or a layer of Keras where the parameters are not the usual ones.

    Such a layer gets the dtype as well: Keras would compute its part in float32 and hand on float64.
    """
    name, kind = activation.name, type(activation).__name__
    if name in _KERAS_FUNCTIONS and activation == activations.get(name):
        return getattr(keras.activations, name)
    if hasattr(keras.layers, kind) and kind in _AS_ACTIVATION:
        names = inspect.signature(getattr(keras.layers, kind).__init__).parameters
        arguments = {f.name: getattr(activation, f.name) for f in fields(activation) if f.name in names}
        if all(getattr(activation, f.name) == f.default for f in fields(activation) if f.name not in names):
            return getattr(keras.layers, kind)(**arguments, dtype=dtype and str(dtype))
    raise ValueError(f"activation {activation!r} cannot be carried to Keras, which has no such function.")


def _initializer_to_keras(keras, value) -> Any:
    """The same initializer where Keras has it; the weights are copied anyway."""
    found = initializers.get(value)
    keras_class = getattr(keras.initializers, type(found).__name__, None)
    if keras_class is None:
        return _OMIT
    names = inspect.signature(keras_class.__init__).parameters
    return keras_class(**{f.name: getattr(found, f.name) for f in fields(found) if f.name in names})


def layer_from_keras(keras_layer):
    """Layer with the arguments of a Keras layer, not built.

    Args:
        keras_layer: of Keras.

    Returns:
        The layer.

    Raises:
        ValueError: nnkit has no such layer, or the layer uses an argument that nnkit's does not have.
    """
    kind, config = type(keras_layer).__name__, keras_layer.get_config()
    if kind in _AS_ACTIVATION:
        return registry.find("Activation")(_activation_from_keras(keras_layer, keras_layer), name=keras_layer.name)
    layer_class = registry.find("Input" if kind == "InputLayer" else kind)
    dtype = str(keras_layer.variable_dtype)
    if kind == "InputLayer":
        dtype = dtype if dtype.startswith("float") else None
        return layer_class(keras_layer.batch_shape[1:], name=keras_layer.name, dtype=dtype)
    names = registry.argument_names(layer_class)
    _check_unsupported(keras_layer, config, names)
    arguments = {key: _from_keras(keras_layer, key, config[key]) for key in names if key in config}
    arguments = {key: value for key, value in arguments.items() if value is not _OMIT}
    return layer_class(**{**arguments, "dtype": dtype})


def _from_keras(keras_layer, key: str, value: Any) -> Any:
    if key.endswith("activation"):
        return _activation_from_keras(getattr(keras_layer, key), keras_layer)
    if key.endswith("_initializer"):
        return _initializer_from_keras(value)
    if key.endswith("_regularizer") and value is not None:
        config = value["config"] if isinstance(value, dict) else {}
        if not config or set(config) - {"l1", "l2"}:
            raise ValueError(f"{keras_layer.name!r} has the {key} {value!r}; nnkit has L1, L2 and L1L2 only.")
        return losses.L1L2(**{name: float(weight) for name, weight in config.items()})
    return value


def _activation_from_keras(function, keras_layer) -> Activation | None:
    if function is None:
        return None
    kind = type(function).__name__
    if kind in _AS_ACTIVATION:
        found = getattr(activations, kind)
        config = function.get_config()
        return found(**{f.name: config[f.name] for f in fields(found) if f.name in config})
    name = getattr(function, "__name__", kind)
    if name not in _KERAS_FUNCTIONS:
        raise ValueError(f"layer {keras_layer.name!r} has the activation {name!r}, which nnkit does not have.")
    return None if name == "linear" and type(keras_layer).__name__ != "Activation" else activations.get(name)


def _initializer_from_keras(value) -> Any:
    if not isinstance(value, dict):
        return _OMIT
    try:
        found = getattr(initializers, value["class_name"])
        known = {f.name for f in fields(found)}
        return found(**{key: item for key, item in value["config"].items() if key in known})
    except (AttributeError, KeyError, TypeError, ValueError):
        return _OMIT  # only where new weights come from; those there are get copied


def _check_unsupported(keras_layer, config: dict, names: tuple[str, ...]) -> None:
    """Refuse arguments that change what the layer computes and that nnkit's layer does not have."""
    parameters = inspect.signature(type(keras_layer).__init__).parameters
    for key, value in config.items():
        if key in names or key in _WITHOUT_EFFECT or key.endswith("_initializer") or key == "seed":
            continue
        default = parameters[key].default if key in parameters else None
        usual = (None, False, "channels_last") if default in (None, inspect.Parameter.empty) else (default,)
        if value not in usual and value != "channels_last":
            raise ValueError(
                f"{type(keras_layer).__name__} {keras_layer.name!r} has {key}={value!r}, which nnkit's layer does not "
                f"have; build it with the default, {default!r}."
            )
