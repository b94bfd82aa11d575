"""A reader in a real browser: the lesson runs without an error, and its sliders answer to the keyboard."""

import contextlib
import json
from pathlib import Path

import pytest

from classroom.bench.explorers import main_slider

playwright = pytest.importorskip("playwright.sync_api")

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in ROOT.glob("chapters/*/*.ipynb")
    if not path.name.endswith("_exercises.ipynb")
)
ANSWER_MS = 4_000
CHANGED = """([panel, picture, text]) =>
    panel.querySelector('[data-explorer]').innerHTML !== picture && panel.innerText !== text"""


def shown(panel):
    """Return what one explorer shows now: state, picture, words."""
    picture = panel.locator("[data-explorer]").first
    state = json.loads(picture.get_attribute("data-state"))
    return state, picture.inner_html(), panel.inner_text()


@pytest.mark.parametrize("path", LESSONS)
def test_lesson_runs_and_sliders_change_picture_and_text(open_notebook, path):
    lab = open_notebook(path)
    lab.run_all()
    assert not lab.problems(), "\n".join(lab.problems())
    assert not lab.outside, f"the page asks for other hosts: {lab.outside}"
    panels = lab.page.locator(".nnk-panel", has=lab.page.locator("[data-explorer]"))
    assert panels.count() > 0, "the lesson shows no explorer"
    for index in range(panels.count()):
        move_main_slider(lab, panels.nth(index))


def move_main_slider(lab, panel):
    """Move an explorer's main slider by keyboard: its state, picture and text must change."""
    handle = main_slider(panel, panel.locator("[data-explorer]").first.get_attribute("data-explorer"))
    handle.scroll_into_view_if_needed()
    handle.focus()
    before, picture, text = shown(panel)
    # One key is enough unless the slider stands at an end or beside an impossible setting, which keeps the picture.
    if not any(answers(lab, panel, key, picture, text) for key in ("ArrowRight", "ArrowLeft", "ArrowLeft")):
        label = handle.get_attribute("aria-label")
        pytest.fail(f"'{label}' was moved from {before} to {shown(panel)[0]}, and picture or text stayed the same")
    assert shown(panel)[0] != before


def answers(lab, panel, key, picture, text):
    """Press a key; say whether picture and text both differ from these soon after."""
    lab.page.keyboard.press(key)
    with contextlib.suppress(playwright.TimeoutError):
        lab.page.wait_for_function(CHANGED, arg=[panel.element_handle(), picture, text], timeout=ANSWER_MS)
        return True
    return False
