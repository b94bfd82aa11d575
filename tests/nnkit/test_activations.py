"""Activations: closed forms, central differences, extreme inputs, Keras, and what a wrong argument is told."""

import math
import statistics
import warnings

import numpy as np
import pytest

from nnkit import activations
from nnkit.activations import ELU, GELU, LeakyReLU, LogSoftmax, PReLU, ReLU, RReLU, Softmax
from nnkit.gradcheck import check_activation, numerical_gradient
from tests.nnkit.parity import SEEDS, assert_same, drawn, keras_value_and_gradient

CLOSED_FORM = 1e-12
CENTRAL_DIFFERENCES = 1e-6
NEARLY_ZERO = 1e-9  # central differences of numbers near 1 cannot see a smaller slope
CENTRAL_DIFFERENCES_FLOAT32 = 1e-2
GELU_FLOOR = {"float64": 2e-8, "float32": 1e-5}  # TensorFlow rounds the constants of GELU to float32 in float64 too

ALL = list(activations.ALL.values())
ELEMENTWISE = [f for f in ALL if f.name not in ("softmax", "log_softmax")]
SMOOTH_POINTS = np.array([-3.3, -1.7, -0.4, 0.3, 1.1, 2.9, 4.2])  # no kink lies near one of these
EXTREMES = np.array([-1e300, -1e4, -1000.0, -745.2, -710.0, -700.0, 0.0, 700.0, 710.0, 745.2, 1000.0, 1e4, 1e300])

DEFINITIONS = {  # written with `math`, number by number, from the definitions in the papers
    "linear": lambda x: x,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "tanh": lambda x: (math.exp(x) - math.exp(-x)) / (math.exp(x) + math.exp(-x)),
    "relu": lambda x: max(x, 0.0),
    "relu6": lambda x: min(max(x, 0.0), 6.0),
    "leaky_relu": lambda x: x if x > 0 else 0.2 * x,
    "prelu": lambda x: x if x > 0 else 0.25 * x,
    "rrelu": lambda x: x if x > 0 else x * (1 / 8 + 1 / 3) / 2,
    "elu": lambda x: x if x > 0 else math.exp(x) - 1,
    "selu": lambda x: 1.0507009873554805 * (x if x > 0 else 1.6732632423543772 * (math.exp(x) - 1)),
    "softplus": lambda x: math.log(1 + math.exp(x)),
    "gelu": lambda x: x * statistics.NormalDist().cdf(x),
    "silu": lambda x: x / (1 + math.exp(-x)),
}


def test_the_list_holds_every_function_of_the_course():
    names = "linear sigmoid tanh relu relu6 leaky_relu prelu rrelu elu selu softplus gelu silu softmax log_softmax"
    assert [f.name for f in ALL] == names.split()
    assert all(getattr(activations, name) is activations.ALL[name] for name in names.split())


@pytest.mark.parametrize("name", DEFINITIONS)
def test_value_is_the_definition(name):
    expected = [DEFINITIONS[name](x) for x in SMOOTH_POINTS]
    np.testing.assert_allclose(activations.ALL[name](SMOOTH_POINTS), expected, rtol=CLOSED_FORM)


@pytest.mark.parametrize("f", [*ALL, GELU(approximate=True), ELU(0.3), ReLU(0.1, 5.0, 1.0)], ids=str)
def test_backward_is_the_central_difference(f):
    assert check_activation(f, SMOOTH_POINTS) < CENTRAL_DIFFERENCES


@pytest.mark.parametrize("f", ELEMENTWISE, ids=str)
def test_derivative_is_the_slope_at_the_input(f):
    slopes = [numerical_gradient(f, x).item() for x in SMOOTH_POINTS]
    np.testing.assert_allclose(f.derivative(SMOOTH_POINTS), slopes, rtol=CENTRAL_DIFFERENCES, atol=NEARLY_ZERO)


@pytest.mark.parametrize("f", [*ALL, GELU(approximate=True)], ids=str)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_extreme_inputs_give_finite_numbers_and_no_warning(f, dtype):
    x = np.clip(EXTREMES, *((-1e37, 1e37) if dtype == "float32" else (-1e300, 1e300))).astype(dtype)
    with warnings.catch_warnings(), np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("error")
        for result in (f(x), f.derivative(x), f.backward(x, np.ones_like(x))):
            assert np.isfinite(result).all()
            assert result.dtype == dtype


def test_limits():
    assert activations.sigmoid([-1000.0, 1000.0]).tolist() == [0, 1]
    assert activations.sigmoid(-700.0).item() == pytest.approx(math.exp(-700), rel=CLOSED_FORM)
    assert activations.sigmoid.derivative(50.0).item() == pytest.approx(math.exp(-50), rel=CLOSED_FORM)
    assert activations.tanh.derivative(50.0).item() == pytest.approx(4 * math.exp(-100), rel=CLOSED_FORM)
    assert activations.gelu(-10.0).item() == pytest.approx(-5 * math.erfc(10 / math.sqrt(2)), rel=CLOSED_FORM)
    assert activations.log_softmax([0.0, 1000.0]).tolist() == [-1000, 0]
    assert activations.softmax([-np.inf, 0.0, 0.0]).tolist() == [0, 0.5, 0.5]  # a mask


@pytest.mark.parametrize("f", ALL, ids=str)
def test_dtypes_and_shapes(f):
    for shape in ((4,), (2, 3), (2, 1, 3)):
        x = np.linspace(-2, 2, math.prod(shape)).reshape(shape)
        for result in (f(x), f.derivative(x), f.backward(x, x)):
            assert (result.shape, result.dtype) == (shape, np.float64)
        assert f(x.astype(np.float32)).dtype == f.derivative(x.astype(np.float32)).dtype == np.float32
    assert f([1, 2]).dtype == f(np.array([1, 2], np.float16)).dtype == f([True, False]).dtype == np.float64
    assert np.isnan(f([np.nan, 1.0])).any()  # passes through


def test_a_parameter_of_numpy_type_does_not_widen_float32():
    x = np.array([-1.0, 2.0], np.float32)
    wide = np.float64(0.3)
    for f in (LeakyReLU(wide), ReLU(wide, wide, wide), PReLU(wide), RReLU(wide, wide), ELU(wide)):
        assert f(x).dtype == f.derivative(x).dtype == f.backward(x, x.astype(float)).dtype == np.float32


@pytest.mark.parametrize("f", ELEMENTWISE, ids=str)
def test_the_input_is_not_changed_and_the_output_is_new(f):
    x = SMOOTH_POINTS.copy()
    f(x)[:] = 99
    f.derivative(x)[:] = 99
    assert (x == SMOOTH_POINTS).all()


def test_slopes_at_kinks_are_those_of_tensorflow():
    assert activations.relu.derivative([0.0]).item() == 0
    assert activations.leaky_relu.derivative([0.0]).item() == 0.2
    assert activations.relu6.derivative([0.0, 3.0, 6.0, 7.0]).tolist() == [0, 1, 0, 0]
    assert activations.relu6([0.0, 3.0, 6.0, 7.0]).tolist() == [0, 3, 6, 6]
    assert ELU(0.5).derivative([0.0]).item() == 0.5


def test_softmax_of_the_lesson_and_along_any_axis():
    z = np.array([0.2, 0.02, 0.15, 1.3, 0.5, 0.06, 1.1, 0.05, 3.75])
    np.testing.assert_allclose(activations.softmax(z), np.exp(z) / np.exp(z).sum(), rtol=CLOSED_FORM)
    x = np.random.default_rng(0).normal(size=(2, 3, 4))
    for axis in (-3, -2, -1, 0, 1, 2):
        np.testing.assert_allclose(Softmax(axis)(x).sum(axis=axis), 1, rtol=CLOSED_FORM)
        np.testing.assert_allclose(np.exp(LogSoftmax(axis)(x)), Softmax(axis)(x), rtol=CLOSED_FORM)
        assert check_activation(Softmax(axis), x) < CENTRAL_DIFFERENCES
        assert check_activation(LogSoftmax(axis), x) < CENTRAL_DIFFERENCES


@pytest.mark.parametrize("axis", [0, 1])
def test_jacobian_agrees_with_backward_and_derivative(axis):
    x, g = np.random.default_rng(1).normal(size=(2, 3, 3))
    rows, grads = np.moveaxis(x, axis, -1), np.moveaxis(g, axis, -1)
    jacobian = Softmax(axis).jacobian(x)
    product, diagonal = np.einsum("nij,ni->nj", jacobian, grads), np.einsum("nii->ni", jacobian)
    np.testing.assert_allclose(np.moveaxis(Softmax(axis).backward(x, g), axis, -1), product, rtol=CLOSED_FORM)
    np.testing.assert_allclose(np.moveaxis(Softmax(axis).derivative(x), axis, -1), diagonal, rtol=CLOSED_FORM)
    assert jacobian.shape == (*rows.shape, rows.shape[-1])


def test_prelu_learns_its_slope():
    rng = np.random.default_rng(2)
    x, g, alpha = rng.normal(size=(5, 4, 3)), rng.normal(size=(5, 4, 3)), rng.uniform(size=(1, 3))
    numerical = numerical_gradient(lambda a: np.sum(g * PReLU(a)(x)), alpha)
    np.testing.assert_allclose(PReLU(alpha).alpha_gradient(x, g), numerical, rtol=CENTRAL_DIFFERENCES)
    assert PReLU(0.1).alpha_gradient(x, g).shape == ()


def test_prelu_of_one_row_keeps_the_shape_of_its_slopes():
    assert PReLU(np.array([0.1, 0.2])).alpha_gradient([[-1.0, -2.0]], [[1.0, 1.0]]).tolist() == [-1, -2]
    assert PReLU(np.array([[0.1]])).alpha_gradient([[-1.0, -2.0]], [[1.0, 1.0]]).tolist() == [[-3]]


def test_rrelu_draws_in_training_and_takes_the_middle_afterwards():
    rrelu, x = RReLU(0.1, 0.3), -np.ones(10_000)
    step = rrelu.draw(x.shape, np.random.default_rng(3))
    slopes = -step(x)
    assert slopes.min() >= 0.1
    assert slopes.max() <= 0.3
    assert slopes.mean() == pytest.approx(0.2, abs=4 * 0.2 / math.sqrt(12 * x.size))  # four standard errors
    assert (step.derivative(x) == slopes).all()
    assert (rrelu(x) == -0.2).all()


def test_get():
    assert activations.get("relu") is activations.relu
    assert activations.get("Swish") is activations.silu
    assert activations.get(None) is activations.get("identity") is activations.linear
    assert activations.get("leaky_relu", negative_slope=0.1) == LeakyReLU(0.1) == activations.get(LeakyReLU(0.1))
    assert activations.get(ELU, alpha=2.0) == ELU(2.0)
    assert all(activations.get(**f.get_config()).get_config() == f.get_config() for f in ALL)


def test_a_function_of_ones_own():
    def cube(x):
        return x**3

    mine = activations.get(cube)
    assert mine.name == "cube"
    np.testing.assert_allclose(mine.derivative(SMOOTH_POINTS), 3 * SMOOTH_POINTS**2, rtol=CENTRAL_DIFFERENCES)
    small = mine.derivative(SMOOTH_POINTS.astype(np.float32))
    np.testing.assert_allclose(small, 3 * SMOOTH_POINTS**2, rtol=CENTRAL_DIFFERENCES_FLOAT32)
    assert small.dtype == np.float32


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: activations.get("rleu"), ValueError, "activation: received 'rleu', .* Did you mean 'relu'?"),
        (lambda: activations.get("elu", alfa=1.0), ValueError, "parameter of ELU: received 'alfa'.*'alpha'"),
        (lambda: activations.get("tanh", alpha=1.0), ValueError, "parameter of Tanh: received 'alpha'"),
        (lambda: activations.get(activations.elu, alpha=2.0), TypeError, "parameters: received alpha, expected none"),
        (lambda: activations.get(3), TypeError, "activation: received 3, expected a name, a function or None"),
        (lambda: activations.relu(["a"]), TypeError, "x: received dtype <U1, expected an array of real numbers"),
        (lambda: activations.relu.derivative([1j]), TypeError, "x: received dtype complex128"),
        (lambda: activations.relu([[1.0], [1.0, 2.0]]), TypeError, "x: received lists of different lengths"),
        (lambda: activations.relu.backward([1.0], [1.0, 2.0]), ValueError, r"grad_output: received shape \(2,\)"),
        (lambda: activations.prelu.alpha_gradient([1.0], 1.0), ValueError, r"grad_output: received shape \(\)"),
        (lambda: activations.softmax.backward([1.0], [1.0, 2.0]), ValueError, r"grad_output: received shape \(2,\)"),
        (lambda: activations.softmax(1.0), ValueError, "x: received a single number, expected at least one axis"),
        (lambda: Softmax(2)([1.0]), ValueError, "axis: received 2, expected a whole number from -1 to 0"),
        (lambda: LogSoftmax(1)([1.0]), ValueError, "axis: received 1, expected a whole number from -1 to 0"),
        (lambda: ReLU(negative_slope=-1), ValueError, r"negative_slope: received -1, expected a number in \[0, inf\)"),
        (lambda: ReLU(max_value=-1), ValueError, "max_value: received -1"),
        (lambda: ReLU(threshold="1"), TypeError, "threshold: received '1', expected a number"),
        (lambda: ELU(alpha=math.nan), ValueError, "alpha: received nan"),
        (lambda: GELU(approximate="tanh"), ValueError, "approximate: received 'tanh', expected one of True, False"),
        (lambda: RReLU(lower=0.5, upper=0.1), ValueError, "lower: received 0.5, expected at most upper, 0.1"),
        (lambda: RReLU(lower=-0.5), ValueError, "lower: received -0.5"),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()


def random_activation(rng):
    """One of the functions that Keras has, with random parameters: ours, and Keras' as a function of keras and x."""
    slope, alpha = rng.uniform(0, 1, 2)
    ceiling, threshold = rng.uniform(1, 4), rng.uniform(0, 1)
    axis, approximate = int(rng.integers(-3, 3)), bool(rng.integers(2))
    relu = {"negative_slope": slope, "max_value": ceiling, "threshold": threshold}
    plain = ["linear", "sigmoid", "tanh", "relu", "relu6", "selu", "softplus", "silu"]
    return [
        *((activations.ALL[name], lambda keras, x, name=name: getattr(keras.activations, name)(x)) for name in plain),
        (ReLU(**relu), lambda keras, x: keras.activations.relu(x, **relu)),
        (LeakyReLU(slope), lambda keras, x: keras.activations.leaky_relu(x, slope)),
        (PReLU(slope), lambda keras, x: keras.ops.where(x > 0, x, keras.ops.cast(slope, x.dtype) * x)),
        (ELU(alpha), lambda keras, x: keras.activations.elu(x, alpha)),
        (GELU(approximate), lambda keras, x: keras.activations.gelu(x, approximate)),
        (Softmax(axis), lambda keras, x: keras.activations.softmax(x, axis)),
        (LogSoftmax(axis), lambda keras, x: keras.activations.log_softmax(x, axis)),
    ]


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("seed", SEEDS)
def test_values_and_gradients_are_those_of_keras(seed, dtype):
    import keras

    rng = drawn(seed)
    shape = tuple(rng.integers(2, 5, size=3))
    x, g = (rng.normal(scale=scale, size=shape).astype(dtype) for scale in (rng.choice([1, 3, 10]), 1))
    for ours, theirs in random_activation(rng):
        value, gradient = keras_value_and_gradient(lambda x, f=theirs: f(keras, x), x, g)
        floor = GELU_FLOOR[dtype] if ours.name == "gelu" else None
        assert_same(ours(x), value, dtype, f"{ours}", floor=floor)
        scale = np.abs(g).max()  # Keras' 1 − tanh² and s (1 − s) subtract numbers of this size
        assert_same(ours.backward(x, g), gradient, dtype, f"gradient of {ours}", scale=scale, floor=floor)
