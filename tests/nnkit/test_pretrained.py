"""ImageNet weights: from the folder NNKIT_DATA, from Keras' cache, or an error that says the three ways."""

import importlib

import numpy as np
import pytest

from nnkit import pretrained

SINGLE_PRECISION = 1e-4  # features of a deep network in float32


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """An empty cache of Keras, and no NNKIT_DATA."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("NNKIT_DATA", raising=False)
    return tmp_path


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory):
    """A file in the format of Keras' own, with random weights, and the network that they are from."""
    import h5py
    import keras

    legacy = importlib.import_module("keras.src.legacy.saving.legacy_h5_format")
    keras.utils.set_random_seed(0)
    shape = (pretrained.SIZE, pretrained.SIZE, 3)
    network = keras.applications.MobileNetV2(shape, alpha=0.35, include_top=False, weights=None, pooling="avg")
    path = tmp_path_factory.mktemp("weights") / pretrained.FILES[0.35]
    with h5py.File(path, "w") as file:
        legacy.save_weights_to_hdf5_group(file, network)
    return path, network


@pytest.mark.keras
@pytest.mark.parametrize("place", ["folder", "cache"])
def test_weights_at_hand_are_read_without_a_download(stand_in, nowhere, monkeypatch, place):
    path, network = stand_in
    if place == "folder":
        monkeypatch.setenv("NNKIT_DATA", str(path.parent))
    else:
        (nowhere / "keras" / "models").mkdir(parents=True)
        (nowhere / "keras" / "models" / path.name).write_bytes(path.read_bytes())
    body = pretrained.imagenet_body(download=False)
    pictures = np.random.default_rng(0).uniform(0, 1, (2, 96, 96, 3)).astype("float32")
    large = pretrained.imagenet_body((96, 96, 3), download=False)
    right = network.predict(2 * pictures - 1, verbose=0)
    np.testing.assert_allclose(large.predict(pictures, verbose=0), right, rtol=SINGLE_PRECISION, atol=SINGLE_PRECISION)
    assert body.output_shape == (None, 1280) and body.input_shape == (None, 32, 32, 3)
    assert not body.trainable_weights


def test_without_weights_the_three_ways_are_named(nowhere):
    with pytest.raises(FileNotFoundError) as told:
        pretrained.imagenet_body(download=False)
    text = str(told.value)
    assert pretrained.FILES[0.35] in text and "NNKIT_DATA" in text and "download=True" in text
    assert str(nowhere / "keras" / "models") in text


@pytest.mark.keras
def test_a_download_that_fails_names_the_three_ways(nowhere, monkeypatch):
    import keras

    def unreachable(*_, **__):
        raise OSError("no network here")

    monkeypatch.setattr(keras.applications, "MobileNetV2", unreachable)
    with pytest.raises(FileNotFoundError, match=r"OSError: no network here(.|\n)*download=True"):
        pretrained.imagenet_body()


@pytest.mark.keras
def test_a_file_of_something_else_is_named(nowhere, monkeypatch):
    monkeypatch.setenv("NNKIT_DATA", str(nowhere))
    (nowhere / pretrained.FILES[0.35]).write_bytes(b"no weights")
    with pytest.raises(ValueError, match=r"received a file that does not fit .*expected the weights of MobileNetV2"):
        pretrained.imagenet_body()


def test_another_width_is_refused():
    with pytest.raises(ValueError, match="alpha: received"):
        pretrained.imagenet_body(alpha=0.5)
