"""The four pictures of the dropout explorer, and its words; pure functions of the computed numbers."""

import math
from typing import Any

import numpy as np

from widgets import svg
from widgets.dropout_network import network_picture
from widgets.svg import Axes, Style, number
from widgets.view import Line, View

SIZE = (324, 236)
BOX = (42, 32, 272, 158)
OUTPUT_RANGE, VALUE_RANGE, NUM_BINS = (-3.0, 5.0), (-2.0, 4.5), 40
HERE, MASKS, WHOLE = Style(svg.COLOURS[1], "", 2), Style(svg.COLOURS[0]), Style(svg.COLOURS[2], "8 3", 2.5)
EQUAL = 1e-9  # of the output: what rounding leaves of an equality
OUTLINE = Style(svg.MUTED, "3 2", 1.2)


def dropout_view(result: Any, ghost: Any) -> View:
    """Return the view of a `Result` of widgets.dropout; `ghost` is an earlier one or None."""
    pictures = [network_picture(result, SIZE), _histogram(result, ghost), _neurons(result), _sweep(result, ghost)]
    return View(
        pictures=pictures,
        lines=_lines(result),
        formula=_formula(result),
        keras=_keras(result),
        notes=_notes(result),
        values=_values(result),
        header=("neuron", "value", "mask", "passed on", "mean of 200 masks", "at inference"),
        rows=_rows(result),
    )


def error_of_mean(result: Any) -> float:
    """Return the standard error of the mean of the 200 outputs."""
    return float(result.outputs.std()) / math.sqrt(len(result.outputs))


def _values(result: Any) -> dict:
    return {
        "output": result.output,
        "mean": float(result.outputs.mean()),
        "std": float(result.outputs.std()),
        "expectation": result.expectation,
        "deterministic": result.deterministic,
        "factor": result.factors[0 if result.state["training"] else 1],
        "dropped": dropped(result),
    }


def dropped(result: Any) -> list[str]:
    """Return the names of the neurons that pass nothing on because of the mask or by hand."""
    return [f"{name}{i}" for name, mask in result.kept.items() for i, k in enumerate(mask.tolist(), 1) if not k]


def _panel(axes: Axes, title: str, *marks: str) -> str:
    return svg.figure(SIZE, svg.frame(axes), *marks, title=title, description=f"{title}; numbers in the text below.")


def _histogram(result: Any, ghost: Any) -> str:
    title = "Output under 200 masks"
    axes = Axes(OUTPUT_RANGE, (0, 80), BOX, title, ("output y; the last bars hold all beyond", "masks"))
    edges = np.linspace(*OUTPUT_RANGE, NUM_BINS + 1)
    counts = _counts(result.outputs, edges)
    marks = [svg.steps(axes, edges, counts, MASKS)]
    if ghost is not None and not np.array_equal(ghost.outputs, result.outputs):
        marks.insert(0, svg.steps(axes, edges, _counts(ghost.outputs, edges), OUTLINE._replace(opacity=0.5)))
    marks += [svg.rule(axes, x=result.deterministic, look=WHOLE), svg.rule(axes, x=result.outputs.mean(), look=MASKS)]
    here = min(max(result.output, OUTPUT_RANGE[0]), OUTPUT_RANGE[1])
    dot = svg.points(axes, here, 0, HERE, 6, [f"this pass: {number(result.output)}"])
    return _panel(axes, title, svg.clip(axes, *marks), dot, _legend("this pass"))


def _counts(outputs: np.ndarray, edges: np.ndarray) -> np.ndarray:
    return np.histogram(np.clip(outputs, edges[0], edges[-1]), edges)[0]


def _legend(first: str) -> str:
    left, top = BOX[0] + BOX[2] - 118, BOX[1] + 14
    entries = [("mean of masks", MASKS), ("inference", WHOLE)]
    dot = f'<circle cx="{left + 11}" cy="{top - 4}" r="5" fill="{HERE.colour}"/>'
    return "\n".join([dot, svg.text(left + 28, top, first), svg.legend(left, top + 16, entries)])


def _neurons(result: Any) -> str:
    title = "What layer a passes on"
    means, inference = result.expected
    places = np.arange(1, len(means) + 1)
    ticks = (tuple((i, f"a{i}") for i in places.tolist()), None)
    axes = Axes((0.4, len(means) + 0.6), VALUE_RANGE, BOX, title, ("", ""), tick_labels=ticks, lines=(False, True))
    names = [f"a{i}: mean {number(m)}, inference {number(d)}" for i, m, d in zip(places, means, inference, strict=True)]
    marks = [svg.bars(axes, places, means, MASKS._replace(opacity=0.55), 0.6, names=names)]
    for place, value in zip(places.tolist(), inference.tolist(), strict=True):
        marks.append(svg.line(axes, [place - 0.4, place + 0.4], [value, value], WHOLE._replace(dash="", width=3)))
    marks.append(svg.points(axes, places, np.clip(result.passed["a"], *VALUE_RANGE), HERE, 5))
    return _panel(axes, title, svg.clip(axes, *marks), _legend("this pass"))


def _sweep(result: Any, ghost: Any) -> str:
    title = "Mean ± standard deviation"
    axes = Axes((0, 1), OUTPUT_RANGE, BOX, title, ("rate", ""))
    rates = np.arange(len(result.sweep)) * 0.05
    mean, std, whole = result.sweep.T
    band = _band(axes, rates, mean - std, mean + std)
    lines = [svg.line(axes, rates, mean, MASKS), svg.line(axes, rates, whole, WHOLE)]
    if ghost is not None and not np.array_equal(ghost.sweep, result.sweep):
        lines.insert(0, svg.line(axes, rates, ghost.sweep[:, 0], svg.GHOST))
    here = svg.rule(axes, x=result.state["rate"])
    dot = svg.points(axes, result.state["rate"], result.outputs.mean(), MASKS, 5)
    return _panel(axes, title, svg.clip(axes, band, here, *lines, dot))


def _band(axes: Axes, x: np.ndarray, low: np.ndarray, high: np.ndarray) -> str:
    across = np.concatenate([axes.x(x), axes.x(x)[::-1]]).tolist()
    up = np.concatenate([axes.y(high), axes.y(low)[::-1]]).tolist()
    corners = " ".join([f"{px:.1f},{py:.1f}" for px, py in zip(across, up, strict=True)])
    return f'<polygon points="{corners}" fill="{MASKS.colour}" fill-opacity="0.18"/>'


def _lines(result: Any) -> list[Line]:
    state, off = result.state, dropped(result)
    which = f"Training, mask {state['mask']}" if state["training"] else "Inference"
    gone = f"{len(off)} of 12 neurons dropped ({', '.join(off)})" if off else "no neuron is dropped"
    hand = f" By hand: {', '.join(state['by_hand'])}." if state["by_hand"] else ""
    mean, std, error = result.outputs.mean(), result.outputs.std(), error_of_mean(result)
    masks = f"200 masks: mean {number(mean)} ± {number(error, 2)} (standard error), standard deviation {number(std)}."
    return [
        Line(f"{which}: {gone}; output {number(result.output)}.{hand}"),
        Line(_expectation(result)),
        Line(f"{masks} Inference: {number(result.deterministic)}."),
        Line(_verdict(result)),
    ]


def _expectation(result: Any) -> str:
    rate, (train, infer) = result.state["rate"], result.factors
    keep = f"(1 − {number(rate)})"
    if result.state["scaling"] == "inverted":
        return f"Scale 1 / {keep} = {number(train)} in training: expectation {keep} · {number(train)} = 1 of the value."
    if result.state["scaling"] == "at inference":
        return f"Expectation in training {number(1 - rate)} of the value; at inference times {keep} = {number(infer)}."
    share = number(1 - rate)
    return f"Nothing is rescaled: expectation in training {share} of the value, at inference 1 of it."


def _verdict(result: Any) -> str:
    gap = result.expectation - result.deterministic
    every = f"All 4096 masks, each by its probability, give {number(result.expectation)}"
    if abs(gap) <= EQUAL * max(1, abs(result.deterministic)):
        return f"{every}, exactly the inference."
    missed = f"{every}, {number(abs(gap), 3)} {'more' if gap > 0 else 'less'} than inference"
    if result.state["scaling"] == "none":
        return f"{missed}: nothing makes up for the values that are missing in training."
    return f"{missed}: one layer's mean is exact, but what follows it is not linear."


def _formula(result: Any) -> str:
    factor = result.factors[0 if result.state["training"] else 1]
    place = int(np.argmax(np.abs(result.before["a"])))
    value, keep = result.before["a"][place], int(result.kept["a"][place])
    scale = f" · {number(factor)}" if factor != 1 else ""
    passed = number(result.passed["a"][place])
    if not result.state["training"] and factor == keep == 1:
        return f"a<sub>{place + 1}</sub> passes on its value, <b>{passed}</b>"
    mask = "m" if result.state["training"] else "1"
    rule = (
        f"a · {mask}" + {"inverted": " / (1 − rate)", "at inference": " · (1 − rate)", "none": ""}[_factor_of(result)]
    )
    return f"a<sub>{place + 1}</sub> passes on {rule} = {number(value)} · {keep}{scale} = <b>{passed}</b>"


def _factor_of(result: Any) -> str:
    """Return the scaling that changes the pass shown."""
    scaling, training = result.state["scaling"], result.state["training"]
    return scaling if training == (scaling == "inverted") else "none"


def _keras(result: Any) -> str:
    layer = f"keras.layers.Dropout({result.state['rate']:g})(a, training={result.state['training']})"
    return layer if result.state["scaling"] == "inverted" else f"{layer}  # Keras has the inverted form alone"


def _notes(result: Any) -> list[str]:
    empty = [name for name, mask in result.kept.items() if not mask.any()]
    if not empty:
        return []
    return [f"Every neuron of layer {' and '.join(empty)} is dropped: nothing of the input reaches the output."]


def _rows(result: Any) -> list[tuple]:
    rows = []
    for name, values in result.before.items():
        means = result.expected[0] if name == "a" else [None] * len(values)
        inference = result.expected[1] if name == "a" else [None] * len(values)
        columns = (values, result.kept[name], result.passed[name], means, inference)
        for i, row in enumerate(zip(*columns, strict=True), 1):
            rows.append((f"{name}{i}", *("" if cell is None else float(cell) for cell in row)))
    return rows
