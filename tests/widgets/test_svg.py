import base64
import math
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from widgets import svg
from widgets.svg import Axes, Style

AXES = Axes((0, 10), (-1, 1), box=(50, 20, 200, 100), title="A <b>title</b> & more", labels=("x (m)", "y (s)"))
SVG = "{http://www.w3.org/2000/svg}"


def parse(*parts: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.figure((300, 200), *parts, title="T < U", description="D & E"))


def test_axes_map_the_corners_of_the_data_to_the_corners_of_the_box():
    assert AXES.x([0, 5, 10]).tolist() == [50, 150, 250]
    assert AXES.y([-1, 0, 1]).tolist() == [120, 70, 20]


def test_a_logarithmic_axis_spaces_powers_of_ten_evenly():
    axes = Axes((1e-4, 1), (0.01, 100), box=(0, 0, 400, 400), log=(True, True))
    assert np.allclose(axes.x([1e-4, 1e-3, 1e-2, 1]), [0, 100, 200, 400])
    assert [text for _, text in axes.marks(1)] == ["10⁻²", "10⁻¹", "10⁰", "10¹", "10²"]


@pytest.mark.parametrize(("ranges", "log"), [(((1, 1), (0, 1)), (False, False)), (((0, 1), (0, 1)), (True, False))])
def test_an_empty_or_non_positive_range_is_refused(ranges, log):
    with pytest.raises(ValueError, match=r"x_range: received \(.*expected .*low < high"):
        Axes(*ranges, log=log)


def test_ticks_are_round_inside_the_range_and_about_as_many_as_asked():
    for low, high in [(-6, 6), (0, 1), (-0.3, 2.1), (3e-7, 5e-7), (-1000, 12000)]:
        found = svg.ticks(low, high)
        steps = np.diff(found)
        assert 3 <= len(found) <= 9
        assert low - 1e-12 <= found[0]
        assert found[-1] <= high * (1 + 1e-9)
        assert np.allclose(steps, steps[0])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *[(0, "0"), (-0.0, "0"), (-2.5, "−2.5"), (123456, "123456"), (0.30000000000000004, "0.3")],
        *[(1e-7, "1 × 10⁻⁷"), (-2.5e12, "−2.5 × 10¹²"), (math.nan, "not a number"), (-math.inf, "−∞")],
    ],
)
def test_numbers_are_written_for_reading(value, text):
    assert svg.number(value) == text


def test_a_figure_is_well_formed_with_title_description_and_escaped_text():
    root = parse(svg.frame(AXES))
    assert root.tag == SVG + "svg"
    assert root.find(SVG + "title").text == "T < U"
    assert root.find(SVG + "desc").text == "D & E"
    assert root.get("role") == "img"
    texts = [element.text for element in root.iter(SVG + "text")]
    assert {"A <b>title</b> & more", "x (m)", "y (s)", "0", "10", "−1"} <= set(texts)


def test_a_line_is_drawn_where_the_data_are():
    root = parse(svg.line(AXES, [0, 10], [-1, 1], Style("#123456", "4 2", 3)))
    line = root.find(SVG + "polyline")
    assert line.get("points") == "50.0,120.0 250.0,20.0"
    assert (line.get("stroke"), line.get("stroke-dasharray"), line.get("stroke-width")) == ("#123456", "4 2", "3")


def test_a_line_has_a_gap_where_a_value_is_not_finite():
    root = parse(svg.line(AXES, [0, 2, 4, 6, 8], [0, 0, np.nan, 0, np.inf]))
    assert [line.get("points") for line in root.iter(SVG + "polyline")] == ["50.0,70.0 90.0,70.0", "170.0,70.0"]
    assert svg.line(AXES, [1, 2], [np.nan, np.nan]) == ""


def test_far_values_stay_within_what_browsers_can_draw():
    assert np.all(np.abs(AXES.y([1e300, -1e300])) <= 1.1e7)


def test_clip_cuts_without_any_id_that_two_pictures_could_share():
    inner = parse(svg.clip(AXES, svg.line(AXES, [0, 1], [5, 5]))).find(SVG + "svg")
    assert [float(inner.get(key)) for key in ("x", "y", "width", "height")] == [50, 20, 200, 100]
    assert [float(v) for v in inner.get("viewBox").split()] == [50, 20, 200, 100]
    assert "id=" not in svg.clip(AXES, svg.frame(AXES))


def test_bars_start_at_the_base_whichever_way_they_point():
    root = parse(svg.bars(AXES, [2, 4, 6], [0.5, -0.5, np.nan], width=1, names=["up", "down"]))
    up, down = root.findall(SVG + "rect")
    assert (up.get("x"), up.get("y"), up.get("width"), up.get("height")) == ("80.0", "45.0", "20.0", "25.0")
    assert (down.get("y"), down.get("height")) == ("70.0", "25.0")
    assert up.find(SVG + "title").text == "up"


def test_steps_enclose_the_area_of_the_histogram():
    path = parse(svg.steps(AXES, [0, 5, 10], [1, 0.5])).find(SVG + "path").get("d")
    assert path == "M50.0 70.0V20.0H150.0V45.0H250.0V70.0Z"


def test_points_skip_what_is_not_finite_and_carry_names():
    dots = parse(svg.points(AXES, [0, 5], [np.nan, 0], names=["a", "b"])).findall(SVG + "circle")
    assert [(dot.get("cx"), dot.get("cy"), dot.find(SVG + "title").text) for dot in dots] == [("150.0", "70.0", "b")]


def test_heat_cells_run_from_blue_through_white_to_orange():
    root = parse(svg.cells((0, 0, 100, 50), [[-1, 0, 1, np.nan, 9]], (-1, 1)))
    colours = [cell.get("fill") for cell in root.iter(SVG + "rect")]
    assert colours == ["#0072b2", "#ffffff", "#d55e00", "#999999", "#d55e00"]
    assert [cell.get("x") for cell in root.iter(SVG + "rect")] == ["0.00", "20.00", "40.00", "60.00", "80.00"]


def test_grid_and_rule_reach_from_edge_to_edge():
    assert parse(svg.grid((0, 0, 30, 20), 1, 2)).find(SVG + "path").get("d").count("v20.0") == 3
    assert parse(svg.rule(AXES, x=5)).find(SVG + "path").get("d") == "M150.0 20v100"
    assert parse(svg.rule(AXES, y=0)).find(SVG + "path").get("d") == "M50 70.0h200"


def test_series_differ_in_colour_or_dash_and_neighbours_in_both():
    looks = [svg.style(i) for i in range(42)]
    assert len(set(looks)) == 42
    assert all(a.colour != b.colour and a.dash != b.dash for a, b in pairwise(looks))


def test_a_legend_shows_each_look_and_name_safely():
    root = parse(svg.legend(0, 0, [("a<b", svg.style(0)), ("tanh", svg.style(1))]))
    assert [element.text for element in root.iter(SVG + "text")] == ["a<b", "tanh"]
    assert root.findall(SVG + "path")[1].get("stroke-dasharray") == svg.DASHES[1]


def test_a_data_uri_holds_the_whole_picture():
    picture = svg.figure((10, 10), title="t", description="d")
    head, body = svg.data_uri(picture).split(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(body).decode() == picture
