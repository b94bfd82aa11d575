"""Each schedule of nnkit in the explorer: which sliders it takes, its formula with numbers, and the Keras call."""

import math
from typing import Any

from nnkit import schedules
from widgets.svg import number

_BASE, _DECAY = {"initial_learning_rate": "initial_learning_rate"}, {"decay_steps": "decay_steps"}
_RATE, _STAIRS = {"decay_rate": "decay_rate"}, {"staircase": "staircase"}

ARGUMENTS: dict[str, dict[str, str]] = {
    "constant": {"learning_rate": "initial_learning_rate"},
    "exponential_decay": _BASE | _DECAY | _RATE | _STAIRS,
    "step_decay": _BASE | _DECAY | _RATE,
    "inverse_time_decay": _BASE | _DECAY | _RATE | _STAIRS,
    "polynomial_decay": _BASE | _DECAY | {name: name for name in ("end_learning_rate", "power", "cycle")},
    "piecewise_constant_decay": {"boundaries": "boundaries", "values": "values"},
    "cosine_decay": _BASE | _DECAY | {name: name for name in ("alpha", "warmup_steps", "warmup_start")},
    "cosine_decay_restarts": {
        **_BASE, "first_decay_steps": "decay_steps", "t_mul": "t_mul", "m_mul": "m_mul", "alpha": "alpha",
    },
    "linear_warmup": {
        "learning_rate": "initial_learning_rate", "warmup_steps": "warmup_steps",
        "initial_learning_rate": "warmup_start",
    },
    "one_cycle": {
        "max_learning_rate": "initial_learning_rate",
        **{name: name for name in ("total_steps", "warmup_fraction", "div_factor", "final_div_factor")},
    },
}  # fmt: skip
"""Schedule -> its argument in nnkit -> the slider that gives it."""

NAMES = tuple(ARGUMENTS)


def settings_of(name: str, state: dict) -> dict[str, Any]:
    """Return the arguments of nnkit's schedule `name` in this state."""
    given = {argument: state[slider] for argument, slider in ARGUMENTS[name].items()}
    if name == "cosine_decay":
        start = given.pop("warmup_start")
        if given["warmup_steps"]:
            given |= {"initial_learning_rate": start, "warmup_target": given["initial_learning_rate"]}
        else:
            del given["warmup_steps"]
    if name == "piecewise_constant_decay":
        whole = [int(step) if step == int(step) else step for step in given["boundaries"]]
        given = {"boundaries": whole, "values": list(given["values"])}
    return given


def build(name: str, state: dict) -> schedules.Schedule:
    """Return nnkit's schedule `name` with the parameters of this state.

    Raises:
        ValueError: where the sliders stand at what the schedule cannot take.
    """
    return schedules.get(name, **settings_of(name, state))


_KERAS = "keras.optimizers.schedules."
_CLASSES = {
    "exponential_decay": "ExponentialDecay", "step_decay": "ExponentialDecay", "inverse_time_decay": "InverseTimeDecay",
    "polynomial_decay": "PolynomialDecay", "piecewise_constant_decay": "PiecewiseConstantDecay",
    "cosine_decay": "CosineDecay", "cosine_decay_restarts": "CosineDecayRestarts",
}  # fmt: skip


def keras_call(name: str, state: dict) -> str:
    """Return the code that builds the schedule in Keras; for one of the student's own, the callback that uses it."""
    if name == "constant":
        return repr(state["initial_learning_rate"])
    if name == "one_cycle":
        cycle = f"nnkit.schedules.OneCycle({_listed(settings_of(name, state))})"
        return f"{by_epoch(cycle)}  # Keras has no one-cycle schedule"
    if name == "linear_warmup":
        given = settings_of(name, state)
        warm = {"initial_learning_rate": given["initial_learning_rate"], "decay_steps": 1, "alpha": 1.0}
        warm |= {"warmup_target": given["learning_rate"], "warmup_steps": given["warmup_steps"]}
        return f"{_KERAS}CosineDecay({_listed(warm)})"
    if name not in _CLASSES:
        return by_epoch(name if name.isidentifier() else "schedule")
    given = settings_of(name, state) | ({"staircase": True} if name == "step_decay" else {})
    return f"{_KERAS}{_CLASSES[name]}({_listed(given)})"


def by_epoch(schedule: str) -> str:
    """Return the Keras callback that asks a schedule once an epoch."""
    return f"keras.callbacks.LearningRateScheduler(lambda epoch: {schedule}(epoch * steps_per_epoch))"


def _listed(given: dict[str, Any]) -> str:
    return ", ".join(f"{argument}={value!r}" for argument, value in given.items())


def formula(name: str, state: dict, rate: float) -> str:
    """Return HTML: the schedule's formula at the chosen step t, with the numbers in it."""
    words = _FORMULAS[name](state, state["step"]) + " = " if name in _FORMULAS else ""
    return f"η({number(state['step'])}) = {words}<b>{number(rate)}</b>"


def _base(state: dict) -> str:
    return number(state["initial_learning_rate"])


def _periods(state: dict, t: int, stairs: bool) -> str:
    share = f"{number(t)} / {number(state['decay_steps'])}"
    return f"⌊{share}⌋" if stairs else share


def _exponential(state: dict, t: int, stairs: bool | None = None) -> str:
    stairs = state["staircase"] if stairs is None else stairs
    power = "⌊t / decay_steps⌋" if stairs else "t / decay_steps"
    numbers = f"{_base(state)} · {number(state['decay_rate'])}<sup>{_periods(state, t, stairs)}</sup>"
    return f"η₀ · decay_rate<sup>{power}</sup> = {numbers}"


def _inverse(state: dict, t: int) -> str:
    numbers = f"{_base(state)} / (1 + {number(state['decay_rate'])} · {_periods(state, t, state['staircase'])})"
    return f"η₀ / (1 + decay_rate · {'⌊t / decay_steps⌋' if state['staircase'] else 't / decay_steps'}) = {numbers}"


def _polynomial(state: dict, t: int) -> str:
    stretch = state["decay_steps"]
    if state["cycle"]:
        stretch *= max(1, math.ceil(t / stretch))
    end, share = number(state["end_learning_rate"]), f"{number(min(t, stretch))} / {number(stretch)}"
    numbers = f"({_base(state)} − {end}) (1 − {share})<sup>{number(state['power'])}</sup> + {end}"
    return f"(η₀ − η<sub>end</sub>) (1 − t / decay_steps)<sup>power</sup> + η<sub>end</sub> = {numbers}"


def _piecewise(state: dict, t: int) -> str:
    passed = sum(boundary < t for boundary in state["boundaries"])
    return f"values[{passed}] ({passed} of the boundaries lie{'s' * (passed == 1)} below t)"


def _cosine_numbers(state: dict, t: float, length: float, peak: str) -> str:
    alpha = number(state["alpha"])
    return f"{peak} ((1 − {alpha}) (1 + cos(π · {number(t)} / {number(length)})) / 2 + {alpha})"


def _warming(state: dict, t: int) -> str:
    start, share = number(state["warmup_start"]), f"{number(t)} / {number(state['warmup_steps'])}"
    return f"start + (η₀ − start) · t / warmup_steps = {start} + ({_base(state)} − {start}) · {share}"


def _cosine(state: dict, t: int) -> str:
    if t < state["warmup_steps"]:
        return _warming(state, t)
    since = min(t - state["warmup_steps"], state["decay_steps"])
    rule = "η₀ ((1 − α) (1 + cos(π t / decay_steps)) / 2 + α)"
    return f"{rule} = {_cosine_numbers(state, since, state['decay_steps'], _base(state))}"


def _restarts(state: dict, t: int) -> str:
    period, began, length = 0, 0.0, float(state["decay_steps"])
    while t >= began + length - 1e-9:
        period, began, length = period + 1, began + length, length * state["t_mul"]
    share = f"{number(t - began)} / {number(length)}"
    peak = f"{number(state['m_mul'])}<sup>{period}</sup>"
    alpha = number(state["alpha"])
    numbers = f"{_base(state)} ((1 − {alpha}) · {peak} (1 + cos(π · {share})) / 2 + {alpha})"
    return f"period {period}: η₀ ((1 − α) m_mul<sup>i</sup> (1 + cos(π · share)) / 2 + α) = {numbers}"


def _warmup(state: dict, t: int) -> str:
    return _warming(state, t) if t < state["warmup_steps"] else "η₀ (the warm-up is over)"


def _one_cycle(state: dict, t: int) -> str:
    peak = state["warmup_fraction"] * state["total_steps"] - 1
    side = "up" if t <= peak else "down" if t < state["total_steps"] - 1 else "at its end"
    return f"half a cosine {side} (its peak is at step {number(peak)})"


_FORMULAS = {
    "constant": lambda state, t: "η₀",
    "exponential_decay": _exponential,
    "step_decay": lambda state, t: _exponential(state, t, True),
    "inverse_time_decay": _inverse,
    "polynomial_decay": _polynomial,
    "piecewise_constant_decay": _piecewise,
    "cosine_decay": _cosine,
    "cosine_decay_restarts": _restarts,
    "linear_warmup": _warmup,
    "one_cycle": _one_cycle,
}
