"""The four pictures of the batch normalization explorer; pure functions of the computed numbers."""

import math
from typing import Any

import numpy as np

from widgets import svg
from widgets.batchnorm_words import formula, keras_lines, lines, notes
from widgets.svg import Axes, Style, number
from widgets.view import View

SIZE = (324, 214)
BOX = (42, 32, 272, 144)
BEFORE, AFTER, MOVING = svg.style(0), svg.style(1), svg.style(2)
POPULATION = Style(svg.MUTED, opacity=0.5)
IN_RANGE, OUT_RANGE, NUM_BINS = (-12, 12), (-6, 6), 48
MEAN_RANGE, VARIANCE_RANGE = (-8, 8), (1e-3, 1e3)
VARIANCES = ((1e-3, "≤10⁻³"), *((10.0**e, svg.power_of_ten(e)) for e in (-2, -1, 0, 1, 2, 3)))
BAND = 1.96  # standard errors on either side that hold 95 % of the batch means


def batchnorm_view(result: Any, ghost: Any) -> View:
    """Return the view of a `Result` of widgets.batchnorm; `ghost` is an earlier one or None."""
    moving_mean, moving_variance = result.moving[-1].tolist()
    return View(
        pictures=[
            _before(result),
            _after(result, ghost),
            _moving(result, ghost, 0),
            _moving(result, ghost, 1),
        ],
        lines=lines(result, BEFORE, AFTER, MOVING),
        formula=formula(result),
        keras=keras_lines(result),
        notes=notes(result),
        values={
            "batch_mean": float(result.inputs.mean()),
            "batch_variance": float(result.inputs.var()),
            "moving_mean": moving_mean,
            "moving_variance": moving_variance,
            "output_mean": float(result.outputs.mean()),
            "output_variance": float(result.outputs.var()),
        },
        header=("step", "batch mean", "batch variance", "moving mean", "moving variance"),
        rows=_rows(result),
    )


def _rows(result: Any) -> list[tuple]:
    done = len(result.moving) - 1
    told = sorted({0, *range(0, done, max(1, done // 10)), done})
    rows = []
    for step in told:
        batch = (result.batch_means[step - 1], result.batch_variances[step - 1]) if step else ("none", "none")
        rows.append((str(step), *batch, *result.moving[step]))
    return rows


def _panel(axes: Axes, title: str, *marks: str) -> str:
    return svg.figure(SIZE, svg.frame(axes), *marks, title=title, description=f"{title}; numbers in the text below.")


def _before(result: Any) -> str:
    title = f"Before: a batch of {len(result.inputs)}"
    axes = Axes(IN_RANGE, (0, 1.3), BOX, title, ("input x", ""), tick_labels=(None, ()))
    moving_mean, moving_variance = result.moving[-1]
    marks = [
        _histogram(axes, result.population, POPULATION),
        _histogram(axes, result.inputs, BEFORE),
        _spread(axes, result.inputs.mean(), result.inputs.std(), BEFORE, 1.22),
        _spread(axes, moving_mean, math.sqrt(moving_variance), MOVING, 1.1),
    ]
    entries = [("batch", BEFORE), ("moving", MOVING), ("population", POPULATION)]
    return _panel(axes, title, svg.clip(axes, *marks), svg.legend(BOX[0] + 4, BOX[1] + 14, entries))


def _after(result: Any, ghost: Any) -> str:
    title = "After: by the batch's statistics" if result.state["training"] else "After: by the moving statistics"
    axes = Axes(OUT_RANGE, (0, 1.3), BOX, title, ("output y", ""), tick_labels=(None, ()))
    mean, variance = result.used
    scale = result.state["gamma"] / math.sqrt(variance + result.epsilon)
    marks = [_histogram(axes, (result.population - mean) * scale + result.state["beta"], POPULATION)]
    if ghost is not None and not np.array_equal(ghost.outputs, result.outputs):
        marks.append(_outline(axes, ghost.outputs))
    marks.append(_histogram(axes, result.outputs, AFTER))
    marks.append(_spread(axes, result.outputs.mean(), result.outputs.std(), AFTER, 1.22))
    said = f"mean {number(round(result.outputs.mean(), 9), 2)}, sd {number(result.outputs.std(), 2)}"
    return _panel(axes, title, svg.clip(axes, *marks), svg.text(BOX[0] + 4, BOX[1] + 26, said))


def _heights(axes: Axes, values: np.ndarray) -> np.ndarray:
    low, high = axes.x_range
    places = np.clip((values - low) * (NUM_BINS / (high - low)), 0, NUM_BINS - 1).astype(int)
    counts = np.bincount(places, minlength=NUM_BINS)
    return counts / counts.max()


def _histogram(axes: Axes, values: np.ndarray, look: Style) -> str:
    return svg.steps(axes, np.linspace(*axes.x_range, NUM_BINS + 1), _heights(axes, values), look)


def _outline(axes: Axes, values: np.ndarray) -> str:
    edges = np.linspace(*axes.x_range, NUM_BINS + 1)
    return svg.line(axes, np.repeat(edges, 2)[1:-1], np.repeat(_heights(axes, values), 2), svg.GHOST)


def _spread(axes: Axes, mean: float, deviation: float, look: Style, level: float) -> str:
    """Return a bar from one standard deviation below the mean to one above, with a dot at the mean."""
    ends = np.array([mean - deviation, mean + deviation])
    tip = f"mean {number(mean)}, standard deviation {number(deviation)}"
    bar = svg.line(axes, ends, np.full(2, level), look._replace(width=2.5))
    return bar + "\n" + svg.points(axes, mean, level, look._replace(dash=""), 4, [tip])


def _moving(result: Any, ghost: Any, which: int) -> str:
    """Return the course of the moving mean (0) or variance (1), and every batch's own as a dot."""
    title = ("Mean, step by step", "Variance, step by step")[which]
    state, last = result.state, len(result.batch_means)
    limits, truth = ((MEAN_RANGE, state["shift"]), (VARIANCE_RANGE, state["scale"] ** 2))[which]
    ticks = (None, VARIANCES if which else None)
    axes = Axes((0, last), limits, BOX, title, ("step", ""), (False, which == 1), ticks)
    batches = (result.batch_means, result.batch_variances)[which][: state["step"]]
    values = result.moving[:, which]
    marks = [svg.rule(axes, y=truth), svg.rule(axes, x=state["step"])]
    marks += _band(axes, state) if which == 0 else []
    marks.append(_dots(axes, batches, limits))
    before = ghost.moving[:, which] if ghost is not None else values
    if not np.array_equal(before, values[: len(before)]):
        marks.append(svg.line(axes, np.arange(len(before)), np.clip(before, *limits), svg.GHOST))
    steps = np.arange(len(values))
    marks.append(svg.line(axes, steps, np.clip(values, *limits), MOVING._replace(width=2.5)))
    here = f"moving {('mean', 'variance')[which]} after {state['step']} steps: {number(values[-1])}"
    marks.append(svg.points(axes, steps[-1], np.clip(values[-1], *limits), MOVING._replace(dash=""), 5, [here]))
    low = which == 1 or truth > 0
    label = svg.text(
        BOX[0] + 6, BOX[1] + (BOX[3] - 6 if low else 13), f"dots: batches · line: moving · truth {number(truth, 3)}"
    )
    return _panel(axes, title, svg.clip(axes, *marks), label)


def _band(axes: Axes, state: dict) -> list[str]:
    reach = BAND * state["scale"] / math.sqrt(state["batch_size"])
    edge = Style(BEFORE.colour, "2 3", 1, 0.8)
    return [svg.rule(axes, y=state["shift"] + sign * reach, look=edge) for sign in (-1, 1)]


def _dots(axes: Axes, values: np.ndarray, limits: tuple) -> str:
    """Return a dot for each batch as one path: a line of no length with round ends."""
    across = axes.x(np.arange(1, len(values) + 1)).tolist()
    up = axes.y(np.clip(values, *limits)).tolist()
    path = "".join(["M%.0f %.0fh0" % pair for pair in zip(across, up, strict=True)])  # noqa: UP031  short and fast
    look = f'stroke="{BEFORE.colour}" stroke-width="3.5" stroke-linecap="round" stroke-opacity=".55" fill="none"'
    return f'<path d="{path}" {look}/>' if path else ""
