"""Bitmaps as PNG inside SVG: a photograph or a map is thousands of squares, far too many for SVG marks."""

import base64
import struct
import zlib

import numpy as np

GREY, PALETTE = 0, 3  # colour types of the format


def png(grey: np.ndarray) -> bytes:
    r"""Return a grey picture as a PNG file.

    Args:
        grey: 0 is black and 1 is white; what is beyond is cut off. Shape (H, W).

    Example:
        >>> png(np.array([[0.0, 1.0]]))[:4]
        b'\x89PNG'
    """
    pixels = np.round(np.clip(grey, 0, 1) * 255).astype(np.uint8)
    return png_file(pixels, pixels.shape[1])


def png_file(lines: np.ndarray, width: int, depth: int = 8, colours: bytes = b"", opacity: bytes = b"") -> bytes:
    """Return a PNG file, without filter.

    Args:
        lines: the bytes of each line, several pixels to a byte where depth is below 8; shape (H, bytes).
        width: in pixels.
        depth: bits a pixel.
        colours: red, green and blue of each entry of the palette; without one the pixels are grey.
        opacity: of each entry of the palette, 0 to 255.

    Source: Portable Network Graphics specification, W3C 2003, sections 5, 9 and 11.
    """
    unfiltered = np.concatenate(
        [np.zeros((len(lines), 1), np.uint8), lines], axis=1
    )  # a byte in front names the filter
    header = struct.pack(">IIBBBBB", width, len(lines), depth, PALETTE if colours else GREY, 0, 0, 0)
    palette = [(b"PLTE", colours), (b"tRNS", opacity)] if colours else []
    chunks = [(b"IHDR", header), *palette, (b"IDAT", zlib.compress(unfiltered.tobytes(), 4)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def png_address(file: bytes) -> str:
    """Return a PNG file as an address that needs no server."""
    return "data:image/png;base64," + base64.b64encode(file).decode()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture(box: tuple[float, float, float, float], grey: np.ndarray) -> str:
    """Return an SVG image of a grey picture that fills a box of pixels (left, top, width, height)."""
    left, top, width, height = box
    area = f'x="{left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}" preserveAspectRatio="none"'
    return f'<image {area} style="image-rendering:pixelated" href="{png_address(png(grey))}"/>'
