"""The explorer of chapter 09: deep nets with and without shortcuts, block by block."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nnkit import activations
from widgets.base import Explorer
from widgets.controls import Choice, Slider, Switch, Whole
from widgets.counters import Counter
from widgets.first_weights import INITIALIZERS, kernel, signals
from widgets.residuals_net import Block, Run, path_shares, send
from widgets.residuals_view import residuals_view
from widgets.view import View

MAX_BLOCKS = 50
ACTIVATIONS = ("relu", "leaky_relu", "elu", "selu", "tanh", "linear")
DRAWN = ("glorot_uniform", "he_normal", "lecun_normal", "orthogonal")
ORDERS = ("pre-activation", "post-activation")


@dataclass(frozen=True)
class Result:
    """One state of the explorer, and the same net with the shortcut switched over.

    Args:
        state: what the controls say.
        chosen: the net of this state.
        other: the one with shortcuts if this one has none, and the other way round.
        paths: share of the gradient at the input that came along paths through 0 to B branches, taking paths as
            independent, shape (B + 1,).
    """

    state: dict
    chosen: Run
    other: Run
    paths: np.ndarray


def compute(state: dict) -> Result:
    """Return what the nets of this state do to N(0, 1) inputs and to a gradient that starts at their outputs."""
    f, pre, width, seed = (
        activations.get(state["activation"]),
        state["order"] == ORDERS[0],
        state["width"],
        state["seed"],
    )
    drawn, blocks = INITIALIZERS[state["initializer"]], []
    for number in range(1, state["blocks"] + 1):
        first, second = (kernel(drawn, width, seed, 2 * number - end) for end in (1, 0))
        blocks.append(Block(first, state["scale"] * second, f, pre))
    plain, residual = send(blocks, *signals(width, seed))
    chosen, other = (residual, plain) if state["shortcut"] else (plain, residual)
    return Result(state, chosen, other, path_shares(chosen))


class ResidualExplorer(Explorer):
    """Deep nets with and without shortcuts: gradient by block with the other setting as outline, output variance.

    Args:
        **start: values of controls at the start: shortcut, scale, blocks, width, order, activation, initializer, seed.

    Example:
        >>> explorer = ResidualExplorer(scale=0.0, blocks=25)
        >>> explorer.values["gradient"], explorer.set(shortcut=False).values["gradient"]
        (1.0, 0.0)

    Taught in: 09 residuals
    """

    question = "What does a shortcut change for the gradient at the first of fifty layers?"
    main = "scale"
    controls = (
        Switch("shortcut", "shortcut", True, "Add each block's input to its output."),
        Slider("scale", "initial branch scale", 1.0, "Multiplies the last weights of a block.", 0, 2, 0.05),
        Whole("blocks", "depth (blocks)", 25, "How many blocks of two layers follow each other.", 1, MAX_BLOCKS),
        Choice("order", "order", "pre-activation", "Activation before the weights, or after the sum.", ORDERS),
        Choice("activation", "activation", "relu", "Of every layer.", ACTIVATIONS),
        Choice("initializer", "initializer", "glorot_uniform", "Where the weights come from.", DRAWN),
        Whole("width", "width (units a layer)", 64, "Inputs and outputs of every layer.", 8, 128),
        Counter("seed", "seed", 0, "Draws other weights and inputs.", 0, 99, buttons=(("Re-draw", 1),), around=True),
    )
    presets: ClassVar[dict[str, dict]] = {
        "Plain, 50 layers: vanishes": {"shortcut": False},
        "Residual: keeps": {"scale": 0.2, "initializer": "he_normal"},
        "Residual without scale: explodes": {"scale": 1.0, "initializer": "he_normal"},
        "Plain with He: all alike": {"shortcut": False, "initializer": "he_normal"},
        "Scale 0: starts as the identity": {"scale": 0.0, "initializer": "he_normal"},
        "Post-activation: ReLU on the way": {"scale": 0.2, "initializer": "he_normal", "order": "post-activation"},
    }

    def compute(self, state: dict) -> Result:
        """Return the numbers of this state."""
        return compute(state)

    def view(self, result: Result, ghost: Any = None) -> View:
        """Return the four pictures and their words; the ghost is the net with the shortcut switched over."""
        return residuals_view(result)
