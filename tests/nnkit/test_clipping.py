"""Clipping, and what optimizers say about wrong arguments."""

import math

import numpy as np
import pytest

from nnkit import optimizers
from nnkit.optimizers import (
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    Adamax,
    ExponentialMovingAverage,
    Ftrl,
    RMSprop,
    clip_by_global_norm,
    clip_by_norm,
    clip_by_value,
    global_norm,
)

CLOSED_FORM = 1e-12


def test_clip_by_value_clips_each_number():
    assert clip_by_value([-5.0, 0.5, 2.0], 1.0).tolist() == [-1, 0.5, 1]


def test_clip_by_norm_keeps_the_direction():
    rng = np.random.default_rng(0)
    for scale in (0.1, 10.0):
        g = scale * rng.normal(size=(3, 4))
        clipped, norm = clip_by_norm(g, 1.0), np.sqrt((g**2).sum())
        np.testing.assert_allclose(clipped, g * min(1, 1 / norm), rtol=CLOSED_FORM)
        assert np.sqrt((clipped**2).sum()) <= 1 + CLOSED_FORM
    assert clip_by_norm(np.zeros(2), 1.0).tolist() == [0, 0]


def test_clip_by_global_norm_scales_all_by_one_factor():
    grads = {"a": np.array([6.0]), "b": np.array([[8.0]])}
    assert global_norm(grads) == 10
    assert {name: g.tolist() for name, g in clip_by_global_norm(grads, 5.0).items()} == {"a": [3], "b": [[4]]}
    assert {name: g.tolist() for name, g in clip_by_global_norm(grads, 50.0).items()} == {"a": [6], "b": [[8]]}
    assert clip_by_global_norm({"a": np.ones(2, np.float32)}, 1.0)["a"].dtype == np.float32


def step(params, grads, **options):
    SGD(**options).apply(params, grads)


W, G = {"w": np.ones(2)}, {"w": np.ones(2)}


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: optimizers.get("adm"), ValueError, "optimizer: received 'adm', .* Did you mean 'adam'?"),
        (lambda: optimizers.get("sgd", lr=0.1), ValueError, "parameter of SGD: received 'lr'"),
        (lambda: optimizers.get("sgd", momentun=0.1), ValueError, "parameter of SGD: .*'momentum'"),
        (lambda: optimizers.get(SGD(), momentum=0.9), TypeError, "parameters: received momentum, expected none"),
        (lambda: optimizers.get(None), TypeError, "optimizer: received None, expected a name, a class or a Optimizer"),
        (lambda: SGD(-0.1), ValueError, r"learning_rate: received -0.1, expected a number in \[0, inf\)"),
        (lambda: SGD("fast"), TypeError, "learning_rate: received 'fast'"),
        (lambda: SGD(momentum=1.5), ValueError, r"momentum: received 1.5, expected a number in \[0, 1\]"),
        (lambda: SGD(weight_decay=-1), ValueError, "weight_decay: received -1"),
        (lambda: SGD(clipnorm=0), ValueError, r"clipnorm: received 0, expected a number in \(0, inf\)"),
        (
            lambda: SGD(clipnorm=1, clipvalue=1),
            ValueError,
            "clipnorm and clipvalue: received both",
        ),
        (lambda: SGD(use_ema=True, ema_momentum=1.0), ValueError, "momentum: received 1.0"),
        (lambda: SGD(ema_overwrite_frequency=0), ValueError, "ema_overwrite_frequency: received 0"),
        (lambda: SGD(ema_overwrite_frequency=0.5), TypeError, "ema_overwrite_frequency: received 0.5"),
        (lambda: Adagrad(initial_accumulator_value=-1), ValueError, "initial_accumulator_value: received -1"),
        (lambda: Adadelta(rho=1), ValueError, r"rho: received 1, expected a number in \[0, 1\)"),
        (lambda: RMSprop(momentum=1), ValueError, "momentum: received 1"),
        (lambda: Adam(beta_1=1.0), ValueError, "beta_1: received 1.0"),
        (lambda: Adamax(beta_2=-0.1), ValueError, "beta_2: received -0.1"),
        (lambda: Adam(epsilon=0), ValueError, "epsilon: received 0"),
        (lambda: Ftrl(learning_rate_power=0.5), ValueError, "learning_rate_power: received 0.5"),
        (lambda: Ftrl(learning_rate=0), ValueError, "learning_rate: received 0"),
        (lambda: Ftrl(beta=-1), ValueError, "beta: received -1"),
        (lambda: Ftrl(l2_shrinkage_regularization_strength=-1), ValueError, "l2_shrinkage_.*: received -1"),
        (
            lambda: step(W, {"w": np.ones(2), "v": np.ones(2)}),
            ValueError,
            "name in grads: received 'v'",
        ),
        (lambda: step(W, {}), ValueError, "name in params: received 'w'"),
        (lambda: step(W, {"w": np.ones((2, 1))}), ValueError, r"grads\['w'\]: received shape \(2, 1\), expected"),
        (lambda: step(W, {"w": ["a", "b"]}), TypeError, r"grads\['w'\]: received dtype <U1"),
        (lambda: step({"w": np.ones(2, int)}, G), TypeError, r"params\['w'\]: received ndarray of int64, .*in place"),
        (lambda: step({"w": [1.0, 1.0]}, G), TypeError, r"params\['w'\]: received list"),
        (lambda: clip_by_value([1.0], 0), ValueError, "clipvalue: received 0"),
        (lambda: clip_by_norm([1.0], -1), ValueError, "clipnorm: received -1"),
        (lambda: clip_by_global_norm({}, math.nan), ValueError, "global_clipnorm: received nan"),
        (lambda: ExponentialMovingAverage(1.0), ValueError, "momentum: received 1.0"),
        (lambda: ExponentialMovingAverage(start="frist"), ValueError, "start: .* Did you mean 'first'?"),
        (lambda: ExponentialMovingAverage(debias=True), ValueError, "debias: received True with start='first'"),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()
