"""The picture of a small network: a map for every unit, and the weights between them as lines."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from widgets import svg
from widgets.heat_image import COARSE, heat_image
from widgets.svg import Style, escape, number

SIZE, TITLE = (324, 318), "The network: what each unit sees"
LEFT, RIGHT, TOP, BOTTOM = 24, 300, 50, 306
SMALLEST_DRAWN = 0.01  # weights below it are not drawn
WIDTHS = (0.6, 1.2, 2.0, 3.0, 4.5)
LIMIT_OF = {"tanh": (-1, 1), "sigmoid": (0, 1)}
POSITIVE, NEGATIVE = Style(svg.COLOURS[1]), Style(svg.COLOURS[0], "4 3")
NUM_CELLS = 17


def network_picture(result: Any) -> str:
    """Return the network of a `Result` of widgets.playground: inputs, hidden units, output, from left to right.

    A line is orange for a positive weight, blue and dashed for a negative one, the wider the larger.
    """
    sizes = [2, *(layer.shape[-1] for layer in result.units), 1]
    centres, side = places(sizes)
    title = f'<g font-weight="600">{svg.text(12, 20, TITLE, size=13)}</g>'
    parts = [title, *edges(centres, [kernel for kernel, _ in result.weights], side)]
    for column, (maps, limits, names) in enumerate(_columns(result)):
        for i, name in enumerate(names):
            parts.append(_tile(centres[column][i], side, maps[..., i], limits, name))
    parts += [_head(centres[column][0, 0], name) for column, name in enumerate(_heads(len(sizes)))]
    words = "Each square is what a unit gives over the plane; lines are weights, dashed where negative."
    return svg.figure(SIZE, *parts, title=TITLE, description=words)


def places(sizes: list[int]) -> tuple[list[np.ndarray], float]:
    """Return the centres of the units in pixels, for each column shape (units, 2), and the side of their squares."""
    pitch = min((BOTTOM - TOP) / max(sizes), 44)
    side = round(min(0.84 * pitch, 0.62 * (RIGHT - LEFT) / (len(sizes) - 1), 36), 1)
    across = np.linspace(LEFT, RIGHT, len(sizes))
    middle = (TOP + BOTTOM) / 2
    columns = []
    for x, units in zip(across, sizes, strict=True):
        down = middle + pitch * (np.arange(units) - (units - 1) / 2)
        columns.append(np.column_stack([np.full(units, x), down]))
    return columns, side


def edges(centres: list[np.ndarray], kernels: list[np.ndarray], side: float) -> list[str]:
    """Return the weights as lines, gathered into one path for each sign and width."""
    paths: dict[tuple[bool, int], list[str]] = {}
    for column, kernel in enumerate(kernels):
        widths = np.searchsorted((0.25, 0.7, 1.4, 2.5), np.abs(kernel))
        drawn = np.argwhere((np.abs(kernel) >= SMALLEST_DRAWN) & np.isfinite(kernel))
        for i, j in drawn.tolist():
            (x0, y0), (x1, y1) = centres[column][i], centres[column + 1][j]
            line = f"M{x0 + side / 2:.0f} {y0:.1f}L{x1 - side / 2:.0f} {y1:.1f}"
            paths.setdefault((bool(kernel[i, j] > 0), int(widths[i, j])), []).append(line)
    looks = {sign: POSITIVE if sign else NEGATIVE for sign in (True, False)}
    return [
        f'<path d="{"".join(path)}" {svg.stroke(looks[sign]._replace(width=WIDTHS[width], opacity=0.75))}/>'
        for (sign, width), path in sorted(paths.items())
    ]


def _columns(result: Any) -> Iterator[tuple[np.ndarray, Any, list[str]]]:
    """Yield for each column the maps, shape (17, 17, units), the limits of their colours, and the units' names."""
    line = np.linspace(-1, 1, NUM_CELLS)
    yield np.stack(np.meshgrid(line, line[::-1]), axis=-1), (-1, 1), ["input x₁", "input x₂"]
    for depth, maps in enumerate(result.units):
        biases = result.weights[depth][1]
        names = [
            f"layer {depth + 1}, unit {i + 1}: bias {number(bias, 3)}, outputs {_range(maps[..., i])}"
            for i, bias in enumerate(biases)
        ]
        yield maps, LIMIT_OF.get(result.state["activation"]), names
    bias = number(float(result.weights[-1][1][0]), 3)
    yield result.surface[::3, ::3, None], (0, 1), [f"output: bias {bias}, {_range(result.surface)}"]


def _range(values: np.ndarray) -> str:
    return f"{number(values.min(), 3)} to {number(values.max(), 3)}"


def _tile(centre: np.ndarray, side: float, values: np.ndarray, limits: tuple | None, name: str) -> str:
    left, top = (centre - side / 2).round(1).tolist()
    if limits is None:
        largest = float(np.abs(values).max())
        limits = (-largest, largest) if largest > 0 else (-1, 1)
    area = f'x="{left}" y="{top}" width="{side}" height="{side}"'
    inset = (left + side / 34, top + side / 34, side * 16 / 17, side * 16 / 17)  # the image reaches half a cell beyond
    silent = not values.any()
    dash = ' stroke-dasharray="3 2"' if silent else ""
    ground = f'<rect {area} fill="{svg.GROUND}"/>'
    edge = f'<rect {area} fill="none" stroke="{svg.TEXT}" stroke-width="1"{dash}/>'
    tip = f"<title>{escape(name + ('; silent' if silent else ''))}</title>"
    return f"<g>{tip}{ground}{heat_image(inset, values, limits, COARSE)}{edge}</g>"


def _heads(columns: int) -> list[str]:
    hidden = columns - 2
    names = [f"hidden {i + 1}" if hidden < 4 else f"h{i + 1}" for i in range(hidden)]
    return ["in", *names, "out"]


def _head(x: float, name: str) -> str:
    return svg.text(x, TOP - 12, name, anchor="middle", colour=svg.MUTED)
