import io
import re
from base64 import b64decode
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.image import imread

from widgets.heat_image import COARSE, FINE, contour, crossings, heat_image, heat_png, lattice
from widgets.svg import Axes

AXES = Axes((-2, 2), (-2, 2), (0, 0, 400, 400))
ON_THE_CIRCLE = 0.01  # of radius 1: cells are 0.1 wide, and the line is straight within each
DEEP, CLEAR = 0.8, 0.01  # opacity at the ends of the scale and in the middle
BLUE, ORANGE = (0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00)


@pytest.mark.parametrize("num_shades", [FINE, COARSE, 1])
def test_the_png_has_a_colour_for_every_sign_and_grey_for_nan(num_shades):
    values = np.array([[-1.0, 0.0, 1.0], [-9.0, np.nan, np.inf]])
    picture = imread(io.BytesIO(heat_png(values, (-1, 1), num_shades)))
    assert picture.shape == (2, 3, 4)
    colours = (picture[..., :3] * 255).round().astype(int)
    assert [tuple(colours[0, 0]), tuple(colours[0, 2])] == [BLUE, ORANGE]
    assert [tuple(colours[1, 0]), tuple(colours[1, 2])] == [BLUE, ORANGE]
    assert picture[..., 3] == pytest.approx(np.array([[DEEP, 0, DEEP], [DEEP, 160 / 255, DEEP]]), abs=CLEAR)


def test_the_middle_of_every_pixel_stands_on_its_point_of_the_lattice():
    image = ElementTree.fromstring(heat_image((10, 20, 100, 200), np.zeros((3, 5)), (0, 1)))
    left, top, width, height = (float(image.get(name)) for name in ("x", "y", "width", "height"))
    assert (left + width / 5 / 2, left + width - width / 5 / 2) == (10, 110)
    assert (round(top + height / 3 / 2, 6), round(top + height - height / 3 / 2, 6)) == (20, 220)
    assert b64decode(image.get("href").split(",")[1])[:4] == b"\x89PNG"


def test_the_lattice_starts_top_left_and_ends_at_the_edges():
    points = lattice(AXES, 3)
    assert points[0].tolist() == [-2, 2]
    assert points[1].tolist() == [0, 2]
    assert points[-1].tolist() == [2, -2]


def test_the_contour_of_a_disc_is_its_circle():
    points = lattice(AXES, 41)
    values = np.hypot(*points.T).reshape(41, 41)
    pieces = crossings(values - 1) / 10 - 2  # from cells to units
    assert np.hypot(pieces[..., 0], pieces[..., 1]) == pytest.approx(np.ones(pieces.shape[:2]), abs=ON_THE_CIRCLE)
    length = np.hypot(*(pieces[:, 1] - pieces[:, 0]).T).sum()
    assert length == pytest.approx(2 * np.pi, abs=10 * ON_THE_CIRCLE)  # nothing is missing, nothing twice
    path = ElementTree.fromstring(contour(AXES, values, 1)).get("d")
    x, y = np.array(re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path), float).T
    assert np.hypot(x / 100 - 2, y / 100 - 2) == pytest.approx(np.ones(len(x)), abs=ON_THE_CIRCLE)


def test_a_saddle_has_two_pieces_and_what_is_on_one_side_none():
    assert len(crossings(np.array([[1.0, -1.0], [-1.0, 1.0]]))) == 2
    assert contour(AXES, np.ones((4, 4)), 0) == ""
    assert contour(AXES, np.full((4, 4), np.nan), 0) == ""


@pytest.mark.filterwarnings("error")
def test_values_that_are_not_numbers_leave_gaps():
    values = lattice(AXES, 9)[:, 0].reshape(9, 9).copy()
    values[3, :] = np.nan
    values[6, 6] = np.inf
    pieces = crossings(values)
    assert np.isfinite(pieces).all()
    assert 0 < len(pieces) < 16
