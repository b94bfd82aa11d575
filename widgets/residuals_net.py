"""Deep nets of equal blocks, with and without shortcuts: forward, and the gradient's two ways back."""

from dataclasses import dataclass

import numpy as np

from nnkit.activations import Activation

BOTH = np.array([0.0, 1.0])[:, None, None]  # the net without shortcuts and the one with them, sent through together


@dataclass(frozen=True)
class Run:
    """What went through a net of B blocks, forward and back; index 0 is the input, B the output.

    Args:
        outputs: variance of the output of every block over examples and units, shape (B + 1,).
        gradients: size (root of the mean square) of the gradient in those outputs, divided by that at the end of the
            net, shape (B + 1,).
        branches: the part of that size that came back through the branch of each block, shape (B,).
        shortcuts: the part that came back through its shortcut; 0 without one, shape (B,).
        alike: mean cosine between the outputs of two different inputs: 1 where the net tells none from another.
    """

    outputs: np.ndarray
    gradients: np.ndarray
    branches: np.ndarray
    shortcuts: np.ndarray
    alike: float


@dataclass
class Block:
    """Two dense layers without bias, beside a shortcut for the second of two nets with the same weights.

    With `pre` (pre-activation) F(x) + x where F(x) = f(f(x) W₁) W₂, otherwise f(F(x) + x) where F(x) = f(x W₁) W₂.

    Args:
        first: W₁, shape (D, D).
        second: W₂, shape (D, D).
        f: the activation.
        pre: whether it stands before the weights.
    """

    first: np.ndarray
    second: np.ndarray
    f: Activation
    pre: bool

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return the outputs of both nets, shape (2, N, D), and keep what `backward` needs."""
        hidden = (self.f(x) if self.pre else x) @ self.first
        total = self.f(hidden) @ self.second + BOTH * x
        self.kept = x, hidden, total
        return total if self.pre else self.f(total)

    def backward(self, gradient: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what comes back through the branch and what through the shortcut, both of shape (2, N, D)."""
        x, hidden, total = self.kept
        gradient = gradient if self.pre else self.f.backward(total, gradient)
        branch = self.f.backward(hidden, gradient @ self.second.T) @ self.first.T
        branch = self.f.backward(x, branch) if self.pre else branch
        return branch, BOTH * gradient


def send(blocks: list[Block], inputs: np.ndarray, gradient: np.ndarray) -> list[Run]:
    """Send inputs forward and a gradient back through the net without shortcuts and through the one with them.

    Args:
        blocks: of both nets.
        inputs: shape (N, D).
        gradient: in the outputs, shape (N, D).

    Returns:
        The run without shortcuts and the run with them.
    """
    x, gradient = np.stack([inputs, inputs]), np.stack([gradient, gradient])
    variances, sizes, parts = [spread(x)], [size(gradient)], []
    for block in blocks:
        x = block.forward(x)
        variances.append(spread(x))
    for block in reversed(blocks):
        branch, shortcut = block.backward(gradient)
        gradient = branch + shortcut
        parts.append((size(branch), size(shortcut)))
        sizes.append(size(gradient))
    outputs, gradients = np.array(variances).T, np.array(sizes[::-1]).T / sizes[0][:, None]
    branches, shortcuts = np.array(parts[::-1]).transpose(1, 2, 0) / sizes[0][:, None]
    return [Run(outputs[i], gradients[i], branches[i], shortcuts[i], likeness(x[i])) for i in range(2)]


def spread(values: np.ndarray) -> np.ndarray:
    """Return the variance of each net's numbers."""
    return values.reshape(len(values), -1).var(axis=1)


def size(values: np.ndarray) -> np.ndarray:
    """Return the root of the mean square of each net's numbers."""
    flat = values.reshape(len(values), -1)
    return np.linalg.norm(flat, axis=1) / np.sqrt(flat.shape[1])


def likeness(outputs: np.ndarray) -> float:
    """Return the mean cosine between the rows of `outputs`; NaN where a row is 0.

    Example:
        >>> round(likeness(np.array([[1.0, 1.0], [2.0, 2.0]])), 6), likeness(np.eye(2))
        (1.0, 0.0)
    """
    with np.errstate(all="ignore"):
        unit = outputs / np.linalg.norm(outputs, axis=1, keepdims=True)
    rows = len(unit)
    return float(((unit @ unit.T).sum() - rows) / (rows * (rows - 1)))


def path_shares(net: Run) -> np.ndarray:
    """Return the share of the gradient's square at the input by the number of branches on its path, shape (B + 1,).

    At each block a path takes the branch or the shortcut; paths are taken as independent, so that a branch's share of
    a block's gradient is the probability of taking it.
    """
    shares = np.ones(1)
    for branch, straight in zip(net.branches, net.shortcuts, strict=True):
        taken = branch**2 / (branch**2 + straight**2) if straight else 1.0
        shares = np.convolve(shares, [1 - taken, taken])
    return shares
