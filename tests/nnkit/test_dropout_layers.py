"""Dropout, SpatialDropout1D and SpatialDropout2D: share and scale, backward, whole channels, Keras but for the draw."""

import numpy as np
import pytest

from nnkit.layers import Dropout, SpatialDropout1D, SpatialDropout2D
from tests.nnkit.parity import assert_same

ROUNDING = 1e-12  # a division and a multiplication
KERAS_FLOAT32 = 1e-6  # Keras divides by 1 - rate in float32
SIGMAS = 5  # how far a measured share may be from the expected one, in standard deviations
DROPOUTS = [(Dropout, (400, 50), 400 * 50), (SpatialDropout1D, (400, 3, 50), 400 * 50)]
DROPOUTS += [(SpatialDropout2D, (400, 2, 3, 50), 400 * 50)]


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 0.9])
@pytest.mark.parametrize(("kind", "shape", "draws"), DROPOUTS)
def test_dropped_share_and_scale(kind, shape, draws, rate):
    out = kind(rate, seed=0).forward(np.ones(shape), training=True)
    spread = np.sqrt(rate * (1 - rate) / draws)
    assert abs(np.mean(out == 0) - rate) <= SIGMAS * spread
    np.testing.assert_allclose(out[out != 0], 1 / (1 - rate), rtol=ROUNDING)


@pytest.mark.parametrize(("kind", "shape", "draws"), DROPOUTS)
def test_dropout_outside_training_and_backward(kind, shape, draws):
    x = np.random.default_rng(0).normal(size=shape)
    layer = kind(0.4, seed=0)
    np.testing.assert_array_equal(layer.forward(x), x)
    np.testing.assert_array_equal(layer.backward(x), x)
    mask = layer.forward(x, training=True) / x
    np.testing.assert_allclose(layer.backward(np.ones(shape)), mask, rtol=ROUNDING)
    assert layer.forward(x.astype("float32"), training=True).dtype == layer.dtype


@pytest.mark.parametrize(("kind", "axes"), [(SpatialDropout1D, 1), (SpatialDropout2D, (1, 2))])
def test_spatial_dropout_silences_whole_channels(kind, axes):
    shape = (50, 4, 7) if axes == 1 else (50, 4, 5, 7)
    dropped = kind(0.5, seed=1).forward(np.ones(shape), training=True) == 0
    assert np.array_equal(dropped.all(axis=axes), dropped.any(axis=axes))
    assert 0 < dropped.mean() < 1
    per_example = dropped.reshape(50, -1, 7)[:, 0]
    assert len(np.unique(per_example, axis=0)) > 10, "one mask for the whole batch"


def test_dropout_draws_anew_each_time_and_repeats_with_its_seed():
    first, second = Dropout(0.5, seed=3), Dropout(0.5, seed=3)
    x = np.ones((4, 20))
    one, two = first.forward(x, True), first.forward(x, True)
    assert not np.array_equal(one, two)
    np.testing.assert_array_equal(second.forward(x, True), one)


@pytest.mark.keras
@pytest.mark.parametrize(("kind", "shape", "draws"), DROPOUTS)
def test_dropout_equals_keras_but_for_the_draw(kind, shape, draws):
    from nnkit.layers.keras_layers import layer_from_keras, layer_to_keras

    layer = kind(0.3, seed=7, dtype="float64")
    twin = layer_to_keras(layer)
    x = np.random.default_rng(0).normal(size=shape)
    assert_same(layer.forward(x), twin(x, training=False), "float64")
    theirs = np.asarray(twin(x, training=True))
    kept = theirs != 0
    np.testing.assert_allclose(theirs[kept], x[kept] / 0.7, rtol=KERAS_FLOAT32)
    shared = layer.mask_shape(shape)
    assert all(kept.all(axis=i)[kept.any(axis=i)].all() for i, size in enumerate(shared) if size == 1)
    assert layer_from_keras(twin).get_config() == layer.get_config()
