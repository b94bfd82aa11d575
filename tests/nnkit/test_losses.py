"""Losses and penalties: cases by hand, central differences, Keras, and what a wrong target is told."""

import math

import numpy as np
import pytest

from nnkit import losses
from nnkit.gradcheck import check_loss, numerical_gradient
from nnkit.losses import (
    L1,
    L1L2,
    L2,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Huber,
    KLDivergence,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from tests.nnkit.parity import SEEDS, assert_same, drawn, keras_value_and_gradient

CLOSED_FORM = 1e-12
CENTRAL_DIFFERENCES = 1e-6

PROBABILISTIC = ["BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy", "KLDivergence"]
ONE_HOT, P = [[1.0, 0.0, 0.0]], [[0.5, 0.4, 0.1]]


@pytest.mark.parametrize(
    ("loss", "y_true", "y_pred", "expected"),
    [
        (MeanSquaredError(), [[0.0, 0.0], [1.0, 1.0]], [[1.0, 3.0], [1.0, 1.0]], 2.5),
        (MeanSquaredError(), [1.0, 2.0], [1.0, 4.0], 2.0),
        (MeanAbsoluteError(), [[0.0, 0.0], [1.0, 1.0]], [[1.0, 3.0], [1.0, 1.0]], 1.0),
        (Huber(2.0), [[0.0], [0.0]], [[2.0], [5.0]], (2 + 2 * (5 - 1)) / 2),
        (BinaryCrossentropy(), [[1.0], [0.0]], [[0.5], [0.75]], (math.log(2) + math.log(4)) / 2),
        (BinaryCrossentropy(from_logits=True), [[1.0], [0.0]], [[0.0], [1000.0]], (math.log(2) + 1000) / 2),
        (BinaryCrossentropy(label_smoothing=0.2), [[1.0]], [[0.5]], math.log(2)),
        (CategoricalCrossentropy(), ONE_HOT, P, math.log(2)),
        (CategoricalCrossentropy(), [1.0, 0.0, 0.0], [0.5, 0.4, 0.1], math.log(2)),
        (CategoricalCrossentropy(from_logits=True), ONE_HOT, [[0.0, 1000.0, 0.0]], 1000.0),
        (CategoricalCrossentropy(label_smoothing=0.3), ONE_HOT, P, 0.8 * math.log(2) - 0.1 * math.log(0.04)),
        (CategoricalCrossentropy(axis=0), np.transpose(ONE_HOT), np.transpose(P), math.log(2)),
        (SparseCategoricalCrossentropy(), [0, 1], [*P, *P], (math.log(2) + math.log(2.5)) / 2),
        (SparseCategoricalCrossentropy(), 2, P[0], math.log(10)),
        (SparseCategoricalCrossentropy(from_logits=True), [[0]], [[0.0, 1000.0]], 1000.0),
        (KLDivergence(), [[0.5, 0.5]], [[0.9, 0.1]], 0.5 * math.log(0.5 / 0.9) + 0.5 * math.log(5)),
    ],
)  # fmt: skip
def test_value_by_hand(loss, y_true, y_pred, expected):
    value = loss(y_true, y_pred)
    assert type(value) is float
    assert value == pytest.approx(expected, rel=CLOSED_FORM)


def random_configuration(rng):
    """A loss with random parameters, the matching Keras loss as (class name, arguments), targets and predictions."""
    name = str(rng.choice(list(losses.ALL)))
    cls = losses.ALL[name]
    n, k = int(rng.integers(1, 5)), int(rng.integers(2, 6))
    lead = (n,) if rng.integers(2) else (n, 3)
    arguments = {}
    if name.endswith("crossentropy"):
        arguments["from_logits"] = bool(rng.integers(2))
    if name in ("binary_crossentropy", "categorical_crossentropy"):
        arguments["label_smoothing"] = float(rng.choice([0, 0.1, 0.4]))
    if name == "huber":
        arguments["delta"] = float(rng.uniform(0.2, 2))
    y_true, y_pred = rng.normal(size=(2, *lead, k)) * 2
    if name in ("categorical_crossentropy", "kl_divergence"):
        y_true = rng.dirichlet(np.ones(k), size=lead)
    if name == "binary_crossentropy":
        y_true = rng.integers(2, size=(*lead, k)).astype(float)
    if name == "sparse_categorical_crossentropy":
        y_true = rng.integers(k, size=lead)
    if name == "binary_crossentropy" and not arguments["from_logits"]:
        y_pred = rng.uniform(0.02, 0.98, size=(*lead, k))
    elif name == "kl_divergence" or not arguments.get("from_logits", True):
        y_pred = 0.9 * rng.dirichlet(np.ones(k), size=lead) + 0.1 / k
    return cls(**arguments), (cls.__name__, arguments), y_true, y_pred


@pytest.mark.parametrize("seed", range(60))
def test_gradient_is_the_central_difference(seed):
    loss, _, y_true, y_pred = random_configuration(drawn(seed))
    assert check_loss(loss, y_true, y_pred) < CENTRAL_DIFFERENCES, loss


@pytest.mark.parametrize("axis", [0, 1, -2])
def test_categorical_crossentropy_along_any_axis(axis):
    rng = np.random.default_rng(0)
    y_true = np.moveaxis(rng.dirichlet(np.ones(3), size=(2, 4)), -1, axis)
    logits = rng.normal(size=y_true.shape)
    moved = [np.moveaxis(array, axis, -1) for array in (y_true, logits)]
    loss, last = CategoricalCrossentropy(from_logits=True, axis=axis), CategoricalCrossentropy(from_logits=True)
    assert loss(y_true, logits) == pytest.approx(last(*moved), rel=CLOSED_FORM)
    gradient = np.moveaxis(loss.gradient(y_true, logits), axis, -1)
    np.testing.assert_allclose(gradient, last.gradient(*moved), rtol=CLOSED_FORM)


def test_per_example_averages_to_the_loss():
    rng = np.random.default_rng(1)
    y_true, y_pred = rng.normal(size=(2, 5, 3))
    for loss in (MeanSquaredError(), MeanAbsoluteError(), Huber()):
        assert loss.per_example(y_true, y_pred).shape == (5,)
        assert loss.per_example(y_true, y_pred).mean() == pytest.approx(loss(y_true, y_pred), rel=CLOSED_FORM)
        assert loss.per_example(y_true[:, 0], y_pred[:, 0]).shape == (5,)


def test_a_missing_last_axis_is_added_instead_of_broadcast():
    y_true, y_pred = np.array([0.0, 1.0, 1.0]), np.array([[0.25], [0.5], [0.75]])
    for loss in (MeanSquaredError(), MeanAbsoluteError(), Huber(), BinaryCrossentropy()):
        assert loss(y_true, y_pred) == loss(y_true[:, None], y_pred) == loss(y_true[:, None], y_pred[:, 0])
        assert loss.gradient(y_true, y_pred).shape == (3, 1)
        assert loss.gradient(y_true[:, None], y_pred[:, 0]).shape == (3,)


@pytest.mark.parametrize("name", losses.ALL)
def test_dtypes_and_nan(name):
    loss = losses.get(name)
    y_true = [0] if name.startswith("sparse") else [[1, 0]]
    for dtype in (np.float32, np.float64):
        y_pred = np.array([[0.75, 0.25]], dtype)
        assert loss.gradient(y_true, y_pred).dtype == dtype
        assert loss.per_example(y_true, y_pred).dtype == dtype
    assert math.isnan(loss(y_true, [[math.nan, 0.5]]))  # passes through


def test_a_parameter_of_numpy_type_does_not_widen_float32():
    wide, y_pred = np.float64(0.1), np.array([[0.75, 0.25]], np.float32)
    for loss in (Huber(wide), BinaryCrossentropy(False, wide), CategoricalCrossentropy(False, wide)):
        assert loss.gradient([[1, 0]], y_pred).dtype == loss.per_example([[1, 0]], y_pred).dtype == np.float32
    assert L1L2(wide, wide).gradient(y_pred).dtype == np.float32


def test_extreme_logits_and_probabilities_give_finite_numbers():
    with np.errstate(all="raise", under="ignore"):
        for logits in ([[-1e4, 1e4]], [[1e300, -1e300]]):
            for loss in (BinaryCrossentropy(True), CategoricalCrossentropy(True)):
                assert math.isfinite(loss([[0.0, 1.0]], logits))
                assert np.isfinite(loss.gradient([[0.0, 1.0]], logits)).all()
        for loss in (BinaryCrossentropy(), CategoricalCrossentropy(), KLDivergence()):
            assert loss([[1.0, 0.0]], [[0.0, 1.0]]) > -math.log(1e-7) - 1
            assert np.isfinite(loss.gradient([[1.0, 0.0]], [[0.0, 1.0]])).all()


def test_gradients_where_there_is_a_kink():
    assert MeanAbsoluteError().gradient([0.0], [0.0]).tolist() == [0]
    assert L1(1.0).gradient([0.0, -2.0]).tolist() == [0, -1]


def test_penalties():
    w = np.random.default_rng(2).normal(size=(3, 4))
    for penalty in (L1(0.3), L2(0.2), L1L2(0.1, 0.4)):
        expected = penalty.l1 * sum(map(abs, w.flat)) + penalty.l2 * sum(x * x for x in w.flat)
        assert penalty(w) == pytest.approx(expected, rel=CLOSED_FORM)
        np.testing.assert_allclose(penalty.gradient(w), numerical_gradient(penalty, w), rtol=CENTRAL_DIFFERENCES)
        assert penalty.gradient(w.astype(np.float32)).dtype == np.float32
    assert (L1().l1, L1().l2, L2().l1, L2().l2) == (0.01, 0, 0, 0.01)


def test_get():
    assert losses.get("mse") == losses.get("MeanSquaredError") == losses.get(MeanSquaredError) == MeanSquaredError()
    assert losses.get("huber", delta=2.0) == Huber(2.0) == losses.get(Huber(2.0))
    assert all(losses.get(**losses.get(name).get_config()) == losses.get(name) for name in losses.ALL)
    assert losses.get_penalty(None) is None
    assert losses.get_penalty("l2", l2=0.5).l2 == losses.get_penalty(L2(0.5)).l2 == 0.5
    assert losses.get_penalty("L1L2", l1=0.5).l1 == losses.get_penalty("l1_l2", l1=0.5).l1 == 0.5


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: losses.get("binary_crosentropy"), ValueError, "loss: received .* Did you mean 'binary_crossentropy'?"),
        (lambda: losses.get("huber", dleta=1.0), ValueError, "parameter of Huber: received 'dleta'.*'delta'"),
        (lambda: losses.get(Huber(), delta=1.0), TypeError, "parameters: received delta, expected none"),
        (lambda: losses.get(None), TypeError, "loss: received None, expected a name, a class or a Loss"),
        (lambda: losses.get_penalty("l3"), ValueError, "penalty: received 'l3'"),
        (lambda: losses.get_penalty(0.1), TypeError, "penalty: received 0.1"),
        (lambda: Huber(0.0), ValueError, r"delta: received 0.0, expected a number in \(0, inf\)"),
        (lambda: L1(-1), ValueError, "l1: received -1"),
        (lambda: L1L2(l2=-1), ValueError, "l2: received -1"),
        (lambda: BinaryCrossentropy(label_smoothing=2), ValueError, r"label_smoothing: received 2, .* \[0, 1\]"),
        (lambda: CategoricalCrossentropy(label_smoothing=-1), ValueError, "label_smoothing: received -1"),
        (lambda: MeanSquaredError()([1.0, 2.0], [[1.0, 2.0]]), ValueError, r"y_true: received shape \(2,\), expected"),
        (lambda: MeanSquaredError()([math.nan], [1.0]), ValueError, r"y_true: received 1 NaN among 1 .*index \(0,\)"),
        (lambda: MeanSquaredError()(["a"], [1.0]), TypeError, "y_true: received dtype <U1"),
        (lambda: MeanSquaredError().gradient([1.0], [1j]), TypeError, "y_pred: received dtype complex128"),
        (lambda: BinaryCrossentropy()([[2.0]], [[0.5]]), ValueError, "y_true: received a value of 2, .*as 0 and 1"),
        (lambda: BinaryCrossentropy()([[1.0]], [[3.2]]), ValueError, "y_pred: received a value of 3.2, .*from_logits"),
        (lambda: CategoricalCrossentropy()([0], P), ValueError, "y_true: .*SparseCategoricalCrossentropy"),
        (lambda: CategoricalCrossentropy()([[0, 5, 0]], P), ValueError, "y_true: received a value of 5, .*one-hot"),
        (lambda: CategoricalCrossentropy()(ONE_HOT, [[0, -3.0, 0]]), ValueError, "y_pred: received a value of -3"),
        (lambda: CategoricalCrossentropy(axis=2)(ONE_HOT, P), ValueError, "axis: received 2"),
        (lambda: SparseCategoricalCrossentropy()([3], P), ValueError, "y_true: received class number 3, .*from 0 to 2"),
        (lambda: SparseCategoricalCrossentropy()([-1], P), ValueError, "y_true: received class number -1"),
        (lambda: SparseCategoricalCrossentropy()(ONE_HOT, P), ValueError, "y_true: .*use CategoricalCrossentropy"),
        (lambda: SparseCategoricalCrossentropy()([0.5], P), TypeError, "y_true: received .*not whole numbers"),
        (lambda: SparseCategoricalCrossentropy()([math.nan], P), ValueError, "y_true: received 1 NaN"),
        (lambda: SparseCategoricalCrossentropy()([0], [[7.0, 0, 0]]), ValueError, "y_pred: received a value of 7"),
        (lambda: KLDivergence()([[0.5, 2]], [[0.5, 0.5]]), ValueError, "y_true: received a value of 2"),
        (lambda: KLDivergence()([[0.5, 0.5]], [[0.5, 2]]), ValueError, "y_pred: received a value of 2"),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("seed", range(10 * len(SEEDS)))
def test_values_and_gradients_are_those_of_keras(seed, dtype):
    import keras

    loss, (name, arguments), y_true, y_pred = random_configuration(drawn(seed))
    y_true = y_true if y_true.dtype.kind == "i" else y_true.astype(dtype)
    y_pred = y_pred.astype(dtype)
    theirs = getattr(keras.losses, name)(**arguments, dtype=dtype)
    value, gradient = keras_value_and_gradient(lambda y: theirs(y_true, y), y_pred)
    assert_same(loss(y_true, y_pred), value, dtype, f"{loss}")
    assert_same(loss.gradient(y_true, y_pred), gradient, dtype, f"gradient of {loss}", scale=1 / y_pred.size)


@pytest.mark.keras
@pytest.mark.parametrize("name", PROBABILISTIC)
def test_clipped_probabilities_are_those_of_keras(name):
    import keras

    y_pred = np.array([[0.0, 1.0], [1.0, 0.0], [1e-9, 1 - 1e-9]])
    y_true = np.array([0, 0, 1]) if name.startswith("Sparse") else np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    theirs = getattr(keras.losses, name)(dtype="float64")
    value, gradient = keras_value_and_gradient(lambda y: theirs(y_true, y), y_pred)
    ours = getattr(losses, name)()
    assert_same(ours(y_true, y_pred), value, "float64")
    assert_same(ours.gradient(y_true, y_pred), gradient, "float64")


@pytest.mark.keras
@pytest.mark.parametrize("seed", SEEDS)
def test_penalties_are_those_of_keras(seed):
    import keras

    rng = drawn(seed)
    l1, l2 = rng.uniform(size=2)
    w = rng.normal(size=rng.integers(1, 5, size=2))
    for name, arguments in (("L1", {"l1": l1}), ("L2", {"l2": l2}), ("L1L2", {"l1": l1, "l2": l2})):
        value, gradient = keras_value_and_gradient(getattr(keras.regularizers, name)(**arguments), w)
        ours = getattr(losses, name)(**arguments)
        assert_same(ours(w), value, "float64", name)
        assert_same(ours.gradient(w), gradient, "float64", name)
