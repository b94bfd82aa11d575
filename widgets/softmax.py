"""The explorer of softmax and cross-entropy: logits to probabilities, loss and gradient."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnkit import activations, losses
from widgets.base import Explorer
from widgets.controls import ImpossibleSetting, Slider, Vector, Whole
from widgets.softmax_view import SUBSCRIPTS, softmax_view
from widgets.view import View

NINE_LOGITS = (0.2, 0.02, 0.15, 1.3, 0.5, 0.06, 1.1, 0.05, 3.75)
MOST_CLASSES = 10


@dataclass(frozen=True)
class Result:
    """One state of the explorer: plain numbers.

    Args:
        state: what the controls say.
        logits: z + shift, shape (C,).
        target: one-hot, shape (C,).
        probabilities: softmax of logits / temperature, shape (C,).
        loss: cross-entropy in nats.
        gradient: of the loss in the logits, (p − y) / T, shape (C,).
    """

    state: dict
    logits: np.ndarray
    target: np.ndarray
    probabilities: np.ndarray
    loss: float
    gradient: np.ndarray


def compute(state: dict) -> Result:
    """Return probabilities, loss and gradient of this state.

    Raises:
        ImpossibleSetting: if the true class is not one of the classes.
    """
    logits = np.array(state["logits"]) + state["shift"]
    if state["true_class"] >= len(logits):
        raise ImpossibleSetting(
            f"The true class is {state['true_class']}, but {len(logits)} logits make the classes 0 to "
            f"{len(logits) - 1}. Choose one of them."
        )
    target = np.eye(len(logits))[state["true_class"]]
    scaled = logits / state["temperature"]
    cross_entropy = losses.get("categorical_crossentropy", from_logits=True)
    loss = float(cross_entropy(target[None], scaled[None]))
    gradient = cross_entropy.gradient(target[None], scaled[None])[0] / state["temperature"]
    return Result(state, logits, target, activations.softmax(scaled), loss, gradient)


class SoftmaxExplorer(Explorer):
    """Logits as sliders; probabilities, cross-entropy against a chosen class, and the gradient p − y.

    Args:
        **start: values of controls at the start: logits (2 to 10 numbers), true_class, temperature, shift.

    Example:
        >>> explorer = SoftmaxExplorer(logits=[1.0, 1.0], true_class=0)
        >>> explorer.values["probabilities"], round(explorer.values["loss"], 4)
        ([0.5, 0.5], 0.6931)

    Taught in: 02 activations
    """

    question = "What do the logits have to do for the loss to fall, and what does softmax not care about?"
    main = "temperature"
    controls = (
        Whole("true_class", "true class", 0, "The class that is right: y is 1 there.", 0, MOST_CLASSES - 1),
        Slider("temperature", "temperature T", 1.0, "Divides the logits before softmax.", 0.1, 10, 0.1),
        Slider("shift", "shift c, added to all", 0.0, "Softmax does not change under it.", -5, 5, 0.1),
        Vector(
            "logits", "logits z", (2.0, 1.0, -0.5, 0.2), "The score of one class before softmax.", -5, 5, 0.01,
            (2, MOST_CLASSES), lambda i: "z" + str(i).translate(SUBSCRIPTS),
        ),
    )  # fmt: skip
    presets: ClassVar[dict[str, dict]] = {
        "Nine logits": {"logits": NINE_LOGITS, "true_class": 8},
        "Undecided": {"logits": (1.0, 1.0, 1.0, 1.0), "true_class": 2},
        "Confident and wrong": {"logits": (4.5, 0.0, -1.0, 0.5), "true_class": 2},
        "Hot": {"temperature": 8.0},
        "Cold": {"temperature": 0.2},
        "Shifted": {"shift": 4.0},
    }

    def compute(self, state: dict) -> Result:
        """Return the numbers of this state."""
        return compute(state)

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the four pictures and their words."""
        return softmax_view(result, ghost)
