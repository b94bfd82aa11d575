"""The four pictures of the overfitting explorer, and its words; pure functions of the computed numbers."""

from typing import Any

import numpy as np

from widgets import svg
from widgets.overfitting_fits import DEGREES, GRID, NUM_STEPS, PENALTIES, SCALE, WIDTHS, truth
from widgets.svg import Axes, Style, number
from widgets.view import Line, View

SIZE, BOX = (324, 240), (46, 32, 262, 160)
TRAIN, VALIDATION = svg.style(0), svg.style(1)
TRUTH, FITTED = Style(svg.MUTED, "6 3", 2), Style(svg.COLOURS[2], "", 2.5)
ERRORS = (1e-3, 1e3)
WEIGHTS = (1e-3, 1e5)
EVERY = 3  # one validation point in three is drawn
MOST_BARS = 64
QUARTERS = tuple((x, number(x)) for x in (-1, -0.5, 0, 0.5, 1))
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def overfitting_view(result: Any, ghost: Any) -> View:
    """Return the view of a `Result` of widgets.overfitting; `ghost` is an earlier one or None."""
    third = _by_penalty(result) if result.by_penalty else _while_training(result)
    numbers = {"train": result.fit.train, "validation": result.fit.validation, "penalty": result.fit.penalty}
    return View(
        pictures=[_fit(result, ghost), _by_size(result, ghost), third, _weights(result, ghost)],
        lines=_lines(result),
        formula=_formula(result),
        keras=_keras(result.state),
        notes=_notes(result),
        values={**numbers, "best": result.best, "verdict": result.verdict, "done": result.done},
        header=(_size_name(result), "train error", "validation error", "penalty", "largest |w|"),
        rows=[
            (size, fit.train, fit.validation, fit.penalty, float(np.abs(fit.weights).max()))
            for size, fit in sorted(result.fits.items())
        ],
    )


def _size_name(result: Any) -> str:
    return "degree" if result.state["model"] == "polynomial" else "hidden units"


def _panel(axes: Axes, *marks: str, beside: str = "", words: str = "Numbers in the text below.") -> str:
    parts = (svg.frame(axes), svg.clip(axes, *marks), beside)
    return svg.figure(SIZE, *parts, title=axes.title, description=f"{axes.title}. {words}")


def _fit(result: Any, ghost: Any) -> str:
    axes = Axes((-1, 1), (-2.4, 2.4), BOX, "Fit, truth and points", ("x", "y"), tick_labels=(QUARTERS, None))
    points, marks = result.points, []
    hollow = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="none" stroke="{VALIDATION.colour}" stroke-opacity=".55"/>'
        for x, y in zip(axes.x(points.x_validation[::EVERY]), axes.y(points.y_validation[::EVERY]), strict=True)
    ]
    marks += [*hollow, svg.line(axes, GRID, truth(GRID), TRUTH)]
    if ghost is not None and not np.array_equal(ghost.fit.curve, result.fit.curve):
        marks.append(svg.line(axes, GRID, ghost.fit.curve, svg.GHOST))
    marks += [svg.line(axes, GRID, result.fit.curve, FITTED)]
    marks += [svg.points(axes, points.x, points.y, TRAIN, 4.5 if len(points.x) <= 40 else 3)]
    legend = svg.legend(BOX[0] + 8, BOX[1] + 13, [("fit", FITTED), ("truth sin πx", TRUTH)], 2, 64)
    return _panel(axes, *marks, beside=legend, words="Full dots are fitted, hollow ones only checked.")


def _errors(axes: Axes, at: Any, pairs: list, here: Any) -> list[str]:
    """Return the two lines of errors over `at`, with dots at the place `here`."""
    train, validation = np.clip(np.array(pairs).T, *ERRORS)
    marks = [svg.line(axes, at, train, TRAIN), svg.line(axes, at, validation, VALIDATION)]
    if here in list(at):
        i = list(at).index(here)
        for name, heights, look in (("train", train, TRAIN), ("validation", validation, VALIDATION)):
            tip = [f"{name} error {number(pairs[i][name == 'validation'])}"]
            marks.append(svg.points(axes, here, heights[i], look._replace(dash=""), 5.5, tip))
    return marks


def _noise(axes: Axes, result: Any) -> str:
    """Return the line of the error that even the truth makes."""
    least = result.state["noise"] ** 2
    return svg.rule(axes, y=least, look=TRUTH) if least > ERRORS[0] else ""


def _pairs(fits: dict) -> list[tuple[float, float]]:
    return [(fit.train, fit.validation) for _, fit in sorted(fits.items())]


def _by_size(result: Any, ghost: Any) -> str:
    network = result.state["model"] == "network"
    title, label = ("Error by width", "hidden units") if network else ("Error by degree", "degree")
    sizes = WIDTHS if network else DEGREES
    ticks = tuple((size, str(size)) for size in (WIDTHS if network else DEGREES[::2]))
    span = (0.8, 80) if network else (0.5, 15.5)
    axes = Axes(span, ERRORS, BOX, title, (label, "mean squared error"), (network, True), (ticks, None))
    marks = [_noise(axes, result), svg.rule(axes, x=result.size)]
    if ghost is not None and ghost.state["model"] == result.state["model"] and len(ghost.fits) == len(sizes):
        before = np.clip([fit.validation for _, fit in sorted(ghost.fits.items())], *ERRORS)
        marks.append(svg.line(axes, sizes, before, svg.GHOST))
    marks += _errors(axes, sorted(result.fits), _pairs(result.fits), result.size)
    return _panel(axes, *marks, beside=_legend())


def _legend() -> str:
    names = [("train", TRAIN), ("validation", VALIDATION), ("noise²", TRUTH)]
    return svg.legend(BOX[0] + 8, BOX[1] + 13, names, 2, 90)


def _by_penalty(result: Any) -> str:
    places = [max(l2, 1e-7) for l2 in PENALTIES]  # no penalty stands at the left edge
    ticks = ((1e-7, "0"), *((10.0**e, svg.power_of_ten(e)) for e in (-6, -4, -2, 0)))
    title = f"Error by penalty, degree {result.size}"
    axes = Axes((5e-8, 2), ERRORS, BOX, title, ("l2", "mean squared error"), (True, True), (ticks, None))
    here = max(result.state["l2"], 1e-7)
    marks = [_noise(axes, result), svg.rule(axes, x=here)]
    return _panel(axes, *marks, *_errors(axes, places, _pairs(result.by_penalty), here), beside=_legend())


def _while_training(result: Any) -> str:
    steps, train, validation = result.fit.history
    title = f"Error while training, {result.size} hidden unit{'s' * (result.size > 1)}"
    labels = ("optimizer steps", "mean squared error")
    axes = Axes((0, NUM_STEPS), ERRORS, BOX, title, labels, (False, True))
    pairs = list(zip(train.tolist(), validation.tolist(), strict=True))
    return _panel(axes, _noise(axes, result), *_errors(axes, steps.tolist(), pairs, float(steps[-1])), beside=_legend())


def _weights(result: Any, ghost: Any) -> str:
    sizes = _bars(result)
    polynomial = result.state["model"] == "polynomial"
    title = "Size of the coefficients" if polynomial else "Size of the weights, sorted"
    label = "power of x" if polynomial else f"the largest {len(sizes)}"
    count = DEGREES[-1] if polynomial else max(len(sizes), 6)
    ticks = tuple((i, str(i)) for i in range(1, count + 1, max(2, count // 8)))
    axes = Axes((0.3, count + 0.7), WEIGHTS, BOX, title, (label, "|w|"), (False, True), (ticks, None), (False, True))
    at = np.arange(1, len(sizes) + 1)
    names = [f"{'power' if polynomial else 'number'} {i}: |w| = {number(size)}" for i, size in enumerate(sizes, 1)]
    looks = Style(svg.COLOURS[2], opacity=0.8)
    marks = [svg.bars(axes, at, np.clip(sizes, *WEIGHTS), looks, 0.7, WEIGHTS[0], names)]
    if ghost is not None and ghost.state["model"] == result.state["model"]:
        before = _bars(ghost)
        outline = Style(svg.MUTED, "3 2", 1.2)
        marks.append(svg.bars(axes, np.arange(1, len(before) + 1), np.clip(before, *WEIGHTS), outline, 0.7, WEIGHTS[0]))
    return _panel(axes, *marks, words="On a logarithmic scale.")


def _bars(result: Any) -> np.ndarray:
    sizes = np.abs(result.fit.weights)
    return sizes if result.state["model"] == "polynomial" else np.sort(sizes)[::-1][:MOST_BARS]


def _lines(result: Any) -> list[Line]:
    fit, state, name = result.fit, result.state, _size_name(result)
    points = f"{state['num_points']} points"
    what = f"{name} {result.size}" if name == "degree" else f"{result.size} hidden unit{'s' * (result.size > 1)}"
    if not result.done:
        verdict = f"still training, {int(fit.history[0, -1])} of {NUM_STEPS} steps"
    elif result.size == result.best:
        verdict = f"{result.verdict}; no other {name.removesuffix('s') if name == 'degree' else 'width'} is better"
    else:
        least = f"{number(result.fits[result.best].validation)} with {result.best}"
        verdict = f"{result.verdict}; the least validation error is {least}"
    noise = f"; the truth itself has about {number(state['noise'] ** 2)} (noise²)"
    return [
        Line(f"{what[0].upper()}{what[1:]} on {points}: {verdict}."),
        Line(f"train: mean squared error {number(fit.train)} at the points that were fitted.", TRAIN),
        Line(f"validation: {number(fit.validation)} at {len(result.points.x_validation)} others{noise}.", VALIDATION),
    ]


def _notes(result: Any) -> list[str]:
    state = result.state
    if state["model"] == "polynomial" and state["degree"] >= state["num_points"] and state["l2"] == 0:
        return [
            f"{state['degree'] + 1} coefficients for {state['num_points']} points: endlessly many polynomials go "
            "through all of them. Shown is the one with the smallest coefficients."
        ]
    return []


def _formula(result: Any) -> str:
    fit, state = result.fit, result.state
    total = fit.train + fit.penalty
    cost = f"minimized: mean (y − ŷ)² + {state['l2']:g} Σw² = {number(fit.train)} + {number(fit.penalty)}"
    if state["model"] == "network":
        mask = f" · mask / {1 - state['rate']:g}" if state["rate"] else ""
        return f"ŷ = W₂ (tanh(W₁ · {SCALE:g}x + b₁){mask}) + b₂; {cost} = <b>{number(total)}</b>"
    terms = [number(fit.constant, 3)]
    for power, weight in enumerate(fit.weights[:4], 1):
        sign = "−" if weight < 0 else "+"
        terms.append(f"{sign} {number(abs(weight), 3)} x{str(power).translate(SUPERSCRIPTS) if power > 1 else ''}")
    more = " + …" if len(fit.weights) > 4 else ""
    return f"ŷ = {' '.join(terms)}{more}; {cost} = <b>{number(total)}</b>"


def _keras(state: dict) -> str:
    penalty = f", kernel_regularizer=keras.regularizers.L2({state['l2']:g})" if state["l2"] else ""
    if state["model"] == "polynomial":
        features = f"x[:, None] ** np.arange(1, {state['degree'] + 1})"
        model = f"keras.Sequential([keras.Input(({state['degree']},)), keras.layers.Dense(1{penalty})])"
        return f"features = {features}; model = {model}"
    dropout = f"keras.layers.Dropout({state['rate']:g}), " if state["rate"] else ""
    hidden = f'keras.layers.Dense({state["width"]}, "tanh"{penalty}), '
    before = f"keras.Input((1,)), keras.layers.Rescaling({SCALE:g}), "
    return f"model = keras.Sequential([{before}{hidden}{dropout}keras.layers.Dense(1{penalty})])"
