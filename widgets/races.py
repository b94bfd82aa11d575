"""What a racer leaves behind: its losses, distances and steps, on a surface at once or on the digits bit by bit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import numpy as np

from nnkit import data
from nnkit.layers import Dense
from nnkit.model import Sequential
from widgets.racers import RACERS
from widgets.surfaces import SURFACES, Surface

NUM_STEPS = 150
STARTS = {"ravine": (-5.5, 2.5), "saddle": (-5.0, 1e-6), "rosenbrock": (-1.5, 1.8)}
DIGITS = "digits"
PROBLEMS = (*STARTS, DIGITS)
BATCH_SIZE, NUM_HIDDEN = 64, 16


@dataclass
class Trace:
    """The run of one optimizer, a number before each step and one after the last that was taken.

    Args:
        losses: J on a surface; on the digits the mean cross-entropy of the test digits.
        distances: to the nearest minimum on a surface; on the digits of the weights from where they started.
        lengths: of the step that led here; NaN at the start.
        points: on a surface.
        accuracies: on the digits, share of the test digits that are read rightly.
    """

    losses: list[float] = field(default_factory=list)
    distances: list[float] = field(default_factory=list)
    lengths: list[float] = field(default_factory=list)
    points: list[np.ndarray] = field(default_factory=list)
    accuracies: list[float] = field(default_factory=list)

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self.losses) - 1


@lru_cache(maxsize=256)
def surface_run(problem: str, racer: str, settings: tuple[tuple[str, Any], ...]) -> Trace:
    """Return the whole run of a racer on a surface; `settings` are its optimizer's arguments, as pairs."""
    surface, optimizer = SURFACES[problem], RACERS[racer].build(**dict(settings))
    params = {"point": np.array(STARTS[problem])}
    points = [params["point"].copy()]
    with np.errstate(all="ignore"):
        for _ in range(NUM_STEPS):
            optimizer.apply(params, {"point": surface.gradient(params["point"])})
            points.append(params["point"].copy())
        path = np.array(points)
        lengths = np.linalg.norm(np.diff(path, axis=0), axis=1)
        losses, distances = surface.value(path), _distances(surface, path)
    return Trace(losses.tolist(), distances.tolist(), [np.nan, *lengths.tolist()], points)


def _distances(surface: Surface, path: np.ndarray) -> np.ndarray:
    """Return the distance of each point to the minimum nearest to it."""
    return np.min([np.linalg.norm(path - minimum, axis=1) for minimum in surface.minima], axis=0)


@cache
def _digits() -> tuple:
    return data.digits()


class DigitsRun:
    """A small network that learns the digits step by step: 64 pixels, 16 ReLU, 10 classes, batches of 64.

    All runs start from the same weights and see the same batches.
    """

    def __init__(self, racer: str, settings: dict[str, Any]):
        self.model = Sequential([Dense(NUM_HIDDEN, "relu"), Dense(10, "softmax")], seed=0)
        self.model.build((None, 64))
        self.model.compile(RACERS[racer].build(**settings), "sparse_categorical_crossentropy")
        self.trace, self._batches = Trace(), _batches()
        self._first = self._before = self._weights()
        self._measure()

    def step(self) -> None:
        """Take one optimizer step on the next batch, and measure."""
        (x, y), _ = _digits()
        rows = next(self._batches)
        with np.errstate(all="ignore"):
            self.model.train_on_batch(x[rows], y[rows])
            self._measure()

    def _weights(self) -> np.ndarray:
        return np.concatenate([array.ravel() for layer in self.model.layers for array in layer.params.values()])

    def _measure(self) -> None:
        measured, weights = self.model.evaluate(*_digits()[1]), self._weights()
        self.trace.losses.append(float(measured["loss"]))
        self.trace.accuracies.append(float(measured["accuracy"]))
        self.trace.distances.append(float(np.linalg.norm(weights - self._first)))
        moved = float(np.linalg.norm(weights - self._before))
        self.trace.lengths.append(moved if self.trace.steps else np.nan)
        self._before = weights


@lru_cache(maxsize=66)
def digits_run(racer: str, settings: tuple[tuple[str, Any], ...]) -> DigitsRun:
    """Return the run of a racer on the digits, as far as it has come; explorers with the same settings share it."""
    return DigitsRun(racer, dict(settings))


def _batches() -> Iterator[np.ndarray]:
    """Yield the rows of each batch, epoch after epoch in a new order, the same for every run."""
    rng, count = np.random.default_rng(0), len(_digits()[0][0])
    while True:
        order = rng.permutation(count)
        yield from (order[i : i + BATCH_SIZE] for i in range(0, count - BATCH_SIZE + 1, BATCH_SIZE))
