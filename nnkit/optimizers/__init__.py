"""Optimizers: rules that turn gradients into steps.

| rule | remembers | when |
|---|---|---|
| `SGD` | nothing, or a velocity | with momentum and a schedule it often generalizes best |
| `Adagrad` | the sum of squares | rare features |
| `Adadelta`, `RMSprop` | a fading mean of squares | recurrent networks |
| `Adam` | fading means of gradients and squares | the default |
| `AdamW` | the same | whenever weights should decay |
| `Adamax`, `Nadam` | a fading maximum; Nesterov's look ahead | variants of Adam |
| `Ftrl` | two sums | sparse linear models |

Example:
    >>> import numpy as np
    >>> from nnkit import optimizers
    >>> params, optimizer = {"w": np.array([5.0])}, optimizers.get("sgd", learning_rate=0.25)
    >>> optimizer.apply(params, {"w": 2 * params["w"]})
    >>> params["w"]
    array([2.5])
"""

from nnkit.optimizers.adam import Adam, Adamax, AdamFamily, AdamW, Nadam
from nnkit.optimizers.adaptive import Adadelta, Adagrad, RMSprop
from nnkit.optimizers.averaging import ExponentialMovingAverage
from nnkit.optimizers.base import Optimizer
from nnkit.optimizers.clipping import clip_by_global_norm, clip_by_norm, clip_by_value, global_norm
from nnkit.optimizers.ftrl import Ftrl
from nnkit.optimizers.momentum import SGD
from nnkit.validation import resolve

ALL = {cls.__name__.lower(): cls for cls in (SGD, Adagrad, Adadelta, RMSprop, Adam, AdamW, Adamax, Nadam, Ftrl)}
"""Name -> class, in the order of their invention but for AdamW, which stands beside Adam."""


def get(name, **parameters) -> Optimizer:
    """Return the optimizer that `name` means.

    Args:
        name: a name ("adam"), a class, or an optimizer.
        **parameters: the parameters of a named optimizer or class, as in `get("sgd", momentum=0.9)`.

    Returns:
        An `Optimizer`: call its `apply(params, grads)` once a step.

    Raises:
        ValueError: if there is no such name or no such parameter; the nearest right one is named.
        TypeError: if `name` is none of the above, or parameters are given for a ready optimizer.

    Example:
        >>> get("sgd", momentum=0.9).momentum
        0.9

    Checked against: keras.optimizers.get
    Taught in: 05 optimizers
    """
    return resolve(name, "optimizer", Optimizer, ALL, {}, parameters)


__all__ = [
    "ALL",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamFamily",
    "AdamW",
    "Adamax",
    "ExponentialMovingAverage",
    "Ftrl",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_value",
    "get",
    "global_norm",
]
