"""The words of the residual explorer: readout, warnings, formula and Keras' calls."""

from typing import Any

import numpy as np

from widgets.first_weights import keras_initializer
from widgets.svg import Style, number, power_of_ten
from widgets.view import Line

SMALL, LARGE = 1e-3, 1e3  # a gradient that shrinks or grows beyond these has vanished or exploded
ALIKE = 0.99  # mean cosine from which outputs of different inputs can no longer be told apart


def lines(result: Any, chosen: Style, other: Style) -> list[Line]:
    """Return the readout, each line with the look of its net."""
    blocks, on = result.state["blocks"], result.state["shortcut"]
    layers = f"{2 * blocks} layers in {blocks} block{'s' * (blocks > 1)}"
    names = ("With shortcut", "Without shortcut") if on else ("Without shortcut", "With shortcut")
    mean = float(result.paths @ np.arange(blocks + 1))
    paths = f"On average the gradient at the input has come through {number(mean, 3)} of {blocks} branches"
    return [
        Line(f"{names[0]}, {layers}: {_net(result.chosen)}.", chosen),
        Line(f"{names[1]}: {_net(result.other)}.", other),
        Line(f"{paths}." if on else f"{paths}: there is one path, through all of them."),
    ]


def _net(net: Any) -> str:
    gradient, variance = net.gradients[0], net.outputs[-1]
    alike = "outputs are 0" if np.isnan(net.alike) else f"mean cosine between two outputs {number(round(net.alike, 3))}"
    size = f"gradient at the input {number(gradient, 3)} times that at the output ({fate(gradient)})"
    return f"{size}; output variance {number(variance, 3)}; {alike}"


def fate(gradient: float) -> str:
    """Return in a word what became of a gradient that started as 1.

    Example:
        >>> fate(1e-8), fate(2.0), fate(1e5)
        ('vanishes', 'keeps its size', 'explodes')
    """
    if gradient < SMALL:
        return "vanishes"
    return "explodes" if gradient > LARGE else "keeps its size"


def notes(result: Any) -> list[str]:
    """Return what this state is easily misread for."""
    state, net, said = result.state, result.chosen, []
    if not state["shortcut"] and fate(net.gradients[0]) == "keeps its size" and net.alike > ALIKE:
        said.append(
            "The gradient has a good size, and yet the net starts badly: every input comes out in the same direction, "
            "so what is left to learn from is hardly there. Size alone is not health."
        )
    if state["scale"] == 0 and not state["shortcut"]:
        said.append("Scale 0 without a shortcut: every block returns 0, and nothing comes through in either direction.")
    return said


def formula(result: Any) -> str:
    """Return HTML: the block's gradient with the numbers of the first block, and the growth of the variance."""
    net, state = result.chosen, result.state
    branch, straight, both = (number(part[0], 3) for part in (net.branches, net.shortcuts, net.gradients))
    pre = state["order"] == "pre-activation"
    inner, slope = ("y = F(x) + x", "") if pre else ("y = f(F(x) + x)", " f′")
    if not state["shortcut"]:
        return f"{inner.replace(' + x', '')}: no 1 beside the slope F′; ‖∂J/∂x‖ = {branch} at block 1{_growth(result)}"
    sides = f"√({straight}² + {branch}²) = {number(float(np.hypot(net.branches[0], net.shortcuts[0])), 3)}"
    measured = f"block 1: {sides} if unrelated, measured <b>{both}</b>"
    return f"{inner}: ∂J/∂x = ∂J/∂y{slope} (1 + F′); {measured}{_growth(result)}"


def _growth(result: Any) -> str:
    outputs, blocks = result.chosen.outputs, result.state["blocks"]
    change = outputs[-1] / outputs[0]
    if not np.isfinite(change) or change == 0:
        return ""
    rate = number(float(change ** (1 / blocks)))
    times = power_of_ten(blocks).removeprefix("10")
    return f"<br>variance × {rate} a block: {rate}{times} = <b>{number(float(change), 3)}</b>"


def keras_lines(state: dict) -> str:
    """Return the Keras code of one block as shown: x comes in, y goes out."""
    activation, plus = f"keras.activations.{state['activation']}", " + x" if state["shortcut"] else ""
    first, last = (_dense(state, scale) for scale in (1, state["scale"]))
    if state["order"] == "pre-activation":
        return f"h = {first}({activation}(x)); y = {last}({activation}(h)){plus}"
    return f"h = {first}(x); y = {activation}({last}({activation}(h)){plus})"


def _dense(state: dict, scale: float) -> str:
    drawn = keras_initializer(state["initializer"], scale)
    return f"keras.layers.Dense({state['width']}, use_bias=False, kernel_initializer={drawn})"
