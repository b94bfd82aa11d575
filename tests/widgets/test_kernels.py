import base64
import io
import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit.data import photograph
from widgets import KernelExplorer
from widgets.bitmap import png
from widgets.kernel_presets import KERNELS, learn, meaning_of_sum
from widgets.kernel_view import signed

EXACT = 1e-9
ROUNDED = 0.0051  # the learned kernel is kept to two decimals
FLOAT32 = 1e-5  # Keras computes with float32
SVG = "{http://www.w3.org/2000/svg}"
RAMP = np.linspace(0, 1, 20 * 30).reshape(20, 30)


@pytest.fixture
def explorer():
    return KernelExplorer()


def correlated(image, kernel, padding):
    """The output by its definition: a loop over the weights."""
    size = len(kernel)
    image = np.pad(image, size // 2) if padding == "same" else image
    height, width = (n - size + 1 for n in image.shape)
    places = itertools.product(range(size), range(size))
    return sum(kernel[i, j] * image[i : i + height, j : j + width] for i, j in places)


def check(explorer):
    state, values = explorer.state, explorer.values
    kernel = np.array(state["kernel"])
    kernel = kernel[::-1, ::-1] if state["flip"] else kernel
    image = explorer.image if state["photo"] == "yours" else photograph(state["photo"], 4, grayscale=True)[:, :, 0]
    output = correlated(image, kernel, state["padding"])
    row, column = values["place"]
    assert values["output_shape"] == list(output.shape)
    assert explorer.result.output == pytest.approx(output, abs=EXACT)
    assert values["output"] == pytest.approx(output[row, column], abs=EXACT)
    assert sum(values["products"]) == pytest.approx(output[row, column], abs=EXACT)
    assert values["sum"] == pytest.approx(kernel.sum(), abs=EXACT)
    for picture in explorer.shown.pictures:
        ElementTree.fromstring(picture)


def pixels(explorer, picture):
    from PIL import Image

    address = re.search(r'href="data:image/png;base64,([^"]*)"', explorer.shown.pictures[picture]).group(1)
    with Image.open(io.BytesIO(base64.b64decode(address))) as image:
        return np.asarray(image) / 255


def test_the_start_is_an_edge_on_a_photograph(explorer):
    check(explorer)
    assert explorer.values["sum"] == 0
    assert explorer.code() == "KernelExplorer()"
    assert (
        "The kernel sums to 0: an evenly grey region becomes 0, only changes of brightness remain." in explorer.readout
    )


@pytest.mark.parametrize("preset", KERNELS)
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_presets_reset_and_the_line_of_code(preset, padding):
    explorer = KernelExplorer("Emboss" if preset != "Emboss" else "Blur", padding=padding)
    before = dict(explorer.state)
    explorer.preset_buttons[preset].click()
    check(explorer)
    assert explorer.values["name"] == preset
    assert explorer.state["padding"] == padding
    again = eval(explorer.code())
    assert (again.state, again.values) == (explorer.state, explorer.values)
    explorer.reset_button.click()
    assert explorer.state == before


def test_the_products_are_written_out(explorer):
    explorer.set(row=10, column=20)
    image = photograph("china", 4, grayscale=True)[:, :, 0]
    window = image[10:13, 20:23]
    terms = [f"{window[i, j]:.3g}" for i, j in itertools.product(range(3), range(3))]
    for term in terms:
        assert term in explorer.shown.formula
    assert explorer.shown.formula.count(" · ") == 9
    assert f"<b>{explorer.values['output']:.4g}</b>".replace("-", "−") in explorer.shown.formula
    assert explorer.values["window"] == pytest.approx(window.ravel(), abs=EXACT)
    explorer._table_button.value = True
    assert explorer.table.value.count("<tr>") == 10
    explorer.apply_preset("Wide blur")
    assert explorer.shown.formula.count(" · ") == 25


@pytest.mark.parametrize("total", [-1, 0, 0.5, 1, 3])
def test_what_the_sum_means_is_what_happens_to_an_even_grey(total):
    kernel = np.zeros((3, 3))
    kernel[0, 2], kernel[1, 1] = total - 0.25, 0.25
    explorer = KernelExplorer(kernel, image=np.full((12, 12), 0.4))
    assert explorer.result.output == pytest.approx(np.full((10, 10), 0.4 * total), abs=EXACT)
    words = {
        -1: "is multiplied by −1, so bright and dark change places",
        0: "becomes 0",
        0.5: "becomes 0.5 times as bright",
        1: "keeps its brightness",
        3: "becomes 3 times as bright",
    }
    assert words[total] in meaning_of_sum(total)
    assert meaning_of_sum(total) in explorer.readout


def test_the_bitmaps_show_the_numbers(explorer):
    assert pixels(explorer, 0) == pytest.approx(explorer.result.image, abs=0.5 / 255 + EXACT)
    assert signed(explorer.result)
    limit = np.quantile(np.abs(explorer.result.output), 0.995)
    grey = np.clip(0.5 + explorer.result.output / (2 * limit), 0, 1)
    assert pixels(explorer, 1) == pytest.approx(grey, abs=0.5 / 255 + EXACT)
    explorer.set(shown="brightness")
    assert pixels(explorer, 1) == pytest.approx(np.clip(explorer.result.output, 0, 1), abs=0.5 / 255 + EXACT)
    outside = np.mean((explorer.result.output < 0) | (explorer.result.output > 1))
    assert f"{outside:.1%} of the outputs are below 0 or above 1" in explorer.readout
    explorer.set(kernel="Blur", shown="automatic")
    assert not signed(explorer.result)
    assert "below 0 or above 1" not in explorer.readout


def test_png_is_what_an_independent_reader_reads():
    from PIL import Image

    with Image.open(io.BytesIO(png(np.array([[0, 0.5, 1], [2, -1, 0.25]])))) as image:
        assert np.asarray(image).tolist() == [[0, 128, 255], [255, 0, 64]]


def test_the_learned_kernel_is_what_training_gives():
    learned = learn()
    assert np.array(KERNELS["Learned"]) == pytest.approx(learned[:, :, 0, 3], abs=ROUNDED)


def test_flip_turns_the_kernel_and_changes_nothing_symmetric(explorer):
    before = explorer.result.output
    explorer.set(flip=True)
    check(explorer)
    assert explorer.result.output == pytest.approx(-before, abs=EXACT)
    explorer.set(kernel="Sharpen")
    turned = explorer.result.output
    explorer.set(flip=False)
    assert explorer.result.output == pytest.approx(turned, abs=EXACT)


@pytest.mark.keras
@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_the_keras_line_computes_what_is_shown(padding, flip):
    import keras

    explorer = KernelExplorer("Emboss", padding=padding, flip=flip)
    image, kernel = explorer.result.image.astype("float32"), np.array(explorer.state["kernel"], "float32")
    shown = np.asarray(eval(explorer.shown.keras, {"keras": keras, "image": image, "kernel": kernel}))
    assert shown[0, :, :, 0] == pytest.approx(explorer.result.output, abs=FLOAT32)


def test_the_page_without_a_kernel_steps_through_the_kernels(explorer, frames_of, outside_references):
    html = explorer.static_html()
    assert outside_references(html) == []
    frames = frames_of(html)
    assert len(frames) == len(KERNELS)
    assert len({frame["pictures"][1] for frame in frames}) == len(KERNELS)
    assert all(
        f'<span class="nnk-wide">{name}, ' in frame["words"] for name, frame in zip(KERNELS, frames, strict=True)
    )
    own = KernelExplorer(np.eye(3))
    assert len(frames_of(own.static_html())) == len(KERNELS) + 1
    assert len(html) < 600_000
