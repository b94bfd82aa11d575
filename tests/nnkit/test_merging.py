"""Add, Subtract, Maximum, Concatenate and Residual: by hand, central differences, Keras, every error."""

import numpy as np
import pytest

from nnkit.gradcheck import check_layer
from nnkit.layers import Activation, Add, Concatenate, Dense, Dropout, Flatten, Maximum, Reshape, Residual, Subtract
from nnkit.model import Sequential
from tests.nnkit.parity import SEEDS, assert_same, drawn

CENTRAL = 1e-5  # relative error allowed to central differences in float64


def draw_inputs(rng, count):
    shape = tuple(int(size) for size in rng.integers(1, 5, size=rng.integers(2, 5)))
    return [rng.normal(size=shape) for _ in range(count)]


def draw_add(rng):
    return Add(), draw_inputs(rng, int(rng.integers(2, 5)))


def draw_subtract(rng):
    return Subtract(), draw_inputs(rng, 2)


def draw_maximum(rng):
    return Maximum(), draw_inputs(rng, int(rng.integers(2, 5)))


def draw_concatenate(rng):
    first, *others = draw_inputs(rng, int(rng.integers(2, 5)))
    axis = int(rng.integers(1, first.ndim))
    sizes = [int(size) for size in rng.integers(1, 5, size=len(others))]
    shapes = [(*first.shape[:axis], size, *first.shape[axis + 1 :]) for size in sizes]
    arrays = [first, *(rng.normal(size=shape) for shape in shapes)]
    return Concatenate(axis=axis - first.ndim if rng.integers(2) else axis), arrays


FAMILIES = [draw_add, draw_subtract, draw_maximum, draw_concatenate]


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draw", FAMILIES)
def test_values_and_all_gradients_equal_keras(draw, seed, dtype):
    import tensorflow as tf

    from nnkit.layers.keras_layers import layer_to_keras

    rng = drawn(seed)
    layer, arrays = draw(rng)
    arrays = [x.astype(dtype) for x in arrays]
    layer.build([x.shape for x in arrays], dtype=dtype)
    print(layer.get_config(), [x.shape for x in arrays])
    with tf.GradientTape() as tape:
        inputs = [tf.constant(x) for x in arrays]
        tape.watch(inputs)
        expected = layer_to_keras(layer)(inputs)
        weights = rng.normal(size=tuple(expected.shape)).astype(dtype)
        total = tf.reduce_sum(expected * weights)
    assert_same(layer.forward(arrays), expected, dtype, "output")
    for ours, theirs in zip(layer.backward(weights), tape.gradient(total, inputs), strict=True):
        assert_same(ours, theirs, dtype, "gradient by an input")
        assert ours.dtype == dtype


@pytest.mark.keras
def test_ties_go_to_the_first_as_in_keras():
    import keras
    import tensorflow as tf

    arrays = [np.ones((1, 2)), np.ones((1, 2)), np.array([[0.0, 1.0]])]
    with tf.GradientTape() as tape:
        inputs = [tf.constant(x) for x in arrays]
        tape.watch(inputs)
        total = tf.reduce_sum(keras.layers.Maximum(dtype="float64")(inputs))
    layer = Maximum()
    layer.forward(arrays)
    np.testing.assert_array_equal(layer.backward(np.ones((1, 2))), tape.gradient(total, inputs))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draw", FAMILIES)
def test_gradients_equal_central_differences(draw, seed):
    rng = drawn(seed)
    layer, arrays = draw(rng)
    errors = check_layer(layer, [x.shape for x in arrays], rng, inputs=arrays)
    assert max(errors.values()) < CENTRAL, errors


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draw", FAMILIES)
def test_shape_and_config(draw, seed):
    layer, arrays = draw(drawn(seed))
    assert layer.forward(arrays).shape == layer.output_shape([x.shape for x in arrays])
    again = type(layer).from_config(layer.get_config())
    np.testing.assert_array_equal(again.forward(arrays), layer.forward(arrays))
    assert again.get_config() == layer.get_config()


def test_by_hand():
    a, b = [[1.0, 5.0]], [[3.0, 4.0]]
    assert Add().forward([a, b, b]).tolist() == [[7.0, 13.0]]
    assert Subtract().forward([a, b]).tolist() == [[-2.0, 1.0]]
    assert Maximum().forward([a, b]).tolist() == [[3.0, 5.0]]
    assert Concatenate().forward([a, b]).tolist() == [[1.0, 5.0, 3.0, 4.0]]


def test_among_equals_the_first_gets_the_gradient():
    layer = Maximum()
    layer.forward([[[1.0]], [[1.0]], [[1.0]]])
    assert [grad.tolist() for grad in layer.backward([[5.0]])] == [[[5.0]], [[0.0]], [[0.0]]]


def test_inputs_are_not_changed():
    arrays = [np.ones((1, 2)) for _ in range(3)]
    Add().forward(arrays)
    assert all((x == 1).all() for x in arrays)


def test_float32_stays_and_another_batch_size_is_fine():
    layer = Add()
    single = np.ones((2, 3), "float32")
    assert layer.forward([single, single]).dtype == np.float32
    assert layer.forward([single[:1], single[:1]]).shape == (1, 3)


WRONG = [
    (Add(), [np.zeros((2, 3)), np.zeros((2, 4))], "received inputs of shapes (2, 3), (2, 4); expected equal shapes"),
    (Add(), [np.zeros((2, 3)), np.zeros((2, 3, 1))], "expected equal shapes"),
    (Add(), [np.zeros((2, 3))], "received 1 in a list, expected a list of at least two inputs"),
    (Add(), np.zeros((2, 3)), "received ndarray, expected a list of at least two inputs"),
    (Maximum(), [np.zeros((2, 3)), np.zeros((1, 3))], "expected equal shapes"),
    (Subtract(), [np.zeros((2, 3))] * 3, "received 3 inputs, expected exactly two"),
    (Concatenate(), [np.zeros((2, 3)), np.zeros((3, 3))], "expected equal sizes on all axes but -1"),
    (Concatenate(), [np.zeros((2, 3)), np.zeros((2, 3, 1))], "expected equal ranks"),
    (Concatenate(axis=0), [np.zeros((2, 3))] * 2, "axis 0 is the batch"),
    (Concatenate(axis=2), [np.zeros((2, 3))] * 2, "received axis=2 for inputs of rank 2, expected 1 to 1 or -1"),
    (Add(), [np.zeros((1, 1)), np.array([[np.nan]])], "received inputs[1] with 1 values that are NaN"),
]


@pytest.mark.parametrize(("layer", "arrays", "text"), WRONG, ids=[text for *_, text in WRONG])
def test_wrong_inputs(layer, arrays, text):
    with pytest.raises(ValueError) as raised:
        type(layer).from_config(layer.get_config()).forward(arrays)
    assert text in str(raised.value)


def test_wrong_shape_at_building():
    with pytest.raises(ValueError, match="expected a list of at least two shapes"):
        Add().build((None, 3))


# -- Residual ----------------------------------------------------------------------------------------------------
def draw_residual(rng):
    width, hidden = (int(size) for size in rng.integers(1, 6, size=2))
    function = str(rng.choice(["tanh", "sigmoid", "gelu", "softplus"]))
    block = [Dense(hidden, function, bias_initializer="random_normal"), Dense(width)]
    if rng.integers(2):
        return Residual(block), (3, width)
    block.append(Activation(function))
    return Residual(block, Dense(width, use_bias=False)), (3, int(rng.integers(1, 6)))


@pytest.mark.parametrize("seed", SEEDS)
def test_residual_gradients_equal_central_differences(seed):
    rng = drawn(seed)
    layer, shape = draw_residual(rng)
    errors = check_layer(layer, shape, rng)
    assert len(errors) > 4 and max(errors.values()) < CENTRAL, errors


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("seed", SEEDS)
def test_residual_equals_a_functional_keras_model(seed, dtype):
    import tensorflow as tf

    rng = drawn(seed)
    layer, shape = draw_residual(rng)
    model = Sequential([layer], dtype=dtype).build(shape)
    twin = model.to_keras()
    x = rng.normal(size=shape).astype(dtype)
    with tf.GradientTape() as tape:
        inputs = tf.constant(x)
        tape.watch(inputs)
        expected = twin(inputs)
        weights = rng.normal(size=tuple(expected.shape)).astype(dtype)
        total = tf.reduce_sum(expected * weights)
    theirs = dict(zip([v.path for v in twin.trainable_variables], twin.trainable_variables, strict=True))
    wanted = tape.gradient(total, [inputs, *(v.value for v in theirs.values())])
    floor = 2e-8 if dtype == "float64" else None  # gelu, see test_core_layers
    assert_same(model.forward(x), expected, dtype, floor=floor)
    assert_same(model.backward(weights), wanted[0], dtype, "inputs", floor=floor)
    grads = {f"residual_{name.removeprefix('residual/')}": grad for name, grad in model.grads.items()}
    assert set(grads) == set(theirs)
    for path, grad in zip(theirs, wanted[1:], strict=True):
        scale = np.abs(weights).max()  # a bias adds up numbers of this size, which may cancel
        assert_same(grads[path], grad, dtype, path, scale, floor)


def test_residual_by_hand_and_count():
    layer = Residual([Dense(2, kernel_initializer="ones")])
    np.testing.assert_array_equal(layer.forward([[1.0, 2.0]]), [[4.0, 5.0]])
    np.testing.assert_array_equal(layer.backward([[1.0, 1.0]]), [[3.0, 3.0]])
    assert layer.count_params() == 6 and list(layer.params) == ["dense/kernel", "dense/bias"]


def test_zero_block_leaves_the_inputs_and_their_gradient():
    layer = Residual([Dense(3, "relu"), Dense(4, kernel_initializer="zeros")])
    x = np.random.default_rng(0).normal(size=(2, 4))
    np.testing.assert_array_equal(layer.forward(x), x)
    np.testing.assert_array_equal(layer.backward(x), x)


def test_residual_passes_training_on_and_its_params_are_the_layers_own():
    layer = Residual([Dropout(0.9, seed=0)])
    x = np.ones((1, 50))
    assert not np.array_equal(layer.forward(x, training=True), layer.forward(x))
    block = Dense(2)
    outer = Residual(block).build((None, 2), 0)
    outer.params["dense/kernel"][...] = 7.0
    assert (block.params["kernel"] == 7.0).all()


def test_residual_config_and_sequential_as_block():
    layer = Residual(Sequential([Reshape((2, 2)), Flatten()]), shortcut=Activation("relu"))
    again = Residual.from_config(layer.get_config())
    x = np.random.default_rng(0).normal(size=(3, 4))
    np.testing.assert_array_equal(again.forward(x), x + np.maximum(x, 0))


def test_residual_errors():
    with pytest.raises(ValueError, match=r"block returns shape \(None, 3\) but the shortcut \(None, 2\)"):
        Residual(Dense(3)).forward([[1.0, 2.0]])
    with pytest.raises(TypeError, match="block received 3, expected layers"):
        Residual([3])
    with pytest.raises(TypeError, match="with brackets"):
        Residual([Dense])
    layer = Dense(3)
    with pytest.raises(ValueError, match="twice, expected different layers"):
        Residual([layer, layer])
    with pytest.raises(ValueError, match="two layers of the name 'a'"):
        Residual([Dense(3, name="a"), Dense(3, name="a")])
