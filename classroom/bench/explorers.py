"""`classroom bench explorers`: from key press to picture in JupyterLab in Chromium, beside `interact` and Matplotlib.

Both clocks run in the page. A key press counts from the browser's `keydown` event to the first frame after the new
picture is in the page; a drag moves the mouse about sixty times a second and counts the pictures that arrive.
"""

import re
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

BASELINE = "interact"
INTERACT = """\
%matplotlib inline
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import interact
from nnkit import activations

def draw(x=0.5):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3))
    grid = np.linspace(-6, 6, 200)
    left.plot(grid, activations.sigmoid(grid)); left.plot(x, activations.sigmoid(x), "o")
    right.plot(grid, activations.sigmoid.derivative(grid)); right.plot(x, activations.sigmoid.derivative(x), "o")
    plt.show()

interact(draw, x=(-6.0, 6.0, 0.1));"""
PRESSES = 12  # for each round
DRAG_SECONDS = 10
AIM_P95_MS, AIM_BEHIND_MS, AIM_RATIO = 40.0, 500.0, 3.0
KEY_TIMEOUT_MS = 30_000
REST_MS = 150  # after a picture: the page has then done what follows it, and nobody presses single keys faster

WATCH = """(root) => {
    const seen = window.nnkSeen = {pictures: [], keys: [], last: 0, tell: () => {}};
    const record = () => requestAnimationFrame(() => {
        seen.last = performance.now(); seen.pictures.push(seen.last); seen.tell() });
    const shows = () => [...root.querySelectorAll('[data-explorer]')].map(p => p.dataset.state).join()
        || [...root.querySelectorAll('.jp-OutputArea-output img')].map(i => i.src).join();
    let before = shows();
    window.nnkObserver?.disconnect();
    window.nnkObserver = new MutationObserver(() => {
        const now = shows(); if (now && now !== before) { before = now; record() } });
    window.nnkObserver.observe(root, {childList: true, subtree: true, attributes: true, characterData: true});
    window.nnkKeys ??= document.addEventListener('keydown',
        () => window.nnkSeen.keys.push(performance.now()), true) ?? true }"""
RESET = "() => { window.nnkSeen.pictures = []; window.nnkSeen.keys = [] }"
ANSWER = """(timeout) => new Promise((tell, fail) => {
    window.nnkSeen.tell = tell; if (window.nnkSeen.pictures.length) tell(); setTimeout(fail, timeout) })
    .then(() => window.nnkSeen.pictures[0] - window.nnkSeen.keys[0])"""


@dataclass(frozen=True)
class Reaction:
    """How fast one thing answers.

    Args:
        name: the explorer, or `BASELINE`.
        milliseconds: from key press to picture, one number for each press.
        rate: pictures a second while dragging.
        behind: milliseconds from letting go to the last picture.
    """

    name: str
    milliseconds: tuple[float, ...]
    rate: float
    behind: float

    @property
    def median(self) -> float:
        """Of the key presses."""
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        """95th percentile of the key presses."""
        return statistics.quantiles(self.milliseconds, n=20)[-1]


def names(gallery):
    """Names of the explorers in a notebook that shows each once.

    Args:
        gallery: path of the notebook.

    Returns:
        The names, in the notebook's order.
    """
    cells = (cell.source for cell in nbformat.read(gallery, as_version=4).cells if cell.cell_type == "code")
    return [found.group(1) for source in cells if (found := re.match(r"from widgets import (\w+)", source))]


def measure(chosen, presses=4 * PRESSES, drag_seconds=DRAG_SECONDS):
    """Open a notebook with explorers and the baseline, and time each.

    Args:
        chosen: names of explorers.
        presses: key presses for each.
        drag_seconds: length of a drag.

    Yields:
        A `Reaction` for the baseline, then for each explorer.
    """
    from classroom.browser import Lab, chromium, serve

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        nbformat.write(_notebook(chosen), root / "bench.ipynb")
        with serve(root, root / "jupyter") as server, chromium() as browser:
            lab = Lab.open(browser, server, "bench.ipynb", height=1400)
            lab.run_all()
            for index, name in enumerate([BASELINE, *chosen]):
                yield _react(lab, index, name, presses, drag_seconds)
            lab.close()


def _notebook(chosen):
    sources = [INTERACT, *(f"from widgets import {name}\n\n{name}()" for name in chosen)]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )


def _react(lab, index, name, presses, drag_seconds):
    page = lab.page
    cell = page.locator(".jp-CodeCell").nth(index)
    cell.scroll_into_view_if_needed()
    handle = main_slider(cell, name)
    handle.scroll_into_view_if_needed()
    page.evaluate(WATCH, cell.element_handle())
    times = _press(page, handle, presses)
    rate, behind = _drag(page, handle, drag_seconds)
    return Reaction(name, tuple(times), rate, behind)


def main_slider(place, name):
    """The slider of an explorer's main control, or its first one where the main control is no slider.

    Args:
        place: Playwright's locator of the cell or panel.
        name: the explorer, or `BASELINE`.

    Returns:
        Playwright's locator of the handle.
    """
    visible = place.page.locator(":visible")
    handles = place.get_by_role("slider").and_(visible)
    if name != BASELINE:
        label = place.locator(f'[data-explorer="{name}"]').get_attribute("data-main")
        named = place.get_by_role("slider", name=label, exact=True).and_(visible)
        handles = named if named.count() else handles
    return handles.first


def _press(page, handle, presses):
    """Press one step to and one step back, so that no end of the slider is in the way."""
    handle.focus()
    at_the_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
    keys = ("ArrowLeft", "ArrowRight") if at_the_end else ("ArrowRight", "ArrowLeft")
    times = []
    for number in range(presses):
        page.evaluate(RESET)
        page.keyboard.press(keys[number % 2])
        times.append(page.evaluate(ANSWER, KEY_TIMEOUT_MS))
        page.wait_for_timeout(REST_MS)
    return times


def _drag(page, handle, seconds):
    """Move the mouse to and fro along the slider; pictures a second, and how long they go on after letting go."""
    track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").bounding_box()
    box = handle.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.evaluate(RESET)
    started = page.evaluate("performance.now()")
    step, now = 0, started
    while now - started < 1000 * seconds:
        share = abs((step % 120) / 60 - 1)  # there and back in 120 moves
        page.mouse.move(track["x"] + share * track["width"], box["y"] + box["height"] / 2)
        page.wait_for_timeout(14)
        step, now = step + 1, page.evaluate("performance.now()")
    count = page.evaluate("window.nnkSeen.pictures.length")
    page.mouse.up()
    page.wait_for_timeout(3000)
    return 1000 * count / (now - started), max(0.0, page.evaluate("window.nnkSeen.last") - now)


def show(reactions, out):
    """Print the table as the numbers come in, the baseline first.

    Args:
        reactions: `Reaction`s.
        out: a rich `Console`.
    """
    from rich.table import Table

    table = Table(title="Key press to picture in JupyterLab in Chromium; pictures a second in a drag")
    for column in ("", "median ms", "95 % ms", "pictures/s", "behind ms", "interact / this", ""):
        table.add_column(column, justify="right" if column else "left")
    baseline = None
    for reaction in reactions:
        baseline = baseline or reaction
        ratio = baseline.median / reaction.median
        numbers = (reaction.median, reaction.p95, reaction.rate, reaction.behind)
        table.add_row(reaction.name, *(f"{value:.0f}" for value in numbers), f"{ratio:.1f}", verdict(reaction, ratio))
    out.print(table)


def verdict(reaction, ratio):
    """What misses its aim, in words; empty for the baseline and where all is well.

    Args:
        reaction: a `Reaction`.
        ratio: how many times as long the baseline takes.

    Returns:
        A string.
    """
    if reaction.name == BASELINE:
        return "the baseline"
    misses = [
        (reaction.p95 > AIM_P95_MS, f"95 % above {AIM_P95_MS:g} ms"),
        (reaction.behind > AIM_BEHIND_MS, f"more than {AIM_BEHIND_MS:g} ms behind"),
        (ratio < AIM_RATIO, f"not {AIM_RATIO:g}x faster"),
    ]
    return "; ".join(words for missed, words in misses if missed)
