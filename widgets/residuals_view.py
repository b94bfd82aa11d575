"""The four pictures of the residual explorer; pure functions of the computed numbers."""

import math
from typing import Any

import numpy as np

from widgets import svg
from widgets.residuals_words import formula, keras_lines, lines, notes
from widgets.svg import Axes, Style, number
from widgets.view import View

SIZE = (324, 222)
BOX = (46, 32, 268, 152)
CHOSEN, OTHER = svg.style(0), Style(svg.COLOURS[1], "3 2", 1.3)
BRANCH, SHORTCUT = Style(svg.COLOURS[4], "", 2.2), Style(svg.COLOURS[2], "", 2.8)
SIZES = (1e-9, 1e9)
SIZE_TICKS = ((1e-9, "≤10⁻⁹"), *((10.0**e, svg.power_of_ten(e)) for e in (-6, -3, 0, 3, 6)), (1e9, "≥10⁹"))
VARIANCES = (1e-12, 1e12)
VARIANCE_TICKS = ((1e-12, "≤10⁻¹²"), *((10.0**e, svg.power_of_ten(e)) for e in (-8, -4, 0, 4, 8)), (1e12, "≥10¹²"))


def residuals_view(result: Any) -> View:
    """Return the view of a `Result` of widgets.residuals."""
    net, other = result.chosen, result.other
    numbers = zip(
        *(part.tolist() for part in (net.gradients, other.gradients, net.outputs, other.outputs)), strict=True
    )
    on = result.state["shortcut"]
    names = ("with shortcut", "without") if on else ("without shortcut", "with")
    return View(
        pictures=[_gradients(result), _outputs(result), _block(result), _paths(result)],
        lines=lines(result, CHOSEN, OTHER),
        formula=formula(result),
        keras=keras_lines(result.state),
        notes=notes(result),
        values={
            "gradient": float(net.gradients[0]),
            "other_gradient": float(other.gradients[0]),
            "gradients": net.gradients.tolist(),
            "variances": net.outputs.tolist(),
            "other_variance": float(other.outputs[-1]),
            "alike": net.alike,
        },
        header=("after block", *(f"{what}, {name}" for what in ("gradient", "variance") for name in names)),
        rows=[(str(i), *row) for i, row in enumerate(numbers)],
    )


def _panel(title: str, *marks: str) -> str:
    return svg.figure(SIZE, *marks, title=title, description=f"{title}; numbers in the text below.")


def _names(result: Any) -> list[tuple[str, Style]]:
    names = ("with shortcut", "without shortcut")
    pair = names if result.state["shortcut"] else names[::-1]
    return list(zip(pair, (CHOSEN, OTHER), strict=True))


def _gradients(result: Any) -> str:
    title = "Size of the gradient after each block"
    count = len(result.chosen.gradients)
    axes = Axes(
        (-0.6, count - 0.4), SIZES, BOX, title, ("block (0: the input)", ""), (False, True), (None, SIZE_TICKS),
        (False, True),
    )  # fmt: skip
    places, net, other = np.arange(count), result.chosen.gradients, result.other.gradients
    names = [f"after block {i}: {number(v)}" for i, v in enumerate(net)]
    marks = [
        svg.bars(axes, places, np.clip(net, *SIZES), CHOSEN._replace(opacity=0.75), 0.8, SIZES[0], names),
        _stairs(axes, np.clip(other, *SIZES)),
        svg.rule(axes, y=1.0),
    ]
    said = svg.text(BOX[0] + 8, BOX[1] + 46, f"at the input: {number(net[0], 3)}")
    return _panel(
        title, svg.frame(axes), svg.clip(axes, *marks), svg.legend(BOX[0] + 8, BOX[1] + 14, _names(result)), said
    )


def _stairs(axes: Axes, heights: np.ndarray) -> str:
    """Return the outline of bars that stand side by side."""
    edges = np.arange(len(heights) + 1) - 0.5
    return svg.line(axes, np.repeat(edges, 2)[1:-1], np.repeat(heights, 2), OTHER)


def _outputs(result: Any) -> str:
    title = "Variance of the output of each block"
    net, other = result.chosen.outputs, result.other.outputs
    across, labels = (-0.02 * len(net), 1.02 * max(len(net) - 1, 2)), ("block (0: the input)", "")
    axes = Axes(across, VARIANCES, BOX, title, labels, (False, True), (None, VARIANCE_TICKS))
    blocks = np.arange(len(net))
    dotted = sorted({0, *range(0, len(net), math.ceil(len(net) / 10)), len(net) - 1})
    names = [f"after block {i}: {number(net[i])}" for i in dotted]
    marks = [
        svg.line(axes, blocks, np.clip(other, *VARIANCES), OTHER),
        svg.line(axes, blocks, np.clip(net, *VARIANCES), CHOSEN),
        svg.points(axes, dotted, np.clip(net, *VARIANCES)[dotted], CHOSEN, 3.5, names),
    ]
    said = svg.text(BOX[0] + 8, BOX[1] + 46, f"at the output: {number(net[-1], 3)}")
    return _panel(
        title, svg.frame(axes), svg.clip(axes, *marks), svg.legend(BOX[0] + 8, BOX[1] + 14, _names(result)), said
    )


def _block(result: Any) -> str:
    """Return a drawing of the first block with the gradients that come back through its two ways."""
    pre, on = result.state["order"] == "pre-activation", result.state["shortcut"]
    name = "Block 1, and what comes back through it"
    head = f'<g font-weight="600">{svg.text(14, 20, name, size=13)}</g>'
    scale = "" if result.state["scale"] == 1 else f" × {number(result.state['scale'])}"
    steps = ["f", "W₁", "f", f"W₂{scale}"] if pre else ["W₁", "f", f"W₂{scale}"]
    parts = [head, svg.text(12, 142, "x", size=14), *_chain(steps, pre)]
    straight = SHORTCUT if on else Style(svg.MUTED, "2 4", 1, 0.6)
    parts.append(f'<path d="M34 137V64H{_PLUS}V125" {svg.stroke(straight)}/>')
    back, branch, shortcut = result.chosen.gradients[0], result.chosen.branches[0], result.chosen.shortcuts[0]
    by_shortcut = f"gradient through the shortcut: {number(shortcut, 3)}" if on else "no shortcut"
    parts += [
        svg.text(150, 56, by_shortcut, anchor="middle", size=12),
        svg.text(150, 178, f"gradient through the branch: {number(branch, 3)}", anchor="middle", size=12),
        svg.text(150, 202, f"{'both, ' * on}at the input: {number(back, 3)}", anchor="middle", size=12),
    ]
    return _panel(name, *parts)


_PLUS = 236


def _chain(steps: list[str], pre: bool) -> list[str]:
    """Return the boxes of the branch, the plus, and what follows it."""
    parts, gap = [f'<path d="M24 137H{_PLUS - 11}" {svg.stroke(BRANCH)}/>'], 12
    wide = (_PLUS - 25 - 48 - gap * (len(steps) - 1)) / len(steps)
    for i, word in enumerate(steps):
        parts += _box(48 + i * (wide + gap), wide, word)
    after = 300 if pre else 310
    parts.append(f'<path d="M{_PLUS + 11} 137H{after}" {svg.stroke(Style(svg.TEXT, "", 1.5))}/>')
    ring = f'<circle cx="{_PLUS}" cy="137" r="11" fill="{svg.GROUND}" {_edge()}/>'
    parts += [ring, svg.text(_PLUS, 142, "+", anchor="middle", size=16)]
    parts += [] if pre else _box(258, 26, "f")
    parts.append(svg.text(after + 3, 141, "y", size=14))
    return parts


def _box(left: float, wide: float, word: str) -> list[str]:
    area = f'x="{left:.1f}" y="123" width="{wide:.1f}" height="28" rx="4"'
    return [
        f'<rect {area} fill="{svg.GROUND}" {_edge()}/>',
        svg.text(left + wide / 2, 141, word, anchor="middle", size=11 if len(word) < 6 else 9),
    ]


def _edge() -> str:
    return f'stroke="{svg.TEXT}" stroke-width="1.3"'


def _paths(result: Any) -> str:
    title = "Gradient by branches on its path"
    shares = result.paths
    blocks = len(shares) - 1
    top = 1.12 if shares.max() > 0.5 else 0.56
    axes = Axes((-0.6, blocks + 0.6), (0, top), BOX, title, ("branches on the path", ""), lines=(False, True))
    counts = np.array([math.comb(blocks, k) / 2**blocks for k in range(blocks + 1)])
    seen = np.flatnonzero(shares > 5e-4)
    names = [f"{k} branches: {shares[k]:.1%} of the gradient" for k in seen]
    marks = [svg.bars(axes, seen, shares[seen], SHORTCUT, 0.8, names=names)]
    entries = [("share of the gradient²", SHORTCUT)]
    if result.state["shortcut"]:
        marks.append(_stairs(axes, counts))
        entries.append((f"share of the 2{_raised(blocks)} paths", OTHER))
    x = BOX[0] + (72 if result.state["shortcut"] else 30)
    return _panel(title, svg.frame(axes), svg.clip(axes, *marks), svg.legend(x, BOX[1] + 14, entries))


def _raised(exponent: int) -> str:
    return svg.power_of_ten(exponent).removeprefix("10")
