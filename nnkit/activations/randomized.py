"""The randomized leaky ReLU."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.activations.base import Activation
from nnkit.activations.rectifiers import LeakyReLU, PReLU
from nnkit.validation import explain, require_number


@dataclass(frozen=True)
class RReLU(Activation):
    """Leaky ReLU whose slope is drawn anew for every element in training, and is the middle of its range afterwards.

    Called as a function it is the one for prediction, with slope (lower + upper) / 2. For a training step draw the
    slopes first, so that forward and backward use the same ones: `step = rrelu.draw(x.shape, rng)`, then `step(x)` and
    `step.backward(x, grad_output)`.

    Args:
        lower: smallest slope, at least 0; default 1/8.
        upper: largest slope; default 1/3.

    Raises:
        ValueError: if `lower` is negative or above `upper`.

    Example:
        >>> rrelu = RReLU(lower=0.1, upper=0.3)
        >>> step = rrelu.draw((2,), np.random.default_rng(0))
        >>> rrelu([-1.0, 2.0]), step([-1.0, 2.0]).round(3)
        (array([-0.2,  2. ]), array([-0.227,  2.   ]))

    Source: Xu et al., Empirical Evaluation of Rectified Activations, 2015, section 2.4; there the input is divided by a
        number from U(3, 8), here as in PyTorch it is multiplied by one from U(1/8, 1/3). Keras has none.
    Taught in: 02 activations
    """

    lower: float = 1 / 8
    upper: float = 1 / 3
    name: ClassVar[str] = "rrelu"

    def __post_init__(self):
        require_number(self.lower, "lower", low=0)
        require_number(self.upper, "upper", low=0)
        if self.lower > self.upper:
            remedy = "Exchange lower and upper."
            raise ValueError(explain("lower", self.lower, f"at most upper, {self.upper}", remedy))

    @property
    def mean_slope(self) -> float:
        """The slope for prediction, (lower + upper) / 2."""
        return (self.lower + self.upper) / 2

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> PReLU:
        """Return the function of one training step: a PReLU with a slope of its own for every element.

        Args:
            shape: shape of the array that the step will see.
            rng: where the slopes come from.

        Returns:
            An activation with `__call__`, `derivative` and `backward`.
        """
        return PReLU(rng.uniform(self.lower, self.upper, shape))

    def _value(self, x: np.ndarray) -> np.ndarray:
        return LeakyReLU(self.mean_slope)._value(x)

    def _slope(self, x: np.ndarray) -> np.ndarray:
        """1 where x > 0, the mean slope elsewhere."""
        return LeakyReLU(self.mean_slope)._slope(x)
