"""Points of two classes: circles and diamonds, so that they differ in grey too; a class is one path, however many."""

import numpy as np

from widgets.svg import COLOURS, GROUND, TEXT, Axes

CLASS_COLOURS = (COLOURS[0], COLOURS[1])
_BEHIND = 'stroke-width="1.5" paint-order="stroke" pointer-events="none"'  # edges never cover the next point


def class_points(axes: Axes, x: np.ndarray, y: np.ndarray, radius: float = 4, hollow: bool = False) -> str:
    """Return the points of both classes.

    Args:
        axes: the axes.
        x: places, shape (N, 2).
        y: classes 0 and 1, shape (N,).
        radius: in pixels.
        hollow: outlines alone, as for test points.
    """
    shapes = (circles, diamonds)
    return "\n".join(
        _painted(shapes[label](axes, x[y == label], radius), CLASS_COLOURS[label], hollow)
        for label in (0, 1)
        if np.any(y == label)
    )


def circles(axes: Axes, x: np.ndarray, radius: float) -> str:
    """Return the path of a circle around each place of x, shape (N, 2)."""
    arc = f"a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 {-2 * radius} 0z"
    return "".join([f"M{px - radius:.1f} {py:.1f}{arc}" for px, py in _pixels(axes, x)])


def diamonds(axes: Axes, x: np.ndarray, radius: float) -> str:
    """Return the path of a square on its corner around each place of x, shape (N, 2)."""
    r = round(1.25 * radius, 2)  # about the area of the circle
    around = f"l{r} {r}l{-r} {r}l{-r} {-r}z"
    return "".join([f"M{px:.1f} {py - r:.1f}{around}" for px, py in _pixels(axes, x)])


def rings(axes: Axes, x: np.ndarray, radius: float = 8) -> str:
    """Return a thin ring around each place of x, shape (N, 2): the points that come out wrong."""
    if not len(x):
        return ""
    look = f'fill="none" stroke="{TEXT}" stroke-width="{1.5 if radius > 7 else 1}" pointer-events="none"'
    return f'<path d="{circles(axes, x, radius)}" {look}/>'


def _pixels(axes: Axes, x: np.ndarray) -> list:
    return list(zip(axes.x(x[:, 0]).tolist(), axes.y(x[:, 1]).tolist(), strict=True))


def _painted(path: str, colour: str, hollow: bool) -> str:
    paint = f'fill="none" stroke="{colour}"' if hollow else f'fill="{colour}" stroke="{GROUND}"'
    return f'<path d="{path}" {paint} {_BEHIND}/>'
