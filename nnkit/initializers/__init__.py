"""Initializers: the values that weights start with.

| for | use |
|---|---|
| biases | `zeros` |
| kernels before ReLU and its relatives | `he_normal`, `he_uniform` |
| kernels before tanh, sigmoid, softmax | `glorot_uniform` (Keras' default), `glorot_normal` |
| kernels before SELU | `lecun_normal` |
| recurrent kernels | `orthogonal` |

Example:
    >>> import numpy as np
    >>> from nnkit import initializers
    >>> initializers.get("he_normal")((64, 10), np.random.default_rng(0)).shape
    (64, 10)
"""

from nnkit.initializers.base import Initializer, compute_fans
from nnkit.initializers.matrices import Identity, Orthogonal
from nnkit.initializers.plain import Constant, Ones, RandomNormal, RandomUniform, TruncatedNormal, Zeros
from nnkit.initializers.scaling import (
    TRUNCATED_STDDEV,
    ClassicUniform,
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
)
from nnkit.validation import resolve

_CLASSES = (
    Zeros, Ones, Constant, RandomNormal, RandomUniform, TruncatedNormal, VarianceScaling, GlorotUniform, GlorotNormal,
    HeUniform, HeNormal, LecunUniform, LecunNormal, ClassicUniform, Orthogonal, Identity,
)  # fmt: skip

ALL = {cls.name: cls for cls in _CLASSES}
"""Name -> class."""


def get(name, **parameters) -> Initializer:
    """Return the initializer that `name` means.

    Args:
        name: a name ("he_normal"), a class, or an initializer.
        **parameters: the parameters of a named initializer or class, as in `get("constant", value=0.1)`.

    Returns:
        An `Initializer`: call it with a shape and a generator.

    Raises:
        ValueError: if there is no such name or no such parameter; the nearest right one is named.
        TypeError: if `name` is none of the above, or parameters are given for a ready initializer.

    Example:
        >>> get("constant", value=0.1)((2,))
        array([0.1, 0.1])

    Checked against: keras.initializers.get
    Taught in: 04 initialization
    """
    return resolve(name, "initializer", Initializer, ALL, {}, parameters)


__all__ = [
    "ALL",
    "TRUNCATED_STDDEV",
    "ClassicUniform",
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
    "Initializer",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "compute_fans",
    "get",
]
