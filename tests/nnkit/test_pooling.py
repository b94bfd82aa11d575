"""Pooling against its definition, cases by hand, central differences and Keras."""

import numpy as np
import pytest

from nnkit import gradcheck, layers
from nnkit.layers import global_pooling, pooling
from nnkit.windows import axis_output_size, padding_amounts
from tests.nnkit.layer_parity import FLOAT32, FLOAT64, close, compare_with_keras, keras_twin

CONFIGURATIONS = 25
CENTRAL = 1e-5  # relative error allowed to central differences in float64
DEFINITION = 1e-12  # absolute error allowed to the definition, numbers of the size of 1 to 10
WINDOWED = {"MaxPooling1D": 1, "MaxPooling2D": 2, "AveragePooling1D": 1, "AveragePooling2D": 2}  # name -> spatial axes
GLOBAL = {"GlobalMaxPooling1D": 1, "GlobalMaxPooling2D": 2, "GlobalAveragePooling1D": 1, "GlobalAveragePooling2D": 2}


def draw(name, rng):
    """One layer and the shape of its input; windows that overlap, touch or leave gaps."""
    if name in GLOBAL:
        rank = GLOBAL[name]
        layer = getattr(global_pooling, name)(keepdims=bool(rng.integers(2)))
        return layer, (*map(int, rng.integers(1, 6, rank + 1)), 3)
    rank = WINDOWED[name]
    pool_size = tuple(map(int, rng.integers(1, 5, rank)))
    strides = None if rng.random() < 0.3 else tuple(map(int, rng.integers(1, 5, rank)))
    layer = getattr(pooling, name)(pool_size, strides, str(rng.choice(["valid", "same"])))
    return layer, (2, *map(int, rng.integers(4, 10, rank)), 3)


@pytest.mark.keras
@pytest.mark.parametrize("name", [*WINDOWED, *GLOBAL])
@pytest.mark.parametrize("dtype", [FLOAT64, FLOAT32], ids=["float64", "float32"])
def test_values_and_gradients_equal_keras(name, dtype):
    for seed in range(CONFIGURATIONS):
        rng = np.random.default_rng(seed)
        layer, shape = draw(name, rng)
        compare_with_keras(layer, rng.normal(size=shape), False, dtype, f"seed {seed}")


@pytest.mark.keras
@pytest.mark.parametrize("name", ["MaxPooling1D", "MaxPooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D"])
def test_equal_maxima_share_the_gradient_as_in_keras(name):
    """Whole numbers from 0 to 2, so that nearly every window has several maxima."""
    import tensorflow as tf

    for seed in range(CONFIGURATIONS):
        rng = np.random.default_rng(seed)
        layer, shape = draw(name, rng)
        x = rng.integers(0, 3, shape).astype(float)
        layer.build((None, *shape[1:]))
        twin = keras_twin(layer, shape)
        with tf.GradientTape() as tape:
            inputs = tf.convert_to_tensor(x)
            tape.watch(inputs)
            output = twin(inputs)
            weights = rng.normal(size=tuple(output.shape))
            loss = tf.reduce_sum(output * weights)
        layer.forward(x)
        close(layer.backward(weights), tape.gradient(loss, inputs), FLOAT64[1], f"seed {seed} {layer.get_config()}")


def by_definition(layer, x):
    """Take the real numbers of every window, one window at a time (two axes), and let NumPy reduce them."""
    reduce = np.max if type(layer).__name__.startswith("Max") else np.mean
    axes = list(zip(x.shape[1:3], layer.pool_size, layer.strides, strict=True))
    counts = [axis_output_size(n, k, s, layer.padding) for n, k, s in axes]
    befores = [padding_amounts(n, k, s, layer.padding)[0] for n, k, s in axes]
    output = np.zeros((len(x), *counts, x.shape[-1]))
    for i, j in np.ndindex(*counts):
        starts = [p * s - before for p, s, before in zip((i, j), layer.strides, befores, strict=True)]
        rows, columns = (
            slice(max(start, 0), start + size) for start, size in zip(starts, layer.pool_size, strict=True)
        )
        output[:, i, j] = reduce(x[:, rows, columns], axis=(1, 2))
    return output


@pytest.mark.parametrize("name", ["MaxPooling2D", "AveragePooling2D"])
@pytest.mark.parametrize("seed", range(20))
def test_forward_is_the_definition(name, seed):
    rng = np.random.default_rng(seed)
    layer, shape = draw(name, rng)
    x = rng.normal(size=shape) - 5  # all below 0: a padding of zeros would win every maximum
    np.testing.assert_allclose(layer.forward(x), by_definition(layer, x), rtol=0, atol=DEFINITION)


@pytest.mark.parametrize("name", ["GlobalMaxPooling2D", "GlobalAveragePooling2D"])
def test_global_pooling_is_pooling_over_everything(name):
    x = np.random.default_rng(0).normal(size=(3, 5, 4, 2))
    windowed = getattr(layers, name.removeprefix("Global"))((5, 4))
    everything = getattr(layers, name)(keepdims=True)
    np.testing.assert_allclose(everything.forward(x), windowed.forward(x), rtol=0, atol=DEFINITION)
    grad = np.array([[1.0, 2.0]] * 3).reshape(3, 1, 1, 2)
    np.testing.assert_allclose(everything.backward(grad), windowed.backward(grad), rtol=0, atol=DEFINITION)


@pytest.mark.parametrize("name", [*WINDOWED, *GLOBAL])
@pytest.mark.parametrize("seed", range(5))
def test_backward_equals_central_differences(name, seed):
    rng = np.random.default_rng(seed)
    layer, shape = draw(name, rng)
    distinct = rng.permutation(np.prod(shape)).reshape(shape) / 10  # far from equal maxima, where max has a kink
    errors = gradcheck.check_layer(layer, shape, rng, inputs=distinct)
    assert max(errors.values()) < CENTRAL, (f"seed {seed}", errors)


def test_same_average_by_hand_counts_no_padding():
    """5 elements, windows of 2 that touch: the last holds one number and one padding."""
    layer = layers.AveragePooling1D(2, padding="same")
    assert layer.forward(np.array([1.0, 3.0, 5.0, 7.0, 9.0]).reshape(1, 5, 1)).ravel().tolist() == [2, 6, 9]
    assert layer.backward(np.array([2.0, 4.0, 8.0]).reshape(1, 3, 1)).ravel().tolist() == [1, 1, 2, 2, 8]


def test_maximum_by_hand():
    layer = layers.MaxPooling1D(3, strides=1)
    assert layer.forward(np.array([4.0, 4.0, 1.0, 0.0, 2.0]).reshape(1, 5, 1)).ravel().tolist() == [4, 4, 2]
    assert layer.backward(np.array([1.0, 10.0, 100.0]).reshape(1, 3, 1)).ravel().tolist() == [1, 10, 0, 0, 100]


def test_global_maximum_shares_the_gradient_by_hand():
    layer = layers.GlobalMaxPooling1D()
    assert layer.forward(np.array([4.0, 1.0, 4.0]).reshape(1, 3, 1)).tolist() == [[4.0]]
    assert layer.backward([[6.0]]).ravel().tolist() == [3, 0, 3]


@pytest.mark.parametrize("name", [*WINDOWED, *GLOBAL])
def test_shape_dtype_and_configuration(name):
    for seed in range(CONFIGURATIONS):
        rng = np.random.default_rng(seed)
        layer, shape = draw(name, rng)
        x = rng.normal(size=shape).astype("float32")
        output = layer.forward(x)
        assert output.dtype == np.float32
        assert layer.backward(output).dtype == np.float32
        assert output.shape == layer.output_shape(shape)
        assert layer.output_shape((None, *shape[1:]))[1:] == output.shape[1:]
        assert layer.count_params() == 0
        twin = type(layer).from_config(layer.get_config())
        np.testing.assert_array_equal(twin.forward(x), output)


IMAGE = np.ones((2, 4, 6, 3))
WITH_NAN = np.where(np.arange(IMAGE.size).reshape(IMAGE.shape) == 7, np.nan, IMAGE)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: layers.MaxPooling2D(5).forward(IMAGE),
            ValueError,
            "'max_pooling2d': pool_size: received 5 .*the 4 ele",
        ),
        (
            lambda: layers.AveragePooling2D((2, 7)).build((None, 4, 6, 3)),
            ValueError,
            "pool_size: received 7 .*the 6 ele",
        ),
        (lambda: layers.MaxPooling2D(0), ValueError, "pool_size: received 0, expected a whole number of at least 1"),
        (lambda: layers.MaxPooling2D(2, strides=-1), ValueError, "strides: received -1"),
        (lambda: layers.MaxPooling2D(2.0), TypeError, "pool_size: received 2.0"),
        (lambda: layers.MaxPooling2D((2, 2, 2)), ValueError, "pool_size: received .*one whole number, or 2 of them"),
        (lambda: layers.AveragePooling1D(2, padding="causal"), ValueError, "padding: received 'causal'"),
        (lambda: layers.MaxPooling2D(2, padding="Same"), ValueError, "Did you mean 'same'"),
        (lambda: layers.MaxPooling2D(2, stride=2), TypeError, "has no argument 'stride'; did you mean 'strides'"),
        (lambda: layers.MaxPooling2D().forward(IMAGE[0]), ValueError, r"expected rank 4: \(N, H, W, C\)"),
        (lambda: layers.GlobalAveragePooling1D().forward(IMAGE), ValueError, r"expected rank 3: \(N, T, C\)"),
        (lambda: layers.AveragePooling2D().forward(WITH_NAN), ValueError, r"1 values that are NaN.*\(0, 0, 2, 1\)"),
        (lambda: layers.GlobalMaxPooling2D().forward(WITH_NAN), ValueError, "inputs with 1 values that are NaN"),
        (lambda: layers.MaxPooling2D().forward(IMAGE.astype(str)), TypeError, "expected real numbers"),
        (lambda: layers.MaxPooling2D().backward(IMAGE), RuntimeError, "call forward"),
    ],
)
def test_bad_input_is_explained(call, error, message):
    with pytest.raises(error, match=message):
        call()
