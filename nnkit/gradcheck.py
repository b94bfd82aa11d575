"""Checking gradients: what a formula says against what the function does when its input moves a little.

A wrong gradient seldom crashes; the network learns, only worse. So every backward pass of nnkit is compared with
central differences, and a student's should be too.
"""

import copy
from collections.abc import Callable

import numpy as np

from nnkit.validation import as_float, explain, require_no_nan, require_number, require_same_shape

DEFAULT_STEP = float(np.cbrt(np.finfo(np.float64).eps))  # about 6e-6: rounding and curvature err equally
_FLOOR = 1e-8  # gradients smaller than this are compared absolutely


def numerical_gradient(f: Callable[[np.ndarray], float], x, step: float = DEFAULT_STEP) -> np.ndarray:
    """Return the gradient of `f` at `x` by central differences: (f(x + h) − f(x − h)) / 2h for each element.

    The error falls with h², against h for the one-sided difference. Costs two calls of `f` an element: for checking,
    not for training. In float64 about ten digits are right, away from kinks such as ReLU's 0.

    Args:
        f: function of one array that returns one number.
        x: where to take the gradient; it is not changed.
        step: h, above 0, in units of x; it grows with |x| above 1. Default 6e-6.

    Shapes:
        x: any; the gradient has the same.

    Returns:
        The gradient, float64.

    Raises:
        ValueError: if `f` returns more than one number or NaN, or `step` is not positive.

    Example:
        >>> numerical_gradient(lambda x: (x**2).sum(), [1.0, 3.0]).round(6)
        array([2., 6.])

    Source: Press et al., Numerical Recipes, 3rd edition 2007, section 5.7.
    Taught in: 03 losses
    """
    require_number(step, "step", low=0, open_ends="low")
    x = as_float(x).astype(np.float64)  # a copy: it is moved and moved back
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        here, h = x[index], step * max(1.0, abs(x[index]))
        x[index] = here + h
        above = _one_number(f(x))
        x[index] = here - h
        below = _one_number(f(x))
        x[index] = here
        gradient[index] = (above - below) / (2 * h)
    return gradient


def _one_number(value) -> float:
    value = as_float(value, "f(x)")
    if value.size != 1:
        remedy = "Take the sum or the mean, or weigh the outputs with fixed numbers."
        raise ValueError(explain("f(x)", f"shape {value.shape}", "one number", remedy))
    return float(require_no_nan(value, "f(x)").reshape(()))


def max_relative_error(a, b) -> float:
    """Return the largest |a − b| / max(|a|, |b|), where numbers below 1e-8 count as 1e-8.

    Below 1e-6 a gradient in float64 is right; above 1e-3 it is wrong; between, look for a kink near the point.

    Args:
        a: an array.
        b: an array of the same shape.

    Raises:
        ValueError: if the shapes differ or a NaN is among the numbers.

    Example:
        >>> max_relative_error([1.0, 2.0], [1.0, 2.5])
        0.2

    Source: Karpathy, CS231n notes, 2015, "Gradient checks", for the thresholds.
    Taught in: 03 losses
    """
    a, b = require_no_nan(as_float(a, "a"), "a"), require_no_nan(as_float(b, "b"), "b")
    require_same_shape(a, b, "a", "b")
    return float(np.max(np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), _FLOOR), initial=0.0))


def check_activation(activation, x) -> float:
    """Return how far an activation's `backward` is from central differences, as a relative error.

    Args:
        activation: something with `__call__` and `backward`.
        x: the inputs to check at; away from kinks.

    Example:
        >>> from nnkit import activations
        >>> check_activation(activations.softmax, [0.5, -1.0, 2.0]) < 1e-7
        True

    Taught in: 02 activations
    """
    x = as_float(x)
    weights = np.random.default_rng(0).normal(size=x.shape)  # different for each output, so that none can hide
    numerical = numerical_gradient(lambda moved: np.sum(weights * activation(moved)), x)
    return max_relative_error(activation.backward(x, weights), numerical)


def check_loss(loss, y_true, y_pred) -> float:
    """Return how far a loss's `gradient` is from central differences, as a relative error.

    Args:
        loss: something with `__call__` and `gradient`.
        y_true: the targets.
        y_pred: the predictions to check at; away from kinks.

    Example:
        >>> from nnkit import losses
        >>> check_loss(losses.get("huber"), [[0.0, 0.0]], [[0.3, 4.0]]) < 1e-7
        True

    Taught in: 03 losses
    """
    numerical = numerical_gradient(lambda moved: loss(y_true, moved), y_pred)
    return max_relative_error(loss.gradient(y_true, y_pred), numerical)


def check_layer(layer, input_shape, rng: np.random.Generator, training: bool = False, inputs=None) -> dict[str, float]:
    """Return how far a layer's `backward` is from central differences, as relative errors by name.

    The loss is the sum of all outputs, each times a fixed random number. Every evaluation uses a copy of the layer,
    so that running averages and random masks are the same each time; the layer itself is only built.

    Args:
        layer: a layer of nnkit, or one of your own with `build`, `forward`, `backward`, `params` and `grads`.
        input_shape: Keras' shape, the batch axis first (None is taken as 2); a list of shapes for a layer of many
            inputs.
        rng: where weights and inputs come from.
        training: passed on to `forward`; default False.
        inputs: what to check at, instead of normal random numbers: needed for whole-number inputs (an embedding),
            whose own gradient is then left out. A list for a layer of many inputs.

    Returns:
        One entry for each array of `layer.params`, and "inputs" ("inputs[0]", "inputs[1]", ... for many).

    Raises:
        ValueError: if a gradient is missing or has another shape than what it belongs to.

    Example:
        >>> from nnkit.layers import Dense
        >>> errors = check_layer(Dense(3, activation="tanh"), (None, 4), np.random.default_rng(0))
        >>> sorted(errors), max(errors.values()) < 1e-6
        (['bias', 'inputs', 'kernel'], True)

    Taught in: 03 losses
    """
    many = isinstance(input_shape, list)
    shapes = [tuple(2 if n is None else n for n in shape) for shape in (input_shape if many else [input_shape])]
    layer.build(shapes if many else shapes[0], rng)
    values = [rng.normal(size=shape) for shape in shapes] if inputs is None else (inputs if many else [inputs])
    values = [np.asarray(value) for value in values]
    check = _LayerCheck(layer, values, many, training)
    check.weights = rng.normal(size=np.shape(check.output(values, layer.params)))
    return check.errors()


class _LayerCheck:
    """One layer at one point: its weighted output as a function of any one of its arrays."""

    def __init__(self, layer, values: list[np.ndarray], many: bool, training: bool):
        self.layer, self.values, self.many, self.training, self.weights = layer, values, many, training, None

    def output(self, values, params, layer=None):
        layer = layer or copy.deepcopy(self.layer)
        for name, array in params.items():
            layer.params[name][...] = array
        return layer.forward(values if self.many else values[0], training=self.training)

    def loss(self, values, params) -> float:
        return np.sum(self.weights * self.output(values, params))

    def errors(self) -> dict[str, float]:
        layer = copy.deepcopy(self.layer)
        self.output(self.values, layer.params, layer)
        grad_inputs = layer.backward(self.weights)
        grad_inputs = grad_inputs if self.many else [grad_inputs]
        params = dict(self.layer.params)
        found = {name: self._param_error(name, params, _present(layer.grads, name)) for name in params}
        for i, value in enumerate(self.values):
            if value.dtype.kind == "f":
                found[f"inputs[{i}]" if self.many else "inputs"] = self._input_error(i, params, grad_inputs[i])
        return found

    def _param_error(self, name: str, params: dict, gradient: np.ndarray) -> float:
        def loss_at(moved):
            return self.loss(self.values, {**params, name: moved})

        return max_relative_error(gradient, numerical_gradient(loss_at, params[name]))

    def _input_error(self, i: int, params: dict, gradient: np.ndarray) -> float:
        def loss_at(moved):
            return self.loss([*self.values[:i], moved, *self.values[i + 1 :]], params)

        return max_relative_error(gradient, numerical_gradient(loss_at, self.values[i]))


def _present(grads: dict[str, np.ndarray], name: str) -> np.ndarray:
    if name not in grads:
        received, remedy = f"gradients for {', '.join(grads) or 'nothing'}", "Set it in the layer's backward pass."
        raise ValueError(explain(f"grads[{name!r}]", received, "one for every parameter", remedy))
    return grads[name]
