"""The two pictures of the neuron explorer, and its words; pure functions of the computed numbers."""

from typing import Any

import numpy as np

from widgets import svg
from widgets.hand import grab_area, grabbed
from widgets.heat_image import heat_image
from widgets.marks import CLASS_COLOURS, class_points, rings
from widgets.svg import Axes, Style, number
from widgets.view import Line, View

SIZE, BOX = (324, 318), (46, 32, 236, 236)
CURVE_BOX = (46, 32, 262, 236)
BAND = 0.09  # height of the band of a class, as a share of the picture
ARROW_REACH = 0.45  # longest arrow, for weights without end, as a share of the plane
Z_RANGE = (-8.0, 8.0)
LIMITS = {"sigmoid": (0, 1), "step": (0, 1), "tanh": (-1, 1), "relu": (-3, 3), "linear": (-3, 3)}
OUTPUT_RANGE = {
    "sigmoid": (-0.15, 1.15),
    "step": (-0.15, 1.15),
    "tanh": (-1.3, 1.3),
    "relu": (-1.5, 8),
    "linear": (-8, 8),
}
BOUNDARY = Style(svg.TEXT, "", 2.5)
SYMBOL = {"sigmoid": "σ", "step": "step", "tanh": "tanh", "relu": "relu", "linear": ""}


def plane(name: str) -> Axes:
    """Return the axes of the plane for a data set; the same scale across and up, so that the arrow is seen square."""
    labels = ("input x₁", "input x₂")
    if name == "moons":
        return Axes((-1.5, 2.5), (-1.75, 2.25), BOX, "Output over the plane", labels)
    halves = tuple((x, number(x)) for x in (-0.5, 0, 0.5, 1, 1.5))
    return Axes((-0.5, 1.5), (-0.5, 1.5), BOX, "Output over the plane", labels, tick_labels=(halves, halves))


def arrow(axes: Axes, weights: np.ndarray, b: float) -> tuple[np.ndarray, np.ndarray]:
    """Return foot and tip of the arrow of the weights: it stands on the boundary and shows where the output grows.

    Its length grows with that of the weights but never leaves the picture: for |w| = 2 it is half the longest.
    """
    length = np.hypot(*weights)
    middle = np.array([sum(axes.x_range) / 2, sum(axes.y_range) / 2])
    foot = middle - weights * (weights @ middle + b) / length**2
    reach = ARROW_REACH * (axes.x_range[1] - axes.x_range[0])
    return foot, foot + weights / length * reach * length / (length + 2)


def neuron_view(result: Any, ghost: Any) -> View:
    """Return the view of a `Result` of widgets.neurons; `ghost` is an earlier one or None."""
    header, rows = _table(result)
    values = {
        "z": result.z,
        "output": result.output,
        "accuracy": result.accuracy,
        "errors": int((~result.right).sum()),
        "predicted": result.predicted.tolist(),
    }
    return View(
        pictures=[_plane(result, ghost), _curve(result)],
        lines=_lines(result),
        formula=_formula(result),
        keras=_keras(result),
        notes=_notes(result),
        values=values,
        header=header,
        rows=rows,
    )


def _plane(result: Any, ghost: Any) -> str:
    axes, state = plane(result.state["data"]), result.state
    surface = heat_image(axes.box, result.surface, LIMITS[state["activation"]])
    here = np.array([state["x1"], state["x2"]])
    marks = [surface, _before(axes, result, ghost), grab_area(axes, "input"), _boundary(axes, result)]
    marks += [class_points(axes, result.points, result.labels, 7 if len(result.points) == 4 else 3.5)]
    marks += [rings(axes, result.points[~result.right], 12 if len(result.points) == 4 else 6.5)]
    marks += [_arrow(axes, result), grabbed("input", "the input of the formula", _cross(axes, here))]
    words = "Blue circles are class 0, orange diamonds class 1; a ring marks a point on the wrong side."
    return svg.figure(SIZE, svg.frame(axes), svg.clip(axes, *marks), title=axes.title, description=words)


def _ends(axes: Axes, weights: np.ndarray, b: float) -> np.ndarray:
    """Return two points of the boundary beyond both edges of the picture."""
    foot, _ = arrow(axes, weights, b)
    along = np.array([-weights[1], weights[0]]) / np.hypot(*weights) * 3 * (axes.x_range[1] - axes.x_range[0])
    return np.array([foot - along, foot + along])


def _boundary(axes: Axes, result: Any) -> str:
    if not result.weights.any():
        return ""
    x, y = _ends(axes, result.weights, result.state["b"]).T
    grip = svg.line(axes, x, y, Style("transparent", "", 18))
    return grabbed("boundary", "the boundary: drag it to change b", grip, svg.line(axes, x, y, BOUNDARY), cursor="move")


def _before(axes: Axes, result: Any, ghost: Any) -> str:
    if ghost is None or not ghost.weights.any() or ghost.state["data"] != result.state["data"]:
        return ""
    now, before = ([*r.weights, r.state["b"]] for r in (result, ghost))
    if now == before:
        return ""
    return svg.line(axes, *_ends(axes, ghost.weights, ghost.state["b"]).T, svg.GHOST)


def _arrow(axes: Axes, result: Any) -> str:
    if not result.weights.any():
        return ""
    ends = np.array(arrow(axes, result.weights, result.state["b"]))
    (x0, y0), (x1, y1) = np.column_stack([axes.x(ends[:, 0]), axes.y(ends[:, 1])]).tolist()
    across, up = np.array([x1 - x0, y1 - y0]) / max(np.hypot(x1 - x0, y1 - y0), 1e-9)
    head = f"M{x1:.1f} {y1:.1f}l{-9 * across - 5 * up:.1f} {-9 * up + 5 * across:.1f}"
    head += f"l{10 * up:.1f} {-10 * across:.1f}z"
    path = f'd="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"'
    stem = f'<path {path} stroke="{svg.GROUND}" stroke-width="6"/><path {path} {svg.stroke(BOUNDARY)}/>'
    grip = f'<circle cx="{x1:.1f}" cy="{y1:.1f}" r="14" fill="transparent"/>'
    tip = f'<path d="{head}" fill="{svg.TEXT}" stroke="{svg.GROUND}" stroke-width="3" paint-order="stroke"/>'
    return grabbed("arrow", "the weights (w₁, w₂): drag the tip to turn the boundary", stem, tip, grip)


def _cross(axes: Axes, at: np.ndarray) -> str:
    x, y = float(axes.x(at[0])), float(axes.y(at[1]))
    lines = f"M{x - 11:.1f} {y:.1f}h22M{x:.1f} {y - 11:.1f}v22"
    halo = f'<path d="{lines}" stroke="{svg.GROUND}" stroke-width="5"/>'
    grip = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="transparent"/>'
    return f'{halo}<path d="{lines}" stroke="{svg.TEXT}" stroke-width="2"/>{grip}'


def _curve(result: Any) -> str:
    name = result.state["activation"]
    title = f"{SYMBOL[name] or 'linear'}(z): where the points land"
    axes = Axes(Z_RANGE, OUTPUT_RANGE[name], CURVE_BOX, title, ("weighted sum z = w·x + b", "output f(z)"))
    low, high = axes.y_range
    here = (float(np.clip(result.z, *Z_RANGE)), float(np.clip(result.output, low, high)))
    sides = [
        svg.text(axes.x(-0.4), axes.y(high) + 14, "says class 0", anchor="end", colour=CLASS_COLOURS[0]),
        svg.text(axes.x(0.4), axes.y(high) + 14, "says class 1", colour=CLASS_COLOURS[1]),
    ]
    marks = [svg.rule(axes, x=0, look=BOUNDARY), svg.line(axes, *result.curve, Style(svg.MUTED, "", 2))]
    marks += [*_landed(axes, result), _cross(axes, np.array(here))]
    words = f"{title}; class 1 lies in the upper band, class 0 in the lower one; the cross is the input of the formula."
    return svg.figure(SIZE, svg.frame(axes), svg.clip(axes, *marks), *sides, title=title, description=words)


def _landed(axes: Axes, result: Any) -> list[str]:
    """Return the points at their weighted sums: on the curve where there are four, else in a band for each class."""
    low, high = axes.y_range
    sums = np.clip(result.sums, *Z_RANGE)
    if len(sums) == 4:
        at = np.column_stack([sums, np.clip(result.outputs, low, high)])
        return [class_points(axes, at, result.labels, 6), rings(axes, at[~result.right], 10)]
    spread = (np.arange(len(sums)) * 0.618 % 1 - 0.5) * BAND * (high - low)  # side by side without an order
    middle = np.where(result.labels == 1, high - 0.17 * (high - low), low + 0.09 * (high - low))
    return [class_points(axes, np.column_stack([sums, middle + spread]), result.labels, 2.5)]


def _lines(result: Any) -> list[Line]:
    state, wrong = result.state, result.points[~result.right]
    right, total = int(result.right.sum()), len(result.points)
    which = f" Wrong: {', '.join(_corner(point) for point in wrong)}." if total == 4 and len(wrong) else ""
    side = "positive, so class 1" if result.z > 0 else "not positive, so class 0"
    at = f"At x = ({number(state['x1'])}, {number(state['x2'])}) the weighted sum is z = {number(result.z)}: {side}"
    return [
        Line(f"{right} of {total} points are on the right side: accuracy {100 * result.accuracy:.3g} %.{which}"),
        Line(f"{at}; output f(z) = {number(result.output)}."),
    ]


def _corner(point: np.ndarray) -> str:
    return f"({number(point[0])}, {number(point[1])})"


def _notes(result: Any) -> list[str]:
    if not result.weights.any():
        side = "class 1" if result.state["b"] > 0 else "class 0"
        return [f"Both weights are 0: the inputs do not count, everything is {side}, and there is no boundary."]
    axes, ends = plane(result.state["data"]), lattice_corners(result.state["data"])
    sums = ends @ result.weights + result.state["b"]
    if sums.min() > 0 or sums.max() <= 0:
        side = "class 1" if sums.min() > 0 else "class 0"
        edge = f"{number(axes.x_range[0])} to {number(axes.x_range[1])}"
        return [f"The boundary lies outside the picture (x₁ from {edge}): all that is seen is {side}."]
    return []


def lattice_corners(name: str) -> np.ndarray:
    """Return the four corners of the plane of a data set."""
    axes = plane(name)
    return np.array([(x, y) for x in axes.x_range for y in axes.y_range])


def _formula(result: Any) -> str:
    state, symbol = result.state, SYMBOL[result.state["activation"]]
    terms = (
        f"{number(state['w1'])}·{_signed(state['x1'])} {_plus(state['w2'])}·{_signed(state['x2'])} {_plus(state['b'])}"
    )
    z, y = number(result.z), number(result.output)
    general = f"{symbol}(w₁x₁ + w₂x₂ + b)" if symbol else "w₁x₁ + w₂x₂ + b"
    filled = f"{symbol}({terms}) = {symbol}({z})" if symbol else terms
    return f"y = {general} = {filled} = <b>{y}</b>"


def _signed(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _plus(value: float) -> str:
    return f"− {number(-value)}" if value < 0 else f"+ {number(value)}"


def _keras(result: Any) -> str:
    state, name = result.state, result.state["activation"]
    f = "lambda z: keras.ops.cast(z > 0, z.dtype)" if name == "step" else repr(name).replace("'", '"')
    weights = f"[np.array([[{state['w1']:g}], [{state['w2']:g}]]), np.array([{state['b']:g}])]"
    return f"layer = keras.layers.Dense(1, {f}); layer.build((None, 2)); layer.set_weights({weights})"


def _table(result: Any) -> tuple[tuple, list]:
    if len(result.points) == 4:
        header = ("input (x₁, x₂)", "class", "weighted sum z", "output f(z)", "said class", "right")
        columns = (result.labels, result.sums, result.outputs, result.predicted)
        numbers = zip(*(column.tolist() for column in columns), strict=True)
        return header, [
            (_corner(point), label, z, y, said, "yes" if label == said else "no")
            for point, (label, z, y, said) in zip(result.points, numbers, strict=True)
        ]
    header = ("class", "points", "right", "wrong", "mean z", "mean output")
    rows = []
    for label in (0, 1):
        own = result.labels == label
        right = int(result.right[own].sum())
        means = float(result.sums[own].mean()), float(result.outputs[own].mean())
        rows.append((str(label), int(own.sum()), right, int(own.sum()) - right, *means))
    return header, rows
