"""Schedules: values by hand, 500 steps of Keras, and what a wrong argument is told."""

import math

import numpy as np
import pytest

from nnkit import schedules
from nnkit.schedules import (
    Constant,
    CosineDecay,
    CosineDecayRestarts,
    ExponentialDecay,
    InverseTimeDecay,
    LinearWarmup,
    OneCycle,
    PiecewiseConstantDecay,
    PolynomialDecay,
    StepDecay,
)
from tests.nnkit.parity import SEEDS, assert_same, drawn

CLOSED_FORM = 1e-12
ROUNDED = 1e-9  # where a difference of large and small numbers loses digits
STEPS = 500


def uniform(rng, low, high):
    """A number that float32 holds exactly: Keras reads its settings in float32 even where it computes in float64."""
    return float(np.float32(rng.uniform(low, high)))


def decay(rng, **more):
    return {"initial_learning_rate": uniform(rng, 0.01, 1), "decay_steps": int(rng.integers(1, 400)), **more}


DRAWN = {  # name -> parameters of one random configuration
    "ExponentialDecay": lambda rng: decay(rng, decay_rate=uniform(rng, 0.1, 1.1), staircase=bool(rng.integers(2))),
    "InverseTimeDecay": lambda rng: decay(rng, decay_rate=uniform(rng, 0, 3), staircase=bool(rng.integers(2))),
    "PolynomialDecay": lambda rng: decay(
        rng, end_learning_rate=uniform(rng, 0, 0.1), power=uniform(rng, 0.3, 3), cycle=bool(rng.integers(2))
    ),
    "PiecewiseConstantDecay": lambda rng: {
        "boundaries": sorted(int(step) for step in rng.choice(STEPS, size=4, replace=False)),
        "values": [uniform(rng, 0, 1) for _ in range(5)],
    },
    "CosineDecay": lambda rng: decay(
        rng,
        alpha=uniform(rng, 0, 0.5),
        **(
            {"warmup_target": uniform(rng, 0.1, 1), "warmup_steps": int(rng.integers(0, 99))} if rng.integers(2) else {}
        ),
    ),
    "CosineDecayRestarts": lambda rng: {
        "initial_learning_rate": uniform(rng, 0.01, 1),
        "first_decay_steps": int(rng.integers(5, 100)),
        "t_mul": float(rng.choice([1.0, 1.5, 2.0, 3.0])),
        "m_mul": uniform(rng, 0.5, 1.1),
        "alpha": uniform(rng, 0, 0.5),
    },
}


def in_float64(parameters):
    """The same settings as Keras computes with in float64: its type is that of the first learning rate."""
    wide = {"initial_learning_rate": np.float64, "values": lambda values: [np.float64(value) for value in values]}
    return {key: wide.get(key, lambda value: value)(value) for key, value in parameters.items()}


def restarts_within(parameters):
    """The first steps of all periods but the first: there Keras' logarithm may round to the period before."""
    step, length, found = 0.0, parameters["first_decay_steps"], []
    while step <= STEPS:
        step, length = step + length, length * parameters["t_mul"]
        found.append(step)
    return found


@pytest.mark.keras
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", DRAWN)
def test_five_hundred_steps_are_those_of_keras(name, seed):
    import keras

    parameters = DRAWN[name](drawn(seed))
    ours = getattr(schedules, name)(**parameters)
    theirs = getattr(keras.optimizers.schedules, name)(**in_float64(parameters))
    steps = np.arange(STEPS)
    if name == "CosineDecayRestarts":
        steps = np.setdiff1d(steps, restarts_within(parameters))

    # step by step only where Keras branches on the step; never compiled: there Keras multiplies by 1/decay_steps
    rates = [theirs(int(step)) for step in steps] if parameters.get("warmup_target") else theirs(steps)
    assert_same(ours(steps), np.asarray(rates), "float64", f"{ours}", scale=1.0)


@pytest.mark.keras
@pytest.mark.parametrize("name", DRAWN)
def test_defaults_and_order_of_arguments_are_those_of_keras(name):
    import inspect

    import keras

    mine = inspect.signature(getattr(schedules, name)).parameters
    theirs = inspect.signature(getattr(keras.optimizers.schedules, name)).parameters
    assert list(mine) == [key for key in theirs if key != "name"]
    assert {key: mine[key].default for key in mine} == {key: theirs[key].default for key in mine}


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        (Constant(0.1), {0: 0.1, 1000: 0.1}),
        (ExponentialDecay(0.1, 10, 0.96), {0: 0.1, 5: 0.1 * 0.96**0.5, 10: 0.096, 20: 0.09216}),
        (ExponentialDecay(0.1, 10, 0.96, True), {0: 0.1, 5: 0.1, 9: 0.1, 10: 0.096, 19: 0.096, 20: 0.09216}),
        (StepDecay(0.1, 30), {0: 0.1, 29: 0.1, 30: 0.01, 60: 0.001}),
        (InverseTimeDecay(0.1, 10, 0.5), {0: 0.1, 5: 0.08, 10: 0.1 / 1.5, 20: 0.05}),
        (InverseTimeDecay(0.1, 10, 0.5, True), {9: 0.1, 10: 0.1 / 1.5, 19: 0.1 / 1.5}),
        (PolynomialDecay(0.1, 10, 0.0), {0: 0.1, 5: 0.05, 10: 0.0, 99: 0.0}),
        (PolynomialDecay(0.1, 10, 0.02, 2.0), {5: 0.02 + 0.08 / 4, 10: 0.02}),
        (PolynomialDecay(0.1, 10, 0.0, cycle=True), {0: 0.1, 10: 0.0, 15: 0.025, 20: 0.0}),
        (PiecewiseConstantDecay([10, 20], [0.3, 0.2, 0.1]), {0: 0.3, 10: 0.3, 11: 0.2, 20: 0.2, 21: 0.1}),
        (PiecewiseConstantDecay([], [0.3]), {0: 0.3, 10: 0.3}),
        (CosineDecay(0.1, 10), {0: 0.1, 5: 0.05, 10: 0.0, 11: 0.0}),
        (CosineDecay(0.1, 10, 0.2), {0: 0.1, 5: 0.06, 10: 0.02}),
        (CosineDecay(0.0, 10, 0.0, 0.1, 4), {0: 0.0, 1: 0.025, 4: 0.1, 9: 0.05, 14: 0.0}),
        (CosineDecay(0.3, 10, 0.0, 0.1, 0), {0: 0.1, 5: 0.05}),
        (CosineDecayRestarts(0.1, 10), {0: 0.1, 5: 0.05, 10: 0.1, 20: 0.05, 30: 0.1, 50: 0.05, 70: 0.1}),
        (CosineDecayRestarts(0.1, 10, 1.0, 0.5), {0: 0.1, 10: 0.05, 15: 0.025, 20: 0.025}),
        (CosineDecayRestarts(0.1, 10, 3.0, 1.0, 0.2), {0: 0.1, 5: 0.06, 10: 0.1, 25: 0.06, 40: 0.1, 130: 0.1}),
        (LinearWarmup(0.1, 4), {0: 0.0, 1: 0.025, 4: 0.1, 100: 0.1}),
        (LinearWarmup(StepDecay(0.1, 10), 4, 0.02), {0: 0.02, 2: 0.06, 4: 0.1, 13: 0.1, 14: 0.01}),
        (OneCycle(1.0, 10, 0.5, 10.0, 100.0), {0: 0.1, 2: 0.55, 4: 1.0, 9: 0.001, 99: 0.001}),
    ],
    ids=str,
)
def test_values_by_hand(schedule, rates):
    assert schedule(list(rates)) == pytest.approx(list(rates.values()), rel=CLOSED_FORM, abs=CLOSED_FORM)
    for step, rate in rates.items():
        assert schedule(step) == pytest.approx(rate, rel=CLOSED_FORM, abs=CLOSED_FORM)
        assert type(schedule(step)) is float


def test_every_restart_falls_on_its_own_step():
    for first in range(1, 60):
        for t_mul in (1.0, 2.0, 3.0, 5.0):
            schedule = CosineDecayRestarts(1.0, first, t_mul)
            starts = np.cumsum([first * t_mul**i for i in range(6)])
            assert schedule(starts) == pytest.approx(np.ones(6), rel=ROUNDED)


def test_the_middle_of_a_one_cycle_is_its_half_cosine():
    cycle = OneCycle(1.0, 101, 0.3, 25.0, 1e4)
    steps = np.arange(101)
    rates, peak = cycle(steps), 0.3 * 101 - 1
    assert abs(rates.argmax() - peak) < 1
    assert rates[0] == pytest.approx(1 / 25, rel=CLOSED_FORM)
    assert rates[-1] == pytest.approx(1 / 25 / 1e4, rel=ROUNDED)
    falling = steps[steps > peak]
    expected = 4e-6 + (1 - 4e-6) * (1 + np.cos(np.pi * (falling - peak) / (100 - peak))) / 2
    np.testing.assert_allclose(rates[falling], expected, rtol=ROUNDED)


def test_arrays_of_steps_give_arrays_of_rates():
    for name in DRAWN:
        schedule = getattr(schedules, name)(**DRAWN[name](np.random.default_rng(0)))
        steps = np.arange(12).reshape(3, 4)
        assert schedule(steps).shape == (3, 4)
        assert schedule(steps)[1, 2] == schedule(6)


def test_get():
    assert schedules.get(0.1) == Constant(0.1) == schedules.get("constant", learning_rate=0.1)
    assert schedules.get("cosine_decay", initial_learning_rate=0.1, decay_steps=5) == CosineDecay(0.1, 5)
    assert schedules.get("CosineDecay", initial_learning_rate=0.1, decay_steps=5) == CosineDecay(0.1, 5)
    assert schedules.get(StepDecay(0.1, 5)) == StepDecay(0.1, 5)
    ready = [Constant(0.1), StepDecay(0.1, 5, 0.5), PiecewiseConstantDecay([3], [0.2, 0.1]), LinearWarmup(0.1, 4)]
    for schedule in [*ready, LinearWarmup(StepDecay(0.1, 5), 3), OneCycle(0.5, 20), CosineDecayRestarts(0.1, 5)]:
        assert schedules.get(**schedule.get_config()) == schedule


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: schedules.get("cosine"), ValueError, "schedule: received 'cosine', .* Did you mean 'cosine_decay'?"),
        (lambda: schedules.get("step_decay", rate=0.1), ValueError, "parameter of StepDecay: received 'rate'"),
        (lambda: schedules.get(Constant(0.1), rate=1), TypeError, "parameters: received rate, expected none"),
        (lambda: schedules.get(None), TypeError, "schedule: received None, expected a name, a class or a Schedule"),
        (lambda: schedules.get("step_decay"), TypeError, "missing 2 required positional arguments: 'initial_learning"),
        (lambda: Constant(0.1)(-1), ValueError, "step: received -1.0, expected at least 0. Count optimizer steps"),
        (lambda: Constant(0.1)([0, math.nan]), ValueError, "step: received 1 NaN among 2"),
        (lambda: Constant(0.1)("now"), TypeError, "step: received dtype <U3"),
        (lambda: Constant(-0.1), ValueError, "learning_rate: received -0.1"),
        (lambda: ExponentialDecay(-0.1, 10, 0.9), ValueError, "initial_learning_rate: received -0.1"),
        (
            lambda: ExponentialDecay(0.1, 0, 0.9),
            ValueError,
            r"decay_steps: received 0, expected a number in \(0, inf\)",
        ),
        (lambda: StepDecay(0.1, 10, 0), ValueError, "decay_rate: received 0"),
        (lambda: InverseTimeDecay(0.1, -5, 1), ValueError, "decay_steps: received -5"),
        (lambda: InverseTimeDecay(0.1, 5, -1), ValueError, "decay_rate: received -1"),
        (lambda: PolynomialDecay(0.1, "10"), TypeError, "decay_steps: received '10'"),
        (lambda: PolynomialDecay(0.1, 10, -1), ValueError, "end_learning_rate: received -1"),
        (lambda: PolynomialDecay(0.1, 10, power=-1), ValueError, "power: received -1"),
        (lambda: PiecewiseConstantDecay([1], [0.1]), ValueError, "values: received 1 values for 1 boundaries"),
        (
            lambda: PiecewiseConstantDecay([2, 1], [3, 2, 1]),
            ValueError,
            r"boundaries: received \[2, 1\]",
        ),
        (lambda: PiecewiseConstantDecay([1], [0.1, -1]), ValueError, "values: received -1"),
        (lambda: CosineDecay(0.1, 0), ValueError, "decay_steps: received 0"),
        (lambda: CosineDecay(0.1, 1, alpha=-1), ValueError, "alpha: received -1"),
        (lambda: CosineDecay(0.1, 1, warmup_target=-1), ValueError, "warmup_target: received -1"),
        (lambda: CosineDecay(0.1, 1, warmup_steps=-1), ValueError, "warmup_steps: received -1"),
        (lambda: CosineDecayRestarts(0.1, 0), ValueError, "first_decay_steps: received 0"),
        (lambda: CosineDecayRestarts(0.1, 1, t_mul=0.5), ValueError, r"t_mul: received 0.5, expected a number in \[1"),
        (lambda: CosineDecayRestarts(0.1, 1, m_mul=-1), ValueError, "m_mul: received -1"),
        (lambda: LinearWarmup(0.1, 0), ValueError, "warmup_steps: received 0"),
        (lambda: LinearWarmup(0.1, 1, -1), ValueError, "initial_learning_rate: received -1"),
        (lambda: LinearWarmup("0.1", 1), TypeError, "learning_rate: received '0.1'"),
        (lambda: OneCycle(0.0, 10), ValueError, "max_learning_rate: received 0.0"),
        (lambda: OneCycle(0.1, 3), ValueError, "total_steps: received 3"),
        (lambda: OneCycle(0.1, 10, 1.0), ValueError, "warmup_fraction: received 1.0"),
        (lambda: OneCycle(0.1, 10, 0.1), ValueError, "warmup_fraction: received 0.1, expected more than one step"),
        (lambda: OneCycle(0.1, 10, div_factor=0.5), ValueError, "div_factor: received 0.5"),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()
