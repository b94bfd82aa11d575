"""The words of the batch normalization explorer: readout, warnings, formula and Keras' calls."""

import math
from typing import Any

from widgets.svg import Style, number
from widgets.view import Line

LEFT_OVER = 0.05  # share of the start in the moving statistics, above which inference is too early


def left_over(momentum: float, step: int) -> float:
    """Return how much of the moving statistics is still the start, mean 0 and variance 1: momentum to the step.

    Example:
        >>> round(left_over(0.99, 100), 3), left_over(0.0, 0), left_over(1.0, 300)
        (0.366, 1.0, 1.0)
    """
    return float(momentum) ** step


def steps_needed(momentum: float) -> int | None:
    """Return after how many steps less than LEFT_OVER of the start is left; None for never.

    Example:
        >>> steps_needed(0.99), steps_needed(0.0), steps_needed(1.0)
        (299, 1, None)
    """
    if momentum in (0, 1):
        return 1 if momentum == 0 else None
    return math.ceil(math.log(LEFT_OVER) / math.log(momentum))


def lines(result: Any, before: Style, after: Style, moving: Style) -> list[Line]:
    """Return the readout, each line with the look of its series."""
    state, (mean, variance) = result.state, result.moving[-1]
    share = left_over(state["momentum"], state["step"])
    truth = f"population {number(state['shift'])} and {number(state['scale'] ** 2)}"
    batch = f"mean {number(result.inputs.mean())}, variance {number(result.inputs.var())} ({truth})"
    error = number(state["scale"] / math.sqrt(state["batch_size"]), 3)
    now = f"mean {number(mean)}, variance {number(variance)}; {share:.1%} of them is still the start, 0 and 1"
    mode = "training=True, by the batch's statistics" if state["training"] else "training=False, by the moving ones"
    out = f"mean {number(round(result.outputs.mean(), 9))}, standard deviation {number(result.outputs.std())}"
    return [
        Line(f"Batch of {state['batch_size']}: {batch}. Batch means scatter by {error}.", before),
        Line(f"Moving statistics after {state['step']} step{'s' * (state['step'] != 1)}: {now}.", moving),
        Line(f"Outputs, {mode}: {out}.", after),
        Line(_tracked(result)),
    ]


def _tracked(result: Any) -> str:
    outputs = result.tracked_outputs
    low, high, spread = number(outputs.min(), 3), number(outputs.max(), 3), number(outputs.std(), 3)
    noise = f"as {low} to {high} in training, depending on the others in its batch (standard deviation {spread})"
    settled = number(_transformed(result, result.tracked, *result.moving[-1]), 3)
    return f"The input {number(result.tracked)} comes out {noise}, always as {settled} at inference."


def _transformed(result: Any, x: float, mean: float, variance: float) -> float:
    return result.state["gamma"] * (x - mean) / math.sqrt(variance + result.epsilon) + result.state["beta"]


def notes(result: Any) -> list[str]:
    """Return the warnings that this state deserves."""
    state, said = result.state, []
    if state["batch_size"] == 1 and state["training"]:
        said.append("A batch of one is its own mean: x − μ is 0 and every output is β, whatever the input was.")
    if state["batch_size"] == 1 and not state["training"] and state["step"]:
        said.append(
            "Batches of one have variance 0, so the moving variance shrinks towards 0 and inference divides by it."
        )
    if not state["training"] and left_over(state["momentum"], state["step"]) > LEFT_OVER:
        said.append(_too_early(result))
    return said


def _too_early(result: Any) -> str:
    state = result.state
    share = left_over(state["momentum"], state["step"])
    meant = f"in place of {number(state['beta'])} and {number(state['gamma'])}"
    deviation = state["gamma"] * state["scale"] / math.sqrt(result.moving[-1][1] + result.epsilon)
    mean = _transformed(result, state["shift"], *result.moving[-1])
    needed = steps_needed(state["momentum"])
    cure = f"Train for {needed} steps or more, or lower the momentum." if needed else "Momentum 1 never learns them."
    return (
        f"Inference before the moving statistics have converged: {share:.0%} of them is still the start, mean 0 and "
        f"variance 1. The population comes out with mean {number(mean, 3)} and standard deviation "
        f"{number(deviation, 3)} {meant}. {cure}"
    )


def formula(result: Any) -> str:
    """Return HTML: the transform of the tracked input and the last update, with this moment's numbers."""
    state, (mean, variance) = result.state, result.used
    x, y = result.tracked, _transformed(result, result.tracked, *result.used)
    above = f"({number(x)} − {number(mean, 3)})".replace("− −", "+ ")
    share = f"{number(state['gamma'])} · {above} / √({number(variance, 3)} + 0.001)"
    whole = f"{share} + {number(state['beta'])} = <b>{number(y, 3)}</b>".replace("+ −", "− ")
    return f"y = γ (x − μ) / √(σ² + ε) + β = {whole}{_update(result)}"


def _update(result: Any) -> str:
    if result.state["step"] == 0:
        return ""
    old, new = result.moving[-2:, 0]
    batch, momentum = result.batch_means[result.state["step"] - 1], result.state["momentum"]
    kept = f"{number(momentum)} · {number(old, 3)} + {number(1 - momentum)} · {number(batch, 3)}".replace("+ −", "− ")
    return f"<br>moving mean ← momentum · old + (1 − momentum) · batch mean = {kept} = <b>{number(new, 3)}</b>"


def keras_lines(result: Any) -> str:
    """Return the Keras code that builds the layer and calls it as shown."""
    state = result.state
    learned = [
        f"{name}_initializer=keras.initializers.Constant({state[name]:g})"
        for name, usual in (("gamma", 1), ("beta", 0))
        if state[name] != usual
    ]
    arguments = ", ".join([f"momentum={state['momentum']:g}", *learned])
    return f"layer = keras.layers.BatchNormalization({arguments}); y = layer(x, training={state['training']})"
