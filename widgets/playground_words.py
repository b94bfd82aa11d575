"""The words of the playground: readout, notes, formula, Keras code, table; pure functions of the computed numbers."""

from typing import Any

import numpy as np

from widgets.playground_trainer import MOMENTUM, MOST_STEPS
from widgets.svg import Style, number
from widgets.view import Line

SMALL = 0.01  # a weight below it counts as 0
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
OPTIMIZER_CALLS = {
    "sgd": "keras.optimizers.SGD({rate:g})",
    "momentum": f"keras.optimizers.SGD({{rate:g}}, momentum={MOMENTUM})",
    "rmsprop": "keras.optimizers.RMSprop({rate:g})",
    "adam": "keras.optimizers.Adam({rate:g})",
}


def lines(result: Any, train: Style, test: Style) -> list[Line]:
    """Return the readout."""
    steps, numbers = result.state["steps"], result.numbers
    parameters = sum(kernel.size + bias.size for kernel, bias in result.weights)
    hidden = result.state["depth"] * result.state["width"]
    dead = f"; {result.dead} of {hidden} hidden units are 0 at every point" if result.dead else ""
    found = [Line(f"After {steps} step{'s' * (steps != 1)} of {parameters} parameters{dead}:")]
    for name, words, look in (("train", "trained on", train), ("test", "not seen", test)):
        points = len(getattr(result, name)[0])
        if points:
            share = f"{100 * numbers[f'{name}_accuracy']:.3g} %"
            loss = number(numbers[f"{name}_loss"])
            found.append(Line(f"{name}: loss {loss}, accuracy {share} of {points} points {words}.", look))
    return found


def notes(result: Any) -> list[str]:
    """Return sentences about what stops the training."""
    found, state = [], result.state
    if not len(result.train[0]):
        found.append("There are no points yet: click on the plane to add some, or choose other data.")
    elif len(np.unique(result.train[1])) == 1:
        label = result.train[1][0]
        found.append(f"All points are of class {label}: the network will say class {label} everywhere.")
    if result.diverged:
        found.append(
            f"The weights have grown beyond all numbers: with {state['optimizer']} the learning rate "
            f"{state['learning_rate']:g} is too large here. Choose a smaller one."
        )
    if state["steps"] == MOST_STEPS:
        found.append(f"{MOST_STEPS} steps are the end here. Drag the steps back, or change a setting to start anew.")
    return found


def formula(result: Any) -> str:
    """Return the network as nested functions, its parameters counted, and what is minimized, in numbers."""
    state = result.state
    inner = "x"
    f = "" if state["activation"] == "linear" else f"<i>{state['activation']}</i>"
    for layer in range(1, state["depth"] + 1):
        index = str(layer).translate(SUBSCRIPTS)
        inner = f"{f}(W{index}{inner if layer == 1 else ' ' + inner} + b{index})"
    last = str(state["depth"] + 1).translate(SUBSCRIPTS)
    counts = [f"{kernel.shape[0]}·{kernel.shape[1]} + {len(bias)}" for kernel, bias in result.weights]
    parameters = sum(kernel.size + bias.size for kernel, bias in result.weights)
    network = f"p = σ(W{last}{' ' if state['depth'] else ''}{inner} + b{last}), {' + '.join(counts)} = {parameters}"
    loss, penalty = result.numbers["train_loss"], result.numbers["penalty"]
    rates = [f"{state[name]:g} Σ{power}" for name, power in (("l1", "|w|"), ("l2", "w²")) if state[name]]
    cost = f"−mean ln p(right class) = <b>{number(loss)}</b>"
    if rates:
        cost = f"{cost}, with {' + '.join(rates)} = {number(penalty)} added: <b>{number(loss + penalty)}</b>"
    return f"{network} parameters; minimized: {cost}"


def keras_call(state: dict) -> str:
    """Return the Keras code that builds and compiles the network of a state."""
    penalty = ""
    if state["l1"] or state["l2"]:
        penalty = f", kernel_regularizer=keras.regularizers.L1L2({state['l1']:g}, {state['l2']:g})"
    hidden = f'keras.layers.Dense({state["width"]}, "{state["activation"]}"{penalty})'
    output = f'keras.layers.Dense(1, "sigmoid"{penalty})'
    layers = ", ".join(["keras.Input((2,))", *[hidden] * state["depth"], output])
    optimizer = OPTIMIZER_CALLS[state["optimizer"]].format(rate=state["learning_rate"])
    return f'model = keras.Sequential([{layers}]); model.compile({optimizer}, "binary_crossentropy")'


def table(result: Any) -> tuple[tuple, list]:
    """Return header and rows: the weights of each layer."""
    header = ("layer", "units", "parameters", "mean |w|", "largest |w|", f"|w| < {SMALL}")
    rows = []
    for i, (kernel, bias) in enumerate(result.weights):
        name = "output" if i == len(result.weights) - 1 else f"hidden {i + 1}"
        sizes = np.abs(kernel)
        few = f"{int((sizes < SMALL).sum())} of {kernel.size}"
        rows.append((name, len(bias), kernel.size + len(bias), float(sizes.mean()), float(sizes.max()), few))
    return header, rows
