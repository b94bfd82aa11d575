import itertools
import math
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit.layers import Activation, Dense, Residual
from widgets import ResidualExplorer
from widgets.first_weights import INITIALIZERS, NUM_EXAMPLES
from widgets.residuals import ACTIVATIONS, DRAWN, MAX_BLOCKS, ORDERS
from widgets.residuals_net import Run, likeness, path_shares, size
from widgets.residuals_words import LARGE, SMALL, fate
from widgets.svg import number

SHOWN = 1e-9  # digits of the numbers that an explorer keeps
EXACT = 1e-12
PIXELS = 0.06  # heights in a picture are written with one decimal
THEORY = 0.2  # one draw of 50 layers against the mean over all draws, relative, in the logarithm
SAMPLED = 0.25  # a variance in Keras with other weights
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def explorer():
    return ResidualExplorer()


def drawn(explorer):
    assert explorer.error == ""
    for picture in explorer.shown.pictures:
        ElementTree.fromstring(picture)
    assert len(explorer.shown.pictures) == 4
    assert np.isfinite(explorer.values["gradients"] + explorer.values["variances"]).all()


def block_of(state, number, shortcut):
    """Block of nnkit's layers; in post-activation the last activation stands behind it."""
    dense, active = lambda: Dense(state["width"], use_bias=False), lambda: Activation(state["activation"])
    pre = state["order"] == "pre-activation"
    layers = [active(), dense(), active(), dense()] if pre else [dense(), active(), dense()]
    shape = (state["width"], state["width"])
    block = Residual(layers) if shortcut else layers
    weighty = [layer for layer in layers if isinstance(layer, Dense)]
    for layer, index, scale in zip(weighty, (2 * number - 1, 2 * number), (1, state["scale"]), strict=True):
        layer.build((None, state["width"]))
        rng = np.random.default_rng([state["seed"], index])
        layer.set_weights([scale * INITIALIZERS[state["initializer"]](shape, rng)])
    behind = [] if pre else [active()]
    return [block, *behind] if shortcut else [*block, *behind]


def expected(state, shortcut):
    """Output variances and relative gradient sizes of a net of nnkit's layers with the same weights."""
    blocks = [block_of(state, i, shortcut) for i in range(1, state["blocks"] + 1)]
    x, gradient = np.random.default_rng([state["seed"], 0]).standard_normal((2, NUM_EXAMPLES, state["width"]))
    start, variances, sizes = np.sqrt(np.mean(gradient**2)), [x.var()], [1.0]
    for block in blocks:
        for layer in block:
            x = layer.forward(x)
        variances.append(x.var())
    for block in reversed(blocks):
        for layer in reversed(block):
            gradient = layer.backward(gradient)
        sizes.append(np.sqrt(np.mean(gradient**2)) / start)
    return variances, sizes[::-1], x


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("shortcut", [True, False])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("initializer", ["he_normal", "orthogonal"])
def test_the_numbers_are_those_of_nnkits_layers(order, shortcut, activation, initializer):
    changes = {"order": order, "activation": activation, "initializer": initializer, "width": 16}
    explorer = ResidualExplorer(shortcut=shortcut, blocks=6, scale=0.7, seed=4, **changes)
    variances, gradients, outputs = expected(explorer.state, shortcut)
    assert explorer.values["variances"] == pytest.approx(variances, rel=SHOWN)
    assert explorer.values["gradients"] == pytest.approx(gradients, rel=SHOWN)
    variances, gradients, _ = expected(explorer.state, not shortcut)
    assert explorer.values["other_gradient"] == pytest.approx(gradients[0], rel=SHOWN)
    assert explorer.values["other_variance"] == pytest.approx(variances[-1], rel=SHOWN)
    assert explorer.values["alike"] == pytest.approx(likeness(outputs), rel=SHOWN)
    assert f"gradient at the input {number(explorer.values['gradient'], 3)} times that" in explorer.readout
    drawn(explorer)


@pytest.mark.parametrize("name", ["scale", "blocks", "width", "seed"])
@pytest.mark.parametrize("shortcut", [True, False])
@pytest.mark.parametrize("order", ORDERS)
def test_every_slider_works_at_both_ends(explorer, name, shortcut, order):
    explorer.set(shortcut=shortcut, order=order)
    control = explorer._by_name[name]
    for end in (control.low, control.high):
        explorer._widgets[name].value = end
        assert explorer.state[name] == end
        assert len(explorer.values["gradients"]) == explorer.state["blocks"] + 1
        drawn(explorer)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_corner_draws(explorer, activation):
    for initializer, order, scale in itertools.product(DRAWN, ORDERS, (0, 2)):
        changes = {"scale": scale, "order": order, "blocks": MAX_BLOCKS, "width": 8}
        drawn(explorer.set(activation=activation, initializer=initializer, shortcut=scale == 2, **changes))


def test_the_start_shows_both_nets(explorer):
    assert fate(explorer.values["gradient"]) == "keeps its size"
    assert fate(explorer.values["other_gradient"]) == "vanishes"
    assert "With shortcut, 50 layers in 25 blocks" in explorer.readout


@pytest.mark.parametrize("preset", ResidualExplorer.presets)
def test_presets_show_what_they_say_and_come_back_from_their_line(explorer, preset):
    before = dict(explorer.state)
    explorer.preset_buttons[preset].click()
    drawn(explorer)
    values = explorer.values
    shows = {
        "Plain, 50 layers: vanishes": lambda: values["gradient"] < 1e-6 and values["other_gradient"] > 1,
        "Residual: keeps": lambda: 0.5 < values["gradient"] < 5 and 0.5 < values["variances"][-1] < 10,
        "Residual without scale: explodes": lambda: values["gradient"] > LARGE and values["variances"][-1] > 1e6,
        "Plain with He: all alike": lambda: values["alike"] > 0.99 and "Size alone" in explorer.shown.notes[0],
        "Scale 0: starts as the identity": lambda: values["gradients"] == [1.0] * 26,
        "Post-activation: ReLU on the way": lambda: SMALL < values["gradient"] < LARGE and values["alike"] > 0.8,
    }
    assert shows[preset]()
    again = eval(explorer.code())
    assert (again.state, again.values) == (explorer.state, explorer.values)
    explorer.reset_button.click()
    assert explorer.state == before


@pytest.mark.parametrize("scale", [0.1, 0.2, 0.5, 1.0])
def test_the_variance_grows_by_one_plus_the_square_of_the_scale_a_block(scale):
    """He keeps the branch's variance at scale² times its input's, and the two add."""
    explorer = ResidualExplorer(scale=scale, initializer="he_normal", width=128)
    grown = explorer.values["variances"][-1] / explorer.values["variances"][0]
    assert math.log(grown) == pytest.approx(25 * math.log(1 + scale**2), rel=THEORY)
    back = explorer.values["gradient"]
    assert 2 * math.log(back) == pytest.approx(25 * math.log(1 + scale**2), rel=THEORY)


def test_the_switch_exchanges_bars_and_outline(explorer):
    before = explorer.values
    explorer._widgets["shortcut"].value = False
    assert explorer.values["gradient"] == before["other_gradient"]
    assert explorer.values["other_gradient"] == before["gradient"]
    assert explorer.readout.startswith("Without shortcut, 50 layers")


def test_bars_have_the_heights_of_the_gradient_on_the_logarithmic_axis(explorer):
    root = ElementTree.fromstring(explorer.shown.pictures[0])
    bars = [bar for bar in root.iter(SVG + "rect") if bar.get("fill") != "none"]
    assert len(bars) == 26
    heights = [float(bar.get("height")) for bar in bars]
    assert heights == pytest.approx(152 * (np.log10(explorer.values["gradients"]) + 9) / 18, abs=PIXELS)
    assert bars[0].find(SVG + "title").text == f"after block 0: {number(explorer.values['gradient'])}"


def test_the_path_shares_are_the_binomial_distribution_where_all_blocks_are_alike():
    net = Run(np.ones(6), np.ones(6), np.full(5, 0.5), np.full(5, 1.0), 0.0)
    taken = 0.25 / 1.25
    binomial = [math.comb(5, k) * taken**k * (1 - taken) ** (5 - k) for k in range(6)]
    assert path_shares(net) == pytest.approx(binomial, abs=EXACT)
    plain = Run(np.ones(4), np.ones(4), np.full(3, 0.5), np.zeros(3), 0.0)
    assert path_shares(plain).tolist() == [0, 0, 0, 1]


def test_the_paths_are_said(explorer):
    mean = float(explorer.result.paths @ np.arange(26))
    assert explorer.result.paths.sum() == pytest.approx(1, abs=EXACT)
    assert f"through {number(mean, 3)} of 25 branches." in explorer.readout
    explorer.set(shortcut=False)
    assert "through 25 of 25 branches: there is one path" in explorer.readout
    explorer.set(shortcut=True, scale=0.0)
    assert "through 0 of 25 branches." in explorer.readout


def test_likeness_and_size_of_cases_by_hand():
    assert likeness(np.array([[1.0, 0.0], [1.0, 1.0]])) == pytest.approx(math.sqrt(0.5), abs=EXACT)
    assert math.isnan(likeness(np.zeros((3, 2))))
    assert size(np.array([[[3.0, 4.0]]])) == pytest.approx([math.sqrt(12.5)], abs=EXACT)


def test_scale_0_without_a_shortcut_is_said_to_return_nothing():
    explorer = ResidualExplorer(scale=0.0, shortcut=False)
    assert "every block returns 0" in explorer.shown.notes[0]
    assert "outputs are 0" in explorer.readout
    drawn(explorer)


def test_the_formula_and_the_drawing_have_the_numbers_of_the_first_block(explorer):
    branch, straight = explorer.result.chosen.branches[0], explorer.result.chosen.shortcuts[0]
    assert f"√({number(straight, 3)}² + {number(branch, 3)}²)" in explorer.shown.formula
    assert f"measured <b>{number(explorer.values['gradient'], 3)}</b>" in explorer.shown.formula
    words = [text.text for text in ElementTree.fromstring(explorer.shown.pictures[2]).iter(SVG + "text")]
    assert f"gradient through the branch: {number(branch, 3)}" in words
    assert f"gradient through the shortcut: {number(straight, 3)}" in words
    explorer.set(shortcut=False, order="post-activation")
    assert "no shortcut" in explorer.shown.pictures[2]
    assert "f(F(x))" in explorer.shown.formula


def test_the_table_has_a_row_for_every_block(explorer):
    explorer._table_button.value = True
    assert explorer.table.value.count("<tr>") == 27
    assert f"<td>0</td><td>{number(explorer.values['gradient'], 5)}</td>" in explorer.table.value


@pytest.mark.keras
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("scale", [0.0, 0.5, 1.0])
def test_the_keras_line_builds_such_a_block(order, scale):
    import keras

    keras.utils.set_random_seed(0)
    explorer = ResidualExplorer(order=order, scale=scale, initializer="he_normal", blocks=1)
    x = np.random.default_rng(0).standard_normal((2000, 64)).astype("float32")
    names = {"keras": keras, "x": x}
    exec(explorer.shown.keras.replace("; ", "\n"), names)
    assert np.asarray(names["y"]).var() == pytest.approx(explorer.values["variances"][1], rel=SAMPLED)
    explorer.set(shortcut=False)
    assert "+ x" not in explorer.shown.keras


def test_the_page_without_a_kernel_moves_the_scale_and_asks_nobody(explorer, frames_of, outside_references):
    page = explorer.static_html()
    assert outside_references(page) == []
    frames = frames_of(page)
    assert 18 <= len(frames) <= 25
    for frame in frames:
        _, gradients, _ = expected(frame["state"], True)
        assert f"gradient at the input {number(gradients[0], 3)} times that" in frame["words"]
        for picture in frame["pictures"]:
            ElementTree.fromstring(picture)
