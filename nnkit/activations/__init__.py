"""Activation functions with their derivatives.

Every function here is an object: call it for its value, ask it for its slope.

| for | use |
|---|---|
| hidden layers | `relu` first; `leaky_relu` or `elu` when units die; `gelu` or `silu` in deep nets |
| recurrent layers | `tanh`, and `sigmoid` for gates |
| output: yes or no, or several labels at once | `sigmoid` |
| output: one class of many | `softmax` |
| output: a number | `linear` |

Example:
    >>> from nnkit import activations
    >>> activations.sigmoid([0.0, 2.0]).round(4), activations.sigmoid.derivative([0.0, 2.0]).round(4)
    (array([0.5   , 0.8808]), array([0.25 , 0.105]))
"""

from collections.abc import Callable

from nnkit.activations.base import Activation, FromFunction
from nnkit.activations.randomized import RReLU
from nnkit.activations.rectifiers import LeakyReLU, Linear, PReLU, ReLU, ReLU6
from nnkit.activations.smooth import ELU, GELU, SELU, Sigmoid, SiLU, Softplus, Tanh
from nnkit.activations.softmax import LogSoftmax, Softmax
from nnkit.validation import construct, explain, require_choice

linear = Linear()
sigmoid = Sigmoid()
tanh = Tanh()
relu = ReLU()
relu6 = ReLU6()
leaky_relu = LeakyReLU()
prelu = PReLU()
rrelu = RReLU()
elu = ELU()
selu = SELU()
softplus = Softplus()
gelu = GELU()
silu = SiLU()
softmax = Softmax()
log_softmax = LogSoftmax()

ALL = {
    activation.name: activation
    for activation in (
        linear, sigmoid, tanh, relu, relu6, leaky_relu, prelu, rrelu,
        elu, selu, softplus, gelu, silu, softmax, log_softmax,
    )
}  # fmt: skip
"""Name -> function with its default parameters, in the order of the curriculum."""

_ALIASES = {"identity": "linear", "swish": "silu"}


def get(name: str | Callable | None = None, **parameters) -> Activation:
    """Return the activation that `name` means.

    Args:
        name: a name ("relu"), one of our activations or their classes, any function of one array (its slope is then
            taken by central differences), or None for linear.
        **parameters: the parameters of a named activation or class, as in `get("leaky_relu", negative_slope=0.1)`.

    Returns:
        An `Activation`.

    Raises:
        ValueError: if there is no such name or no such parameter; the nearest right one is named.
        TypeError: if `name` is none of the above, or parameters are given for something that already has its own.

    Example:
        >>> get("leaky_relu", negative_slope=0.1)(-1.0).item()
        -0.1

    Checked against: keras.activations.get
    Taught in: 02 activations
    """
    if isinstance(name, str):
        known = [*ALL, *_ALIASES]
        key = require_choice(name.lower(), "activation", known)
        default = ALL[_ALIASES.get(key, key)]
        return construct(type(default), parameters) if parameters else default
    if isinstance(name, type) and issubclass(name, Activation):
        return construct(name, parameters)
    if parameters:
        remedy = "Build the function with its parameters first, or give a name."
        raise TypeError(explain("parameters", ", ".join(parameters), "none beside a ready function", remedy))
    if name is None:
        return linear
    if isinstance(name, Activation):
        return name
    if callable(name):
        return FromFunction(name)
    raise TypeError(explain("activation", repr(name), "a name, a function or None", "Give a name such as 'relu'."))


__all__ = [
    "ALL",
    "ELU",
    "GELU",
    "SELU",
    "Activation",
    "FromFunction",
    "LeakyReLU",
    "Linear",
    "LogSoftmax",
    "PReLU",
    "RReLU",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Tanh",
    "elu",
    "gelu",
    "get",
    "leaky_relu",
    "linear",
    "log_softmax",
    "prelu",
    "relu",
    "relu6",
    "rrelu",
    "selu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "tanh",
]
