"""The four pictures of the initialization explorer, and its words; pure functions of the computed numbers."""

import math
from typing import Any

import numpy as np

from widgets import svg
from widgets.first_weights import keras_initializer
from widgets.svg import Axes, Style, number
from widgets.view import Line, View

SIZE = (324, 226)
BOX = (46, 32, 268, 156)
FORWARD, BACKWARD = svg.style(0), svg.style(1)
LOWEST, HIGHEST = 1e-12, 1e12
VARIANCES = ((LOWEST, "≤10⁻¹²"), *((10.0**e, svg.power_of_ten(e)) for e in (-8, -4, 0, 4, 8)), (HIGHEST, "≥10¹²"))
OUTPUT_RANGES = {"tanh": (-1.2, 1.2), "sigmoid": (-0.2, 1.2)}
MOST_COLUMNS = 10
NUM_BINS, NUM_WEIGHT_BINS = 24, 60
WEIGHT_RANGE = (-4, 4)

WORDS = {
    "symmetric": "Symmetric: every unit of a layer gives the same output and gets the same gradient, now and for ever.",
    "vanishing": "Vanishing: {where} shrink to a variance too small to learn from.",
    "exploding": "Exploding: {where} grow from layer to layer.",
    "healthy": "Healthy: signals and gradients keep their size to within a factor of a thousand.",
}


def initialization_view(result: Any, ghost: Any, healthy: float) -> View:
    """Return the view of a `Result` of widgets.initialization; `ghost` is an earlier one or None.

    Args:
        result: what to show.
        ghost: what was shown before the last movement.
        healthy: factor by which a variance may grow or shrink.
    """
    forward, backward = result.forward.tolist(), result.backward.tolist()
    return View(
        pictures=[
            _weights(result, ghost),
            _layers(result),
            _variance(result, ghost, "forward", healthy),
            _variance(result, ghost, "backward", healthy),
        ],
        lines=_lines(result, healthy),
        formula=_formula(result),
        keras=_keras(result),
        notes=_notes(result),
        values={
            "forward": forward,
            "backward": backward,
            "weight_variance": float(result.weights.var()),
            "verdict": result.verdict,
        },
        header=("layer", "variance of the outputs", "variance of the gradient"),
        rows=[(str(i), *pair) for i, pair in enumerate(zip(forward, backward, strict=True))],
    )


def _panel(title: str, *marks: str) -> str:
    return svg.figure(SIZE, *marks, title=title, description=f"{title}; numbers in the text below.")


def counts_in(values: np.ndarray, limits: tuple[float, float], bins: int) -> np.ndarray:
    """Return how many numbers of each row fall into each bin; what is beyond the limits counts at the edge.

    Args:
        values: shape (rows, numbers).
        limits: lower end of the first bin and upper end of the last.
        bins: how many.

    Returns:
        Whole numbers of shape (rows, bins).
    """
    low, high = limits
    shares = (np.clip(np.nan_to_num(values), low, high) - low) * (bins / (high - low))
    places = np.minimum(shares.astype(int), bins - 1)
    places += bins * np.arange(len(values))[:, None]
    return np.bincount(places.ravel(), minlength=bins * len(values)).reshape(len(values), bins)


def _weights(result: Any, ghost: Any) -> str:
    """Return the histogram of layer 1's weights in units of 1/√width, in which the right spread is always the same."""
    width = result.state["width"]
    title = f"Weights of layer 1 ({width} × {width})"
    labels = (f"weight × √{width}", "")
    axes = Axes(WEIGHT_RANGE, (0, 1.5), BOX, title, labels, tick_labels=(None, ()))
    edges = np.linspace(*WEIGHT_RANGE, NUM_WEIGHT_BINS + 1)
    marks = []
    if ghost is not None and not np.array_equal(ghost.weights, result.weights):
        marks.append(svg.line(axes, np.repeat(edges, 2)[1:-1], np.repeat(_tall(ghost), 2), svg.GHOST))
    marks.append(svg.steps(axes, edges, _tall(result), Style(svg.COLOURS[2])))
    spread = float(result.weights.std()) * math.sqrt(width)
    said = svg.text(BOX[0] + 6, BOX[1] + 13, f"standard deviation {number(spread, 3)} / √{width}")
    needed = [_needed(axes, "√2: He", math.sqrt(2)), _needed(axes, "1: LeCun", 1.0)]
    return _panel(title, svg.frame(axes), svg.clip(axes, *marks), *needed, said)


def _tall(result: Any) -> np.ndarray:
    scaled = result.weights.reshape(1, -1) * math.sqrt(result.state["width"])
    counts = counts_in(scaled, WEIGHT_RANGE, NUM_WEIGHT_BINS)[0]
    return counts / counts.max()


def _needed(axes: Axes, name: str, spread: float) -> str:
    """Return level marks at ± the spread that a linear layer or ReLU needs."""
    left, right, y = axes.x(-spread), axes.x(spread), BOX[1] + (26 if spread > 1 else 40)
    bar = f'<path d="M{left:.1f} {y - 3}v6M{right:.1f} {y - 3}v6M{left:.1f} {y}H{right:.1f}" {svg.stroke(svg.GHOST)}/>'
    return bar + "\n" + svg.text(right + 5, y + 4, f"± {name}", size=10, colour=svg.MUTED)


def _layers(result: Any) -> str:
    """Return the histogram of the outputs of every layer, small, all on the same axis."""
    limits = OUTPUT_RANGES.get(result.state["activation"], (-4, 4))
    depth = result.state["depth"]
    columns = min(MOST_COLUMNS, depth)
    rows = math.ceil(depth / columns)
    wide, high = 308 / columns, 184 / rows
    flat = result.outputs[1:].reshape(depth, -1)
    counts = counts_in(flat, limits, NUM_BINS)
    shares = np.sqrt(counts / counts.max(axis=1, keepdims=True))  # the root keeps thin tails visible beside a spike
    cells = []
    for i, heights in enumerate(shares):
        left, bottom = 8 + wide * (i % columns), 30 + high * (i // columns + 1) - 3
        tip = f"layer {i + 1}: variance {number(result.forward[i + 1])}"
        cells.append(_small(left, bottom, (wide - 4, high - 14), heights, tip))
        cells.append(svg.text(left, bottom - high + 12, i + 1, size=9, colour=svg.MUTED))
    low, top = (number(limit) for limit in limits)
    head = f'<g font-weight="600">{svg.text(8, 20, "Outputs of every layer", size=13)}</g>'
    return _panel("Outputs of every layer", head, svg.text(316, 20, f"each {low} to {top}", anchor="end"), *cells)


def _small(left: float, bottom: float, size: tuple[float, float], heights: np.ndarray, tip: str) -> str:
    levels = (heights * size[1] * 2).round() / 2
    ends = np.append(np.flatnonzero(np.diff(levels)), len(levels) - 1)  # bins of one height are one stroke
    strokes = zip(levels[ends].tolist(), ((ends + 1) * size[0] / len(levels)).tolist(), strict=True)
    ups = "".join([f"V{bottom - up:.1f}H{left + along:.1f}" for up, along in strokes])
    fill = f'fill="{FORWARD.colour}" fill-opacity=".55"'
    ground = f'<path d="M{left:.1f} {bottom:.1f}h{size[0]:.1f}" stroke="{svg.MUTED}" stroke-opacity=".5"/>'
    return f'{ground}\n<path d="M{left:.1f} {bottom:.1f}{ups}V{bottom:.1f}Z" {fill}><title>{tip}</title></path>'


def _variance(result: Any, ghost: Any, way: str, healthy: float) -> str:
    title = "Forward: variance of the outputs" if way == "forward" else "Backward: variance of the gradient"
    look, values = (FORWARD if way == "forward" else BACKWARD), getattr(result, way)
    layers = np.arange(len(values))
    across = (-0.02 * len(values), 1.02 * max(len(values) - 1, 2))
    axes = Axes(across, (LOWEST, HIGHEST), BOX, title, ("layer", ""), (False, True), (None, VARIANCES))
    marks = [_band(axes, healthy)]
    before = getattr(ghost, way, None)
    if before is not None and not np.array_equal(before, values, equal_nan=True):
        marks.append(svg.line(axes, np.arange(len(before)), _held(before), svg.GHOST))
    marks.append(svg.line(axes, layers, _held(values), look))
    dotted = sorted({0, *range(0, len(values), math.ceil(len(values) / MOST_COLUMNS)), len(values) - 1})
    names = [f"layer {i}: {number(values[i])}" for i in dotted]
    marks.append(svg.points(axes, dotted, _held(values)[dotted], look._replace(dash=""), 3.5, names))
    return _panel(title, svg.frame(axes), svg.clip(axes, *marks), _end(axes, values, way))


def _band(axes: Axes, healthy: float) -> str:
    left, _, width, _ = axes.box
    top, bottom = float(axes.y(healthy)), float(axes.y(1 / healthy))
    area = f'x="{left}" y="{top:.1f}" width="{width}" height="{bottom - top:.1f}"'
    shade = f'<rect {area} fill="{svg.COLOURS[2]}" fill-opacity=".1"/>'
    return shade + "\n" + svg.text(left + width - 5, bottom - 4, "healthy", anchor="end", size=10, colour=svg.MUTED)


def _end(axes: Axes, values: np.ndarray, way: str) -> str:
    """Return the variance at the end that the way leads to, written in the corner where the line never comes."""
    at = len(values) - 1 if way == "forward" else 0
    left, top, width, _ = axes.box
    x, anchor = (left + 6, "start") if way == "forward" else (left + width - 6, "end")
    name = "at the input" if at == 0 else f"after layer {at}"
    return svg.text(x, top + 15, f"{name}: {number(values[at], 3)}", anchor=anchor, size=12)


def _held(values: np.ndarray) -> np.ndarray:
    """Return the variances with those off the picture at its edge; one that is no number any more has grown."""
    return np.clip(np.nan_to_num(values, nan=HIGHEST, posinf=HIGHEST), LOWEST, HIGHEST)


def _lines(result: Any, healthy: float) -> list[Line]:
    depth, forward, backward = result.state["depth"], result.forward, result.backward
    layers = f"{depth} layer{'s' * (depth > 1)}"
    signal = f"Forward: variance {number(forward[0], 3)} at the input, {number(forward[-1], 3)} after {layers}"
    gradient = f"Backward: variance {number(backward[-1], 3)} at the output, {number(backward[0], 3)} at the input"
    return [
        Line(WORDS[result.verdict].format(where=_where(result, healthy))),
        Line(signal + _a_layer(forward[-1] / forward[0], depth), FORWARD),
        Line(gradient + _a_layer(backward[0] / backward[-1], depth), BACKWARD),
    ]


def _where(result: Any, healthy: float) -> str:
    """Return which of signals and gradients do what the verdict says."""
    changes = {
        "the signals": result.forward[-1] / result.forward[0],
        "the gradients": result.backward[0] / result.backward[-1],
    }
    grows = result.verdict == "exploding"
    chosen = [name for name, change in changes.items() if (not change < healthy if grows else change < 1 / healthy)]
    return " and ".join(chosen or ["the signals"]).replace("and the ", "and ")


def _a_layer(change: float, depth: int) -> str:
    if not np.isfinite(change) or change == 0:
        return "."
    return f", × {number(change ** (1 / depth), 3)} a layer."


def _formula(result: Any) -> str:
    width = result.state["width"]
    variance, square = float(result.weights.var() + result.weights.mean() ** 2), float(np.mean(result.outputs[0] ** 2))
    product = f"{width} · {number(variance, 3)} · {number(square, 3)} = <b>{number(width * variance * square, 3)}</b>"
    measured = f"measured: {number(result.summed, 3)}"
    return f"Layer 1: Var(z) = n · E[w²] · E[x²] = {product} &emsp; ({measured})"


def _keras(result: Any) -> str:
    state = result.state
    name = "f" if result.own else keras_initializer(state["initializer"], state["gain"])
    layer = f'keras.layers.Dense({state["width"]}, activation="{state["activation"]}", kernel_initializer={name})'
    if not result.own:
        return layer
    scaled = "" if state["gain"] == 1 else f"{state['gain']:g} * "
    return f"f = lambda shape, dtype=None: {scaled}mine(shape, rng); {layer}"


def _notes(result: Any) -> list[str]:
    lost = np.flatnonzero(~np.isfinite(result.forward))
    if not lost.size:
        return []
    return [f"From layer {lost[0]} on the numbers are beyond what a computer can hold: infinity, then NaN."]
