"""Batch, layer and group normalization: closed forms, central differences, Keras with the same weights."""

import numpy as np
import pytest

from nnkit.gradcheck import max_relative_error, numerical_gradient
from nnkit.layers import BatchNormalization, GroupNormalization, LayerNormalization
from tests.nnkit.layer_parity import FLOAT32, FLOAT64, compare_with_keras, weighted_sum

CONFIGURATIONS = 20
CENTRAL = 1e-5  # relative error allowed to central differences in float64
ROUNDING = 1e-12  # sums of some hundred float64 numbers of size 1
SMALL_EPSILON = 1e-8  # the layer's epsilon of 1e-9 moves the result by half of it


def draw_shape(rng, last=None):
    shape = [int(size) for size in rng.integers(2, 6, size=rng.integers(2, 5))]
    return (*shape[:-1], last or shape[-1])


def draw_options(rng):
    return {
        "epsilon": float(rng.choice([1e-5, 1e-3, 1e-2])),
        "center": bool(rng.integers(2)),
        "scale": bool(rng.integers(2)),
        "gamma_initializer": "random_normal",
        "beta_initializer": "random_normal",
    }


def draw_batch_norm(rng):
    shape = draw_shape(rng)
    axis = int(rng.choice([-1, len(shape) - 1, 1]))
    options = {**draw_options(rng), "axis": axis, "momentum": float(rng.choice([0.0, 0.9, 0.99, 1.0]))}
    return BatchNormalization(**options), shape


def draw_layer_norm(rng):
    shape = draw_shape(rng)
    axis = [-1, -2] if len(shape) > 2 and rng.integers(2) else int(rng.choice([-1, 1]))
    return LayerNormalization(axis=axis, **draw_options(rng)), shape


def draw_group_norm(rng):
    groups = int(rng.choice([1, 2, 3, -1]))
    return GroupNormalization(groups=groups, **draw_options(rng)), draw_shape(rng, last=6)


@pytest.mark.keras
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("draw", [draw_batch_norm, draw_layer_norm, draw_group_norm])
@pytest.mark.parametrize("dtype", [FLOAT64, FLOAT32], ids=["float64", "float32"])
def test_values_gradients_and_averages_equal_keras(draw, training, dtype):
    for seed in range(CONFIGURATIONS):
        rng = np.random.default_rng(seed)
        layer, shape = draw(rng)
        compare_with_keras(layer, rng.normal(1.0, 2.0, shape), training, dtype, f"seed {seed}")


def test_batch_by_hand():
    layer = BatchNormalization(epsilon=1e-3, momentum=0.8)
    x = np.array([[1.0, 10.0], [3.0, 10.0]])
    output = layer.forward(x, training=True)
    np.testing.assert_allclose(output, [[-1 / np.sqrt(1.001), 0], [1 / np.sqrt(1.001), 0]])
    np.testing.assert_allclose(layer.state["moving_mean"], [0.2 * 2, 0.2 * 10])
    np.testing.assert_allclose(layer.state["moving_variance"], [0.8 + 0.2 * 1, 0.8])


def test_inference_uses_the_moving_averages_and_leaves_them():
    layer = BatchNormalization(epsilon=1e-9).build((None, 1))
    layer.state["moving_mean"][:] = 4
    layer.state["moving_variance"][:] = 9
    np.testing.assert_allclose(layer.forward([[10.0], [1.0]]), [[2.0], [-1.0]], rtol=SMALL_EPSILON)
    assert layer.state["moving_mean"] == 4 and layer.state["moving_variance"] == 9


def test_frozen_batch_normalization_stays_in_inference_mode():
    layer = BatchNormalization(trainable=False, epsilon=1e-9).build((None, 1))
    np.testing.assert_allclose(layer.forward([[2.0], [6.0]], training=True), [[2.0], [6.0]], rtol=SMALL_EPSILON)
    assert layer.state["moving_mean"] == 0


def test_the_mean_of_training_outputs_is_beta_and_their_deviation_gamma():
    layer = BatchNormalization(epsilon=1e-12).build((None, 5, 5, 3))
    layer.params["gamma"][:], layer.params["beta"][:] = [1, 2, 3], [-1, 0, 1]
    output = layer.forward(np.random.default_rng(0).normal(7, 3, (8, 5, 5, 3)), training=True)
    np.testing.assert_allclose(output.mean(axis=(0, 1, 2)), [-1, 0, 1], atol=ROUNDING)
    np.testing.assert_allclose(output.std(axis=(0, 1, 2)), [1, 2, 3], rtol=SMALL_EPSILON)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (BatchNormalization(), (5, 3)),
        (BatchNormalization(axis=1), (3, 2, 4)),
        (LayerNormalization(), (3, 4)),
        (LayerNormalization(axis=[1, 2]), (2, 3, 4)),
        (GroupNormalization(groups=2), (2, 3, 4)),
    ],
    ids=lambda value: str(value),
)
def test_gradients_against_central_differences(layer, shape):
    rng = np.random.default_rng(1)
    x, weights = rng.normal(size=shape), rng.normal(size=shape)
    layer.forward(x, training=True)
    for array in layer.params.values():
        array[...] = rng.normal(size=array.shape)
    loss = weighted_sum(layer, weights, training=True)
    loss(x)
    grad_input = layer.backward(weights)
    assert max_relative_error(grad_input, numerical_gradient(loss, x)) < CENTRAL
    for name, array in layer.params.items():

        def loss_by_param(value, array=array):
            kept = array.copy()
            array[...] = value
            result = loss(x)
            array[...] = kept
            return result

        assert max_relative_error(layer.grads[name], numerical_gradient(loss_by_param, array)) < CENTRAL


def test_one_group_is_layer_norm_over_the_map_and_a_group_a_channel_instance_norm():
    x = np.random.default_rng(2).normal(size=(2, 4, 4, 3))
    one = GroupNormalization(groups=1).forward(x)
    np.testing.assert_allclose(one.mean(axis=(1, 2, 3)), 0, atol=ROUNDING)
    each = GroupNormalization(groups=-1).forward(x)
    np.testing.assert_allclose(each.mean(axis=(1, 2)), 0, atol=ROUNDING)


def test_example_by_example_whatever_the_batch():
    x = np.random.default_rng(3).normal(size=(6, 4))
    together = LayerNormalization().forward(x)
    np.testing.assert_allclose(together[2:3], LayerNormalization().forward(x[2:3]))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: BatchNormalization(momentum=1.5), r"momentum: received 1.5, expected a number in \[0, 1\]"),
        (lambda: BatchNormalization(epsilon=0), r"epsilon: received 0, expected a number in \(0, inf\)"),
        (lambda: BatchNormalization(axis=4).forward(np.ones((2, 3, 3, 1))), "axis: received 4, expected"),
        (lambda: LayerNormalization(axis=0).forward(np.ones((2, 3))), "axis: received 0, expected an axis behind"),
        (lambda: GroupNormalization(groups=0), "groups: received 0, expected a whole number of at least 1, or -1"),
        (
            lambda: GroupNormalization(groups=4).forward(np.ones((2, 6))),
            "a divisor of the 6 channels.*2 divides",
        ),
        (lambda: BatchNormalization().forward([[1.0, np.nan]]), "NaN or infinite"),
        (lambda: BatchNormalization().build((None, 3)).forward(np.ones((2, 4))), "expected size 3 along axis -1"),
    ],
)
def test_bad_settings_say_what_to_do(make, words):
    with pytest.raises(ValueError, match=words):
        make()
