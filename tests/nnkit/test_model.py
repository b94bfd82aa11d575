"""Sequential: counting, computing, summary, Keras and back, and every error on the way in."""

import re

import numpy as np
import pytest

from nnkit.layers import Activation, BatchNormalization, Dense, Dropout, Embedding, Flatten, Input, Reshape, Residual
from nnkit.model import Sequential, from_keras
from tests.nnkit.parity import SEEDS, assert_same, drawn

FLOAT32 = 1e-5  # predictions beside Keras in float32
ROUNDING = 1e-12  # the same sums in another order
ROUND_TRIP = 1e-6


def mlp(seed=0, **options):
    return Sequential([Input((3,)), Dense(3, "tanh"), Dense(2, "tanh"), Dense(2, "softmax")], seed=seed, **options)


# -- counting and computing --------------------------------------------------------------------------------------
def test_3_3_2_2_has_26_parameters():
    assert mlp().count_params() == (3 + 1) * 3 + (3 + 1) * 2 + (2 + 1) * 2 == 26


def test_names_are_numbered_as_in_keras():
    model = Sequential([Dense(2), Dense(2, name="dense_1"), Activation("relu"), Dense(2), Dense(2)])
    assert [layer.name for layer in model.layers] == ["dense", "dense_1", "activation", "dense_2", "dense_3"]


def test_forward_and_backward_are_those_of_the_layers():
    model = mlp()
    x, grad = np.random.default_rng(0).normal(size=(4, 3)), np.random.default_rng(1).normal(size=(4, 2))
    kernels = [layer.get_weights() for layer in model.layers]
    hidden = np.tanh(np.tanh(x @ kernels[0][0] + kernels[0][1]) @ kernels[1][0] + kernels[1][1])
    z = hidden @ kernels[2][0] + kernels[2][1]
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.forward(x), p, rtol=ROUNDING)
    grad_z = p * (grad - (grad * p).sum(axis=1, keepdims=True))
    model.backward(grad)
    np.testing.assert_allclose(model.grads["dense_2/kernel"], hidden.T @ grad_z, rtol=ROUNDING)


def test_predict_is_forward_in_batches():
    x = np.random.default_rng(0).normal(size=(10, 3))
    model = mlp()
    np.testing.assert_allclose(model.predict(x, batch_size=4), model.forward(x), rtol=ROUNDING)
    assert np.array_equal(model(x), model.forward(x))


def test_seed_decides_the_weights():
    same, other = mlp(seed=1).get_weights(), mlp(seed=2).get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(mlp(seed=1).get_weights(), same, strict=True))
    assert not np.array_equal(same[0], other[0])


def test_built_by_input_by_build_by_data_or_by_adding_layers():
    by_input, by_build, by_data, by_adding = mlp(), *(Sequential() for _ in range(3))
    for model in (by_build, by_data):
        model.layers = [Dense(3, "tanh"), Dense(2, "tanh"), Dense(2, "softmax")]
    by_build.build((None, 3))
    by_data.forward(np.zeros((1, 3)))
    for layer in (Input((3,)), Dense(3, "tanh"), Dense(2, "tanh"), Dense(2, "softmax")):
        by_adding.add(layer)
    for model in (by_build, by_data, by_adding):
        for ours, theirs in zip(model.get_weights(), by_input.get_weights(), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_dtype_follows_input_argument_or_data():
    single = np.zeros((1, 3), "float32")
    assert Sequential([Dense(2)]).forward(single).dtype == np.float32
    assert Sequential([Dense(2)]).forward([[1, 2, 3]]).dtype == np.float64
    assert Sequential([Dense(2)], dtype="float32").forward(np.zeros((1, 3))).dtype == np.float32
    assert Sequential([Input((3,), dtype="float32"), Dense(2)]).predict(np.zeros((1, 3))).dtype == np.float32


def test_built_layers_bring_their_weights_along():
    trained = Dense(4, "relu").build((None, 3), 5)
    kernel = trained.params["kernel"].copy()
    model = Sequential([Input((3,)), trained, Dense(2)])
    np.testing.assert_array_equal(model.params["dense/kernel"], kernel)
    with pytest.raises(ValueError, match="expected size 3 along axis -1"):
        Sequential([Input((5,)), trained])


def test_params_are_the_layers_own_and_set_weights_writes_them():
    model = mlp()
    model.params["dense/kernel"][...] = 1.0
    assert (model.layers[0].params["kernel"] == 1).all()
    model.set_weights([np.full(w.shape, 2.0) for w in model.get_weights()])
    assert (model.layers[0].params["kernel"] == 2).all()


def test_frozen_layers_and_what_is_inside_them():
    inside = Dense(3)
    model = Sequential([Input((3,)), Dense(3), Residual([inside], name="block"), Dense(2)])
    assert [name for name, _ in model.leaves()] == ["dense", "block/dense", "dense_1"]
    model.layers[1].trainable = False
    assert [name for name, _ in model.leaves(trainable=True)] == ["dense", "dense_1"]


# -- summary -----------------------------------------------------------------------------------------------------
def rows(text):
    """Cells of the table's rows, and the numbers of the totals."""
    cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in text.splitlines() if "│" in line]
    return cells, [int(n.replace(",", "")) for n in re.findall(r"params: ([\d,]+)", text)]


@pytest.mark.keras
def test_summary_says_what_keras_says():
    model = Sequential([Input((8, 8, 1)), Flatten(), Dense(1000), BatchNormalization(name="bn"), Dense(10)])
    model.layers[1].trainable = False
    ours, theirs = [], []
    model.summary(print_fn=ours.append)
    twin = model.to_keras()
    twin.summary(line_length=78, print_fn=lambda line, **_: theirs.append(line))
    assert rows(ours[0]) == rows("\n".join(theirs))
    assert ours[0].splitlines()[0] == 'Model: "sequential"'


def test_summary_by_hand(capsys):
    Sequential([Input((3,)), Dense(1000), BatchNormalization()]).summary()
    cells, totals = rows(capsys.readouterr().out)
    assert cells == [
        ["dense (Dense)", "(None, 1000)", "4,000"],
        ["batch_normalization (BatchNormalization)", "(None, 1000)", "4,000"],
    ]
    assert totals == [8000, 6000, 2000]


def test_long_graphs_and_repr():
    assert "3 layers, built" in repr(mlp()) and "not built" in repr(Sequential([Dense(2)]))
    assert "built for (None, 3)" in repr(mlp().layers[0])


# -- Keras and back ----------------------------------------------------------------------------------------------
def draw_model(rng, dtype):
    layers, width = [], int(rng.integers(2, 6))
    for _ in range(int(rng.integers(1, 5))):
        kind = rng.integers(6)
        size = int(rng.integers(1, 6))
        function = str(rng.choice(["relu", "tanh", "elu", "silu", "leaky_relu"]))
        layers.append(
            [
                lambda n, f: Dense(n, f),
                lambda n, f: Dense(n, use_bias=False, name=f"named_{len(layers)}"),
                lambda n, f: Activation(f),
                lambda n, f: BatchNormalization(),
                lambda n, f: Dropout(0.3),
                lambda n, f: Residual([Dense(n, f), Dense(3)], Dense(3)),
            ][kind](size, function)
        )
    return Sequential([*layers, Dense(2, "softmax")], seed=int(rng.integers(100)), dtype=dtype).build((None, width))


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("seed", SEEDS)
def test_to_keras_and_back_predicts_the_same(seed, dtype):
    rng = drawn(seed)
    model = draw_model(rng, dtype)
    model.set_weights([w + rng.uniform(0, 0.3, w.shape).astype(dtype) for w in model.get_weights()])
    x = rng.normal(size=(5, model.input_shapes[0][1])).astype(dtype)
    twin = model.to_keras()
    back = from_keras(twin)
    tolerance = ROUND_TRIP if dtype == "float64" else FLOAT32
    np.testing.assert_allclose(np.asarray(twin(x)), model.predict(x), rtol=tolerance)
    np.testing.assert_allclose(back.predict(x), model.predict(x), rtol=ROUND_TRIP)
    assert back.count_params() == model.count_params() == twin.count_params()
    assert back.dtype == model.dtype


@pytest.mark.keras
def test_round_trip_of_a_keras_model_keeps_names_arguments_and_weights():
    import keras

    theirs = keras.Sequential(
        [
            keras.Input((6,), dtype="int64"),
            keras.layers.Embedding(10, 4),
            keras.layers.Flatten(),
            keras.layers.Dense(5, keras.layers.LeakyReLU(0.1), kernel_regularizer=keras.regularizers.L2(0.5)),
            keras.layers.Dropout(0.25, seed=3),
            keras.layers.Dense(3, "softmax", use_bias=False, kernel_initializer="he_normal", name="last"),
        ],
        name="mine",
    )
    ours = from_keras(theirs)
    back = ours.to_keras()
    x = np.random.default_rng(0).integers(0, 10, (4, 6))
    np.testing.assert_allclose(ours.predict(x), theirs(x), rtol=FLOAT32)
    np.testing.assert_array_equal(back(x), theirs(x))
    assert [layer.name for layer in back.layers] == [layer.name for layer in theirs.layers]
    assert back.name == ours.name == "mine" and ours.dtype == np.float32
    assert ours.layers[2].penalties["kernel"].l2 == 0.5 and ours.layers[3].rate == 0.25
    assert ours.layers[4].kernel_initializer.name == "he_normal"


@pytest.mark.keras
def test_gradients_of_a_whole_model_equal_keras():
    import tensorflow as tf

    model = Sequential([Input((4, 2)), Reshape((8,)), Dense(5, "gelu"), BatchNormalization(), Dense(3, "softmax")])
    twin = model.to_keras()
    rng = np.random.default_rng(0)
    x, weights = rng.normal(size=(6, 4, 2)), rng.normal(size=(6, 3))
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(twin(x, training=True) * weights)
    wanted = tape.gradient(total, {variable.path: variable.value for variable in twin.trainable_weights})
    model.forward(x, training=True)
    model.backward(weights)
    assert set(model.grads) == {path.removeprefix("sequential/") for path in wanted}
    for name, ours in model.grads.items():
        theirs = wanted.get(name, wanted.get(f"sequential/{name}"))
        assert_same(ours, theirs, "float64", name, scale=1.0, floor=2e-8)


@pytest.mark.keras
def test_keras_models_that_cannot_be_carried_over():
    import keras

    class Own(keras.Model):
        """Hides how it is connected."""

    with pytest.raises(TypeError, match="received int, expected a Keras model"):
        from_keras(3)
    with pytest.raises(ValueError, match="which is not built"):
        from_keras(keras.Sequential([keras.layers.Dense(2)]))
    own = Own()
    own.built = True
    with pytest.raises(TypeError, match=r"subclass of keras.Model does not say how its layers are connected"):
        from_keras(own)
    with pytest.raises(ValueError, match="no layer class 'UnitNormalization'"):
        from_keras(keras.Sequential([keras.Input((2,)), keras.layers.UnitNormalization()]))


# -- errors ------------------------------------------------------------------------------------------------------
WRONG_INPUTS = [
    (np.zeros((2, 4)), ValueError, "x: received shape (2, 4), expected (N, 3) with at least one example"),
    (np.zeros(3), ValueError, "x: received shape (3,)"),
    (np.zeros((0, 3)), ValueError, "with at least one example"),
    ([[1.0, np.nan, 0.0]], ValueError, "received x with 1 values that are NaN or infinite, the first at index (0, 1)"),
    ([["a", "b", "c"]], TypeError, "expected real numbers"),
    ([[1.0], [1.0, 2.0]], ValueError, "nested lists of unequal lengths"),
]


@pytest.mark.parametrize(("x", "error", "text"), WRONG_INPUTS, ids=[text for *_, text in WRONG_INPUTS])
@pytest.mark.parametrize("method", ["forward", "predict"])
def test_wrong_inputs(method, x, error, text):
    with pytest.raises(error) as raised:
        getattr(mlp(), method)(x)
    assert text in str(raised.value)


def test_not_built_yet():
    model = Sequential([Dense(2)])
    for call in (model.count_params, model.summary, lambda: model.set_weights([]), lambda: model.save("x.npz")):
        with pytest.raises(ValueError, match="is not built, so it has no parameters yet"):
            call()
    with pytest.raises(ValueError, match="has no layers yet"):
        Sequential().build((None, 3))
    with pytest.raises(ValueError, match="at least two axes"):
        model.forward([1.0, 2.0])


def test_wrong_layers():
    with pytest.raises(TypeError, match="layers received 'relu', expected layers of nnkit"):
        Sequential([Dense(2), "relu"])
    with pytest.raises(TypeError, match="write Dense\\(3\\), with brackets"):
        Sequential([Dense])
    layer = Dense(3)
    with pytest.raises(ValueError, match="twice, expected different layers; make a second one"):
        Sequential([layer, layer])
    with pytest.raises(ValueError, match="two layers of the name 'a'"):
        Sequential([Dense(2, name="a"), Dense(2, name="a")])
    with pytest.raises(ValueError, match="an example has 3 elements, target_shape 4"):
        Sequential([Input((3,)), Reshape((4,))])
    with pytest.raises(ValueError, match="received 1 arrays, expected 6"):
        mlp().set_weights([np.zeros(3)])
    with pytest.raises(TypeError, match="expected a floating-point type"):
        Sequential([Dense(2)], dtype="int8")
    with pytest.raises(ValueError, match="received indices from 0 to 9"):
        Sequential([Embedding(3, 2)]).forward([[0, 9]])
    with pytest.raises(ValueError, match="batch_size: received 0"):
        mlp().predict(np.zeros((2, 3)), batch_size=0)
