"""The hand on the pictures of an explorer: hovering shows a place at once in the page, a click brings it to Python."""

from collections.abc import Callable

import anywidget
import traitlets

from widgets.panel import HERE


class Hand(anywidget.AnyWidget):
    """Listens to the panel it lies in; see hand.js for what the pictures must say.

    Args:
        on_place: called with (row, column) when a map is clicked.
        on_choice: called with the number of a row of a table when it is clicked.
    """

    _esm = HERE / "hand.js"
    place = traitlets.List(traitlets.Int(), [-1, -1]).tag(sync=True)
    choice = traitlets.Int(-1).tag(sync=True)

    def __init__(self, on_place: Callable[[int, int], object], on_choice: Callable[[int], object] = lambda row: None):
        super().__init__()
        self.observe(lambda change: self._tell(on_place, *change["new"]), "place")
        self.observe(lambda change: self._tell(on_choice, change["new"]), "choice")

    def forget(self) -> None:
        """Make the same click again a new one, after another control has moved on."""
        self.place, self.choice = [-1, -1], -1

    @staticmethod
    def _tell(listener: Callable, *numbers: int) -> None:
        if min(numbers) >= 0:
            listener(*numbers)


def mark(place: tuple[int, int], step: tuple[float, float], *parts: str) -> str:
    """Return parts of a picture, drawn for place (0, 0), moved to `place`; `step` is (across, down) in pixels a place.

    Example:
        >>> mark((2, 1), (10.0, 5.0), "<rect/>").splitlines()[0][-35:]
        'transform="translate(10.00 10.00)">'
    """
    (row, column), (across, down) = place, step
    data = f'data-row="{row}" data-column="{column}" data-step-x="{across:.4f}" data-step-y="{down:.4f}"'
    moved = f"translate({column * across:.2f} {row * down:.2f})"
    return "\n".join([f'<g data-part="mark" {data} transform="{moved}">', *parts, "</g>"])


def touch_map(box: tuple[float, float, float, float], rows: int, columns: int) -> str:
    """Return an invisible rectangle over a map of places, which the pointer can hover and click."""
    left, top, width, height = box
    area = f'x="{left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}"'
    data = f'data-part="map" data-rows="{rows}" data-columns="{columns}"'
    return f'<rect {area} fill="transparent" style="cursor:pointer" {data}/>'


def place_words(x: float, y: float, place: tuple[int, int], colour: str) -> str:
    """Return the words "row 1, column 2" at a pixel position; hovering changes them."""
    words = f"row {place[0]}, column {place[1]}"
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" fill="{colour}" data-part="words" data-home="{words}">{words}'
        "</text>"
    )
