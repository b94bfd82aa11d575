"""The first explorer of chapter 01: one neuron, its boundary, and the problems it can and cannot solve."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit import activations, data
from widgets.base import Explorer
from widgets.controls import Choice, Slider
from widgets.hand import Hand
from widgets.heat_image import lattice
from widgets.neuron_view import ARROW_REACH, Z_RANGE, arrow, neuron_view, plane
from widgets.svg import Axes
from widgets.view import View

GATES = ("and", "or", "nand", "xor")
DATA = (*GATES, "moons")
NUM_MOONS, MOON_NOISE = 200, 0.15
NUM_CELLS = 49  # points of the surface across and down
ACTIVATIONS = ("step", "sigmoid", "tanh", "relu", "linear")
MOST_WEIGHT, MOST_BIAS = 6.0, 10.0
SUMS = np.append(np.linspace(Z_RANGE[0], 0, 41), np.linspace(1e-9, Z_RANGE[1], 40))  # twice 0: the step is upright


@dataclass(frozen=True)
class Result:
    """One state of the explorer: plain numbers.

    Args:
        state: what the controls say.
        points: the data, shape (N, 2).
        labels: their classes, 0 or 1, shape (N,).
        weights: shape (2,).
        sums: weighted sums w·x + b of the data, shape (N,).
        outputs: activation of the sums, shape (N,).
        predicted: class 1 where the weighted sum is positive, shape (N,).
        z: weighted sum of the chosen input.
        output: activation of z.
        surface: outputs over the plane, shape (NUM_CELLS, NUM_CELLS), row 0 on top.
        curve: z and f(z) of the activation, shape (2, K).
    """

    state: dict
    points: np.ndarray
    labels: np.ndarray
    weights: np.ndarray
    sums: np.ndarray
    outputs: np.ndarray
    predicted: np.ndarray
    z: float
    output: float
    surface: np.ndarray
    curve: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """Whether each point is on the right side, shape (N,)."""
        return self.predicted == self.labels

    @property
    def accuracy(self) -> float:
        """Share of the points on the right side."""
        return float(self.right.mean())


def points_of(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the points and classes of a data set."""
    return data.logic_gate(name) if name in GATES else data.moons(NUM_MOONS, MOON_NOISE, seed=0)


def activation_of(name: str) -> activations.Activation:
    """Return the function f of the neuron; the step of the first neurons is not among those that networks learn by."""
    return activations.get(step if name == "step" else name)


def step(z: np.ndarray) -> np.ndarray:
    """1 where z is positive, else 0: the neuron of McCulloch and Pitts (1943) and Rosenblatt (1958)."""
    return (np.asarray(z) > 0).astype(float)


def compute(state: dict) -> Result:
    """Return what the neuron of this state says about the data, the chosen input and the plane."""
    points, labels = points_of(state["data"])
    weights, b = np.array([state["w1"], state["w2"]]), state["b"]
    f = activation_of(state["activation"])
    sums = points @ weights + b
    z = float(np.array([state["x1"], state["x2"]]) @ weights + b)
    surface = f(lattice(plane(state["data"]), NUM_CELLS) @ weights + b).reshape(NUM_CELLS, NUM_CELLS)
    predicted = (sums > 0).astype(int)
    curve = np.stack([SUMS, f(SUMS)])
    return Result(state, points, labels, weights, sums, f(sums), predicted, z, float(f(np.array(z))), surface, curve)


class NeuronExplorer(Explorer):
    """One neuron with two inputs: its output over the plane, its boundary and how many points it gets right.

    The boundary, its arrow (the weights) and the chosen input can be dragged; sliders do the same.

    Args:
        **start: values of controls at the start: data, activation, w1, w2, b, x1, x2.

    Example:
        >>> explorer = NeuronExplorer(data="and", w1=2, w2=2, b=-3)
        >>> explorer.values["accuracy"], round(explorer.values["output"], 4)
        (1.0, 0.2689)

    Taught in: 01 neurons
    """

    question = "Which problems can one neuron solve, and which can it never?"
    main = "b"
    controls = (
        Choice("data", "data", "and", "What has to be told apart.", DATA),
        Choice("activation", "activation f", "sigmoid", "What becomes of the weighted sum.", ACTIVATIONS),
        Slider("w1", "weight w₁", 1.0, "How much x₁ counts.", -MOST_WEIGHT, MOST_WEIGHT, 0.05),
        Slider("w2", "weight w₂", 1.0, "How much x₂ counts.", -MOST_WEIGHT, MOST_WEIGHT, 0.05),
        Slider("b", "bias b", -0.5, "Shifts the boundary; drag the line.", -MOST_BIAS, MOST_BIAS, 0.05),
        Slider("x1", "input x₁", 1.0, "The input of the formula; drag the cross.", -1.5, 2.5, 0.05),
        Slider("x2", "input x₂", 0.0, "The input of the formula; drag the cross.", -1.75, 2.25, 0.05),
    )
    presets: ClassVar[dict[str, dict]] = {
        "AND": {"data": "and", "w1": 2.0, "w2": 2.0, "b": -3.0},
        "OR": {"data": "or", "w1": 2.0, "w2": 2.0, "b": -1.0},
        "XOR: one is always wrong": {"data": "xor", "w1": 2.0, "w2": 2.0, "b": -1.0},
        "Moons: the best line": {"data": "moons", "w1": 1.15, "w2": -3.85, "b": -0.4},
        "The same line, three times as steep": {"data": "and", "w1": 6.0, "w2": 6.0, "b": -9.0},
        "Without bias": {"data": "and", "w1": 2.0, "w2": 2.0, "b": 0.0},
    }

    def __init__(self, **start):
        super().__init__(**start)
        self.hand = Hand()
        self.hand.observe(self._gripped, "grip")
        self.children = (*self.children, self.hand)

    def compute(self, state: dict) -> Result:
        """Return the numbers of this state."""
        return compute(state)

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the two pictures and their words."""
        return neuron_view(result, ghost)

    def _gripped(self, change) -> None:
        grip = change["new"]
        moved = follow(dict(self.state), grip["name"], np.array([grip["x"], grip["y"]]))
        within = {name: _on_slider(self._by_name[name], value) for name, value in moved.items()}
        self._remember(f"{grip['name']} {grip['stroke']}")
        self._assign(within)
        self.redraw()


def follow(state: dict, part: str, at: np.ndarray) -> dict[str, float]:
    """Return the controls that bring a part of the picture to where the hand is.

    The line keeps its slope and goes through the hand (the bias changes); the tip of the arrow goes to the hand (the
    weights change, and the bias so that the line keeps its distance from the middle of the picture); anything else
    moves the chosen input.

    Example:
        >>> follow({"w1": 2.0, "w2": 2.0, "b": -3.0, "data": "and"}, "boundary", np.array([0.5, 0.0]))
        {'b': -1.0}
    """
    weights = np.array([state["w1"], state["w2"]])
    if part in ("boundary", "arrow") and not weights.any():
        return {}  # a message from before both became 0
    if part == "boundary":
        return {"b": -float(weights @ at)}
    if part != "arrow":
        return {"x1": float(at[0]), "x2": float(at[1])}
    return _turned(plane(state["data"]), weights, state["b"], at)


def _turned(axes: Axes, weights: np.ndarray, b: float, at: np.ndarray) -> dict[str, float]:
    """Return the weights and the bias of the arrow whose tip is at the hand.

    Foot and tip lie on a line through the middle of the picture: the tip at (length of the arrow − distance) along the
    weights, where distance is that of the middle from the boundary, negative on the side of class 0.
    """
    middle = np.array([sum(axes.x_range), sum(axes.y_range)]) / 2
    distance = (weights @ middle + b) / np.hypot(*weights)
    foot, tip = arrow(axes, weights, b)
    side = 1.0 if np.hypot(*(tip - foot)) >= distance else -1.0
    out = side * np.hypot(*(at - middle))
    reach = ARROW_REACH * (axes.x_range[1] - axes.x_range[0])
    share = (out + distance) / reach
    if share < 0.02 or out == 0:  # too short to have a direction
        return {}
    share = min(share, MOST_WEIGHT / (MOST_WEIGHT + 2))
    turned = (at - middle) / out * 2 * share / (1 - share)
    return {"w1": float(turned[0]), "w2": float(turned[1]), "b": float(distance * np.hypot(*turned) - turned @ middle)}


def _on_slider(control: Slider, value: float) -> float:
    """Return the nearest value that the slider has."""
    return control.check(min(max(round(value / control.step) * control.step, control.low), control.high))
