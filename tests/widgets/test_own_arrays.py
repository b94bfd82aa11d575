import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit.layers import Conv2D
from widgets import KernelExplorer
from widgets.kernel_presets import KERNELS
from widgets.own_arrays import own_image
from widgets.own_functions import Unusable

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


@pytest.mark.parametrize(
    ("kernel", "sentence"),
    [
        (np.zeros((2, 3)), "kernel has the shape (2, 3), expected (3, 3) or (5, 5)."),
        (np.zeros((4, 4)), "kernel has the shape (4, 4), expected"),
        (np.zeros((3, 3, 3, 8)), "kernel has the shape (3, 3, 3, 8), expected"),
        (
            [[1, 2, 3], [4, float("nan"), 6], [7, 8, 9]],
            "kernel is not a number in 1 of 9 places, first at row 1, column 1.",
        ),
        (np.full((3, 3), np.inf), "kernel is infinite in 9 of 9 places"),
        (lambda: 1 / 0, "kernel raised ZeroDivisionError: division by zero."),
        (lambda: None, "kernel is None."),
        ([[1, 2], [3]], "kernel is a list, expected an array of real numbers with rows of equal length."),
        ([["a"] * 3] * 3, "kernel is a list, expected an array of real numbers"),
        (np.zeros((3, 3), complex), "kernel is an array of complex128, expected"),
    ],
)
def test_a_kernel_that_cannot_be_used_is_a_sentence(kernel, sentence):
    explorer = KernelExplorer(kernel)
    assert explorer.shown.notes[0].startswith(sentence)
    assert explorer.shown.notes[0].endswith("The identity is shown instead.")
    assert explorer.values["name"] == "Identity"
    check(explorer)


@pytest.mark.parametrize("kernel", [KERNELS["Sharpen"], np.array(KERNELS["Sharpen"])[:, :, None, None]])
def test_an_own_kernel_is_applied(kernel):
    explorer = KernelExplorer(lambda: kernel)
    assert explorer.values["name"] == "Sharpen"
    check(explorer)


def test_own_kernels_have_buttons_and_broken_ones_a_sentence():
    mine = [[0, 0, 0], [0, 3, 0], [0, 0, 0]]
    explorer = KernelExplorer(kernels={"mine": mine, "Blur": mine, "broken": [[1]]})
    assert list(explorer.preset_buttons)[-2:] == ["mine", "Blur (yours)"]
    assert explorer.shown.notes[0].startswith("broken has the shape (1, 1)")
    explorer.preset_buttons["mine"].click()
    assert explorer.values["name"] == "mine"
    check(explorer)
    again = eval(explorer.code())
    assert again.state == explorer.state


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (np.zeros((2, 3)), "image is 2 × 3 pixels, expected at least 8"),
        (
            np.zeros((1, 40, 40, 3)),
            "image has the shape (1, 40, 40, 3), expected (H, W), (H, W, 1) or (H, W, 3). Give one",
        ),
        (np.zeros(50), "image has the shape (50,), expected"),
        (np.full((30, 30), np.nan), "image is not a number in 900 of 900 places"),
        (lambda: [][1], "image raised IndexError"),
        ("china.jpg", "image is a str, expected an array"),
        (np.zeros((8, 4000)), "image is 8 × 4000 pixels, which is too narrow"),
    ],
)
def test_an_image_that_cannot_be_used_is_a_sentence(image, sentence):
    explorer = KernelExplorer(image=image)
    assert explorer.shown.notes[0].startswith(sentence)
    assert explorer.state["photo"] == "china"
    check(explorer)


def test_what_is_done_to_an_image_is_said():
    colour = np.random.default_rng(0).integers(0, 256, (300, 500, 3), dtype=np.uint8)
    grey, notes = own_image("image", colour)
    assert grey.shape == (100, 166)
    assert [re.search(r"brightness|divided by 255|averaged", note).group() for note in notes] == [
        "brightness", "divided by 255", "averaged"
    ]  # fmt: skip
    assert 0.45 < grey.mean() < 0.55
    moved, notes = own_image("image", RAMP * 8 - 4)
    assert (moved.min(), moved.max()) == (0, 1)
    assert "moved to 0 to 1" in notes[0]
    same, notes = own_image("image", RAMP[:, :, None])
    assert np.array_equal(same, RAMP)
    assert notes == []
    with pytest.raises(Unusable):
        own_image("image", None)


def test_an_own_image_is_convolved():
    explorer = KernelExplorer("Outline", image=RAMP, padding="same")
    assert explorer.state["photo"] == "yours"
    check(explorer)
    layer = Conv2D(1, 3, padding="same", use_bias=False).build((None, 20, 30, 1))
    layer.params["kernel"] = np.array(KERNELS["Outline"])[:, :, None, None]
    expected = layer.forward(RAMP[None, :, :, None])[0, :, :, 0]
    assert explorer.result.output == pytest.approx(expected, abs=EXACT)
    names = {"KernelExplorer": KernelExplorer, "image": RAMP}
    assert eval(explorer.code(), names).state == explorer.state
    explorer.set(photo="flower")
    assert eval(explorer.code(), names).state == explorer.state


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kernel": "Blurr"}, "kernel: received 'Blurr', expected one of Identity, Shift"),
        ({"photo": "cat"}, "photo: received 'cat', expected one of 'china', 'flower'"),
        ({"row": -1}, "row: received -1"),
    ],
)
def test_arguments_that_mean_nothing_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        KernelExplorer(**arguments)
