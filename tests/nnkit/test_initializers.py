"""Initializers: moments, bounds, Keras' formulas and distributions, and what a wrong argument is told."""

import math

import numpy as np
import pytest

from nnkit import initializers
from nnkit.initializers import (
    TRUNCATED_STDDEV,
    Constant,
    Identity,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
    compute_fans,
)
from tests.nnkit.parity import SEEDS, drawn

CLOSED_FORM = 1e-12
SAME_BOUND = 0.1  # the largest of a few hundred numbers comes this near to the bound
STANDARD_ERRORS = 5  # a moment of random numbers may be this far from its expected value
SHAPE = (400, 250)

# name -> variance of a weight of shape (400, 250), largest weight, both from the papers
SCALED = {
    "glorot_uniform": (2 / 650, math.sqrt(6 / 650)),
    "glorot_normal": (2 / 650, 2 * math.sqrt(2 / 650) / TRUNCATED_STDDEV),
    "he_uniform": (2 / 400, math.sqrt(6 / 400)),
    "he_normal": (2 / 400, 2 * math.sqrt(2 / 400) / TRUNCATED_STDDEV),
    "lecun_uniform": (1 / 400, math.sqrt(3 / 400)),
    "lecun_normal": (1 / 400, 2 * math.sqrt(1 / 400) / TRUNCATED_STDDEV),
    "classic_uniform": (1 / 1200, 1 / math.sqrt(400)),
}
RANDOM = {
    "random_normal": (0.05**2, math.inf),
    "truncated_normal": ((0.05 * TRUNCATED_STDDEV) ** 2, 0.1),
    "random_uniform": (0.1**2 / 12, 0.05),
    **SCALED,
}


def assert_moments(values, mean, variance):
    """Mean and variance agree within `STANDARD_ERRORS`; the variance of x² is at most 2 variance² for all used here."""
    assert values.mean() == pytest.approx(mean, abs=STANDARD_ERRORS * math.sqrt(variance / values.size))
    assert values.var() == pytest.approx(variance, rel=STANDARD_ERRORS * math.sqrt(2 / values.size))


@pytest.mark.parametrize("name", RANDOM)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_moments_and_bounds(name, seed):
    variance, bound = RANDOM[name]
    values = initializers.get(name)(SHAPE, drawn(seed))
    assert_moments(values, 0, variance)
    assert np.abs(values).max() <= bound
    assert bound == math.inf or np.abs(values).max() > 0.99 * bound  # the whole range is used


def test_the_truncation_factor_is_the_closed_form():
    density, inside = math.exp(-2) / math.sqrt(2 * math.pi), math.erf(math.sqrt(2))
    assert math.sqrt(1 - 4 * density / inside) == pytest.approx(TRUNCATED_STDDEV, rel=CLOSED_FORM)


@pytest.mark.parametrize("name", [*RANDOM, "orthogonal"])
def test_the_same_generator_state_gives_the_same_numbers_and_then_moves_on(name):
    make, rng = initializers.get(name), np.random.default_rng(7)
    first, second = make((3, 4), rng), make((3, 4), rng)
    assert (first == make((3, 4), np.random.default_rng(7))).all()
    assert not np.allclose(first, second)


@pytest.mark.parametrize("name", initializers.ALL)
def test_shape_and_dtype(name):
    rng = np.random.default_rng(0)
    for dtype in (np.float32, np.float64):
        values = initializers.get(name)((3, 4), rng, dtype)
        assert (values.shape, values.dtype) == ((3, 4), dtype)
    assert initializers.get(name)((3, 4), rng).flags.writeable


def test_constants():
    assert initializers.get("zeros")((2, 2)).tolist() == [[0, 0], [0, 0]]
    assert initializers.get("ones")(2).tolist() == [1, 1]
    assert Constant(-3)((1, 2)).tolist() == [[-3, -3]]


def test_means_and_widths_are_arguments():
    rng = np.random.default_rng(1)
    assert_moments(RandomNormal(3.0, 0.5)(SHAPE, rng), 3.0, 0.25)
    assert_moments(TruncatedNormal(3.0, 0.5)(SHAPE, rng), 3.0, (0.5 * TRUNCATED_STDDEV) ** 2)
    assert_moments(RandomUniform(2.0, 5.0)(SHAPE, rng), 3.5, 9 / 12)


@pytest.mark.parametrize(
    ("shape", "fans"),
    [
        ((), (1, 1)),
        ((7,), (7, 7)),
        ((784, 100), (784, 100)),
        ((5, 3, 8), (15, 40)),
        ((3, 3, 16, 32), (144, 288)),
        ((2, 3, 4, 5, 6), (120, 144)),
    ],
)
def test_compute_fans(shape, fans):
    assert compute_fans(shape) == fans


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (3, 3, 2, 4)])
@pytest.mark.parametrize("gain", [1.0, 2.5])
def test_orthogonal(shape, gain):
    q = Orthogonal(gain)(shape, np.random.default_rng(2)).reshape(-1, shape[-1])
    small = q.T @ q if q.shape[0] >= q.shape[1] else q @ q.T
    np.testing.assert_allclose(small, gain**2 * np.eye(len(small)), atol=CLOSED_FORM)


def test_orthogonal_matrices_are_equally_likely():
    rng = np.random.default_rng(3)
    draws = np.array([Orthogonal()((2, 2), rng) for _ in range(4000)])
    # each entry of a uniformly distributed rotation or reflection has mean 0 and variance 1/2
    assert np.abs(draws.mean(axis=0)).max() < STANDARD_ERRORS * math.sqrt(0.5 / len(draws))
    assert np.abs((draws**2).mean(axis=0) - 0.5).max() < STANDARD_ERRORS * math.sqrt(0.125 / len(draws))
    assert abs(np.linalg.det(draws).mean()) < STANDARD_ERRORS / math.sqrt(len(draws))


def test_identity():
    assert Identity(2.0)((2, 3)).tolist() == [[2, 0, 0], [0, 2, 0]]


def test_signals_keep_their_variance_through_fifty_layers():
    x = np.random.default_rng(4).normal(size=(64, 256))
    rng, kept = np.random.default_rng(5), x
    for _ in range(50):
        kept = np.maximum(kept @ initializers.get("he_normal")((256, 256), rng), 0)
    assert 0.1 < (kept**2).mean() < 10  # with the variance used as the standard deviation it would be 1e-140


def test_get():
    assert initializers.get("he_normal") == initializers.get("HeNormal") == initializers.get(initializers.HeNormal)
    assert initializers.get("GLOROT_UNIFORM").mode == "fan_avg"
    assert initializers.get("constant", value=0.5) == Constant(0.5) == initializers.get(Constant(0.5))
    for name in initializers.ALL:
        made = initializers.get(name)
        assert initializers.get(**made.get_config()) == made
    assert set(SCALED) | {"variance_scaling", "orthogonal", "identity"} <= set(initializers.ALL)


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: initializers.get("he_norml"), ValueError, "initializer: received .* Did you mean 'he_normal'?"),
        (lambda: initializers.get("constant", vlaue=1), ValueError, "parameter of Constant: .*'value'"),
        (lambda: initializers.get("zeros", value=1), ValueError, "parameter of Zeros: received 'value'"),
        (lambda: initializers.get(Constant(1), value=2), TypeError, "parameters: received value, expected none"),
        (lambda: initializers.get(0.1), TypeError, "initializer: received 0.1, expected a name, a class"),
        (lambda: initializers.get("he_normal")((2, 3)), TypeError, r"rng: received None, .*default_rng\(seed\)"),
        (lambda: initializers.get("he_normal")((2, 3), 42), TypeError, "rng: received 42"),
        (lambda: initializers.get("zeros")((2, -3)), ValueError, "shape: received -3, expected a whole number"),
        (lambda: initializers.get("zeros")((None, 3)), TypeError, "shape: received None, expected a whole number"),
        (lambda: initializers.get("zeros")((2,), None, int), ValueError, "dtype: received int64, expected float32"),
        (lambda: compute_fans((2.5, 3)), TypeError, "shape: received 2.5"),
        (lambda: Orthogonal()((3,), RNG), ValueError, r"shape: received \(3,\), expected at least two axes"),
        (lambda: Orthogonal(math.inf), ValueError, "gain: received inf"),
        (lambda: Identity()((3,)), ValueError, r"shape: received \(3,\), expected two axes"),
        (lambda: Identity(math.nan), ValueError, "gain: received nan"),
        (lambda: Constant("1"), TypeError, "value: received '1'"),
        (lambda: RandomNormal(stddev=-1), ValueError, "stddev: received -1"),
        (lambda: TruncatedNormal(stddev=-1), ValueError, "stddev: received -1"),
        (lambda: RandomUniform(1, -1), ValueError, "minval: received 1, expected at most maxval, -1"),
        (lambda: VarianceScaling(0), ValueError, r"scale: received 0, expected a number in \(0, inf\)"),
        (lambda: VarianceScaling(1, "fan_inn"), ValueError, "mode: received 'fan_inn'.* Did you mean 'fan_in'?"),
        (lambda: VarianceScaling(1, "fan_in", "unifrm"), ValueError, "distribution: .* Did you mean 'uniform'?"),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()


@pytest.mark.keras
@pytest.mark.parametrize("seed", SEEDS)
def test_variance_scaling_has_the_moments_and_bounds_of_keras(seed):
    import keras

    rng = drawn(seed)
    shape = tuple(int(n) for n in rng.integers(2, 8, size=rng.integers(0, 3))) + tuple(
        int(n) for n in rng.integers(20, 80, 2)
    )
    arguments = {
        "scale": float(rng.uniform(0.5, 3)),
        "mode": str(rng.choice(["fan_in", "fan_out", "fan_avg"])),
        "distribution": str(rng.choice(["truncated_normal", "untruncated_normal", "uniform", "normal"])),
    }
    ours, theirs = VarianceScaling(**arguments), keras.initializers.VarianceScaling(**arguments, seed=seed)
    mine, other = ours(shape, rng), np.asarray(theirs(shape))
    assert_moments(mine, 0, ours.variance(shape))
    assert_moments(other, 0, ours.variance(shape))
    if arguments["distribution"] != "untruncated_normal":
        assert np.abs(mine).max() == pytest.approx(np.abs(other).max(), rel=SAME_BOUND)


@pytest.mark.keras
@pytest.mark.parametrize("name", [name for name in initializers.ALL if name != "classic_uniform"])
def test_every_name_and_default_is_that_of_keras(name):
    import keras

    ours = initializers.get(name)
    theirs = getattr(keras.initializers, type(ours).__name__)()
    assert isinstance(theirs, type(getattr(keras.initializers, name)()))  # Keras knows it by both names
    assert {key: value for key, value in ours.get_config().items() if key != "name"}.items() <= vars(theirs).items()
    if name in ("zeros", "ones", "constant", "identity"):
        assert (ours((3, 4)) == np.asarray(theirs((3, 4)))).all()
    elif name != "orthogonal":
        values, others = ours(SHAPE, np.random.default_rng(6)), np.asarray(theirs(SHAPE))
        assert_moments(others, 0, RANDOM[name][0] if name in RANDOM else ours.variance(SHAPE))
        quantiles = np.linspace(0.05, 0.95, 19)
        spread = math.sqrt(values.var())
        np.testing.assert_allclose(np.quantile(values, quantiles), np.quantile(others, quantiles), atol=0.03 * spread)


@pytest.mark.keras
@pytest.mark.parametrize("seed", SEEDS)
def test_fans_are_those_of_keras(seed):
    from keras.src.initializers.random_initializers import compute_fans as keras_compute_fans

    rng = drawn(seed)
    shape = tuple(int(n) for n in rng.integers(1, 9, size=rng.integers(0, 6)))
    assert compute_fans(shape) == keras_compute_fans(shape)
