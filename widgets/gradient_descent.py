"""The explorer of chapter 03: gradient descent on surfaces of one and two coordinates."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit import optimizers
from widgets.base import Explorer
from widgets.controls import Choice, Slider, Whole
from widgets.gradient_descent_view import gradient_descent_view
from widgets.hand import Hand
from widgets.surfaces import SURFACES, X_RANGE, Y_RANGE, Surface
from widgets.view import View

NAMES = tuple(name for name in SURFACES if name != "rosenbrock")
SCANNED = np.linspace(0.02, 1.2, 60)
"""The learning rates whose loss after all steps is drawn."""

FAR = 60.0  # a point this far out, ten times the picture, will not come back
FLAT = 0.005  # length of a gradient that counts as none
LEFT_OVER = 0.3  # share of the way still to go, above which the descent crawls


@dataclass(frozen=True)
class Result:
    """One state of the explorer: plain numbers.

    Args:
        state: what the controls say.
        surface: where it descends.
        path: points visited, the start first, shape (steps + 1, D); NaN or infinite once it has overflowed.
        losses: J at each of them, shape (steps + 1,).
        gradients: of J at each of them, shape (steps + 1, D).
        scan: J after all steps for each learning rate of SCANNED.
        verdict: one of arrives, stays, crawls, oscillates, edge, diverges, on its way.
        edge: the learning rate from which the nearest minimum throws the descent back: 2 (1 + momentum) / curvature.
    """

    state: dict
    surface: Surface
    path: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    scan: np.ndarray
    verdict: str
    edge: float


def descend(surface: Surface, start: np.ndarray, rates: np.ndarray, momentum: float, steps: int) -> np.ndarray:
    """Return the points that gradient descent visits with each learning rate, shape (steps + 1, K, D).

    One optimizer moves all K points at once: with learning rate 1 and the gradient times η it takes the steps that it
    would take with learning rate η.
    """
    sgd = optimizers.SGD(learning_rate=1.0, momentum=momentum)
    params = {"point": np.tile(start, (len(rates), 1))}
    visited = [params["point"].copy()]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            sgd.apply(params, {"point": rates[:, None] * surface.gradient(params["point"])})
            visited.append(params["point"].copy())
    return np.array(visited)


def compute(state: dict) -> Result:
    """Return the descent of this state, and what other learning rates would have reached."""
    surface = SURFACES[state["surface"]]
    start = np.array([state["start_x"], state["start_y"]][: surface.dimensions])
    rates = np.array([state["learning_rate"], *SCANNED])
    visited = descend(surface, start, rates, state["momentum"], state["steps"])
    path = visited[:, 0]
    with np.errstate(all="ignore"):
        losses, gradients = surface.value(path), surface.gradient(path)
        scan = surface.value(visited[-1, 1:])
        verdict = judge(surface, path, losses, gradients)
    curvature = surface.curvatures(surface.nearest_minimum(start))[-1]
    edge = float(2 * (1 + state["momentum"]) / curvature)
    return Result(state, surface, path, losses, gradients, scan, verdict, edge)


def judge(surface: Surface, path: np.ndarray, losses: np.ndarray, gradients: np.ndarray) -> str:
    """Return in a word what the descent does."""
    if np.linalg.norm(gradients[0]) < 1e-9:
        return "stays"
    grows = losses[-1] > losses[0] + 1e-9 and losses[-1] == losses.max()
    if not np.isfinite(path).all() or np.abs(path).max() > FAR or grows:
        return "diverges"
    if abs(losses[-1] - losses[0]) < 1e-9 * max(1, abs(losses[0])):
        return "edge"
    if np.linalg.norm(gradients[-1]) < FLAT:
        return "arrives"
    moves = np.diff(path, axis=0)
    if len(moves) > 1 and np.mean((moves[1:] * moves[:-1]).sum(axis=1) < 0) > 0.5:
        return "oscillates"
    minimum = surface.nearest_minimum(path[-1])
    left = np.linalg.norm(path[-1] - minimum) / np.linalg.norm(path[0] - minimum)
    return "crawls" if left > LEFT_OVER else "on its way"


class GradientDescentExplorer(Explorer):
    """Gradient descent on a curve or a map: the path, the loss at each step, and what other learning rates give.

    The start is chosen by a click on the first picture, by dragging there, or by sliders.

    Args:
        **start: values of controls at the start: surface, start_x, start_y, learning_rate, steps, momentum.

    Example:
        >>> explorer = GradientDescentExplorer(learning_rate=0.3, steps=3)
        >>> [round(point[0], 3) for point in explorer.values["path"]]
        [5.0, 2.0, 0.8, 0.32]

    Taught in: 03 losses
    """

    question = "How long may a step against the gradient be before going downhill leads up?"
    main = "learning_rate"
    controls = (
        Choice("surface", "surface J", "parabola", "What is descended.", NAMES),
        Slider("learning_rate", "learning_rate η", 0.3, "Length of a step per unit of gradient.", 0.01, 1.2, 0.01),
        Whole("steps", "steps", 10, "How many steps are taken.", 1, 100),
        Slider("momentum", "momentum β", 0.0, "Share of the last step that is added to the next.", 0, 0.99, 0.01),
        Slider("start_x", "start x", 5.0, "Where it starts; or click on the first picture.", *X_RANGE, 0.1),
        Slider("start_y", "start y", 2.0, "Where it starts; or click on the first picture.", *Y_RANGE, 0.1),
    )
    presets: ClassVar[dict[str, dict]] = {
        "Converge": {"learning_rate": 0.3},
        "Crawl": {"learning_rate": 0.05},
        "Oscillate": {"learning_rate": 0.9},
        "Edge": {"learning_rate": 1.0},
        "Diverge": {"learning_rate": 1.1},
        "Wrong valley": {"surface": "wells", "learning_rate": 0.05, "steps": 50},
        "Ravine": {"surface": "ravine", "learning_rate": 0.9, "steps": 50, "start_y": 2.5},
        "Ravine with momentum": {
            "surface": "ravine", "learning_rate": 0.9, "steps": 50, "start_y": 2.5, "momentum": 0.7,
        },
        "Saddle": {"surface": "saddle", "learning_rate": 0.3, "steps": 20, "start_y": 0.0},
        "Two minima": {"surface": "two minima", "start_x": 0.4, "start_y": 2.0, "learning_rate": 0.5, "steps": 30},
    }  # fmt: skip

    def __init__(self, **start):
        super().__init__(**start)
        self.hand = Hand()
        self.hand.observe(self._taken, "grip")
        self.children = (*self.children, self.hand)

    def compute(self, state: dict) -> Result:
        """Return the descent of this state."""
        return compute(state)

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the four pictures and their words."""
        return gradient_descent_view(result, ghost, SCANNED)

    def hidden(self, state: dict) -> set[str]:
        """Return the second coordinate of the start on a surface of one."""
        return {"start_y"} if SURFACES[state["surface"]].dimensions == 1 else set()

    def _taken(self, change) -> None:
        """Move the start to where the hand is; a drag leaves one ghost."""
        grip = change["new"]
        start = {"start_x": round(grip["x"], 1)}
        if SURFACES[self.state["surface"]].dimensions == 2:
            start["start_y"] = round(grip["y"], 1)
        self._remember(f"press {grip['stroke']}")
        self._assign(start)
        self.redraw()
