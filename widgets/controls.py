"""The controls of an explorer, declared as data: name, label, range, start value, and what the tooltip says.

A control checks a value (`check`), makes the ipywidgets widget that moves it (`widget`), and lists the positions that
an exported page steps through (`positions`).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as ipw
import numpy as np
import traitlets


class ImpossibleSetting(ValueError):  # noqa: N818  a setting, shown to the student as a sentence
    """A combination of settings that has no picture; its text is the sentence the explorer shows."""


@dataclass(frozen=True)
class Control:
    """One thing that a student can move.

    Args:
        name: key in the explorer's `state` and argument of its constructor; Keras' word where there is one.
        label: what stands beside the control, with the unit: "depth (layers)".
        value: at the start and after Reset.
        tooltip: one sentence on what moving it does.
    """

    name: str
    label: str
    value: Any
    tooltip: str = ""

    def check(self, value: Any) -> Any:
        """Return the value in the form that `state` holds, or raise ValueError with received, expected and the cure."""
        return value

    def widget(self) -> ipw.Widget:
        """Return a new widget with a `value` trait."""
        raise NotImplementedError(f"{type(self).__name__} has no widget; define widget().")

    def positions(self, count: int, value: Any) -> tuple[list, int]:
        """Return the values for an exported page and the index of the one nearest to `value`."""
        raise NotImplementedError(f"{type(self).__name__} cannot move an exported page; choose another main control.")

    def text(self, value: Any) -> str:
        """Return the value as it is written beside the slider of an exported page."""
        return str(value)

    def refuse(self, value: Any, expected: str) -> ValueError:
        """Return the error for a value that this control cannot take."""
        return ValueError(
            f"{self.name}: received {value!r}, expected {expected}. Choose such a value for {self.label}."
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool) and math.isfinite(value)


@dataclass(frozen=True)
class Slider(Control):
    """A number between `low` and `high` in steps of `step`."""

    low: float = 0.0
    high: float = 1.0
    step: float = 0.1

    def check(self, value: Any) -> float:  # noqa: D102  as in Control
        if not _is_number(value) or not self.low - 1e-9 <= value <= self.high + 1e-9:
            raise self.refuse(value, f"a number from {self.low:g} to {self.high:g}")
        return round(float(value), 10)

    def widget(self) -> ipw.FloatSlider:  # noqa: D102
        digits = max(0, -math.floor(math.log10(self.step) + 1e-9))
        limits = {"min": self.low, "max": self.high, "step": self.step, "readout_format": f".{digits}f"}
        return dressed(ipw.FloatSlider(self.value, **limits), self)

    def positions(self, count: int, value: Any) -> tuple[list, int]:  # noqa: D102
        stride = max(1, math.ceil(round((self.high - self.low) / self.step) / (count - 1)))
        first = round((value - self.low) / self.step) % stride
        places = np.arange(self.low + first * self.step, self.high + self.step / 2, stride * self.step)
        values = [self.check(min(float(v), self.high)) for v in places.round(10)]
        return values, int(np.argmin(np.abs(np.array(values) - value)))

    def text(self, value: Any) -> str:  # noqa: D102
        return f"{value:g}".replace("-", "−")


@dataclass(frozen=True)
class Whole(Slider):
    """A whole number between `low` and `high`; its readout can be typed into."""

    step: float = 1

    def check(self, value: Any) -> int:  # noqa: D102
        if not _is_number(value) or value != int(value) or not self.low <= value <= self.high:
            raise self.refuse(value, f"a whole number from {self.low} to {self.high}")
        return int(value)

    def widget(self) -> ipw.IntSlider:  # noqa: D102
        return dressed(ipw.IntSlider(self.value, min=self.low, max=self.high), self)


@dataclass(frozen=True)
class Choice(Control):
    """One of several `options`."""

    options: Sequence = ()

    def check(self, value: Any) -> Any:  # noqa: D102
        if value not in self.options:
            raise self.refuse(value, f"one of {', '.join(map(repr, self.options))}")
        return value

    def widget(self) -> ipw.Dropdown:  # noqa: D102
        return dressed(ipw.Dropdown(options=list(self.options), value=self.value), self)

    def positions(self, count: int, value: Any) -> tuple[list, int]:  # noqa: D102
        return list(self.options), list(self.options).index(value)


@dataclass(frozen=True)
class Marks(Choice):
    """One of several numbers, moved on a slider from one to the next: 0.1, 0.2, 0.5, 1."""

    def widget(self) -> ipw.SelectionSlider:  # noqa: D102
        options = [(f"{option:g}", option) for option in self.options]
        return dressed(ipw.SelectionSlider(options=options, value=self.value), self)


@dataclass(frozen=True)
class Switch(Control):
    """On or off."""

    def check(self, value: Any) -> bool:  # noqa: D102
        if not isinstance(value, (bool, np.bool_)):
            raise self.refuse(value, "True or False")
        return bool(value)

    def widget(self) -> ipw.Checkbox:  # noqa: D102
        return dressed(ipw.Checkbox(self.value, indent=False), self)

    def positions(self, count: int, value: Any) -> tuple[list, int]:  # noqa: D102
        return [False, True], int(value)


@dataclass(frozen=True)
class Several(Control):
    """Any set of `options`, in the order of the options; at least one."""

    options: Sequence[str] = ()

    def check(self, value: Any) -> tuple[str, ...]:  # noqa: D102
        chosen = (value,) if isinstance(value, str) else tuple(value)
        if not chosen or set(chosen) - set(self.options):
            raise self.refuse(value, f"one or more of {', '.join(map(repr, self.options))}")
        return tuple(option for option in self.options if option in chosen)

    def widget(self) -> "Chips":  # noqa: D102
        return Chips(self.options, self.value, self.label, self.tooltip)


@dataclass(frozen=True)
class Vector(Control):
    """Several numbers between `low` and `high`, a slider each; how many may change with the preset."""

    low: float = -1.0
    high: float = 1.0
    step: float = 0.1
    sizes: tuple[int, int] = (2, 10)
    names: Callable[[int], str] = str

    def check(self, value: Any) -> tuple[float, ...]:  # noqa: D102
        fewest, most = self.sizes
        try:
            numbers = tuple(np.asarray(value, float).tolist())
        except (TypeError, ValueError):
            numbers = ()
        fits = all(_is_number(v) and self.low <= v <= self.high for v in numbers)
        if not fits or not fewest <= len(numbers) <= most:
            raise self.refuse(value, f"{fewest} to {most} numbers from {self.low:g} to {self.high:g}")
        return tuple(round(v, 10) for v in numbers)

    def widget(self) -> "Sliders":  # noqa: D102
        return Sliders(self)


def dressed(widget: ipw.Widget, control: Control) -> ipw.Widget:
    """Give a widget the label, the tooltip and the looks of its control, and return it."""
    widget.description, widget.tooltip = control.label, control.tooltip
    widget.style.description_width = "initial"
    widget.layout.width = "100%"
    widget.add_class("nnk-control")
    return widget


class Chips(ipw.VBox):
    """A row of small buttons that stay down; `value` holds those that are. The last one cannot be let go."""

    value = traitlets.Tuple()

    def __init__(self, options: Sequence[str], value: tuple, label: str, tooltip: str = ""):
        self.buttons = {o: ipw.ToggleButton(description=o, tooltip=f"{label}: {o}. {tooltip}") for o in options}
        row = ipw.Box(list(self.buttons.values())).add_class("nnk-chips")
        super().__init__([ipw.HTML(f'<span class="nnk-label">{label}</span>'), row])
        self.add_class("nnk-whole")
        self._quiet = False
        self.observe(self._show, "value")
        self.value = tuple(value)
        for button in self.buttons.values():
            button.observe(self._pressed, "value")

    def _show(self, _change) -> None:
        self._quiet = True
        for option, button in self.buttons.items():
            button.value = option in self.value
        self._quiet = False

    def _pressed(self, change) -> None:
        if self._quiet:
            return
        down = tuple(option for option, button in self.buttons.items() if button.value)
        if down:
            self.value = down
        else:
            change["owner"].value = True


class Sliders(ipw.VBox):
    """A slider for each number of `value`; giving a value of another length adds or hides sliders."""

    value = traitlets.Tuple()

    def __init__(self, control: Vector):
        one = [Slider(control.names(i), control.names(i), 0.0, control.tooltip, control.low, control.high, control.step)
               for i in range(control.sizes[1])]  # fmt: skip
        self.sliders = [c.widget() for c in one]
        for slider in self.sliders:
            slider.observe(self._moved, "value")
        self._quiet = False
        self._grid = ipw.Box().add_class("nnk-vector")
        super().__init__([ipw.HTML(f'<span class="nnk-label">{control.label}</span>'), self._grid])
        self.add_class("nnk-whole")
        self.observe(self._show, "value")
        self.value = tuple(control.value)

    def _show(self, _change) -> None:
        self._quiet = True
        for slider, number in zip(self.sliders, self.value, strict=False):
            slider.value = number
        self._quiet = False
        if len(self._grid.children) != len(self.value):
            self._grid.children = tuple(self.sliders[: len(self.value)])

    def _moved(self, _change) -> None:
        if not self._quiet:
            self.value = tuple(round(slider.value, 10) for slider in self.sliders[: len(self.value)])
