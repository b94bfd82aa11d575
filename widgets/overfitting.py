"""The second explorer of chapter 08: too simple, right, too complex, and what a penalty or dropout changes."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, ClassVar

from widgets.base import Explorer
from widgets.controls import Choice, Slider, Whole
from widgets.overfitting_fits import DEGREES, PENALTIES, WIDTHS, Fit, NetworkFit, Points, draw, fit_polynomial
from widgets.overfitting_view import overfitting_view
from widgets.player import Ticker
from widgets.view import View

PAUSE = 0.02  # seconds between two pictures, for other cells and the controls
PIECE = 100  # optimizer steps between two pictures, about 20 ms
MOST_KEPT = 70  # networks that are remembered: ten sweeps
_remembered: dict[tuple, NetworkFit] = {}  # for all explorers together, so that running a cell again costs nothing
NEAR_BEST, FAR_APART = 1.25, 2.0  # times the least validation error; times the train error: see Result.verdict


@dataclass(frozen=True)
class Result:
    """One state of the explorer: plain numbers.

    Args:
        state: what the controls say.
        points: the data.
        size: the present degree or width.
        fits: degree or width -> fit; of networks those that have begun to train.
        by_penalty: penalty -> fit of the present degree; empty for networks.
        done: whether all networks are trained.
    """

    state: dict
    points: Points
    size: int
    fits: dict[int, Fit]
    by_penalty: dict[float, Fit] = field(default_factory=dict)
    done: bool = True

    @property
    def fit(self) -> Fit:
        """The present one."""
        return self.fits[self.size]

    @property
    def best(self) -> int:
        """The degree or width with the least validation error."""
        return min(self.fits, key=lambda size: self.fits[size].validation)

    @property
    def verdict(self) -> str:
        """One of underfits, fits, overfits.

        It fits where the validation error is near the least one seen here, over all sizes and penalties; else it
        overfits where the points that were fitted have a far smaller error than the others, and underfits where not.
        """
        least = min(fit.validation for fit in (*self.fits.values(), *self.by_penalty.values()))
        if self.fit.validation <= NEAR_BEST * least:
            return "fits"
        return "overfits" if self.fit.validation > FAR_APART * self.fit.train else "underfits"


class OverfittingExplorer(Explorer):
    """Polynomials or networks of every size through the same noisy points: errors at those points and at new ones.

    Args:
        **start: values of controls at the start: model, degree, width, num_points, noise, l2, rate, seed.

    Example:
        >>> explorer = OverfittingExplorer(degree=12)
        >>> explorer.values["verdict"], explorer.values["train"] < explorer.values["validation"]
        ('overfits', True)

    Taught in: 08 regularization
    """

    question = "When does a better fit to the points make a worse prediction?"
    main = "degree"
    controls = (
        Choice("model", "model", "polynomial", "What is fitted.", ("polynomial", "network")),
        Whole("degree", "degree", 1, "Highest power of x.", DEGREES[0], DEGREES[-1]),
        Choice("width", "hidden units", 2, "Units of the hidden layer (tanh).", WIDTHS),
        Whole("num_points", "points to fit", 15, "How many points are fitted.", 5, 100),
        Slider("noise", "noise (std. dev.)", 0.3, "How far the points are off the curve.", 0, 1, 0.05),
        Choice("l2", "l2 (penalty on w²)", 0.0, "Weight of the penalty l2 Σ w².", PENALTIES),
        Slider("rate", "dropout rate", 0.0, "Share of hidden units silenced in each step.", 0, 0.8, 0.1),
        Whole("seed", "seed", 4, "Other points of the same kind.", 0, 99),
    )
    presets: ClassVar[dict[str, dict]] = {
        "Underfit": {"degree": 1},
        "Fits": {"degree": 3},
        "Overfits": {"degree": 12},
        "Rescued by the penalty": {"degree": 12, "l2": 0.001},
        "Rescued by more points": {"degree": 12, "num_points": 100},
        "Penalty too large": {"degree": 12, "l2": 1.0},
        "A network overfits": {"model": "network", "width": 16},
        "Rescued by dropout": {"model": "network", "width": 16, "rate": 0.2},
    }

    def __init__(self, **start: Any):
        self._patient = False
        self.ticker = Ticker(self._piece, PAUSE)
        super().__init__(**start)

    def compute(self, state: dict) -> Result:
        """Return the fits of this state; of networks, where an event loop runs, as far as they have come."""
        points = draw(state["num_points"], state["noise"], state["seed"])
        if state["model"] == "polynomial":
            fits = {degree: fit_polynomial(points, degree, state["l2"]) for degree in DEGREES}
            by_penalty = {l2: fit_polynomial(points, state["degree"], l2) for l2 in PENALTIES}
            return Result(state, points, state["degree"], fits, by_penalty)
        networks = self._sweep(state, points)
        if self._patient or not _loop_runs():
            for network in networks.values():
                network.go()
        begun = {width: n.fit() for width, n in networks.items() if n.step or width == state["width"]}
        return Result(state, points, state["width"], begun, done=all(n.done for n in networks.values()))

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the four pictures and their words."""
        return overfitting_view(result, ghost)

    def hidden(self, state: dict) -> set[str]:
        """Return the controls of the other model."""
        return {"width", "rate"} if state["model"] == "polynomial" else {"degree"}

    def redraw(self) -> None:
        """Draw the present state; networks go on training between the notebook's other cells."""
        super().redraw()
        if self.error or self.result is None or self.result.done:
            self.ticker.stop()
        else:
            self.ticker.start()

    def close(self) -> None:
        """Stop training and close all widgets."""
        self.ticker.stop()
        super().close()

    def static_html(self) -> str:
        """Return the explorer as HTML whose degree or width can be moved; networks are trained to their end for it."""
        self.main = "degree" if self.state["model"] == "polynomial" else "width"
        self._patient = True
        try:
            return super().static_html()
        finally:
            self._patient = False

    def _sweep(self, state: dict, points: Points) -> dict[int, NetworkFit]:
        """Return width -> network, new or remembered, for all widths under the state's other settings."""
        same = tuple(state[name] for name in ("num_points", "noise", "l2", "rate", "seed"))
        networks = {}
        for width in WIDTHS:
            network = _remembered.pop((width, *same), None)
            networks[width] = network or NetworkFit(points, width, state["l2"], state["rate"], state["seed"])
            _remembered[(width, *same)] = networks[width]  # at the end: used last, forgotten last
        for key in list(_remembered)[:-MOST_KEPT]:
            del _remembered[key]
        return networks

    def _piece(self) -> bool:
        """Train for one picture: the present network first, then the others."""
        state = self.state
        if state["model"] == "polynomial":
            return False
        networks = self._sweep(state, draw(state["num_points"], state["noise"], state["seed"]))
        waiting = [networks[state["width"]], *networks.values()]
        network = next((n for n in waiting if not n.done), None)
        if network is not None:
            network.go(PIECE)
            self.redraw()
        return network is not None and not self.result.done


def _loop_runs() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
