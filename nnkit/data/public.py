"""The public sets: from the folder NNKIT_DATA, else from Keras' cache, else by Keras' download."""

import os
import socket
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from nnkit.quiet import quiet_startup

FOLDER_VARIABLE = "NNKIT_DATA"
FILES = {  # looked for in NNKIT_DATA, in this order
    "mnist": ("mnist.npz",),
    "fashion_mnist": ("fashion_mnist.npz",),
    "cifar10": ("cifar10.npz", "cifar10_6k.npz"),
}
ARRAYS = ("x_train", "y_train", "x_test", "y_test")
PATIENCE = 30  # seconds without a byte before a download counts as failed


def mnist(flatten=False):
    """MNIST: 60000 + 10000 handwritten digits, 28 by 28 grey pixels in [0, 1].

    Looked for in the folder `NNKIT_DATA` (`mnist.npz`), in Keras' cache, and by Keras' download, in that order.

    Args:
        flatten: True for rows of 784 pixels.

    Shapes:
        x: `(N, 28, 28, 1)`, or `(N, 784)` with `flatten=True`, float32; y: `(N,)`, int64.

    Returns:
        `(x_train, y_train), (x_test, y_test)`.

    Raises:
        FileNotFoundError: if none of the three ways gives the set; the message names them.
        ValueError: if the file in `NNKIT_DATA` is not such a set.

    Source: LeCun, Bottou, Bengio and Haffner (1998), section III.A.

    Checked against: `keras.datasets.mnist.load_data`.

    Taught in: 07, 12.
    """
    return _load("mnist", flatten)


def fashion_mnist(flatten=False):
    """Fashion-MNIST: 60000 + 10000 pieces of clothing, 28 by 28 grey pixels in [0, 1]; as `mnist`, but harder.

    Args:
        flatten: True for rows of 784 pixels.

    Shapes:
        x: `(N, 28, 28, 1)`, or `(N, 784)` with `flatten=True`, float32; y: `(N,)`, int64.

    Returns:
        `(x_train, y_train), (x_test, y_test)`.

    Raises:
        FileNotFoundError: if none of the three ways gives the set; the message names them.
        ValueError: if the file in `NNKIT_DATA` is not such a set.

    Source: Xiao, Rasul and Vollgraf (2017), section 2.

    Checked against: `keras.datasets.fashion_mnist.load_data`.

    Taught in: 08.
    """
    return _load("fashion_mnist", flatten)


def cifar10(flatten=False):
    """CIFAR-10: 50000 + 10000 colour photographs of ten things, 32 by 32 pixels in [0, 1].

    `NNKIT_DATA` may hold the whole set (`cifar10.npz`) or 6000 of its pictures (`cifar10_6k.npz`).

    Args:
        flatten: True for rows of 3072 numbers.

    Shapes:
        x: `(N, 32, 32, 3)`, or `(N, 3072)` with `flatten=True`, float32; y: `(N,)`, int64.

    Returns:
        `(x_train, y_train), (x_test, y_test)`.

    Raises:
        FileNotFoundError: if none of the three ways gives the set; the message names them.
        ValueError: if the file in `NNKIT_DATA` is not such a set.

    Source: Krizhevsky (2009), chapter 3.

    Checked against: `keras.datasets.cifar10.load_data`.

    Taught in: 06, 09, 10.
    """
    return _load("cifar10", flatten)


def _load(name, flatten):
    """Get the raw arrays by the first of the three ways that works, and scale them."""
    path = _file_in_folder(name)
    (x_train, y_train), (x_test, y_test) = _read(path) if path else _from_keras(name)
    return (_pictures(x_train, flatten), _classes(y_train)), (_pictures(x_test, flatten), _classes(y_test))


def _file_in_folder(name):
    """Return the path of the set's file in the folder NNKIT_DATA, or None."""
    folder = os.environ.get(FOLDER_VARIABLE)
    candidates = [Path(folder).expanduser() / file for file in FILES[name]] if folder else []
    return next((path for path in candidates if path.is_file()), None)


def _read(path):
    """Read a file in the layout of Keras' mnist.npz."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            x_train, y_train, x_test, y_test = (arrays[key] for key in ARRAYS)
    except Exception as problem:
        raise ValueError(
            f"{path}: received a file that cannot be read as a data set ({problem}), expected an .npz with the arrays "
            f"{', '.join(ARRAYS)}. Replace the file, or unset {FOLDER_VARIABLE} to let Keras fetch the set."
        ) from problem
    return (x_train, y_train), (x_test, y_test)


def _from_keras(name):
    """Let Keras read its cache or download; say all three ways where that fails too."""
    try:
        with quiet_startup():
            import keras
        with _impatient():
            return getattr(keras.datasets, name).load_data()
    except Exception as problem:
        raise FileNotFoundError(_three_ways(name, problem)) from problem


def _cache():
    """Return the folder in which Keras keeps what it has downloaded."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path.home() / ".keras") / "datasets"


def _three_ways(name, problem):
    """Return the error that names the three ways to get a set."""
    folder = os.environ.get(FOLDER_VARIABLE)
    return (
        f"{name}: received none of the three sources ({type(problem).__name__}: {problem}). One of them is enough:\n"
        f"1. set the environment variable {FOLDER_VARIABLE} to a folder that holds {' or '.join(FILES[name])} "
        f"(now: {folder if folder else 'not set'});\n"
        f"2. copy Keras' cached files from another machine into {_cache()};\n"
        f"3. connect to the internet and call this again: Keras downloads the set once and keeps it."
    )


@contextmanager
def _impatient():
    """Let a connection that sends nothing fail after PATIENCE seconds rather than hang for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _pictures(x, flatten):
    """Scale bytes to float32 in [0, 1] and give every picture its channel axis."""
    x = np.asarray(x, dtype=np.float32) / np.float32(255)
    if flatten:
        return x.reshape(len(x), -1)
    return x if x.ndim == 4 else x[..., None]


def _classes(y):
    """Return labels as int64 of shape (N,); Keras gives CIFAR-10's as a column of bytes."""
    return np.asarray(y, dtype=np.int64).reshape(-1)
