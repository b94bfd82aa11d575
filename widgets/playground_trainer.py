"""The training behind the playground: full-batch steps of nnkit, any of which can be gone back to.

The training has no chance in it but the seed of the weights, so going back and on again gives the same numbers.
"""

import copy

import numpy as np

from nnkit import losses, optimizers
from nnkit.layers import Dense, Input
from nnkit.model import Sequential
from nnkit.model import inputs as model_inputs

RECORD_EVERY, KEEP_EVERY = 10, 50  # steps between two points of the curves, and between two places to go back to
MOST_STEPS = 10_000
MOMENTUM = 0.9
OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam")


def build(settings: dict) -> Sequential:
    """Return the untrained network of the settings: depth layers of width units, then one sigmoid.

    Args:
        settings: depth, width, activation, optimizer, learning_rate, l1, l2, seed.
    """
    penalty = losses.L1L2(settings["l1"], settings["l2"]) if settings["l1"] or settings["l2"] else None
    hidden = [
        Dense(settings["width"], settings["activation"], kernel_regularizer=penalty) for _ in range(settings["depth"])
    ]
    output = Dense(1, "sigmoid", kernel_regularizer=penalty)
    model = Sequential([Input((2,)), *hidden, output], seed=settings["seed"])
    name, rest = ("sgd", {"momentum": MOMENTUM}) if settings["optimizer"] == "momentum" else (settings["optimizer"], {})
    optimizer = optimizers.get(name, learning_rate=settings["learning_rate"], **rest)
    model.compile(optimizer, "binary_crossentropy", metrics=())
    return model


class Trainer:
    """A network on its way: at a step, with the curves so far.

    Args:
        settings: of `build`.
        train: (x, y) to train on; with no point at all nothing is trained.
        test: (x, y) to test on, or no points.

    Attributes:
        step: optimizer steps that the weights have behind them.
        farthest: the largest step reached.
    """

    def __init__(self, settings: dict, train: tuple, test: tuple):
        self.settings, self.model = settings, build(settings)
        self.train, self.test = (self._prepared(*part) for part in (train, test))
        self.step = self.farthest = 0
        self._kept: dict[int, tuple] = {}
        self._curve: list[tuple[int, float, float]] = []
        self._mark()

    def seek(self, step: int) -> None:
        """Go to the weights after `step` steps: train on, or go back to a kept place and train on from there."""
        if step < self.step:
            self._restore(max(place for place in self._kept if place <= step))
        with np.errstate(all="ignore"):  # a learning rate that is too large may overflow; the explorer says so
            while self.step < step and self.train is not None:
                self.model.objective.step(*self.train)
                self.step += 1
                self._mark()
        self.step = step

    def measure(self) -> dict[str, float]:
        """Return loss (without penalty) and accuracy on both sets, and the penalty; NaN where there are no points."""
        with np.errstate(all="ignore"):
            numbers = {"penalty": float(self.model.objective.penalty())}
            for name, part in (("train", self.train), ("test", self.test)):
                loss, accuracy = self._score(part)
                numbers |= {f"{name}_loss": loss, f"{name}_accuracy": accuracy}
        return numbers

    def curves(self) -> np.ndarray:
        """Return steps, train losses and test losses up to the farthest step, shape (3, K)."""
        return np.array(self._curve).T

    def weights(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return (kernel, bias) of each layer, the hidden ones first; copies."""
        return [(layer.params["kernel"].copy(), layer.params["bias"].copy()) for layer in self.model.layers]

    def outputs(self, x: np.ndarray) -> list[np.ndarray]:
        """Return what each layer makes of the inputs x, shape (N, 2): a list of shapes (N, units)."""
        results = []
        with np.errstate(all="ignore"):
            for layer in self.model.layers:
                x = layer.forward(x)
                results.append(x)
        return results

    def _prepared(self, x: np.ndarray, y: np.ndarray) -> tuple | None:
        if not len(x):
            return None
        x = model_inputs.prepare(self.model, x)
        return x, model_inputs.prepare_targets(self.model, x, y)

    def _score(self, part: tuple | None) -> tuple[float, float]:
        if part is None:
            return float("nan"), float("nan")
        x, y = part
        said = self.outputs(x)[-1]
        return float(self.model.objective.value(y, said)), float(np.mean((said > 0.5) == y))

    def _mark(self) -> None:
        if self.step % KEEP_EVERY == 0 and self.step not in self._kept:
            optimizer = self.model.optimizer
            self._kept[self.step] = self.weights(), copy.deepcopy(optimizer.state), optimizer.iterations
        if self.step % RECORD_EVERY == 0 and self.step >= self.farthest:
            with np.errstate(all="ignore"):
                self._curve.append((self.step, self._score(self.train)[0], self._score(self.test)[0]))
        self.farthest = max(self.farthest, self.step)

    def _restore(self, step: int) -> None:
        weights, state, iterations = self._kept[step]
        for layer, (kernel, bias) in zip(self.model.layers, weights, strict=True):
            layer.params["kernel"][...], layer.params["bias"][...] = kernel, bias
        self.model.optimizer.state = copy.deepcopy(state)
        self.model.optimizer.iterations = iterations
        self.step = step
