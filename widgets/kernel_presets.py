"""Kernels with a name, and what the sum of a kernel does to a picture."""

import numpy as np

from widgets.svg import number

Rows = tuple[tuple[float, ...], ...]


def as_rows(kernel: np.ndarray) -> Rows:
    """Return a kernel as a tuple of rows of floats."""
    return tuple(tuple(round(float(weight), 10) for weight in row) for row in kernel)


def _blur(size: int) -> Rows:
    return as_rows(np.full((size, size), 1 / size**2))


BURT = (0.05, 0.25, 0.4, 0.25, 0.05)

KERNELS: dict[str, Rows] = {
    "Identity": as_rows(np.outer((0, 1, 0), (0, 1, 0))),
    "Shift": as_rows(np.outer((0, 1, 0), (1, 0, 0))),
    "Vertical edges": as_rows(np.outer((1, 2, 1), (-1, 0, 1))),
    "Horizontal edges": as_rows(np.outer((-1, 0, 1), (1, 2, 1))),
    "Outline": as_rows(np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])),
    "Blur": _blur(3),
    "Wide blur": _blur(5),
    "Gaussian blur": as_rows(np.outer(BURT, BURT)),
    "Sharpen": as_rows(np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])),
    "Emboss": as_rows(np.array([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]])),
    "Learned": ((-0.62, 0.09, -0.43), (-0.11, 0.17, 0.36), (0.73, 0.3, 0.16)),
}
"""Name -> kernel. The edges are Sobel's, the Gaussian blur is that of Burt and Adelson (1983) a = 0.4, "Learned" is
the last of the four filters that `learn` gives, rounded."""


def learn() -> np.ndarray:
    """Return the kernels of a small network after ten epochs on the handwritten digits, shape (3, 3, 1, 4).

    It gets about 93 % of the test digits right. Takes a second; the explorer holds the result as `KERNELS["Learned"]`.
    """
    from nnkit.data import digits
    from nnkit.layers import Conv2D, Dense, Flatten
    from nnkit.model import Sequential

    (x, y), _ = digits(flatten=False)
    model = Sequential([Conv2D(4, 3, activation="relu"), Flatten(), Dense(10, activation="softmax")], seed=0)
    model.build((None, 8, 8, 1))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    model.fit(x, y, epochs=10, batch_size=32, seed=0)
    return model.layers[0].params["kernel"]


def name_of(kernel: Rows, named: dict[str, Rows]) -> str:
    """Return the name of a kernel, zeros around it or not, or "Your own kernel"."""
    return next((name for name, rows in named.items() if np.array_equal(trimmed(rows), trimmed(kernel))), OWN)


OWN = "Your own kernel"


def trimmed(kernel: Rows) -> np.ndarray:
    """Return a kernel without its outer ring as long as that is zero and more than 3 x 3 remain."""
    array = np.asarray(kernel)
    while len(array) > 3 and not np.any(ring(array)):
        array = array[1:-1, 1:-1]
    return array


def ring(kernel: np.ndarray) -> np.ndarray:
    """Return the outer ring of a square kernel, zero inside."""
    outer = np.array(kernel, float)
    outer[1:-1, 1:-1] = 0
    return outer


def meaning_of_sum(total: float) -> str:
    """Return what the sum of a kernel does to an evenly grey region.

    Example:
        >>> meaning_of_sum(1.0)
        'an evenly grey region keeps its brightness'
    """
    if abs(total) < 1e-9:
        return "an evenly grey region becomes 0, only changes of brightness remain"
    if abs(total - 1) < 1e-9:
        return "an evenly grey region keeps its brightness"
    if total < 0:
        return f"an evenly grey region is multiplied by {number(total)}, so bright and dark change places"
    return f"an evenly grey region becomes {number(total)} times as bright"
