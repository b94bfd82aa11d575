"""Model: residual and Inception blocks as graphs; gradients that meet again are added; Keras and back; errors."""

import numpy as np
import pytest

from nnkit.gradcheck import max_relative_error, numerical_gradient
from nnkit.layers import (
    Activation,
    Add,
    Concatenate,
    Conv2D,
    Dense,
    Embedding,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    Maximum,
    MaxPooling2D,
    Subtract,
)
from nnkit.model import Model, Sequential, from_keras, load
from tests.nnkit.parity import SEEDS, assert_same, drawn

ROUND_TRIP, ROUND_TRIP_FLOOR = 1e-6, 1e-7  # predictions of a model carried to Keras and back; outputs near 0
ROUNDING = 1e-12  # the same sums in another order
CENTRAL = 1e-5  # relative error allowed to central differences in float64


def draw_graph(rng, dtype=None):
    """One or two inputs, then layers on randomly chosen earlier places, so that paths part and meet at random."""
    width = int(rng.integers(2, 5))
    inputs = [Input((width,), name=f"in_{i}") for i in range(int(rng.integers(1, 3)))]
    places = [Dense(width, "tanh", bias_initializer="random_normal")(place) for place in inputs]
    for _ in range(int(rng.integers(2, 6))):
        some = [places[int(i)] for i in rng.integers(0, len(places), size=2)]
        function = str(rng.choice(["tanh", "sigmoid", "softplus"]))
        joint = [Add, Subtract, Maximum, Concatenate][rng.integers(4)]()
        path = Dense(width, function)(some[1])
        joined = joint([some[0], path])
        places.append(Dense(width)(joined) if rng.integers(2) or isinstance(joint, Concatenate) else joined)
    end = Dense(2)(Concatenate()(places) if len(places) > 1 else places[0])
    return Model([*inputs] if len(inputs) > 1 else inputs[0], end, seed=int(rng.integers(100)), dtype=dtype)


def draw_x(rng, model, dtype="float64"):
    arrays = [rng.normal(size=(3, *shape[1:])).astype(dtype) for shape in model.input_shapes]
    return arrays if model.num_inputs > 1 else arrays[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_all_gradients_equal_central_differences(seed):
    rng = drawn(seed)
    model = draw_graph(rng)
    x = draw_x(rng, model)
    weights = rng.normal(size=model.forward(x).shape)
    grad = model.backward(weights)
    arrays, back = (x, grad) if isinstance(x, list) else ([x], [grad])
    for i, array in enumerate(arrays):

        def moved(values, i=i):
            changed = [values if j == i else other for j, other in enumerate(arrays)]
            return (weights * model.forward(changed if len(changed) > 1 else values)).sum()

        assert max_relative_error(back[i], numerical_gradient(moved, array)) < CENTRAL
    model.forward(x)
    model.backward(weights)
    grads = {name: grad.copy() for name, grad in model.grads.items()}
    name = str(rng.choice(sorted(grads)))
    param = model.params[name]

    def loss_at(values):
        param[...] = values
        return (weights * model.forward(x)).sum()

    assert max_relative_error(grads[name], numerical_gradient(loss_at, param.copy())) < CENTRAL


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("seed", SEEDS)
def test_values_gradients_and_round_trip_equal_keras(seed, dtype):
    import tensorflow as tf

    rng = drawn(seed)
    model = draw_graph(rng, dtype)
    x = draw_x(rng, model, dtype)
    twin = model.to_keras()
    with tf.GradientTape() as tape:
        inputs = [tf.constant(part) for part in x] if isinstance(x, list) else tf.constant(x)
        tape.watch(inputs)
        expected = twin(inputs)
        weights = rng.normal(size=tuple(expected.shape)).astype(dtype)
        total = tf.reduce_sum(expected * weights)
    variables = {variable.path: variable.value for variable in twin.trainable_variables}
    by_input, by_name = tape.gradient(total, [inputs, variables])
    assert_same(model.forward(x), expected, dtype, "output", scale=1.0)
    back = model.backward(weights)
    for ours, theirs in zip(*((g if isinstance(g, list) else [g]) for g in (back, by_input)), strict=True):
        assert_same(ours, theirs, dtype, "input", scale=1.0)
    assert set(model.grads) == set(by_name)
    for name, ours in model.grads.items():
        assert_same(ours, by_name[name], dtype, name, scale=10.0)
    again = from_keras(twin)
    np.testing.assert_allclose(again.predict(x), model.predict(x), rtol=ROUND_TRIP, atol=ROUND_TRIP_FLOOR)


def test_gradient_of_both_ways_is_added():
    x = Input((1,))
    model = Model(x, Add()([x, x, Activation("linear")(x)]))
    model.forward([[2.0]])
    assert model.backward(np.array([[1.0]])).tolist() == [[3.0]]


def inception(x, filters):
    branches = [
        Conv2D(filters, 1, activation="relu")(x),
        Conv2D(filters, 3, padding="same", activation="relu")(Conv2D(filters, 1, activation="relu")(x)),
        Conv2D(filters, 5, padding="same", activation="relu")(Conv2D(filters, 1, activation="relu")(x)),
        Conv2D(filters, 1, activation="relu")(MaxPooling2D(3, strides=1, padding="same")(x)),
    ]
    return Concatenate()(branches)


def small_network():
    x = Input((8, 8, 1))
    y = inception(x, 3)
    z = Conv2D(12, 3, padding="same")(Conv2D(12, 3, padding="same", activation="relu")(y))
    z = Activation("relu")(Add()([z, y]))
    return Model(x, Dense(3, "softmax")(GlobalAveragePooling2D()(z)))


@pytest.mark.keras
def test_inception_and_residual_block_equal_keras_and_come_back():
    model = small_network()
    x = np.random.default_rng(0).normal(size=(2, 8, 8, 1))
    twin = model.to_keras()
    np.testing.assert_allclose(np.asarray(twin(x)), model.predict(x), rtol=ROUND_TRIP)
    np.testing.assert_allclose(from_keras(twin).predict(x), model.predict(x), rtol=ROUND_TRIP)
    assert twin.count_params() == model.count_params()
    lines = []
    model.summary(print_fn=lines.append)
    assert "Connected to" in lines[0]
    row = next(line for line in lines[0].splitlines() if "add (Add)" in line)
    assert row.split("│")[4].strip() == "conv2d_7, concatenate"


def test_graph_learns():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 90)
    x = rng.normal(size=(90, 8, 8, 1)) + np.array([-1.5, 0.0, 1.5])[y].reshape(-1, 1, 1, 1)
    model = small_network()
    model.compile("adam", "sparse_categorical_crossentropy")
    model.optimizer.learning_rate = 0.01
    assert model.fit(x, y, epochs=12).history["accuracy"][-1] > 0.9


def test_several_outputs_for_looking_inside():
    x = Input((4,))
    hidden = Dense(3, "tanh")(x)
    model = Model(x, [hidden, Dense(2)(hidden)])
    a, b = model.predict(np.ones((5, 4)), batch_size=2)
    assert a.shape == (5, 3) and b.shape == (5, 2) and model.output_shape == [(None, 3), (None, 2)]
    model.forward(np.ones((1, 4)))
    both = model.backward([np.ones((1, 3)), np.ones((1, 2))])
    model.forward(np.ones((1, 4)))
    first = model.backward([np.ones((1, 3)), np.zeros((1, 2))])
    model.forward(np.ones((1, 4)))
    second = model.backward([np.zeros((1, 3)), np.ones((1, 2))])
    np.testing.assert_allclose(both, first + second, rtol=ROUNDING)
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match="outputs: received several, expected one output"):
        model.fit(np.ones((2, 4)), np.ones((2, 2)))


def test_words_and_numbers_side_by_side():
    words, numbers = Input((3,)), Input((2,))
    model = Model([words, numbers], Dense(1)(Concatenate()([Flatten()(Embedding(5, 2)(words)), numbers])))
    x = [np.array([[0, 4, 1], [2, 2, 2]]), np.array([[0.5, 1.0], [0.25, 0.0]])]
    model.compile("sgd", "mse", metrics=())
    history = model.fit(x, [1.0, 2.0], epochs=30)
    assert history.history["loss"][-1] < history.history["loss"][0] / 10
    with pytest.raises(TypeError, match="expected integer indices"):
        model.predict([x[1][:, [0, 0, 0]], x[1]])


def test_deeper_than_pythons_stack():
    x = y = Input((2,))
    for _ in range(1500):
        y = Activation("linear")(y)
    assert Model(x, y).predict([[1.0, 2.0]]).tolist() == [[1.0, 2.0]]


def test_saved_and_loaded(tmp_path):
    rng = np.random.default_rng(3)
    for seed in range(5):
        model = draw_graph(np.random.default_rng(seed))
        model.save(tmp_path / "graph.npz")
        x = draw_x(rng, model)
        np.testing.assert_array_equal(load(tmp_path / "graph.npz").predict(x), model.predict(x))


def test_errors():
    x, other = Input((4,)), Input((4,))
    dense = Dense(4)
    with pytest.raises(ValueError, match="not among the inputs; add it to inputs"):
        Model(x, Add()([Dense(4)(x), other]))
    with pytest.raises(ValueError, match="no output depends on it; leave it out"):
        Model([x, other], Dense(2)(x))
    with pytest.raises(ValueError, match="twice, expected different layers"):
        Model(x, Add()([dense(x), dense(Activation("relu")(x))]))
    with pytest.raises(TypeError, match="inputs received <Node Dense"):
        Model(Dense(2)(x), Dense(2)(x))
    with pytest.raises(TypeError, match=r"write x = Input"):
        Model(x, Dense(2))
    with pytest.raises(TypeError, match=r"inputs received .*expected Input or what a layer returned"):
        Model([], Dense(2)(x))
    with pytest.raises(ValueError, match=r"received inputs of shapes \(None, 4\), \(None, 3\); expected equal shapes"):
        Add()([x, Dense(3)(x)])
    with pytest.raises(ValueError, match="expected rank 4"):
        Conv2D(2, 3)(x)
    model = Model([x, other], Add()([x, other]))
    with pytest.raises(ValueError, match="x: received ndarray, expected a list of 2 arrays"):
        model.predict(np.zeros((2, 4)))
    with pytest.raises(ValueError, match="received 2 and 3 examples, expected equally many"):
        model.predict([np.zeros((2, 4)), np.zeros((3, 4))])


def test_built_layers_are_shared_with_another_model_that_looks_inside():
    chain = Sequential([Input((4,)), Dense(3, "tanh"), Dense(2)])
    x = Input((4,))
    inside = Model(x, chain.layers[0](x))
    np.testing.assert_array_equal(inside.predict(np.ones((1, 4))), chain.layers[0].forward(np.ones((1, 4))))
