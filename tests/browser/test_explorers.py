"""Each explorer in JupyterLab, by mouse and by keyboard alone, and on an exported page without kernel or network."""

import json
import subprocess
import sys

import pytest

from classroom.bench.explorers import main_slider
from classroom.browser import REPOSITORY, Lab, listen, new_page
from tests.widgets.test_every_explorer import SIXTEEN

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

GALLERY = "chapters/explorers.ipynb"
ANSWER_MS = 10_000
RUNS, MEGABYTES = 30, 10
CHANGED = """([name, state]) => document.querySelector(`[data-explorer="${name}"]`).dataset.state !== state"""
IS = CHANGED.replace("!==", "===")


@pytest.fixture(scope="module")
def gallery(browser, lab_server):
    lab = Lab.open(browser, lab_server, GALLERY)
    lab.run_all()
    lab.start = {name: state_text(lab, name) for name in SIXTEEN}
    yield lab
    lab.close()


def panel_of(lab, name):
    """Scroll an explorer into view and return its panel."""
    lab.explorer(name).scroll_into_view_if_needed()
    return lab.page.locator(".nnk-explorer", has=lab.page.locator(f'[data-explorer="{name}"]'))


def state_text(lab, name):
    return lab.explorer(name).get_attribute("data-state")


def wait_for_change(lab, name, before):
    lab.page.wait_for_function(CHANGED, arg=[name, before], timeout=ANSWER_MS)


def wait_for_state(lab, name, state):
    lab.page.wait_for_function(IS, arg=[name, state], timeout=ANSWER_MS)


def test_the_gallery_runs_without_a_problem(gallery):
    assert not gallery.problems()
    assert not gallery.outside


@pytest.mark.parametrize("name", sorted(SIXTEEN))
def test_keyboard_alone(gallery, name):
    panel = panel_of(gallery, name)
    handle = main_slider(panel, name)
    handle.focus()
    before, cells = state_text(gallery, name), gallery.page.locator(".jp-Cell").count()
    gallery.page.keyboard.press("ArrowRight")
    gallery.page.keyboard.press("ArrowRight")
    gallery.page.keyboard.press("ArrowLeft")
    wait_for_change(gallery, name, before)
    gallery.page.keyboard.type("abxdm")  # in command mode each of these would edit the notebook
    gallery.page.wait_for_timeout(200)
    assert gallery.page.locator(".jp-Cell").count() == cells
    assert handle.get_attribute("aria-label"), "the slider has no name to read aloud"


@pytest.mark.parametrize("name", sorted(SIXTEEN))
def test_mouse(gallery, name):
    panel = panel_of(gallery, name)
    reset = panel.get_by_role("button", name="Reset", exact=True)
    reset.click()
    wait_for_state(gallery, name, gallery.start[name])
    panel.locator(".nnk-presets button").nth(1).click()
    wait_for_change(gallery, name, gallery.start[name])
    assert not gallery.explorer(name).get_attribute("data-error")
    reset.click()
    wait_for_state(gallery, name, gallery.start[name])


def test_the_console_stays_clean(gallery):
    assert not gallery.console


@pytest.mark.parametrize("name", ["ActivationExplorer", "ConvExplorer", "NetworkPlayground"])
def test_a_cell_run_thirty_times_costs_little_memory(gallery, name):
    grown = gallery.page.evaluate(_RERUN, [RUNS, name])
    assert grown < MEGABYTES * 1e6, f"{grown / 1e6:.1f} MB for {RUNS} runs"


_RERUN = """async ([runs, name]) => {
    const panel = window.jupyterapp.shell.currentWidget, kernel = panel.sessionContext.session.kernel;
    const ask = async (code, metadata) => {
        let text = ''; const future = kernel.requestExecute({code}, false, metadata);
        future.onIOPub = m => { if (m.header.msg_type === 'stream') text += m.content.text };
        await future.done; return text };
    const look = 'import gc, psutil; gc.collect(); print(psutil.Process().memory_info().rss)';
    const memory = async () => Number(await ask(look, {}));
    const show = () => ask(`import widgets; display(widgets.${name}())`, {cellId: 'again'});
    for (let i = 0; i < 3; i++) await show();
    const before = await memory();
    for (let i = 0; i < runs; i++) await show();
    return await memory() - before }"""


@pytest.fixture(scope="module")
def exported(browser, tmp_path_factory):
    """The gallery as a page of HTML, opened from a file with every request to another host refused."""
    folder = tmp_path_factory.mktemp("page")
    command = [
        sys.executable,
        "-m",
        "nbconvert",
        "--to",
        "html",
        "--execute",
        "--output-dir",
        folder,
        REPOSITORY / GALLERY,
    ]
    options = [
        "--ExecutePreprocessor.store_widget_state=False",
        "--HTMLExporter.mathjax_url=",
        "--HTMLExporter.require_js_url=",
    ]
    subprocess.run([*map(str, command), *options], check=True, capture_output=True, cwd=REPOSITORY)
    page = new_page(browser)
    console, outside = [], []
    listen(page, console, outside)
    page.goto((folder / "explorers.html").as_uri())
    yield page, outside
    page.context.close()


@pytest.mark.parametrize("name", sorted(SIXTEEN))
def test_exported_page_moves_without_kernel_and_network(exported, name):
    page, outside = exported
    heading = page.locator(f"h2:has-text('{name}')")
    assert heading.count() == 1
    panel = page.locator(".nnk-static", has=page.locator("[data-state]")).nth(_place(page, name))
    pictures = panel.locator(".nnk-pictures img")
    assert pictures.count() > 0
    assert all(picture.evaluate("image => image.complete && image.naturalWidth > 0") for picture in pictures.all())
    before = [picture.get_attribute("src") for picture in pictures.all()]
    slider = panel.locator("input[type=range]")
    slider.focus()
    page.keyboard.press("End" if int(slider.input_value()) < int(slider.get_attribute("max")) else "Home")
    assert [picture.get_attribute("src") for picture in panel.locator(".nnk-pictures img").all()] != before
    assert not [address for address in outside if not address.startswith("file:")]


def _place(page, name):
    """Return the how-manieth explorer of the page this is."""
    headings = [text.split("¶")[0].strip() for text in page.locator("h2").all_inner_texts()]
    return headings.index(name)


def test_states_are_machine_readable(gallery):
    for name in sorted(SIXTEEN):
        assert isinstance(json.loads(state_text(gallery, name)), dict)
