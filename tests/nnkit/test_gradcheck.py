"""The gradient checker: right where the gradient is known, and it notices a gradient that is wrong."""

import math

import numpy as np
import pytest

from nnkit import gradcheck, losses
from nnkit.gradcheck import check_activation, check_layer, check_loss, max_relative_error, numerical_gradient
from nnkit.layers import Dense, Dropout

EXACT = 1e-8
ROUNDING = 1e-12
RIGHT = 1e-6
WRONG = 1e-3


def test_numerical_gradient_of_known_functions():
    rng = np.random.default_rng(0)
    x, a = rng.normal(size=(3, 4)), rng.normal(size=(4, 4))
    for f, gradient in [
        (lambda x: np.sum(x**3), 3 * x**2),
        (lambda x: np.sum(np.exp(x)), np.exp(x)),
        (lambda x: np.trace(x @ a @ x.T), x @ (a + a.T)),
        (lambda x: 7.0, np.zeros_like(x)),
    ]:
        np.testing.assert_allclose(numerical_gradient(f, x), gradient, rtol=EXACT, atol=EXACT)


def test_numerical_gradient_is_central():
    # for x² the central difference is right at any step; a one-sided one is wrong by the step
    assert numerical_gradient(lambda x: float(x**2), 3.0, step=0.5).item() == pytest.approx(6, rel=ROUNDING)


def test_numerical_gradient_at_large_and_small_inputs():
    for x in (1e6, -1e3, 1e-6):
        assert numerical_gradient(lambda x: float(x**2), x).item() == pytest.approx(2 * x, rel=EXACT)


def test_the_point_is_not_changed_and_float32_is_computed_in_float64():
    x = np.array([1.0, 2.0], np.float32)
    gradient = numerical_gradient(lambda x: np.sum(x**2), x)
    assert x.tolist() == [1, 2]
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, [2, 4], rtol=EXACT)


def test_max_relative_error():
    assert max_relative_error([1.0, 2.0], [1.0, 2.5]) == pytest.approx(0.2)
    assert max_relative_error([1e-12], [-1e-12]) == pytest.approx(2e-4)  # nothing against 1e-8
    assert max_relative_error([], []) == 0
    assert max_relative_error([0.0], [0.0]) == 0


class WrongSlope:
    """tanh with the derivative taken at the output instead of the input."""

    def __call__(self, x):
        return np.tanh(x)

    def backward(self, x, grad_output):
        return grad_output * (1 - np.tanh(np.tanh(x)) ** 2)


class WithoutMean(losses.MeanSquaredError):
    """Squared error whose gradient forgets to divide by the batch."""

    def gradient(self, y_true, y_pred):
        return super().gradient(y_true, y_pred) * len(y_pred)


class WrongKernel(Dense):
    """Dense whose kernel gradient is doubled."""

    def backward(self, grad_output):
        grad_input = super().backward(grad_output)
        self.grads["kernel"] = 2 * self.grads["kernel"]
        return grad_input


class NoBias(Dense):
    """Dense that forgets the gradient of its bias."""

    def backward(self, grad_output):
        grad_input = super().backward(grad_output)
        del self.grads["bias"]
        return grad_input


def test_wrong_gradients_are_noticed():
    assert check_activation(WrongSlope(), [0.5, 1.0]) > WRONG
    assert check_loss(WithoutMean(), [[0.0], [0.0]], [[1.0], [2.0]]) > WRONG
    errors = check_layer(WrongKernel(3), (None, 4), np.random.default_rng(0))
    assert errors["kernel"] == pytest.approx(0.5, rel=RIGHT)
    assert max(errors["bias"], errors["inputs"]) < RIGHT


def test_right_layers_pass():
    rng = np.random.default_rng(1)
    for layer in (Dense(3), Dense(2, activation="softmax"), Dense(2, use_bias=False, activation="gelu")):
        errors = check_layer(layer, (None, 4), rng)
        assert set(errors) == {"inputs", *layer.params}
        assert max(errors.values()) < RIGHT


def test_random_layers_see_the_same_mask_each_time():
    errors = check_layer(Dropout(0.5), (3, 5), np.random.default_rng(2), training=True)
    assert errors["inputs"] < RIGHT


def test_given_inputs_are_used():
    class Square(Dense):
        def forward(self, inputs, training=False):
            self.seen = inputs
            return super().forward(inputs, training)

    check = gradcheck.check_layer(Square(1), (1, 2), np.random.default_rng(3), inputs=np.array([[3.0, 4.0]]))
    assert max(check.values()) < RIGHT


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: numerical_gradient(lambda x: x, [1.0, 2.0]),
            ValueError,
            r"f\(x\): received shape \(2,\)",
        ),
        (lambda: numerical_gradient(lambda x: math.nan, [1.0]), ValueError, r"f\(x\): received 1 NaN"),
        (lambda: numerical_gradient(lambda x: "1", [1.0]), TypeError, r"f\(x\): received dtype <U1"),
        (lambda: numerical_gradient(np.sum, ["a"]), TypeError, "x: received dtype <U1"),
        (lambda: numerical_gradient(np.sum, [1.0], step=0), ValueError, "step: received 0"),
        (lambda: max_relative_error([1.0], [1.0, 2.0]), ValueError, r"a: received shape \(1,\), expected .*\(2,\)"),
        (lambda: max_relative_error([1.0], [math.nan]), ValueError, "b: received 1 NaN"),
        (
            lambda: check_layer(NoBias(2), (None, 3), np.random.default_rng(0)),
            ValueError,
            r"grads\['bias'\]: received gradients for kernel, expected one for every parameter",
        ),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()
