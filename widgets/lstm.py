"""The explorer of chapter 11: the gates of an LSTM along a sequence, its memory, and the gradient through time."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from nnkit.layers import LSTM
from widgets.base import Explorer
from widgets.controls import Choice, Slider, Whole
from widgets.hand import Hand
from widgets.lstm_cells import CELLS, SYMBOLS, answer, hand_set, with_forget_bias
from widgets.lstm_view import lstm_view
from widgets.reels import Place
from widgets.symbols import MOST_STEPS, Sequence, encode, vectors
from widgets.view import View

YOURS = "yours"
BIAS_RANGE = (-4.0, 8.0)


@dataclass(frozen=True)
class Result:
    """One state of the explorer: plain numbers; `unit` and `step` count from 0.

    Args:
        state: what the controls say.
        sequence: the symbols.
        layer: the cell with this state's forget bias.
        inputs: (T, D), noise included.
        trace: "input", "forget", "candidate", "output", "cell", "hidden" -> (T, units), as `LSTM.trace` gives them.
        unit: the unit shown.
        step: the step shown.
        answer: what the last step says, in words; empty for the student's own layer.
        right: whether it is right; None where nothing is.
    """

    state: dict
    sequence: str
    layer: LSTM
    inputs: np.ndarray
    trace: dict[str, np.ndarray]
    unit: int
    step: int
    answer: str
    right: bool | None

    @cached_property
    def sums(self) -> np.ndarray:
        """Weighted sums of the gates before their activation, (T, 4, units), gates in the order i, f, g, o."""
        weights = self.layer.params
        z = self.inputs @ weights["kernel"] + before(self.trace["hidden"]) @ weights["recurrent_kernel"]
        return (z + weights["bias"]).reshape(len(z), 4, -1)

    @cached_property
    def contributions(self) -> np.ndarray:
        """What each step has left in the last cell of the unit: i · g times all later forget gates; (T,)."""
        unit = self.unit
        return self.direct * self.trace["input"][:, unit] * self.trace["candidate"][:, unit]

    @cached_property
    def direct(self) -> np.ndarray:
        """Product of the forget gates after each step, for the unit; 1 for the last step; (T,)."""
        return np.cumprod(np.append(1.0, self.trace["forget"][:0:-1, self.unit]))[::-1]

    @cached_property
    def gradient(self) -> np.ndarray:
        """Slope of the last cell by the cell after each step, of the unit, along all paths; (T,)."""
        return through_time(self)


def before(states: np.ndarray) -> np.ndarray:
    """Return the state before each step: zeros, then all but the last."""
    return np.concatenate([np.zeros_like(states[:1]), states[:-1]])


def through_time(result: Result) -> np.ndarray:
    """Return d c_T / d c_t of the unit shown, for each step t: back through time from the last cell.

    c_t reaches c_{t+1} directly by the forget gate, and through h_t by all four gates of the next step.
    """
    layer, trace, z = result.layer, result.trace, result.sums
    gate, state = layer.recurrent_activation.derivative, layer.activation.derivative
    written = (trace["candidate"] * gate(z[:, 0]), before(trace["cell"]) * gate(z[:, 1]))  # d c_t / d z of i and f
    read = (trace["input"] * state(z[:, 2]), layer.activation(trace["cell"]) * gate(z[:, 3]))  # of g, and d h_t / d z_o
    slopes, reading = np.stack([*written, *read], axis=1), trace["output"] * state(trace["cell"])
    by_cell, by_hidden, found = np.eye(layer.units)[result.unit], np.zeros(layer.units), []
    for t in reversed(range(len(z))):
        by_cell = by_cell + by_hidden * reading[t]
        found.append(by_cell[result.unit])
        by_sums = np.stack([by_cell, by_cell, by_cell, by_hidden]) * slopes[t]
        by_hidden, by_cell = layer.params["recurrent_kernel"] @ by_sums.ravel(), by_cell * trace["forget"][t]
    return np.array(found[::-1])


def compute(state: dict, own: tuple[LSTM, dict] | None = None) -> Result:
    """Return the run of the cell over the sequence; `own` is the student's layer and its symbols.

    Raises:
        ImpossibleSetting: for a sequence that cannot be read.
    """
    hand = state["cell"] != YOURS
    layer, known = (hand_set(state["cell"]), SYMBOLS) if hand else own
    inputs = encode(state["sequence"], known)
    inputs = inputs + state["noise"] * np.random.default_rng(state["seed"]).standard_normal(inputs.shape)
    layer = with_forget_bias(layer, state["forget_bias"], hand)
    layer.forward(inputs[None])
    trace = {name: values[0] for name, values in layer.trace().items()}
    last = (trace["cell"][-1, 0], trace["hidden"][-1, 0])
    words, right = answer(state["cell"], state["sequence"], *last) if hand else ("", None)
    unit, step = min(state["unit"], layer.units) - 1, min(state["step"], len(inputs)) - 1
    return Result(state, state["sequence"], layer, inputs, trace, unit, step, words, right)


class LSTMExplorer(Explorer):
    """An LSTM cell along a sequence: gates, cell and hidden state, this step's equations, the gradient through time.

    Two cells have weights set by hand: "first" remembers the first A or B, "count" counts B; R resets both. With a
    layer of your own you see what training has made of its gates. `nnkit.layers.LSTM` computes all of it.

    Args:
        layer: your own built `nnkit.layers.LSTM`; `nnkit.model.Network.from_keras` turns one of Keras into it. Default:
            none, the cells set by hand alone.
        symbols: of your layer: a text of letters (one-hot in this order) or a dict letter -> input vector, such as a
            row of an embedding. Default "ABR".
        **start: values of controls at the start: cell ("first", "count", "yours"), sequence, forget_bias, noise,
            step, unit, seed. For your own layer forget_bias is the mean over its units.

    Raises:
        TypeError: the layer is none of nnkit's LSTM.
        ValueError: it is not built, walks backwards, has no bias, or takes inputs of another size than symbols have.

    Example:
        >>> explorer = LSTMExplorer(cell="count", sequence="ABBAB", forget_bias=6)
        >>> round(explorer.values["cell"][-1]), explorer.values["right"]
        (3, True)

    Source: Hochreiter and Schmidhuber (1997); Gers, Schmidhuber and Cummins (2000); Jozefowicz et al. (2015), on the
        forget bias.
    Taught in: 11 sequences
    """

    question = "How does a cell remember the first symbol when twenty others come after it?"
    main = "forget_bias"
    presets: ClassVar[dict[str, dict]] = {
        "Twenty others": {"sequence": "BAABABBAABABABBAABABA", "forget_bias": 6.0, "step": 21},
        "Forget bias 0": {"forget_bias": 0.0, "step": 12},
        "Count": {"cell": "count", "sequence": "ABBA.BAB.BBA", "forget_bias": 6.0, "step": 3},
        "R clears the count": {"cell": "count", "sequence": "BBABBRAB.BAB", "forget_bias": 6.0, "step": 6},
        "Noise": {"sequence": "B...........", "noise": 0.4, "forget_bias": 6.0, "step": 12},
        "The latch": {"sequence": "..BAAB.RABBA", "forget_bias": 6.0, "unit": 2, "step": 4},
    }

    def __init__(self, layer: LSTM | None = None, symbols: Any = "ABR", **start: Any):
        self.own = None if layer is None else (_checked(layer, vectors(symbols)), vectors(symbols))
        self._symbols = symbols
        bias, sequence, cell = 1.0, "BAABABBAABAB", "first"  # 1: where Keras starts it
        if self.own:
            forget = layer.params["bias"][layer.units : 2 * layer.units]
            letters = "".join(symbol for symbol in self.own[1] if symbol != ".")
            bias, sequence, cell = round(float(forget.mean()), 10), (letters * 12)[:12], YOURS
        low, high = min(BIAS_RANGE[0], np.floor(bias)), max(BIAS_RANGE[1], np.ceil(bias))
        self.controls = (
            Choice("cell", "cell", cell, "What the weights do.", (*([YOURS] if self.own else []), *CELLS)),
            Sequence("sequence", "sequence", sequence, "A symbol a step; '.' is nothing."),
            Slider("forget_bias", "forget bias", bias, "Bias of the forget gate.", float(low), float(high), 0.25),
            Place("step", "step t", 1, "The step whose equations are written out.", 1, MOST_STEPS, play=True),
            Slider("noise", "noise on the inputs", 0.0, "Standard deviation of what is added.", 0, 1, 0.05),
            Whole("seed", "seed of the noise", 0, "Draws other noise.", 0, 99),
            Place("unit", "unit", 1, "The unit of the cell that is shown.", 1, layer.units if layer else 2),
        )
        super().__init__(**start)

    def compute(self, state: dict) -> Result:
        """Return the numbers of this state."""
        return compute(state, self.own)

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the four pictures and their words."""
        return lstm_view(result, ghost)

    def hidden(self, state: dict) -> set[str]:
        """Return the seed without noise, and the unit where there is one alone."""
        alone = {"unit"} if self.result is not None and self.result.layer.units == 1 else set()
        return alone | ({"seed"} if state["noise"] == 0 else set())

    def arguments(self) -> list[str]:
        """Return the student's own layer and symbols as code."""
        if not self.own:
            return []
        return ["layer=layer", *([f"symbols={self._symbols!r}"] if self._symbols != "ABR" else [])]

    def redraw(self) -> None:
        """Compute and draw; steps and units end where the sequence and the layer do."""
        super().redraw()
        if self.result is not None:
            self._widgets["step"].run_to(len(self.result.sequence))
            self._widgets["unit"].run_to(self.result.layer.units)

    def _arrange(self) -> None:
        super()._arrange()
        self.hand = Hand(self._point)
        self.children = (*self.children, self.hand)

    def _point(self, _row: int, column: int) -> None:
        self._widgets["step"].value = column + 1


def _checked(layer: Any, known: dict[str, np.ndarray]) -> LSTM:
    if not isinstance(layer, LSTM):
        raise TypeError(f"layer: received {type(layer).__name__}, expected nnkit.layers.LSTM. Give such a layer.")
    size = len(known["."])
    expected = f"a built LSTM with a bias, walking forwards, for inputs of size {size}"
    if not layer.built or layer.go_backwards or not layer.use_bias or layer.built_shape[-1] != size:
        raise ValueError(f"layer: received {layer!r}, expected {expected}. Build it, or give other symbols.")
    return layer
