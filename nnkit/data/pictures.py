"""Generated colour pictures of ten shapes, in the format of CIFAR-10 and without its download."""

import numpy as np

from nnkit.data.split import split
from nnkit.validation import require_count, require_number

SIZE = 32  # pixels a side, as in CIFAR-10


def _polygon(u, v, corners):
    """Return 1 on the edge of a regular polygon around the origin, less inside, more outside."""
    sector = 2 * np.pi / corners
    angle = np.mod(np.arctan2(u, v) + sector / 2, sector) - sector / 2
    return np.hypot(u, v) * np.cos(angle) / np.cos(sector / 2)


def _star(u, v):
    """Return 1 on a star of five points whose inner radius is 0.45."""
    sector = 2 * np.pi / 5
    angle = np.abs(np.mod(np.arctan2(u, v) + sector / 2, sector) - sector / 2)
    return np.hypot(u, v) / (1.0 - 0.55 * angle / (sector / 2))


def _box(u, v, half_width, half_height):
    """Return 1 on the edge of a rectangle."""
    return np.maximum(np.abs(u) / half_width, np.abs(v) / half_height)


def _plus(u, v):
    """Return 1 on the edge of an upright cross."""
    return np.minimum(_box(u, v, 1.0, 0.28), _box(u, v, 0.28, 1.0))


# Each shape: coordinates in units of its radius -> 1 on the edge, below 1 inside, above 1 outside.
EDGES = {
    "disc": np.hypot,
    "ring": lambda u, v: 1 + (np.abs(np.hypot(u, v) - 0.8) - 0.2),
    "square": lambda u, v: _box(u, v, 0.8, 0.8),
    "frame": lambda u, v: 1 + (np.abs(_box(u, v, 1.0, 1.0) - 0.7) - 0.17),
    "triangle": lambda u, v: _polygon(u, -v, 3),
    "diamond": lambda u, v: np.abs(u) / 0.7 + np.abs(v),
    "plus": _plus,
    "cross": lambda u, v: _plus((u + v) / np.sqrt(2), (u - v) / np.sqrt(2)),
    "star": lambda u, v: _star(u, -v),
    "bars": lambda u, v: np.maximum(1 + (np.abs(np.abs(v) - 0.6) - 0.25), np.abs(u)),
}
SHAPE_NAMES = tuple(EDGES)


def shapes(num_images=2000, test_fraction=0.2, noise=0.05, seed=0):
    """Generated pictures of ten shapes in random colour, place, size and tilt: 32x32x3, ten classes.

    Colour says nothing about the class and the place is random, so a network has to find the form. The tilt stays
    within 15 degrees: turned by 45, a plus would be a cross.

    Args:
        num_images: pictures in both parts together, at least 10.
        test_fraction: share of the pictures that is held out, strictly between 0 and 1.
        noise: standard deviation of the grain on each pixel, in units of full brightness.
        seed: the same seed, the same pictures.

    Shapes:
        x: `(N, 32, 32, 3)`, float32 in [0, 1]; y: `(N,)`, int64, an index of `SHAPE_NAMES`.

    Returns:
        `(x_train, y_train), (x_test, y_test)`.

    Raises:
        ValueError: for fewer than 10 pictures, a negative noise, or an empty part.

    Example:
        >>> (x_train, y_train), (x_test, y_test) = shapes(num_images=20)
        >>> x_train.shape, x_test.shape, SHAPE_NAMES[0]
        ((16, 32, 32, 3), (4, 32, 32, 3), 'disc')

    Taught in: 06, 07, 09, 10.
    """
    require_count(num_images, "num_images", low=len(SHAPE_NAMES))
    require_number(noise, "noise", low=0)
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(num_images) % len(SHAPE_NAMES)).astype(np.int64)
    x = np.empty((num_images, SIZE, SIZE, 3), dtype=np.float32)
    for label, edge in enumerate(EDGES.values()):
        rows = np.flatnonzero(y == label)
        x[rows] = _draw(edge, len(rows), rng)
    x += rng.normal(0.0, noise, size=x.shape).astype(np.float32)
    return split(np.clip(x, 0.0, 1.0), y, test_fraction, rng)


def _draw(edge, num_images, rng):
    """Draw one shape many times, each time with its own colours, place, size and tilt."""
    column, row = np.meshgrid(np.arange(SIZE) + 0.5, np.arange(SIZE) + 0.5)
    radius, centre_x, centre_y, tilt = (a[:, None, None] for a in _poses(num_images, rng))
    shift_x, shift_y = (column - centre_x) / radius, (row - centre_y) / radius
    u = np.cos(tilt) * shift_x + np.sin(tilt) * shift_y
    v = np.cos(tilt) * shift_y - np.sin(tilt) * shift_x
    cover = np.clip((1.0 - edge(u, v)) * radius + 0.5, 0.0, 1.0)[..., None]  # an edge about one pixel soft
    ink, paper = (colour[:, None, None, :] for colour in _colours(num_images, rng))
    return cover * ink + (1.0 - cover) * paper


def _poses(num_images, rng):
    """Return radius, centre (both in pixels) and tilt (in radians) so that the shape stays inside the picture."""
    radius = rng.uniform(7.0, 12.0, size=num_images)
    margin = np.minimum(radius * 1.15, SIZE / 2)  # a tilted corner reaches further than the radius
    centre_x, centre_y = (rng.uniform(margin, SIZE - margin) for _ in range(2))
    return radius, centre_x, centre_y, np.deg2rad(rng.uniform(-15.0, 15.0, size=num_images))


def _colours(num_images, rng):
    """Return a colour for the shape and one for the ground that differ by at least 0.35 in brightness."""
    paper = rng.uniform(0.0, 1.0, size=(num_images, 3))
    target = np.where(paper.mean(axis=1) < 0.5, 1.0, 0.0)[:, None]  # towards white on dark ground, black on bright
    ink = rng.uniform(0.0, 1.0, size=(num_images, 3))
    weight = rng.uniform(0.7, 0.9, size=(num_images, 1))
    return weight * target + (1.0 - weight) * ink, paper
