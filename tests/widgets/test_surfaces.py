import struct
import zlib

import numpy as np
import pytest

from widgets.band_image import NUM_SHADES, band_png
from widgets.surfaces import SURFACES

EXACT = 1e-12
SLOPE_TOLERANCE = 1e-6  # central differences with steps of 1e-6 and 1e-5


@pytest.mark.parametrize("name", SURFACES)
def test_the_gradient_of_a_surface_is_its_slope(name):
    surface, step = SURFACES[name], 1e-6
    points = np.random.default_rng(1).uniform(-2, 2, (20, surface.dimensions))
    for axis, shift in enumerate(step * np.eye(surface.dimensions)):
        slope = (surface.value(points + shift) - surface.value(points - shift)) / (2 * step)
        assert surface.gradient(points)[:, axis] == pytest.approx(slope, abs=SLOPE_TOLERANCE)


@pytest.mark.parametrize("name", SURFACES)
def test_the_minima_of_a_surface_are_its_lowest_points(name):
    surface = SURFACES[name]
    for minimum in surface.minima:
        assert np.linalg.norm(surface.gradient(minimum)) < 1e-9
        assert (surface.curvatures(minimum) > 0).all()
    crowd = np.random.default_rng(2).uniform(-6, 6, (5000, surface.dimensions))
    assert surface.value(crowd).min() >= surface.lowest - EXACT
    assert [surface.value(m) for m in surface.minima] == sorted(surface.value(m) for m in surface.minima)


def test_the_curvatures_are_those_of_the_formula():
    assert SURFACES["ravine"].curvatures(np.array([3.0, 1.0])) == pytest.approx([0.04, 2], abs=SLOPE_TOLERANCE)
    assert SURFACES["saddle"].curvatures(np.array([0.0, 0.0])) == pytest.approx([-1, 1], abs=SLOPE_TOLERANCE)


def test_the_png_is_what_was_painted():
    bands = np.arange(12, dtype=np.uint8).reshape(2, 6)
    file = band_png(bands)
    chunks, at = {}, 8
    while at < len(file):
        (length,) = struct.unpack(">I", file[at : at + 4])
        kind, content = file[at + 4 : at + 8], file[at + 8 : at + 8 + length]
        assert struct.unpack(">I", file[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + content),)
        chunks[kind] = content
        at += 12 + length
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (6, 2, 4, 3, 0, 0, 0)
    assert len(chunks[b"PLTE"]) == 3 * NUM_SHADES
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(2, 4)
    assert np.stack([lines[:, 1:] >> 4, lines[:, 1:] & 15], axis=-1).reshape(2, 6).tolist() == bands.tolist()
