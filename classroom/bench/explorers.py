"""`classroom bench explorers`: from key press to picture in JupyterLab in Chromium, beside `interact` and Matplotlib.

All clocks run in the page. A key press, or a move of the mouse over a picture that answers in the page, counts from
the browser's time of the event to the first frame after the new picture is in the page; a drag moves the mouse about
sixty times a second and counts the pictures that arrive, of a slider with few positions few. What Python takes of a
key press is measured apart, without a notebook.
"""

import math
import re
import statistics
import subprocess
import sys
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
AIM_P95_MS, AIM_IN_PAGE_P95_MS, AIM_BEHIND_MS, AIM_RATIO = 40.0, 20.0, 500.0, 3.0
HOVERING = ", hovering"  # after the name of an explorer: its answers in the page
REASONS = {
    "InitializationExplorer": "32 examples through 30 layers, there and back",
    "LRDecayExplorer": "1000 steps of descent for each schedule",
    "NetworkPlayground": "a map for every neuron",
    "ResidualExplorer": "32 examples through two nets of 50 layers, there and back",
}
"""Why an explorer's Python takes longer than others' by its nature."""
KEY_TIMEOUT_MS = 30_000
NEXT_TO_ALL = 1000  # positions: no slider has more
REST_MS = 150  # after a picture: the page has then done what follows it, and nobody presses single keys faster

WATCH = """(root) => {
    const seen = window.nnkSeen = {pictures: [], asked: [], last: 0, tell: () => {}};
    const record = () => requestAnimationFrame(() => {
        seen.last = performance.now(); seen.pictures.push(seen.last); seen.tell() });
    const shows = () => [...root.querySelectorAll('[data-explorer]')].map(p => p.dataset.state).join()
        + [...root.querySelectorAll("[data-part='mark']")].map(m => m.getAttribute('transform')).join()
        || [...root.querySelectorAll('.jp-OutputArea-output img')].map(i => i.src).join();
    let before = shows();
    window.nnkObserver?.disconnect();
    window.nnkObserver = new MutationObserver(() => {
        const now = shows(); if (now && now !== before) { before = now; record() } });
    window.nnkObserver.observe(root, {childList: true, subtree: true, attributes: true, characterData: true});
    window.nnkEvents ??= ['keydown', 'pointermove'].map(name => document.addEventListener(name,
        event => window.nnkSeen.asked.push(event.timeStamp), true)) }"""
RESET = "() => { window.nnkSeen.pictures = []; window.nnkSeen.asked = [] }"
ANSWER = """(timeout) => new Promise((tell, fail) => {
    window.nnkSeen.tell = tell; if (window.nnkSeen.pictures.length) tell(); setTimeout(fail, timeout) })
    .then(() => window.nnkSeen.pictures[0] - window.nnkSeen.asked[0])"""

MOVES = """import statistics, sys, time
import widgets
name, moves, most, rest = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
explorer = getattr(widgets, name)()
(control,) = (control for control in explorer.controls if control.name == explorer.main)
here, slider = explorer.state[control.name], explorer._widgets[control.name]
places, at = control.positions(most, here)
times = []
for move in range(moves):
    time.sleep(rest)  # as between key presses: a processor that has rested is slower
    started = time.perf_counter()
    slider.value = here if move % 2 else places[at - 1]
    times.append(1000 * (time.perf_counter() - started))
print(statistics.median(times))
"""


@dataclass(frozen=True)
class Reaction:
    """How fast one thing answers.

    Args:
        name: the explorer, or `BASELINE`; with `HOVERING` behind it for its answers in the page.
        milliseconds: from key press or move to picture, one number for each.
        rate: pictures a second while dragging; NaN where nothing is dragged, as below.
        behind: milliseconds from letting go to the last picture.
        python: median milliseconds of Python in a key press.
    """

    name: str
    milliseconds: tuple[float, ...]
    rate: float = math.nan
    behind: float = math.nan
    python: float = math.nan

    @property
    def median(self) -> float:
        """Of the milliseconds."""
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        """95th percentile of the milliseconds."""
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
    """Open a notebook for the baseline and one for each explorer, and time each there.

    Args:
        chosen: names of explorers.
        presses: key presses for each.
        drag_seconds: length of a drag.

    Yields:
        A `Reaction` for the baseline, then for each explorer and for what it answers in the page.
    """
    from classroom.browser import Lab, chromium, serve

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with serve(root, root / "jupyter") as server, chromium() as browser:
            for name in (BASELINE, *chosen):
                nbformat.write(_notebook(name), root / f"{name}.ipynb")
                lab = Lab.open(browser, server, f"{name}.ipynb", height=1400)
                lab.run_all()
                yield from _react(lab, name, presses, drag_seconds)
                lab.close()


def _notebook(name):
    source = INTERACT if name == BASELINE else f"from widgets import {name}\n\n{name}()"
    kernel = {"name": "python3", "display_name": "Python 3"}
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)], metadata={"kernelspec": kernel})


def _react(lab, name, presses, drag_seconds):
    page = lab.page
    cell = page.locator(".jp-CodeCell")
    handle = main_slider(cell, name)
    handle.scroll_into_view_if_needed()
    page.evaluate(WATCH, cell.element_handle())
    times = _press(page, handle, presses)
    python = math.nan if name == BASELINE else python_time(name)
    yield Reaction(name, times, *_drag(page, handle, drag_seconds), python)
    places = cell.locator("[data-part='map']")
    if places.count():
        yield Reaction(name + HOVERING, _hover(page, places.last, presses))


def python_time(name, moves=20):
    """Time what Python does when an explorer's main control moves, in a process: `classroom` imports no widgets.

    Args:
        name: the explorer.
        moves: how many, to and fro.

    Returns:
        The median in milliseconds.
    """
    words = [sys.executable, "-c", MOVES, name, str(moves), str(NEXT_TO_ALL), str(REST_MS / 1000)]
    return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


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
    return _ask(page, presses, lambda number: page.keyboard.press(keys[number % 2]))


def _hover(page, places, moves):
    """Move the mouse to and fro between two places of a map."""
    places.scroll_into_view_if_needed()
    box = places.bounding_box()
    spots = [(box["x"] + share * box["width"], box["y"] + share * box["height"]) for share in (0.2, 0.7)]
    return _ask(page, moves, lambda number: page.mouse.move(*spots[number % 2]))


def _ask(page, count, act):
    """Do something again and again; milliseconds from each event to its picture."""
    times = []
    for number in range(count):
        page.evaluate(RESET)
        act(number)
        times.append(page.evaluate(ANSWER, KEY_TIMEOUT_MS))
        page.wait_for_timeout(REST_MS)
    return tuple(times)


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
    """Print the table, the baseline first, and beneath it what misses its aim.

    Args:
        reactions: `Reaction`s.
        out: a rich `Console`.
    """
    from rich.table import Table

    table = Table(title="Key press to picture in JupyterLab in Chromium; pictures a second in a drag")
    table.add_column(no_wrap=True)
    for column in ("median ms", "95 % ms", "pictures a second", "behind ms", "Python ms", "interact / this"):
        table.add_column(column, justify="right")
    baseline, missed = None, []
    for reaction in reactions:
        baseline = baseline or reaction
        ratio = baseline.median / reaction.median
        numbers = (reaction.median, reaction.p95, reaction.rate, reaction.behind, reaction.python)
        written = ("" if math.isnan(value) else f"{value:.0f}" for value in numbers)
        table.add_row(reaction.name, *written, f"{ratio:.1f}")
        if said := verdict(reaction, ratio):
            missed.append(f"{reaction.name}: {said}")
    out.print(table)
    out.print("\n".join(missed) or "Every aim is met.")


def verdict(reaction, ratio):
    """What misses its aim, in words, with the reason where there is one; empty where all is well.

    Args:
        reaction: a `Reaction`.
        ratio: how many times as long the baseline takes.

    Returns:
        A string.
    """
    if reaction.name == BASELINE:
        return ""
    aim = AIM_IN_PAGE_P95_MS if reaction.name.endswith(HOVERING) else AIM_P95_MS
    misses = [
        (reaction.p95 > aim, f"95 % above {aim:g} ms"),
        (reaction.behind > AIM_BEHIND_MS, f"more than {AIM_BEHIND_MS:g} ms behind"),
        (ratio < AIM_RATIO, f"not {AIM_RATIO:g}x faster"),
    ]
    words = [words for missed, words in misses if missed]
    if words and reaction.name in REASONS:
        words.append(f"{reaction.python:.0f} ms of Python: {REASONS[reaction.name]}")
    return "; ".join(words)
