"""The explorer of chapter 05: learning-rate schedules, and the descent that each of them gives on a noisy bowl."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

import numpy as np

from widgets.base import Explorer
from widgets.controls import Choice, Control, Several, Slider, Switch, Vector, Whole
from widgets.own_functions import Unusable, named, parameters
from widgets.own_schedules import GuardedSchedule
from widgets.schedule_specs import ARGUMENTS, NAMES, build
from widgets.schedules_view import CURVATURES, NUM_STEPS, schedules_view
from widgets.softmax_view import SUBSCRIPTS
from widgets.view import View

NUM_RUNS = 32
STEPS = np.arange(NUM_STEPS + 1)
START = np.array([-5.0, 2.0])
SLIDERS = tuple(dict.fromkeys(slider for arguments in ARGUMENTS.values() for slider in arguments.values()))


@dataclass(frozen=True)
class Curve:
    """What is computed for one schedule: plain numbers and arrays.

    Args:
        name: as in the picture.
        rates: the learning rate at the steps 0 to NUM_STEPS; NaN where the student's own gave none.
        losses: of the toy problem before each step and after the last, mean over NUM_RUNS runs.
        path: points of the first run, shape (NUM_STEPS + 1, 2).
    """

    name: str
    rates: np.ndarray
    losses: np.ndarray
    path: np.ndarray


@dataclass(frozen=True)
class Result:
    """One state of the explorer: its curves, that of the chosen schedule last, and a sentence for what has none."""

    state: dict
    curves: list[Curve] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    num_runs: int = NUM_RUNS

    @property
    def chosen(self) -> Curve | None:
        """The curve of the chosen schedule, if it could be drawn."""
        return next((curve for curve in self.curves if curve.name == self.state["schedule"]), None)


@cache
def noises() -> np.ndarray:
    """Return the gradients' noise with standard deviation 1, the same for every schedule, shape (steps, runs, 2)."""
    return np.random.default_rng(0).standard_normal((NUM_STEPS, NUM_RUNS, 2))


def descend(rates: np.ndarray, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Return mean losses and the first run's points of gradient descent with the rates of each schedule.

    All runs of all schedules move at once by the rule of nnkit.optimizers.SGD, w ← w − η g.

    Args:
        rates: shape (S, NUM_STEPS + 1).
        noise: standard deviation of what is added to each gradient.

    Returns:
        Losses of shape (S, NUM_STEPS + 1) and points of shape (S, NUM_STEPS + 1, 2).
    """
    points = np.tile(START, (len(rates), NUM_RUNS, 1))
    losses, paths = [], []
    with np.errstate(all="ignore"):
        for step in STEPS:
            losses.append((points**2 @ CURVATURES / 2).mean(axis=1))
            paths.append(points[:, 0])
            if step < NUM_STEPS:
                gradients = CURVATURES * points + noise * noises()[step]
                points = points - rates[:, step, None, None] * gradients
    return np.array(losses).T, np.array(paths).transpose(1, 0, 2)


def compute(state: dict, own: dict[str, Any]) -> Result:
    """Return the curves of the shown schedules and of the chosen one; `own` holds the student's, label -> function."""
    result = Result(state)
    names = [name for name in state["show"] if name != state["schedule"]] + [state["schedule"]]
    found = {}
    for name in names:
        try:
            found[name] = rates_of(name, state, own)
        except (Unusable, ValueError, TypeError) as fault:
            result.notes.append(f"{name} cannot be drawn. {fault}")
    if found:
        losses, paths = descend(np.array(list(found.values())), state["noise"])
        curves = zip(found, found.values(), losses, paths, strict=True)
        result.curves.extend(Curve(*numbers) for numbers in curves)
        result.notes.extend(note for curve in result.curves for note in _gaps(curve))
    return result


def rates_of(name: str, state: dict, own: dict[str, Any]) -> np.ndarray:
    """Return the learning rates of the schedule shown under `name` at the steps 0 to NUM_STEPS.

    Raises:
        Unusable: where the student's own cannot be used.
        ValueError: where the sliders stand at what the schedule cannot take.
    """
    if name not in own:
        return build(name, state)(STEPS)
    settings = {key: state[key] for key in _sliders_of(own[name])}
    return GuardedSchedule(name, own[name], settings)(STEPS)


def _gaps(curve: Curve) -> list[str]:
    missing = np.flatnonzero(~np.isfinite(curve.rates))
    if not missing.size:
        return []
    kind = "NaN" if np.isnan(curve.rates[missing[0]]) else "infinite"
    where = f"at {missing.size} of {len(STEPS)} steps, first at step {missing[0]}"
    return [f"{curve.name} is {kind} {where}; the curve has gaps there, and the descent ends at the first of them."]


class LRDecayExplorer(Explorer):
    """Learning-rate schedules side by side, and what each does to a descent with noisy gradients.

    Args:
        schedules: label -> a function of your own from one step to its learning rate; an argument with the name of a
            slider, such as `decay_steps`, is given by it. Names of built-in schedules are shown beside them.
        **start: values of controls at the start: schedule, show, step, noise and the schedules' parameters.

    Example:
        >>> explorer = LRDecayExplorer(schedules={"mine": lambda step: 0.1 / (step + 1)}, step=9)
        >>> round(explorer.values["mine"]["rate"], 4)
        0.01

    Taught in: 05 optimizers
    """

    question = "When should the steps be long, and when short?"
    main = "initial_learning_rate"
    presets: ClassVar[dict[str, dict]] = {
        "Diverge": {"schedule": "constant", "initial_learning_rate": 0.11, "noise": 0.0},
        "Oscillate": {"schedule": "constant", "initial_learning_rate": 0.095, "noise": 0.0},
        "Crawl": {"schedule": "constant", "initial_learning_rate": 0.005, "noise": 0.0},
        "Noise floor": {"schedule": "cosine_decay", "decay_steps": 100, "initial_learning_rate": 0.05, "noise": 3.0},
        "Too bold, then calm": {"initial_learning_rate": 0.15, "decay_steps": 20},
        "Staircase": {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.96, "staircase": True},
        "Warm-up": {"schedule": "linear_warmup", "show": ("cosine_decay",), "warmup_steps": 20, "decay_steps": 80},
        "Restarts": {"schedule": "cosine_decay_restarts", "decay_steps": 15},
        "One cycle": {"schedule": "one_cycle", "initial_learning_rate": 0.12},
    }

    def __init__(self, schedules: Any = (), **start: Any):
        given = named(schedules)
        self.own = {_label(label, f): f for label, f in given.items() if f is not label}
        beside = tuple(label for label, f in given.items() if f is label)
        if beside:
            start.setdefault("show", beside)
        self.controls = _controls(tuple(self.own))
        super().__init__(**start)

    def compute(self, state: dict) -> Result:
        """Return the curves of this state."""
        return compute(state, self.own)

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the four pictures and their words."""
        return schedules_view(result, ghost, tuple(self.own))

    def hidden(self, state: dict) -> set[str]:
        """Return the parameters that no drawn schedule has."""
        used: set[str] = set()
        for name in (state["schedule"], *state["show"]):
            used |= _sliders_of(self.own[name]) if name in self.own else set(ARGUMENTS[name].values())
        return set(SLIDERS) - used - {self.main}

    def preset(self, name: str) -> dict:
        """Return what the preset changes; the student's own schedules stay beside those of the preset."""
        changes = {"schedule": "exponential_decay", "show": ("constant",)} | self.presets[name]
        return changes | {"show": (*self.own, *changes["show"])}

    def arguments(self) -> list[str]:
        """Return the student's own schedules as code."""
        pairs = [f'"{label}": {getattr(f, "__name__", repr(f))}' for label, f in self.own.items()]
        return ["schedules={" + ", ".join(pairs) + "}"] if pairs else []


def _label(label: str, schedule: Any) -> str:
    return f"{label} (yours)" if label in NAMES and schedule is not label else label


def _sliders_of(schedule: Callable) -> set[str]:
    return parameters(schedule, SLIDERS)


def _controls(own: tuple[str, ...]) -> tuple[Control, ...]:
    names, chosen, beside = (*own, *NAMES), (*own, "exponential_decay")[0], (*own[1:], "constant", "cosine_decay")
    highest = "The highest rate of a warm-up or cycle, the first rate of the others."
    return (
        Choice("schedule", "schedule", chosen, "The thick line; its value and formula stand below.", names),
        Several("show", "beside it", beside, "Show or hide it.", names),
        Whole("step", "step", 30, "Read the values at this optimizer step.", 0, NUM_STEPS),
        Slider("initial_learning_rate", "initial_learning_rate η₀", 0.08, highest, 0.0, 0.2, 0.005),
        *_parameters(),
        Slider("noise", "noise of the gradients", 2.0, "Standard deviation of what is added to each.", 0, 5, 0.5),
    )


def _parameters() -> tuple[Control, ...]:
    """Return the controls of the parameters that only some schedules have."""
    again = "Restart with the next, longer stretch."
    return (
        Whole("decay_steps", "decay_steps", 30, "Optimizer steps of one decay.", 1, 100),
        Slider("decay_rate", "decay_rate", 0.5, "Factor after decay_steps, or growth of the divisor.", 0.01, 2, 0.01),
        Switch("staircase", "staircase", False, "Drop every decay_steps steps, not all the time."),
        Slider("end_learning_rate", "end_learning_rate", 0.0, "Where a polynomial decay ends.", 0, 0.2, 0.005),
        Slider("power", "power", 1.0, "1 is a straight line.", 0, 5, 0.5),
        Switch("cycle", "cycle", False, again),
        Vector(
            "boundaries", "boundaries b (steps)", (30.0, 60.0), "Where the rate jumps.", 0, 100, 1, (1, 4),
            _numbered("b"),
        ),
        Vector(
            "values", "values v", (0.08, 0.03, 0.01), "Rate between boundaries.", 0, 0.2, 0.005, (2, 5),
            _numbered("v"),
        ),
        Slider("alpha", "alpha", 0.0, "The lowest rate as a share of η₀.", 0, 1, 0.01),
        Slider("t_mul", "t_mul", 2.0, "Factor from one period's length to the next.", 1, 3, 0.1),
        Slider("m_mul", "m_mul", 1.0, "Factor from one period's peak to the next.", 0, 1.5, 0.05),
        Whole("warmup_steps", "warmup_steps", 10, "Optimizer steps of the rise.", 0, 100),
        Slider("warmup_start", "warmup_start", 0.0, "The rate before the warm-up.", 0, 0.2, 0.005),
        Whole("total_steps", "total_steps", 100, "Optimizer steps of the whole cycle.", 4, 100),
        Slider("warmup_fraction", "warmup_fraction", 0.3, "Share of the cycle that goes up.", 0.01, 0.99, 0.01),
        Whole("div_factor", "div_factor", 25, "The cycle starts at the peak divided by this.", 1, 100),
        Whole("final_div_factor", "final_div_factor", 10000, "It ends at its start divided by this.", 1, 10000),
    )  # fmt: skip


def _numbered(letter: str) -> Callable[[int], str]:
    return lambda index: letter + str(index).translate(SUBSCRIPTS)
