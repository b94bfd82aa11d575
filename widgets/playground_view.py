"""The pictures of the playground beside that of the network, and its words; pure functions of the computed numbers."""

from typing import Any

import numpy as np

from widgets import svg
from widgets.hand import grab_area
from widgets.heat_image import contour, heat_image
from widgets.marks import class_points
from widgets.network_view import network_picture
from widgets.playground_words import formula, keras_call, lines, notes, table
from widgets.point_sets import EDGE
from widgets.svg import Axes, Style
from widgets.view import View

PLANE_SIZE, PLANE_BOX = (324, 318), (46, 32, 236, 236)
CHART_SIZE, CHART_BOX = (324, 226), (46, 32, 262, 146)
PLANE = Axes((-EDGE, EDGE), (-EDGE, EDGE), PLANE_BOX, "What the network says", ("input x₁", "input x₂"))
TRAIN, TEST = svg.style(0), svg.style(1)
MOST_LOSS, MOST_WEIGHT, NUM_BINS = 1.0, 4.0, 33
MOST_PLACES = 250  # places of a curve that are drawn
SHARES = (0.25, 0.5, 1.0)  # ends of the axis of the histogram


def playground_view(result: Any, ghost: Any) -> View:
    """Return the view of a `Result` of widgets.playground; `ghost` is that of an earlier training or None."""
    header, rows = table(result)
    values = {"steps": result.state["steps"], **result.numbers, "dead": result.dead}
    return View(
        pictures=[_plane(result), network_picture(result), _curves(result, ghost), _weights(result, ghost)],
        lines=lines(result, TRAIN, TEST),
        formula=formula(result),
        keras=keras_call(result.state),
        notes=notes(result),
        values=values,
        header=header,
        rows=rows,
    )


def _plane(result: Any) -> str:
    marks = [
        heat_image(PLANE.box, result.surface, (0, 1)),
        contour(PLANE, result.surface, 0.5),
        grab_area(PLANE, "plane"),
    ]
    radius = 3.5 if len(result.train[0]) > 60 else 5
    if result.state["show_test"]:
        marks.append(class_points(PLANE, *result.test, radius, hollow=True))
    marks.append(class_points(PLANE, *result.train, radius))
    words = (
        "Orange where it says class 1 (diamonds), blue where class 0 (circles); on the dark line both are as likely."
    )
    return svg.figure(PLANE_SIZE, svg.frame(PLANE), svg.clip(PLANE, *marks), title=PLANE.title, description=words)


def _curves(result: Any, ghost: Any) -> str:
    steps, train, test = _thinned(result.curves)
    title = "Loss while it trains"
    end = max(400, int(steps[-1]))
    axes = Axes((0, end), (0, MOST_LOSS), CHART_BOX, title, ("optimizer steps", "cross-entropy in nats"))
    marks = [svg.rule(axes, x=result.state["steps"])]
    if ghost is not None:
        before = _thinned(ghost.curves)
        marks.append(svg.line(axes, before[0], before[1], svg.GHOST))
    marks += [svg.line(axes, steps, train, TRAIN), svg.line(axes, steps, test, TEST)]
    names = [("train", TRAIN), ("test", TEST)] + ([("train, before", svg.GHOST)] if ghost is not None else [])
    legend = svg.legend(CHART_BOX[0] + 120, CHART_BOX[1] + 14, names)
    words = "Train and test loss by step. Numbers in the text below."
    return svg.figure(CHART_SIZE, svg.frame(axes), svg.clip(axes, *marks), legend, title=title, description=words)


def _thinned(curves: np.ndarray) -> np.ndarray:
    """Return curves of at most about MOST_PLACES places, the last one kept."""
    stride = -(-curves.shape[1] // MOST_PLACES)
    thin = curves[:, ::stride]
    return thin if thin[0, -1] == curves[0, -1] else np.column_stack([thin, curves[:, -1]])


def shares(weights: list) -> np.ndarray:
    """Return the share of all kernels' weights in each of NUM_BINS bins; the last bins hold what lies beyond."""
    numbers = np.concatenate([kernel.ravel() for kernel, _ in weights])
    numbers = np.clip(numbers[np.isfinite(numbers)], -MOST_WEIGHT, MOST_WEIGHT)
    counts, _ = np.histogram(numbers, NUM_BINS, (-MOST_WEIGHT, MOST_WEIGHT))
    return counts / max(len(numbers), 1)


def _weights(result: Any, ghost: Any) -> str:
    heights = shares(result.weights)
    top = next(share for share in SHARES if share >= heights.max())
    title = "Weights: how they are spread"
    axes = Axes((-MOST_WEIGHT, MOST_WEIGHT), (0, top), CHART_BOX, title, ("weight w", "share of the weights"))
    edges = np.linspace(-MOST_WEIGHT, MOST_WEIGHT, NUM_BINS + 1)
    marks = [svg.steps(axes, edges, heights, Style(svg.COLOURS[2]))]
    if ghost is not None:
        marks.append(svg.line(axes, np.repeat(edges, 2)[1:-1], np.repeat(shares(ghost.weights), 2), svg.GHOST))
    words = "A histogram of all weights without the biases; beyond the edges they count in the last bar."
    return svg.figure(CHART_SIZE, svg.frame(axes), svg.clip(axes, *marks), title=title, description=words)
