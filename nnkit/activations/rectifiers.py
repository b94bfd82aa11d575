"""Functions that leave positive inputs as they are: linear, the ReLU family, and the ELU family.

The ReLU family is one function, `ReLU(negative_slope, max_value, threshold)`; its members set a parameter or two.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.activations.base import Activation
from nnkit.validation import as_float, require_number, require_same_shape


@dataclass(frozen=True)
class Linear(Activation):
    """The identity, f(x) = x: no activation at all.

    For the output of a regression. Stacked linear layers without anything else between them are one linear layer.

    Example:
        >>> Linear()([-1.5, 2.0])
        array([-1.5,  2. ])

    Checked against: keras.activations.linear
    Taught in: 01 neurons
    """

    name: ClassVar[str] = "linear"

    def _value(self, x: np.ndarray) -> np.ndarray:
        return x.copy()

    def _slope(self, x: np.ndarray) -> np.ndarray:
        """1 everywhere."""
        return np.ones_like(x)


@dataclass(frozen=True)
class ReLU(Activation):
    """The rectified linear unit: x above `threshold` (at most `max_value`), negative_slope · (x − threshold) below it.

    The default choice for hidden layers. At the kink there is no slope; like TensorFlow we take the one to its left,
    and 0 at `max_value`. A unit whose input is negative for every example has slope 0 and never learns again: it is
    dead.

    Args:
        negative_slope: slope below the threshold, at least 0; default 0.
        max_value: ceiling, at least 0; default None, no ceiling.
        threshold: where the rising part begins, at least 0; default 0.

    Raises:
        ValueError: if a parameter is negative.

    Example:
        >>> ReLU()([-2.0, 0.0, 3.0]), ReLU(negative_slope=0.5, max_value=2.0)([-2.0, 0.0, 3.0])
        (array([0., 0., 3.]), array([-1.,  0.,  2.]))

    Source: Nair and Hinton, 2010; the name and the argument for sparsity: Glorot, Bordes and Bengio, 2011.
    Checked against: keras.activations.relu
    Taught in: 02 activations
    """

    negative_slope: float = 0.0
    max_value: float | None = None
    threshold: float = 0.0
    name: ClassVar[str] = "relu"

    def __post_init__(self):
        require_number(self.negative_slope, "negative_slope", low=0)
        require_number(self.threshold, "threshold", low=0)
        if self.max_value is not None:
            require_number(self.max_value, "max_value", low=0)

    def _value(self, x: np.ndarray) -> np.ndarray:
        value = np.maximum(x, 0) if self.threshold == 0 else np.where(x <= self.threshold, 0, x)
        if self.max_value is not None:
            value = np.minimum(value, self.max_value)
        if self.negative_slope != 0:
            value = value + self.negative_slope * np.minimum(x - self.threshold, 0)
        return value

    def _slope(self, x: np.ndarray) -> np.ndarray:
        """1 on the rising part, `negative_slope` at and below the threshold, 0 at and above the ceiling."""
        slope = np.where(x > self.threshold, 1, self.negative_slope).astype(x.dtype)
        return slope if self.max_value is None else np.where(x < self.max_value, slope, slope.dtype.type(0))


@dataclass(frozen=True)
class ReLU6(ReLU):
    """ReLU with a ceiling at 6, min(max(x, 0), 6): robust where numbers have few bits.

    Example:
        >>> ReLU6()([-1.0, 3.0, 9.0])
        array([0., 3., 6.])

    Source: Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010.
    Checked against: keras.activations.relu6
    Taught in: 02 activations
    """

    max_value: float | None = 6.0
    name: ClassVar[str] = "relu6"


@dataclass(frozen=True)
class LeakyReLU(ReLU):
    """ReLU with a small slope below zero: x if x > 0, else negative_slope · x. No unit can die.

    Args:
        negative_slope: slope for x < 0, at least 0. Default 0.2, that of `keras.activations.leaky_relu`; the layer
            `keras.layers.LeakyReLU` has 0.3, the paper 0.01.

    Example:
        >>> LeakyReLU(negative_slope=0.1)([-2.0, 3.0])
        array([-0.2,  3. ])

    Source: Maas, Hannun and Ng, 2013, equation 2.
    Checked against: keras.activations.leaky_relu
    Taught in: 02 activations
    """

    negative_slope: float = 0.2
    name: ClassVar[str] = "leaky_relu"


@dataclass(frozen=True, eq=False)
class PReLU(Activation):
    """Leaky ReLU whose slope is learned: x if x > 0, else alpha · x.

    `derivative` is the slope in x; `alpha_gradient` is what the optimizer needs to learn alpha.

    Args:
        alpha: slope for x < 0; a number, or an array that broadcasts against `x`, such as one slope a channel. Default
            0.25, where the paper starts (Keras' layer starts at 0).

    Example:
        >>> prelu = PReLU(alpha=0.25)
        >>> prelu([-4.0, 2.0]), prelu.alpha_gradient([-4.0, 2.0], grad_output=[1.0, 1.0]).item()
        (array([-1.,  2.]), -4.0)

    Source: He et al., Delving Deep into Rectifiers, 2015, equations 1 and 4.
    Checked against: keras.layers.PReLU
    Taught in: 02 activations
    """

    alpha: float | np.ndarray = 0.25
    name: ClassVar[str] = "prelu"

    def _value(self, x: np.ndarray) -> np.ndarray:
        return np.where(x > 0, x, self._slopes(x) * x)

    def _slope(self, x: np.ndarray) -> np.ndarray:
        """1 where x > 0, alpha elsewhere."""
        return np.where(x > 0, x.dtype.type(1), self._slopes(x))

    def alpha_gradient(self, x, grad_output) -> np.ndarray:
        """Return the gradient with respect to alpha: grad_output · min(x, 0), summed over whatever shares a slope.

        Args:
            x: the input of the forward pass.
            grad_output: gradient with respect to the output, shape of `x`.

        Returns:
            Gradient of the shape of alpha.

        Raises:
            ValueError: if `grad_output` has another shape than `x`.
        """
        x, grad_output = as_float(x), as_float(grad_output, "grad_output")
        require_same_shape(grad_output, x, "grad_output", "x")
        slopes = np.broadcast_to(self.alpha, x.shape)
        shared = tuple(axis for axis, stride in enumerate(slopes.strides) if stride == 0)
        return (grad_output * np.minimum(x, 0)).sum(axis=shared).reshape(np.shape(self.alpha))

    def _slopes(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(self.alpha, dtype=x.dtype)
