"""The backbone of chapter 10: what is shipped is what its record says; a short training writes the same two files."""

import io
import json
import zipfile

import numpy as np
import pytest

from classroom import backbone
from classroom.errors import ClassroomError

FOLDER_NAME = "chapters/10_transfer"
TWO_PICTURES = 2.5 / backbone.TEST_IMAGES  # so many may fall to the other side by another processor's rounding
NAMES = [f"{kind}{number}" for number in (1, 2, 3, 4) for kind in ("conv", "norm", "relu")] + ["average", "head"]


@pytest.fixture(scope="module")
def shipped(edit):
    return edit.repository / FOLDER_NAME


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """A training of a few steps: the folder it wrote to, and its record."""
    folder = tmp_path_factory.mktemp("short")
    return folder, backbone.write(folder, num_images=128, epochs=1, seed=3)


def test_the_shipped_file_is_the_one_that_the_record_describes(shipped):
    record = backbone.read_record(shipped)
    path = shipped / record["file"]
    assert backbone.fingerprint(path) == record["sha256"]
    assert path.stat().st_size == record["bytes"] < backbone.LIMIT
    assert record["command"] == backbone.command(backbone.IMAGES, backbone.EPOCHS, backbone.SEED)


def test_the_shipped_file_names_no_machine(shipped):
    with zipfile.ZipFile(shipped / backbone.FILE) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".json")]
    assert texts and not any(word in text for text in texts for word in ("/home", "/work", "/root", "/tmp"))


@pytest.mark.keras
def test_the_shipped_backbone_is_as_accurate_as_its_record_says(shipped):
    import keras

    record, model = backbone.read_record(shipped), keras.saving.load_model(shipped / backbone.FILE)
    assert backbone.accuracy(model) == pytest.approx(record["test_accuracy"], abs=TWO_PICTURES)
    assert record["test_accuracy"] > 0.95
    assert model.count_params() == record["parameters"]
    assert [layer.name for layer in model.layers] == NAMES


@pytest.mark.keras
def test_a_short_training_writes_both_files_and_no_optimizer(short):
    import h5py
    import keras

    folder, record = short
    assert json.loads((folder / backbone.RECORD).read_text()) == record == backbone.read_record(folder)
    assert record["command"] == "classroom train-backbone --images 128 --epochs 1 --seed 3"
    assert record["sha256"] == backbone.fingerprint(folder / backbone.FILE)
    assert backbone.accuracy(keras.saving.load_model(folder / backbone.FILE)) == record["test_accuracy"]
    with zipfile.ZipFile(folder / backbone.FILE) as archive:
        weights = io.BytesIO(archive.read("model.weights.h5"))
    with h5py.File(weights) as file:
        assert not list(file.get("optimizer", {}).get("vars", []))


@pytest.mark.keras
def test_training_moves_every_layer_and_learns():
    import keras

    first = backbone.build(seed=3).get_weights()
    model = backbone.train(num_images=256, epochs=4, seed=3)
    assert all(not np.array_equal(a, b) for a, b in zip(first, model.get_weights(), strict=True))
    (x, y), _ = backbone.pictures(256, seed=3)
    losses = []
    for weights in (first, model.get_weights()):
        model.set_weights(weights)
        p = model(x, training=True)  # by the batch's statistics: so few steps do not bring the averages there
        losses.append(float(np.mean(keras.losses.sparse_categorical_crossentropy(y, p))))
    assert losses[1] < losses[0]


@pytest.mark.keras
def test_the_seed_decides_the_first_weights():
    one, same, other = (backbone.build(seed).get_weights()[0] for seed in (1, 1, 2))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


@pytest.mark.keras
def test_the_command_writes_where_it_is_told(classroom, edit, tmp_path):
    words = ("train-backbone", "--images", "64", "--epochs", "1", "--seed", "5")
    ran = classroom(*words, "--to", tmp_path, "--course", edit.repository)
    assert ran.status == 0, ran.err
    assert backbone.read_record(tmp_path)["command"] == "classroom " + " ".join(words)
    assert "written" in ran.out and str(tmp_path) in ran.out


def test_a_folder_that_is_not_there_is_named_before_any_training(classroom, edit, tmp_path):
    ran = classroom("train-backbone", "--to", tmp_path / "nowhere", "--course", edit.repository)
    assert ran.status == ClassroomError.exit_status
    assert "nowhere is no folder; make it, or name another one with --to" in ran.err


def test_a_record_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ClassroomError, match=r"backbone\.json is missing; .classroom train-backbone. writes it"):
        backbone.read_record(tmp_path)
