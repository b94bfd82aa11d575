import itertools
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit.layers import Dense
from nnkit.model import Sequential
from widgets import InitializationExplorer
from widgets.first_weights import INITIALIZERS, NUM_EXAMPLES, keras_initializer, kernel, signals
from widgets.initialization import ACTIVATIONS, HEALTHY, MAX_DEPTH, judge
from widgets.initialization_view import counts_in
from widgets.svg import number

SHOWN = 1e-9  # digits of the numbers that an explorer keeps
SAMPLED = 0.15  # a product of sample variances against the sample variance of the sums, 32 examples
FLOAT32 = 0.05  # the standard deviation of some thousand weights that Keras draws anew
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def explorer():
    return InitializationExplorer()


def drawn(explorer):
    assert explorer.error == ""
    for picture in explorer.shown.pictures:
        ElementTree.fromstring(picture)
    assert len(explorer.shown.pictures) == 4


def expected(state):
    """Forward and backward variances by nnkit's layers, with the same weights."""
    width, gain = state["width"], state["gain"]
    layers = [Dense(width, state["activation"], use_bias=False) for _ in range(state["depth"])]
    model = Sequential(layers).build((None, width))
    for i, layer in enumerate(layers, start=1):
        rng = np.random.default_rng([state["seed"], i])
        layer.set_weights([gain * INITIALIZERS[state["initializer"]]((width, width), rng)])
    inputs, gradient = np.random.default_rng([state["seed"], 0]).standard_normal((2, NUM_EXAMPLES, width))
    outputs, gradients = [inputs], [gradient]
    for layer in layers:
        outputs.append(layer.forward(outputs[-1]))
    for layer in reversed(layers):
        gradients.append(layer.backward(gradients[-1]))
    assert model.count_params() == state["depth"] * width**2
    return [a.var() for a in outputs], [g.var() for g in reversed(gradients)]


@pytest.mark.parametrize("name", INITIALIZERS)
@pytest.mark.parametrize("activation", ["relu", "tanh", "gelu"])
def test_the_variances_are_those_of_nnkits_layers(name, activation):
    explorer = InitializationExplorer(initializer=name, activation=activation, depth=7, width=16, gain=1.3, seed=5)
    forward, backward = expected(explorer.state)
    assert explorer.values["forward"] == pytest.approx(forward, rel=SHOWN)
    assert explorer.values["backward"] == pytest.approx(backward, rel=SHOWN)
    assert f"{number(forward[-1], 3)} after 7 layers" in explorer.readout
    assert f"{number(backward[0], 3)} at the input" in explorer.readout
    drawn(explorer)


@pytest.mark.parametrize("name", ["gain", "depth", "width"])
@pytest.mark.parametrize("initializer", ["zeros", "normal 1", "orthogonal"])
@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_every_slider_works_at_both_ends(explorer, name, initializer, activation):
    explorer.set(initializer=initializer, activation=activation)
    widget = explorer._widgets[name]
    for end in (widget.min, widget.max):
        widget.value = end
        assert explorer.state[name] == end
        assert np.isfinite(explorer.values["forward"]).all()
        assert len(explorer.values["backward"]) == explorer.state["depth"] + 1
        drawn(explorer)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_far_corners_draw(explorer, activation):
    for gain, initializer in itertools.product((0.5, 2.0), ("normal 0.01", "normal 1")):
        changes = {"depth": MAX_DEPTH, "width": 128, "seed": 99}
        drawn(explorer.set(initializer=initializer, activation=activation, gain=gain, **changes))
        assert np.isfinite(explorer.values["forward"] + explorer.values["backward"]).all()


def test_redraw_gives_the_next_seed_and_after_the_last_the_first(explorer):
    count = explorer._widgets["seed"]
    before = explorer.values
    count.buttons["Re-draw"].click()
    assert explorer.state["seed"] == count.slider.value == 1
    assert explorer.values["forward"] != before["forward"]
    count.slider.value = 99
    assert explorer.state["seed"] == 99
    count.buttons["Re-draw"].click()
    assert explorer.state["seed"] == 0
    assert explorer.values == before


def test_a_deeper_net_keeps_the_first_layers(explorer):
    before = explorer.values["forward"]
    explorer._widgets["depth"].value = 40
    assert explorer.values["forward"][:31] == pytest.approx(before, rel=SHOWN)


@pytest.mark.parametrize("preset", InitializationExplorer.presets)
def test_presets_name_what_is_seen_and_come_back_from_their_line(explorer, preset):
    before = dict(explorer.state)
    explorer.preset_buttons[preset].click()
    drawn(explorer)
    forward, backward = explorer.values["forward"], explorer.values["backward"]
    shows = {
        "Zeros: symmetric": lambda: explorer.values["verdict"] == "symmetric" and backward[0] == 0,
        "Vanishing": lambda: explorer.values["verdict"] == "vanishing" and forward[-1] < 1e-50,
        "Exploding": lambda: explorer.values["verdict"] == "exploding" and forward[-1] > 1e30,
        "Saturated: gradients explode": lambda: 0.5 < forward[-1] < 1 and backward[0] > 1e10,
        "Good: He and ReLU": lambda: explorer.values["verdict"] == "healthy",
        "Good: Glorot and tanh": lambda: explorer.values["verdict"] == "healthy",
        "A fifth too large": lambda: explorer.values["verdict"] == "exploding",
    }
    assert shows[preset]()
    again = eval(explorer.code())
    assert (again.state, again.values) == (explorer.state, explorer.values)
    explorer.reset_button.click()
    assert explorer.state == before


def test_the_start_is_kerass_default_and_vanishes_with_relu(explorer):
    assert (explorer.state["initializer"], explorer.state["activation"]) == ("glorot_uniform", "relu")
    assert explorer.readout.startswith("Vanishing: the signals and gradients shrink")


def test_the_verdict_names_which_way_fails():
    saturated = InitializationExplorer(initializer="normal 1", activation="tanh")
    assert saturated.readout.startswith("Exploding: the gradients grow")
    flat = InitializationExplorer(initializer="glorot_uniform", activation="sigmoid")
    assert flat.readout.startswith("Vanishing: the gradients shrink")


@pytest.mark.parametrize(
    ("change", "word"),
    [(2 / HEALTHY, "healthy"), (HEALTHY / 2, "healthy"), (0.5 / HEALTHY, "vanishing"), (2 * HEALTHY, "exploding"),
     (float("nan"), "exploding"), (0.0, "vanishing")],
)  # fmt: skip
def test_the_verdict_is_drawn_at_the_factor_that_is_said(change, word):
    outputs = np.array([[[1.0, 2.0]], [[3.0, 4.0]]])
    assert judge(outputs, np.array([1.0, change]), np.ones(2)) == word
    assert judge(outputs, np.ones(2), np.array([change, 1.0])) == word
    assert judge(np.ones((2, 1, 2)), np.ones(2), np.ones(2)) == "symmetric"


def test_the_histograms_hold_every_output_and_the_edges_what_is_beyond():
    counts = counts_in(np.array([[-9.0, -0.1, 0.1, 9.0], [0.6, 0.6, np.nan, 0.6]]), (-1, 1), 4)
    assert counts.tolist() == [[1, 1, 1, 1], [0, 0, 1, 3]]


def test_there_is_a_histogram_for_every_layer(explorer):
    for depth in (1, 9, 10, 11, MAX_DEPTH):
        explorer.set(depth=depth)
        root = ElementTree.fromstring(explorer.shown.pictures[1])
        tips = [tip.text for path in root.iter(SVG + "path") for tip in path.iter(SVG + "title")]
        assert [tip.split(":")[0] for tip in tips] == [f"layer {i + 1}" for i in range(depth)]
        assert tips[-1] == f"layer {depth}: variance {number(explorer.values['forward'][-1])}"


def test_the_state_before_stays_as_a_ghost_and_the_axes_stay(explorer):
    ticks = [picture.split("<polyline")[0] for picture in explorer.shown.pictures[2:]]
    lines = [picture.count("<polyline") for picture in explorer.shown.pictures]
    explorer._widgets["gain"].value = 1.4
    after = explorer.shown.pictures
    assert [after[i].count("<polyline") - lines[i] for i in (0, 2, 3)] == [1, 1, 1]
    assert [picture.split("<polyline")[0] for picture in after[2:]] == ticks


def test_the_formula_has_this_moments_numbers(explorer):
    explorer.set(initializer="he_normal", width=100)
    weights = kernel(INITIALIZERS["he_normal"], 100, 0, 1)
    inputs, _ = signals(100, 0)
    product = 100 * np.mean(weights**2) * np.mean(inputs**2)
    assert f"= <b>{number(product, 3)}</b>" in explorer.shown.formula
    assert explorer.result.summed == pytest.approx(product, rel=SAMPLED)
    assert explorer.result.summed == pytest.approx((inputs @ weights).var(), rel=SHOWN)


def test_the_table_has_a_row_for_every_layer(explorer):
    explorer._table_button.value = True
    assert explorer.table.value.count("<tr>") == 32
    assert f"<td>30</td><td>{number(explorer.values['forward'][30], 5)}</td>" in explorer.table.value


@pytest.mark.parametrize(("name", "gain"), [(name, gain) for name in INITIALIZERS for gain in (1.0, 0.5, 0.0)])
@pytest.mark.keras
def test_the_keras_line_draws_weights_of_the_spread_that_is_shown(name, gain):
    import keras

    keras.utils.set_random_seed(0)
    given = eval(keras_initializer(name, gain), {"keras": keras})
    weights = np.asarray(keras.initializers.get(given)((200, 200)))
    ours = gain * INITIALIZERS[name]((200, 200), np.random.default_rng(0))
    assert weights.std() == pytest.approx(ours.std(), rel=FLOAT32)
    assert np.abs(weights).max() == pytest.approx(np.abs(ours).max(), rel=5 * FLOAT32)


@pytest.mark.keras
def test_the_keras_layer_can_be_built(explorer):
    import keras

    layer = eval(explorer.shown.keras, {"keras": keras})
    layer.build((None, 64))
    assert (layer.units, layer.activation.__name__) == (64, "relu")


def test_the_page_without_a_kernel_moves_the_scale_and_asks_nobody(explorer, frames_of, outside_references):
    explorer.set(initializer="he_normal")
    page = explorer.static_html()
    assert outside_references(page) == []
    frames = frames_of(page)
    assert 14 <= len(frames) <= 25
    for frame in frames:
        assert len(frame["pictures"]) == 4
        for picture in frame["pictures"]:
            ElementTree.fromstring(picture)
        forward, _ = expected(frame["state"])
        assert f"{number(forward[-1], 3)} after 30 layers" in frame["words"]
    assert len({frame["words"] for frame in frames}) == len(frames)
