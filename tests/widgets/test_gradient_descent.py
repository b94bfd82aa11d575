import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import optimizers
from widgets import GradientDescentExplorer
from widgets.gradient_descent import NAMES, SCANNED
from widgets.surfaces import SURFACES

SVG = "{http://www.w3.org/2000/svg}"
EXACT = 1e-12
ROUNDING = 1e-9  # the same steps in another order of operations
PIXEL = 0.06  # coordinates are written with one digit
SINGLE = 1e-4  # ten steps of Keras in float32


@pytest.fixture
def explorer():
    return GradientDescentExplorer()


def pictures(explorer):
    return [ElementTree.fromstring(picture) for picture in explorer.shown.pictures]


def walked(explorer):
    """The points that nnkit's SGD visits with the explorer's settings, one step at a time."""
    state, surface = explorer.state, SURFACES[explorer.state["surface"]]
    params = {"w": np.array([state["start_x"], state["start_y"]][: surface.dimensions])}
    sgd = optimizers.SGD(state["learning_rate"], momentum=state["momentum"])
    points = [params["w"].copy()]
    with np.errstate(all="ignore"):
        for _ in range(state["steps"]):
            sgd.apply(params, {"w": surface.gradient(params["w"])})
            points.append(params["w"].copy())
    return np.array(points)


def test_the_start_is_the_parabola_of_the_lesson(explorer):
    assert [point[0] for point in explorer.values["path"][:4]] == pytest.approx([5, 2, 0.8, 0.32])
    assert explorer.readout.startswith("x: 5 → 2 → 0.8 → 0.32 → 0.128 → … → 0.0005243 after 10 steps. J: 25 → 4 → 0.64")
    assert "5 − 0.3 · 10 = <b>2</b>" in explorer.shown.formula
    assert explorer.shown.keras == "keras.optimizers.SGD(learning_rate=0.3)"
    assert len(pictures(explorer)) == 4


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_path_losses_and_scan_are_those_of_nnkit(name, momentum):
    explorer = GradientDescentExplorer(surface=name, learning_rate=0.24, momentum=momentum, steps=17, start_x=3.3)
    points, surface = walked(explorer), SURFACES[name]
    assert np.array(explorer.values["path"]) == pytest.approx(points, rel=EXACT)
    assert explorer.values["loss"] == pytest.approx(surface.value(points).tolist(), rel=EXACT)
    at = np.flatnonzero(np.isclose(SCANNED, 0.24)).item()
    assert explorer.result.scan[at] == pytest.approx(float(surface.value(points[-1])), rel=ROUNDING, abs=EXACT)


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({"learning_rate": 0.3}, "arrives"),
        ({"learning_rate": 0.5, "steps": 1}, "arrives"),
        ({"learning_rate": 0.05}, "crawls"),
        ({"learning_rate": 0.1}, "on its way"),
        ({"learning_rate": 0.9}, "oscillates"),
        ({"learning_rate": 1.0}, "edge"),
        ({"learning_rate": 1.01}, "diverges"),
        ({"learning_rate": 1.1, "steps": 1}, "diverges"),
        ({"learning_rate": 1.2, "steps": 100}, "diverges"),
        ({"start_x": 0.0, "learning_rate": 1.2}, "stays"),
        ({"surface": "wells", "learning_rate": 0.9, "start_x": 6.0, "steps": 100}, "diverges"),
        ({"surface": "saddle", "start_x": 0.0, "start_y": 0.0}, "stays"),
        ({"surface": "saddle", "start_y": 0.1, "learning_rate": 0.5, "steps": 50}, "arrives"),
    ],
)
def test_the_verdict_says_what_the_path_does(settings, verdict):
    explorer = GradientDescentExplorer(**settings)
    assert explorer.values["verdict"] == verdict
    words = {"arrives": "It arrives", "crawls": "It crawls", "oscillates": "overshoots", "edge": "for ever"}
    words |= {"diverges": "It diverges: J goes from", "stays": "it stays there", "on its way": "on its way"}
    assert words[verdict] in explorer.readout
    if verdict in ("diverges", "edge"):
        assert explorer.shown.notes


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_above_the_edge_a_parabola_diverges_and_below_it_does_not(momentum):
    edge = 2 * (1 + momentum) / 2
    explorer = GradientDescentExplorer(momentum=momentum, steps=100)
    assert explorer.values["edge"] == pytest.approx(edge)
    for rate in np.arange(0.05, 1.2, 0.05).round(2):
        explorer.set(learning_rate=rate)
        assert (explorer.values["verdict"] == "diverges") == (rate > edge + EXACT), rate


def test_the_warning_names_the_rate_the_edge_and_the_curvature(explorer):
    explorer.set(learning_rate=1.1)
    assert explorer.shown.notes == [
        "The learning rate 1.1 is above the edge 2 / 2 = 1, set by the largest curvature at the minimum: "
        "overshooting grows at every step."
    ]
    explorer.set(learning_rate=1.0)
    assert "is at the edge 2 / 2 = 1" in explorer.shown.notes[0]
    explorer.set(learning_rate=0.9)
    assert explorer.shown.notes == []
    explorer.set(surface="wells", learning_rate=0.8, start_x=6.0)
    assert "below the edge" in explorer.shown.notes[0]


def test_an_overflow_is_said_not_raised():
    explorer = GradientDescentExplorer(surface="wells", learning_rate=1.2, start_x=6.0, steps=100)
    assert "is no number from step" in explorer.readout
    assert explorer.error == ""
    assert "null" in explorer.picture.value
    pictures(explorer)


def test_at_rest_the_place_is_named():
    kinds = {
        "a saddle": GradientDescentExplorer(surface="saddle", start_x=0.0, start_y=0.0),
        "a minimum": GradientDescentExplorer(start_x=0.0),
    }
    for kind, explorer in kinds.items():
        assert f"The gradient at the start is 0, so it stays there: {kind}." in explorer.readout


def test_the_second_step_shows_the_velocity():
    explorer = GradientDescentExplorer(momentum=0.5)
    assert "2 + 0.5 · (−3) − 0.3 · 4 = <b>−0.7</b>" in explorer.shown.formula
    explorer.set(surface="bowl", momentum=0.0)
    assert "(5, 2) − 0.3 · (10, 4) = <b>(2, 0.8)</b>" in explorer.shown.formula


@pytest.mark.parametrize("surface", NAMES)
def test_every_slider_works_at_both_ends_on_every_surface(explorer, surface):
    explorer.set(surface=surface)
    for name in ("learning_rate", "steps", "momentum", "start_x", "start_y"):
        widget = explorer._widgets[name]
        for end in (widget.min, widget.max):
            widget.value = end
            assert explorer.state[name] == end
            assert explorer.error == ""
            pictures(explorer)


@pytest.mark.parametrize("surface", NAMES)
def test_all_corners_draw(surface):
    explorer = GradientDescentExplorer(surface=surface)
    for rate in (0.01, 1.2):
        for momentum in (0, 0.99):
            for steps in (1, 100):
                for x, y in ((-6, -3.4), (0, 0), (6, 3.4)):
                    explorer.set(learning_rate=rate, momentum=momentum, steps=steps, start_x=x, start_y=y)
                    assert explorer.error == ""
                    pictures(explorer)
                    assert explorer.values["path"][0] == [x, y][: len(explorer.values["path"][0])]


def test_the_second_coordinate_shows_where_there_is_one(explorer):
    assert explorer._widgets["start_y"].layout.display == "none"
    explorer.set(surface="bowl")
    assert explorer._widgets["start_y"].layout.display is None


@pytest.mark.parametrize("preset", GradientDescentExplorer.presets)
def test_a_preset_shows_its_phenomenon_and_reset_returns(explorer, preset):
    explorer.set(learning_rate=0.77)
    before = dict(GradientDescentExplorer().state)
    explorer.apply_preset(preset)
    assert explorer.error == ""
    assert eval(explorer.code()).state == explorer.state
    end = np.array(explorer.values["path"][-1])
    shows = {
        "Converge": explorer.values["verdict"] == "arrives",
        "Crawl": explorer.values["verdict"] == "crawls",
        "Oscillate": explorer.values["verdict"] == "oscillates",
        "Edge": [point[0] for point in explorer.values["path"][:3]] == [5, -5, 5],
        "Diverge": explorer.values["verdict"] == "diverges" and bool(explorer.shown.notes),
        "Wrong valley": end[0] > 2.9,
        "Ravine": abs(end[-1]) < 1e-3 and abs(end[0]) > 0.5,
        "Ravine with momentum": np.linalg.norm(end) < 0.05,
        "Saddle": "a saddle" in explorer.readout,
        "Two minima": end[0] < -2.8,
    }
    assert shows[preset]
    explorer.reset()
    assert explorer.state == before


def test_a_press_on_the_picture_moves_the_start_and_a_drag_leaves_one_ghost(explorer):
    explorer.set(surface="bowl")
    first = explorer.result
    explorer.hand.grip = {"name": "start", "x": -3.04, "y": 1.26, "stroke": 7}
    assert (explorer.state["start_x"], explorer.state["start_y"]) == (-3.0, 1.3)
    explorer.hand.grip = {"name": "start", "x": -2.0, "y": 1.0, "stroke": 7}
    assert explorer._ghost is first
    explorer.hand.grip = {"name": "start", "x": 6.0, "y": -3.4, "stroke": 8}
    assert explorer._ghost is not first
    assert explorer.values["path"][0] == [6.0, -3.4]
    explorer.set(surface="parabola")
    explorer.hand.grip = {"name": "start", "x": 1.0, "y": 30.0, "stroke": 9}
    assert (explorer.state["start_x"], explorer.state["start_y"]) == (1.0, -3.4)


@pytest.mark.parametrize("surface", NAMES)
def test_the_picture_says_where_it_can_be_pressed(surface):
    explorer = GradientDescentExplorer(surface=surface)
    areas = [rect for root in pictures(explorer) for rect in root.iter(SVG + "rect") if rect.get("data-plane")]
    assert len(areas) == 1
    x_range, y_range = SURFACES[surface].x_range, SURFACES[surface].y_range
    assert [float(edge) for edge in areas[0].get("data-plane").split()] == [*x_range, *y_range]


def test_the_dots_lie_where_the_path_says(explorer):
    explorer.set(surface="bowl", steps=3)
    root = pictures(explorer)[0]
    tips = [title.text for title in root.iter(SVG + "title")]
    assert "step 1: 2, 0.8; J = 4.64" in tips
    dot = next(c for c in root.iter(SVG + "circle") if "step 1:" in (c.findtext(SVG + "title") or ""))
    assert (float(dot.get("cx")), float(dot.get("cy"))) == pytest.approx(
        (42 + 272 * 8 / 12, 32 + 154 * 2.6 / 6.8), abs=PIXEL
    )


def test_readout_and_table_have_the_same_numbers(explorer):
    explorer._table_button.value = True
    cells = re.findall(r"<td>(.*?)</td>", explorer.table.value)
    assert cells[:8] == ["0", "5", "25", "10", "1", "2", "4", "4"]


def test_the_page_without_a_kernel_moves_the_rate_and_asks_nobody(explorer, frames_of, outside_references):
    explorer.set(surface="ravine")
    html = explorer.static_html()
    assert outside_references(html) == []
    frames = frames_of(html)
    assert 18 <= len(frames) <= 25
    for frame in frames:
        for picture in frame["pictures"]:
            ElementTree.fromstring(picture)
        assert f"learning_rate={frame['state']['learning_rate']})" in frame["words"]
    assert len({frame["pictures"][0] for frame in frames}) == len(frames)
    assert len(html) < 500_000


@pytest.mark.keras
@pytest.mark.parametrize(("rate", "momentum"), [(0.4, 0.6), (1.0, 0.0)])
def test_the_keras_line_takes_the_same_steps(rate, momentum):
    import keras

    explorer = GradientDescentExplorer(surface="ravine", learning_rate=rate, momentum=momentum, steps=10)
    optimizer = eval(explorer.shown.keras, {"keras": keras})
    variable = keras.Variable(np.array([5.0, 2.0]), dtype="float32")
    for _ in range(10):
        optimizer.apply([SURFACES["ravine"].gradient(variable.numpy())], [variable])
    assert variable.numpy() == pytest.approx(explorer.values["path"][-1], abs=SINGLE)
