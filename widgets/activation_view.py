"""The four pictures of the activation explorer, and its words; pure functions of the computed numbers."""

import math
from typing import Any

import numpy as np

from widgets import svg
from widgets.activation_formulas import formula, keras_call
from widgets.svg import Axes, Style, number
from widgets.view import Line, View

SIZE = (324, 226)
BOX = (42, 32, 272, 156)
BOUNDED = {"sigmoid", "tanh"}
BUILT_IN = (
    *("sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "softplus", "gelu", "silu"),
    *("relu6", "prelu", "rrelu", "linear"),
)
"""The functions of nnkit that can be shown, in the order of their looks."""

X_RANGE, SLOPE_RANGE, PRODUCT_RANGE = (-6, 6), (-0.3, 2.1), (1e-12, 1e9)
NUM_BINS = 48
LONG_LEGEND = 5  # more names than this would hide the curves; the readout names them all


def look_of(name: str, own: tuple[str, ...]) -> Style:
    """Return the look of a function, the same whichever others are shown; the student's own are the thick ones."""
    if name in BUILT_IN:
        return svg.style(BUILT_IN.index(name))
    return Style(svg.COLOURS[(3 + own.index(name)) % len(svg.COLOURS)], svg.DASHES[own.index(name) % 3], 3)


def activation_view(result: Any, ghost: Any, own: tuple[str, ...]) -> View:
    """Return the view of a `Result` of widgets.activations; `ghost` is an earlier one or None."""
    looks = {curve.name: look_of(curve.name, own) for curve in result.curves}
    old = {curve.name: curve for curve in ghost.curves} if ghost else {}
    pictures = [
        _values(result, old, looks),
        _slopes(result, old, looks),
        _spread(result, looks),
        _depth(result, old, looks),
    ]
    return View(
        pictures=pictures if result.curves else [],
        lines=_lines(result, looks),
        formula=_formula(result),
        keras="; ".join(_keras(result, curve) for curve in result.curves),
        notes=result.notes,
        values={curve.name: _numbers(curve, result.state["depth"]) for curve in result.curves},
        header=("function", "f(x)", "slope", f"product, {result.state['depth']} layers", "flat", "dead"),
        rows=[(curve.name, *_numbers(curve, result.state["depth"]).values()) for curve in result.curves],
    )


def _numbers(curve: Any, depth: int) -> dict[str, float]:
    product = float(curve.products[depth - 1])
    return {"value": curve.value, "slope": curve.slope, "product": product, "flat": curve.flat, "dead": curve.dead}


def _value_range(result: Any) -> tuple[float, float]:
    return (-1.25, 1.25) if {curve.name for curve in result.curves} <= BOUNDED else (-2, 6)


def _changed(before: Any, now: Any) -> bool:
    return before is not None and not np.array_equal(before, now, equal_nan=True)


def _values(result: Any, old: dict, looks: dict) -> str:
    title = "Function f(x)" if result.state["temperature"] == 1 else "Function f(x / T)"
    axes = Axes(X_RANGE, _value_range(result), BOX, title, ("input x", ""))
    curves = _curves(axes, result, old, looks, "values")
    tangents = [_tangent(axes, result.state["x"], curve, looks[curve.name]) for curve in result.curves]
    dots = [_dot(axes, result.state["x"], curve.value, curve.name, looks) for curve in result.curves]
    here = svg.rule(axes, x=result.state["x"])
    return _panel(axes, title, svg.clip(axes, here, *curves, *tangents, *dots), _legend(result, looks))


def _slopes(result: Any, old: dict, looks: dict) -> str:
    axes = Axes(X_RANGE, SLOPE_RANGE, BOX, "Slope f′(x): gradient let through", ("input x", ""))
    curves = _curves(axes, result, old, looks, "slopes")
    dots = [_dot(axes, result.state["x"], curve.slope, curve.name, looks) for curve in result.curves]
    here = svg.rule(axes, x=result.state["x"])
    return _panel(axes, "Slope of the functions", svg.clip(axes, here, *curves, *dots))


def _curves(axes: Axes, result: Any, old: dict, looks: dict, what: str) -> list[str]:
    x = np.linspace(*X_RANGE, len(result.curves[0].values)) if result.curves else []
    ghosts, lines = [], []
    for curve in result.curves:
        before, now = getattr(old.get(curve.name), what, None), getattr(curve, what)
        if _changed(before, now):
            ghosts.append(svg.line(axes, x, before, svg.GHOST))
        lines.append(svg.line(axes, x, now, looks[curve.name]))
    return ghosts + lines


def _tangent(axes: Axes, x: float, curve: Any, look: Style) -> str:
    reach = 1.4 / math.hypot(1, curve.slope)  # the same length on the picture whatever the slope
    ends = np.array([x - reach, x + reach])
    return svg.line(axes, ends, curve.value + curve.slope * (ends - x), Style(svg.TEXT, "", 1.5, 0.7))


def _dot(axes: Axes, x: float, y: float, name: str, looks: dict) -> str:
    return svg.points(axes, x, y, looks[name]._replace(dash=""), 5, [f"{name} at {number(x)}: {number(y)}"])


def _legend(result: Any, looks: dict) -> str:
    if len(result.curves) > LONG_LEGEND:
        return ""
    return svg.legend(BOX[0] + 8, BOX[1] + 14, [(curve.name, looks[curve.name]) for curve in result.curves])


def _spread(result: Any, looks: dict) -> str:
    low, high = _value_range(result)
    spread = number(result.state["spread"])
    title = f"Outputs for N(0, {spread}) inputs"
    axes = Axes((low, high), (0, max(len(result.curves), 1)), BOX, title, ("output", ""), tick_labels=(None, ()))
    rows = [_row(axes, i, curve, looks[curve.name]) for i, curve in enumerate(reversed(result.curves))]
    return _panel(axes, title, *rows)


def _row(axes: Axes, row: int, curve: Any, look: Style) -> str:
    low, high = axes.x_range
    place = np.clip(
        (np.clip(np.nan_to_num(curve.outputs), low, high) - low) / (high - low) * NUM_BINS, 0, NUM_BINS - 1
    ).astype(int)
    counts = np.bincount(place, minlength=NUM_BINS)
    heights = row + 0.72 * np.sqrt(counts / max(counts.max(), 1))  # the root keeps thin tails visible beside a spike
    shape = svg.steps(axes, np.linspace(low, high, NUM_BINS + 1), heights, look, base=row)
    words = f"{curve.name}: {curve.flat:.0%} flat" + (f", {curve.dead:.0%} dead" if curve.dead else "")
    size = 11 if axes.y_range[1] <= LONG_LEGEND + 1 else 9
    right = axes.box[0] + axes.box[2] - 6
    label = svg.text(right, axes.y(row + 1) + size + 1, words, anchor="end", size=size)
    return f"{shape}\n{label}"


def _depth(result: Any, old: dict, looks: dict) -> str:
    depth = result.state["depth"]
    title = "Slopes multiplied, layer by layer"
    last = len(result.curves[0].products) if result.curves else 1
    axes = Axes(
        (1, max(last, 2)), PRODUCT_RANGE, BOX, title, ("depth (layers)", ""), (False, True), (_DEPTHS, _PRODUCTS)
    )
    layers, lines, ghosts = np.arange(1, last + 1), [], []
    for curve in result.curves:
        before = getattr(old.get(curve.name), "products", None)
        if _changed(before, curve.products):
            ghosts.append(svg.line(axes, layers, _floored(before), svg.GHOST))
        lines.append(svg.line(axes, layers, _floored(curve.products), looks[curve.name]))
        lines.append(_dot(axes, depth, _floored(curve.products)[depth - 1], curve.name, looks))
    return _panel(axes, title, svg.clip(axes, svg.rule(axes, x=depth), *ghosts, *lines))


_DEPTHS = tuple((d, str(d)) for d in (1, 5, 10, 15, 20, 25, 30))
_PRODUCTS = ((1e-12, "≤10⁻¹²"), *((10.0**e, svg.power_of_ten(e)) for e in (-8, -4, 0, 4, 8)))


def _floored(products: np.ndarray) -> np.ndarray:
    """Return the products with zeros at the lower edge, where a logarithmic axis can show them."""
    return np.maximum(products, PRODUCT_RANGE[0])


def _panel(axes: Axes, title: str, *marks: str) -> str:
    return svg.figure(SIZE, svg.frame(axes), *marks, title=title, description=f"{title}; numbers in the text below.")


def _lines(result: Any, looks: dict) -> list[Line]:
    depth, x = result.state["depth"], result.state["x"]
    if not result.curves:
        return [Line("There is no function to draw.")]
    inputs = f"of N(0, {number(result.state['spread'])}) inputs"
    lines = [Line(f"At x = {number(x)}, through {depth} layer{'s' * (depth > 1)}; flat means a slope below 0.05:")]
    for curve in result.curves:
        product = number(float(curve.products[depth - 1]), 3)
        numbers = f"value {number(curve.value)}, slope {number(curve.slope)}, product of slopes {product}"
        shares = f"flat for {curve.flat:.0%} {inputs}, dead (slope 0) for {curve.dead:.0%}."
        lines.append(Line(f"{curve.name}: {numbers}; {shares}", looks[curve.name]))
    return lines


def _formula(result: Any) -> str:
    if not result.curves:
        return ""
    curve, state = result.curves[0], result.state
    words = formula(curve.name, state["x"], state["temperature"], curve.value, curve.slope, curve.parameter)
    return f"<i>{svg.escape(curve.name)}</i>: {words}"


def _keras(result: Any, curve: Any) -> str:
    return keras_call(curve.name, result.state["temperature"], curve.parameter)
