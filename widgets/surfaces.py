"""Loss surfaces to descend on: each with its gradient, its minima, and a picture of its height.

A point is an array whose last axis holds its coordinates, so a whole crowd of points moves at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from widgets import svg
from widgets.band_image import NUM_SHADES, band_image
from widgets.svg import Axes

NEWTON_STEPS = 40
DIFFERENCE = 1e-5  # step of the central differences of the gradient
X_RANGE, Y_RANGE = (-6.0, 6.0), (-3.4, 3.4)  # the same scale across and up, so a step is seen square to the contours


@dataclass(frozen=True)
class Surface:
    """A loss J of one or two coordinates.

    Args:
        name: what a student calls it.
        formula: J as text.
        value: points of shape (..., D) -> losses of shape (...).
        gradient: points of shape (..., D) -> gradients of shape (..., D).
        guesses: a point near every minimum; Newton's method finds the minima from them.
        x_range: of the picture.
        y_range: of the picture: the second coordinate, or the loss where there is one coordinate.
        bend: power that spreads the shades; small where the surface is steep far away.

    Example:
        >>> SURFACES["parabola"].value(np.array([5.0])), SURFACES["parabola"].gradient(np.array([5.0]))
        (np.float64(25.0), array([10.]))
    """

    name: str
    formula: str
    value: Callable[[np.ndarray], np.ndarray]
    gradient: Callable[[np.ndarray], np.ndarray]
    guesses: tuple[tuple[float, ...], ...]
    x_range: tuple[float, float] = X_RANGE
    y_range: tuple[float, float] = Y_RANGE
    bend: float = 0.5

    @property
    def dimensions(self) -> int:
        """1 or 2."""
        return len(self.guesses[0])

    @cached_property
    def minima(self) -> tuple[np.ndarray, ...]:
        """The points where the gradient is 0 and J curves up; the deepest comes first."""
        found = [self._settled(np.array(guess, float)) for guess in self.guesses]
        return tuple(sorted(found, key=lambda point: float(self.value(point))))

    @cached_property
    def lowest(self) -> float:
        """J at its deepest minimum."""
        return float(self.value(self.minima[0]))

    def curvatures(self, point: np.ndarray) -> np.ndarray:
        """Return the curvatures of J at a point (eigenvalues of its second derivatives), the smallest first."""
        return np.linalg.eigvalsh(self._hessian(point))

    def nearest_minimum(self, point: np.ndarray) -> np.ndarray:
        """Return the minimum with the smallest distance from the point."""
        return min(self.minima, key=lambda minimum: float(np.linalg.norm(minimum - point)))

    def _hessian(self, point: np.ndarray) -> np.ndarray:
        shifts = DIFFERENCE * np.eye(self.dimensions)
        slopes = (self.gradient(point + shifts) - self.gradient(point - shifts)) / (2 * DIFFERENCE)
        return (slopes + slopes.T) / 2

    def _settled(self, point: np.ndarray) -> np.ndarray:
        for _ in range(NEWTON_STEPS):
            point = point - np.linalg.solve(self._hessian(point), self.gradient(point))
        return point.round(12) + 0.0


@lru_cache(maxsize=32)
def height_map(surface: Surface, axes: Axes) -> str:
    """Return a picture of the surface's height that fills the axes: the higher, the denser, in bands like contours."""
    _, _, width, height = axes.box
    across = np.linspace(*axes.x_range, 2 * round(width) + 1)
    up = np.linspace(*axes.y_range[::-1], 2 * round(height) + 1)
    points = np.stack(np.meshgrid((across[1:] + across[:-1]) / 2, (up[1:] + up[:-1]) / 2), axis=-1)
    heights = surface.value(points)
    shares = ((heights - surface.lowest) / (heights.max() - surface.lowest)) ** surface.bend
    bands = np.minimum(shares * NUM_SHADES, NUM_SHADES - 1).astype(np.uint8)
    return band_image(axes.box, bands)


def crosses(axes: Axes, surface: Surface) -> str:
    """Return a cross at each minimum."""
    places = [(float(axes.x(x)), float(axes.y(y))) for x, y in surface.minima]
    path = "".join(f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8" for x, y in places)
    return f'<path d="{path}" {svg.stroke(svg.Style(svg.TEXT, "", 1.5))}/>'


def _quadratic(*curvatures: float) -> dict[str, Callable]:
    diagonal = np.array(curvatures)
    return {"value": lambda p: (p**2 * diagonal).sum(-1) / 2, "gradient": lambda p: diagonal * p}


def _wells_value(p: np.ndarray) -> np.ndarray:
    return (p**4 / 40 - p**2 / 2 + 0.3 * p).sum(-1)


def _saddle_value(p: np.ndarray) -> np.ndarray:
    x, y = p[..., 0], p[..., 1]
    return x**2 / 2 + 0.04 * (y**2 - 6.25) ** 2


def _saddle_gradient(p: np.ndarray) -> np.ndarray:
    x, y = p[..., 0], p[..., 1]
    return np.stack([x, 0.16 * y * (y**2 - 6.25)], axis=-1)


HOLES = ((3.0, np.array([-3.0, 1.0])), (2.0, np.array([2.5, -1.0])))  # depth, place


def _two_minima_value(p: np.ndarray) -> np.ndarray:
    dents = sum(depth * np.exp(-((p - place) ** 2).sum(-1) / 4) for depth, place in HOLES)
    return 0.04 * (p**2).sum(-1) - dents


def _two_minima_gradient(p: np.ndarray) -> np.ndarray:
    dents = sum(
        depth / 2 * np.exp(-((p - place) ** 2).sum(-1, keepdims=True) / 4) * (p - place) for depth, place in HOLES
    )
    return 0.08 * p + dents


def _rosenbrock_value(p: np.ndarray) -> np.ndarray:
    x, y = p[..., 0], p[..., 1]
    return ((1 - x) ** 2 + 100 * (y - x**2) ** 2) / 500


def _rosenbrock_gradient(p: np.ndarray) -> np.ndarray:
    x, y = p[..., 0], p[..., 1]
    return np.stack([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)], axis=-1) / 500


_ALL = (
    Surface("parabola", "J = x²", **_quadratic(2.0), guesses=((0.1,),), y_range=(-2.0, 37.0)),
    Surface(
        "wells", "J = x⁴/40 − x²/2 + 0.3 x", _wells_value, lambda p: p**3 / 10 - p + 0.3,
        ((-3.3,), (3.0,)), y_range=(-5.0, 20.0),
    ),
    Surface("bowl", "J = x² + y²", **_quadratic(2.0, 2.0), guesses=((0.1, 0.1),)),
    Surface("ravine", "J = 0.02 x² + y²", **_quadratic(0.04, 2.0), guesses=((0.1, 0.1),)),
    Surface(
        "saddle", "J = x²/2 + 0.04 (y² − 6.25)²", _saddle_value, _saddle_gradient, ((0.0, 2.4), (0.0, -2.4))
    ),
    Surface(
        "two minima", "J = 0.04 (x² + y²) − 3 e^(−d₁²/4) − 2 e^(−d₂²/4)", _two_minima_value, _two_minima_gradient,
        ((-2.9, 1.0), (2.4, -1.0)), bend=1.0,
    ),
    Surface(
        "rosenbrock", "J = ((1 − x)² + 100 (y − x²)²) / 500", _rosenbrock_value, _rosenbrock_gradient, ((1.0, 1.0),),
        (-2.2, 2.2), (-0.5, 2.0), bend=0.3,
    ),
)  # fmt: skip

SURFACES = {surface.name: surface for surface in _ALL}
"""Name -> surface. The largest curvature at a minimum is between 1 and 2.3 everywhere, so learning rates compare."""
