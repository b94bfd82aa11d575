"""The other explorer of chapter 05: every optimizer of nnkit in one race, on a surface or on the digits."""

import time
from dataclasses import dataclass
from typing import ClassVar

from widgets.base import Explorer
from widgets.controls import Choice, Marks, Several, Slider, Whole
from widgets.optimizers_view import optimizers_view
from widgets.player import Player, Ticker
from widgets.racers import RACERS, RATES, SLIDERS, rate_name, settings_of
from widgets.races import DIGITS, NUM_STEPS, PROBLEMS, DigitsRun, Trace, digits_run, surface_run
from widgets.surfaces import SURFACES, Surface
from widgets.view import View

SLICE = 0.03  # seconds of training between two pictures
NAMES = tuple(RACERS)


@dataclass(frozen=True)
class Result:
    """One state of the explorer.

    Args:
        state: what the controls say.
        surface: where they race; None for the digits.
        traces: racer -> its run; the digits' runs may not have come as far as the chosen step.
        step: the chosen step, or how far all runs have come if that is less.
    """

    state: dict
    surface: Surface | None
    traces: dict[str, Trace]
    step: int


def _key(racer: str, state: dict) -> tuple:
    return racer, tuple(settings_of(racer, state).items())


class OptimizerRace(Explorer):
    """Optimizers from one start: their paths, losses, distances to the minimum and step lengths, at any step.

    On the digits a small network is trained for each, in slices of a few milliseconds, so that other cells can run.

    Args:
        **start: values of controls at the start: problem, show, step, the learning rates (adam_learning_rate, …),
            momentum, beta_1, beta_2, rho.

    Example:
        >>> race = OptimizerRace(problem="ravine", show=["sgd", "momentum"], step=100)
        >>> race.values["momentum"]["distance"] < race.values["sgd"]["distance"]
        True

    Taught in: 05 optimizers
    """

    question = "Who gets to the bottom first, and on which ground?"
    main = "step"
    controls = (
        Choice("problem", "problem", "ravine", "Where they race.", PROBLEMS),
        Several("show", "optimizers", ("sgd", "momentum", "rmsprop", "adam"), "Show or hide it.", NAMES),
        Whole("step", "step", 40, "Read the race at this optimizer step.", 0, NUM_STEPS),
        *(
            Marks(rate_name(name), f"η of {name}", racer.learning_rate, f"learning_rate of {name}.", RATES)
            for name, racer in RACERS.items()
        ),
        Slider("momentum", "momentum β", 0.9, "Share of the velocity that stays.", 0, 0.99, 0.01),
        Slider("beta_1", "beta_1", 0.9, "Share of Adam's mean gradient that stays.", 0, 0.99, 0.01),
        Slider("beta_2", "beta_2", 0.999, "Share of Adam's mean square that stays.", 0, 0.999, 0.001),
        Slider("rho", "rho", 0.9, "Share of the mean square that stays, RMSprop and Adadelta.", 0, 0.99, 0.01),
    )
    presets: ClassVar[dict[str, dict]] = {
        "Ravine": {"problem": "ravine", "step": 60},
        "Saddle": {"problem": "saddle", "step": 30},
        "Rosenbrock": {"problem": "rosenbrock", "step": 150, "show": ("sgd", "momentum", "adam", "nadam")},
        "Everyone": {"problem": "ravine", "step": 60, "show": NAMES},
        "Too fast": {"problem": "ravine", "step": 20, "sgd_learning_rate": 2.0, "momentum_learning_rate": 2.0},
        "Adaptive": {"problem": "ravine", "step": 40, "show": ("sgd", "adagrad", "rmsprop", "adam")},
        "Digits": {
            "problem": DIGITS, "step": 0, **{rate_name(name): racer.digits_rate for name, racer in RACERS.items()},
        },
    }  # fmt: skip

    def __init__(self, **start):
        self._still = False
        self._trainer = Ticker(self._train_on, 0.005)
        super().__init__(**start)
        self.player = Player(self._advance, self._rewind)
        self.children = (*self.children[:-1], self.player, self.children[-1])

    def compute(self, state: dict) -> Result:
        """Return the runs of this state; on the digits as far as they have come."""
        if state["problem"] != DIGITS:
            surface = SURFACES[state["problem"]]
            traces = {name: surface_run(state["problem"], *_key(name, state)) for name in state["show"]}
            return Result(state, surface, traces, state["step"])
        runs = self._digits_runs(state)
        if not self._still:
            self._train(list(runs.values()), state["step"])
        traces = {name: run.trace for name, run in runs.items()}
        return Result(state, None, traces, min(state["step"], *(trace.steps for trace in traces.values())))

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the four pictures and their words."""
        return optimizers_view(result, ghost)

    def hidden(self, state: dict) -> set[str]:
        """Return the sliders of the optimizers that are not in the race."""
        rates = {rate_name(name) for name in NAMES if name not in state["show"]}
        used = {slider for name in state["show"] for slider in RACERS[name].sliders}
        return rates | (set(SLIDERS) - used)

    def apply_preset(self, name: str) -> None:
        """Show a preset; the digits, which take time, start to play."""
        super().apply_preset(name)
        self.player.play.value = self.presets[name]["problem"] == DIGITS

    def reset(self) -> None:
        """Go back to the state at the start, and pause."""
        self.player.pause()
        super().reset()

    @property
    def training(self) -> bool:
        """Whether the digits' runs have not yet come to the chosen step."""
        state = self.state
        return state["problem"] == DIGITS and any(
            run.trace.steps < state["step"] for run in self._digits_runs(state).values()
        )

    def train(self) -> "OptimizerRace":
        """Train on the digits up to the chosen step without a pause, then show it; for scripts."""
        while self.training:
            self.redraw()
        return self

    def static_html(self) -> str:
        """Return the page without a kernel; the digits' runs as far as they have come."""
        self._still = True
        try:
            return super().static_html()
        finally:
            self._still = False

    def _digits_runs(self, state: dict) -> dict[str, DigitsRun]:
        return {name: digits_run(*_key(name, state)) for name in state["show"]}

    def _train(self, runs: list[DigitsRun], goal: int) -> None:
        """Train the runs that are behind for a short while, the last one first; the ticker does the rest."""
        end = time.perf_counter() + SLICE
        while min(run.trace.steps for run in runs) < goal:
            min(runs, key=lambda run: run.trace.steps).step()
            if time.perf_counter() > end:
                self._trainer.start()
                return
        self._trainer.stop()

    def _train_on(self) -> bool:
        self.redraw()  # starts the ticker again if there is more to do
        return False

    def _advance(self) -> bool:
        step = self.state["step"]
        if step < NUM_STEPS and not self.training:
            self._widgets["step"].value = step + 1
        return self.state["step"] < NUM_STEPS

    def _rewind(self) -> None:
        if self.state["step"] == NUM_STEPS:
            self._widgets["step"].value = 0
