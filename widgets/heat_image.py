"""A function over the plane as a picture: a small PNG of two colours by opacity, and the line where it crosses a level.

Blue is low, orange high, clear the middle, so that a light or a dark ground shines through; grey is not a number.
"""

from functools import cache

import numpy as np

from widgets.bitmap import png_address, png_file
from widgets.svg import TEXT, Axes, Style, stroke

LOW, HIGH, NOT_A_NUMBER = (0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00), (0x99, 0x99, 0x99)
DENSEST = 0.8  # opacity of the ends of the scale
GREY_OPACITY = 160  # of 255
FINE, COARSE = 127, 15  # shades of each colour; few make a small file, and in a small picture nobody sees it


@cache
def palette(num_shades: int) -> tuple[bytes, bytes]:
    """Return colours and opacities: from the lowest shade over clear to the highest one, and last the grey of NaN."""
    distance = np.abs(np.arange(-num_shades, num_shades + 1)) / num_shades
    opacity = np.append(255 * DENSEST * distance, GREY_OPACITY).round().astype(np.uint8)
    return bytes(LOW) * num_shades + bytes(HIGH) * (num_shades + 1) + bytes(NOT_A_NUMBER), opacity.tobytes()


def lattice(axes: Axes, count: int) -> np.ndarray:
    """Return `count` by `count` points that fill the axes up to their edges, row by row from the top left.

    Example:
        >>> lattice(Axes((0, 1), (0, 2)), 2).tolist()
        [[0.0, 2.0], [1.0, 2.0], [0.0, 0.0], [1.0, 0.0]]
    """
    across, down = np.linspace(*axes.x_range, count), np.linspace(*axes.y_range[::-1], count)
    return np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)


def heat_image(box: tuple, values: np.ndarray, limits: tuple, num_shades: int = FINE) -> str:
    """Return an SVG image of values on a lattice that ends at the edges of a box; it reaches half a cell beyond them.

    Args:
        box: left, top, width and height in pixels of the figure.
        values: shape (rows, columns), row 0 on top.
        limits: the values of the full blue and the full orange; what is beyond is cut off.
        num_shades: of each colour, at most FINE.
    """
    left, top, width, height = box
    rows, columns = values.shape
    half_x, half_y = width / (columns - 1) / 2, height / (rows - 1) / 2
    area = (left - half_x, top - half_y, width + 2 * half_x, height + 2 * half_y)
    place = 'x="%.2f" y="%.2f" width="%.2f" height="%.2f" preserveAspectRatio="none"' % area  # noqa: UP031
    return f'<image {place} href="{png_address(heat_png(values, limits, num_shades))}"/>'


def heat_png(values: np.ndarray, limits: tuple[float, float], num_shades: int = FINE) -> bytes:
    """Return the PNG file of values: eight bits a pixel, shades of blue, clear, shades of orange, and grey for NaN.

    Example:
        >>> heat_png(np.zeros((2, 2)), (-1, 1))[1:4]
        b'PNG'
    """
    colours, opacity = palette(num_shades)
    return png_file(shades(values, limits, num_shades), values.shape[1], colours=colours, opacity=opacity)


def shades(values: np.ndarray, limits: tuple[float, float], num_shades: int = FINE) -> np.ndarray:
    """Return the place of each value in the palette: 0 at the lower limit, the last but one at the upper, else NaN's.

    Example:
        >>> shades(np.array([-9.0, 0.0, 1.0, np.nan]), (-1, 1)).tolist()
        [0, 127, 254, 255]
    """
    low, high = limits
    share = np.clip((values - low) / (high - low), 0, 1)
    return np.where(np.isnan(share), 2 * num_shades + 1, np.nan_to_num(share) * 2 * num_shades + 0.5).astype(np.uint8)


def contour(axes: Axes, values: np.ndarray, level: float, look: Style = Style(TEXT, "", 2)) -> str:  # noqa: B008
    """Return the line on which values on a lattice that fills the axes cross a level, straight within each cell.

    Source: Lorensen and Cline, Marching Cubes, 1987, in two dimensions.
    """
    left, top, width, height = axes.box
    rows, columns = values.shape
    ends = crossings(np.asarray(values, float) - level)
    if not len(ends):
        return ""
    scaled = ends * (width / (columns - 1), height / (rows - 1)) + (left, top)
    path = "".join(["M%.1f %.1fL%.1f %.1f" % tuple(four) for four in scaled.reshape(-1, 4).tolist()])  # noqa: UP031
    return f'<path d="{path}" stroke-linecap="round" {stroke(look)}/>'


def crossings(values: np.ndarray) -> np.ndarray:
    """Return the pieces of the line where values on a lattice are 0: (column, row) of both ends, shape (pieces, 2, 2).

    Example:
        >>> crossings(np.array([[-1.0, 1.0], [-1.0, 1.0]])).tolist()
        [[[0.5, 0.0], [0.5, 1.0]]]
    """
    above = values > 0
    four = np.stack([above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1]], axis=-1)  # round the cell
    crossed = four != np.roll(four, -1, axis=-1)  # its edges: top, right, bottom, left
    row, column = np.nonzero(crossed.any(axis=-1))
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])  # (column, row) of the corners of a cell
    at = values[row[:, None] + corners[:, 1], column[:, None] + corners[:, 0]]
    with np.errstate(all="ignore"):
        share = at / (at - np.roll(at, -1, axis=1))
        edges = corners + share[..., None] * (np.roll(corners, -1, axis=0) - corners)
    places = edges + np.stack([column, row], axis=-1)[:, None, :]
    order = np.argsort(~crossed[row, column], axis=1, kind="stable")  # the edges that are crossed come first
    first = np.take_along_axis(places, order[:, :2, None], axis=1)
    saddles = crossed[row, column].all(axis=1)
    pieces = np.concatenate([first, places[saddles][:, 2:]])
    return pieces[np.isfinite(pieces).all(axis=(1, 2))]
