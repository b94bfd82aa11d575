"""Models to Keras and back, weights included: the place where a lesson shows that both compute the same."""

from __future__ import annotations

from nnkit.layers.core import Input
from nnkit.layers.keras_layers import import_keras, layer_from_keras, layer_to_keras
from nnkit.layers.residual import Residual


def to_keras(network):
    """Keras model with the same layers, names and weights.

    A `Sequential` becomes a keras.Sequential, or with a `Residual` inside a functional model, since Keras has no such
    layer. What `compile` was given is not carried over.

    Args:
        network: a built `Sequential` or `Model`.

    Returns:
        The Keras model, of the same dtype.

    Raises:
        ValueError: the model is not built; a layer or activation that Keras does not have.

    Checked against: the round trip, predictions equal to 1e-6
    Taught in: chapters/01_neurons
    """
    network.require_built()
    keras = import_keras()
    if hasattr(network, "nodes"):
        return _graph_to_keras(keras, network)
    start = _input_to_keras(keras, network, 0, network.input.name if network.input else None)
    if any(isinstance(layer, Residual) for layer in network.layers):
        return keras.Model(start, _apply_all(keras, network.layers, start), name=network.name)
    model = keras.Sequential([start, *map(layer_to_keras, network.layers)], name=network.name)
    for keras_layer, layer in zip(model.layers, network.layers, strict=True):
        keras_layer.set_weights(layer.get_weights())
    return model


def _input_to_keras(keras, network, index: int, name: str | None):
    dtype = "int64" if network.input_kinds[index] == "integer" else str(network.dtype)
    return keras.Input(network.input_shapes[index][1:], dtype=dtype, name=name)


def _graph_to_keras(keras, network):
    tensors = {}
    for index, node in enumerate(network.inputs):
        tensors[node] = _input_to_keras(keras, network, index, node.layer.name)
    for node in network.nodes:
        if node.parents:
            parents = [tensors[parent] for parent in node.parents]
            tensors[node] = _apply(keras, node.layer, parents if len(parents) > 1 else parents[0])
    ends = [tensors[node] for node in network.outputs]
    starts = [tensors[node] for node in network.inputs]
    return keras.Model(
        starts if len(starts) > 1 else starts[0], ends if network.several_outputs else ends[0], name=network.name
    )


def _apply(keras, layer, tensor):
    """Symbolic output of the layer's Keras twin, its weights set."""
    if isinstance(layer, Residual):
        changed = _apply_all(keras, layer.block, tensor, f"{layer.name}_")
        kept = _apply_all(keras, layer.shortcut, tensor, f"{layer.name}_")
        return keras.layers.Add(name=layer.name, dtype=str(layer.dtype))([changed, kept])
    twin = layer_to_keras(layer)
    output = twin(tensor)
    twin.set_weights(layer.get_weights())
    return output


def _apply_all(keras, layers, tensor, prefix: str = ""):
    for layer in layers:
        own_name, layer.name = layer.name, prefix + layer.name  # inside a Residual a name need be unique only there
        try:
            tensor = _apply(keras, layer, tensor)
        finally:
            layer.name = own_name
    return tensor


def from_keras(model):
    """Model with the layers, names and weights of a Keras model.

    Args:
        model: a built keras.Sequential, or a functional keras.Model of layers that nnkit has.

    Returns:
        `Sequential` or `Model`, of the same dtype.

    Raises:
        TypeError: not a Sequential or functional Keras model (a subclass of keras.Model hides how it is connected).
        ValueError: not built; a layer, or an argument of a layer, that nnkit does not have; a layer used twice.

    Checked against: the round trip, predictions equal to 1e-6
    Taught in: chapters/01_neurons
    """
    from nnkit.model.sequential import Sequential

    keras = import_keras()
    if not isinstance(model, keras.Model):  # keras.Sequential is one too
        raise TypeError(f"model: received {type(model).__name__}, expected a Keras model; pass keras.Sequential(...).")
    if not model.built:
        raise ValueError(f"model: received {model.name!r}, which is not built; put keras.Input(shape) first.")
    if not isinstance(model, keras.Sequential):
        return _graph_from_keras(model)
    layers = [layer_from_keras(layer) for layer in model.layers]
    network = Sequential(layers, dtype=_dtype(model), name=model.name)
    if not network.layers:
        raise ValueError(f"model: received {model.name!r} without layers, expected at least one; add some first.")
    network.build((None, *model.input_shape[1:]))
    for layer, keras_layer in zip(network.layers, model.layers, strict=True):
        layer.set_weights(keras_layer.get_weights())
    return network


def _dtype(model) -> str:
    names = {str(layer.variable_dtype) for layer in model.layers if layer.get_weights()}
    return "float32" if "float32" in names else "float64" if names else "float32"


def _graph_from_keras(model):
    from nnkit.model.graph import Model

    if not hasattr(model, "operations"):
        raise TypeError(
            f"model: received {type(model).__name__}, expected a Sequential or functional model; a subclass of "
            "keras.Model does not say how its layers are connected: write it with keras.Input."
        )
    nodes: dict = {}
    twins = []

    def place_of(tensor):
        keras_layer, index, _ = tensor._keras_history
        key = (id(keras_layer), index)
        if key not in nodes:
            parents = [place_of(parent) for parent in keras_layer._inbound_nodes[index].input_tensors]
            layer = layer_from_keras(keras_layer)
            nodes[key] = layer.node if isinstance(layer, Input) else layer(parents if len(parents) > 1 else parents[0])
            twins.append((layer, keras_layer))
        return nodes[key]

    outputs = model.outputs if isinstance(model.output, (list, tuple)) else model.outputs[0]
    ends = [place_of(tensor) for tensor in outputs] if isinstance(outputs, list) else place_of(outputs)
    network = Model([place_of(tensor) for tensor in model.inputs], ends, dtype=_dtype(model), name=model.name)
    for layer, keras_layer in twins:
        layer.set_weights(keras_layer.get_weights())
    return network
