"""The four pictures of the softmax explorer, and its words; pure functions of the computed numbers."""

import math
from typing import Any

import numpy as np

from widgets import svg
from widgets.svg import Axes, Style, number
from widgets.view import Line, View

SIZE = (324, 212)
BOX = (42, 32, 272, 142)
OTHER, TRUE = Style(svg.COLOURS[0], opacity=0.75), Style(svg.COLOURS[1])
OUTLINE = Style(svg.MUTED, "3 2", 1.2)
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MOST_LOSS = 12.0


def softmax_view(result: Any, ghost: Any) -> View:
    """Return the view of a `Result` of widgets.softmax; `ghost` is an earlier one or None."""
    usable = ghost is not None and len(ghost.logits) == len(result.logits)
    ghost = ghost if usable else None
    header = ("class", "logit z + c", "probability p", "target y", "gradient (p − y) / T")
    columns = (result.logits, result.probabilities, result.target, result.gradient)
    numbers = list(zip(*(column.tolist() for column in columns), strict=True))
    return View(
        pictures=[
            _logits(result, ghost),
            _probabilities(result, ghost),
            _loss(result, ghost),
            _gradient(result, ghost),
        ],
        lines=_lines(result),
        formula=_formula(result),
        keras=_keras(result),
        values={
            "logits": result.logits.tolist(),
            "probabilities": result.probabilities.tolist(),
            "loss": result.loss,
            "gradient": result.gradient.tolist(),
        },
        header=header,
        rows=[(str(i), *row) for i, row in enumerate(numbers)],
    )


def _panel(title: str, axes: Axes, *marks: str) -> str:
    description = f"{title}; the true class is orange. Numbers in the text below."
    return svg.figure(SIZE, svg.frame(axes), *marks, title=title, description=description)


def _bars(title: str, what: str, limits: tuple, result: Any, ghost: Any) -> str:
    heights, true = getattr(result, what), result.state["true_class"]
    classes = np.arange(len(heights))
    ticks = tuple((i, f"{i} ✓" if i == true else str(i)) for i in classes.tolist())
    axes = Axes(
        (-0.6, len(heights) - 0.4), limits, BOX, title, ("class", ""), tick_labels=(ticks, None), lines=(False, True)
    )
    looks = [TRUE if i == true else OTHER for i in classes]
    names = [f"class {i}: {number(h)}" for i, h in zip(classes, heights, strict=True)]
    marks = [svg.bars(axes, classes, heights, looks, 0.7, names=names)]
    before = getattr(ghost, what, None)
    if before is not None and not np.array_equal(before, heights):
        marks.append(svg.bars(axes, classes, before, OUTLINE, 0.7))
    return _panel(title, axes, svg.clip(axes, *marks), *_written(axes, classes, heights))


def _written(axes: Axes, classes: np.ndarray, heights: np.ndarray) -> list[str]:
    """Return each bar's number beyond its end."""
    labels = []
    for i, height in zip(classes, heights, strict=True):
        low, high = axes.y_range
        beyond = -4 if height >= 0 else 12
        y = float(axes.y(min(max(height, low), high))) + beyond
        labels.append(svg.text(axes.x(i), y, number(height, 2 if abs(height) < 1 else 3), anchor="middle", size=10))
    return labels


def _logits(result: Any, ghost: Any) -> str:
    title = "Logits z" if result.state["shift"] == 0 else f"Logits z + {number(result.state['shift'])}"
    return _bars(title.replace("+ −", "− "), "logits", (-11, 11), result, ghost)


def _probabilities(result: Any, ghost: Any) -> str:
    scaled = "softmax(z)" if result.state["temperature"] == 1 else f"softmax(z / {number(result.state['temperature'])})"
    return _bars(f"Probabilities p = {scaled}", "probabilities", (0, 1.1), result, ghost)


def _gradient(result: Any, ghost: Any) -> str:
    over = "" if result.state["temperature"] == 1 else f" / {number(result.state['temperature'])}"
    title = f"Gradient: {'(p − y)' if over else 'p − y'}{over}"
    return _bars(title, "gradient", (-1.2, 1.2), result, ghost)


def _loss(result: Any, ghost: Any) -> str:
    title = "Cross-entropy −ln p of the true class"
    axes = Axes((0, 1), (0, MOST_LOSS), BOX, title, ("probability of the true class", "nats"))
    p = np.concatenate([np.geomspace(np.exp(-MOST_LOSS), 0.05, 30), np.linspace(0.06, 1, 48)])
    marks = [svg.line(axes, p, -np.log(p), Style(svg.COLOURS[0]))]
    here = float(result.probabilities[result.state["true_class"]])
    if ghost is not None and ghost.loss != result.loss:
        before = float(ghost.probabilities[ghost.state["true_class"]])
        marks.append(svg.points(axes, before, min(ghost.loss, MOST_LOSS), Style(svg.MUTED, opacity=0.5), 5))
    top = min(result.loss, MOST_LOSS)
    marks.append(svg.points(axes, here, top, TRUE, 6, [f"loss {number(result.loss)}"]))
    x, y = axes.x(min(here, 0.62)) + 12, axes.y(min(top, 0.88 * MOST_LOSS)) - 8
    label = svg.text(x, y, f"loss {number(result.loss)}", size=12)
    return _panel(title, axes, svg.clip(axes, *marks), label)


def _lines(result: Any) -> list[Line]:
    true, p = result.state["true_class"], result.probabilities
    best = int(np.argmax(p))
    verdict = "the true class" if best == true else f"not the true class {true}"
    slope, sums = number(result.gradient[true]), (number(p.sum()), number(round(float(result.gradient.sum()), 12)))
    lines = [
        Line(f"Class {best} is the most probable, p = {number(p[best])}: {verdict}."),
        Line(f"Loss −ln p = −ln {number(p[true])} = {number(result.loss)} nats; gradient at class {true}: {slope}."),
        Line(f"The probabilities sum to {sums[0]}, the gradient to {sums[1]}."),
    ]
    if result.state["shift"]:
        by = number(result.state["shift"])
        lines.append(
            Line(f"Every logit is shifted by {by}: probabilities, loss and gradient are those without a shift.")
        )
    return lines


def _formula(result: Any) -> str:
    true, temperature = result.state["true_class"], result.state["temperature"]
    scaled = result.logits / temperature
    exponent = number(result.logits[true]) + ("" if temperature == 1 else f" / {number(temperature)}")
    total = number(float(np.exp(scaled).sum())) if scaled.max() < math.log(1e300) else "Σ"
    power = number(float(np.exp(scaled[true])))
    name = "p" + str(true).translate(SUBSCRIPTS)
    rule = "e<sup>z</sup> / Σ e<sup>z</sup>" if temperature == 1 else "e<sup>z/T</sup> / Σ e<sup>z/T</sup>"
    share = number(result.probabilities[true])
    return f"{name} = {rule} = e<sup>{exponent}</sup> / Σ = {power} / {total} = <b>{share}</b>"


def _keras(result: Any) -> str:
    scaled = "z" if result.state["temperature"] == 1 else f"z / {result.state['temperature']:g}"
    loss = f"keras.losses.CategoricalCrossentropy(from_logits=True)(y, {scaled})"
    return f"keras.ops.softmax({scaled}); {loss}"
