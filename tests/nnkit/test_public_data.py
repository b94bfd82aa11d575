"""The public sets: the folder NNKIT_DATA, Keras' cache, Keras' download (from a server on this machine), the error."""

import functools
import hashlib
import http.server
import importlib
import os
import threading
from pathlib import Path

import numpy as np
import pytest

from nnkit import data

SINGLE_PRECISION = 1e-6  # pictures are float32
REAL_MNIST = Path(os.environ.get("NNKIT_DATA", "nowhere")) / "mnist.npz"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Point NNKIT_DATA at an empty folder."""
    monkeypatch.setenv("NNKIT_DATA", str(tmp_path))
    return tmp_path


def stand_in(shape, column=False):
    """Return the four arrays of a small set with every byte value in it."""
    rng = np.random.default_rng(1)
    pictures = [rng.integers(0, 256, size=(n, *shape), dtype=np.uint8) for n in (6, 4)]
    for p in pictures:
        p.flat[:2] = 0, 255
    labels = [np.arange(n, dtype=np.uint8).reshape(n, *([1] if column else [])) for n in (6, 4)]
    return {"x_train": pictures[0], "y_train": labels[0], "x_test": pictures[1], "y_test": labels[1]}


@pytest.mark.parametrize(
    ("name", "shape"), [("mnist", (28, 28)), ("fashion_mnist", (28, 28)), ("cifar10", (32, 32, 3))]
)
def test_a_set_in_the_folder_is_read_and_scaled(folder, name, shape):
    arrays = stand_in(shape, column=name == "cifar10")
    np.savez(folder / f"{name}.npz", **arrays)
    (x_train, y_train), (_, y_test) = getattr(data, name)()
    assert x_train.shape == (6, *shape, 1)[:4] and x_train.dtype == np.float32
    np.testing.assert_allclose(x_train.reshape(6, *shape), arrays["x_train"] / 255.0, rtol=SINGLE_PRECISION)
    assert x_train.min() == 0 and x_train.max() == 1
    assert y_train.tolist() == [0, 1, 2, 3, 4, 5] and y_test.shape == (4,) and y_test.dtype == np.int64
    assert getattr(data, name)(flatten=True)[1][0].shape == (4, int(np.prod(shape)))


def test_the_whole_cifar_goes_before_the_small_one(folder):
    small, whole = stand_in((32, 32, 3)), stand_in((32, 32, 3))
    whole["y_train"] = whole["y_train"][::-1]
    np.savez(folder / "cifar10_6k.npz", **small)
    assert data.cifar10()[0][1].tolist() == [0, 1, 2, 3, 4, 5]
    np.savez(folder / "cifar10.npz", **whole)
    assert data.cifar10()[0][1].tolist() == [5, 4, 3, 2, 1, 0]


@pytest.mark.parametrize("content", [b"", b"not a zip", None])
def test_a_broken_file_is_named_with_what_it_should_hold(folder, content):
    path = folder / "mnist.npz"
    if content is None:
        np.savez(path, x_train=np.zeros((2, 28, 28)))
    else:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=r"mnist\.npz: received a file .*expected an \.npz with the arrays x_train"):
        data.mnist()


def serve(folder):
    """Start a web server for a folder on a free port of this machine; return it and its address."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def keras_home(tmp_path, monkeypatch):
    """Give Keras an empty cache and take NNKIT_DATA away."""
    config = importlib.import_module("keras.src.backend.config")
    (tmp_path / "keras").mkdir()
    monkeypatch.setattr(config, "_KERAS_DIR", str(tmp_path / "keras"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("NNKIT_DATA", raising=False)
    return tmp_path / "keras"


def send_downloads_to(monkeypatch, address, file_hash):
    """Let Keras' loader of MNIST fetch from another address; everything else stays Keras' own."""
    module = importlib.import_module("keras.src.datasets.mnist")
    fetch = module.get_file

    def fetch_here(fname, origin, **arguments):
        arguments["file_hash"] = file_hash
        return fetch(fname=fname, origin=f"{address}/{origin.rsplit('/', 1)[1]}", **arguments)

    monkeypatch.setattr(module, "get_file", fetch_here)


@pytest.mark.keras
def test_keras_downloads_once_and_then_reads_its_cache(tmp_path, monkeypatch, keras_home):
    web = tmp_path / "web"
    web.mkdir()
    np.savez(web / "mnist.npz", **stand_in((28, 28)))
    server, address = serve(web)
    send_downloads_to(monkeypatch, address, hashlib.sha256((web / "mnist.npz").read_bytes()).hexdigest())
    (x_train, _), _ = data.mnist()
    server.shutdown()
    server.server_close()
    assert x_train.shape == (6, 28, 28, 1)
    assert (keras_home / "datasets" / "mnist.npz").is_file()
    (web / "mnist.npz").unlink()
    np.testing.assert_array_equal(data.mnist()[0][0], x_train)  # the server is gone: this is the cache


@pytest.mark.keras
def test_where_nothing_can_be_had_the_error_names_the_three_ways(tmp_path, monkeypatch, keras_home):
    monkeypatch.setenv("NNKIT_DATA", str(tmp_path / "nowhere"))
    server, address = serve(tmp_path)
    server.shutdown()
    server.server_close()  # the port is free now: the connection is refused
    send_downloads_to(monkeypatch, address, "0" * 64)
    with pytest.raises(FileNotFoundError) as caught:
        data.mnist()
    message = str(caught.value)
    for part in ("NNKIT_DATA", "mnist.npz", str(tmp_path / "nowhere"), str(keras_home / "datasets"), "internet"):
        assert part in message
    assert [line[:2] for line in message.splitlines()[1:]] == ["1.", "2.", "3."]


@pytest.mark.keras
def test_the_folder_goes_before_keras(folder, monkeypatch, keras_home):
    monkeypatch.setenv("NNKIT_DATA", str(folder))
    np.savez(folder / "mnist.npz", **stand_in((28, 28)))
    send_downloads_to(monkeypatch, "http://127.0.0.1:9", "0" * 64)
    assert data.mnist()[1][0].shape == (4, 28, 28, 1)


if REAL_MNIST.is_file():

    def test_the_real_mnist_of_the_folder_has_its_known_labels():
        (x_train, y_train), (x_test, _) = data.mnist()
        assert x_train.shape == (60000, 28, 28, 1) and x_test.shape == (10000, 28, 28, 1)
        assert y_train[:5].tolist() == [5, 0, 4, 1, 9]  # known from every introduction to MNIST
