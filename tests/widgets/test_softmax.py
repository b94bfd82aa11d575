from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import activations, losses
from widgets import SoftmaxExplorer
from widgets.softmax import NINE_LOGITS
from widgets.svg import number

EXACT = 1e-12
SHOWN = 1e-9  # digits of the numbers that an explorer keeps
PIXELS = 0.11  # heights in a picture are written with one decimal
FLOAT32 = 1e-6  # Keras computes in single precision by default
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def explorer():
    return SoftmaxExplorer()


def expected(state):
    z = (np.array(state["logits"]) + state["shift"]) / state["temperature"]
    p = np.exp(z) / np.exp(z).sum()
    y = np.eye(len(z))[state["true_class"]]
    return p, -np.log(p[state["true_class"]]), (p - y) / state["temperature"]


def check(explorer):
    p, loss, gradient = expected(explorer.state)
    assert explorer.values["probabilities"] == pytest.approx(p, abs=EXACT)
    assert explorer.values["loss"] == pytest.approx(loss, rel=SHOWN, abs=EXACT)
    assert explorer.values["gradient"] == pytest.approx(gradient, abs=EXACT)
    for picture in explorer.shown.pictures:
        ElementTree.fromstring(picture)


def test_the_numbers_are_those_of_the_closed_form_and_of_nnkit(explorer):
    check(explorer)
    z = np.array(explorer.state["logits"])
    assert explorer.values["probabilities"] == pytest.approx(activations.softmax(z).tolist(), abs=EXACT)
    loss = losses.get("categorical_crossentropy")(np.eye(4)[:1], activations.softmax(z)[None])
    assert explorer.values["loss"] == pytest.approx(float(loss), abs=SHOWN)


@pytest.mark.parametrize("name", ["true_class", "temperature", "shift"])
def test_every_slider_works_at_both_ends(name):
    explorer = SoftmaxExplorer(logits=[5.0, -5.0, 0.0, 1.0, 2.0, 0.5, 0.1, -1.0, 3.0, 4.0])
    widget = explorer._widgets[name]
    for end in (widget.min, widget.max):
        widget.value = end
        assert explorer.state[name] == end
        assert explorer.error == ""
        check(explorer)


@pytest.mark.parametrize("temperature", [0.1, 10])
@pytest.mark.parametrize("shift", [-5, 5])
@pytest.mark.parametrize("logits", [[5, -5], [-5, 5], [-5] * 10, [5] * 10])
def test_every_corner_draws(temperature, shift, logits):
    explorer = SoftmaxExplorer(logits=logits, temperature=temperature, shift=shift, true_class=1)
    assert explorer.error == ""
    check(explorer)


def test_each_logit_has_a_slider_that_moves_its_class(explorer):
    sliders = explorer._widgets["logits"].sliders
    for i in range(4):
        for end in (sliders[i].min, sliders[i].max):
            sliders[i].value = end
            assert explorer.state["logits"][i] == end
            check(explorer)
        assert np.argmax(explorer.values["probabilities"]) <= i


def test_the_nine_logits(explorer):
    explorer.apply_preset("Nine logits")
    assert explorer.state["logits"] == NINE_LOGITS
    p = np.exp(NINE_LOGITS) / np.exp(NINE_LOGITS).sum()
    assert explorer.values["probabilities"] == pytest.approx(p.tolist(), abs=EXACT)
    assert f"Class 8 is the most probable, p = {p[8]:.4g}: the true class." in explorer.readout
    assert f"−ln {p[8]:.4g} = {-np.log(p[8]):.4g} nats" in explorer.readout
    assert len(explorer._widgets["logits"]._grid.children) == 9


def test_a_shift_changes_the_logits_and_nothing_else(explorer):
    before = dict(explorer.values)
    explorer.set(shift=4.0)
    assert explorer.values["logits"] == pytest.approx([z + 4 for z in before["logits"]])
    for key in ("probabilities", "loss", "gradient"):
        assert explorer.values[key] == pytest.approx(before[key], abs=EXACT)
    assert "shifted by 4: probabilities, loss and gradient are those without a shift" in explorer.readout


def test_the_gradient_sums_to_zero_and_pulls_the_true_class_up(explorer):
    gradient = np.array(explorer.values["gradient"])
    assert gradient.sum() == pytest.approx(0, abs=EXACT)
    assert gradient[0] < 0 < gradient[1:].min()


def test_temperature_goes_from_one_hot_to_uniform(explorer):
    explorer.set(temperature=0.1)
    assert max(explorer.values["probabilities"]) > 0.9999
    explorer.set(temperature=10.0)
    assert max(explorer.values["probabilities"]) < 0.3
    assert "softmax(z / 10)" in explorer.shown.keras


def test_a_class_that_does_not_exist_is_a_sentence_and_nothing_is_changed_in_silence(explorer):
    explorer._widgets["true_class"].value = 7
    assert explorer.error.startswith("The true class is 7, but 4 logits make the classes 0 to 3.")
    assert explorer.state["true_class"] == 7
    explorer._widgets["true_class"].value = 3
    assert explorer.error == ""
    check(explorer)


@pytest.mark.parametrize("preset", SoftmaxExplorer.presets)
def test_presets_reset_and_the_line_of_code(explorer, preset):
    before = dict(explorer.state)
    explorer.preset_buttons[preset].click()
    assert explorer.error == ""
    assert explorer.state != before
    check(explorer)
    again = eval(explorer.code())
    assert (again.state, again.values) == (explorer.state, explorer.values)
    explorer.reset_button.click()
    assert explorer.state == before


@pytest.mark.parametrize("logits", [[1.0], [0.0] * 11, [0, 6], ["a", "b"], [float("nan"), 0], [[1, 2]]])
def test_logits_that_cannot_be_shown_are_refused(logits):
    with pytest.raises(ValueError, match=r"logits: received .*expected 2 to 10 numbers from -5 to 5"):
        SoftmaxExplorer(logits=logits)


def test_bars_have_the_heights_of_the_numbers(explorer):
    explorer.set(logits=[0.0, 0.0])
    root = ElementTree.fromstring(explorer.shown.pictures[1])
    heights = [float(bar.get("height")) for bar in root.iter(SVG + "rect") if bar.get("fill") != "none"]
    assert heights == pytest.approx([142 * 0.5 / 1.1] * 2, abs=PIXELS)
    tips = [element.text for element in root.iter(SVG + "title")]
    assert "class 1: 0.5" in tips


def test_the_state_before_stays_as_outlines(explorer):
    assert "stroke-dasharray" not in explorer.shown.pictures[1]
    explorer._widgets["temperature"].value = 3.0
    assert explorer.shown.pictures[1].count('stroke-dasharray="3 2"') == 4


def test_the_formula_has_this_moments_numbers(explorer):
    z = np.array(explorer.state["logits"])
    assert (
        f"{np.exp(2.0):.4g} / {np.exp(z).sum():.4g} = <b>{expected(explorer.state)[0][0]:.4g}</b>"
        in explorer.shown.formula
    )


@pytest.mark.keras
@pytest.mark.parametrize("temperature", [1.0, 2.5])
def test_the_keras_line_computes_what_is_shown(explorer, temperature):
    import keras

    explorer.set(temperature=temperature)
    names = {"keras": keras, "z": np.array([explorer.state["logits"]], "float32"), "y": np.eye(4, dtype="float32")[:1]}
    probabilities, loss = [np.asarray(eval(part, names)) for part in explorer.shown.keras.split("; ")]
    assert probabilities[0] == pytest.approx(explorer.values["probabilities"], abs=FLOAT32)
    assert loss.item() == pytest.approx(explorer.values["loss"], abs=FLOAT32)


def test_the_page_without_a_kernel_moves_the_temperature_and_asks_nobody(explorer, frames_of, outside_references):
    html = explorer.static_html()
    assert outside_references(html) == []
    frames = frames_of(html)
    assert 18 <= len(frames) <= 25
    losses_shown = set()
    for frame in frames:
        loss = expected(frame["state"])[1]
        assert f"= {number(loss)} nats" in frame["words"]
        losses_shown.add(frame["words"])
        for picture in frame["pictures"]:
            ElementTree.fromstring(picture)
    assert len(losses_shown) == len(frames)
