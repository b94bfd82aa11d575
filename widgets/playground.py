"""The second explorer of chapter 01: a network that learns before one's eyes, on the student's own kernel."""

import asyncio
import copy
import time
from dataclasses import dataclass
from typing import Any, ClassVar

import ipywidgets as ipw
import numpy as np

from widgets.base import Explorer
from widgets.controls import Choice, Slider, Switch, Whole
from widgets.hand import Hand
from widgets.heat_image import lattice
from widgets.own_points import OwnPoints
from widgets.player import Player
from widgets.playground_trainer import MOST_STEPS, OPTIMIZERS, Trainer
from widgets.playground_view import PLANE, playground_view
from widgets.point_sets import POINT_SETS, train_and_test
from widgets.view import View

PICTURES_A_SECOND = 24  # while it plays, if the machine is fast enough
REST = 0.008  # seconds at least between two pictures, for other cells and the controls
NO_LOOP = "Playing needs the event loop of a notebook's kernel, and there is none. Call advance() for one picture more."
FIRST_STEPS = 400  # the end of the slider of steps before anything is trained
NUM_CELLS = 49  # points of the surface across and down
EVERY_THIRD = slice(None, None, 3)  # of them in the map of a hidden unit
ACTIVATIONS = ("linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu")
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
PENALTIES = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
ONLY_SHOWN = ("steps", "pace", "show_test")  # every other control starts the training anew


FEW_POINTS = {
    "data": "moons", "num_points": 30, "noise": 0.4, "seed": 3, "depth": 3, "width": 8, "steps": 600, "show_test": True,
}  # fmt: skip
"""A large network, few points and much noise: what penalties are for."""


@dataclass(frozen=True)
class Result:
    """One state of the playground: plain numbers and arrays.

    Args:
        state: what the controls say.
        train: (x, y) of all points trained on, the student's own ones too.
        test: (x, y) of the points tested on.
        surface: the network's output over the plane, shape (NUM_CELLS, NUM_CELLS), row 0 on top.
        units: for each hidden layer the outputs of its units over the plane, shape (17, 17, width).
        weights: (kernel, bias) of each layer.
        numbers: train_loss, train_accuracy, test_loss, test_accuracy, penalty.
        curves: steps, train losses, test losses, as far as trained, shape (3, K).
        dead: hidden units whose output is 0 at every point trained on.
        key: what the training depends on; results of the same key are of the same training.
    """

    state: dict
    train: tuple
    test: tuple
    surface: np.ndarray
    units: list[np.ndarray]
    weights: list[tuple[np.ndarray, np.ndarray]]
    numbers: dict[str, float]
    curves: np.ndarray
    dead: int
    key: tuple

    @property
    def diverged(self) -> bool:
        """Whether the weights have left the numbers."""
        return not all(np.isfinite(kernel).all() for kernel, _ in self.weights)


@dataclass(frozen=True)
class Steps(Whole):
    """Optimizer steps; the slider ends where the training has come to, `set(steps=...)` reaches farther."""

    def widget(self) -> ipw.IntSlider:
        """Return a slider over the first steps; the explorer lengthens it."""
        slider = super().widget()
        slider.max = FIRST_STEPS
        return slider

    def positions(self, count: int, value: int) -> tuple[list, int]:
        """Return `count` moments of the training, closer together at its start, and the one nearest to `value`."""
        end = max(FIRST_STEPS, value)
        places = np.unique((np.linspace(0, 1, count) ** 2 * end).round().astype(int)).tolist()
        nearest = int(np.argmin(np.abs(np.array(places) - value)))
        places[nearest] = value
        return places, nearest


def key_of(state: dict) -> tuple:
    """Return what the training depends on."""
    return tuple((name, value) for name, value in state.items() if name not in ONLY_SHOWN)


def new_trainer(state: dict) -> Trainer:
    """Return the untrained network of a state with its data, the student's own points among them."""
    (x, y), test = train_and_test(state["data"], state["num_points"], state["noise"], state["seed"])
    if state["points"]:
        own = np.array(state["points"])
        x, y = np.concatenate([x, own[:, :2]]), np.concatenate([y, own[:, 2].astype(int)])
    return Trainer(state, (x, y), test)


def look(state: dict, trainer: Trainer) -> Result:
    """Return what the network says after `state["steps"]` steps."""
    trainer.seek(state["steps"])
    *hidden, surface = trainer.outputs(_LATTICE)
    units = [layer.reshape(NUM_CELLS, NUM_CELLS, -1)[EVERY_THIRD, EVERY_THIRD].copy() for layer in hidden]
    train, test = (_points(part) for part in (trainer.train, trainer.test))
    dead = 0
    if trainer.train is not None:
        dead = sum(int(np.all(layer == 0, axis=0).sum()) for layer in trainer.outputs(trainer.train[0])[:-1])
    surface = surface.reshape(NUM_CELLS, NUM_CELLS)
    seen = (trainer.weights(), trainer.measure(), trainer.curves())
    return Result(state, train, test, surface, units, *seen, dead, key_of(state))


def _points(part: tuple | None) -> tuple:
    return (np.zeros((0, 2)), np.zeros(0, int)) if part is None else (part[0], part[1].ravel().astype(int))


_LATTICE = lattice(PLANE, NUM_CELLS)


class NetworkPlayground(Explorer):
    """A small network on points in the plane: train, pause, step, go back; every hidden unit has its map.

    Training runs on the notebook's kernel between other cells. `advance(pictures)` does without an event loop what
    playing does in a notebook.

    Args:
        **start: values of controls at the start: data, num_points, noise, seed, depth, width, activation, optimizer,
            learning_rate, l1, l2, pace, steps, show_test, points (a list of (x₁, x₂, class)).

    Example:
        >>> playground = NetworkPlayground(data="xor", depth=1, width=4, learning_rate=0.1)
        >>> playground.advance(5)
        >>> playground.state["steps"], playground.values["train_accuracy"] > 0.9
        (100, True)

    Source: Smilkov et al., Direct-Manipulation Visualization of Deep Networks (TensorFlow Playground), 2016.
    Taught in: 01 neurons
    """

    question = "What do hidden layers add, and what does each of their units see?"
    main = "steps"
    controls = (
        Choice("data", "data", "circles", "What has to be told apart; empty is for points of your own.",
               (*POINT_SETS, "empty")),
        Slider("noise", "noise (std. dev.)", 0.1, "How far the points are shifted.", 0, 0.5, 0.01),
        Whole("num_points", "points to train on", 200, "200 others are there to test on.", 10, 300),
        Whole("depth", "hidden layers", 2, "How many there are.", 0, 6),
        Whole("width", "units in each", 4, "How many units a hidden layer has.", 1, 8),
        Choice("activation", "activation", "tanh", "Of the hidden units.", ACTIVATIONS),
        Choice("optimizer", "optimizer", "adam", "The rule that turns gradients into steps.", OPTIMIZERS),
        Choice("learning_rate", "learning_rate", 0.03, "Size of a step.", RATES),
        Choice("l1", "l1 (penalty on |w|)", 0.0, "Makes weights exactly 0.", PENALTIES),
        Choice("l2", "l2 (penalty on w²)", 0.0, "Keeps weights small.", PENALTIES),
        Whole("seed", "seed", 0, "Other first weights and other points.", 0, 99),
        Choice("pace", "steps a picture", 20, "How far Step and each picture of Play go.", (1, 5, 20, 50, 100)),
        Steps("steps", "steps trained", 0, "Drag back to see an earlier moment.", 0, MOST_STEPS),
        Switch("show_test", "show the test points", False, "Draw them as outlines."),
        OwnPoints("points", "points of your own", (), "Click on the plane."),
    )  # fmt: skip
    presets: ClassVar[dict[str, dict]] = {
        "No hidden layer": {"data": "xor", "depth": 0, "steps": 200},
        "Linear layers": {"data": "xor", "depth": 3, "activation": "linear", "steps": 200},
        "XOR": {"data": "xor", "depth": 1, "width": 4, "learning_rate": 0.1, "steps": 200},
        "Spirals": {"data": "spirals", "depth": 2, "width": 8, "noise": 0.03, "steps": 600},
        "Dead units": {"data": "circles", "depth": 2, "width": 6, "activation": "relu", "optimizer": "sgd",
                       "learning_rate": 3.0, "seed": 1, "steps": 200},
        "Overfits": FEW_POINTS,
        "The same with l2": FEW_POINTS | {"l2": 0.01},
        "The same with l1": FEW_POINTS | {"l1": 0.01},
    }  # fmt: skip

    def __init__(self, **start):
        self._trainer: tuple[tuple, Trainer] | None = None
        self.hand = Hand()
        super().__init__(**start)
        self.player = Player(self._timed_piece, self._need_loop)
        self.player.step.tooltip = "Train for one picture: as many steps as `steps a picture` says"
        self.hand.observe(self._gripped, "grip")
        self.hand.observe(self._seen_or_gone, "shown")
        self.children = (*self.children[:-1], self.player, self.children[-1], self.hand)

    def advance(self, pictures: int = 1) -> None:
        """Train for some pictures, each `pace` steps on, and draw each: what Play does, without an event loop."""
        for _ in range(pictures):
            self._piece()

    def play(self) -> None:
        """Train until paused, between the notebook's other cells."""
        self.player.play.value = True

    def pause(self) -> None:
        """Stop training; what is learned stays."""
        self.player.pause()

    def reset(self) -> None:
        """Stop training and go back to the state at the start."""
        self.pause()
        super().reset()

    def close(self) -> None:
        """Stop training and close all widgets; the notebook's history may keep the rest, so what is large goes."""
        self.player.pause()
        self._trainer = self._ghost = None
        super().close()

    def compute(self, state: dict) -> Result:
        """Return the numbers of this state; trains as far as it needs."""
        key = key_of(state)
        if self._trainer is None or self._trainer[0] != key:
            self._trainer = key, new_trainer(state)
        return look(state, self._trainer[1])

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the four pictures and their words."""
        return playground_view(result, ghost if ghost is not None and ghost.key != result.key else None)

    def hidden(self, state: dict) -> set[str]:
        """Return the controls without meaning: those of hidden layers, or of data, where there are none."""
        layers = {"width", "activation"} if state["depth"] == 0 else set()
        return layers | ({"noise", "num_points", "show_test"} if state["data"] == "empty" else set())

    def set(self, **changes: Any) -> "NetworkPlayground":
        """Move several controls at once; the training starts anew unless only what is shown changes."""
        if changes.keys() - set(ONLY_SHOWN):
            changes.setdefault("steps", 0)
        return super().set(**changes)

    def static_html(self) -> str:
        """Return the explorer as HTML that steps through the training, made with a copy of what is trained so far."""
        kept, self._trainer = self._trainer, copy.deepcopy(self._trainer)
        try:
            return super().static_html()
        finally:
            self._trainer = kept

    # The workings

    def _need_loop(self) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self.pause()
            self._say(NO_LOOP)

    def _timed_piece(self) -> bool:
        begun = time.monotonic()
        more = self._piece()
        self.player.ticker.seconds = max(REST, 1 / PICTURES_A_SECOND - (time.monotonic() - begun))
        return more

    def _piece(self) -> bool:
        state = self.state
        if not self.result.train[0].size:
            self._say("There are no points to train on. Click on the plane to add some, or choose other data.")
            return False
        if self.result.diverged:
            return False  # the note under the picture says why
        step = min(state["steps"] + state["pace"], MOST_STEPS)
        self._assign({"steps": step})
        self.redraw()
        return step < MOST_STEPS and not self.error and not self.result.diverged

    def _assign(self, values: dict) -> None:
        steps = self._widgets["steps"]
        if values.get("steps", 0) > steps.max:
            steps.max = values["steps"]
        super()._assign(values)

    def redraw(self) -> None:
        """Draw the present state; the slider of steps ends where the training has come to."""
        super().redraw()
        farthest = max(FIRST_STEPS, self._trainer[1].farthest, self._widgets["steps"].value) if self._trainer else 0
        if farthest and self._widgets["steps"].max != farthest:
            self._widgets["steps"].max = farthest

    def _remember(self, name: str) -> None:
        if name in ONLY_SHOWN:
            return
        super()._remember(name)
        if name != "set":
            self._assign({"steps": 0})

    def _gripped(self, change) -> None:
        grip = change["new"]
        if change["old"].get("stroke") != grip["stroke"]:  # a point for each press, none for the way of a drag
            self._widgets["points"].add(grip["x"], grip["y"], bool(grip["shift"]))

    def _seen_or_gone(self, change) -> None:
        if not change["new"]:
            self.pause()
