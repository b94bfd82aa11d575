"""The words of the gradient descent explorer: what happens, why, and the first step with its numbers."""

from typing import Any

import numpy as np

from widgets.svg import number
from widgets.view import Line

SHOWN_POINTS = 6


def place(point: np.ndarray) -> str:
    """Return a point as text: one number, or (x, y)."""
    words = ", ".join(number(value) for value in point)
    return words if len(point) == 1 else f"({words})"


def _listed(values: list[str]) -> str:
    """Return the first values and the last one with arrows between them."""
    if len(values) <= SHOWN_POINTS:
        return " → ".join(values)
    return " → ".join([*values[: SHOWN_POINTS - 1], "…", values[-1]])


def lines(result: Any) -> list[Line]:
    """Return the readout: the points, the losses, and what the descent does."""
    name = "x" if result.surface.dimensions == 1 else "(x, y)"
    steps = result.state["steps"]
    return [
        Line(f"{name}: {_listed([place(point) for point in result.path])} after {steps} step{'s' * (steps > 1)}."),
        Line(f"J: {_listed([number(loss) for loss in result.losses])}."),
        Line(verdict(result)),
    ]


def verdict(result: Any) -> str:
    """Return in a sentence what the descent does."""
    if result.verdict == "stays":
        return _standstill(result)
    if result.verdict == "diverges":
        return _divergence(result)
    end, minimum = result.path[-1], result.surface.nearest_minimum(result.path[-1])
    away = number(float(np.linalg.norm(end - minimum)), 2)
    gradient = number(float(np.linalg.norm(result.gradients[-1])), 2)
    sentences = {
        "edge": "It jumps to and fro for ever: J neither falls nor grows.",
        "oscillates": f"It oscillates: each step overshoots and the next one comes back. {away} from the minimum.",
        "crawls": f"It crawls: the minimum at {place(minimum)} is still {away} away.",
        "on its way": f"It is on its way: the minimum at {place(minimum)} is still {away} away.",
        "arrives": f"It arrives, the gradient is {gradient} long: {_where(result, end, minimum)}",
    }
    return sentences[result.verdict]


def _where(result: Any, end: np.ndarray, minimum: np.ndarray) -> str:
    away = float(np.linalg.norm(end - minimum))
    if away > 0.1:
        return f"yet the nearest minimum is {number(away, 2)} away. This is a place where J curves down: a saddle."
    depth = float(result.surface.value(minimum)) - result.surface.lowest
    if depth < 1e-6:
        return f"the minimum at {place(minimum)} is {number(away, 2)} away."
    return f"the minimum at {place(minimum)}, but another one is deeper by {number(depth, 3)}."


def _standstill(result: Any) -> str:
    curvatures = result.surface.curvatures(result.path[0])
    kind = "a minimum" if curvatures[0] > 0 else "a saddle" if curvatures[-1] > 0 else "a maximum"
    return f"The gradient at the start is 0, so it stays there: {kind}."


def _divergence(result: Any) -> str:
    usable = result.losses[np.isfinite(result.losses)]
    lost = "" if len(usable) == len(result.losses) else f", and is no number from step {len(usable)} on"
    return f"It diverges: J goes from {number(usable[0])} up to {number(usable.max())}{lost}."


def warning(result: Any) -> str:
    """Return the warning about a learning rate that is too large for the surface, or nothing."""
    rate, edge = result.state["learning_rate"], result.edge
    if result.verdict not in ("diverges", "edge") and rate < edge:
        return ""
    beta = result.state["momentum"]
    curvature = number(2 * (1 + beta) / edge)
    reason = f"2 / {curvature} = {number(edge)}" if beta == 0 else f"2 (1 + β) / {curvature} = {number(edge)}"
    side = "above" if rate > edge + 1e-12 else "at" if rate > edge - 1e-12 else "below"
    start = f"The learning rate {number(rate)} is {side} the edge {reason}, set by the largest curvature at the minimum"
    if side == "below":
        return f"{start}; but away from it J curves more, and the steps are too long there."
    if result.verdict == "stays":
        return f"{start}. It stays only because the gradient at the start is 0."
    return f"{start}: {'every step overshoots by as much.' if side == 'at' else 'overshooting grows at every step.'}"


def formula(result: Any) -> str:
    """Return HTML: the rule and the first step with its numbers; with momentum the second one too."""
    rate, beta = number(result.state["learning_rate"]), result.state["momentum"]
    points, gradients = [place(p) for p in result.path[:3]], [place(g) for g in result.gradients[:2]]
    name, slope = ("x", "J′(x)") if result.surface.dimensions == 1 else ("p", "∇J(p)")
    first = f"{points[0]} − {rate} · {_signed(gradients[0])} = <b>{points[1]}</b>"
    if beta == 0:
        return f"{name} ← {name} − η {slope} = {first}"
    rule = f"v ← β v − η {slope}, {name} ← {name} + v"
    if len(points) < 3:
        return f"{rule} &emsp; {first}"
    velocity = _signed(place(result.path[1] - result.path[0]))
    second = f"{points[1]} + {number(beta)} · {velocity} − {rate} · {_signed(gradients[1])} = <b>{points[2]}</b>"
    return f"{rule} &emsp; {first} &emsp; {second}"


def _signed(words: str) -> str:
    return f"({words})" if words.startswith("−") else words
