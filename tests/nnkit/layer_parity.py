"""One layer of nnkit beside the Keras layer of the same name and weights: values, all gradients, moving averages."""

import json

import numpy as np

from nnkit.layers.keras_layers import layer_to_keras

FLOAT64, FLOAT32 = ("float64", 1e-6), ("float32", 1e-4)  # relative to the largest number of the compared array


def close(ours, theirs, tolerance: float, what: str) -> None:
    """Fail unless two arrays agree to `tolerance` of their largest number (or of 1, where all are tiny)."""
    theirs = np.asarray(theirs)
    assert ours.shape == theirs.shape, f"{what}: shape {ours.shape}, Keras {theirs.shape}"
    scale = max(1.0, float(np.abs(theirs).max(initial=0)))
    worst = float(np.abs(ours - theirs).max(initial=0)) / scale
    assert worst <= tolerance, f"{what}: differs from Keras by {worst:.2e} (allowed {tolerance:.0e})"


def keras_twin(layer, shape):
    """Give the Keras layer with the same arguments and weights, built for `shape`."""
    twin = layer_to_keras(layer)
    twin.build(shape)
    if layer.get_weights():
        twin.set_weights(layer.get_weights())
    return twin


def compare_with_keras(layer, x, training: bool, dtype: tuple[str, float], seed: str) -> None:
    """Compare forward, gradients by input and parameters, and the state after it, for one input.

    Args:
        layer: not built; it gets random parameters.
        x: input, float64.
        training: passed to both.
        dtype: FLOAT64 or FLOAT32.
        seed: for the message.
    """
    import tensorflow as tf

    kind, tolerance = dtype
    x = x if x.dtype.kind == "i" else x.astype(kind)
    layer.build((None, *x.shape[1:]), rng=0, dtype=kind)
    rng = np.random.default_rng(5)
    layer.set_weights([w + rng.uniform(0, 0.3, w.shape).astype(kind) for w in layer.get_weights()])
    twin = keras_twin(layer, (None, *x.shape[1:]))
    print(seed, type(layer).__name__, x.shape, json.dumps(layer.get_config(), default=str))
    takes_training = "training" in twin.call.__code__.co_varnames
    with tf.GradientTape() as tape:
        inputs = tf.convert_to_tensor(x)
        tape.watch(inputs)
        output = twin(inputs, **({"training": training} if takes_training else {}))
        weights = rng.normal(size=tuple(output.shape)).astype(kind)
        loss = tf.reduce_sum(output * weights)
    grads = tape.gradient(loss, [inputs, *(v.value for v in twin.trainable_variables)])
    close(layer.forward(x, training=training), output, tolerance, f"{seed} output")
    close(layer.backward(weights), grads[0], tolerance, f"{seed} gradient by the input")
    for (name, grad), theirs in zip(((n, layer.grads[n]) for n in layer.params), grads[1:], strict=True):
        close(grad, theirs, tolerance, f"{seed} gradient by {name}")
    for ours, theirs in zip(layer.get_weights(), twin.get_weights(), strict=True):
        close(ours, theirs, tolerance, f"{seed} weights and moving averages afterwards")


def weighted_sum(layer, weights, training: bool = False):
    """Give the function x -> sum(weights · layer(x)), a loss for central differences."""
    return lambda x: float((layer.forward(x, training=training) * weights).sum())
