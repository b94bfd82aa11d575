"""Clipping: three ways to keep one huge gradient from throwing the weights far away.

| way | keeps the direction of | use |
|---|---|---|
| `clip_by_value` | nothing: each number on its own | rarely; it bends the step |
| `clip_by_norm` | each array | when one layer explodes |
| `clip_by_global_norm` | the whole gradient | the usual choice, for recurrent networks above all |
"""

import math

import numpy as np

from nnkit.validation import as_float, require_number


def clip_by_value(gradient, clipvalue: float) -> np.ndarray:
    """Return the gradient with every number moved into [−clipvalue, clipvalue].

    Args:
        gradient: an array.
        clipvalue: largest size of a number, above 0.

    Raises:
        ValueError: if `clipvalue` is not positive.

    Example:
        >>> clip_by_value([0.3, 4.0], 1.0)
        array([0.3, 1. ])

    Checked against: the argument `clipvalue` of keras.optimizers
    Taught in: 03 losses
    """
    require_number(clipvalue, "clipvalue", low=0, open_ends="low")
    return np.clip(as_float(gradient, "gradient"), -clipvalue, clipvalue)


def clip_by_norm(gradient, clipnorm: float) -> np.ndarray:
    """Return the gradient, shortened to the length `clipnorm` if it is longer: g · c / max(‖g‖, c).

    The whole array is scaled; clipping each number (see `clip_by_value`) would change the direction.

    Args:
        gradient: an array of any shape; its norm is the root of the sum of all squares.
        clipnorm: largest length, above 0.

    Raises:
        ValueError: if `clipnorm` is not positive.

    Example:
        >>> clip_by_norm([3.0, 4.0], 1.0)
        array([0.6, 0.8])

    Source: Pascanu, Mikolov and Bengio, On the Difficulty of Training Recurrent Neural Networks, 2013, algorithm 1.
    Checked against: the argument `clipnorm` of keras.optimizers
    Taught in: 03 losses
    """
    gradient = as_float(gradient, "gradient")
    require_number(clipnorm, "clipnorm", low=0, open_ends="low")
    return gradient * (clipnorm / max(_norm(gradient), clipnorm))


def global_norm(gradients: dict[str, np.ndarray]) -> float:
    """Return the length of all gradients taken as one long vector: the root of the sum of all squares.

    Args:
        gradients: name -> array.

    Returns:
        A plain number.

    Example:
        >>> global_norm({"kernel": [3.0], "bias": [4.0]})
        5.0
    """
    return math.hypot(*(_norm(as_float(gradient, name)) for name, gradient in gradients.items()))


def clip_by_global_norm(gradients: dict[str, np.ndarray], global_clipnorm: float) -> dict[str, np.ndarray]:
    """Return the gradients, all scaled by one factor so that together they are at most `global_clipnorm` long.

    Args:
        gradients: name -> array.
        global_clipnorm: largest length of all together, above 0.

    Returns:
        A new dict of the same names.

    Raises:
        ValueError: if `global_clipnorm` is not positive.

    Example:
        >>> {name: g.tolist() for name, g in clip_by_global_norm({"w": [6.0], "b": [8.0]}, 5.0).items()}
        {'w': [3.0], 'b': [4.0]}

    Source: Pascanu, Mikolov and Bengio, 2013, algorithm 1.
    Checked against: the argument `global_clipnorm` of keras.optimizers
    Taught in: 05 optimizers
    """
    require_number(global_clipnorm, "global_clipnorm", low=0, open_ends="low")
    scale = global_clipnorm / max(global_norm(gradients), global_clipnorm)
    return {name: as_float(gradient, name) * scale for name, gradient in gradients.items()}


def _norm(array: np.ndarray) -> float:
    return float(np.sqrt(np.sum(array * array)))
