"""A kernel to edit by hand: a square of number boxes, its size, and the two moves that are made most."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import ipywidgets as ipw
import numpy as np
import traitlets

from widgets.controls import Control
from widgets.kernel_presets import OWN, Rows, as_rows, name_of, ring
from widgets.own_arrays import SIZES, own_kernel
from widgets.svg import escape

WORDS = {size: f"{size} × {size}" for size in SIZES}


@dataclass(frozen=True)
class Kernel(Control):
    """A kernel of 3 x 3 or 5 x 5 weights; a name stands for one of the `named` ones."""

    named: dict[str, Rows] = field(default_factory=dict)

    def check(self, value: Any) -> Rows:
        """Return the kernel as rows of floats."""
        if isinstance(value, str):
            if value not in self.named:
                raise self.refuse(value, f"one of {', '.join(self.named)}, or an array")
            return self.named[value]
        return own_kernel(self.name, value)

    def widget(self) -> "KernelGrid":
        """Return a new grid of number boxes."""
        return KernelGrid(self.value)

    def positions(self, count: int, value: Any) -> tuple[list, int]:
        """Return the kernels with names, the present one first where it has none."""
        kernels = list(self.named.values())
        if self.text(value) == OWN:
            kernels.insert(0, value)
        names = [self.text(kernel) for kernel in kernels]
        return [value if name == self.text(value) else k for k, name in zip(kernels, names, strict=True)], names.index(
            self.text(value)
        )

    def text(self, value: Any) -> str:
        """Return the kernel's name."""
        return name_of(value, self.named)


class KernelGrid(ipw.VBox):
    """Number boxes for the weights in `value`, a tuple of rows; giving another size adds or hides boxes."""

    value = traitlets.Tuple()

    def __init__(self, kernel: Rows):
        self.boxes = {(i, j): self._box(i, j) for i in range(SIZES[-1]) for j in range(SIZES[-1])}
        self.size = ipw.Dropdown(options=[(WORDS[size], size) for size in SIZES], value=len(kernel))
        self.size.description, self.size.tooltip = "kernel", "Size of the kernel."
        self.size.style.description_width = "initial"
        self.size.add_class("nnk-control")
        self.turn = self._button("Rotate", "Turn the kernel by 90 degrees", lambda: np.rot90(self.value))
        self.divide = self._button("Divide by its sum", "Keep the brightness: make the sum 1", self._divided)
        self.message = ipw.HTML()
        self.grid = ipw.Box().add_class("nnk-weights")
        self._quiet, self._cut = False, None
        buttons = ipw.Box([self.turn, self.divide]).add_class("nnk-chips")
        super().__init__([self.size, self.grid, buttons, self.message])
        self.add_class("nnk-whole")
        self.observe(self._show, "value")
        self.value = kernel
        self.size.observe(self._resized, "value")

    def say(self, words: str) -> None:
        """Show a sentence below the weights, or none."""
        self.message.value = f'<span class="nnk-hint" role="status">{escape(words)}</span>' if words else ""

    def _box(self, row: int, column: int) -> ipw.FloatText:
        name = f"weight in row {row}, column {column}"
        box = ipw.FloatText(0.0, description=name, step=0.1, layout={"width": "auto", "min_width": "0"})
        box.observe(self._typed, "value")
        return box

    def _show(self, _change: Any) -> None:
        size = len(self.value)
        self._quiet = True
        try:
            for i, row in enumerate(self.value):
                for j, weight in enumerate(row):
                    self.boxes[i, j].value = weight
            self.size.value = size
            if len(self.grid.children) != size**2:
                self.grid.children = tuple(self.boxes[i, j] for i in range(size) for j in range(size))
                self.grid.layout.grid_template_columns = f"repeat({size}, minmax(0, 1fr))"
        finally:
            self._quiet = False
        self.say("")

    def _typed(self, change: Any) -> None:
        if self._quiet:
            return
        if not math.isfinite(change["new"]):
            self._show(None)
            self.say("A weight must be a number that is not infinite; the one before is kept.")
            return
        size = len(self.value)
        self._cut = None
        self.value = as_rows(np.array([[self.boxes[i, j].value for j in range(size)] for i in range(size)]))

    def _resized(self, change: Any) -> None:
        if self._quiet:
            return
        kernel = np.array(self.value)
        if change["new"] > len(kernel):
            outer = self._cut if self._cut is not None else np.zeros((5, 5))
            self._cut = None
            self.value = as_rows(np.pad(kernel, 1) + outer)
            return
        outer = ring(kernel)
        self.value = as_rows(kernel[1:-1, 1:-1])
        self._cut = outer
        if np.any(outer):
            self.say("The outer ring was not zero and is cut off; choose 5 × 5 to bring it back.")

    def _divided(self) -> np.ndarray | None:
        total = float(np.sum(self.value))
        if abs(total) < 1e-9:
            self.say("The weights sum to 0, so they cannot be divided by their sum.")
            return None
        return np.array(self.value) / total

    def _button(self, text: str, tooltip: str, change: Callable[[], np.ndarray | None]) -> ipw.Button:
        button = ipw.Button(description=text, tooltip=tooltip)

        def pressed(_button: Any) -> None:
            kernel = change()
            if kernel is not None:
                self.value = as_rows(kernel)

        button.on_click(pressed)
        return button
