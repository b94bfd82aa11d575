"""The chart kit of the explorers: from numbers to a string of SVG, with nothing but Python.

A chart is a `figure` of marks drawn on `Axes`. Marks that may leave the plot area go through `clip`.

Example:
    >>> axes = Axes((-1, 1), (0, 1), title="A parabola", labels=("x", "x²"))
    >>> x = np.linspace(-1, 1, 5)
    >>> chart = figure((324, 210), frame(axes), clip(axes, line(axes, x, x**2)), title="A parabola", description="x²")
    >>> chart[:4], chart.count("<polyline")
    ('<svg', 1)

Taught in: not taught; explorers are drawn with it
"""

import base64
from collections.abc import Sequence

import numpy as np

from widgets.svg_axes import (
    COLOURS,
    DASHES,
    FONT,
    GHOST,
    GRID,
    GROUND,
    MUTED,
    TEXT,
    Axes,
    Style,
    escape,
    frame,
    number,
    power_of_ten,
    style,
    ticks,
)


def figure(size: tuple[int, int], *parts: str, title: str, description: str) -> str:
    """Return a whole SVG picture that scales with the width it is given.

    Args:
        size: width and height in pixels; the picture keeps their ratio.
        *parts: strings of the other functions, in drawing order.
        title: what the picture is; shown as its tooltip.
        description: what it says, with its numbers; read aloud by screen readers.
    """
    width, height = size
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" font-family="{FONT}" font-size="12" style="max-width:100%;height:auto;background:{GROUND}">'
    )
    words = f"<title>{escape(title)}</title>\n<desc>{escape(description)}</desc>"
    return "\n".join([head, words, *filter(None, parts), "</svg>"])


def clip(axes: Axes, *parts: str) -> str:
    """Return marks cut off at the edge of the plot area.

    A nested picture does the cutting: a `clipPath` needs an id, and ids of two explorers on one page would collide.
    """
    left, top, width, height = (f"{v:.1f}" for v in axes.box)
    head = f'<svg x="{left}" y="{top}" width="{width}" height="{height}" viewBox="{left} {top} {width} {height}">'
    return "\n".join([head, *filter(None, parts), "</svg>"])


def line(axes: Axes, x, y, look: Style = Style()) -> str:  # noqa: B008  a Style cannot be changed
    """Return a line through the points (x, y); it is broken where a value is not finite."""
    across, up = np.broadcast_arrays(axes.x(x), axes.y(y))
    usable = np.isfinite(across) & np.isfinite(up)
    pairs = list(zip(across.tolist(), up.tolist(), strict=True))
    if usable.all():
        runs = [pairs]
    else:
        breaks = np.flatnonzero(np.diff(usable.astype(int), prepend=0, append=0)).reshape(-1, 2)
        runs = [pairs[start:stop] for start, stop in breaks]
    return "\n".join(f'<polyline points="{_points(run)}" {stroke(look)}/>' for run in runs)


def _points(pairs: list) -> str:
    return " ".join(["%.1f,%.1f" % pair for pair in pairs])  # noqa: UP031  twice as fast as an f-string here


def stroke(look: Style) -> str:
    """Return the SVG attributes of a line of this style."""
    dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    clear = f' stroke-opacity="{look.opacity}"' if look.opacity != 1 else ""
    return f'fill="none" stroke="{look.colour}" stroke-width="{look.width}" stroke-linejoin="round"{dash}{clear}'


def points(axes: Axes, x, y, look: Style = Style(), radius: float = 4, names: Sequence[str] = ()) -> str:  # noqa: B008
    """Return a dot at each finite (x, y); `names` are shown when the mouse is over a dot."""
    across, up = np.broadcast_arrays(np.atleast_1d(axes.x(x)), np.atleast_1d(axes.y(y)))
    paint = f'fill="{look.colour}" fill-opacity="{look.opacity}" stroke="{GROUND}" stroke-width="1.5"'
    dots = []
    for i, (px, py) in enumerate(zip(across.tolist(), up.tolist(), strict=True)):
        if np.isfinite(px) and np.isfinite(py):
            dots.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="{radius}" {paint}>{_tip(names, i)}</circle>')
    return "\n".join(dots)


def _tip(names: Sequence[str], index: int) -> str:
    return f"<title>{escape(names[index])}</title>" if index < len(names) else ""


def bars(axes: Axes, x, heights, look=Style(), width: float = 0.8, base=0.0, names: Sequence[str] = ()) -> str:  # noqa: B008
    """Return upright bars from `base` to `heights`, centred at `x`, `width` wide in data units.

    Args:
        axes: the axes.
        x: centres of the bars.
        heights: data value at which each bar ends; bars that are not finite are left out.
        look: one Style for all, or a list with one for each bar; a dash draws the outline alone, as for a ghost.
        width: in units of x.
        base: data value at which the bars start.
        names: shown when the mouse is over a bar.
    """
    x, heights = np.atleast_1d(np.asarray(x, float)), np.atleast_1d(np.asarray(heights, float))
    looks = [look] * len(x) if isinstance(look, Style) else list(look)
    left, right = axes.x(x - width / 2).tolist(), axes.x(x + width / 2).tolist()
    tops, floor = axes.y(heights).tolist(), float(axes.y(base))
    parts = []
    for i, (start, end, top, one) in enumerate(zip(left, right, tops, looks, strict=True)):
        if np.isfinite(top):
            area = (
                f'x="{start:.1f}" y="{min(top, floor):.1f}" width="{end - start:.1f}" height="{abs(floor - top):.1f}"'
            )
            paint = stroke(one) if one.dash else f'fill="{one.colour}" fill-opacity="{one.opacity}"'
            parts.append(f"<rect {area} {paint}>{_tip(names, i)}</rect>")
    return "\n".join(parts)


def steps(axes: Axes, edges, heights, look: Style = Style(), base: float = 0.0) -> str:  # noqa: B008
    """Return a histogram as one filled outline: `heights[i]` between `edges[i]` and `edges[i + 1]`."""
    across, up, floor = axes.x(edges).tolist(), axes.y(heights).tolist(), float(axes.y(base))
    path = [f"M{across[0]:.1f} {floor:.1f}"]
    for end, height in zip(across[1:], up, strict=True):
        path.append(f"V{height:.1f}H{end:.1f}")
    path.append(f"V{floor:.1f}Z")
    return f'<path d="{"".join(path)}" fill="{look.colour}" fill-opacity="{0.35 * look.opacity:.2f}" {_edge(look)}/>'


def _edge(look: Style) -> str:
    return stroke(look._replace(width=1.2, dash="")).removeprefix('fill="none" ')


def cells(box: tuple, values, limits: tuple[float, float], names: Sequence[Sequence[str]] = ()) -> str:
    """Return a heat map: row 0 on top, one square a value, blue for negative through white to orange for positive.

    Args:
        box: left, top, width, height in pixels.
        values: numbers, shape (rows, columns).
        limits: the values of the full blue and the full orange; what is beyond is cut off, NaN is grey.
        names: for each row and column, shown when the mouse is over the cell.
    """
    values = np.atleast_2d(np.asarray(values, float))
    left, top, width, height = box
    high, wide = height / values.shape[0], width / values.shape[1]
    parts = ['<g shape-rendering="crispEdges">']
    for row, line_of in enumerate(values.tolist()):
        for column, value in enumerate(line_of):
            tip = _tip(names[row], column) if row < len(names) else ""
            area = f'x="{left + column * wide:.2f}" y="{top + row * high:.2f}" width="{wide:.2f}" height="{high:.2f}"'
            parts.append(f'<rect {area} fill="{heat(value, limits)}">{tip}</rect>')
    return "\n".join([*parts, "</g>"])


def heat(value: float, limits: tuple[float, float]) -> str:
    """Return the colour of a value between `limits`: blue (low), white (middle), orange (high); grey for NaN."""
    if not np.isfinite(value):
        return "#999999"
    low, high = limits
    share = 2 * min(max((value - low) / (high - low), 0), 1) - 1
    end = (0xD5, 0x5E, 0x00) if share > 0 else (0x00, 0x72, 0xB2)
    return "#" + "".join(f"{round(255 + abs(share) * (part - 255)):02x}" for part in end)


def grid(box: tuple, rows: int, columns: int, look: Style = Style(GRID, "", 1)) -> str:  # noqa: B008
    """Return the lines between `rows` by `columns` cells in a box of pixels (left, top, width, height)."""
    left, top, width, height = box
    across = [f"M{left + width * i / columns:.1f} {top:.1f}v{height:.1f}" for i in range(columns + 1)]
    down = [f"M{left:.1f} {top + height * i / rows:.1f}h{width:.1f}" for i in range(rows + 1)]
    return f'<path d="{"".join(across + down)}" {stroke(look)}/>'


def rule(axes: Axes, x: float | None = None, y: float | None = None, look: Style = GHOST) -> str:
    """Return a line across the whole plot area, upright at `x` or level at `y`."""
    left, top, width, height = axes.box
    path = f"M{float(axes.x(x)):.1f} {top}v{height}" if x is not None else f"M{left} {float(axes.y(y)):.1f}h{width}"
    return f'<path d="{path}" {stroke(look)}/>'


def text(x: float, y: float, words: object, *, anchor: str = "start", size: float = 11, colour: str = TEXT) -> str:
    """Return words at a pixel position; `anchor` is start, middle or end."""
    place = f'x="{float(x):.1f}" y="{float(y):.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}"'
    return f"<text {place}>{escape(words)}</text>"


def legend(x: float, y: float, entries: Sequence[tuple[str, Style]], columns: int = 1, width: float = 100) -> str:
    """Return samples of line with their names, from the pixel position (x, y) on, in rows of `columns`."""
    parts = []
    for i, (name, look) in enumerate(entries):
        left, top = x + width * (i % columns), y + 16 * (i // columns)
        parts.append(f'<path d="M{left:.1f} {top - 4:.1f}h22" {stroke(look)}/>')
        parts.append(text(left + 28, top, name))
    return "\n".join(parts)


def data_uri(picture: str) -> str:
    """Return a picture as an address that holds it whole, for `<img src=...>`."""
    return "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode()


__all__ = [
    "COLOURS", "DASHES", "GHOST", "GRID", "GROUND", "MUTED", "TEXT", "Axes", "Style",
    "bars", "cells", "clip", "data_uri", "escape", "figure", "frame", "grid", "heat", "legend", "line", "number",
    "points", "power_of_ten", "rule", "steps", "stroke", "style", "text", "ticks",
]  # fmt: skip
