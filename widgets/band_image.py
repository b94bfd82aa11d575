"""The height of a surface as a picture: a small PNG of sixteen shades in bands, whose edges are contour lines."""

import numpy as np

from widgets.bitmap import png_address, png_file

NUM_SHADES = 16
_INK = (0x6B, 0x7F, 0x93)  # slate: no path has this colour
_CLEAREST, _DENSEST = 0.0, 0.85  # opacity of the first and the last shade; the ground, light or dark, shines through


def band_image(box: tuple[float, float, float, float], bands: np.ndarray) -> str:
    """Return an SVG image of a map of bands, from clear (0) to dense (15).

    Args:
        box: left, top, width and height in pixels of the figure.
        bands: whole numbers from 0 to 15, shape (rows, columns), row 0 on top, an even number of columns.
    """
    left, top, width, height = box
    place = f'x="{left}" y="{top}" width="{width}" height="{height}" preserveAspectRatio="none"'
    return f'<image {place} href="{png_address(band_png(bands))}"/>'


def band_png(bands: np.ndarray) -> bytes:
    """Return the PNG file of a map of bands: four bits a pixel, sixteen shades of one colour by opacity.

    Example:
        >>> band_png(np.zeros((2, 4), np.uint8))[1:4]
        b'PNG'
    """
    packed = (bands[:, 0::2] << 4 | bands[:, 1::2]).astype(np.uint8)
    opacity = np.linspace(255 * _CLEAREST, 255 * _DENSEST, NUM_SHADES).round().astype(np.uint8)
    return png_file(packed, bands.shape[1], depth=4, colours=bytes(_INK) * NUM_SHADES, opacity=opacity.tobytes())
