"""The explorer of chapter 04: what the first weights make of signals on their way forward and of gradients back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nnkit import activations
from widgets.base import Explorer
from widgets.controls import Choice, ImpossibleSetting, Slider, Whole
from widgets.counters import Counter
from widgets.first_weights import INITIALIZERS, kernel, signals
from widgets.initialization_view import initialization_view
from widgets.own_functions import Unusable, named
from widgets.own_initializers import own_initializers
from widgets.view import View

ACTIVATIONS = ("relu", "leaky_relu", "elu", "selu", "gelu", "tanh", "sigmoid", "linear")
MAX_DEPTH = 50
HEALTHY = 1e3  # a variance that grows or shrinks by less than this, from one end of the net to the other


@dataclass(frozen=True)
class Result:
    """One state of the explorer: plain numbers. Layer 0 is the input.

    Args:
        state: what the controls say.
        weights: of layer 1, shape (width, width).
        outputs: of every layer, shape (depth + 1, N, width).
        forward: variance of the outputs of every layer over examples and units, shape (depth + 1,).
        backward: variance of the gradient in those outputs, shape (depth + 1,); it starts as N(0, 1) at the last layer.
        summed: variance of the weighted sums of layer 1, before the activation.
        verdict: symmetric, vanishing, exploding or healthy.
        own: whether the initializer is the student's.
    """

    state: dict
    weights: np.ndarray
    outputs: np.ndarray
    forward: np.ndarray
    backward: np.ndarray
    summed: float
    verdict: str
    own: bool


def compute(state: dict, own: dict[str, Callable]) -> Result:
    """Return what the weights of this state make of N(0, 1) inputs; `own` holds the student's initializers.

    Raises:
        ImpossibleSetting: if the student's own cannot be used; the sentence says why.
    """
    chosen = own.get(state["initializer"]) or INITIALIZERS[state["initializer"]]
    layers = range(1, state["depth"] + 1)
    try:
        kernels = [state["gain"] * kernel(chosen, state["width"], state["seed"], layer) for layer in layers]
    except Unusable as fault:
        raise ImpossibleSetting(str(fault)) from fault
    inputs, gradient = signals(state["width"], state["seed"])
    with np.errstate(all="ignore"):
        outputs, sums, gradients = through(kernels, activations.get(state["activation"]), inputs, gradient)
        forward, backward = outputs.var(axis=(1, 2)), gradients.var(axis=(1, 2))
    verdict = judge(outputs, forward, backward)
    own_one = state["initializer"] in own
    return Result(state, kernels[0], outputs, forward, backward, float(sums[0].var()), verdict, own_one)


def through(kernels: list, f: activations.Activation, inputs: np.ndarray, gradient: np.ndarray) -> tuple:
    """Return outputs, weighted sums and gradients of dense layers a = f(a W) without bias, one after the other.

    Args:
        kernels: W of each layer.
        f: the activation of all of them.
        inputs: of the first layer, shape (N, width).
        gradient: in the outputs of the last layer, shape (N, width).

    Returns:
        Arrays of the shapes (depth + 1, N, width), (depth, N, width) and (depth + 1, N, width).
    """
    outputs, sums, gradients = [inputs], [], [gradient]
    for weights in kernels:
        sums.append(outputs[-1] @ weights)
        outputs.append(f(sums[-1]))
    for weights, z in zip(reversed(kernels), reversed(sums), strict=True):
        gradients.append(f.backward(z, gradients[-1]) @ weights.T)
    return np.array(outputs), np.array(sums), np.array(gradients[::-1])


def judge(outputs: np.ndarray, forward: np.ndarray, backward: np.ndarray) -> str:
    """Return in a word how the net starts; where forward and backward differ, the gradients decide."""
    if np.ptp(outputs[1], axis=1).max() == 0:
        return "symmetric"
    if not np.isfinite([*forward, *backward]).all():  # only what has grown beyond all numbers becomes NaN
        return "exploding"
    for change in (backward[0] / backward[-1], forward[-1] / forward[0]):
        if change > HEALTHY:
            return "exploding"
        if change < 1 / HEALTHY:
            return "vanishing"
    return "healthy"


class InitializationExplorer(Explorer):
    """A deep net at its first step: histogram of every layer, variance of signals and gradients layer by layer.

    Args:
        initializers: label -> an initializer of your own, f(shape, rng) -> array of that shape; it is then among those
            to choose from, and the first one is shown.
        **start: values of controls at the start: initializer, gain, activation, width, depth, seed.

    Example:
        >>> explorer = InitializationExplorer(initializer="he_normal", activation="relu")
        >>> explorer.values["verdict"], explorer.set(gain=0.5).values["verdict"]
        ('healthy', 'vanishing')

    Taught in: 04 initialization
    """

    question = "How large must the first weights be for signals to survive thirty layers?"
    main = "gain"
    presets: ClassVar[dict[str, dict]] = {
        "Zeros: symmetric": {"initializer": "zeros", "activation": "sigmoid"},
        "Vanishing": {"initializer": "normal 0.01", "activation": "tanh"},
        "Exploding": {"initializer": "normal 1", "activation": "relu"},
        "Saturated: gradients explode": {"initializer": "normal 1", "activation": "tanh"},
        "Good: He and ReLU": {"initializer": "he_normal", "activation": "relu"},
        "Good: Glorot and tanh": {"initializer": "glorot_uniform", "activation": "tanh"},
        "A fifth too large": {"initializer": "he_normal", "activation": "relu", "gain": 1.2, "depth": 50},
    }

    def __init__(self, initializers: Any = (), **start: Any):
        given = named(initializers)
        self._given = {label: f for label, f in given.items() if f is not label}
        self.own = own_initializers(given, INITIALIZERS)
        if given and not self.own:
            start.setdefault("initializer", next(iter(given)))
        usual = next(iter(self.own), "glorot_uniform")
        again = (("Re-draw", 1),)
        self.controls = (
            Choice("initializer", "initializer", usual, "Where weights come from.", (*self.own, *INITIALIZERS)),
            Slider("gain", "scale of the weights, ×", 1.0, "Multiplies every weight.", 0.5, 2, 0.05),
            Choice("activation", "activation", "relu", "Of every layer.", ACTIVATIONS),
            Whole("depth", "depth (layers)", 30, "How many layers follow each other.", 1, MAX_DEPTH),
            Whole("width", "width (units a layer)", 64, "Inputs and outputs of every layer.", 8, 128),
            Counter("seed", "seed", 0, "Draws other weights and inputs.", 0, 99, buttons=again, around=True),
        )
        super().__init__(**start)

    def compute(self, state: dict) -> Result:
        """Return the numbers of this state."""
        return compute(state, self.own)

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the four pictures and their words."""
        return initialization_view(result, ghost, HEALTHY)

    def arguments(self) -> list[str]:
        """Return the student's own initializers as code."""
        pairs = [f'"{label}": {getattr(f, "__name__", repr(f))}' for label, f in self._given.items()]
        return ["initializers={" + ", ".join(pairs) + "}"] if pairs else []
