"""What every activation function is: something that can be called, and knows its slope."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import ClassVar

import numpy as np

from nnkit.validation import as_float, require_same_shape


class Activation:
    """A function applied to every number of an array, with its derivative.

    A member says two things, `_value` and `_slope`, both at the INPUT of the function. The usual mistake is to give the
    output to the derivative: `derivative(x)` is right, `derivative(sigmoid(x))` is not. NaN passes through, so that a
    diverging network shows.

    Shapes:
        Any shape; the result has the shape of `x`, float32 if `x` is float32 and float64 otherwise.

    Example:
        >>> from nnkit import activations
        >>> activations.tanh.backward([0.0, 1.0], grad_output=[1.0, 1.0]).round(3)
        array([1.  , 0.42])

    Taught in: 02 activations
    """

    name: ClassVar[str] = "activation"

    def __call__(self, x) -> np.ndarray:
        """Return f(x), element by element.

        Raises:
            TypeError: if `x` does not hold real numbers.
        """
        x = as_float(x)
        return self._value(x).astype(x.dtype, copy=False)

    def derivative(self, x) -> np.ndarray:
        """Return the slope f'(x) at the input `x`, element by element.

        Raises:
            TypeError: if `x` does not hold real numbers.
        """
        x = as_float(x)
        return self._slope(x).astype(x.dtype, copy=False)

    def backward(self, x, grad_output) -> np.ndarray:
        """Return the gradient at the input: the chain rule, grad_output · f'(x).

        Args:
            x: the input of the forward pass.
            grad_output: gradient of the loss with respect to the output, shape of `x`.

        Returns:
            Gradient of the loss with respect to `x`.

        Raises:
            ValueError: if the two shapes differ.
        """
        x, grad_output = as_float(x), as_float(grad_output, "grad_output")
        require_same_shape(grad_output, x, "grad_output", "x")
        return self._chain(x, grad_output).astype(x.dtype, copy=False)

    def get_config(self) -> dict:
        """Return the name and the parameters: `get(**config)` builds the same function again."""
        return {"name": self.name, **asdict(self)}

    def _value(self, x: np.ndarray) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} does not say its value; define _value(self, x).")

    def _slope(self, x: np.ndarray) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} does not say its slope; define _slope(self, x).")

    def _chain(self, x: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        return grad_output * self._slope(x)


@dataclass(frozen=True)
class FromFunction(Activation):
    """Any function of one array, with the slope by central differences: (f(x + h) − f(x − h)) / 2h.

    Good for trying out an activation of one's own; the slope has about ten right digits in float64 and five in float32.

    Args:
        function: computes the values from an array, element by element.

    Example:
        >>> square = FromFunction(lambda x: x**2)
        >>> square(3.0).item(), round(square.derivative(3.0).item(), 6)
        (9.0, 6.0)

    Source: Press et al., Numerical Recipes, 3rd edition 2007, section 5.7 (the step size).
    Taught in: 02 activations
    """

    function: Callable

    @property
    def name(self) -> str:
        """The name of the wrapped function."""
        return getattr(self.function, "__name__", type(self.function).__name__)

    def _value(self, x: np.ndarray) -> np.ndarray:
        return as_float(self.function(x), "the function's result")

    def _slope(self, x: np.ndarray) -> np.ndarray:
        h = np.cbrt(np.finfo(x.dtype).eps) * np.maximum(1, np.abs(x))  # balances rounding against curvature
        above, below = x + h, x - h
        return (self(above) - self(below)) / (above - below)
