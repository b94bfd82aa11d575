"""The explorer of chapter 07: batch normalization of one channel, its moving statistics and its noise."""

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import numpy as np

from nnkit.initializers import Constant
from nnkit.layers import BatchNormalization
from widgets.base import Explorer
from widgets.batchnorm_view import batchnorm_view
from widgets.controls import Choice, Slider, Switch
from widgets.counters import Counter, Ladder
from widgets.view import View

NUM_STEPS = 300
BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64, 128)
EPSILON = 1e-3  # Keras' default
APART = 0.95  # half the distance between two groups, in standard deviations of them together
DISTRIBUTIONS = ("normal", "after ReLU", "two groups")


@dataclass(frozen=True)
class Result:
    """One state of the explorer: plain numbers, for one channel.

    Args:
        state: what the controls say.
        population: what batches are drawn from, as evenly spaced members of it.
        inputs: the batch that is shown, the last one trained on (before the first step: the first one).
        outputs: of the layer for it, in the mode that is switched on.
        used: mean and variance that the layer used for them.
        batch_means: of each of NUM_STEPS batches.
        batch_variances: of each of them.
        moving: moving mean and moving variance after 0 to `step` steps, shape (step + 1, 2).
        tracked: an input one standard deviation above the mean of its population.
        tracked_outputs: what training makes of it in each of the batches, where it takes the first one's place.
        epsilon: added to the variance.
    """

    state: dict
    population: np.ndarray
    inputs: np.ndarray
    outputs: np.ndarray
    used: tuple[float, float]
    batch_means: np.ndarray
    batch_variances: np.ndarray
    moving: np.ndarray
    tracked: float
    tracked_outputs: np.ndarray
    epsilon: float = EPSILON


@cache
def unit_inputs(distribution: str, seed: int) -> np.ndarray:
    """Return inputs of NUM_STEPS batches of the largest size, of mean 0 and variance 1 in the long run.

    Args:
        distribution: one of DISTRIBUTIONS.
        seed: of the random numbers.

    Returns:
        Array of shape (NUM_STEPS, N); a smaller batch is the first columns of a larger one.
    """
    rng = np.random.default_rng(seed)
    normal = rng.standard_normal((NUM_STEPS, BATCH_SIZES[-1]))
    if distribution == "after ReLU":
        mean, variance = 1 / np.sqrt(2 * np.pi), 0.5 - 1 / (2 * np.pi)  # of max(0, N(0, 1))
        return (np.maximum(normal, 0) - mean) / np.sqrt(variance)
    if distribution == "two groups":
        return APART * rng.choice([-1.0, 1.0], normal.shape) + np.sqrt(1 - APART**2) * normal
    return normal


def moving_statistics(batch_values: np.ndarray, momentum: float) -> np.ndarray:
    """Return the moving mean and variance after 0, 1, … steps, by Keras' rule; they start as 0 and 1.

    Args:
        batch_values: mean and variance of each batch, shape (steps, 2).
        momentum: share of the old value that is kept.

    Returns:
        Array of shape (steps + 1, 2).

    Example:
        >>> moving_statistics(np.array([[2.0, 3.0]]), 0.9).round(3).tolist()
        [[0.0, 1.0], [0.2, 1.2]]
    """
    moving = [np.array([0.0, 1.0])]
    for values in batch_values:
        moving.append(momentum * moving[-1] + (1 - momentum) * values)
    return np.array(moving)


def compute(state: dict) -> Result:
    """Return what batch normalization does to one channel after `step` training steps."""
    spread = state["scale"] * unit_inputs(state["distribution"], state["seed"])
    batches = (state["shift"] + spread)[:, : state["batch_size"]]
    means, variances = batches.mean(axis=1), batches.var(axis=1)
    moving = moving_statistics(np.stack([means, variances], axis=1)[: state["step"]], state["momentum"])
    shown = max(state["step"], 1) - 1
    used = (means[shown], variances[shown]) if state["training"] else moving[-1]
    tracked = state["shift"] + state["scale"]
    return Result(
        state=state,
        population=(state["shift"] + spread).ravel()[::16],
        inputs=batches[shown],
        outputs=layer_after(state, moving[-1]).forward(batches[shown, :, None], state["training"])[:, 0],
        used=(float(used[0]), float(used[1])),
        batch_means=means,
        batch_variances=variances,
        moving=moving,
        tracked=tracked,
        tracked_outputs=among_others(tracked, batches, state),
    )


def among_others(x: float, batches: np.ndarray, state: dict) -> np.ndarray:
    """Return what training makes of one input that takes the place of the first one of every batch."""
    company = batches.copy()
    company[:, 0] = x
    deviations = np.sqrt(company.var(axis=1) + EPSILON)
    return state["gamma"] * (x - company.mean(axis=1)) / deviations + state["beta"]


def layer_after(state: dict, moving: np.ndarray) -> BatchNormalization:
    """Return a layer for one channel with these moving statistics."""
    mean, variance = (Constant(float(value)) for value in moving)
    return BatchNormalization(
        momentum=state["momentum"],
        epsilon=EPSILON,
        gamma_initializer=Constant(state["gamma"]),
        beta_initializer=Constant(state["beta"]),
        moving_mean_initializer=mean,
        moving_variance_initializer=variance,
    )


class BatchNormExplorer(Explorer):
    """Batch normalization of one channel: before and after, and moving statistics as they learn, step by step.

    Args:
        **start: values of controls at the start: training, step, batch_size, momentum, shift, scale, gamma, beta,
            distribution, seed.

    Example:
        >>> explorer = BatchNormExplorer(momentum=0.5, step=1)
        >>> explorer.values["moving_mean"] == explorer.values["batch_mean"] / 2
        True

    Taught in: 07 batchnorm
    """

    question = "Whose mean and variance does batch normalization use, in training and afterwards?"
    main = "step"
    controls = (
        Switch("training", "training=True", True, "On: the batch's statistics. Off: the moving ones."),
        Counter(
            "step", "training steps done", 60, "Each moves the moving statistics.", 0, NUM_STEPS,
            buttons=(("Step", 1), ("10 steps", 10)),
        ),
        Ladder("batch_size", "batch size", 16, "Examples in a batch.", BATCH_SIZES),
        Slider("momentum", "momentum", 0.99, "Share of the old moving value that is kept.", 0, 1, 0.01),
        Slider("shift", "shift of the inputs", 3.0, "Mean of what comes in.", -5, 5, 0.1),
        Slider("scale", "scale of the inputs", 2.0, "Standard deviation of what comes in.", 0.1, 4, 0.1),
        Slider("gamma", "gamma γ", 1.0, "Learned scale of the outputs.", 0, 3, 0.1),
        Slider("beta", "beta β", 0.0, "Learned shift of the outputs.", -3, 3, 0.1),
        Choice("distribution", "inputs", "normal", "Their shape, which stays as it is.", DISTRIBUTIONS),
        Counter("seed", "seed", 0, "Draws other batches.", 0, 9, buttons=(("Re-draw", 1),), around=True),
    )  # fmt: skip
    presets: ClassVar[dict[str, dict]] = {
        "Standardized": {"batch_size": 128},
        "Noisy: batch of 2": {"batch_size": 2, "momentum": 0.9, "step": 100},
        "Batch of 1: nothing left": {"batch_size": 1},
        "Inference too early": {"training": False, "momentum": 0.99, "step": 20, "batch_size": 64},
        "Inference in time": {"training": False, "momentum": 0.9, "step": 100, "batch_size": 64},
        "Momentum turned round": {"training": False, "momentum": 0.1, "step": 100, "batch_size": 4},
        "γ and β undo it": {"gamma": 2.0, "beta": 3.0, "batch_size": 128},
        "Shape stays": {"distribution": "two groups", "batch_size": 128},
    }

    def compute(self, state: dict) -> Result:
        """Return the numbers of this state."""
        return compute(state)

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the four pictures and their words."""
        return batchnorm_view(result, ghost)
