from xml.etree import ElementTree

import numpy as np

from widgets.marks import CLASS_COLOURS, circles, class_points, diamonds, rings
from widgets.svg import Axes

AXES = Axes((0, 1), (0, 1), (0, 0, 100, 100))
X = np.array([[0.5, 0.5], [0.1, 0.9], [1.0, 0.0]])


def test_classes_differ_by_shape_and_colour():
    group = ElementTree.fromstring(f"<g>{class_points(AXES, X, np.array([0, 1, 1]))}</g>")
    assert [path.get("fill") for path in group] == list(CLASS_COLOURS)
    assert [path.get("d").count("M") for path in group] == [1, 2]
    assert "a4" in group[0].get("d")
    assert "l5" in group[1].get("d")
    assert all(path.get("pointer-events") == "none" for path in group)  # the plane under them hears the click


def test_hollow_points_are_outlines():
    group = ElementTree.fromstring(f"<g>{class_points(AXES, X, np.array([0, 1, 1]), hollow=True)}</g>")
    assert [(path.get("fill"), path.get("stroke")) for path in group] == [("none", c) for c in CLASS_COLOURS]


def test_a_class_without_points_and_no_rings_draw_nothing():
    assert class_points(AXES, X, np.ones(3)).count("<path") == 1
    assert class_points(AXES, X[:0], np.zeros(0)) == ""
    assert rings(AXES, X[:0]) == ""


def test_shapes_stand_around_their_points():
    assert circles(AXES, X[:1], 4).startswith("M46.0 50.0a4 4 0 1 0 8 0")
    assert diamonds(AXES, X[:1], 4) == "M50.0 45.0l5.0 5.0l-5.0 5.0l-5.0 -5.0z"
