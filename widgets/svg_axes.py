"""The ground a chart stands on: axes, ticks, numbers as text, colours. Everything is a pure function to a string.

Colours of text, grid and background are JupyterLab's theme variables with a light fallback, so a chart is legible in a
dark theme and stays itself as a picture in an exported page.
"""

import html
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

TEXT = "var(--jp-ui-font-color1,#212121)"
MUTED = "var(--jp-ui-font-color2,#5f5f5f)"
GRID = "var(--jp-border-color2,#e0e0e0)"
GROUND = "var(--jp-layout-color0,#fff)"
FONT = "var(--jp-ui-font-family,system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif)"

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C8C8C")
"""Okabe and Ito's palette without its yellow and black, which vanish on a light or a dark ground; grey comes last."""

DASHES = ("", "8 3", "3 2.5", "10 3 2 3", "14 4", "6 2 1.5 2 1.5 2")
"""One for each series beside its colour; six against seven colours, so 42 series differ."""

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
FAR = 1e3  # plot areas away from the axes; browsers draw coordinates far beyond that wrongly


class Style(NamedTuple):
    """How a series looks: colour, dash pattern (SVG's stroke-dasharray), line width in pixels, opacity."""

    colour: str = COLOURS[0]
    dash: str = ""
    width: float = 2
    opacity: float = 1


GHOST = Style(MUTED, "2 3", 1.5, 0.75)
"""The look of the state before the last change."""


def style(index: int) -> Style:
    """Return the look of series number `index`: a colour and a dash, so that series differ in grey too."""
    return Style(COLOURS[index % len(COLOURS)], DASHES[index % len(DASHES)])


def escape(text: object) -> str:
    """Return text made safe inside SVG or HTML, in attributes as well."""
    return html.escape(str(text), quote=True)


def number(value: float, digits: int = 4) -> str:
    """Return a number for reading: `digits` significant digits, a true minus sign, powers of ten where it is far off.

    Example:
        >>> number(-0.104993), number(2.5), number(3.2e-7, 2), number(float("inf"))
        ('−0.105', '2.5', '3.2 × 10⁻⁷', '∞')
    """
    value = float(value)
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value and not 1e-4 <= abs(value) < 1e6:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        return f"{_plain(mantissa)} × {power_of_ten(int(exponent))}"
    return _plain(f"{value:.{digits}g}" if abs(value) < 10**digits else f"{value:.0f}")


def _plain(text: str) -> str:
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−") if float(text) else "0"


def power_of_ten(exponent: int) -> str:
    """Return ten to a whole power as text, as '10⁻⁶' for −6."""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def ticks(low: float, high: float, count: int = 5) -> tuple[float, ...]:
    """Return about `count` round numbers from `low` to `high`.

    Example:
        >>> ticks(-2, 6)
        (-2.0, 0.0, 2.0, 4.0, 6.0)
    """
    rough = (high - low) / max(count, 1)
    scale = 10.0 ** math.floor(math.log10(rough))
    step = scale * min((1, 2, 2.5, 5, 10), key=lambda s: abs(s * scale - rough))
    first = math.ceil(low / step - 1e-9)
    return tuple(round(i * step, 12) + 0.0 for i in range(first, math.floor(high / step + 1e-9) + 1))


def log_ticks(low: float, high: float, count: int = 5) -> tuple[float, ...]:
    """Return about `count` powers of ten from `low` to `high`, both positive."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    stride = max(1, round((last - first) / max(count, 1)))
    aligned = -(-first // stride) * stride
    return tuple(10.0**e for e in range(aligned, last + 1, stride))


@dataclass(frozen=True)
class Axes:
    """A plot area in pixels and the data ranges that fill it.

    Args:
        x_range: data at the left and the right edge.
        y_range: data at the bottom and the top edge.
        box: left, top, width and height of the plot area in pixels of the figure.
        title: above the plot area.
        labels: of the x and the y axis, with units.
        log: whether x and y are logarithmic.
        tick_labels: (x ticks, y ticks), each None for round numbers or a tuple of (position, text).
        lines: whether grid lines stand at the x ticks and at the y ticks; bars over names need none.

    Raises:
        ValueError: if a range is empty, or not positive on a logarithmic axis.

    Example:
        >>> axes = Axes((0, 10), (0, 1), box=(50, 20, 100, 200))
        >>> float(axes.x(5)), float(axes.y(0.25))
        (100.0, 170.0)
    """

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    box: tuple[float, float, float, float] = (42, 32, 270, 140)
    title: str = ""
    labels: tuple[str, str] = ("", "")
    log: tuple[bool, bool] = (False, False)
    tick_labels: tuple = (None, None)
    lines: tuple[bool, bool] = (True, True)

    def __post_init__(self):
        for name, (low, high), log in zip(("x_range", "y_range"), (self.x_range, self.y_range), self.log, strict=True):
            if not low < high or (log and low <= 0):
                need = "0 < low < high on a logarithmic axis" if log else "low < high"
                raise ValueError(f"{name}: received ({low}, {high}), expected {need}. Give two different numbers.")

    def x(self, values) -> np.ndarray:
        """Return pixels from the figure's left edge for data `values`."""
        left, _, width, _ = self.box
        return left + width * _share(values, self.x_range, self.log[0])

    def y(self, values) -> np.ndarray:
        """Return pixels from the figure's top edge for data `values`; larger values are higher up."""
        _, top, _, height = self.box
        return top + height * (1 - _share(values, self.y_range, self.log[1]))

    def marks(self, axis: int) -> tuple[tuple[float, str], ...]:
        """Return (position, text) of the ticks of axis 0 (x) or 1 (y)."""
        if self.tick_labels[axis] is not None:
            return tuple(self.tick_labels[axis])
        low, high = (self.x_range, self.y_range)[axis]
        if self.log[axis]:
            return tuple((t, power_of_ten(round(math.log10(t)))) for t in log_ticks(low, high))
        return tuple((t, number(t)) for t in ticks(low, high, 6 if axis == 0 else 5))


def _share(values, limits: tuple[float, float], log: bool) -> np.ndarray:
    low, high = limits
    values = np.asarray(values, dtype=float)
    if log:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.log10(values)
        low, high = math.log10(low), math.log10(high)
    share = np.clip((values - low) / (high - low), -FAR, FAR)
    return np.where(np.isfinite(values), share, np.nan)


@lru_cache(maxsize=256)
def frame(axes: Axes) -> str:
    """Return title, grid, tick labels and axis labels; the zero lines stand out."""
    left, top, width, height = axes.box
    parts = [f'<g stroke="{GRID}" stroke-width="1" shape-rendering="crispEdges">', *_grid(axes), "</g>"]
    parts.append(f'<g fill="{MUTED}" font-size="11">')
    for position, text in axes.marks(0):
        parts.append(_word(axes.x(position), top + height + 15, text, "middle"))
    for position, text in axes.marks(1):
        parts.append(_word(left - 6, axes.y(position) + 4, text, "end"))
    if axes.labels[0]:
        parts.append(_word(left + width / 2, top + height + 31, axes.labels[0], "middle"))
    if axes.labels[1]:
        middle = top + height / 2
        parts.append(f'<g transform="rotate(-90 12 {middle:.1f})">{_word(12, middle, axes.labels[1], "middle")}</g>')
    parts.append("</g>")
    if axes.title:
        parts.append(f'<g fill="{TEXT}" font-size="13" font-weight="600">{_word(left, top - 12, axes.title)}</g>')
    return "\n".join(parts)


def _grid(axes: Axes) -> list[str]:
    left, top, width, height = axes.box
    lines = []
    for position, _ in axes.marks(0) if axes.lines[0] else ():
        x = float(axes.x(position))
        lines.append(f'<path d="M{x:.1f} {top:.1f}v{height:.1f}"{_zero(position, axes.log[0])}/>')
    for position, _ in axes.marks(1) if axes.lines[1] else ():
        y = float(axes.y(position))
        lines.append(f'<path d="M{left:.1f} {y:.1f}h{width:.1f}"{_zero(position, axes.log[1])}/>')
    return lines


def _zero(position: float, log: bool) -> str:
    return f' stroke="{MUTED}" stroke-opacity=".6"' if position == 0 and not log else ""


def _word(x: float, y: float, text: str, anchor: str = "start") -> str:
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{float(x):.1f}" y="{float(y):.1f}"{place}>{escape(text)}</text>'
