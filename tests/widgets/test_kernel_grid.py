from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit.layers import Conv2D
from widgets import KernelExplorer
from widgets.kernel_presets import KERNELS, OWN

EXACT = 1e-9
RAMP = np.linspace(0, 1, 20 * 30).reshape(20, 30)


@pytest.fixture
def explorer():
    return KernelExplorer()


def check(explorer):
    """The picture's output is that of nnkit's own layer, and every picture is well formed."""
    kernel, image = explorer.result.kernel, explorer.result.image
    layer = Conv2D(1, len(kernel), padding=explorer.state["padding"], use_bias=False).build((None, *image.shape, 1))
    layer.params["kernel"] = kernel[:, :, None, None]
    output = layer.forward(image[None, :, :, None])[0, :, :, 0]
    row, column = explorer.values["place"]
    assert explorer.values["output"] == pytest.approx(output[row, column], abs=EXACT)
    assert explorer.values["output_shape"] == list(output.shape)
    for picture in explorer.shown.pictures:
        ElementTree.fromstring(picture)


@pytest.mark.parametrize("kernel", ["Vertical edges", "Wide blur"])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("photo", ["china", "flower", "yours"])
def test_every_control_at_both_ends(kernel, padding, photo):
    explorer = KernelExplorer(kernel, image=RAMP, padding=padding, photo=photo)
    check(explorer)
    for name in ("row", "column"):
        slider = explorer._widgets[name].slider
        for end in (slider.min, slider.max):
            slider.value = end
            assert explorer.values["place"][name == "column"] == end
            check(explorer)
    assert [n - 1 for n in explorer.values["output_shape"]] == explorer.values["place"]
    for shown in ("automatic", "brightness", "signed"):
        explorer._widgets["shown"].value = shown
        check(explorer)
    explorer._widgets["flip"].value = True
    check(explorer)


@pytest.mark.parametrize("weight", [-100.0, 0.0, 1e-6, 100.0])
def test_every_weight_can_be_typed(explorer, weight):
    grid = explorer._widgets["kernel"]
    for (i, j), box in grid.boxes.items():
        if i < 3 and j < 3:
            box.value = weight
            assert explorer.state["kernel"][i][j] == weight
            check(explorer)


def test_a_weight_that_is_no_number_is_refused_in_words(explorer):
    grid = explorer._widgets["kernel"]
    grid.boxes[0, 0].value = float("nan")
    assert "must be a number" in grid.message.value
    assert grid.boxes[0, 0].value == -1
    check(explorer)


def test_the_kernel_grows_and_shrinks_and_nothing_is_cut_in_silence(explorer):
    grid, narrow = explorer._widgets["kernel"], explorer.state["kernel"]
    grid.size.value = 5
    assert len(grid.grid.children) == 25
    assert explorer.values["name"] == "Vertical edges"
    assert np.array(explorer.state["kernel"])[1:-1, 1:-1].tolist() == [list(row) for row in narrow]
    check(explorer)
    assert eval(explorer.code()).state == explorer.state
    grid.boxes[0, 0].value = 2.0
    wide = explorer.state["kernel"]
    grid.size.value = 3
    assert explorer.state["kernel"] == narrow
    assert "outer ring was not zero and is cut off" in grid.message.value
    grid.size.value = 5
    assert explorer.state["kernel"] == wide


def test_rotate_and_divide(explorer):
    grid = explorer._widgets["kernel"]
    grid.turn.click()
    assert np.array(explorer.state["kernel"]) == pytest.approx(np.rot90(KERNELS["Vertical edges"]))
    grid.divide.click()
    assert "cannot be divided" in grid.message.value
    explorer.set(kernel=[[1, 1, 1], [1, 2, 1], [1, 1, 1]])
    assert explorer.values["name"] == OWN
    grid.divide.click()
    assert explorer.values["sum"] == pytest.approx(1)


def test_a_click_on_a_picture_moves_the_window(explorer):
    for press, place in enumerate(([5, 7], [5, 8], [5, 7])):
        explorer.hand.place = [*place, press]
        assert explorer.values["place"] == place
    check(explorer)


def test_a_place_beyond_the_output_is_said(explorer):
    explorer.set(row=103, column=157, kernel="Wide blur")
    assert explorer.values["place"] == [101, 155]
    assert "Row 103, column 157 lies outside the output; the nearest place is shown." in explorer.readout
