"""SimpleRNN and LSTM: by hand, gate by gate, central differences, Keras with the same weights."""

import numpy as np
import pytest

from nnkit.gradcheck import max_relative_error, numerical_gradient
from nnkit.layers import LSTM, SimpleRNN
from tests.nnkit.layer_parity import FLOAT32, FLOAT64, compare_with_keras, weighted_sum

CONFIGURATIONS = 20
CENTRAL = 1e-5  # relative error allowed to central differences in float64
ROUNDING = 1e-12  # a dozen float64 operations
KEPT = 1e-9  # gates at sigmoid(50) are open to 2e-22; 50 steps add up


def draw_options(rng):
    return {
        "units": int(rng.integers(1, 6)),
        "activation": str(rng.choice(["tanh", "sigmoid", "softplus", "linear"])),
        "use_bias": bool(rng.integers(2)),
        "return_sequences": bool(rng.integers(2)),
        "go_backwards": bool(rng.integers(2)),
    }


def draw_rnn(rng):
    return SimpleRNN(**draw_options(rng))


def draw_lstm(rng):
    gate = str(rng.choice(["sigmoid", "tanh"]))
    return LSTM(recurrent_activation=gate, unit_forget_bias=bool(rng.integers(2)), **draw_options(rng))


@pytest.mark.keras
@pytest.mark.parametrize("draw", [draw_rnn, draw_lstm])
@pytest.mark.parametrize("dtype", [FLOAT64, FLOAT32], ids=["float64", "float32"])
def test_values_and_gradients_equal_keras(draw, dtype):
    for seed in range(CONFIGURATIONS):
        rng = np.random.default_rng(seed)
        layer = draw(rng)
        shape = tuple(int(size) for size in rng.integers(1, 6, size=3))
        compare_with_keras(layer, 0.5 * rng.normal(size=shape), False, dtype, f"seed {seed}")


@pytest.mark.parametrize("make", [SimpleRNN, LSTM])
@pytest.mark.parametrize(
    "options", [{}, {"return_sequences": True}, {"go_backwards": True, "use_bias": False}], ids=str
)
def test_gradients_against_central_differences(make, options):
    rng = np.random.default_rng(1)
    layer, x = make(3, **options), rng.normal(size=(2, 4, 2))
    weights = rng.normal(size=layer.output_shape(x.shape))
    loss = weighted_sum(layer, weights)
    loss(x)
    grad_input = layer.backward(weights)
    assert max_relative_error(grad_input, numerical_gradient(loss, x)) < CENTRAL
    for name, array in layer.params.items():
        analytic, kept = layer.grads[name].copy(), array.copy()

        def loss_by_param(value, array=array):
            array[...] = value
            return loss(x)

        numeric = numerical_gradient(loss_by_param, kept)
        array[...] = kept
        assert max_relative_error(analytic, numeric) < CENTRAL, name


def test_one_lstm_step_by_hand():
    layer = LSTM(1, use_bias=False).build((None, 2, 1))
    layer.params["kernel"][:] = [[0.1, 0.2, 0.3, 0.4]]
    layer.params["recurrent_kernel"][:] = [[0.5, 0.6, 0.7, 0.8]]

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    c, h, expected = 0.0, 0.0, []
    for x in (1.0, -2.0):
        i, f = sigmoid(0.1 * x + 0.5 * h), sigmoid(0.2 * x + 0.6 * h)
        g, o = np.tanh(0.3 * x + 0.7 * h), sigmoid(0.4 * x + 0.8 * h)
        c = f * c + i * g
        h = o * np.tanh(c)
        expected.append((i, f, g, o, c, h))
    assert layer.forward([[[1.0], [-2.0]]]).item() == pytest.approx(h, rel=ROUNDING)
    trace = layer.trace()
    names = ("input", "forget", "candidate", "output", "cell", "hidden")
    found = np.stack([trace[name][0, :, 0] for name in names], axis=1)
    np.testing.assert_allclose(found, expected, rtol=ROUNDING)


def test_open_forget_gate_and_closed_input_gate_keep_the_cell():
    layer = LSTM(1).build((None, 50, 1))
    layer.params["kernel"][:] = [[100.0, 0.0, 100.0, 0.0]]  # writes where x is 1
    layer.params["bias"][:] = [-50.0, 50.0, 0.0, 0.0]  # keeps always
    layer.params["recurrent_kernel"][:] = 0
    x = np.zeros((1, 50, 1))
    x[0, 0] = 1
    layer.forward(x)
    np.testing.assert_allclose(layer.trace()["cell"][0, :, 0], 1, rtol=KEPT)


@pytest.mark.parametrize(("make", "gates"), [(SimpleRNN, 1), (LSTM, 4)])
def test_parameters_are_gates_times_units_times_inputs_units_and_one(make, gates):
    assert make(7).build((None, 9, 5)).count_params() == gates * 7 * (5 + 7 + 1)


def test_sequences_end_with_the_last_state_and_backwards_is_the_reversed_sequence():
    x = np.random.default_rng(0).normal(size=(2, 5, 3))
    whole = LSTM(4, return_sequences=True).build(x.shape, rng=0).forward(x)
    np.testing.assert_array_equal(whole[:, -1], LSTM(4).build(x.shape, rng=0).forward(x))
    backwards = LSTM(4, go_backwards=True).build(x.shape, rng=0).forward(x)
    np.testing.assert_array_equal(backwards, LSTM(4).build(x.shape, rng=0).forward(x[:, ::-1]))


@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (lambda: LSTM(0), ValueError, "units: received 0, expected a whole number of at least 1"),
        (lambda: LSTM(2.5), TypeError, "units: received 2.5"),
        (lambda: LSTM(2, activation="softmax"), ValueError, "activation: received softmax, expected an elementwise"),
        (lambda: SimpleRNN(2, activation="tahn"), ValueError, "tanh"),
        (lambda: LSTM(2).forward(np.ones((3, 4))), ValueError, r"rank 2.*expected rank 3: \(N, T, D_in\)"),
        (lambda: LSTM(2).forward([[[np.nan]]]), ValueError, "NaN or infinite"),
        (lambda: LSTM(2).backward(np.ones((1, 2))), RuntimeError, "call forward"),
        (lambda: LSTM(2).trace(), RuntimeError, "call forward"),
        (lambda: LSTM(2, return_sequence=True), TypeError, "return_sequences"),
    ],
)
def test_bad_settings_say_what_to_do(make, kind, words):
    with pytest.raises(kind, match=words):
        make()
