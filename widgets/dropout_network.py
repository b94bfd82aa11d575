"""The network of the dropout explorer as a drawing: neurons that can be clicked, edges as thick as what they carry."""

from typing import Any

import numpy as np

from widgets import svg
from widgets.svg import Style, number

RADIUS, TOP, GAP = 13, 46, 33
COLUMNS = {"x": 28, "a": 116, "b": 208, "y": 296}
NAMES = {"x": "inputs", "a": "layer a", "b": "layer b", "y": "output"}
LARGEST = 3.0  # value of the full colour
WIDEST = 4.0  # pixels of an edge that carries LARGEST


def network_picture(result: Any, size: tuple[int, int]) -> str:
    """Return the drawing of the pass shown by a `Result` of widgets.dropout."""
    layers = list(COLUMNS)
    values = {**result.passed, "y": np.array([result.output])}
    places = {name: _places(name, len(values[name])) for name in layers}
    parts = []
    for kernel, start, end in zip(result.kernels, layers, layers[1:], strict=False):
        alive = result.kept.get(end, np.ones(len(values[end])))
        parts += _edges(places[start], places[end], values[start][:, None] * kernel * alive)
    for name in layers:
        parts.append(svg.text(COLUMNS[name], 18, NAMES[name], anchor="middle", size=12))
        parts += [_neuron(result, name, i, place, float(values[name][i])) for i, place in enumerate(places[name])]
    title = "The network of this pass"
    description = f"{title}; dropped neurons are dashed and crossed out. Click one to turn it over."
    return svg.figure(size, *parts, title=title, description=description)


def _places(name: str, units: int) -> list[tuple[float, float]]:
    middle = TOP + 2.5 * GAP
    return [(COLUMNS[name], middle + (i - (units - 1) / 2) * GAP) for i in range(units)]


def _edges(starts: list, ends: list, carried: np.ndarray) -> list[str]:
    """Return a line for each weight that carries something, blue for a negative product, orange for a positive one."""
    parts = []
    for (x0, y0), row in zip(starts, carried.tolist(), strict=True):
        for (x1, y1), product in zip(ends, row, strict=True):
            if product:
                width = min(WIDEST, max(0.4, WIDEST * abs(product) / LARGEST))
                look = Style(svg.COLOURS[1 if product > 0 else 0], "", round(width, 2), 0.6)
                parts.append(f'<path d="M{x0 + RADIUS:.0f} {y0:.1f}L{x1 - RADIUS:.0f} {y1:.1f}" {svg.stroke(look)}/>')
    return parts


def _neuron(result: Any, layer: str, index: int, place: tuple[float, float], value: float) -> str:
    name = f"{layer}{index + 1}" if layer != "y" else "y"
    kept = layer not in result.kept or bool(result.kept[layer][index])
    hand = name in result.state["by_hand"]
    tip = f"{name}: passes on {number(value)}" if kept else f"{name}: dropped"
    x, y = place
    parts = [f"<title>{tip}{', by hand' if hand else ''}</title>", _ring(x, y, value, kept)]
    if hand:
        parts.append(f'<circle cx="{x}" cy="{y:.1f}" r="{RADIUS + 3}" {svg.stroke(Style(svg.TEXT, "", 2))}/>')
    if kept:
        # Dark ink on every shade of the heat scale, in a dark theme too.
        parts.append(svg.text(x, y + 3.5, number(value, 2), anchor="middle", size=10, colour="#111111"))
    pick = f' data-neuron="{name}" style="cursor:pointer"' if layer in result.kept else ""
    return f"<g{pick}>" + "\n".join(parts) + "</g>"


def _ring(x: float, y: float, value: float, kept: bool) -> str:
    around = f'cx="{x}" cy="{y:.1f}" r="{RADIUS}"'
    if kept:
        fill = svg.heat(value, (-LARGEST, LARGEST))
        return f'<circle {around} fill="{fill}" stroke="{svg.MUTED}" stroke-width="1.2"/>'
    reach = round(0.6 * RADIUS, 1)
    across, back = f"l{2 * reach} {2 * reach}", f"l{-2 * reach} {2 * reach}"
    cross = f"M{x - reach:.1f} {y - reach:.1f}{across}m0 {-2 * reach}{back}"
    dashed = f'<circle {around} fill="{svg.GROUND}" stroke="{svg.MUTED}" stroke-width="1.2" stroke-dasharray="3 2.5"/>'
    return f'{dashed}\n<path d="{cross}" {svg.stroke(Style(svg.MUTED, "", 1.2))}/>'
