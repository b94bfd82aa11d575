"""The explorer of chapter 02: activation functions, their slopes, and what depth makes of the slopes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from statistics import NormalDist
from typing import Any, ClassVar

import numpy as np

from nnkit import activations
from widgets.activation_view import BUILT_IN, X_RANGE, activation_view
from widgets.base import Explorer
from widgets.controls import Several, Slider, Whole
from widgets.own_functions import Guarded, Unusable, named, parameters
from widgets.view import View

X = np.linspace(*X_RANGE, 121)
MAX_DEPTH = 30
STANDARD = ("sigmoid", "tanh", "relu")
NUM_INPUTS = 1000
FLAT = 0.05  # a slope smaller than this lets less than a twentieth of the gradient through
PARAMETER_OF = {"leaky_relu": "negative_slope", "prelu": "negative_slope", "elu": "alpha"}


@dataclass(frozen=True)
class Curve:
    """What is computed for one function: plain numbers and arrays.

    Args:
        name: as in the picture.
        parameter: its own, alpha or negative_slope or a fixed slope; NaN for one that has none.
        values: f on the grid X.
        slopes: f' on the grid X.
        value: f at the input.
        slope: f' at the input.
        products: |f'(a₀) · f'(a₁) · …| after 1 to MAX_DEPTH layers, where a₀ is the input and each layer's output is
            the next one's input.
        flat: share of the N(0, spread) inputs where |f'| < FLAT.
        dead: share of those where f' is exactly 0.
        outputs: f of those inputs.
    """

    name: str
    parameter: float
    values: np.ndarray
    slopes: np.ndarray
    value: float
    slope: float
    products: np.ndarray
    flat: float
    dead: float
    outputs: np.ndarray


@dataclass(frozen=True)
class Result:
    """One state of the explorer: its curves, and a sentence for each function that has none."""

    state: dict
    curves: list[Curve] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@cache
def normal_inputs() -> np.ndarray:
    """Return NUM_INPUTS numbers spread as N(0, 1): its quantiles, so that shares do not flicker as a sample's would."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((i + 0.5) / NUM_INPUTS) for i in range(NUM_INPUTS)])


def _parameter(name: str, state: dict) -> float:
    if name in PARAMETER_OF:
        return state[PARAMETER_OF[name]]
    return activations.rrelu.mean_slope if name == "rrelu" else float("nan")


def resolve(name: str, own: dict[str, Any], state: dict) -> Callable:
    """Return the function shown under `name` with the sliders' parameters: nnkit's or the student's."""
    if name in own and not isinstance(own[name], str):
        taken = {key: state[key] for key in parameters(own[name], ("alpha", "negative_slope"))}
        return activations.get(Guarded(name, own[name], taken))
    name = own.get(name, name)
    settings = {"prelu": {"alpha": state["negative_slope"]}}
    default = {PARAMETER_OF[name]: state[PARAMETER_OF[name]]} if name in PARAMETER_OF else {}
    return activations.get(name, **settings.get(name, default))


def compute(state: dict, own: dict[str, Any]) -> Result:
    """Return the curves of the functions in `state["show"]`; `own` holds the student's, label -> function."""
    result = Result(state)
    for name in state["show"]:
        try:
            curve = curve_of(name, resolve(name, own, state), state)
        except (Unusable, TypeError, ValueError) as fault:
            result.notes.append(f"{fault} The other functions are drawn all the same.")
            continue
        result.curves.append(curve)
        result.notes.extend(_gaps(curve))
    return result


def curve_of(name: str, function: Callable, state: dict) -> Curve:
    """Return the numbers of one function of x / T, where T is the temperature."""
    temperature = state["temperature"]
    inputs = np.concatenate([X, state["spread"] * normal_inputs(), [state["x"]]])
    with np.errstate(all="ignore"):
        values = function(inputs / temperature)
        slopes = function.derivative(inputs / temperature) / temperature
        products = np.abs(np.cumprod(_chain_slopes(function, state["x"], temperature)))
    split = [len(X), len(inputs) - 1]
    (grid, outputs, value), (grid_slopes, input_slopes, slope) = np.split(values, split), np.split(slopes, split)
    flat, dead = float(np.mean(np.abs(input_slopes) < FLAT)), float(np.mean(input_slopes == 0))
    parameter = _parameter(name, state)
    return Curve(name, parameter, grid, grid_slopes, value.item(), slope.item(), products, flat, dead, outputs)


def _chain_slopes(function: Callable, x: float, temperature: float) -> np.ndarray:
    """Return f'(a₀), f'(a₁), …: the slopes along a chain of layers of one neuron each, with weight 1 and bias 0."""
    inputs = [np.array([x])]
    for _ in range(MAX_DEPTH - 1):
        inputs.append(function(inputs[-1] / temperature))
    return function.derivative(np.concatenate(inputs) / temperature) / temperature


def _gaps(curve: Curve) -> list[str]:
    missing = np.flatnonzero(~np.isfinite(curve.values))
    if not missing.size:
        return []
    kind = "NaN" if np.isnan(curve.values[missing[0]]) else "infinite"
    where = f"at {missing.size} of {len(X)} inputs, first at x = {X[missing[0]]:.2f}".replace("-", "−")
    return [f"{curve.name} is {kind} {where}; the curve has gaps there."]


class ActivationExplorer(Explorer):
    """Activation functions side by side: value, slope, what they make of N(0, s) inputs, and depth.

    Args:
        functions: what to show: names, or label -> function for functions of your own (of one array, element by
            element; a parameter called `alpha` or `negative_slope` is given by the slider). Their slopes are taken by
            central differences.
        **start: values of controls at the start: show, x, depth, spread, negative_slope, alpha, temperature.

    Example:
        >>> explorer = ActivationExplorer(functions={"mine": lambda x: x**2}, x=3)
        >>> {key: round(value, 4) for key, value in explorer.values["mine"].items() if key in ("value", "slope")}
        {'value': 9.0, 'slope': 6.0}

    Taught in: 02 activations
    """

    question = "How much of the gradient survives one activation, and how much survives many?"
    main = "x"
    presets: ClassVar[dict[str, dict]] = {
        "Saturation": {"show": ("sigmoid", "tanh"), "x": 4.0, "spread": 3.0},
        "Vanishing gradient": {"show": ("sigmoid", "tanh", "relu"), "x": 0.5, "depth": 20},
        "Exploding gradient": {"show": ("tanh", "linear"), "x": 0.0, "depth": 30, "temperature": 0.5},
        "Dead units": {"show": ("relu", "leaky_relu", "elu"), "x": -2.0},
        "Smooth relatives of ReLU": {"show": ("relu", "softplus", "elu", "gelu", "silu"), "x": -1.0},
    }

    def __init__(self, functions: Any = STANDARD, **start: Any):
        given = named(functions)
        self.own = {_label(label, f): f for label, f in given.items() if f is not label}
        start.setdefault("show", tuple(_label(label, f) for label, f in given.items()))
        usual = tuple(self.own) or STANDARD
        shown = Several("show", "functions", usual, "Show or hide it.", (*self.own, *BUILT_IN))
        self.controls = (
            shown,
            Slider("x", "input x", 2.0, "Move the input along the curves.", -6, 6, 0.1),
            Whole("depth", "depth (layers)", 10, "How many layers multiply their slopes.", 1, MAX_DEPTH),
            Slider("spread", "spread s of the inputs", 1.0, "Standard deviation of the N(0, s) inputs.", 0.1, 5, 0.1),
            Slider("negative_slope", "negative_slope", 0.2, "Slope of leaky ReLU and PReLU below zero.", 0, 1, 0.01),
            Slider("alpha", "alpha (ELU)", 1.0, "ELU tends to −alpha far below zero.", 0, 2, 0.05),
            Slider("temperature", "temperature T", 1.0, "Divides the input: f(x / T).", 0.5, 5, 0.1),
        )
        super().__init__(**start)

    def compute(self, state: dict) -> Result:
        """Return the curves of this state."""
        return compute(state, self.own)

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the four pictures and their words."""
        return activation_view(result, ghost, tuple(self.own))

    def hidden(self, state: dict) -> set[str]:
        """Return the parameters that no function in the picture has."""
        takers = [self.own.get(name, name) for name in state["show"]]
        used = {PARAMETER_OF.get(f) if isinstance(f, str) else None for f in takers}
        for function in takers:
            used |= set() if isinstance(function, str) else parameters(function, ("alpha", "negative_slope"))
        return {"alpha", "negative_slope"} - used

    def preset(self, name: str) -> dict:
        """Return what the preset changes; the student's own functions stay beside those of the preset."""
        changes = self.presets[name]
        return changes | {"show": (*self.own, *changes.get("show", STANDARD))}

    def arguments(self) -> list[str]:
        """Return the student's own functions as code."""
        pairs = [f'"{label}": {getattr(f, "__name__", repr(f))}' for label, f in self.own.items()]
        return ["functions={" + ", ".join(pairs) + "}"] if pairs else []


def _label(label: str, function: Any) -> str:
    return f"{label} (yours)" if label in BUILT_IN and function is not label else label
