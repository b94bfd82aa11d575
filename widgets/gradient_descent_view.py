"""The four pictures of the gradient descent explorer, and its words; pure functions of the computed numbers."""

from typing import Any

import numpy as np

from widgets import svg
from widgets.gradient_descent_words import formula, lines, warning
from widgets.hand import grab_area, grabbed
from widgets.surfaces import Surface, crosses, height_map
from widgets.svg import Axes, Style, number
from widgets.view import View

SIZE = (324, 226)
BOX = (42, 32, 272, 154)
CURVE, PATH, SECOND = svg.style(0), Style(svg.COLOURS[1]), Style(svg.COLOURS[2], svg.DASHES[1])
LOSS_RANGE = (1e-9, 1e6)
LOSS_TICKS = ((1e-9, "≤10⁻⁹"), *((10.0**e, svg.power_of_ten(e)) for e in (-6, -3, 0, 3, 6)))
HINT = "click or drag to choose the start"
HORIZONS = (10, 20, 50, 100)  # ends of the step axis; it stays while steps moves within one of them


def gradient_descent_view(result: Any, ghost: Any, scanned: np.ndarray) -> View:
    """Return the view of a `Result` of widgets.gradient_descent; `ghost` is an earlier one or None."""
    same = ghost is not None and ghost.surface.name == result.surface.name
    ghost = ghost if same and not np.array_equal(ghost.path, result.path, equal_nan=True) else None
    landscape = _curve if result.surface.dimensions == 1 else _map
    pictures = [landscape(result, ghost), _losses(result, ghost), _coordinates(result), _scan(result, ghost, scanned)]
    names = ("x", "y")[: result.surface.dimensions]
    with np.errstate(over="ignore", invalid="ignore"):  # a descent that has overflowed
        sizes = np.linalg.norm(result.gradients, axis=1)
    return View(
        pictures=pictures,
        lines=lines(result),
        formula=formula(result),
        keras=_keras(result.state),
        notes=[warning(result)] if warning(result) else [],
        values={
            "path": result.path.tolist(),
            "loss": result.losses.tolist(),
            "verdict": result.verdict,
            "edge": result.edge,
        },
        header=("step", *names, "J", "length of the gradient"),
        rows=[
            (str(i), *point, loss, size)
            for i, (point, loss, size) in enumerate(zip(result.path, result.losses, sizes, strict=True))
        ],
    )


def _keras(state: dict) -> str:
    momentum = f", momentum={state['momentum']}" if state["momentum"] else ""
    return f"keras.optimizers.SGD(learning_rate={state['learning_rate']}{momentum})"


def _panel(axes: Axes, *marks: str) -> str:
    return svg.figure(
        SIZE, svg.frame(axes), *marks, title=axes.title, description=f"{axes.title}; numbers in the text below."
    )


def above_lowest(surface: Surface, losses: np.ndarray) -> np.ndarray:
    """Return how far losses lie above the deepest minimum, with what a logarithmic axis cannot show at its ends."""
    heights = np.nan_to_num(losses - surface.lowest, nan=np.inf, posinf=np.inf)
    return np.clip(heights, LOSS_RANGE[0], 1e30)


def _names(result: Any) -> list[str]:
    points = [", ".join(number(v) for v in point) for point in result.path]
    return [
        f"step {i}: {point}; J = {number(loss)}"
        for i, (point, loss) in enumerate(zip(points, result.losses, strict=True))
    ]


def _walk(axes: Axes, x: np.ndarray, y: np.ndarray, names: list[str]) -> str:
    """Return a path with a small dot at each step, a ring at the start and a large dot at the end."""
    across, up = float(axes.x(x[0])), float(axes.y(y[0]))
    ring = f'<circle cx="{across:.1f}" cy="{up:.1f}" r="6" {svg.stroke(Style(svg.TEXT, "", 1.5))}/>'
    marks = [
        svg.line(axes, x, y, PATH._replace(width=1.5)),
        svg.points(axes, x[:-1], y[:-1], PATH, 3, names),
        ring,
        svg.points(axes, x[-1], y[-1], PATH, 5, names[-1:]),
    ]
    return "\n".join(filter(None, marks))


def _curve(result: Any, ghost: Any) -> str:
    surface = result.surface
    axes = Axes(surface.x_range, surface.y_range, BOX, f"{surface.formula}: click to choose the start", ("x", "J"))
    x = np.linspace(*surface.x_range, 161)
    marks = [svg.line(axes, x, surface.value(x[:, None]), CURVE)]
    if ghost is not None:
        marks.append(svg.line(axes, ghost.path[:, 0], ghost.losses, svg.GHOST))
    marks.append(_walk(axes, result.path[:, 0], result.losses, _names(result)))
    return _panel(axes, grab_area(axes, "start"), svg.clip(axes, grabbed("start", HINT, *marks, cursor="crosshair")))


def _map(result: Any, ghost: Any) -> str:
    surface = result.surface
    axes = Axes(surface.x_range, surface.y_range, BOX, "Click to choose the start; × minimum", ("x", "y"))
    marks = [] if ghost is None else [svg.line(axes, *ghost.path.T, svg.GHOST)]
    marks += [crosses(axes, surface), _walk(axes, *result.path.T, _names(result))]
    marks = grabbed("start", HINT, *marks, cursor="crosshair")
    return _panel(axes, height_map(surface, axes), grab_area(axes, "start"), svg.clip(axes, marks))


def horizon(steps: int) -> int:
    """Return the end of the step axis for so many steps."""
    return next(end for end in HORIZONS if end >= steps)


def _losses(result: Any, ghost: Any) -> str:
    end = horizon(result.state["steps"])
    title = "Loss above the lowest minimum"
    axes = Axes((0, end), LOSS_RANGE, BOX, title, ("step", ""), (False, True), (None, LOSS_TICKS))
    marks = []
    if ghost is not None:
        marks.append(svg.line(axes, np.arange(len(ghost.losses)), above_lowest(ghost.surface, ghost.losses), svg.GHOST))
    steps, heights = np.arange(len(result.losses)), above_lowest(result.surface, result.losses)
    marks.append(svg.line(axes, steps, heights, PATH))
    if end <= 20:
        marks.append(svg.points(axes, steps, heights, PATH, 3, _names(result)))
    return _panel(axes, svg.clip(axes, *marks))


def _coordinates(result: Any) -> str:
    looks, names = (PATH, SECOND), ("x", "y")
    title = "Position at each step"
    axes = Axes((0, horizon(result.state["steps"])), (-6.5, 6.5), BOX, title, ("step", ""))
    steps = np.arange(len(result.path))
    marks = [svg.line(axes, steps, column, look) for column, look in zip(result.path.T, looks, strict=False)]
    entries = list(zip(names, looks, strict=True))[: result.surface.dimensions]
    legend = svg.legend(BOX[0] + BOX[2] - 50 * len(entries), BOX[1] + 14, entries, 2, 50)
    return _panel(axes, svg.clip(axes, *marks), legend)


def _scan(result: Any, ghost: Any, scanned: np.ndarray) -> str:
    steps, rate = result.state["steps"], result.state["learning_rate"]
    title = f"Loss after {steps} step{'s' * (steps > 1)}, by learning rate"
    axes = Axes((0, 1.2), LOSS_RANGE, BOX, title, ("learning_rate η", ""), (False, True), (None, LOSS_TICKS))
    marks = [svg.rule(axes, x=rate)]
    if ghost is not None and not np.array_equal(ghost.scan, result.scan, equal_nan=True):
        marks.append(svg.line(axes, scanned, above_lowest(ghost.surface, ghost.scan), svg.GHOST))
    reached = above_lowest(result.surface, result.losses[-1:])
    marks.append(svg.line(axes, scanned, above_lowest(result.surface, result.scan), CURVE))
    marks.append(svg.points(axes, [rate], reached, PATH, 5, [f"η = {number(rate)}: J = {number(result.losses[-1])}"]))
    if result.edge <= 1.2:
        marks.append(svg.rule(axes, x=result.edge, look=Style(svg.COLOURS[3], svg.DASHES[1], 1.5)))
        marks.append(svg.text(axes.x(result.edge) - 4, BOX[1] + BOX[3] - 8, "edge", anchor="end"))
    return _panel(axes, svg.clip(axes, *marks))
