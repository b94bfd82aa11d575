"""The data of the playground: two classes of points in the square from −1.5 to 1.5, all on the same scale."""

from collections.abc import Callable

import numpy as np

from nnkit import data

EDGE = 1.5  # half the width of the plane
GAP, REACH = 0.08, 1.25  # squares of xor begin and end so far from the axes
INNER, OUTER = (0.0, 0.5), (0.85, 1.2)  # radii of the disc and of the ring around it
NUM_TEST = 200
CLOUD = 0.3  # standard deviation of a cloud without noise


def xor_squares(num_points: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Four squares, the two on a diagonal of the same class: XOR with a continuum of inputs.

    Args:
        num_points: points in both classes together.
        noise: standard deviation of the shift of a point.
        seed: the same seed, the same points.

    Shapes:
        x: `(N, 2)`; y: `(N,)`, 0 or 1.
    """
    y, rng = _labels(num_points, seed)
    x = rng.uniform(GAP, REACH, size=(num_points, 2)) * rng.choice([-1.0, 1.0], size=(num_points, 1))
    x[:, 1] *= np.where(y == 0, 1, -1)  # class 0 where both inputs have the same sign
    return x + rng.normal(0.0, noise, size=x.shape), y


def circles(num_points: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A disc of class 1 in a ring of class 0; no line separates them, though x₁² + x₂² does.

    Args:
        num_points: points in both classes together.
        noise: standard deviation of the shift of a point.
        seed: the same seed, the same points.

    Shapes:
        x: `(N, 2)`; y: `(N,)`, 0 or 1.
    """
    y, rng = _labels(num_points, seed)
    low, high = np.where(y == 1, INNER[0], OUTER[0]), np.where(y == 1, INNER[1], OUTER[1])
    radius = np.sqrt(rng.uniform(low**2, high**2))  # evenly over the area
    angle = rng.uniform(0, 2 * np.pi, size=num_points)
    x = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return x + rng.normal(0.0, noise, size=x.shape), y


def _moons(num_points: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = data.moons(num_points, 1.25 * noise, seed)
    return (x - (0.5, 0.25)) / 1.25, y


def _spirals(num_points: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = data.spirals(num_points, noise=noise / 1.2, turns=1.0, seed=seed)
    return 1.2 * x, y


def _blobs(num_points: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = data.blobs(num_points, num_classes=2, noise=float(np.hypot(CLOUD, noise)) / 0.7, seed=seed)
    return 0.7 * x, y


def _labels(num_points: int, seed: int) -> tuple[np.ndarray, np.random.Generator]:
    rng = np.random.default_rng(seed)
    return rng.permutation(np.arange(num_points) % 2), rng


POINT_SETS: dict[str, Callable] = {
    "xor": xor_squares,
    "circles": circles,
    "moons": _moons,
    "spirals": _spirals,
    "blobs": _blobs,
}


def train_and_test(name: str, num_points: int, noise: float, seed: int) -> tuple[tuple, tuple]:
    """Return ((x, y) to train on, (x, y) to test on), NUM_TEST of the latter, drawn in the same way.

    Args:
        name: of POINT_SETS, or "empty" for none at all.
        num_points: to train on.
        noise: standard deviation of the shift of a point.
        seed: the same seed, the same points.

    Example:
        >>> (x, y), test = train_and_test("circles", 100, 0.0, seed=0)
        >>> x.shape, bool((np.hypot(*x.T)[y == 1] <= 0.5).all())
        ((100, 2), True)
    """
    if name == "empty":
        nothing = (np.zeros((0, 2)), np.zeros(0, int))
        return nothing, nothing
    x, y = POINT_SETS[name](num_points + NUM_TEST, noise, seed)
    return (x[:num_points], y[:num_points]), (x[num_points:], y[num_points:])
