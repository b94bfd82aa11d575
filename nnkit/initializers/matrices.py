"""Initializers that make a matrix of a given kind: orthogonal, or the identity."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit.initializers.base import Initializer, require_rng
from nnkit.validation import explain, require_number


@dataclass(frozen=True)
class Orthogonal(Initializer):
    """A random matrix whose rows or columns (whichever are fewer) are orthogonal unit vectors, times `gain`.

    It neither stretches nor shrinks what passes through, however many such matrices follow each other: for recurrent
    kernels. A kernel of a convolution is made as the matrix (K_h · K_w · C_in, C_out).

    Args:
        gain: factor; default 1.

    Raises:
        ValueError: if the shape has fewer than two axes.

    Example:
        >>> q = Orthogonal()((4, 3), np.random.default_rng(0))
        >>> np.allclose(q.T @ q, np.eye(3))
        True

    Source: Saxe, McClelland and Ganguli, Exact Solutions to the Nonlinear Dynamics of Learning, 2014; the signs that
        make the matrix uniformly distributed: Mezzadri, 2007.
    Checked against: keras.initializers.Orthogonal
    Taught in: 04 initialization
    """

    gain: float = 1.0
    name: ClassVar[str] = "orthogonal"

    def __post_init__(self):
        require_number(self.gain, "gain")

    def _sample(self, shape, rng):
        if len(shape) < 2:
            raise ValueError(explain("shape", shape, "at least two axes", "Use another initializer for a bias."))
        rows, columns = math.prod(shape[:-1]), shape[-1]
        q, r = np.linalg.qr(require_rng(rng).standard_normal((max(rows, columns), min(rows, columns))))
        q = q * np.sign(np.diag(r))  # QR fixes the signs; undone, every orthogonal matrix is equally likely
        return self.gain * (q if rows >= columns else q.T).reshape(shape)


@dataclass(frozen=True)
class Identity(Initializer):
    """`gain` on the diagonal, 0 elsewhere: a layer that starts by passing its input on.

    Args:
        gain: value on the diagonal; default 1.

    Raises:
        ValueError: if the shape does not have two axes.

    Example:
        >>> Identity()((2, 3))
        array([[1., 0., 0.],
               [0., 1., 0.]])

    Source: Le, Jaitly and Hinton, A Simple Way to Initialize Recurrent Networks, 2015.
    Checked against: keras.initializers.Identity
    Taught in: 04 initialization
    """

    gain: float = 1.0
    name: ClassVar[str] = "identity"

    def __post_init__(self):
        require_number(self.gain, "gain")

    def _sample(self, shape, rng):
        if len(shape) != 2:
            raise ValueError(explain("shape", shape, "two axes", "Use Orthogonal for kernels of convolutions."))
        return self.gain * np.eye(*shape)
