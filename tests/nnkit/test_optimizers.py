"""Optimizers: steps by hand, 100 steps of Keras, averages, and what a wrong argument is told."""

import math

import numpy as np
import pytest

from nnkit import optimizers, schedules
from nnkit.optimizers import SGD, Adam, AdamW, ExponentialMovingAverage, Ftrl, Nadam, RMSprop
from tests.nnkit.parity import SEEDS, assert_same, drawn

CLOSED_FORM = 1e-12
STEPS = 100
ADDED_UP = {"float64": 1e-9, "float32": 2e-5}  # what rounding may add in a hundred steps to weights of size 1
NADAM_FLOAT64 = 1e-6  # Keras rounds Nadam's constant 0.96 to float32 in float64 too

RULES = {  # name -> parameters drawn for one configuration
    "sgd": lambda rng: {"momentum": choice(rng, 0.0, 0.5, 0.9), "nesterov": bool(rng.integers(2))},
    "adagrad": lambda rng: {"initial_accumulator_value": choice(rng, 0.0, 0.1, 1.0)},
    "adadelta": lambda rng: {"rho": uniform(rng, 0.5, 0.99)},
    "rmsprop": lambda rng: {
        "rho": uniform(rng, 0.5, 0.99),
        "momentum": choice(rng, 0.0, 0.9),
        "centered": bool(rng.integers(2)),
    },
    "adam": lambda rng: {**betas(rng), "amsgrad": bool(rng.integers(2))},
    "adamw": lambda rng: {**betas(rng), "amsgrad": bool(rng.integers(2))},
    "adamax": lambda rng: betas(rng),
    "nadam": lambda rng: betas(rng),
    "ftrl": lambda rng: {
        "learning_rate_power": choice(rng, -0.5, -0.7),
        "initial_accumulator_value": choice(rng, 0.1, 1.0),
        "l1_regularization_strength": choice(rng, 0.0, 0.1),
        "l2_regularization_strength": choice(rng, 0.0, 0.1),
        "l2_shrinkage_regularization_strength": choice(rng, 0.0, 0.1),
        "beta": choice(rng, 0.0, 0.5),
    },
}


def uniform(rng, low, high):
    """A number that float32 holds exactly: Keras keeps its settings in float32 even where the weights are float64."""
    return float(np.float32(rng.uniform(low, high)))


def choice(rng, *values):
    return float(np.float32(rng.choice(values)))


def betas(rng):
    return {"beta_1": uniform(rng, 0.5, 0.95), "beta_2": uniform(rng, 0.9, 0.999)}


def common_options(rng):
    """At most one way to clip, and sometimes decay and averaging."""
    options = {"epsilon": 1e-7}
    clip = str(rng.choice(["none", "clipnorm", "clipvalue", "global_clipnorm"]))
    if clip != "none":
        options[clip] = uniform(rng, 0.2, 2)
    if rng.integers(2):
        options["weight_decay"] = uniform(rng, 0, 0.1)
    if rng.integers(2):
        options |= {"use_ema": True, "ema_momentum": uniform(rng, 0.5, 0.99)}
        options["ema_overwrite_frequency"] = [None, 7][int(rng.integers(2))]
    return options


def random_configuration(name, rng):
    options = {**common_options(rng), **RULES[name](rng), "learning_rate": uniform(rng, 0.01, 0.3)}
    if name in ("sgd", "ftrl"):
        del options["epsilon"]
    return options


def path_in_a_bowl(optimizer, rng, dtype):
    """Start, gradients and weights of `STEPS` steps in a noisy quadratic bowl with a curvature for every direction."""
    start = {"kernel": rng.normal(size=(3, 2)).astype(dtype), "bias": rng.normal(size=2).astype(dtype)}
    params = {name: array.copy() for name, array in start.items()}
    curvature = {name: rng.uniform(0.1, 3, size=array.shape).astype(dtype) for name, array in params.items()}
    path, grads = {name: [] for name in params}, {name: [] for name in params}
    for _ in range(STEPS):
        slope = {name: curvature[name] * w + 0.3 * rng.normal(size=w.shape).astype(dtype) for name, w in params.items()}
        optimizer.apply(params, slope)
        for name, w in params.items():
            grads[name].append(slope[name])
            path[name].append(w.copy())
    optimizer.finalize(params)
    return start, grads, {name: np.array([*ws, params[name]]) for name, ws in path.items()}


def path_of_keras(optimizer, start, grads, dtype):
    """The weights after each step of Keras' optimizer with the same gradients, and at the end of training."""
    import keras
    import tensorflow as tf

    variables = [keras.Variable(array, dtype=dtype) for array in start.values()]
    optimizer.build(variables)
    slopes = [tf.constant(np.array(slope)) for slope in grads.values()]

    @tf.function  # about five times as fast as step by step
    def all_steps():
        rows = [tf.TensorArray(dtype, STEPS) for _ in variables]
        for step in tf.range(STEPS):
            optimizer.apply([slope[step] for slope in slopes])
            rows = [row.write(step, variable.value) for row, variable in zip(rows, variables, strict=True)]
        return [row.stack() for row in rows]

    path = [rows.numpy() for rows in all_steps()]
    optimizer.finalize_variable_values(variables)
    return {
        name: np.array([*rows, variable.numpy()]) for name, rows, variable in zip(start, path, variables, strict=True)
    }


def assert_same_path(ours, theirs, rng, dtype):
    start, grads, path = path_in_a_bowl(ours, rng, dtype)
    keras_path = path_of_keras(theirs, start, grads, dtype)
    for name in path:
        floor = NADAM_FLOAT64 if (type(ours), dtype) == (Nadam, "float64") else ADDED_UP[dtype]
        assert_same(path[name], keras_path[name], dtype, f"{name} by {ours}", scale=1.0, floor=floor)


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", RULES)
def test_a_hundred_steps_are_those_of_keras(name, seed, dtype):
    import keras

    rng = drawn(seed)
    options = random_configuration(name, rng)
    ours = optimizers.get(name, **options)
    assert_same_path(ours, getattr(keras.optimizers, type(ours).__name__)(**options), rng, dtype)


@pytest.mark.keras
@pytest.mark.parametrize("name", RULES)
def test_defaults_and_order_of_arguments_are_those_of_keras(name):
    import inspect

    import keras

    ours = optimizers.ALL[name]
    mine = inspect.signature(ours).parameters
    theirs = inspect.signature(getattr(keras.optimizers, ours.__name__)).parameters
    shared = [key for key in theirs if key in mine]
    positional = [key for key, parameter in mine.items() if parameter.kind is parameter.POSITIONAL_OR_KEYWORD]
    assert set(mine) <= set(theirs)
    assert positional == shared[: len(positional)]
    assert {key: mine[key].default for key in mine} == {key: theirs[key].default for key in mine}


@pytest.mark.keras
@pytest.mark.parametrize("name", ["sgd", "adamw"])
def test_a_schedule_gives_the_steps_of_keras(name):
    import keras

    arguments = {"initial_learning_rate": 0.2, "decay_steps": 10, "decay_rate": 0.5}
    ours = optimizers.get(name, learning_rate=schedules.ExponentialDecay(**arguments))
    schedule = keras.optimizers.schedules.ExponentialDecay(**arguments)
    theirs = getattr(keras.optimizers, type(ours).__name__)(learning_rate=schedule)
    assert_same_path(ours, theirs, np.random.default_rng(0), "float32")


def steps_of(optimizer, *gradients, start=1.0):
    """The parameter after each of the gradients."""
    params, path = {"w": np.array([start])}, []
    for gradient in gradients:
        optimizer.apply(params, {"w": np.array([gradient])})
        path.append(params["w"].item())
    return path


def test_gradient_descent_of_the_lesson():
    params, path = {"x": np.array(5.0)}, []
    for _ in range(3):
        SGD(0.3).apply(params, {"x": 2 * params["x"]})
        path.append(params["x"].item())
    assert path == pytest.approx([2.0, 0.8, 0.32], rel=CLOSED_FORM)


def test_momentum_and_nesterov_by_hand():
    # velocity −0.1, then 0.5 · −0.1 − 0.1 = −0.15; Nesterov adds 0.5 v − 0.1
    assert steps_of(SGD(0.1, 0.5), 1.0, 1.0) == pytest.approx([0.9, 0.75], rel=CLOSED_FORM)
    assert steps_of(SGD(0.1, 0.5, True), 1.0, 1.0) == pytest.approx([0.85, 0.675], rel=CLOSED_FORM)


def test_adam_by_hand():
    # m = 0.2 and v = 0.004, then m = 0.18 and v = 0.003996; 1 − βᵗ is 0.1 and 0.001, then 0.19 and 0.001999
    first = 0.2 / 0.1 * math.sqrt(0.001) / (math.sqrt(0.004) + 1e-7)
    second = 0.18 / 0.19 * math.sqrt(0.001999) / (math.sqrt(0.003996) + 1e-7)
    path = steps_of(Adam(0.1), 2.0, 0.0)
    assert path == pytest.approx([1 - 0.1 * first, 1 - 0.1 * (first + second)], rel=CLOSED_FORM)


def test_rmsprop_and_ftrl_by_hand():
    assert steps_of(RMSprop(0.1, 0.75), 4.0) == pytest.approx([1 - 0.1 * 4 / math.sqrt(4 + 1e-7)], rel=CLOSED_FORM)
    assert steps_of(Ftrl(1.0, l1_regularization_strength=0.5), 0.4, start=0.0) == [0.0]


def test_weight_decay_is_decoupled_and_comes_before_the_step():
    assert steps_of(SGD(0.1, weight_decay=0.5), 1.0) == pytest.approx([1 - 0.05 - 0.1], rel=CLOSED_FORM)
    assert steps_of(AdamW(0.1, weight_decay=0.5), 0.0) == pytest.approx([0.95], rel=CLOSED_FORM)


def test_parameters_are_changed_in_place_in_their_own_precision_and_gradients_are_left_alone():
    for dtype in (np.float32, np.float64):
        for name in optimizers.ALL:
            w, grad = np.ones(3, dtype), np.ones(3)
            optimizer = optimizers.get(name, clipnorm=0.1, use_ema=True)
            optimizer.apply({"w": w}, {"w": grad})
            assert w.dtype == dtype
            assert (w != 1).all()
            assert (grad == 1).all()
            assert all(array.dtype == dtype for array in optimizer.state["w"].values())
            assert optimizer.iterations == 1


def test_what_is_remembered_belongs_to_each_parameter():
    together, apart = Adam(0.1), Adam(0.1)
    params, alone = {"a": np.ones(2), "b": np.ones(2)}, {"b": np.ones(2)}
    for step in range(5):
        together.apply(params, {"a": np.full(2, 9.0), "b": np.full(2, step + 1.0)})
        apart.apply(alone, {"b": np.full(2, step + 1.0)})
    assert (params["b"] == alone["b"]).all()


def test_a_learning_rate_may_be_any_function_of_the_step():
    assert steps_of(SGD(lambda step: [0.5, 0.25][step]), 1.0, 1.0) == [0.5, 0.25]
    assert SGD(schedules.StepDecay(0.5, 1)).current_learning_rate == 0.5


def test_get():
    assert (
        type(optimizers.get("RMSprop")) is type(optimizers.get("rmsprop")) is type(optimizers.get(RMSprop)) is RMSprop
    )
    ready = Nadam()
    assert optimizers.get(ready) is ready
    for name in optimizers.ALL:
        config = optimizers.get(name, learning_rate=0.2).get_config()
        assert optimizers.get(**config).get_config() == config


def average_of(values, **arguments):
    average = ExponentialMovingAverage(**arguments)
    return [average.update({"w": np.array(value)})["w"].item() for value in values]


def test_moving_averages():
    values = np.random.default_rng(1).normal(size=12)
    for t in range(1, 13):
        weights = 0.1 * 0.9 ** np.arange(t)[::-1]
        zero = (weights * values[:t]).sum()
        assert average_of(values[:t], momentum=0.9, start="zero")[-1] == pytest.approx(zero, rel=CLOSED_FORM)
        debiased = average_of(values[:t], momentum=0.9, start="zero", debias=True)[-1]
        assert debiased == pytest.approx(zero / weights.sum(), rel=CLOSED_FORM)
        first = zero + 0.9**t * values[0]
        assert average_of(values[:t], momentum=0.9)[-1] == pytest.approx(first, rel=CLOSED_FORM)
    assert average_of([3.0] * 5, momentum=0.9, start="zero", debias=True) == pytest.approx([3.0] * 5, rel=CLOSED_FORM)
    assert ExponentialMovingAverage().averages == {}


def test_averages_do_not_share_memory_with_the_parameters():
    w = np.ones(2)
    average = ExponentialMovingAverage(0.5)
    average.update({"w": w})
    w[:] = 99
    assert average.averages["w"].tolist() == [1, 1]
