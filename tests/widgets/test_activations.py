from statistics import NormalDist
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import activations
from widgets import ActivationExplorer
from widgets.activation_formulas import formula, keras_call
from widgets.activation_view import BUILT_IN
from widgets.activations import FLAT, MAX_DEPTH
from widgets.svg import number

SHARE_TOLERANCE = 0.002  # a share counted on 1000 quantiles is right to a thousandth at each end
EXACT = 1e-12
SHOWN = 1e-9  # digits of the numbers that an explorer keeps
PIXELS = 0.2  # coordinates in a picture are written with one decimal
FLOAT32 = 1e-5  # Keras computes in single precision by default
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def explorer():
    return ActivationExplorer()


def pictures(explorer):
    return [ElementTree.fromstring(picture) for picture in explorer.shown.pictures]


def test_the_start_says_something(explorer):
    values = explorer.values
    assert explorer.state["show"] == ("sigmoid", "tanh", "relu")
    assert values["relu"]["product"] == 1
    assert values["sigmoid"]["product"] < 1e-6 < values["tanh"]["product"]
    assert len(pictures(explorer)) == 4


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize(("x", "temperature"), [(-6.0, 1.0), (-0.7, 0.5), (0.0, 2.0), (3.3, 1.0), (6.0, 5.0)])
def test_value_and_slope_are_those_of_nnkit_at_x_over_t(name, x, temperature):
    shown = ActivationExplorer([name], x=x, temperature=temperature).values[name]
    function = activations.get(name) if name != "prelu" else activations.PReLU(0.2)
    assert shown["value"] == pytest.approx(function(x / temperature).item(), abs=EXACT)
    assert shown["slope"] == pytest.approx(function.derivative(x / temperature).item() / temperature, abs=EXACT)


@pytest.mark.parametrize("depth", [1, 2, 7, MAX_DEPTH])
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "elu", "relu"])
def test_the_product_follows_the_chain_rule_through_a_chain_of_neurons(name, depth):
    function, a, product = activations.get(name), 1.5, 1.0
    for _ in range(depth):
        product *= function.derivative(a).item()
        a = function(a).item()
    shown = ActivationExplorer([name], x=1.5, depth=depth).values[name]["product"]
    assert shown == pytest.approx(abs(product), rel=SHOWN)


@pytest.mark.parametrize("spread", [0.1, 1.0, 5.0])
def test_the_shares_are_those_of_the_normal_distribution(spread):
    values = ActivationExplorer(["sigmoid", "relu", "linear"], spread=spread).values
    edge = np.log((1 - 2 * FLAT + np.sqrt(1 - 4 * FLAT)) / (2 * FLAT))  # where sigmoid's slope is FLAT
    saturated = 2 * NormalDist(0, spread).cdf(-edge)
    assert values["sigmoid"]["flat"] == pytest.approx(saturated, abs=SHARE_TOLERANCE)
    assert (values["relu"]["flat"], values["relu"]["dead"]) == (0.5, 0.5)
    assert (values["linear"]["flat"], values["sigmoid"]["dead"]) == (0, 0)


def test_the_readout_and_the_table_have_the_numbers_of_the_picture(explorer):
    explorer.set(x=-1.5, depth=3)
    slope = activations.tanh.derivative(-1.5).item()
    assert f"tanh: value {activations.tanh(-1.5).item():.4f}, slope {slope:.4f}".replace("-", "−") in explorer.readout
    explorer._table_button.value = True
    assert f"<td>{slope:.5g}</td>" in explorer.table.value
    tips = [element.text for root in pictures(explorer)[:2] for element in root.iter(SVG + "title")]
    assert f"tanh at −1.5: {slope:.4f}" in tips


def test_the_dot_lies_on_the_curve_and_the_tangent_touches_it(explorer):
    explorer.set(show=["tanh"], x=1.0)
    root = pictures(explorer)[0]
    curve, tangent = [line.get("points") for line in root.iter(SVG + "polyline")]
    dot = root.find(f".//{SVG}circle")
    point = (float(dot.get("cx")), float(dot.get("cy")))
    on_curve = np.array([[float(n) for n in pair.split(",")] for pair in curve.split()])
    assert np.min(np.hypot(*(on_curve - point).T)) < 0.2
    (x0, y0), (x1, y1) = [[float(n) for n in pair.split(",")] for pair in tangent.split()]
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx(point, abs=PIXELS)


@pytest.mark.parametrize("name", ["x", "depth", "spread", "negative_slope", "alpha", "temperature"])
def test_every_slider_works_at_both_ends_with_every_function(explorer, name):
    explorer.set(show=BUILT_IN)
    widget = explorer._widgets[name]
    for end in (widget.min, widget.max):
        widget.value = end
        assert explorer.state[name] == end
        assert explorer.error == ""
        assert len(explorer.values) == len(BUILT_IN)
        assert all(np.isfinite(list(numbers.values())).all() for numbers in explorer.values.values())
        pictures(explorer)


def test_all_sliders_at_all_corners_draw(explorer):
    explorer.set(show=BUILT_IN)
    for x in (-6, 6):
        for temperature in (0.5, 5):
            for alpha in (0, 2):
                explorer.set(x=x, temperature=temperature, alpha=alpha, negative_slope=alpha / 2, depth=30, spread=5)
                assert explorer.error == ""
                pictures(explorer)


@pytest.mark.parametrize("name", BUILT_IN)
def test_each_function_can_be_shown_alone_by_its_chip(explorer, name):
    chips = explorer._widgets["show"]
    chips.buttons[name].value = True
    for other in set(BUILT_IN) - {name}:
        chips.buttons[other].value = False
    assert list(explorer.values) == [name]
    assert explorer.shown.keras
    assert f"<i>{name}</i>" in explorer.shown.formula


@pytest.mark.parametrize("preset", ActivationExplorer.presets)
def test_a_preset_shows_its_phenomenon_and_reset_returns(explorer, preset):
    before = dict(explorer.state)
    explorer.apply_preset(preset)
    assert explorer.state != before
    assert explorer.error == ""
    assert eval(explorer.code()).state == explorer.state
    values = explorer.values
    shows = {
        "Saturation": lambda: values["sigmoid"]["slope"] < FLAT and values["tanh"]["flat"] > 0.3,
        "Vanishing gradient": lambda: values["sigmoid"]["product"] < 1e-10 and values["relu"]["product"] == 1,
        "Exploding gradient": lambda: values["tanh"]["product"] == pytest.approx(2.0**30),
        "Dead units": lambda: values["relu"]["product"] == 0 < values["leaky_relu"]["product"],
        "Smooth relatives of ReLU": lambda: values["gelu"]["slope"] < 0 < values["softplus"]["slope"],
    }
    assert shows[preset]()
    explorer.reset()
    assert explorer.state == before


def test_only_the_parameters_of_the_shown_functions_are_shown(explorer):
    def visible():
        return {name for name in ("alpha", "negative_slope") if explorer._widgets[name].layout.display is None}

    assert visible() == set()
    explorer.set(show=["elu"])
    assert visible() == {"alpha"}
    explorer.set(show=["prelu", "elu"])
    assert visible() == {"alpha", "negative_slope"}


def test_a_parameter_moves_its_function_and_the_curve_before_stays_as_a_ghost(explorer):
    explorer.set(show=["leaky_relu"], x=-2.0)
    assert explorer.values["leaky_relu"]["value"] == pytest.approx(-0.4)
    lines = explorer.shown.pictures[1].count("<polyline")
    explorer._widgets["negative_slope"].value = 0.5
    assert explorer.values["leaky_relu"] | {"flat": 0, "dead": 0} == pytest.approx(
        {"value": -1, "slope": 0.5, "product": 0.5**10, "flat": 0, "dead": 0}
    )
    assert explorer.shown.pictures[1].count("<polyline") == lines + 1


def test_the_axes_stay_while_a_slider_moves(explorer):
    def tick_texts():
        return [[t.text for t in root.iter(SVG + "text") if t.get("font-size") is None] for root in pictures(explorer)]

    explorer.set(show=["elu", "tanh"])
    before = tick_texts()
    for x in (-6, 0, 6):
        explorer._widgets["x"].value = x
        explorer._widgets["alpha"].value = abs(x) / 3
    assert [texts[:-1] for texts in tick_texts()] == [texts[:-1] for texts in before]


def test_the_formula_has_this_moments_numbers():
    words = formula("sigmoid", 2.0, 1.0, 0.8808, 0.105, float("nan"))
    assert "e<sup>−2</sup>" in words
    assert "<b>0.8808</b>" in words
    assert "u = x / T = 2 / 0.5 = 4" in formula("tanh", 2.0, 0.5, 0.9993, 0.0027, float("nan"))
    assert "0.5 · −2" in formula("leaky_relu", -2.0, 1.0, -1.0, 0.5, 0.5)
    assert "central differences" in formula("mine", 2.0, 1.0, 1.0, 1.0, float("nan"))


@pytest.mark.keras
@pytest.mark.parametrize("name", BUILT_IN)
def test_the_keras_line_computes_what_is_shown(name):
    import keras

    explorer = ActivationExplorer([name], x=-1.5, temperature=2.0, alpha=0.5, negative_slope=0.1)
    x = np.array([[-1.5]], dtype="float32")
    result = eval(explorer.shown.keras.split("  #")[0], {"keras": keras, "x": x})
    assert np.asarray(result).item() == pytest.approx(explorer.values[name]["value"], abs=FLOAT32)


def test_keras_lines_name_their_parameters():
    assert keras_call("elu", 1.0, 0.5) == "keras.activations.elu(x, alpha=0.5)"
    assert keras_call("sigmoid", 2.0, float("nan")) == "keras.activations.sigmoid(x / 2)"


def test_the_page_without_a_kernel_moves_x_and_asks_nobody(explorer, frames_of, outside_references):
    html = explorer.static_html()
    assert outside_references(html) == []
    frames = frames_of(html)
    assert 18 <= len(frames) <= 25
    for frame in frames:
        x = frame["state"]["x"]
        assert [ElementTree.fromstring(picture).tag for picture in frame["pictures"]] == [SVG + "svg"] * 4
        assert f"slope {number(activations.sigmoid.derivative(x).item())}," in frame["words"]
    assert len(html) < 400_000
