import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import conv_arithmetic, windows
from nnkit.layers import Conv2D, DepthwiseConv2D
from tests.widgets.convolution_cases import LAYERS, SVG, field, parse
from widgets import ConvExplorer

PIXELS = 0.02  # positions in a picture are written with two decimals


@pytest.fixture
def explorer():
    return ConvExplorer()


def marks(root):
    return [group for group in root.iter(SVG + "g") if group.get("data-part") == "mark"]


def moved_by(group):
    return tuple(map(float, re.findall(r"[\d.]+", group.get("transform"))))


def test_the_start_says_something(explorer):
    assert explorer.values["output_shape"] == [5, 5, 8]
    assert explorer.values["leftover"] == [1, 1]
    assert "Never read, at the end: 1 row and column." in explorer.readout
    assert len(parse(explorer)) == 4
    assert explorer.code() == "ConvExplorer()"


@pytest.mark.parametrize("name", LAYERS)
def test_the_numbers_are_those_of_nnkit(name):
    explorer = ConvExplorer(**LAYERS[name])
    (height, width, channels), spec = explorer.state["layers"][0]["shape"], explorer.state["layers"][1]
    window = {key: spec.get(key, 1) for key in ("kernel_size", "strides", "dilation_rate")}
    size = conv_arithmetic.output_size((height, width), padding=spec.get("padding", "valid"), **window)
    groups, bias = spec.get("groups", 1), spec.get("use_bias", True)
    kernel = windows.per_axis(spec["kernel_size"], 2, "kernel_size")
    values = explorer.values
    assert values["output_shape"] == [*size, 8]
    assert values["params"] == conv_arithmetic.conv_params(channels, 8, kernel, groups, bias)
    assert values["multiply_adds"] == conv_arithmetic.multiply_adds(size, channels, 8, kernel, groups)
    field = conv_arithmetic.receptive_field([spec], (height, width))
    assert (values["receptive_field"], values["start"]) == (field.size, field.start)
    for number in (values["params"], values["multiply_adds"]):
        assert f"{number:,}" in explorer.readout
        assert f"<b>{number:,}</b>" in explorer.shown.formula
    assert f"{height} × {width} × {channels} → {size[0]} × {size[1]} × 8" in explorer.readout
    assert f"<b>{size[0]}</b>" in explorer.shown.formula


@pytest.mark.parametrize("name", [name for name in LAYERS if name not in ("explicit", "one side")])
def test_the_window_covers_the_pixels_that_the_layer_itself_reads(name):
    explorer = ConvExplorer(**LAYERS[name])
    shape, spec = explorer.state["layers"][0]["shape"], explorer.state["layers"][1]
    arguments = {key: value for key, value in spec.items() if key != "type"}
    layer = Conv2D(kernel_initializer="ones", **arguments).build((None, *shape))
    output = layer.forward(np.ones((1, *shape)))
    reached = np.zeros(shape[:2], bool)
    for position in range(explorer.values["count"]):
        explorer.set(position=position)
        grad = np.zeros_like(output)
        grad[(0, *explorer.values["place"])] = 1
        read = layer.backward(grad)[0].sum(axis=-1) != 0
        down, across = (axis.reads(at) for axis, at in zip(explorer.result.axes, explorer.result.place, strict=True))
        expected = np.zeros_like(read)
        inside = [(i, j) for i, j in itertools.product(down, across) if 0 <= i < shape[0] and 0 <= j < shape[1]]
        expected[tuple(np.transpose(inside))] = True
        assert np.array_equal(read, expected)
        reached |= read
    unread = [set(axis.unread().tolist()) for axis in explorer.result.axes]
    assert unread[0] == set(np.flatnonzero(~reached.any(axis=1)).tolist())
    assert unread[1] == set(np.flatnonzero(~reached.any(axis=0)).tolist())


def test_the_window_of_the_picture_stands_where_the_readout_says(explorer):
    explorer.set(position=13)
    source, target = parse(explorer)[:2]
    window, here = marks(source)[0], marks(target)[0]
    cell = float(here.get("data-step-x"))
    assert float(window.get("data-step-x")) == pytest.approx(2 * cell, abs=PIXELS)
    assert moved_by(window) == pytest.approx((3 * 2 * cell, 2 * 2 * cell), abs=PIXELS)
    assert moved_by(here) == pytest.approx((3 * cell, 2 * cell), abs=PIXELS)
    assert "The output at row 2, column 3 (number 14 of 25) reads rows 4 to 6 and columns 6 to 8" in explorer.readout


@pytest.mark.parametrize(
    ("settings", "strips"), [({}, 2), ({"input_size": 13}, 0), ({"kernel_size": 1, "strides": 3}, 8)]
)
def test_what_is_never_read_is_hatched(settings, strips):
    explorer = ConvExplorer(**settings)
    hatched = [part for part in parse(explorer)[0].iter(SVG + "svg") if part.find(SVG + "path") is not None]
    nested = [part for part in hatched if part.get("viewBox", "").startswith("0 0") and part.get("x")]
    assert len(nested) == strips
    assert ("Never read" in explorer.readout) == bool(strips)


def test_groups_lead_from_standard_to_depthwise():
    explorer = ConvExplorer(channels=8, filters=8, strides=1)
    assert field(explorer, "groups").max == 8
    params = []
    for groups in (1, 2, 4, 8):
        field(explorer, "groups").value = groups
        assert explorer.values["params"] == 9 * 8 // groups * 8 + 8
        params.append(explorer.values["params"])
    assert params == sorted(params, reverse=True)
    depthwise = DepthwiseConv2D(3).build((None, 12, 12, 8)).count_params()
    assert params[-1] == depthwise
    assert "which is a depthwise convolution; with one group it would have 576 weights, 8 times" in explorer.readout
    field(explorer, "type").value = "DepthwiseConv2D"
    assert explorer.values["params"] == depthwise


@pytest.mark.parametrize("name", [None, "lenet5"])
def test_the_page_without_a_kernel_moves_the_window_and_asks_nobody(name, frames_of, outside_references):
    explorer = ConvExplorer(name, layer=3) if name else ConvExplorer()
    html = explorer.static_html()
    assert outside_references(html) == []
    frames = frames_of(html)
    assert 18 <= len(frames) <= 25
    assert len({frame["state"]["position"] for frame in frames}) == len(frames)
    assert frames[0]["state"]["position"] == 0
    for frame in frames:
        root = ElementTree.fromstring(frame["pictures"][1])
        at = divmod(frame["state"]["position"], explorer.result.axes[1].out)
        assert (int(marks(root)[0].get("data-row")), int(marks(root)[0].get("data-column"))) == at
        assert "Keras code" in frame["words"]
        assert "nnk-stack" in frame["words"]
    assert explorer.static_html() == html


def test_the_table_of_numbers_has_the_stack(explorer):
    explorer.apply_preset("LeNet-5")
    explorer._table_button.value = True
    for cell in ("48,120", "28 × 28 × 6", "117,600"):
        assert f"<td>{cell}</td>" in explorer.table.value
