"""The points that a student adds to the playground: by a click on the plane, or by two numbers and a button."""

from dataclasses import dataclass
from typing import Any

import ipywidgets as ipw
import numpy as np
import traitlets

from widgets.controls import Control
from widgets.point_sets import EDGE

MOST_POINTS = 200


@dataclass(frozen=True)
class OwnPoints(Control):
    """Points (x₁, x₂, class) in the plane, class 0 or 1."""

    def check(self, value: Any) -> tuple[tuple[float, float, int], ...]:
        """Return the points as a tuple of (x₁, x₂, class)."""
        try:
            points = np.asarray(value, float).reshape(-1, 3) if len(value) else np.zeros((0, 3))
        except (TypeError, ValueError):
            points = np.full((1, 3), np.nan)
        fits = np.all(np.abs(points[:, :2]) <= EDGE) and np.isin(points[:, 2], (0, 1)).all()
        if not fits or len(points) > MOST_POINTS:
            raise self.refuse(
                value, f"at most {MOST_POINTS} triples (x1, x2, class), x1 and x2 from -{EDGE} to {EDGE}, class 0 or 1"
            )
        return tuple((round(float(a), 2), round(float(b), 2), int(label)) for a, b, label in points)

    def widget(self) -> "PointList":
        """Return a new list of points."""
        return PointList(self)


class PointList(ipw.VBox):
    """The points so far, the class of the next one, and buttons; `value` holds the points."""

    value = traitlets.Tuple()

    def __init__(self, control: OwnPoints):
        self._words = ipw.HTML()
        self.classes = [
            self._button(f"{mark} class {label}", f"A click on the plane adds a point of class {label}", label)
            for label, mark in enumerate("●◆")
        ]
        number = {"min": -EDGE, "max": EDGE, "step": 0.1, "value": 0.0, "layout": {"width": "84px"}}
        self.x1, self.x2 = (
            ipw.BoundedFloatText(
                description=name,
                style={"description_width": "initial"},
                tooltip=f"{name} of the point that Add adds",
                **number,
            )
            for name in ("x₁", "x₂")
        )
        self.add_button = self._button(
            "Add", "Add a point at x₁, x₂", None, lambda: self.add(self.x1.value, self.x2.value)
        )
        self.back_button = self._button("Take back", "Remove the last point of yours", None, self.take_back)
        self.clear_button = self._button("Clear", "Remove all points of yours", None, self.clear)
        rows = [
            [*self.classes],
            [self.x1, self.x2, self.add_button],
            [self.back_button, self.clear_button],
        ]
        super().__init__([self._words, *[ipw.Box(row).add_class("nnk-chips") for row in rows]])
        self.add_class("nnk-whole")
        self.add_class("nnk-points")
        self.observe(self._count, "value")
        self.label = 1
        self.value = tuple(control.value)
        self.choose(1)
        self._count()

    def choose(self, label: int) -> None:
        """Let the next points be of this class."""
        self.label = label
        for button, own in zip(self.classes, (0, 1), strict=True):
            (button.add_class if own == label else button.remove_class)("mod-active")

    def add(self, x1: float, x2: float, other: bool = False) -> None:
        """Add a point of the chosen class, or of the other one."""
        if len(self.value) < MOST_POINTS:
            point = (round(float(x1), 2), round(float(x2), 2), 1 - self.label if other else self.label)
            self.value = (*self.value, point)

    def take_back(self) -> None:
        """Remove the point added last."""
        self.value = self.value[:-1]

    def clear(self) -> None:
        """Remove all points added."""
        self.value = ()

    def _count(self, _change=None) -> None:
        full = ", no more fit" if len(self.value) == MOST_POINTS else ""
        words = f"points of yours: {len(self.value)}{full}; a click on the plane adds one (Shift: of the other class)"
        self._words.value = f'<span class="nnk-label">{words}</span>'

    def _button(self, text: str, tooltip: str, label: int | None, action=None) -> ipw.Button:
        button = ipw.Button(description=text, tooltip=tooltip)
        button.on_click(lambda _: self.choose(label) if action is None else action())
        return button
