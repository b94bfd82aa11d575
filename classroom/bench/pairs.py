"""Timing two ways of doing the same thing, turn by turn, so that a busy moment of the machine hits both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Contest:
    """Two ways of doing the same thing.

    Args:
        name: what is done, with its sizes.
        ours: does it our way.
        theirs: does it the other way.
        repeats: how often each is done in one timing; enough for some milliseconds.
        aim: the largest ratio ours / theirs that we are content with.
    """

    name: str
    ours: Callable[[], object]
    theirs: Callable[[], object]
    repeats: int = 1
    aim: float = 1.0


@dataclass(frozen=True)
class Timing:
    """What came of a contest: seconds for one time of doing, a number for each round."""

    contest: Contest
    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours divided by theirs, round by round."""
        return tuple(a / b for a, b in zip(self.ours, self.theirs, strict=True))

    @property
    def ratio(self) -> float:
        """The median of `ratios`."""
        return statistics.median(self.ratios)

    @property
    def verdict(self) -> str:
        """The ratio in words."""
        if self.ratio <= 1:
            return f"{1 / self.ratio:.1f} times as fast"
        within = "within the aim" if self.ratio <= self.contest.aim else f"SLOWER than the aim of {self.contest.aim:g}"
        return f"{self.ratio:.1f} times as long, {within}"


def run(contest: Contest, rounds: int) -> Timing:
    """Time a contest, after one round that does not count.

    Args:
        contest: what to time.
        rounds: how many timings of each, at least 3.

    Returns:
        A `Timing`.
    """
    times = [
        (_seconds(contest.ours, contest.repeats), _seconds(contest.theirs, contest.repeats)) for _ in range(rounds + 1)
    ]
    ours, theirs = zip(*times[1:], strict=True)
    return Timing(contest, ours, theirs)


def _seconds(action: Callable[[], object], repeats: int) -> float:
    started = time.perf_counter()
    for _ in range(repeats):
        action()
    return (time.perf_counter() - started) / repeats


def show(timings, names, out) -> None:
    """Print a table of timings: medians, the spread of the ratio, and what that means.

    Args:
        timings: any number of `Timing`s, printed as they come.
        names: what ours and theirs are called.
        out: a rich `Console`.
    """
    from rich.table import Table

    table = Table(title=f"{names[0]} beside {names[1]}, median of each; ratio: median (smallest to largest)")
    for column in ("", f"{names[0]} ms", f"{names[1]} ms", "ratio", ""):
        table.add_column(column, justify="right" if column else "left")
    for timing in timings:
        ours, theirs = (f"{1e3 * statistics.median(times):.3g}" for times in (timing.ours, timing.theirs))
        spread = f"{timing.ratio:.2f} ({min(timing.ratios):.2f} to {max(timing.ratios):.2f})"
        table.add_row(timing.contest.name, ours, theirs, spread, timing.verdict)
    out.print(table)
