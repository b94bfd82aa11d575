"""The hand on the pictures of an explorer: what can be hovered, clicked and dragged, and the widget that hears it."""

from collections.abc import Callable

import anywidget
import traitlets

from widgets.panel import HERE
from widgets.svg import Axes


class Hand(anywidget.AnyWidget):
    """Hears the pointer on the pictures and the table of the panel it lies in; see hand.js.

    `place` is (row, column) of the last click on a map and `choice` the number of the last row of a table clicked, each
    with the number of the press behind it. `grip` says what was last taken hold of: `name` of the part, `x` and `y` in
    the units of the axes, `stroke` (the number of the press: all moves of a drag have the same), `shift` (whether the
    Shift key was down). `shown` tells whether a page shows the panel. Where the page cannot run the script, the sliders
    and buttons remain.

    Args:
        on_place: called with (row, column) when a map is clicked.
        on_choice: called with the number of a row of a table when it is clicked.
    """

    _esm = HERE / "hand.js"
    place = traitlets.List(traitlets.Int()).tag(sync=True)
    choice = traitlets.List(traitlets.Int()).tag(sync=True)
    grip = traitlets.Dict().tag(sync=True)
    shown = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        on_place: Callable[[int, int], object] = lambda row, column: None,
        on_choice: Callable[[int], object] = lambda row: None,
    ):
        super().__init__()
        self.observe(lambda change: on_place(*change["new"][:2]), "place")
        self.observe(lambda change: on_choice(change["new"][0]), "choice")

    def close(self) -> None:
        """Close the hand and forget who listens: anywidget keeps the hand itself for as long as the kernel lives."""
        self.unobserve_all()
        super().close()


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


def grab_area(axes: Axes, name: str) -> str:
    """Return the part of a picture that makes its whole plot area a thing to take hold of; other parts come after."""
    left, top, width, height = axes.box
    edges = " ".join(f"{edge:g}" for edge in (*axes.x_range, *axes.y_range))
    place = f'x="{left}" y="{top}" width="{width}" height="{height}"'
    look = 'fill="transparent" style="cursor:crosshair;touch-action:none"'
    return f'<rect {place} {look} data-plane="{edges}" data-grab="{name}"/>'


def grabbed(name: str, tip: str, *parts: str, cursor: str = "grab") -> str:
    """Return parts of a picture that are taken hold of together; the picture needs a `grab_area` too."""
    return f'<g data-grab="{name}" style="cursor:{cursor};touch-action:none"><title>{tip}</title>{"".join(parts)}</g>'
