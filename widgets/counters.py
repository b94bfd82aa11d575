"""Controls for whole numbers that are counted up by a button, and for values that stand in a row of their own."""

from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets as ipw
import traitlets

from widgets.controls import Choice, Whole, dressed


@dataclass(frozen=True)
class Counter(Whole):
    """A whole number with a slider and buttons that add to it, as "Step" for one more or "Re-draw" for the next seed.

    Args:
        buttons: (text, how much it adds) of each.
        around: whether the number after `high` is `low` again; otherwise it stops at `high`.
    """

    buttons: tuple[tuple[str, int], ...] = (("Step", 1),)
    around: bool = False

    def widget(self) -> "Count":
        """Return a new slider with its buttons."""
        return Count(self, Whole.widget(self))

    def after(self, value: int, by: int) -> int:
        """Return the number that a button leads to.

        Example:
            >>> Counter("seed", "seed", 0, "", 0, 9, around=True).after(9, 1)
            0
        """
        if self.around:
            return self.low + (value + by - self.low) % (self.high - self.low + 1)
        return min(value + by, self.high)


class Count(ipw.VBox):
    """A slider and the buttons beneath it that add to its `value`."""

    value = traitlets.Int()

    def __init__(self, control: Counter, slider: ipw.IntSlider):
        self.slider, self._control = slider, control
        self.buttons = {text: self._button(text, by) for text, by in control.buttons}
        super().__init__([slider, ipw.Box(list(self.buttons.values())).add_class("nnk-chips")])
        self.value = control.value
        traitlets.link((self, "value"), (slider, "value"))

    def _button(self, text: str, by: int) -> ipw.Button:
        button = ipw.Button(description=text, tooltip=f"{self._control.label}: {text}. {self._control.tooltip}")
        button.on_click(lambda _: self._add(by))
        return button

    def _add(self, by: int) -> None:
        self.value = self._control.after(self.value, by)


@dataclass(frozen=True)
class Ladder(Choice):
    """One of several `options` that have an order, on a slider: batch sizes in doublings."""

    spoken: Callable = str

    def widget(self) -> ipw.SelectionSlider:
        """Return a new slider over the options."""
        rungs = [(self.spoken(option), option) for option in self.options]
        return dressed(ipw.SelectionSlider(options=rungs, value=self.value), self)
