"""A control for places that come and go: a slider whose end follows what is shown, with steps and a play button."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets as ipw
import numpy as np
import traitlets

from widgets.controls import Whole

INTERVAL = 350  # milliseconds between two places while playing
FARTHEST = 10**9
FEW = 25  # so many places of an exported page are all shown


@dataclass(frozen=True)
class Place(Whole):
    """A place counted from `low`; the last one depends on the rest of the state, so the explorer sets the `limit`.

    A value beyond the last place is kept, and the explorer says what it shows in its stead: making a thing smaller and
    larger again brings the place back.

    Args:
        play: whether there is a button that runs through the places.
    """

    play: bool = False

    def check(self, value: Any) -> int:
        """Return the value as a whole number that is not below the first place."""
        whole = isinstance(value, (int, float, np.number)) and not isinstance(value, bool) and math.isfinite(value)
        if not whole or value != int(value) or not self.low <= value <= FARTHEST:
            raise self.refuse(value, f"a whole number, at least {self.low}")
        return int(value)

    def widget(self) -> "Reel":
        """Return a new reel."""
        return Reel(self)

    def positions(self, count: int, value: Any) -> tuple[list, int]:
        """Return every place where there are few, else about `count` of them."""
        value = min(value, self.high)
        if self.high - self.low <= FEW:
            return list(range(self.low, self.high + 1)), value - self.low
        return super().positions(count, value)


class Reel(ipw.VBox):
    """A slider over the places that there are now, a button to either side, and a player; `value` is the place."""

    value = traitlets.Int()

    def __init__(self, control: Place):
        self.slider = Whole(
            control.name, control.label, control.low, control.tooltip, control.low, control.high
        ).widget()
        self.back = self._button("‹", f"{control.label}: one back", lambda: self._step(-1))
        self.on = self._button("›", f"{control.label}: one on", lambda: self._step(1))
        self.player = ipw.Play(min=control.low, max=control.high, interval=INTERVAL, show_repeat=False)
        self.player.tooltip = f"{control.label}: play, and stop"
        row = [self.back, self.on, *([self.player] if control.play else [])]
        self._first, self._quiet = control.low, False
        super().__init__([self.slider, ipw.Box(row).add_class("nnk-reel-row")])
        self.add_class("nnk-reel")
        self.limit = control.high
        for widget in (self.slider, self.player):
            widget.observe(self._moved, "value")
        self.observe(self._show, "value")
        self.value = int(control.value)

    def run_to(self, last: int) -> None:
        """Let the places end at `last`; a value beyond it stays, the slider stands at the end."""
        if last != self.limit:
            self.limit = last
            self._show()

    @property
    def place(self) -> int:
        """The place that can be shown: the value, or the last one."""
        return max(self._first, min(self.value, self.limit))

    def _show(self, _change: Any = None) -> None:
        self._quiet = True
        try:
            for widget in (self.slider, self.player):
                widget.max = max(self.limit, self._first + 1)  # a slider cannot be without length
                widget.value = self.place
            self.slider.disabled = self.player.disabled = self.limit <= self._first
        finally:
            self._quiet = False

    def _moved(self, change: Any) -> None:
        if not self._quiet:
            self.value = change["new"]
            self._show()

    def _step(self, by: int) -> None:
        self.value = max(self._first, min(self.place + by, self.limit))

    @staticmethod
    def _button(text: str, tooltip: str, action: Callable[[], None]) -> ipw.Button:
        button = ipw.Button(description=text, tooltip=tooltip)
        button.on_click(lambda _: action())
        return button.add_class("nnk-quiet")
