import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import data
from nnkit.layers import Dense
from widgets import NeuronExplorer
from widgets.neuron_view import arrow, plane
from widgets.neurons import ACTIVATIONS, DATA, GATES, points_of
from widgets.svg import number

EXACT = 1e-12
ROUNDED = 0.06  # pixels: pictures have one decimal
SINGLE = 1e-6  # Keras computes in single precision


@pytest.fixture
def explorer():
    return NeuronExplorer()


def dense(state):
    """The same neuron as a layer of nnkit; the step is written out here."""
    f = (lambda z: (z > 0) * 1.0) if state["activation"] == "step" else state["activation"]
    layer = Dense(1, f).build((None, 2))
    layer.params["kernel"][:, 0] = state["w1"], state["w2"]
    layer.params["bias"][:] = state["b"]
    return layer


def check(explorer):
    state = explorer.state
    x, y = data.logic_gate(state["data"]) if state["data"] != "moons" else data.moons(200, 0.15, seed=0)
    layer = dense(state)
    outputs = layer.forward(x)[:, 0]
    said = (layer.logits()[:, 0] > 0).astype(int)
    assert explorer.result.outputs == pytest.approx(outputs, abs=EXACT)
    assert explorer.values["predicted"] == said.tolist()
    assert explorer.values["accuracy"] == (said == y).mean()
    assert explorer.values["errors"] == (said != y).sum()
    output = layer.forward([[state["x1"], state["x2"]]])[0, 0]
    assert explorer.values["output"] == pytest.approx(output, abs=EXACT)
    assert f"output f(z) = {number(output)}." in explorer.readout
    assert f"{(said == y).sum()} of {len(y)} points are on the right side" in explorer.readout
    for picture in explorer.shown.pictures:
        assert "nan" not in picture
        ElementTree.fromstring(picture)
    assert explorer.error == ""


def hold(explorer, part, x, y, stroke=1):
    explorer.hand.grip = {"name": part, "stroke": stroke, "shift": False, "x": x, "y": y}


@pytest.mark.parametrize("name", ["w1", "w2", "b", "x1", "x2"])
@pytest.mark.parametrize("kind", DATA)
def test_every_slider_works_at_both_ends(explorer, name, kind):
    explorer.set(data=kind)
    widget = explorer._widgets[name]
    for end in (widget.min, widget.max):
        widget.value = end
        assert explorer.state[name] == end
        check(explorer)


@pytest.mark.parametrize(("activation", "kind"), list(itertools.product(ACTIVATIONS, DATA)))
def test_every_activation_and_data_set(explorer, activation, kind):
    explorer._widgets["activation"].value = activation
    explorer._widgets["data"].value = kind
    check(explorer)


@pytest.mark.parametrize("b", [-10, 0, 10])
def test_without_weights_there_is_no_boundary_and_a_sentence_says_so(explorer, b):
    explorer.set(w1=0, w2=0, b=b)
    check(explorer)
    side = "class 1" if b > 0 else "class 0"
    assert explorer.shown.notes == [
        f"Both weights are 0: the inputs do not count, everything is {side}, and there is no boundary."
    ]
    assert 'data-grab="boundary"' not in explorer.shown.pictures[0]
    assert 'data-grab="arrow"' not in explorer.shown.pictures[0]


def test_a_boundary_outside_the_picture_is_said(explorer):
    explorer.set(w1=1, w2=1, b=10)
    assert explorer.shown.notes[0].startswith("The boundary lies outside the picture")
    assert "all that is seen is class 1" in explorer.shown.notes[0]


@pytest.mark.parametrize("preset", NeuronExplorer.presets)
def test_presets_reset_and_the_line_of_code(explorer, preset):
    before = dict(explorer.state)
    explorer.preset_buttons[preset].click()
    check(explorer)
    again = eval(explorer.code())
    assert (again.state, again.values) == (explorer.state, explorer.values)
    explorer.reset_button.click()
    assert explorer.state == before


def test_presets_show_what_their_names_say(explorer):
    for name, accuracy in (("AND", 1), ("OR", 1), ("XOR: one is always wrong", 0.75), ("Without bias", 0.5)):
        explorer.apply_preset(name)
        assert explorer.values["accuracy"] == accuracy, name
    explorer.apply_preset("XOR: one is always wrong")
    assert "accuracy 75 %. Wrong: (1, 1)." in explorer.readout


def test_the_best_line_for_the_moons_is_near_the_best_of_many(explorer):
    explorer.apply_preset("Moons: the best line")
    x, y = points_of("moons")
    angles, shifts = np.meshgrid(np.linspace(0, 2 * np.pi, 361), np.linspace(-2, 2, 201))
    lines = np.stack([np.cos(angles).ravel(), np.sin(angles).ravel()])
    best = (((x @ lines + shifts.ravel()) > 0) == y[:, None]).mean(axis=0).max()
    assert 0 <= best - explorer.values["accuracy"] <= 0.015
    assert best < 0.95  # no line does it


def test_no_line_gets_xor_right_by_sliders_alone(explorer):
    explorer.set(data="xor")
    seen = [
        explorer.set(w1=w1, w2=w2, b=b).values["accuracy"]
        for w1, w2, b in itertools.product((-2, -1, 0, 1, 2), (-2, 1, 2), (-3, -1.5, -0.5, 0.5, 1.5))
    ]
    assert max(seen) == 0.75


def test_dragging_the_line_moves_the_bias_alone(explorer):
    explorer.apply_preset("AND")
    hold(explorer, "boundary", 0.25, 0.25)
    assert (explorer.state["w1"], explorer.state["w2"], explorer.state["b"]) == (2, 2, -1)
    check(explorer)


@pytest.mark.parametrize("kind", ["and", "moons"])
def test_the_tip_of_the_arrow_comes_to_the_hand_and_the_line_keeps_its_distance(kind):
    explorer = NeuronExplorer(data=kind, w1=2, w2=1, b=-1)
    axes = plane(kind)
    middle = np.array([sum(axes.x_range), sum(axes.y_range)]) / 2
    _, tip = arrow(axes, np.array([2.0, 1.0]), -1.0)
    hand = np.array([[0, -1], [1, 0]]) @ (tip - middle) * 0.9 + middle  # a quarter turn to the left, a bit shorter
    hold(explorer, "arrow", *hand)
    state = explorer.state
    weights = np.array([state["w1"], state["w2"]])
    _, now = arrow(axes, weights, state["b"])
    span = axes.x_range[1] - axes.x_range[0]
    assert now == pytest.approx(hand, abs=0.02 * span)
    distance = (np.array([2.0, 1.0]) @ middle - 1) / np.hypot(2, 1)
    assert (weights @ middle + state["b"]) / np.hypot(*weights) == pytest.approx(distance, abs=0.02 * span)
    assert state["w1"] < 0 < state["w2"]
    check(explorer)


def test_the_chosen_input_follows_the_hand_to_the_nearest_step_of_the_sliders(explorer):
    hold(explorer, "input", 0.313, 1.49)
    assert (explorer.state["x1"], explorer.state["x2"]) == (0.3, 1.5)
    check(explorer)


@pytest.mark.parametrize("part", ["boundary", "arrow", "input"])
def test_a_hand_at_the_edge_of_the_picture_stays_within_the_sliders(part):
    explorer = NeuronExplorer(data="moons", w1=6, w2=6, b=-9)
    for x, y in itertools.product((-1.5, 2.5), (-1.75, 2.25)):
        hold(explorer, part, x, y)
        check(explorer)


def test_a_drag_leaves_one_ghost(explorer):
    start = explorer.result
    for i, x in enumerate((0.1, 0.2, 0.3)):
        hold(explorer, "boundary", x, x, stroke=7)
        assert explorer._ghost is start, i
    assert 'stroke-dasharray="2 3"' in explorer.shown.pictures[0]


def test_the_boundary_is_drawn_where_the_sum_is_zero(explorer):
    explorer.set(w1=2, w2=0, b=-1)  # x1 = 0.5
    line = re.search(r'data-grab="boundary".*?points="([-\d.]+),[-\d.]+ ([-\d.]+),', explorer.shown.pictures[0], re.S)
    middle = float(plane("and").x(0.5))
    assert [float(line[1]), float(line[2])] == pytest.approx([middle, middle], abs=ROUNDED)


def test_classes_differ_by_shape_and_wrong_points_have_rings(explorer):
    explorer.apply_preset("XOR: one is always wrong")
    paths = ElementTree.fromstring(explorer.shown.pictures[0]).iter("{http://www.w3.org/2000/svg}path")
    drawn = [(path.get("fill"), path.get("d").count("a") // 2) for path in paths if "a" in path.get("d")]
    assert ("#0072B2", 2) in drawn  # two circles of class 0
    assert ("none", 1) in drawn  # one ring


def test_the_formula_has_this_moments_numbers(explorer):
    explorer.set(w1=1.5, w2=-2, b=-0.5, x1=-1, x2=0.5, activation="tanh")
    assert "tanh(1.5·(−1) − 2·0.5 − 0.5) = tanh(−3) = <b>" + number(np.tanh(-3)) in explorer.shown.formula


def test_the_table_names_every_corner_of_a_gate_and_sums_the_moons_up(explorer):
    assert [row[0] for row in explorer.shown.rows] == ["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]
    assert [row[1] for row in explorer.shown.rows] == [0, 0, 0, 1]
    explorer.apply_preset("Moons: the best line")
    assert [sum(column) for column in list(zip(*explorer.shown.rows, strict=True))[1:4]] == [200, 178, 22]


@pytest.mark.parametrize("change", [{"data": "nor"}, {"activation": "softmax"}, {"w1": 7}, {"b": float("nan")}])
def test_what_cannot_be_is_refused(change):
    with pytest.raises(ValueError, match=r"received .*expected"):
        NeuronExplorer(**change)


def test_a_fault_while_drawing_shows_the_banner(explorer, monkeypatch):
    monkeypatch.setattr(NeuronExplorer, "strict", False)
    monkeypatch.setattr(NeuronExplorer, "compute", lambda self, state: 1 / 0)
    explorer._widgets["b"].value = 1.0
    assert "ZeroDivisionError" in explorer.error
    assert 'role="alert"' in explorer.banner.value
    monkeypatch.undo()
    explorer.reset_button.click()
    assert (explorer.error, explorer.banner.value) == ("", "")


def test_the_page_without_a_kernel_moves_the_bias_and_asks_nobody(explorer, frames_of, outside_references):
    html = explorer.static_html()
    assert outside_references(html) == []
    frames = frames_of(html)
    assert 18 <= len(frames) <= 25
    assert len({frame["pictures"][0] for frame in frames}) == len(frames)
    for frame in frames:
        z = frame["state"]["w1"] + frame["state"]["b"]  # at the input (1, 0)
        assert f"z = {number(z)}: " in frame["words"]
        for picture in frame["pictures"]:
            ElementTree.fromstring(picture)


@pytest.mark.keras
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_keras_line_computes_what_is_shown(explorer, activation):
    import keras

    explorer.set(activation=activation, w1=1.25, w2=-2, b=0.5)
    names = {"keras": keras, "np": np}
    exec(explorer.shown.keras, names)
    outputs = np.asarray(names["layer"](data.logic_gate("and")[0].astype("float32")))[:, 0]
    assert outputs == pytest.approx(explorer.result.outputs, abs=SINGLE)


def test_gates_are_those_of_nnkit():
    assert {name: data.logic_gate(name)[1].tolist() for name in GATES}["xor"] == [0, 1, 1, 0]
