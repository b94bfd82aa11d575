"""Charts: the numbers in the drawing are those that were given, and stand in words as well."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest

from classroom.report import charts
from tests.classroom.report.made_up import NOON

PIXEL = 0.11  # coordinates are written with one digit


def drawn(html):
    """The drawing of a figure, parsed: it is well-formed."""
    return ET.fromstring(re.search(r"<svg.*?</svg>", html, re.DOTALL).group().replace("&nbsp;", " "))


def rectangles(html, colour=charts.BLUE):
    return [
        {key: float(one.get(key)) for key in ("x", "y", "width", "height")}
        for one in drawn(html).iter("rect")
        if one.get("fill") == colour
    ]


def words(html):
    return [one.text for one in drawn(html).iter("text")]


def test_every_chart_has_its_title_and_its_numbers_in_words():
    html = charts.bars("Points <by> exercise", [("ex1", 0.5, "50%")], "The hardest is ex1 & ex2.")
    drawing = drawn(html)
    named = drawing.get("aria-labelledby").split()
    found = {one.get("id"): one.text for one in drawing.iter() if one.get("id")}
    assert [found[name] for name in named] == ["Points <by> exercise", "The hardest is ex1 & ex2."]
    assert drawing.get("role") == "img"
    assert "<figcaption>" in html and "&lt;by&gt;" in html


def test_bars_are_as_long_as_their_numbers():
    html = charts.bars("Shares", [("a", 1.0, "all"), ("b", 0.25, "a quarter"), ("c", None, "none")], "three")
    full, quarter, none = (one["width"] for one in rectangles(html))
    assert quarter == pytest.approx(full / 4, abs=PIXEL)
    assert none == 0
    assert words(html) == ["a", "all", "b", "a quarter", "c", "none"]


def test_long_names_are_shortened_visibly():
    assert charts.shortened("gradient through many layers", 100) == "gradient thr…"
    assert charts.shortened("sigmoid", 100) == "sigmoid"


def test_a_histogram_has_a_bar_for_each_tenth():
    html = charts.histogram("Points", [0.0, 0.09, 0.1, 0.999, 1.0, 1.0, 1.0], "seven")
    heights = [one["height"] for one in rectangles(html)]
    assert charts.tenths([0.0, 0.09, 0.1, 0.999, 1.0, 1.0, 1.0]) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 4]
    assert heights[-1] == charts.PLOT_HEIGHT
    assert heights[0] == pytest.approx(heights[-1] / 2, abs=PIXEL)
    assert heights[2:9] == [0] * 7


def test_an_empty_histogram_is_empty():
    assert all(one["height"] == 0 for one in rectangles(charts.histogram("Points", [], "nobody")))


def test_the_stair_of_hand_ins_rises_at_each_time_and_ends_at_all():
    times = [NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=4)]
    html = charts.time_series("Hand-ins", times, NOON + timedelta(hours=2), "three")
    stair = next(drawn(html).iter("polyline")).get("points")
    corners = [tuple(map(float, corner.split(","))) for corner in stair.split()]
    across = charts.WIDTH - charts.LEFT - charts.RIGHT
    assert corners[0] == (charts.LEFT, charts.TOP + charts.PLOT_HEIGHT)
    assert corners[-1] == (charts.LEFT + across, charts.TOP)
    assert corners[2][0] == pytest.approx(charts.LEFT + across / 4, abs=PIXEL)
    assert corners[3][1] == pytest.approx(charts.TOP + charts.PLOT_HEIGHT / 3, abs=PIXEL)
    due = next(one for one in drawn(html).iter("line") if one.get("stroke-dasharray"))
    assert float(due.get("x1")) == pytest.approx(charts.LEFT + across / 2, abs=PIXEL)
    assert "due" in words(html)


def test_a_single_hand_in_is_drawn_too():
    assert "2026-05-17 12:00 UTC" in words(charts.time_series("Hand-ins", [NOON], None, "one"))


def test_ranges_show_the_middle_half_and_the_median():
    html = charts.ranges("Points", [("one", (0.0, 0.25, 0.5, 0.75, 1.0))], "a chapter")
    (middle,) = rectangles(html, charts.SKY)
    (median,) = rectangles(html, charts.INK)
    whole = next(drawn(html).iter("line"))
    room = float(whole.get("x2")) - float(whole.get("x1"))
    assert middle["width"] == pytest.approx(room / 2, abs=PIXEL)
    assert median["x"] + median["width"] / 2 == pytest.approx(charts.LABEL + room / 2, abs=PIXEL)
