"""Models in files: the same predictions afterwards, and what is damaged, foreign or missing is refused."""

import json
import pickle

import numpy as np
import pytest

from nnkit import activations, initializers
from nnkit.layers import Activation, BatchNormalization, Dense, Dropout, Embedding, Flatten, Input, Layer, Residual
from nnkit.losses import L2
from nnkit.model import Sequential, load


def model_with_everything():
    layers = [
        Input((6,)),
        Embedding(9, 4),
        Flatten(name="flat"),
        Dense(5, activations.get("leaky_relu", negative_slope=0.3), kernel_initializer=initializers.Constant(0.25)),
        BatchNormalization(),
        Residual([Dense(5, "gelu", kernel_regularizer=L2(0.1)), Dropout(0.2, seed=1)], Activation("tanh")),
        Dense(2, "softmax", use_bias=False, trainable=False),
    ]
    return Sequential(layers, seed=7, dtype="float32", name="all")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.npz"


def test_everything_comes_back(path):
    model = model_with_everything()
    x = np.random.default_rng(0).integers(0, 9, (4, 6))
    model.forward(x, training=True)  # moves the averages of the batch normalization
    model.save(path)
    back = load(path)
    np.testing.assert_array_equal(back.predict(x), model.predict(x))
    assert [layer.get_config() for layer in back.layers] == [layer.get_config() for layer in model.layers]
    assert (back.name, back.seed, back.dtype) == ("all", 7, np.float32)
    assert back.layers[4].block[0].penalties["kernel"] == L2(0.1) and not back.layers[-1].trainable
    assert sorted(back.state) == sorted(model.state)
    assert Sequential.load(path).count_params() == model.count_params()


def test_loaded_model_can_be_trained_on(path):
    model = Sequential([Input((2,)), Dense(3, "relu"), Dense(2, "softmax")])
    model.save(path)
    x, y = np.random.default_rng(0).normal(size=(20, 2)), np.arange(20) % 2
    runs = []
    for each in (model, load(path)):
        each.compile("adam", "sparse_categorical_crossentropy")
        runs.append(each.fit(x, y, epochs=3, seed=1).history)
    assert runs[0] == runs[1]


def test_the_name_is_used_as_it_is_and_no_other_file_is_left(tmp_path):
    model = Sequential([Input((2,)), Dense(1)])
    model.save(tmp_path / "mine.model")
    model.save(str(tmp_path / "mine.model"))
    assert [file.name for file in tmp_path.iterdir()] == ["mine.model"]
    with pytest.raises(FileNotFoundError):
        model.save(tmp_path / "nowhere" / "mine.model")


def test_what_cannot_be_written_down_leaves_the_old_file(path):
    Sequential([Input((2,)), Dense(1)]).save(path)
    before = path.read_bytes()
    with pytest.raises(TypeError, match="cannot be written down"):
        Sequential([Input((2,)), Dense(1, activation=lambda x: x**2)]).save(path)
    assert path.read_bytes() == before


def test_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"expected a file that model\.save wrote"):
        load(tmp_path / "missing.npz")
    with pytest.raises(FileNotFoundError):
        load(tmp_path)


class Bomb:
    """Would run code if it were unpickled."""

    def __reduce__(self):
        return (exec, ("raise SystemExit('unpickled')",))


FOREIGN = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("Dense(3)\n"),
    "pickle": lambda path: path.write_bytes(pickle.dumps(Bomb())),
    "npy": lambda path: np.save(path.open("wb"), np.zeros(3)),
    "npz of another program": lambda path: np.savez(path, kernel=np.zeros(3)),
    "npz with objects": lambda path: np.savez(path, architecture=np.array([Bomb()], dtype=object)),
    "npz with other text": lambda path: np.savez(path, architecture=np.array("hello")),
    "npz with other JSON": lambda path: np.savez(path, architecture=np.array('{"format": "other"}')),
    "npz with a list": lambda path: np.savez(path, architecture=np.array("[1]")),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_foreign(kind, path):
    FOREIGN[kind](path)
    with pytest.raises(ValueError, match=r"^path: received model.npz: .*expected a file that model.save wrote"):
        load(path)


def test_damaged_anywhere(path):
    """Whatever byte is turned over, the file is refused or means the same."""
    model = Sequential([Input((2,)), Dense(2, "tanh"), Dense(1)])
    model.save(path)
    whole, x = path.read_bytes(), np.array([[0.5, -1.0]])
    expected, refused = model.predict(x), 0
    for position in range(0, len(whole), 3):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0xFF]) + whole[position + 1 :])
        try:
            np.testing.assert_array_equal(load(path).predict(x), expected)
        except ValueError as error:
            assert str(error).startswith("path: received model.npz: ")
            refused += 1
    assert refused > len(whole) / 3 / 2


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_cut_off(share, path):
    model_with_everything().save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ValueError, match=r"a file that is damaged or was not written by model\.save"):
        load(path)


def rewritten(path, change, **arrays):
    """Save a model, then change its architecture."""
    Sequential([Input((2,)), Dense(2)]).save(path)
    with np.load(path) as archive:
        old = {name: archive[name] for name in archive.files}
    architecture = json.loads(str(old.pop("architecture")))
    change(architecture)
    np.savez(path, architecture=np.array(json.dumps(architecture)), **{**old, **arrays})


CHANGES = {
    "received model.npz: version 2 of the format": lambda a: a.update(version=2),
    "there is no layer class 'Dens' in nnkit; did you mean 'Dense'": lambda a: a["layers"][0].update(layer="Dens"),
    "no argument 'wombat'": lambda a: a["layers"][0]["config"].update(wombat=1),
    "units: received -3": lambda a: a["layers"][0]["config"].update(units=-3),
    "received shape (2, 2) for 'dense/kernel', expected (2, 5)": lambda a: a["layers"][0]["config"].update(units=5),
    "there is no class 'os.system' in nnkit": lambda a: a["layers"][0]["config"].update(
        kernel_initializer={"object": "os.system", "arguments": {}}
    ),
    "there is no class 'nnkit.model.storage.os' in nnkit": lambda a: a["layers"][0]["config"].update(
        kernel_initializer={"object": "nnkit.model.storage.os"}
    ),
    "an architecture that cannot be built ('input_shape')": lambda a: a.pop("input_shape"),
}


@pytest.mark.parametrize("text", CHANGES)
def test_architecture_that_cannot_be_built(text, path):
    rewritten(path, CHANGES[text])
    with pytest.raises(ValueError) as raised:
        load(path)
    assert text in str(raised.value)


def test_layer_of_ones_own_must_be_defined_first(path):
    from nnkit.layers import registry

    class Twice(Layer):
        """Doubles."""

        def forward(self, inputs, training=False):
            return 2 * self.check_inputs(inputs)

    try:
        Sequential([Input((2,)), Twice()]).save(path)
        assert load(path).predict([[1.0, 2.0]]).tolist() == [[2.0, 4.0]]
    finally:
        del registry.REGISTRY["Custom>Twice"]
    with pytest.raises(ValueError, match="a layer of your own must be defined before loading"):
        load(path)
