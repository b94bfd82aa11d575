"""What the comparisons with Keras share: tolerances, seeds, and gradients by Keras' tape.

Importing this module imports neither Keras nor TensorFlow.
"""

import numpy as np

RELATIVE = {"float64": 1e-6, "float32": 1e-4}
"""How far a number may be from Keras' number, as a share of it."""

FLOOR = {"float64": 1e-9, "float32": 1e-6}
"""What rounding may add, as a share of the largest number involved: a few units in the last place, summed up."""

SEEDS = range(20)
"""One randomly drawn configuration for each; a failing test shows its seed in its name and in its output."""


def drawn(seed: int) -> np.random.Generator:
    """Return the generator of a configuration, its seed printed."""
    print(f"configuration drawn with np.random.default_rng({seed})")
    return np.random.default_rng(seed)


def assert_same(ours, theirs, dtype: str, what: str = "", scale: float = 0.0, floor: float | None = None) -> None:
    """Compare with Keras: same shape, same type, same numbers.

    Args:
        ours: array of nnkit.
        theirs: array of Keras.
        dtype: "float64" or "float32".
        what: named in the error.
        scale: size of the numbers that were added or subtracted on the way, if larger than the results.
        floor: share of `scale` that rounding may add; default `FLOOR[dtype]`.
    """
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape, f"{what}: shape {ours.shape}, Keras {theirs.shape}"
    scale = max(scale, np.max(np.abs(theirs), initial=0))
    absolute = scale * (FLOOR[dtype] if floor is None else floor)
    np.testing.assert_allclose(ours, theirs, rtol=RELATIVE[dtype], atol=absolute, err_msg=what)


def keras_value_and_gradient(function, x, grad_output=None):
    """Return f(x) by Keras, and the gradient of Σ grad_output · f(x) with respect to x."""
    import tensorflow as tf

    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
        total = y if grad_output is None else tf.reduce_sum(y * tf.constant(grad_output))
    return y.numpy(), tape.gradient(total, x).numpy()
