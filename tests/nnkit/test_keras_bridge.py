"""Whole networks of every kind of layer to Keras and back: convolutions, pooling, normalization, recurrence."""

import numpy as np
import pytest

from nnkit import layers as ours
from nnkit.layers.registry import REGISTRY
from nnkit.model import Sequential, from_keras, load

ROUND_TRIP = 1e-6  # predictions in float64, relative
FLOAT32 = 1e-4  # predictions in float32, relative to numbers of size 1
ALONE = {"Input", "Residual"}  # the start of a model, and the one layer that Keras does not have


def lenet5(**options):
    return Sequential(
        [
            ours.Input((32, 32, 1)),
            ours.Conv2D(6, 5, activation="tanh"),
            ours.AveragePooling2D(2),
            ours.Conv2D(16, 5, activation="tanh"),
            ours.AveragePooling2D(2),
            ours.Conv2D(120, 5, activation="tanh"),
            ours.Flatten(),
            ours.Dense(84, "tanh"),
            ours.Dense(10, "softmax"),
        ],
        **options,
    )


NETWORKS = {
    "LeNet-5": (lenet5, (32, 32, 1)),
    "modern": (
        lambda: Sequential(
            [
                ours.Conv2D(4, 3, strides=2, padding="same", use_bias=False),
                ours.BatchNormalization(),
                ours.Activation("relu"),
                ours.DepthwiseConv2D(3, padding="same", depth_multiplier=2),
                ours.GroupNormalization(groups=2),
                ours.Residual([ours.Conv2D(8, 3, padding="same"), ours.LayerNormalization()]),
                ours.SpatialDropout2D(0.2),
                ours.MaxPooling2D(2),
                ours.GlobalAveragePooling2D(),
                ours.Dense(3),
            ]
        ),
        (12, 10, 3),
    ),
    "sequence": (
        lambda: Sequential(
            [
                ours.Conv1D(4, 3, dilation_rate=2, padding="causal"),
                ours.SpatialDropout1D(0.1),
                ours.MaxPooling1D(2),
                ours.LSTM(5, return_sequences=True),
                ours.AveragePooling1D(2),
                ours.SimpleRNN(4, return_sequences=True),
                ours.GlobalMaxPooling1D(),
                ours.Dense(1, "sigmoid"),
            ]
        ),
        (16, 3),
    ),
}


@pytest.mark.keras
@pytest.mark.parametrize("name", NETWORKS)
def test_there_and_back(name, tmp_path):
    make, shape = NETWORKS[name]
    model, rng = make(), np.random.default_rng(0)
    model.build((None, *shape))
    model.set_weights([w + rng.uniform(0, 0.2, w.shape) for w in model.get_weights()])
    x = rng.normal(size=(3, *shape))
    expected, twin = model.predict(x), model.to_keras()
    np.testing.assert_allclose(np.asarray(twin(x)), expected, rtol=ROUND_TRIP)
    np.testing.assert_allclose(from_keras(twin).predict(x), expected, rtol=ROUND_TRIP)
    model.save(tmp_path / "model.npz")
    np.testing.assert_array_equal(load(tmp_path / "model.npz").predict(x), expected)


def test_lenet5_counts():
    counts = [layer.count_params() for layer in lenet5().layers if layer.params]
    assert counts == [156, 2416, 48120, 10164, 850]


@pytest.mark.keras
def test_every_layer_has_a_keras_layer_of_its_name():
    import keras

    public = {name for name in ours.__all__ if name != "Layer"}
    assert public <= set(REGISTRY)
    assert {name for name in public if not hasattr(keras.layers, name)} == ALONE - {"Input"}


@pytest.mark.keras
def test_functional_keras_model_with_convolutions_comes_over():
    import keras

    x = keras.Input((8, 8, 2))
    y = keras.layers.Conv2D(3, 3, padding="same", groups=1, activation="relu")(x)
    z = keras.layers.BatchNormalization()(keras.layers.Conv2D(3, 1)(y))
    z = keras.layers.ReLU()(keras.layers.Add()([y, z]))
    z = keras.layers.Concatenate()([z, keras.layers.MaxPooling2D(3, strides=1, padding="same")(y)])
    theirs = keras.Model(x, keras.layers.Dense(4, "softmax")(keras.layers.GlobalMaxPooling2D()(z)))
    images = np.random.default_rng(0).normal(size=(2, 8, 8, 2)).astype("float32")
    np.testing.assert_allclose(from_keras(theirs).predict(images), theirs(images), atol=FLOAT32)


@pytest.mark.keras
def test_a_layer_with_shared_weights_is_refused():
    import keras

    x = keras.Input((3,))
    shared = keras.layers.Dense(3)
    with pytest.raises(ValueError, match="expected each name once"):
        from_keras(keras.Model(x, shared(shared(x))))
