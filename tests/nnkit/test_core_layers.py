"""Dense, Activation, Flatten, Reshape, Embedding, Dropout: cases by hand, central differences, Keras, every error."""

import numpy as np
import pytest

from nnkit import activations
from nnkit.gradcheck import check_layer
from nnkit.layers import (
    Activation,
    Dense,
    Embedding,
    Flatten,
    Layer,
    Reshape,
    registry,
)
from tests.nnkit.parity import SEEDS, assert_same, drawn

CENTRAL = 1e-5  # relative error allowed to central differences in float64
GELU_FLOOR = 2e-8  # Keras computes gelu's square root of 2 in float32 in every dtype; nnkit equals the closed form
SIGMAS = 5  # how far a measured share may be from the expected one, in standard deviations
KERAS_ACTIVATIONS = [
    *("linear", "sigmoid", "tanh", "relu", "relu6", "leaky_relu", "elu", "selu", "softplus", "gelu", "silu"),
    *("softmax", "log_softmax"),
]


# -- random configurations ---------------------------------------------------------------------------------------
def draw_shape(rng, least=2, most=4):
    return tuple(int(size) for size in rng.integers(1, 6, size=rng.integers(least, most + 1)))


def draw_dense(rng):
    layer = Dense(
        int(rng.integers(1, 7)),
        activation=rng.choice([None, *KERAS_ACTIVATIONS]),
        use_bias=bool(rng.integers(2)),
        kernel_initializer=str(rng.choice(["glorot_uniform", "he_normal", "random_normal"])),
        bias_initializer=str(rng.choice(["zeros", "random_normal"])),
    )
    shape = draw_shape(rng)
    return layer, rng.normal(size=shape)


def draw_activation(rng):
    name = str(rng.choice(KERAS_ACTIVATIONS))
    parameters = {"leaky_relu": {"negative_slope": 0.07}, "elu": {"alpha": 0.6}, "relu": {"max_value": 1.5}}
    function = activations.get(name, **(parameters.get(name, {}) if rng.integers(2) else {}))
    return Activation(function), 3 * rng.normal(size=draw_shape(rng))


def draw_flatten(rng):
    return Flatten(), rng.normal(size=draw_shape(rng))


def draw_reshape(rng):
    shape = draw_shape(rng)
    target = rng.permutation(shape[1:]).tolist()
    if rng.integers(2):
        target[int(rng.integers(len(target)))] = -1
    return Reshape(target), rng.normal(size=shape)


def draw_embedding(rng):
    words = int(rng.integers(1, 9))
    return Embedding(words, int(rng.integers(1, 6))), rng.integers(0, words, size=draw_shape(rng, 1, 3))


FAMILIES = [draw_dense, draw_activation, draw_flatten, draw_reshape, draw_embedding]


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draw", FAMILIES)
def test_values_and_all_gradients_equal_keras(draw, seed, dtype):
    import tensorflow as tf

    from nnkit.layers.keras_layers import layer_to_keras

    rng = drawn(seed)
    layer, x = draw(rng)
    x = x.astype(dtype) if x.dtype.kind == "f" else x
    layer.build(x.shape, rng, dtype)
    print(layer.get_config(), x.shape)
    twin = layer_to_keras(layer)
    with tf.GradientTape() as tape:
        inputs = tf.constant(x)
        tape.watch(inputs)
        expected = twin(inputs)
        twin.set_weights(layer.get_weights())
        expected = twin(inputs)
        weights = rng.normal(size=tuple(expected.shape)).astype(dtype)
        total = tf.reduce_sum(expected * weights)
    gelu = dtype == "float64" and getattr(getattr(layer, "activation", None), "name", "") == "gelu"
    floor = GELU_FLOOR if gelu else None
    wanted = tape.gradient(total, [inputs, *(variable.value for variable in twin.trainable_variables)])
    assert_same(layer.forward(x), expected, dtype, "output", floor=floor)
    assert layer.forward(x).dtype == dtype
    grad_inputs = layer.backward(weights)
    if x.dtype.kind == "f":
        assert_same(grad_inputs, wanted[0], dtype, "gradient by the inputs", floor=floor)
    for (name, grad), theirs in zip(layer.grads.items(), wanted[1:], strict=True):
        theirs = tf.convert_to_tensor(theirs)  # an embedding's gradient comes as slices
        assert_same(grad, theirs, dtype, f"gradient by {name}", floor=floor)


@pytest.mark.keras
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draw", FAMILIES)
def test_arguments_and_weights_survive_the_way_to_keras_and_back(draw, seed):
    from nnkit.layers.keras_layers import layer_from_keras, layer_to_keras

    rng = drawn(seed)
    layer, x = draw(rng)
    layer.build(x.shape, rng)
    twin = layer_to_keras(layer)
    twin.build(x.shape)
    back = layer_from_keras(twin)
    assert type(back) is type(layer)
    back.build(x.shape)
    back.set_weights(layer.get_weights())
    assert back.dtype == layer.dtype and back.name == layer.name
    assert_same(back.forward(x), layer.forward(x), "float64")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draw", FAMILIES)
def test_gradients_equal_central_differences(draw, seed):
    rng = drawn(seed)
    layer, x = draw(rng)
    x = x if x.dtype.kind == "i" else np.clip(x, -3, 3)  # farther out slopes drown in rounding
    errors = check_layer(layer, x.shape, rng, inputs=x)
    assert max(errors.values(), default=0) < CENTRAL, errors


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draw", FAMILIES)
def test_output_shape_is_the_shape_of_the_output(draw, seed):
    layer, x = draw(drawn(seed))
    assert layer.forward(x).shape == layer.output_shape(x.shape)
    without_batch = layer.output_shape((None, *x.shape[1:]))
    assert without_batch == (None, *layer.output_shape(x.shape)[1:])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draw", FAMILIES)
def test_config_makes_an_equal_layer(draw, seed):
    layer, x = draw(drawn(seed))
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    np.testing.assert_array_equal(again.build(x.shape, 3).forward(x), layer.build(x.shape, 3).forward(x))


# -- by hand -----------------------------------------------------------------------------------------------------
def test_dense_by_hand():
    layer = Dense(2, activation="relu")
    layer.build((None, 2))
    layer.set_weights([np.array([[1.0, -1.0], [2.0, 0.5]]), np.array([0.5, 0.0])])
    np.testing.assert_array_equal(layer.forward([[1.0, 1.0], [0.0, -1.0]]), [[3.5, 0.0], [0.0, 0.0]])
    np.testing.assert_array_equal(layer.backward([[1.0, 10.0], [1.0, 10.0]]), [[1.0, 2.0], [0.0, 0.0]])
    np.testing.assert_array_equal(layer.grads["kernel"], [[1.0, 0.0], [1.0, 0.0]])
    np.testing.assert_array_equal(layer.grads["bias"], [1.0, 0.0])


def test_dense_has_one_bias_per_unit():
    assert [Dense(3).build((None, 4)).count_params(), Dense(3, use_bias=False).build((None, 4)).count_params()] == [
        15,
        12,
    ]


def test_embedding_row_read_twice_gets_both_gradients():
    layer = Embedding(3, 1)
    layer.forward([[2, 2, 0]])
    layer.backward([[[1.0], [10.0], [100.0]]])
    np.testing.assert_array_equal(layer.grads["embeddings"], [[100.0], [0.0], [11.0]])


def test_embedding_starts_between_plus_and_minus_five_hundredths():
    table = Embedding(1000, 20).build((None, 1), 0).params["embeddings"]
    assert np.abs(table).max() <= 0.05 and np.abs(table.mean()) < SIGMAS * 0.1 / np.sqrt(12 * table.size)


def test_kernel_regularizer_is_known_to_the_layer_and_spares_the_bias():
    layer = Dense(2, kernel_regularizer="l2").build((None, 3))
    assert list(layer.penalties) == ["kernel"] and layer.penalties["kernel"].l2 == 0.01


# -- building, types, names --------------------------------------------------------------------------------------
def test_built_by_the_first_input_with_its_dtype():
    single, double = Dense(2), Dense(2)
    assert single.forward(np.ones((1, 3), "float32")).dtype == np.float32
    assert double.forward([[1, 2, 3]]).dtype == np.float64
    assert single.params["kernel"].dtype == np.float32 and double.built_shape == (None, 3)
    assert Dense(2, dtype="float32").forward(np.ones((1, 3))).dtype == np.float32


def test_same_generator_same_weights():
    assert np.array_equal(Dense(3).build((None, 4), 1).params["kernel"], Dense(3).build((None, 4), 1).params["kernel"])
    assert not np.array_equal(Dense(3).build((2, 4), 1).params["kernel"], Dense(3).build((2, 4), 2).params["kernel"])


def test_own_layer_does_not_replace_the_one_of_nnkit():
    own = type("Dense", (Layer,), {"__module__": "__main__"})
    try:
        assert registry.find("Dense") is Dense and registry.find("Custom>Dense") is own
    finally:
        del registry.REGISTRY["Custom>Dense"]


def test_call_is_forward():
    np.testing.assert_array_equal(Activation("relu")([[-1.0, 1.0]]), [[0.0, 1.0]])


@pytest.mark.keras
def test_activation_layers_of_keras_become_activation():
    import keras

    from nnkit.layers.keras_layers import layer_from_keras

    x = np.linspace(-3, 8, 12).reshape(2, 6)
    for layer in (
        keras.layers.ReLU(max_value=5.0, negative_slope=0.1, threshold=1.0),
        keras.layers.LeakyReLU(),
        keras.layers.ELU(alpha=0.3),
        keras.layers.Softmax(),
    ):
        assert_same(layer_from_keras(layer).forward(x), layer(x), "float32")
