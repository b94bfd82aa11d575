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
MOST_CONTROLS = 80
CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(
    cell => [cell.model.type, cell.model.sharedModel.getSource()])"""
FOCUSED = """panel => {
    const it = document.activeElement;
    if (!panel.contains(it)) return null;
    const words = [it.getAttribute('aria-label'), it.labels?.[0]?.textContent, it.textContent, it.title,
        it.closest('.widget-inline-hbox, .nnk-control')?.querySelector('.widget-label')?.textContent];
    return {name: words.map(word => (word || '').trim()).find(Boolean), chooses: it.matches('select')} }"""


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
    panel, keyboard, cells = panel_of(gallery, name), gallery.page.keyboard, cells_of(gallery)
    start_over(gallery, name)
    reached = walk(gallery, panel)
    assert all(control["name"] for control in reached), "a control has no name to read aloud"
    assert cells_of(gallery) == cells
    handle = main_slider(panel, name)
    assert handle.get_attribute("aria-label") in [control["name"] for control in reached]
    start_over(gallery, name)
    handle.focus()
    at_the_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
    keyboard.press("ArrowLeft" if at_the_end else "ArrowRight")
    wait_for_change(gallery, name, gallery.start[name])
    panel.get_by_role("button", name="Reset", exact=True).focus()
    keyboard.press("Enter")
    wait_for_state(gallery, name, gallery.start[name])


def walk(lab, panel):
    """Walk through a panel with the Tab key, typing letters on the way; the controls that were reached."""
    reached = []
    panel.get_by_role("button").first.focus()
    while len(reached) < MOST_CONTROLS and (control := panel.evaluate(FOCUSED)) is not None:
        reached.append(control)
        # In command mode each of these letters would edit the notebook; no choice begins with an x.
        lab.page.keyboard.type("x" if control["chooses"] else "abxm")
        lab.page.keyboard.press("Tab")
    assert len(reached) < MOST_CONTROLS, "the Tab key does not lead out of the panel"
    return reached


@pytest.mark.parametrize("name", sorted(SIXTEEN))
def test_mouse(gallery, name):
    panel, mouse = panel_of(gallery, name), gallery.page.mouse
    start_over(gallery, name)
    panel.locator(".nnk-presets button").nth(1).click()
    wait_for_change(gallery, name, gallery.start[name])
    assert not gallery.explorer(name).get_attribute("data-error")
    start_over(gallery, name)
    panel.get_by_role("button", name="Table of numbers").click()
    panel.locator("table tbody tr").first.wait_for()
    handle = main_slider(panel, name)
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    rail = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    goal = 0.8 if x < rail["x"] + rail["width"] / 2 else 0.2
    mouse.move(x, y)
    mouse.down()
    mouse.move(rail["x"] + goal * rail["width"], y, steps=5)
    mouse.up()
    wait_for_change(gallery, name, gallery.start[name])
    assert not gallery.explorer(name).get_attribute("data-error")


def start_over(lab, name):
    """Press Reset and wait until the explorer stands as at the start."""
    panel_of(lab, name).get_by_role("button", name="Reset", exact=True).click()
    wait_for_state(lab, name, lab.start[name])


def cells_of(lab):
    """Return kind and text of every cell of the notebook."""
    return lab.page.evaluate(CELLS)


def test_the_console_stays_clean(gallery):
    assert not gallery.console
    assert not gallery.problems()
    assert not gallery.outside


@pytest.mark.parametrize("name", sorted(SIXTEEN))
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
    yield page, console, outside
    page.context.close()


@pytest.mark.parametrize("name", sorted(SIXTEEN))
def test_exported_page_moves_without_kernel_and_network(exported, name):
    page, console, outside = exported
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
    assert not outside
    assert not console


def _place(page, name):
    """Return the how-manieth explorer of the page this is."""
    headings = [text.split("¶")[0].strip() for text in page.locator("h2").all_inner_texts()]
    return headings.index(name)


def test_states_are_machine_readable(gallery):
    for name in sorted(SIXTEEN):
        assert isinstance(json.loads(state_text(gallery, name)), dict)
