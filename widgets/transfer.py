"""The explorer of chapter 10: a trained backbone, a freeze line in it, and what few examples make of it."""

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np

from nnkit import data
from nnkit.model import Sequential
from nnkit.model.network import Network
from widgets.base import Explorer
from widgets.controls import Choice, Whole
from widgets.hand import Hand
from widgets.transfer_experiment import blocks, pictures, stored
from widgets.transfer_runs import fitting_runs
from widgets.transfer_view import transfer_view
from widgets.view import View

NUM_PICTURES, PICTURE_SEED = 10, 2
INPUT_SHAPE = (32, 32, 3)


@dataclass(frozen=True)
class Result:
    """One state of the explorer: plain numbers.

    Args:
        state: what the controls say.
        names: of the layers with parameters, the head left out.
        params: numbers to train in each of them, and at the end in the head.
        depth: how many layers of the backbone, those without parameters counted too, lie before the freeze line.
        features: size of the backbone's output.
        num_classes: of the new task.
        steps: optimizer steps at which accuracy was measured; empty without results.
        by_freeze: final accuracy for each freeze line at these examples and this rate, (lines, seeds); or None.
        least: accuracy that no freeze line falls below, whatever the other settings; a tenth.
        curves: "this line", "all frozen", "fine-tuned", "scratch" -> accuracy (seeds, steps).
        by_examples: the same -> examples -> final accuracy (seeds,).
        scratch_rate: learning rate at which training from scratch did best, for each number of examples.
        picture: the input, (32, 32, 3).
        maps: outputs of the chosen layer for it, (H, W, C).
    """

    state: dict
    names: list[str]
    params: list[int]
    depth: int
    features: int
    num_classes: int
    steps: list[int]
    by_freeze: np.ndarray | None
    least: float
    curves: dict[str, np.ndarray]
    by_examples: dict[str, dict[int, np.ndarray]]
    scratch_rate: dict[int, float]
    picture: np.ndarray
    maps: np.ndarray

    @property
    def trainable(self) -> int:
        """Numbers that training moves: those of the layers behind the freeze line, and of the head."""
        return sum(self.params[self.state["freeze"] :])


@cache
def shape_pictures() -> tuple[np.ndarray, np.ndarray]:
    """Return `NUM_PICTURES` generated pictures of each shape, none of them seen in training."""
    return pictures(data.SHAPE_NAMES, NUM_PICTURES, PICTURE_SEED)


class TransferExplorer(Explorer):
    """A backbone with a freeze line between its layers: parameters to train, test accuracy, feature maps.

    The default backbone (four convolutions, 11,816 parameters) was trained once by
    `widgets.transfer_experiment.write` on six generated shapes (disc, square, triangle, plus, star, bars), and reused
    on four others (ring, frame, diamond, cross); `transfer.json` keeps its weights and the accuracy of all 240 runs, 5
    seeds a setting. `python -m widgets.transfer_experiment` measures them anew, in about ten minutes.

    Args:
        backbone: your own chain of layers without head, built and trained, of nnkit or Keras, for inputs (32, 32, 3).
            Default: the stored one.
        results: of your backbone, from `widgets.transfer_experiment.experiment(backbone, task)`. Default: the stored
            ones, none for a backbone of your own.
        **start: values of controls at the start: freeze (layers), examples (a class), body_rate, layer, shape, picture.

    Raises:
        ValueError: a backbone that is not built, for other inputs or without parameters; results that do not fit it.
        TypeError: a backbone that is no chain of layers.

    Example:
        >>> explorer = TransferExplorer(freeze=4, examples=5)
        >>> explorer.values["trainable"], explorer.values["frozen"]
        (132, 11816)

    Source: Yosinski et al. (2014), How transferable are features in deep neural networks?
    Taught in: 10 transfer
    """

    question = "How much of a trained network should you keep when you have few examples of something new?"
    main = "freeze"
    presets: ClassVar[dict[str, dict]] = {
        "Feature extraction": {"freeze": 4, "examples": 5},
        "Fine-tune everything": {"freeze": 0, "examples": 100, "body_rate": 0.001},
        "Too fast for few": {"freeze": 0, "examples": 5, "body_rate": 0.01},
        "Last layer free": {"freeze": 3, "examples": 20, "body_rate": 0.01, "layer": 4},
        "Enough examples": {"freeze": 2, "examples": 100, "body_rate": 0.01},
        "What the first layer sees": {"layer": 1, "shape": "star"},
    }

    def __init__(self, backbone: Any = None, results: dict | None = None, **start: Any):
        own, (default, measured) = backbone is not None or results is not None, stored()
        self.backbone = default if backbone is None else _chain(backbone)
        results = measured if not own else results
        self.groups, self._kept = blocks(self.backbone), {}
        names = [group[0].name for group in self.groups]
        self.runs = None if results is None else fitting_runs(results, len(names))
        self._own = [backbone is not None, own and results is not None]
        examples = self.runs.examples if self.runs else [5, 20, 100]
        rates = self.runs.rates if self.runs else [0.001]
        middle = rates[len(rates) // 2]
        self.controls = (
            Whole("freeze", "frozen layers", min(2, len(names)), "Layers before the freeze line.", 0, len(names)),
            Choice("examples", "examples a class", examples[0], "To train on, of the new task.", examples),
            Choice("body_rate", "learning rate, body", middle, "Of the layers behind the freeze line.", rates),
            Whole("layer", "feature maps of layer", min(2, len(names)), "Whose outputs are drawn.", 1, len(names)),
            Choice("shape", "shape", "ring", "What the backbone looks at.", data.SHAPE_NAMES),
            Whole("picture", "picture", 1, "Another picture of the shape.", 1, NUM_PICTURES),
        )
        if own:
            self.presets = {}
        super().__init__(**start)

    def compute(self, state: dict) -> Result:
        """Return the numbers of this state."""
        x, y = shape_pictures()
        place = int(np.flatnonzero(y == data.SHAPE_NAMES.index(state["shape"]))[state["picture"] - 1])
        features = int(np.prod(self.backbone.output_shape[1:]))
        num_classes = self.runs.num_classes if self.runs else 4
        params = [sum(a.size for a in group[0].params.values()) for group in self.groups]
        return Result(
            state=state,
            names=[group[0].name for group in self.groups],
            params=[*params, (features + 1) * num_classes],
            depth=sum(len(group) for group in self.groups[: state["freeze"]]),
            features=features,
            num_classes=num_classes,
            picture=x[place],
            maps=self._maps(place, state["layer"]),
            **self._measured(state),
        )

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the four pictures and their words."""
        return transfer_view(result, ghost)

    def hidden(self, state: dict) -> set[str]:
        """Return what changes nothing: the rate where all is frozen, all of it without results."""
        if self.runs is None:
            return {"examples", "body_rate"}
        return {"body_rate"} if state["freeze"] == len(self.groups) else set()

    def arguments(self) -> list[str]:
        """Return the student's own backbone and results as code."""
        return [f"{name}={name}" for name, own in zip(("backbone", "results"), self._own, strict=True) if own]

    # The workings

    def _measured(self, state: dict) -> dict:
        if self.runs is None:
            return {"steps": [], "by_freeze": None, "least": 0.0, "curves": {}, "by_examples": {}, "scratch_rate": {}}
        n, rate, runs = state["examples"], state["body_rate"], self.runs
        each = {count: runs.curves(state["freeze"], count, rate) for count in runs.examples}
        return {
            "steps": runs.steps,
            "by_freeze": np.array([runs.line(k, n, rate)[:, -1] for k in range(len(self.groups) + 1)]),
            "least": runs.least,
            "curves": each[n],
            "by_examples": {name: {c: each[c][name][:, -1] for c in each} for name in each[n]},
            "scratch_rate": {count: runs.scratch(count)[0] for count in runs.examples},
        }

    def _maps(self, place: int, layer: int) -> np.ndarray:
        """Return the outputs of a layer for picture number `place`; all layers' are kept, as they are small."""
        if place not in self._kept:
            x, outputs = shape_pictures()[0][place : place + 1], []
            for group in self.groups:
                outputs.append(group[0].forward(x)[0])
                x = outputs[-1][None]
                for one in group[1:]:
                    x = one.forward(x)
            self._kept[place] = [maps if maps.ndim == 3 else maps.reshape(1, 1, -1) for maps in outputs]
        return self._kept[place][layer - 1]

    def _arrange(self) -> None:
        super()._arrange()
        self.hand = Hand(self._point)
        self.children = (*self.children, self.hand)

    def _point(self, _row: int, column: int) -> None:
        self._widgets["freeze"].value = column


def _chain(backbone: Any) -> Sequential:
    """Return the backbone as a chain of nnkit, and refuse what cannot be one."""
    if not hasattr(backbone, "layers"):
        raise TypeError(f"backbone: received {type(backbone).__name__}, expected a Sequential. Give a chain of layers.")
    chain = backbone if isinstance(backbone, Network) else Sequential.from_keras(backbone)
    if not isinstance(chain, Sequential):
        raise TypeError(
            f"backbone: received {chain!r}, expected a chain of layers. Give a Sequential without its head."
        )
    if not chain.built or tuple(chain.input_shapes[0][1:]) != INPUT_SHAPE or not any(la.params for la in chain.layers):
        expected = f"a built chain with parameters for inputs of shape (None, {', '.join(map(str, INPUT_SHAPE))})"
        raise ValueError(f"backbone: received {chain!r}, expected {expected}. Build or train it for such pictures.")
    return chain
