import json
import re

import pytest

from tests.widgets.convolution_cases import field, parse
from widgets import ConvExplorer
from widgets.convolution_editor import FIELDS
from widgets.convolution_stack import ARGUMENTS


@pytest.fixture
def explorer():
    return ConvExplorer()


@pytest.mark.parametrize("kind", [*ARGUMENTS, "Flatten", "GlobalAveragePooling2D", "BatchNormalization", "Activation"])
def test_every_control_at_both_ends_draws_or_says_why_not(kind):
    for one in FIELDS:
        explorer = ConvExplorer(type=kind)
        widget = field(explorer, one.name)
        if widget.layout.display == "none":
            continue
        for value in getattr(widget, "options", None) or (getattr(widget, "min", False), getattr(widget, "max", True)):
            widget.value = value
            assert explorer.error == "" or re.match(
                r"Layer '\w+': (groups|kernel_size|pool_size|strides): ", explorer.error
            )
            if not explorer.error:
                parse(explorer)
                assert eval(explorer.code()).state == explorer.state


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"kernel_size": 13}, r"kernel_size: received 13 .* at most the 12 elements"),
        ({"kernel_size": 4, "dilation_rate": 5, "strides": 1}, r"it spans 16 elements at dilation_rate=5"),
        ({"groups": 2}, r"groups: received 2, expected a divisor of the 3 input channels"),
        ({"groups": 3, "filters": 8}, r"groups: received 3, expected a divisor of the 8 filters"),
        ({"strides": 2, "dilation_rate": 2}, r"strides: received 2 together with dilation_rate=2, .* as in Keras"),
        ({"filters": 0}, r"filters: received 0"),
        ({"kernel_size": 2.5}, r"kernel_size: received 2.5"),
        ({"padding": "full"}, r"padding: received 'full'"),
        ({"padding": -1}, r"padding: received -1"),
        ({"padding": 9999}, r"at most 4,096 are drawn"),
        ({"input_size": 5000}, r"at most 4,096 are drawn"),
        ({"layer": 2}, r"There is no layer 2: the stack has the layers 1 to 1"),
    ],
)
def test_impossible_settings_are_a_sentence_and_pass(settings, sentence):
    explorer = ConvExplorer(**settings)
    assert re.search(sentence, explorer.error)
    assert "Traceback" not in explorer.banner.value
    assert explorer.error[0].isupper()
    explorer.apply_preset("Dilated")
    assert explorer.error == ""
    explorer.apply_preset("A stride that does not fit")
    explorer.reset()
    assert re.search(sentence, explorer.error)
    explorer = ConvExplorer()
    explorer.set(**settings)
    assert re.search(sentence, explorer.error)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input_size": 0}, "input_shape: received .* each at least 1"),
        ({"channels": "three"}, "input_shape: received"),
        ({"units": 3}, "units: received a value for Conv2D, expected one of its own arguments: filters, kernel_size"),
        ({"layers": "lenet6"}, "layers: received 'lenet6', .* Did you mean 'lenet5'"),
        ({"layers": [{"filters": 3, "kernel_size": 3}]}, "input_shape: received a stack without its input"),
        ({"layers": [{"type": "Conv2d"}], "input_shape": (8, 8, 1)}, "type: received .*Conv2d"),
        (
            {"layers": [{"type": "Conv1D"}], "input_shape": (8, 8, 1)},
            "layers: received Conv1D, expected .* two spatial",
        ),
        ({"layers": "lenet5", "layer": "C9"}, "layer: received 'C9', expected one of C1, S2, C3"),
        ({"position": -1}, "position: received -1, expected a whole number, at least 0"),
        ({"position": 1.5}, "position: received 1.5"),
    ],
)
def test_arguments_that_mean_nothing_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        ConvExplorer(**arguments)


def test_other_wrong_arguments():
    with pytest.raises(TypeError, match=r"stride: received an unknown argument, .*Did you mean"):
        ConvExplorer(stride=2)
    with pytest.raises(TypeError, match="layers: received int, expected a stack"):
        ConvExplorer(layers=3)


def test_a_position_beyond_the_last_is_said_and_comes_back(explorer):
    explorer._widgets["position"].value = 24
    field(explorer, "strides").value = 5
    assert explorer.values["position"] == 3
    assert "Position 24 lies beyond the last one, 3, which is shown." in explorer.readout
    assert explorer._widgets["position"].slider.max == 3
    field(explorer, "strides").value = 2
    assert explorer.values["position"] == 24


def test_steps_and_player_move_the_window(explorer):
    reel = explorer._widgets["position"]
    reel.on.click()
    assert explorer.values["place"] == [2, 3]
    reel.back.click()
    reel.back.click()
    assert explorer.values["place"] == [2, 1]
    reel.player.value = 24
    assert explorer.values["place"] == [4, 4]
    reel.on.click()
    assert explorer.values["position"] == 24
    reel.slider.value = 0
    assert (reel.value, reel.player.value, explorer.values["place"]) == (0, 0, [0, 0])
    explorer.set(input_size=3)
    assert reel.slider.disabled


def test_a_click_on_the_picture_and_on_the_table(explorer):
    explorer.hand.place = [3, 1, 100]
    assert explorer.state["position"] == 16
    explorer._widgets["position"].value = 2
    explorer.hand.place = [3, 1, 200]
    assert explorer.state["position"] == 16
    explorer.apply_preset("LeNet-5")
    explorer.hand.choice = [1, 300]
    assert explorer.state["layer"] == 1
    assert "Layer 1, Conv2D C1" in explorer.readout


@pytest.mark.parametrize("preset", ConvExplorer.presets)
def test_presets_reset_and_the_line_of_code(explorer, preset):
    before = dict(explorer.state)
    explorer.preset_buttons[preset].click()
    assert explorer.error == ""
    assert explorer.state != before
    assert "lies beyond" not in explorer.readout
    parse(explorer)
    again = eval(explorer.code())
    assert (again.state, again.values) == (explorer.state, explorer.values)
    json.loads(re.search(r'data-state="([^"]*)"', explorer.picture.value).group(1).replace("&quot;", '"'))
    explorer.reset_button.click()
    assert explorer.state == before
