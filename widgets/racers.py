"""Who runs in the optimizer race: each optimizer of nnkit, its sliders, its rule, and the Keras call."""

from collections.abc import Callable
from typing import Any, NamedTuple

from nnkit import optimizers


class Racer(NamedTuple):
    """One optimizer of the race.

    Args:
        build: its class in nnkit; Keras' has the same name.
        learning_rate: at the start, good on the surfaces.
        digits_rate: good for the digits.
        sliders: the other sliders that it takes, named as its arguments.
        rule: HTML.
        fixed: arguments without a slider.
    """

    build: Callable[..., optimizers.Optimizer]
    learning_rate: float
    digits_rate: float
    sliders: tuple[str, ...]
    rule: str
    fixed: dict[str, Any] = {}  # noqa: RUF012  a NamedTuple's default; nobody changes it


_BETAS = ("beta_1", "beta_2")
_MEANS = "m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g²"

RACERS = {
    "sgd": Racer(optimizers.SGD, 0.5, 0.5, (), "w ← w − η g"),
    "momentum": Racer(optimizers.SGD, 0.1, 0.05, ("momentum",), "v ← β v − η g, w ← w + v"),
    "nesterov": Racer(
        optimizers.SGD, 0.1, 0.05, ("momentum",), "v ← β v − η g, w ← w + β v − η g", {"nesterov": True}
    ),
    "adagrad": Racer(optimizers.Adagrad, 1.0, 0.1, (), "a ← a + g², w ← w − η g / √(a + ε)"),
    "adadelta": Racer(
        optimizers.Adadelta, 10.0, 5.0, ("rho",), "a ← ρ a + (1 − ρ) g², w ← w − η g √(d + ε) / √(a + ε), "
        "d ← ρ d + (1 − ρ) step²",
    ),
    "rmsprop": Racer(optimizers.RMSprop, 0.05, 0.01, ("rho",), "s ← ρ s + (1 − ρ) g², w ← w − η g / √(s + ε)"),
    "adam": Racer(optimizers.Adam, 0.2, 0.02, _BETAS, f"{_MEANS}, w ← w − η m̂ / (√v̂ + ε)"),
    "adamw": Racer(optimizers.AdamW, 0.2, 0.02, _BETAS, f"w ← w − η λ w, {_MEANS}, w ← w − η m̂ / (√v̂ + ε)"),
    "adamax": Racer(
        optimizers.Adamax, 0.2, 0.02, _BETAS, "m ← β₁ m + (1 − β₁) g, u ← max(β₂ u, |g|), w ← w − η m̂ / (u + ε)"
    ),
    "nadam": Racer(
        optimizers.Nadam, 0.2, 0.02, _BETAS, f"{_MEANS}, w ← w − η m̂ / (√v̂ + ε), where m̂ mixes the next m with g"
    ),
    "ftrl": Racer(optimizers.Ftrl, 1.0, 0.2, (), "n ← n + g², z ← z + g − (√n<sub>new</sub> − √n) w / η, "
                  "w ← −z η / √n<sub>new</sub>"),
}  # fmt: skip
"""Name -> racer, in the order of their invention."""

SLIDERS = ("momentum", "beta_1", "beta_2", "rho")
RATES = (*(float(f"{digit}e{power}") for power in range(-4, 1) for digit in (1, 2, 3, 5, 7)), 10.0, 20.0)
"""What a learning rate can be."""


def rate_name(racer: str) -> str:
    """Return the name of the slider for a racer's learning rate."""
    return f"{racer}_learning_rate"


def settings_of(racer: str, state: dict) -> dict[str, Any]:
    """Return the arguments of a racer's optimizer in this state."""
    given = {"learning_rate": state[rate_name(racer)]}
    return given | {slider: state[slider] for slider in RACERS[racer].sliders} | RACERS[racer].fixed


def keras_call(racer: str, state: dict) -> str:
    """Return the code that builds a racer's optimizer in Keras."""
    given = ", ".join(f"{name}={value!r}" for name, value in settings_of(racer, state).items())
    return f"keras.optimizers.{RACERS[racer].build.__name__}({given})"
