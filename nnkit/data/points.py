"""Points in the plane with a class each: small enough to draw, hard enough to need a network."""

import numpy as np

from nnkit.validation import require_choice, require_count, require_number

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
GATES = {
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "xor": (0, 1, 1, 0),
    "nand": (1, 1, 1, 0),
    "nor": (1, 0, 0, 0),
    "xnor": (1, 0, 0, 1),
}


def logic_gate(name):
    """The four corners of the unit square and what a logic gate answers there.

    Args:
        name: "and", "or", "xor", "nand", "nor" or "xnor", in any case.

    Shapes:
        x: `(4, 2)`, float64, rows 00, 01, 10, 11; y: `(4,)`, int64.

    Returns:
        `(x, y)`.

    Raises:
        ValueError: for a gate that is none of the six.

    Example:
        >>> logic_gate("nand")[1]
        array([1, 1, 1, 0])

    Taught in: 01.
    """
    key = str(name).lower()
    require_choice(key, "name", tuple(GATES))
    return CORNERS.copy(), np.array(GATES[key], dtype=np.int64)


def xor():
    """Exclusive or: 1 where exactly one input is 1, which no single line separates.

    Returns:
        `(x, y)` as `logic_gate("xor")`.

    Example:
        >>> x, y = xor()
        >>> y
        array([0, 1, 1, 0])

    Source: Minsky and Papert (1969), Perceptrons.

    Taught in: 01.
    """
    return logic_gate("xor")


def spirals(num_points=300, num_classes=2, noise=0.05, turns=1.0, seed=0):
    """Arms of a spiral, one class an arm: a boundary that has to wind.

    Args:
        num_points: points in all classes together; classes differ by one point at most.
        num_classes: number of arms, at least 2.
        noise: standard deviation of the shift of a point; the arms have radius 1.
        turns: full turns of an arm from the centre outward.
        seed: the same seed, the same points.

    Shapes:
        x: `(N, 2)`, float64; y: `(N,)`, int64.

    Returns:
        `(x, y)`, in shuffled order.

    Raises:
        ValueError: for counts below 1 class and 2 arms, or a negative noise.

    Example:
        >>> x, y = spirals(num_points=6, num_classes=3)
        >>> x.shape, sorted(y.tolist())
        ((6, 2), [0, 0, 1, 1, 2, 2])

    Source: Lang and Witbrock (1988), the two-spirals problem.

    Taught in: 01, 08.
    """
    require_count(num_classes, "num_classes", low=2)
    y, rng = _labels(num_points, num_classes, noise, seed)
    radius = np.sqrt(rng.uniform(0.01, 1.0, size=num_points))  # the root spreads points evenly along the arm
    angle = 2 * np.pi * (turns * radius + y / num_classes)
    x = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return x + rng.normal(0.0, noise, size=x.shape), y


def moons(num_points=300, noise=0.1, seed=0):
    """Two half circles that reach into each other: one bend in the boundary is enough.

    Args:
        num_points: points in both classes together.
        noise: standard deviation of the shift of a point; the half circles have radius 1.
        seed: the same seed, the same points.

    Shapes:
        x: `(N, 2)`, float64; y: `(N,)`, int64.

    Returns:
        `(x, y)`, in shuffled order.

    Raises:
        ValueError: for fewer than 2 points, or a negative noise.

    Example:
        >>> moons(num_points=4)[0].shape
        (4, 2)

    Checked against: the circles of `sklearn.datasets.make_moons`.

    Taught in: 01, 08.
    """
    y, rng = _labels(num_points, 2, noise, seed)
    angle = rng.uniform(0.0, np.pi, size=num_points)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)])
    x = np.where(y[:, None] == 0, upper, lower)
    return x + rng.normal(0.0, noise, size=x.shape), y


def blobs(num_points=300, num_classes=3, noise=0.3, seed=0):
    """Round clouds around the corners of a regular polygon: the easy case, which straight lines separate.

    Args:
        num_points: points in all classes together.
        num_classes: number of clouds, at least 2.
        noise: standard deviation of a cloud; the centres lie on a circle of radius 1.
        seed: the same seed, the same points.

    Shapes:
        x: `(N, 2)`, float64; y: `(N,)`, int64.

    Returns:
        `(x, y)`, in shuffled order.

    Raises:
        ValueError: for fewer points than classes, fewer than 2 classes, or a negative noise.

    Example:
        >>> blobs(num_points=6, noise=0.0, num_classes=2)[0].round(6).min(axis=0)
        array([-1.,  0.])

    Taught in: 01, 03.
    """
    require_count(num_classes, "num_classes", low=2)
    y, rng = _labels(num_points, num_classes, noise, seed)
    angle = 2 * np.pi * y / num_classes
    centres = np.column_stack([np.cos(angle), np.sin(angle)])
    return centres + rng.normal(0.0, noise, size=centres.shape), y


def _labels(num_points, num_classes, noise, seed):
    """Return labels that are as balanced as they can be, shuffled, and the generator to go on with."""
    require_count(num_points, "num_points", low=num_classes)
    require_number(noise, "noise", low=0)
    rng = np.random.default_rng(seed)
    return rng.permutation(np.arange(num_points) % num_classes).astype(np.int64), rng
