"""Taking hold of a part of a picture: which part, where it was taken and where the hand is now."""

import anywidget
import traitlets

from widgets.panel import HERE
from widgets.svg import Axes


class Hand(anywidget.AnyWidget):
    """Hears presses and drags on the pictures of the panel it lies in (see grabbing.js).

    `grip` says what was last done: `name` of the part, `x` and `y` in the units of the axes, `stroke` (the number of
    the press: all moves of a drag have the same), `shift` (whether the Shift key was down). `shown` tells whether a
    page shows the panel. Where the page cannot run the script, the sliders and buttons remain.
    """

    _esm = HERE / "grabbing.js"
    grip = traitlets.Dict().tag(sync=True)
    shown = traitlets.Bool(False).tag(sync=True)

    def close(self) -> None:
        """Close the hand and forget who listens: anywidget keeps the hand itself for as long as the kernel lives."""
        self.unobserve_all()
        super().close()


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
