"""The four pictures of the LSTM explorer; pure functions of the computed numbers. Its words are in lstm_words."""

import math
from typing import Any

import numpy as np

from widgets import svg
from widgets.hand import mark, touch_map
from widgets.lstm_words import formula, keras, lines, notes, rows
from widgets.svg import Axes, Style, number
from widgets.view import View

SIZE = (324, 226)
BOX = (42, 32, 272, 156)
GATES = {
    "input": Style(svg.COLOURS[0]),
    "forget": Style(svg.COLOURS[1]),
    "candidate": Style(svg.COLOURS[2]),
    "output": Style(svg.COLOURS[3]),
}
LETTERS = {"input": "i", "forget": "f", "candidate": "g", "output": "o"}
CELL, HIDDEN = Style(svg.COLOURS[0], "", 2.5), Style(svg.COLOURS[1], "8 3", 2)
OTHERS = Style(svg.MUTED, "2 3", 1.2, 0.7)
LEAST_GRADIENT, MOST_GRADIENT = 1e-6, 3e1
HEADER = ("step", "symbol", "input", "forget", "candidate", "output", "cell", "hidden", "d last cell / d cell", "left")


def lstm_view(result: Any, ghost: Any) -> View:
    """Return the view of a `Result` of widgets.lstm; `ghost` is an earlier one or None."""
    same = ghost is not None and len(ghost.sequence) == len(result.sequence)
    ghost = ghost if same and ghost.layer.units == result.layer.units and ghost.unit == result.unit else None
    return View(
        pictures=[_gates(result), _states(result, ghost), _left(result, ghost), _gradient(result, ghost)],
        lines=lines(result),
        formula=formula(result),
        keras=keras(result),
        notes=notes(result),
        values=_values(result),
        header=HEADER,
        rows=rows(result),
    )


def _values(result: Any) -> dict:
    unit = {name: values[:, result.unit].tolist() for name, values in result.trace.items()}
    left = {"gradient": result.gradient.tolist(), "contributions": result.contributions.tolist()}
    return {**unit, **left, "right": result.right}


def _axes(result: Any, title: str, y_range: tuple, log: bool = False, y_ticks: Any = None) -> Axes:
    steps = len(result.sequence)
    symbols = tuple((t, symbol) for t, symbol in enumerate(result.sequence, 1))
    lines = (False, True)
    ticks = (symbols, y_ticks)
    return Axes((0.5, steps + 0.5), y_range, BOX, title, ("sequence, one step each", ""), (False, log), ticks, lines)


def _panel(result: Any, axes: Axes, *marks: str) -> str:
    """Return a picture with the step shown shaded; hovering moves the shade, a click chooses a step."""
    _, top, width, height = axes.box
    wide = width / len(result.sequence)
    shade = (
        f'<rect x="{axes.box[0]}" y="{top}" width="{wide:.2f}" height="{height}" fill="{svg.MUTED}" opacity="0.18"/>'
    )
    here = mark((0, result.step), (wide, 0), shade)
    description = f"{axes.title}; the step shown is shaded. Numbers in the text below."
    touch = touch_map(axes.box, 1, len(result.sequence))
    return svg.figure(SIZE, here, svg.frame(axes), *marks, touch, title=axes.title, description=description)


def _gates(result: Any) -> str:
    ticks = tuple((3.5 - row, letter) for row, letter in enumerate(LETTERS.values()))
    axes = _axes(result, f"Gates of unit {result.unit + 1}: empty 0, full 1", (0, 4), y_ticks=ticks)
    steps, marks = np.arange(1, len(result.sequence) + 1), []
    for row, (name, look) in enumerate(GATES.items()):
        values, base = result.trace[name][:, result.unit], 3.08 - row
        if name == "candidate":  # −1 to 1, from the middle of its row; outline where it is negative
            middle = base + 0.42
            looks = [look if value >= 0 else look._replace(dash="2 1", width=1.5) for value in values]
            marks += [svg.rule(axes, y=middle, look=Style(svg.GRID, "", 1))]
            marks += [svg.bars(axes, steps, middle + 0.42 * np.clip(values, -1, 1), looks, 0.8, middle)]
        else:
            marks += [svg.rule(axes, y=base, look=Style(svg.GRID, "", 1))]
            marks += [svg.bars(axes, steps, base + 0.84 * values, look, 0.8, base)]
    return _panel(result, axes, svg.clip(axes, *marks))


def _states(result: Any, ghost: Any) -> str:
    """Cell and hidden state; the range is what the cell would reach if nothing were forgotten, so it stays."""
    written = result.trace["input"][:, result.unit] * result.trace["candidate"][:, result.unit]
    low, high = min(-1.2, written[written < 0].sum() - 0.2), max(1.2, written[written > 0].sum() + 0.2)
    axes = _axes(result, f"Cell c and hidden state h of unit {result.unit + 1}", (math.floor(low), math.ceil(high)))
    steps, marks = np.arange(1, len(result.sequence) + 1), []
    for unit in set(range(result.layer.units)) - {result.unit}:
        marks.append(svg.line(axes, steps, result.trace["cell"][:, unit], OTHERS))
    if ghost is not None:
        marks.append(svg.line(axes, steps, ghost.trace["cell"][:, ghost.unit], svg.GHOST))
    for name, look in (("cell", CELL), ("hidden", HIDDEN)):
        values = result.trace[name][:, result.unit]
        marks.append(svg.line(axes, steps, values, look))
        marks.append(svg.points(axes, steps[result.step], values[result.step], look, 5))
    others = [("c, other units", OTHERS)] if result.layer.units > 1 else []
    entries = [("cell c", CELL), ("hidden h", HIDDEN), *others]
    return _panel(result, axes, svg.clip(axes, *marks), svg.legend(BOX[0] + 6, BOX[1] + 13, entries, 3, 84))


def _left(result: Any, ghost: Any) -> str:
    title = "What each step has left in the last cell"
    axes = _axes(result, title, (-1.2, 1.2))
    steps = np.arange(1, len(result.sequence) + 1)
    values = result.contributions
    looks = [Style(svg.COLOURS[1 if value >= 0 else 0], opacity=0.8) for value in values]
    marks = [svg.bars(axes, steps, values, looks, 0.7)]
    if ghost is not None and not np.array_equal(ghost.contributions, values):
        marks.append(svg.bars(axes, steps, ghost.contributions, Style(svg.MUTED, "3 2", 1.2), 0.7))
    total = f"sum = last cell = {number(result.trace['cell'][-1, result.unit])}"
    words = svg.text(BOX[0] + BOX[2] - 6, BOX[1] + 14, total, anchor="end")
    return _panel(result, axes, svg.clip(axes, *marks), words)


def _gradient(result: Any, ghost: Any) -> str:
    title, limits = "Gradient: | d last cell / d cell |", (LEAST_GRADIENT, MOST_GRADIENT)
    axes = _axes(result, title, limits, log=True, y_ticks=_GRADIENTS)
    steps = np.arange(1, len(result.sequence) + 1)
    sizes = np.maximum(np.abs(result.gradient), LEAST_GRADIENT)
    marks = [svg.bars(axes, steps, sizes, Style(svg.COLOURS[2], opacity=0.75), 0.7, LEAST_GRADIENT)]
    if ghost is not None and not np.array_equal(ghost.gradient, result.gradient):
        before = np.maximum(np.abs(ghost.gradient), LEAST_GRADIENT)
        marks.append(svg.bars(axes, steps, before, Style(svg.MUTED, "3 2", 1.2), 0.7, LEAST_GRADIENT))
    direct = Style(svg.TEXT, "", 1.5)
    marks.append(svg.line(axes, steps, np.maximum(result.direct, LEAST_GRADIENT), direct))
    legend = svg.legend(BOX[0] + 6, BOX[1] + 14, [("product of the forget gates alone", direct)])
    return _panel(result, axes, svg.clip(axes, *marks), legend)


_GRADIENTS = ((1e-6, "≤10⁻⁶"), *((10.0**e, svg.power_of_ten(e)) for e in (-4, -2, 0)))
