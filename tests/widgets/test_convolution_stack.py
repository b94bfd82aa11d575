import pytest

from nnkit import conv_arithmetic, networks
from nnkit.layers import Conv2D, Flatten, MaxPooling2D
from nnkit.model import Sequential
from tests.widgets.convolution_cases import PUBLISHED, field, parse
from widgets import ConvExplorer
from widgets.convolution_code import keras_code
from widgets.convolution_stack import canonical


@pytest.fixture
def explorer():
    return ConvExplorer()


@pytest.mark.parametrize("name", PUBLISHED)
def test_famous_networks_have_the_published_numbers(name):
    explorer = ConvExplorer(name)
    network = networks.load(name)
    table = conv_arithmetic.layer_table(network)
    assert explorer.values["total_params"] == table.total_params == PUBLISHED[name]
    assert explorer.values["total_multiply_adds"] == table.total_multiply_adds
    for number, row in enumerate(table, start=1):
        explorer.set(layer=number)
        assert explorer.values["params"] == row.params
        assert explorer.values["output_shape"] == list(row.output_shape[1:])
        assert f"<td>{row.name}</td>" in explorer.words.value
        if explorer.result.axes:
            field = conv_arithmetic.receptive_field(network.layers[:number], network.input_shape[1:-1])
            assert explorer.values["receptive_field"] == field.size
            assert f"<b>{field.size}</b>" in explorer.shown.formula
            explorer.set(position=explorer.values["count"] - 1)
            (top, bottom), _ = field.region(explorer.values["place"][0]), None
            assert f"covers rows {top} to {bottom}".replace("-", "−") in explorer.readout
        parse(explorer)
    assert f"parameters {PUBLISHED[name]:,}" in explorer.readout


@pytest.mark.parametrize("name", ["resnet50", "inception_3a"])
def test_networks_with_branches_are_a_table_without_code(name):
    explorer = ConvExplorer(name)
    assert explorer.values["total_params"] == conv_arithmetic.layer_table(networks.load(name)).total_params
    explorer.set(layer=len(explorer.state["layers"]) - 1)
    parse(explorer)
    assert "has branches, which a keras.Sequential cannot hold" in explorer.code_box.text.value
    assert eval(explorer.code()).state == explorer.state


def test_layers_are_added_changed_and_removed(explorer):
    explorer.editor.add_button.click()
    assert (explorer.state["layer"], len(explorer.state["layers"])) == (2, 3)
    field(explorer, "type").value = "MaxPooling2D"
    assert explorer.state["layers"][2] == {"type": "MaxPooling2D", "pool_size": 3, "padding": "same"}
    field(explorer, "padding").value = "explicit"
    field(explorer, "before").value = 1
    assert explorer.state["layers"][2]["padding"] == ((1, 0), (1, 0))
    field(explorer, "after").value = 1
    assert explorer.state["layers"][2]["padding"] == 1
    explorer._widgets["layer"].value = 1
    field(explorer, "filters").value = 16
    assert explorer.values["output_shape"] == [5, 5, 16]
    assert explorer.result.table[1].output_shape == (None, 2, 2, 16)  # (5 + 2 - 3) // 3 + 1
    for _ in range(2):
        assert eval(explorer.code()).state == explorer.state
        explorer.editor.remove_button.click()
    assert explorer.error.startswith("The stack has no layer.")
    explorer.editor.add_button.click()
    assert explorer.error == ""


def test_a_layer_behind_the_impossible_one_cannot_be_seen_and_those_before_can():
    explorer = ConvExplorer(
        [{"filters": 4, "kernel_size": 3}, {"filters": 4, "kernel_size": 9}, {"type": "Flatten"}], (9, 9, 1)
    )
    assert explorer.error == ""
    assert explorer.shown.notes == [
        "Layer 'conv2d_2': kernel_size: received 9 (it spans 9 elements at dilation_rate=1), expected at most the 7 "
        "elements of the input plus 0 of padding. Choose a smaller one, or padding='same'. The table ends after layer "
        "1 of 3."
    ]
    for layer in (2, 3):
        explorer._widgets["layer"].value = layer
        assert explorer.error.startswith("Layer 'conv2d_2': kernel_size: received 9")


def test_what_no_slider_can_say_is_said_in_words():
    spec = {"filters": 4, "kernel_size": (3, 5), "padding": ((0, 1), (2, 2))}
    explorer = ConvExplorer([spec], (20, 30, 3))
    assert "input_size is (20, 30); kernel_size is (3, 5); before is ((0, 1), (2, 2))" in explorer.editor.message.value
    assert field(explorer, "kernel_size").layout.display == "none"
    field(explorer, "filters").value = 5
    assert explorer.state["layers"][1] == {"type": "Conv2D", **spec, "filters": 5}
    assert "height = " in explorer.shown.formula
    assert "width = " in explorer.shown.formula


def test_models_and_the_same_stack_written_otherwise_are_one_stack():
    model = Sequential([Conv2D(6, 5, activation="tanh", name="c"), MaxPooling2D(2, name="p"), Flatten(name="f")])
    model.build((None, 32, 32, 1))
    dicts = [
        {"filters": 6, "kernel_size": [5, 5], "activation": "tanh", "name": "c", "padding": "valid", "groups": 1},
        {"type": "MaxPooling2D", "strides": (2, 2), "name": "p"},
        {"type": "Flatten", "name": "f"},
    ]
    assert ConvExplorer(model).state["layers"] == canonical(dicts, (None, 32, 32, 1))
    assert canonical(keras_code(canonical(model))) == canonical(model)
