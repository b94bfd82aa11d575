"""Models, layers and tensors on their way between two processes: as configuration and weights, built-in parts only."""

import sys

import numpy as np

ALLOWED_EXTRAS = ("__tensor__", "__keras_tensor__", "__numpy__", "__tuple__", "__ellipsis__", "__slice__")


def encode_keras(value, blobs, encoded):
    """Turn a tensor or a part of Keras into a tree.

    Args:
        value: any value.
        blobs: a list for the bytes of arrays.
        encoded: called with (value, blobs) of what is plain data.

    Returns:
        `[kind, content]`, or None for what is neither.
    """
    tensorflow, keras = _loaded("tensorflow"), _loaded("keras")
    if tensorflow is not None and isinstance(value, tensorflow.Tensor | tensorflow.Variable):
        return ["tensor", encoded(value.numpy(), blobs)] if hasattr(value, "numpy") else None
    if keras is None:
        return None
    if isinstance(value, keras.Variable):
        return ["tensor", encoded(value.numpy(), blobs)]
    parts = (keras.layers.Layer, keras.losses.Loss, keras.optimizers.Optimizer, keras.initializers.Initializer)
    schedules = (keras.optimizers.schedules.LearningRateSchedule, keras.regularizers.Regularizer)
    if not isinstance(value, (*parts, *schedules)):
        return None
    built = isinstance(value, keras.layers.Layer) and value.built
    weights = [encoded(array, blobs) for array in value.get_weights()] if built else None
    compiled = value.get_compile_config() if isinstance(value, keras.Model) and value.compiled else None
    configuration = keras.saving.serialize_keras_object(value)
    if compiled:
        compiled = keras.saving.serialize_keras_object(compiled)
    configuration.pop("compile_config", None)
    return ["keras", [configuration, weights, compiled, _flags(value)]]


def _loaded(name):
    """A module that has been imported from its file; None also for a stand-in, see `unaided.py`."""
    module = sys.modules.get(name)
    return module if hasattr(module, "__file__") else None


def decode_keras(kind, content, decoded):
    """Make the tensor or part of Keras that a tree describes.

    Args:
        kind: "tensor" or "keras".
        content: what `encode_keras` wrote; nothing about it is certain.
        decoded: called with a tree of plain data.

    Returns:
        The object.

    Raises:
        ValueError: it has parts that Keras does not bring along.
    """
    if kind == "tensor":
        import tensorflow

        return tensorflow.convert_to_tensor(decoded(content))
    import keras

    configuration, weights, compiled, flags = content
    refuse_strangers(configuration)
    refuse_strangers(compiled)
    made = keras.saving.deserialize_keras_object(configuration, safe_mode=True)
    if weights is not None:
        made.set_weights([np.asarray(decoded(array)) for array in weights])
    if flags and len(flags) == len(_flags(made)):  # a Sequential's configuration says nothing of its own flag
        for layer, flag in zip(made._flatten_layers(), flags, strict=True):
            layer.trainable = bool(flag)
    if compiled:
        made.compile_from_config(compiled)
    return made


def _flags(value):
    """What `trainable` says of a layer and of each layer in it, outer ones first; None for other parts of Keras."""
    return [layer.trainable for layer in value._flatten_layers()] if hasattr(value, "_flatten_layers") else None


def refuse_strangers(configuration):
    """Refuse a configuration that would make Keras import, or look up, anything but its own parts.

    Args:
        configuration: a tree of dicts and lists.

    Raises:
        ValueError: a part of it is not Keras'.

    Example:
        >>> refuse_strangers({"class_name": "__keras_tensor__", "config": {}})  # a place in a functional model
        >>> refuse_strangers({"module": "os", "class_name": "system", "config": {}})
        Traceback (most recent call last):
        ValueError: received a model with os.system; only Keras' own layers can be handed to a test
    """
    if isinstance(configuration, dict):
        name = configuration.get("class_name")
        if name is not None or "module" in configuration or "registered_name" in configuration:
            module, registered = configuration.get("module"), configuration.get("registered_name")
            own = isinstance(module, str) and (module == "keras" or module.startswith("keras."))
            known = name in ALLOWED_EXTRAS or (own and name not in ("Lambda", "function"))
            if not known or registered not in (None, name):
                where = f"{module}.{name}" if module else str(registered or name)
                raise ValueError(f"received a model with {where}; only Keras' own layers can be handed to a test")
        for part in configuration.values():
            refuse_strangers(part)
    elif isinstance(configuration, list | tuple):
        for part in configuration:
            refuse_strangers(part)
