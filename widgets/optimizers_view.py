"""The four pictures of the optimizer race, and its words; pure functions of the computed numbers."""

import math
from typing import Any

import numpy as np

from widgets import svg
from widgets.racers import RACERS, keras_call
from widgets.races import NUM_STEPS, Trace
from widgets.surfaces import crosses, height_map
from widgets.svg import Axes, Style, number
from widgets.view import Line, View

SIZE = (324, 226)
BOX = (42, 32, 272, 154)
LOOKS = (
    *("sgd", "momentum", "adam", "rmsprop", "adagrad", "adadelta", ""),  # the seventh colour is the ground's grey
    *("nesterov", "adamw", "adamax", "nadam", "ftrl"),
)
HALO = Style(svg.GROUND, "", 4, 0.6)
FAR, AWAY = "Distance to the nearest minimum", "Distance of the weights from the start"
PANELS = {
    "losses": ("Loss J above the minimum", "Cross-entropy of the test digits", (1e-6, 1e2), (1e-2, 1e1)),
    "distances": (FAR, AWAY, (1e-3, 1e1), (1e-2, 1e2)),
    "lengths": ("Length of each step", "Length of each step", (1e-4, 1e1), (1e-3, 1e1)),
}
"""What is drawn -> title on a surface, title on the digits, range on a surface, range on the digits."""


def look_of(name: str) -> Style:
    """Return the look of a racer, the same whoever else runs; never grey, the colour of the ground."""
    return svg.style(LOOKS.index(name))


def optimizers_view(result: Any, ghost: Any) -> View:
    """Return the view of a `Result` of widgets.optimizers; `ghost` is an earlier one or None."""
    old = ghost.traces if ghost is not None and ghost.surface is result.surface else {}
    old = {name: trace for name, trace in old.items() if trace is not result.traces.get(name, trace)}
    first = _accuracies(result) if result.surface is None else _map(result, old)
    ranked = ranking(result)
    numbers = {name: _numbers(result.traces[name], result.step) for name in ranked}
    header, rows = _table(result, numbers)
    return View(
        pictures=[first, *(_panel_of(what, result, old) for what in PANELS)],
        lines=_lines(result, ranked, numbers),
        formula=_formula(result, ranked[0]),
        keras="; ".join(keras_call(name, result.state) for name in ranked),
        notes=_notes(result),
        values=numbers,
        header=header,
        rows=rows,
    )


def ranking(result: Any) -> list[str]:
    """Return the racers, the one with the lowest loss at this step first; who has lost all numbers comes last."""
    losses = {name: trace.losses[result.step] for name, trace in result.traces.items()}
    return sorted(losses, key=lambda name: losses[name] if math.isfinite(losses[name]) else math.inf)


def _numbers(trace: Trace, step: int) -> dict[str, float]:
    numbers = {"loss": trace.losses[step], "distance": trace.distances[step], "length": trace.lengths[step]}
    if trace.accuracies:
        return numbers | {"accuracy": trace.accuracies[step]}
    x, y = trace.points[step].tolist()
    return numbers | {"x": x, "y": y}


def _table(result: Any, numbers: dict) -> tuple[tuple, list]:
    far, more = ("distance from the start", ("accuracy",)) if result.surface is None else ("distance", ("x", "y"))
    header = ("optimizer", f"loss at step {result.step}", far, "length of the last step", *more)
    return header, [(name, *values.values()) for name, values in numbers.items()]


def _panel(axes: Axes, *marks: str) -> str:
    return svg.figure(
        SIZE, svg.frame(axes), *marks, title=axes.title, description=f"{axes.title}; numbers in the text below."
    )


def _map(result: Any, old: dict) -> str:
    surface, step = result.surface, result.step
    axes = Axes(surface.x_range, surface.y_range, BOX, surface.formula, ("x", "y"))
    marks = [crosses(axes, surface)]
    for name in result.traces:
        if name in old:
            marks.append(svg.line(axes, *np.array(old[name].points[: step + 1]).T, svg.GHOST))
    for name, trace in result.traces.items():
        across, up = np.array(trace.points[: step + 1]).T
        marks.append(svg.line(axes, across, up, HALO))
        marks.append(svg.line(axes, across, up, look_of(name)))
    for name, trace in result.traces.items():
        x, y = trace.points[step]
        marks.append(svg.points(axes, x, y, look_of(name), 5, [f"{name}: ({number(x)}, {number(y)})"]))
    return _panel(axes, height_map(surface, axes), svg.clip(axes, *marks))


def _curves(axes: Axes, what: str, result: Any, old: dict) -> str:
    """Return the line of each racer up to the chosen step, with a dot at its end; ghosts run to the end."""
    low, marks = axes.y_range[0], [svg.rule(axes, x=result.step)]
    for name in result.traces:
        if name in old:
            before = _floored(getattr(old[name], what), low)
            marks.append(svg.line(axes, np.arange(len(before)), before, svg.GHOST))
    for name, trace in result.traces.items():
        values = getattr(trace, what)[: result.step + 1]
        shown = _floored(values, low)
        marks.append(svg.line(axes, np.arange(len(values)), shown, look_of(name)))
        tip = f"{name} at step {result.step}: {number(values[-1])}"
        marks.append(svg.points(axes, result.step, shown[-1], look_of(name), 4, [tip]))
    return svg.clip(axes, *marks)


def _floored(values: list[float], low: float) -> np.ndarray:
    numbers = np.array(values)
    return np.maximum(np.where(np.isfinite(numbers), numbers, np.nan), low)


def _panel_of(what: str, result: Any, old: dict) -> str:
    title, digits_title, limits, digits_limits = PANELS[what]
    if result.surface is None:
        title, limits = digits_title, digits_limits
    low, high = (round(math.log10(limit)) for limit in limits)
    stride = 2 if high - low > 5 else 1
    ticks = [(10.0**e, svg.power_of_ten(e)) for e in range(low + stride, high + 1, stride)]
    ticks = ((limits[0], "≤" + svg.power_of_ten(low)), *ticks)
    axes = Axes((0, NUM_STEPS), limits, BOX, title, ("step", ""), (False, True), (None, ticks))
    legend = ""
    if what == "losses" and len(result.traces) <= 6:
        entries = [(name, look_of(name)) for name in result.traces]
        legend = svg.legend(BOX[0] + 72, BOX[1] + 14, entries, 2, 100)
    return _panel(axes, _curves(axes, what, result, old), legend)


def _accuracies(result: Any) -> str:
    axes = Axes((0, NUM_STEPS), (0, 1.02), BOX, "Share of the test digits read rightly", ("step", ""))
    return _panel(axes, _curves(axes, "accuracies", result, {}))


def _lines(result: Any, ranked: list[str], numbers: dict) -> list[Line]:
    ground = "the digits" if result.surface is None else result.surface.formula
    leads = f"{ranked[0]} leads" if len(ranked) > 1 and result.step else "this is how it stands"
    lines = [Line(f"After {result.step} of {NUM_STEPS} steps on {ground}, {leads}:")]
    for place, name in enumerate(ranked, 1):
        lines.append(Line(f"{place}. {name}: {_standing(numbers[name])}", look_of(name)))
    return lines


def _standing(values: dict[str, float]) -> str:
    loss, distance, length = number(values["loss"], 3), number(values["distance"], 3), number(values["length"], 3)
    last = "" if math.isnan(values["length"]) else f"; last step {length} long"
    if "accuracy" in values:
        share = f"{values['accuracy']:.1%} of the test digits"
        return f"loss {loss}, reads {share}; weights {distance} from where they started{last}."
    if not math.isfinite(values["loss"]):
        return "has diverged, J is no number any more."
    return f"J = {loss}, {distance} from the minimum{last}."


def _notes(result: Any) -> list[str]:
    wanted = result.state["step"]
    if result.step < wanted:
        return [f"Trained {result.step} of {wanted} steps; the rest follows."]
    gone = [name for name, trace in result.traces.items() if _lost(trace, result.step)]
    return [f"{', '.join(gone)} diverged: a learning rate too large for this ground."] if gone else []


def _lost(trace: Trace, step: int) -> bool:
    now = trace.losses[step]
    return not math.isfinite(now) or now > 10 * trace.losses[0]


def _formula(result: Any, name: str) -> str:
    """Return HTML: the leader's rule, and its last step in numbers."""
    words, points = f"<i>{name}</i>: {RACERS[name].rule}", result.traces[name].points
    if not result.step or not points:
        return words
    before, after = points[result.step - 1], points[result.step]
    return f"{words} &emsp; step {result.step}: {_pair(before)} + {_pair(after - before)} = <b>{_pair(after)}</b>"


def _pair(point: np.ndarray) -> str:
    return f"({', '.join(number(value, 3) for value in point)})"
