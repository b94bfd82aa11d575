"""The four pictures of the learning-rate explorer, and its words; pure functions of the computed numbers."""

from typing import Any

import numpy as np

from widgets import svg
from widgets.schedule_specs import NAMES, formula, keras_call
from widgets.surfaces import Surface, height_map
from widgets.svg import Axes, Style, number
from widgets.view import Line, View

SIZE = (324, 226)
BOX = (42, 32, 272, 154)
RATE_RANGE, LOG_RATE_RANGE, LOSS_RANGE = (0.0, 0.21), (1e-5, 1.0), (1e-4, 1e6)
EDGE_LOOK = Style(svg.COLOURS[6], svg.DASHES[2], 1.5)
CURVATURES = np.array([1.0, 20.0])  # of the toy problem along x and y
EDGE = float(2 / CURVATURES[1])  # from this learning rate on the steps along y grow
BOWL = Surface(
    "noisy bowl", "J = x²/2 + 10 y²", lambda p: (p**2 @ CURVATURES) / 2, lambda p: CURVATURES * p, ((0.1, 0.1),)
)
NUM_STEPS = 100


def look_of(name: str, own: tuple[str, ...], chosen: str) -> Style:
    """Return the look of a schedule, the same whichever others are shown; the chosen one is thick."""
    index = NAMES.index(name) if name in NAMES else 11 + own.index(name)
    return svg.style(index)._replace(width=3 if name == chosen else 1.5)


def schedules_view(result: Any, ghost: Any, own: tuple[str, ...]) -> View:
    """Return the view of a `Result` of widgets.schedules; `ghost` is an earlier one or None."""
    looks = {curve.name: look_of(curve.name, own, result.state["schedule"]) for curve in result.curves}
    old = {curve.name: curve for curve in ghost.curves} if ghost else {}
    pictures = [_rates(result, old, looks), _log_rates(result, old, looks), _losses(result, old, looks), _map(result)]
    numbers = {curve.name: _numbers(curve, result.state["step"]) for curve in reversed(result.curves)}
    step, chosen = result.state["step"], result.chosen
    return View(
        pictures=pictures,
        lines=_lines(result, looks),
        formula=formula(chosen.name, result.state, float(chosen.rates[step])) if chosen else "",
        keras=keras_call(chosen.name, result.state) if chosen else "",
        notes=result.notes,
        values=numbers,
        header=("schedule", f"η at step {step}", f"loss at step {step}", f"loss after {NUM_STEPS} steps"),
        rows=[(name, *values.values()) for name, values in numbers.items()],
    )


def _numbers(curve: Any, step: int) -> dict[str, float]:
    return {"rate": float(curve.rates[step]), "loss": float(curve.losses[step]), "final": float(curve.losses[-1])}


def _panel(axes: Axes, *marks: str) -> str:
    return svg.figure(
        SIZE, svg.frame(axes), *marks, title=axes.title, description=f"{axes.title}; numbers in the text below."
    )


def _curves(axes: Axes, result: Any, old: dict, looks: dict, what: str) -> str:
    """Return the line of each schedule with its ghost and a dot at the chosen step."""
    steps, step, low = np.arange(NUM_STEPS + 1), result.state["step"], axes.y_range[0]
    ghosts, marks = [], [svg.rule(axes, x=step)]
    for curve in result.curves:
        before, now = getattr(old.get(curve.name), what, None), getattr(curve, what)
        if before is not None and not np.array_equal(before, now, equal_nan=True):
            ghosts.append(svg.line(axes, steps, _floored(before, low), svg.GHOST))
        marks.append(svg.line(axes, steps, _floored(now, low), looks[curve.name]))
        tip = f"{curve.name} at step {step}: {number(now[step])}"
        marks.append(svg.points(axes, step, _floored(now, low)[step], looks[curve.name], 4, [tip]))
    return svg.clip(axes, *ghosts, *marks)


def _floored(values: np.ndarray, low: float) -> np.ndarray:
    """Return values with what lies below the axis at its lower edge; infinite ones become gaps."""
    return np.maximum(np.where(np.isfinite(values), values, np.nan), low)


def _edge(axes: Axes) -> str:
    label = svg.text(BOX[0] + BOX[2] - 4, axes.y(EDGE) - 4, "edge 2 / 20: above it steps grow", anchor="end", size=10)
    return svg.rule(axes, y=EDGE, look=EDGE_LOOK) + label


def _rates(result: Any, old: dict, looks: dict) -> str:
    axes = Axes((0, NUM_STEPS), RATE_RANGE, BOX, "Learning rate η at each step", ("step", ""))
    entries = [(curve.name, looks[curve.name]) for curve in reversed(result.curves)]
    legend = svg.legend(BOX[0] + 100, BOX[1] + 14, entries) if len(entries) <= 3 else ""
    return _panel(axes, _edge(axes), _curves(axes, result, old, looks, "rates"), legend)


def _log_rates(result: Any, old: dict, looks: dict) -> str:
    title, ticks = "The same on a logarithmic axis", _powers(LOG_RATE_RANGE, 1)
    axes = Axes((0, NUM_STEPS), LOG_RATE_RANGE, BOX, title, ("step", ""), (False, True), (None, ticks))
    return _panel(axes, svg.rule(axes, y=EDGE, look=EDGE_LOOK), _curves(axes, result, old, looks, "rates"))


def _powers(limits: tuple[float, float], stride: int) -> tuple:
    low, high = (round(np.log10(limit)) for limit in limits)
    ticks = [(10.0**e, svg.power_of_ten(e)) for e in range(low + stride, high + 1, stride)]
    return ((limits[0], "≤" + svg.power_of_ten(low)), *ticks)


def _losses(result: Any, old: dict, looks: dict) -> str:
    title, ticks = f"Loss of a descent on {BOWL.formula.removeprefix('J = ')}", _powers(LOSS_RANGE, 2)
    axes = Axes((0, NUM_STEPS), LOSS_RANGE, BOX, title, ("step", ""), (False, True), (None, ticks))
    return _panel(axes, _curves(axes, result, old, looks, "losses"))


def _map(result: Any) -> str:
    chosen, step = result.chosen, result.state["step"]
    axes = Axes(BOWL.x_range, BOWL.y_range, BOX, f"Its first run up to step {step}", ("x", "y"))
    marks = []
    if chosen:
        across, up = chosen.path[: step + 1].T
        look = Style(svg.COLOURS[1])
        marks = [
            svg.line(axes, across, up, look._replace(width=1.5)),
            svg.points(axes, across[:-1], up[:-1], look, 2.5),
            svg.points(axes, across[-1], up[-1], look, 5, [f"step {step}: ({number(across[-1])}, {number(up[-1])})"]),
        ]
    return _panel(axes, height_map(BOWL, axes), svg.clip(axes, *marks))


def _lines(result: Any, looks: dict) -> list[Line]:
    if not result.curves:
        return [Line("There is no schedule to draw.")]
    step, noise = result.state["step"], result.state["noise"]
    runs = f"mean of {result.num_runs} runs with noise {number(noise)}" if noise else "no noise"
    lines = [Line(f"At step {step}, then the loss after {NUM_STEPS} steps ({runs}):")]
    for curve in reversed(result.curves):
        rate, loss, final = _numbers(curve, step).values()
        words = f"{curve.name}: η = {number(rate)}, loss {number(loss, 3)}; at the end {number(final, 3)}."
        lines.append(Line(words, looks[curve.name]))
    lines.append(Line(_verdict(result)))
    return lines


def _verdict(result: Any) -> str:
    """Return what happens to the chosen schedule's descent, in a sentence."""
    if result.chosen is None:
        return ""
    name, losses, rates = result.chosen.name, result.chosen.losses, result.chosen.rates[:-1]
    above = int((rates > EDGE + 1e-12).sum())
    grown = f"η is above the edge 0.1 at {above} of {NUM_STEPS} steps" if above else "η never exceeds the edge 0.1"
    if not np.isfinite(losses[-1]):
        return f"{name} gives no loss at the end: {grown}."
    if losses[-1] > losses[0]:
        return f"{name} diverges: {grown}."
    if losses.max() > 1.5 * losses[0]:
        return f"{name} climbs at first and comes back: {grown}."
    if losses[-1] > 0.05 * losses[0]:
        return f"{name} crawls: {losses[-1] / losses[0]:.0%} of the first loss is left; {grown}."
    turns = np.mean(np.diff(np.sign(result.chosen.path[:, 1])) != 0)
    if turns > 0.8 and result.state["noise"] == 0:
        return f"{name} oscillates: nearly every step overshoots along y; {grown}."
    return f"{name} comes down: {grown}."
