import itertools
import time
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit.layers import Dense, Dropout
from nnkit.model import Sequential
from widgets import DropoutExplorer
from widgets.dropout import HIDDEN, INPUTS, NEURONS, NUM_MASKS, RATES, SCALINGS, expectation, network
from widgets.dropout_network import COLUMNS
from widgets.neuron_switches import ByHand
from widgets.svg import number

EXACT = 1e-12
ROUNDING = 1e-9  # of a mean over 4096 masks
SAMPLING = 4.5  # standard errors that a mean of 200 masks may be off
BACKGROUND_MS = 20  # a callback that takes longer is felt while dragging
ACTIVATIONS = ("relu", "tanh", "linear")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def explorer():
    return DropoutExplorer()


def pictures(explorer):
    return [ElementTree.fromstring(picture) for picture in explorer.shown.pictures]


def model(state):
    """The explorer's network with nnkit's own dropout layers, whose masks have the seeds of the explorer's."""
    dense = network(state["activation"])
    layers = []
    for place, name in enumerate(HIDDEN):
        copy = Dense(HIDDEN[name], state["activation"], name=name).build((None, dense[name].built_shape[-1]), rng=0)
        copy.set_weights(dense[name].get_weights())
        layers += [copy, Dropout(state["rate"], seed=[state["seed"], place], name=f"dropout_{name}")]
    head = Dense(1, name="y").build((None, 6), rng=0)
    head.set_weights(dense["y"].get_weights())
    return Sequential([*layers, head]).build((None, INPUTS.shape[1]))


def by_hand(state, kept):
    """The output of one pass, written out neuron by neuron."""
    function = {"relu": lambda z: max(z, 0.0), "tanh": np.tanh, "linear": lambda z: z}[state["activation"]]
    rate, scaling = state["rate"], state["scaling"]
    if state["training"]:
        factor = 1 / (1 - rate) if scaling == "inverted" else 1
    else:
        factor = 1 - rate if scaling == "at inference" else 1
    values = INPUTS[0].tolist()
    for name in HIDDEN:
        kernel = network(state["activation"])[name].params["kernel"]
        sums = [sum(v * w for v, w in zip(values, kernel[:, j], strict=True)) for j in range(kernel.shape[1])]
        values = [function(z) * factor * kept[f"{name}{j}"] for j, z in enumerate(sums, 1)]
    return sum(v * w for v, w in zip(values, network(state["activation"])["y"].params["kernel"][:, 0], strict=True))


def check(explorer):
    kept = {name: int(name not in explorer.values["dropped"]) for name in NEURONS}
    assert explorer.values["output"] == pytest.approx(by_hand(explorer.state, kept), abs=EXACT, rel=EXACT)
    assert explorer.error == ""
    pictures(explorer)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("rate", [0.0, 0.3, 0.5, 0.95])
def test_inverted_dropout_is_what_a_model_of_nnkit_computes(activation, rate):
    explorer = DropoutExplorer(activation=activation, rate=rate, seed=3, mask=7)
    layers = model(explorer.state)
    outputs = layers.forward(np.repeat(INPUTS, NUM_MASKS, axis=0), training=True)[:, 0]
    assert explorer.values["output"] == pytest.approx(outputs[6], abs=EXACT)
    assert explorer.values["mean"] == pytest.approx(outputs.mean(), abs=EXACT)
    assert explorer.values["std"] == pytest.approx(outputs.std(), abs=EXACT)
    assert explorer.values["deterministic"] == pytest.approx(layers.forward(INPUTS).item(), abs=EXACT)
    mean, std, whole = explorer.result.sweep[np.flatnonzero(rate == RATES)[0]]
    assert (mean, std) == pytest.approx((outputs.mean(), outputs.std()), abs=EXACT)
    assert whole == explorer.values["deterministic"]


def test_the_readout_and_the_formula_have_the_numbers_of_nnkit(explorer):
    outputs = model(explorer.state).forward(np.repeat(INPUTS, NUM_MASKS, axis=0), training=True)[:, 0]
    assert f"output {number(outputs[0])}." in explorer.readout
    assert f"200 masks: mean {number(outputs.mean())} ± " in explorer.readout
    assert f"standard deviation {number(outputs.std())}. Inference: " in explorer.readout
    assert "Scale 1 / (1 − 0.5) = 2 in training: expectation (1 − 0.5) · 2 = 1 of the value." in explorer.readout
    value = network("relu")["a"].forward(INPUTS)[0].max()
    assert f"= {number(value)} · 1 · 2 = <b>{number(2 * value)}</b>" in explorer.shown.formula


@pytest.mark.parametrize(("scaling", "activation"), list(itertools.product(SCALINGS, ACTIVATIONS)))
def test_the_expectation_weighs_every_mask_with_its_probability(scaling, activation):
    rate, factor, total = 0.3, 1 / 0.7 if scaling == "inverted" else 1.0, 0.0
    kernels = [layer.params["kernel"] for layer in network(activation).values()]
    function = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh, "linear": lambda z: z}[activation]
    for first in itertools.product((0, 1), repeat=6):
        a = function(INPUTS @ kernels[0]) * np.array(first) * factor
        seconds = np.array(list(itertools.product((0, 1), repeat=6)))
        b = function(a @ kernels[1]) * seconds * factor
        kept = seconds.sum(axis=1) + sum(first)
        total += np.sum(0.7**kept * 0.3 ** (12 - kept) * (b @ kernels[2])[:, 0])
    assert expectation(activation, scaling, rate) == pytest.approx(total, abs=ROUNDING)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_a_linear_network_keeps_its_output_on_average_exactly_and_200_masks_come_near(rate):
    explorer = DropoutExplorer(activation="linear", rate=rate)
    values = explorer.values
    assert values["expectation"] == pytest.approx(values["deterministic"], abs=ROUNDING)
    assert "exactly the inference" in explorer.readout
    assert abs(values["mean"] - values["expectation"]) < SAMPLING * values["std"] / np.sqrt(NUM_MASKS)


def test_a_layer_that_is_not_linear_and_missing_rescaling_are_told_apart(explorer):
    assert "one layer's mean is exact, but what follows it is not linear" in explorer.readout
    explorer.set(activation="linear", scaling="none")
    assert explorer.values["expectation"] == pytest.approx(0.25 * explorer.values["deterministic"], abs=ROUNDING)
    assert "nothing makes up for the values that are missing in training" in explorer.readout
    explorer.set(scaling="at inference")
    assert explorer.values["expectation"] == pytest.approx(explorer.values["deterministic"], abs=ROUNDING)


@pytest.mark.parametrize("name", ["rate", "seed", "mask"])
def test_every_slider_works_at_both_ends(explorer, name):
    widget = explorer._widgets[name]
    widget = widget.slider if name == "mask" else widget
    ends = (0.0, 0.95) if name == "rate" else (widget.min, widget.max)
    for end in ends:
        widget.value = end
        assert explorer.state[name] == end
        check(explorer)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("rate", [0.0, 0.95])
def test_every_corner_draws(rate, activation, scaling, training):
    for mask in (1, NUM_MASKS):
        check(DropoutExplorer(rate=rate, activation=activation, scaling=scaling, training=training, mask=mask))


def test_rate_one_and_a_mask_that_was_not_drawn_are_sentences(explorer):
    explorer._widgets["rate"].value = 1.0
    assert explorer.error.startswith("rate is 1: every neuron would be dropped")
    explorer.set(rate=0.5, mask=201)
    assert explorer.error == "mask is 201, but 200 masks were drawn. Choose 1 to 200."
    explorer.reset()
    check(explorer)


def test_clicks_turn_a_neuron_over_and_back(explorer):
    switches = explorer.switches
    assert (switches.kept["a1"], switches.kept["a2"]) == (1, 0)
    for count, neuron in enumerate(("a1", "a2"), 1):
        switches.clicked = [neuron, count]
    assert explorer.state["by_hand"] == {"a1": 0, "a2": 1}
    assert (switches.kept["a1"], switches.kept["a2"]) == (0, 1)
    assert "By hand: a1, a2." in explorer.readout
    check(explorer)
    switches.clicked = ["a1", 3]
    assert explorer.state["by_hand"] == {"a2": 1}
    switches.clicked = ["a2", 4]
    assert explorer.state["by_hand"] == {}


def test_what_is_set_by_hand_stays_for_other_masks_and_leaves_the_200_masks_alone(explorer):
    before = explorer.values["mean"]
    explorer.set(by_hand={"b2": 0})
    for mask in range(1, 20):
        explorer.set(mask=mask)
        assert "b2" in explorer.values["dropped"]
        assert explorer.values["mean"] == before


def test_a_layer_without_neurons_is_said(explorer):
    explorer.set(by_hand={f"b{i}": 0 for i in range(1, 7)})
    assert explorer.values["output"] == 0
    assert explorer.shown.notes == ["Every neuron of layer b is dropped: nothing of the input reaches the output."]


@pytest.mark.parametrize("value", [{"c1": 0}, {"a1": 2}, ["a1"], "a1", None])
def test_impossible_hands_are_refused(value):
    with pytest.raises(ValueError, match=r"by_hand: received .*expected a dict from neurons \(a1 to b6\) to 0"):
        DropoutExplorer(by_hand=value)


def test_the_switches_have_a_row_for_each_layer():
    switches = ByHand("by_hand", "drop", {}, "", NEURONS).widget()
    assert [row[0] for row in switches.rows] == ["a1", "b1"]
    assert sum(len(row) for row in switches.rows) == len(NEURONS)
    assert "stopPropagation" in switches._esm and "import" not in switches._esm


def test_every_hidden_neuron_can_be_clicked_in_the_picture_and_dropped_ones_carry_nothing(explorer):
    root = pictures(explorer)[0]
    groups = {group.get("data-neuron"): group for group in root.iter(SVG + "g") if group.get("data-neuron")}
    assert set(groups) == set(NEURONS)
    crossed = {name for name, group in groups.items() if group.find(SVG + "path") is not None}
    assert crossed == set(explorer.values["dropped"])
    kept_a = 6 - len([name for name in crossed if name[0] == "a"])
    starts = [path.get("d") for path in root.findall(SVG + "path")]
    from_a = [start for start in starts if start.startswith(f"M{COLUMNS['a'] + 13} ")]
    kept_b = 6 - len([name for name in crossed if name[0] == "b"])
    assert len(from_a) == kept_a * kept_b


@pytest.mark.parametrize("preset", DropoutExplorer.presets)
def test_presets_reset_and_the_line_of_code(explorer, preset):
    before = dict(explorer.state)
    explorer.preset_buttons[preset].click()
    assert explorer.state != before
    check(explorer)
    again = eval(explorer.code())
    assert (again.state, again.values) == (explorer.state, explorer.values)
    explorer.reset_button.click()
    assert explorer.state == before


def test_one_neuron_off_changes_the_output_and_inference_hides_the_mask(explorer):
    explorer.apply_preset("One neuron off")
    assert explorer.values["output"] != explorer.values["deterministic"]
    assert explorer._widgets["mask"].layout.display == "none"


def test_a_movement_leaves_the_curve_before_as_a_ghost(explorer):
    shapes = explorer.shown.pictures[1].count("<path")
    explorer._widgets["rate"].value = 0.8
    assert explorer.shown.pictures[1].count("<path") == shapes + 1


@pytest.mark.keras
def test_the_keras_line_drops_and_scales_as_shown(explorer):
    import keras

    values = np.asarray(eval(explorer.shown.keras, {"keras": keras, "a": np.ones((1, 1000), "float32")}))
    assert set(values.ravel().tolist()) == {0.0, explorer.values["factor"]}


def test_a_callback_is_quick(explorer, account):
    times = []
    for i in range(60):
        start = time.perf_counter()
        explorer._widgets["rate"].value = 0.05 * (i % 19)
        times.append(1000 * (time.perf_counter() - start))
    account(f"DropoutExplorer: {np.median(times):.1f} ms a movement")
    assert np.median(times) < BACKGROUND_MS


def test_the_page_without_a_kernel_moves_the_rate_and_asks_nobody(explorer, frames_of, outside_references):
    html = explorer.static_html()
    assert outside_references(html) == []
    frames = frames_of(html)
    assert [frame["state"]["rate"] for frame in frames] == pytest.approx(np.linspace(0, 1, 21).tolist())
    for frame in frames[:-1]:
        mean = explorer.compute(frame["state"]).outputs.mean()
        assert f"200 masks: mean {number(mean)} ±" in frame["words"]
        assert [ElementTree.fromstring(picture) is not None for picture in frame["pictures"]] == [True] * 4
    assert "rate is 1" in frames[-1]["words"]
