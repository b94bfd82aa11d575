"""LSTM cells whose weights were set by hand, so that one can see what each gate is for.

Inputs are one-hot for A, B and R; "." is zeros. A gate's weighted sum is ±6 or beyond, so that it is open or closed.
"""

from functools import cache

import numpy as np

from nnkit.layers import LSTM
from widgets.svg import number
from widgets.symbols import vectors

SYMBOLS = vectors("ABR")
OPEN = 6.0  # sigmoid(6) = 0.9975
GATES = ("input", "forget", "candidate", "output")
CELLS = ("first", "count")
UNIT_NAMES = {"first": ("memory", "latch"), "count": ("counter",)}
CLEAR = 0.3  # a hidden state nearer to 0 says neither A nor B

# For each unit and gate: weights of A, B and R, and the bias. The memory's and the counter's forget bias is the slider.
_INPUT_WEIGHTS = {
    "first": (
        {"input": (12, 12, 0, -6), "forget": (0, 0, -16, OPEN), "candidate": (-4, 4, 0, 0), "output": (0, 0, 0, OPEN)},
        {"input": (12, 12, 0, -6), "forget": (0, 0, -16, 8), "candidate": (0, 0, 0, 4), "output": (0, 0, 0, OPEN)},
    ),
    "count": (
        {"input": (0, 0, 0, OPEN), "forget": (0, 0, -16, OPEN), "candidate": (0, 4, 0, 0), "output": (0, 0, 0, OPEN)},
    ),
}
_LATCH_CLOSES = -24.0  # weight from the latch's hidden state to the memory's input gate


@cache
def hand_set(name: str) -> LSTM:
    """Return the cell "first" or "count".

    "first" keeps the first A or B (−1 or +1) in its memory: its latch, full once a symbol has come, closes the input
    gate of the memory. "count" adds 1 for each B. R closes the forget gates of both: they start anew.
    """
    units = _INPUT_WEIGHTS[name]
    layer = LSTM(len(units), return_sequences=True, name=name).build((None, None, 3), rng=0)
    columns = np.array([[unit[gate] for unit in units] for gate in GATES], float).reshape(-1, 4)  # gates of all units
    recurrent = np.zeros((len(units), 4 * len(units)))
    if name == "first":
        recurrent[1, 0] = _LATCH_CLOSES
    layer.set_weights([columns[:, :3].T, recurrent, columns[:, 3]])
    return layer


def with_forget_bias(layer: LSTM, forget_bias: float, hand: bool) -> LSTM:
    """Return a copy of the layer with another forget bias.

    Args:
        layer: built; not changed.
        forget_bias: of the first unit of a cell set by hand (the latch keeps its own); else the mean over all units,
            whose differences stay.
        hand: whether the cell was set by hand.
    """
    copy = LSTM.from_config(layer.get_config()).build((None, *layer.built_shape[1:]), rng=0)
    copy.set_weights(layer.get_weights())
    forget = copy.params["bias"][layer.units : 2 * layer.units]
    if hand:
        forget[0] = forget_bias
    else:
        forget += forget_bias - forget.mean()
    return copy


def answer(name: str, sequence: str, cell: np.ndarray, hidden: np.ndarray) -> tuple[str, bool | None]:
    """Return what a cell set by hand says at the end beside what is right, in words, and whether the two agree.

    Args:
        name: "first" or "count".
        sequence: the symbols.
        cell: cell state of the first unit after the last step.
        hidden: its hidden state.
    """
    part = sequence[sequence.rfind("R") + 1 :]
    since = " since the last R" if "R" in sequence else ""
    if name == "count":
        count, said = part.count("B"), float(cell)
        right = round(said) == count
        verdict = "right" if right else "wrong"
        return f"B came {count} times{since}; the last cell is {number(said, 3)}: {verdict}.", right
    letters = [symbol for symbol in part if symbol in "AB"]
    if not letters:
        return f"No A or B came{since}: there is nothing to remember.", None
    value = float(hidden)
    said = "neither" if abs(value) < CLEAR else "B" if value > 0 else "A"
    right = said == letters[0]
    verdict = "right" if right else "forgotten" if said == "neither" else "wrong"
    words = f"The first symbol{since} was {letters[0]}; the last hidden state is {number(value, 3)}, says {said}"
    return f"{words}: {verdict}.", right
