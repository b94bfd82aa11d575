"""What the overfitting explorer fits: polynomials by least squares at once, networks by Adam step by step."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from nnkit import losses, optimizers
from nnkit.layers import Dense, Dropout, Input
from nnkit.model import Sequential
from nnkit.model import inputs as model_inputs

DEGREES, WIDTHS = tuple(range(1, 16)), (1, 2, 4, 8, 16, 32, 64)
PENALTIES = (0.0, 1e-6, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 1.0)
NUM_VALIDATION = 200
GRID = np.linspace(-1, 1, 121)
SCALE = 10.0  # the network's input is 10 x: hidden units can then bend within the data
LEARNING_RATE, NUM_STEPS, RECORD_EVERY = 0.04, 500, 10
error = losses.MeanSquaredError()


def truth(x: np.ndarray) -> np.ndarray:
    """The curve behind the points: sin πx."""
    return np.sin(np.pi * x)


@dataclass(frozen=True, eq=False)
class Points:
    """Points to fit and points to check the fit, from the same curve with the same noise."""

    x: np.ndarray
    y: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray


@lru_cache(maxsize=8)
def draw(num_points: int, noise: float, seed: int) -> Points:
    """Return points of a seed: one at random in each of num_points equal parts of x; more noise keeps its direction.

    Args:
        num_points: to fit.
        noise: standard deviation of y around the curve.
        seed: the same seed, the same points.
    """
    streams = np.random.default_rng(seed).spawn(4)
    sizes = (num_points, num_points, NUM_VALIDATION, NUM_VALIDATION)
    x, x_validation = (2 * (np.arange(sizes[i]) + streams[i].random(sizes[i])) / sizes[i] - 1 for i in (0, 2))
    shift, shift_validation = (noise * streams[i].standard_normal(sizes[i]) for i in (1, 3))
    return Points(x, truth(x) + shift, x_validation, truth(x_validation) + shift_validation)


@dataclass(frozen=True)
class Fit:
    """One fitted model: plain numbers.

    Args:
        train: mean squared error at the points that were fitted.
        validation: that at the others.
        curve: its values on GRID.
        weights: what the penalty sees: the coefficients without the constant, or all kernels' weights.
        constant: the polynomial's constant; 0 for a network.
        penalty: l2 times the sum of their squares.
        history: steps, train and validation errors while it trained, shape (3, K); empty for a polynomial.
    """

    train: float
    validation: float
    curve: np.ndarray
    weights: np.ndarray
    constant: float
    penalty: float
    history: np.ndarray = field(default_factory=lambda: np.zeros((3, 0)))


def powers(x: np.ndarray, degree: int) -> np.ndarray:
    """Return x, x², …, shape (N, degree)."""
    return x[:, None] ** np.arange(1, degree + 1)


@lru_cache(maxsize=512)
def fit_polynomial(points: Points, degree: int, l2: float) -> Fit:
    """Return the polynomial with the least mean squared error + l2 Σ w²; the constant is not penalized.

    With more coefficients than points and no penalty, the one with the smallest coefficients is taken.
    """
    design = np.column_stack([np.ones(len(points.x)), powers(points.x, degree)]) / np.sqrt(len(points.x))
    shrink = np.sqrt(l2) * np.eye(degree + 1)[1:]  # rows that pull every coefficient but the constant to 0
    target = np.concatenate([points.y / np.sqrt(len(points.x)), np.zeros(degree)])
    (constant, *weights), *_ = np.linalg.lstsq(np.vstack([design, shrink]), target, rcond=None)
    weights = np.array(weights)

    def value(x: np.ndarray) -> np.ndarray:
        return constant + powers(x, degree) @ weights

    errors = error(points.y, value(points.x)), error(points.y_validation, value(points.x_validation))
    return Fit(*map(float, errors), value(GRID), weights, float(constant), losses.L2(l2)(weights))


class NetworkFit:
    """A network with one hidden layer of tanh units on its way to being fitted.

    Args:
        points: the data.
        width: hidden units.
        l2: penalty on the kernels.
        rate: of the dropout after the hidden layer.
        seed: of weights and dropout.
    """

    def __init__(self, points: Points, width: int, l2: float, rate: float, seed: int):
        penalty = losses.L2(l2) if l2 else None
        hidden = Dense(width, "tanh", kernel_regularizer=penalty)
        layers = [Input((1,)), hidden, *([Dropout(rate)] if rate else []), Dense(1, kernel_regularizer=penalty)]
        self.model = Sequential(layers, seed=seed)
        self.model.compile(optimizers.Adam(LEARNING_RATE), "mean_squared_error", metrics=())
        self.points, self.step, self._history = points, 0, []
        x = model_inputs.prepare(self.model, SCALE * points.x[:, None])
        self._batch = x, model_inputs.prepare_targets(self.model, x, points.y[:, None])
        self._record()

    @property
    def done(self) -> bool:
        """Whether all NUM_STEPS are taken."""
        return self.step >= NUM_STEPS

    def go(self, steps: int = NUM_STEPS) -> None:
        """Take some steps, at most until it is done."""
        for _ in range(min(steps, NUM_STEPS - self.step)):
            self.model.objective.step(*self._batch)
            self.step += 1
            if self.step % RECORD_EVERY == 0:
                self._record()

    def fit(self) -> Fit:
        """Return what it is now."""
        kernels = [layer.params["kernel"].ravel() for layer in self.model.layers if "kernel" in layer.params]
        _, train, validation = self._history[-1]
        penalty = float(self.model.objective.penalty())
        return Fit(
            train, validation, self._value(GRID), np.concatenate(kernels), 0.0, penalty, np.array(self._history).T
        )

    def _value(self, x: np.ndarray) -> np.ndarray:
        return self.model.predict(SCALE * x[:, None])[:, 0]

    def _record(self) -> None:
        points = self.points
        errors = (error(points.y, self._value(points.x)), error(points.y_validation, self._value(points.x_validation)))
        self._history.append((self.step, *map(float, errors)))
