import json
import time
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import data
from nnkit.layers import Conv2D, Dense, Flatten, GlobalAveragePooling2D
from nnkit.model import Sequential
from widgets import TransferExplorer
from widgets.panel import HERE
from widgets.transfer import shape_pictures
from widgets.transfer_experiment import (
    BODY_RATES,
    EXAMPLES,
    STEPS,
    Setting,
    settings,
    stored,
)
from widgets.transfer_view import spread

EXACT = 1e-12
MAP_TOLERANCE = 1e-5  # float32
BACKGROUND_MS = 20  # a callback that takes longer is felt while dragging
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def explorer():
    return TransferExplorer()


@pytest.fixture
def small():
    """A backbone of one's own: a convolution and a dense layer."""
    layers = [Conv2D(3, 3, strides=4, activation="tanh", name="look"), Flatten(), Dense(5, "relu", name="think")]
    return Sequential(layers, seed=1, dtype="float32").build((None, 32, 32, 3))


def results_of(num_layers, num_classes=3):
    """Results as `experiment` returns them, with numbers that can be told apart."""
    rng = np.random.default_rng(0)
    runs = [
        {**vars(setting), "accuracy": rng.uniform(0.4, 1, size=(2, len(STEPS))).tolist()}
        for setting in settings(num_layers)
    ]
    return {"steps": list(STEPS), "num_classes": num_classes, "runs": runs}


def stored_accuracy(setting):
    """The accuracies in the file, read without the module that wrote them."""
    runs = json.loads((HERE / "transfer.json").read_text())["runs"]
    (found,) = [r["accuracy"] for r in runs if {k: v for k, v in r.items() if k != "accuracy"} == vars(setting)]
    return np.array(found)


def check(explorer):
    state, values = explorer.state, explorer.values
    sizes = [layer.count_params() for layer in stored()[0].layers if layer.params]
    trainable = sum(sizes[state["freeze"] :]) + 33 * 4
    assert (values["trainable"], values["frozen"]) == (trainable, sum(sizes[: state["freeze"]]))
    rate = None if state["freeze"] == 4 else state["body_rate"]
    final = stored_accuracy(Setting("backbone", state["freeze"], state["examples"], rate))[:, -1]
    assert (values["this line"]["mean"], values["this line"]["std"]) == pytest.approx(
        (final.mean(), final.std(ddof=1)), abs=EXACT
    )
    assert f"{final.mean():.1%} ± {final.std(ddof=1):.1%}." in explorer.readout
    assert f"{trainable:,} of {sum(sizes) + 132:,} parameters are trained" in explorer.readout
    assert explorer.error == ""
    for picture in explorer.shown.pictures:
        ElementTree.fromstring(picture)


@pytest.mark.parametrize("freeze", range(5))
@pytest.mark.parametrize("examples", EXAMPLES)
@pytest.mark.parametrize("body_rate", BODY_RATES)
def test_every_setting_shows_the_stored_runs_and_the_parameters_of_nnkit(freeze, examples, body_rate):
    check(TransferExplorer(freeze=freeze, examples=examples, body_rate=body_rate))


@pytest.mark.parametrize("name", ["freeze", "layer", "picture"])
def test_every_slider_works_at_both_ends(explorer, name):
    widget = explorer._widgets[name]
    for end in (widget.min, widget.max):
        widget.value = end
        assert explorer.state[name] == end
        check(explorer)


@pytest.mark.parametrize("name", ["examples", "body_rate", "shape"])
def test_every_choice_draws(explorer, name):
    for option in explorer._widgets[name].options:
        explorer._widgets[name].value = option
        check(explorer)


@pytest.mark.parametrize("layer", [1, 2, 3, 4])
def test_the_maps_are_those_of_the_backbone(explorer, layer):
    explorer.set(layer=layer, shape="cross", picture=3)
    x, y = shape_pictures()
    image = x[y == data.SHAPE_NAMES.index("cross")][2:3]
    place = [f"conv{layer}" == one.name for one in stored()[0].layers].index(True)
    part = Sequential(stored()[0].layers[: place + 1], dtype="float32").build((None, 32, 32, 3))
    expected = part.predict(image)[0]
    assert explorer.result.maps == pytest.approx(expected, abs=MAP_TOLERANCE)
    strongest = expected.mean(axis=(0, 1)).argmax() + 1
    assert f"map {strongest} of {expected.shape[-1]} answers most to this cross." in explorer.readout
    assert np.array_equal(explorer.result.picture, image[0])


def test_where_all_is_frozen_no_rate_matters(explorer):
    explorer.set(freeze=4, body_rate=0.01)
    first = explorer.values
    explorer.set(body_rate=0.0001)
    assert explorer.values["this line"] == first["this line"] == explorer.values["all frozen"]
    assert explorer._widgets["body_rate"].layout.display == "none"
    explorer.set(freeze=0)
    assert explorer.values["this line"] == explorer.values["fine-tuned"]


@pytest.mark.parametrize("examples", EXAMPLES)
def test_scratch_is_shown_at_its_best_rate(explorer, examples):
    explorer.set(examples=examples)
    ends = {rate: stored_accuracy(Setting("scratch", 0, examples, rate))[:, -1].mean() for rate in BODY_RATES}
    best = max(ends, key=ends.get)
    assert explorer.values["scratch"]["mean"] == pytest.approx(ends[best], abs=EXACT)
    assert f"From scratch (its best rate, {best:g})" in explorer.readout


def test_a_click_on_a_layer_moves_the_freeze_line(explorer):
    explorer.hand.place = [0, 4, 100]
    assert explorer.state["freeze"] == 4
    assert explorer.shown.keras == "for layer in backbone.layers[:8]: layer.trainable = False  # then compile"
    root = ElementTree.fromstring(explorer.shown.pictures[0])
    (line,) = [g for g in root.iter(SVG + "g") if g.get("data-part") == "mark"]
    assert line.get("transform") == f"translate({4 * 272 / 5:.2f} 0.00)"
    dashed = [box for box in root.iter(SVG + "rect") if box.get("stroke-dasharray")]
    assert len(dashed) == 4


def test_the_formula_adds_up(explorer):
    explorer.set(freeze=3)
    assert explorer.shown.formula == "parameters to train = 6,944 + (32 + 1) · 4 = <b>7,076</b>"
    explorer._table_button.value = True
    assert explorer.table.value.count("<tr>") == 5 + 1


@pytest.mark.parametrize("preset", TransferExplorer.presets)
def test_presets_reset_and_the_line_of_code(explorer, preset):
    before = dict(explorer.state)
    explorer.preset_buttons[preset].click()
    assert explorer.state != before
    check(explorer)
    again = eval(explorer.code())
    assert (again.state, again.values) == (explorer.state, explorer.values)
    explorer.reset_button.click()
    assert explorer.state == before


def test_presets_show_what_they_are_called():
    def mean(preset, name="this line"):
        explorer = TransferExplorer()
        explorer.apply_preset(preset)
        return explorer.values[name]["mean"]

    assert mean("Too fast for few") < mean("Feature extraction")
    assert mean("Fine-tune everything") > mean("Fine-tune everything", "all frozen")
    assert mean("Enough examples") > mean("Enough examples", "scratch")


def test_a_backbone_of_ones_own_without_results_shows_layers_and_maps(small):
    explorer = TransferExplorer(backbone=small, layer=2, freeze=1)
    sizes = [layer.count_params() for layer in small.layers if layer.params]
    assert (explorer.values["trainable"], explorer.values["frozen"]) == (sizes[1] + 6 * 4, sizes[0])
    assert explorer.result.depth == 2  # the Flatten behind the frozen layer is before the line
    assert "There are no results for this backbone." in explorer.shown.notes[0]
    assert len(explorer.shown.pictures) == 2
    assert explorer.result.maps.shape == (1, 1, 5)
    assert explorer.code() == "TransferExplorer(backbone=backbone, freeze=1)"
    for freeze in (0, 2):
        explorer.set(freeze=freeze, layer=1)
        assert explorer.error == ""
    assert explorer.static_html()


def test_a_backbone_of_ones_own_with_results(small):
    results = results_of(2)
    explorer = TransferExplorer(backbone=small, results=results, freeze=1, examples=20)
    (accuracy,) = [
        run["accuracy"]
        for run in results["runs"]
        if (run["start"], run["freeze"], run["examples"], run["body_rate"]) == ("backbone", 1, 20, 0.001)
    ]
    assert explorer.values["this line"]["mean"] == pytest.approx(np.mean([row[-1] for row in accuracy]), abs=EXACT)
    assert explorer.values["trainable"] == small.layers[2].count_params() + 6 * 3
    backbone = small
    assert eval(explorer.code()).values == explorer.values
    assert backbone is small


def test_a_single_seed_has_no_spread():
    assert spread(np.array([0.5])) == (0.5, 0.0)


@pytest.mark.parametrize(
    "results",
    [{}, {"steps": [0], "num_classes": 4, "runs": []}, results_of(3), [], {"steps": 1, "num_classes": 2, "runs": [{}]}],
)
def test_results_that_do_not_fit_are_refused(results):
    with pytest.raises(ValueError, match=r"results: received .*does not hold every setting for 4 layers"):
        TransferExplorer(results=results)


@pytest.mark.parametrize(
    ("backbone", "error"),
    [
        ("a network", TypeError),
        (Sequential([Dense(3)]), ValueError),
        (Sequential([GlobalAveragePooling2D()]).build((None, 32, 32, 3)), ValueError),
        (Sequential([Conv2D(2, 3)]).build((None, 28, 28, 1)), ValueError),
    ],
)
def test_backbones_that_cannot_be_shown_are_refused(backbone, error):
    with pytest.raises(error, match=r"backbone: received .*expected"):
        TransferExplorer(backbone=backbone)


@pytest.mark.keras
def test_a_backbone_of_keras_is_shown_as_that_of_nnkit(small):
    explorer = TransferExplorer(backbone=small.to_keras())
    assert explorer.result.maps == pytest.approx(TransferExplorer(backbone=small).result.maps, abs=MAP_TOLERANCE)


@pytest.mark.keras
@pytest.mark.parametrize("freeze", [0, 2, 4])
def test_the_keras_line_freezes_what_is_counted(explorer, freeze):
    explorer.set(freeze=freeze)
    backbone = stored()[0].to_keras()
    exec(explorer.shown.keras, {"backbone": backbone})
    trainable = sum(int(np.prod(weight.shape)) for weight in backbone.trainable_weights)
    assert trainable + 33 * 4 == explorer.values["trainable"]


def test_a_callback_is_quick(explorer, account):
    times = []
    for i in range(60):
        start = time.perf_counter()
        explorer.set(freeze=i % 5, examples=EXAMPLES[i % 3], layer=i % 4 + 1)
        times.append(1000 * (time.perf_counter() - start))
    account(f"TransferExplorer: {np.median(times):.1f} ms a movement")
    assert np.median(times) < BACKGROUND_MS


def test_the_page_without_a_kernel_moves_the_freeze_line_and_asks_nobody(explorer, frames_of, outside_references):
    html = explorer.static_html()
    assert outside_references(html) == []
    frames = frames_of(html)
    assert [frame["state"]["freeze"] for frame in frames] == [0, 1, 2, 3, 4]
    for frame in frames:
        trainable = TransferExplorer(**frame["state"]).values["trainable"]
        assert f"{trainable:,} of 11,948 parameters are trained" in frame["words"]
        for picture in frame["pictures"]:
            ElementTree.fromstring(picture)
