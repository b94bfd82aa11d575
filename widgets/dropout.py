"""The explorer of chapter 08: one mask of dropout on a small network, and what many masks do on average."""

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np

from nnkit.layers import Dense, Dropout
from widgets.base import Explorer
from widgets.controls import Choice, ImpossibleSetting, Slider, Switch, Whole
from widgets.dropout_view import dropout_view
from widgets.neuron_switches import ByHand
from widgets.reels import Place
from widgets.view import View

INPUTS = np.array([[0.9, -0.6, 0.4]])
HIDDEN = {"a": 6, "b": 6}
NEURONS = tuple(f"{layer}{i}" for layer, units in HIDDEN.items() for i in range(1, units + 1))
NUM_MASKS = 200
WEIGHT_SEED = 26
RATES = np.arange(0, 0.951, 0.05).round(2)
SCALINGS = ("inverted", "at inference", "none")


@dataclass(frozen=True)
class Result:
    """One state of the explorer: plain numbers.

    Args:
        state: what the controls say.
        kernels: of the three dense layers.
        kept: for each hidden layer the mask of the pass shown, 0 or 1, shape (units,).
        random: the same before anything was set by hand.
        before: for each hidden layer the values before its dropout, in the pass shown.
        passed: inputs, and for each hidden layer what it passes on, in the pass shown.
        output: of the pass shown.
        factors: what a kept value is multiplied with in training, and every value at inference.
        outputs: of the 200 masks, without what was set by hand.
        expectation: mean output over all masks there are, each with its probability.
        deterministic: output of the pass at inference, without what was set by hand.
        expected: layer a: the mean of what its neurons pass on under the 200 masks, and what they pass at inference.
        sweep: for each of `RATES` the mean and the standard deviation over 200 masks, and the pass at inference.
    """

    state: dict
    kernels: list[np.ndarray]
    kept: dict[str, np.ndarray]
    random: dict[str, np.ndarray]
    before: dict[str, np.ndarray]
    passed: dict[str, np.ndarray]
    output: float
    factors: tuple[float, float]
    outputs: np.ndarray
    expectation: float
    deterministic: float
    expected: tuple[np.ndarray, np.ndarray]
    sweep: np.ndarray


@cache
def network(activation: str) -> dict[str, Dense]:
    """Return the three dense layers, by name; the weights are the same for every activation."""
    rng, shape, layers = np.random.default_rng(WEIGHT_SEED), (None, INPUTS.shape[1]), {}
    for name, units in {**HIDDEN, "y": 1}.items():
        function = activation if name in HIDDEN else "linear"
        layers[name] = Dense(units, function, kernel_initializer="he_uniform", name=name).build(shape, rng)
        shape = (None, units)
    return layers


def masks(rate: float, seed: int) -> dict[str, np.ndarray]:
    """Return 200 masks of 0 and 1 for each hidden layer, (200, units), as `nnkit.layers.Dropout` draws them."""
    drawn = {}
    for place, (name, units) in enumerate(HIDDEN.items()):
        layer = Dropout(rate, seed=[seed, place])
        drawn[name] = (layer.forward(np.ones((NUM_MASKS, units)), training=True) > 0).astype(float)
    return drawn


def factors(rate: float, scaling: str) -> tuple[float, float]:
    """Return what dropout multiplies a kept value with in training, and every value at inference."""
    return {"inverted": (1 / (1 - rate), 1.0), "at inference": (1.0, 1 - rate), "none": (1.0, 1.0)}[scaling]


def forward(layers: dict, multipliers: dict[str, np.ndarray]) -> tuple[dict, dict, np.ndarray]:
    """Return the hidden values before and after multiplication by a mask with its scale, and the outputs (N,)."""
    x, before, passed = INPUTS, {}, {"x": INPUTS[0]}
    for name in HIDDEN:
        before[name] = layers[name].forward(x)
        x = passed[name] = before[name] * multipliers[name]
    return before, passed, layers["y"].forward(x)[:, 0]


def _deterministic(layers: dict, factor: float) -> tuple[dict, float]:
    _, passed, output = forward(layers, {name: np.full((1, units), factor) for name, units in HIDDEN.items()})
    return passed, output.item()


@cache
def sweep(activation: str, scaling: str, seed: int) -> np.ndarray:
    """Return mean and standard deviation over 200 masks, and the output at inference, for each of `RATES`: (R, 3)."""
    rows, layers = [], network(activation)
    for rate in RATES.tolist():
        train, infer = factors(rate, scaling)
        outputs = forward(layers, {name: train * drawn for name, drawn in masks(rate, seed).items()})[2]
        rows.append((outputs.mean(), outputs.std(), _deterministic(layers, infer)[1]))
    return np.array(rows)


@cache
def expectation(activation: str, scaling: str, rate: float) -> float:
    """Return the mean output over all 4096 masks, each weighted with its probability."""
    bits = np.arange(2 ** len(NEURONS))[:, None] >> np.arange(len(NEURONS)) & 1
    weights = np.prod(np.where(bits, 1 - rate, rate), axis=1)
    every = dict(
        zip(HIDDEN, np.split(bits * factors(rate, scaling)[0], np.cumsum([*HIDDEN.values()])[:-1], 1), strict=True)
    )
    return float(weights @ forward(network(activation), every)[2])


def compute(state: dict) -> Result:
    """Return the pass shown, the 200 masks and the sweep over the rate.

    Raises:
        ImpossibleSetting: for rate 1, and for a mask that was not drawn.
    """
    rate, layers = state["rate"], network(state["activation"])
    if rate == 1:
        raise ImpossibleSetting(
            "rate is 1: every neuron would be dropped, and nothing could make up for it, since 1 / (1 − rate) is "
            "infinite. Choose a rate below 1; it is the share that is dropped, not the share that is kept."
        )
    if state["mask"] > NUM_MASKS:
        raise ImpossibleSetting(f"mask is {state['mask']}, but {NUM_MASKS} masks were drawn. Choose 1 to {NUM_MASKS}.")
    (train, infer), drawn = factors(rate, state["scaling"]), masks(rate, state["seed"])
    outputs_of = forward(layers, {name: train * mask for name, mask in drawn.items()})
    inference, deterministic = _deterministic(layers, infer)
    random = {n: m[state["mask"] - 1] if state["training"] else np.ones(m.shape[1]) for n, m in drawn.items()}
    kept = {name: _by_hand(name, mask, state["by_hand"]) for name, mask in random.items()}
    factor = train if state["training"] else infer
    before, passed, output = forward(layers, {name: factor * mask[None] for name, mask in kept.items()})
    return Result(
        state=state,
        kernels=[layer.params["kernel"] for layer in layers.values()],
        kept=kept,
        random=random,
        before={name: values[0] for name, values in before.items()},
        passed={name: np.ravel(values) for name, values in passed.items()},
        output=output.item(),
        factors=(train, infer),
        outputs=outputs_of[2],
        expectation=expectation(state["activation"], state["scaling"], rate),
        deterministic=deterministic,
        expected=(outputs_of[1]["a"].mean(axis=0), inference["a"][0]),
        sweep=sweep(state["activation"], state["scaling"], state["seed"]),
    )


def _by_hand(layer: str, mask: np.ndarray, by_hand: dict[str, int]) -> np.ndarray:
    return np.array([by_hand.get(f"{layer}{i}", keep) for i, keep in enumerate(mask.tolist(), 1)], float)


class DropoutExplorer(Explorer):
    """A network of 3-6-6-1 neurons under dropout: one mask as a drawing, 200 masks as a distribution.

    Click a neuron in the drawing, or press its button, to drop it or to bring it back. `rate` and `training` mean what
    they mean in Keras; `scaling` says where the factor stands that keeps the expectation: "inverted" (1 / (1 − rate) in
    training, as Keras does), "at inference" (1 − rate at the end, as in the first paper) or "none", which is a mistake.

    Args:
        **start: values of controls at the start: rate, mask (1 to 200), training, scaling, activation, seed, by_hand
            (neuron -> 0 to drop it, 1 to keep it, as `{"a3": 0}`).

    Example:
        >>> values = DropoutExplorer(activation="linear", rate=0.5).values
        >>> round(values["expectation"], 4), round(values["deterministic"], 4)
        (1.2017, 1.2017)

    Source: Srivastava et al. (2014), JMLR 15, sections 4 and 10.
    Taught in: 08 regularization
    """

    question = "If every training pass uses another thinned network, why can the whole one be used at the end?"
    main = "rate"
    controls = (
        Slider("rate", "rate (share dropped)", 0.5, "The probability that a neuron is dropped.", 0, 1, 0.05),
        Place("mask", "mask (of 200)", 1, "Which of the 200 masks is drawn.", 1, NUM_MASKS, play=True),
        Switch("training", "training", True, "Off: inference, which drops nothing."),
        Choice("scaling", "scaling", "inverted", "Where the factor stands that keeps the expectation.", SCALINGS),
        Choice("activation", "activation", "relu", "Of the hidden layers.", ("relu", "tanh", "linear")),
        Whole("seed", "seed of the masks", 0, "Draws 200 other masks.", 0, 99),
        ByHand("by_hand", "drop by hand", {}, "Drop it or bring it back.", NEURONS),
    )
    presets: ClassVar[dict[str, dict]] = {
        "Another mask": {"mask": 3},
        "No rescaling": {"scaling": "none"},
        "Rescaled at inference": {"scaling": "at inference", "training": False},
        "Linear: exact": {"activation": "linear"},
        "Too much": {"rate": 0.9},
        "One neuron off": {"training": False, "by_hand": {"b2": 0}},
    }

    def compute(self, state: dict) -> Result:
        """Return the numbers of this state."""
        return compute(state)

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the four pictures and their words."""
        return dropout_view(result, ghost)

    def hidden(self, state: dict) -> set[str]:
        """Return the mask's number at inference, which has none."""
        return set() if state["training"] else {"mask"}

    # The workings

    def _arrange(self) -> None:
        super()._arrange()
        self.switches = self._widgets["by_hand"]
        self.switches.on_click = self._click

    def _click(self, neuron: str) -> None:
        """Turn a neuron over; what agrees with the mask again is no longer set by hand."""
        layer, place = neuron[0], int(neuron[1:]) - 1
        wanted = 1 - int(self.result.kept[layer][place])
        others = {name: kept for name, kept in self.switches.value.items() if name != neuron}
        agrees = wanted == int(self.result.random[layer][place])
        self.switches.value = others if agrees else {**others, neuron: wanted}

    def _show(self, state: Any) -> None:
        super()._show(state)
        kept = {f"{n}{i}": int(k) for n, mask in self.result.kept.items() for i, k in enumerate(mask.tolist(), 1)}
        self.switches.kept = kept
