"""A student in a real browser: an answer is typed, nbgrader's *Validate* is pressed and its answer read."""

import re
import shutil

import pytest

from classroom.browser import REPOSITORY
from tests.browser.handed_in import CHAPTER, NAME, reference_answers

pytestmark = pytest.mark.browser

SECONDS = 120_000
FIRST = "ex1-solution"
ACTIVATE = """identity => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.id === identity);
    notebook.mode = 'edit';
    return notebook.scrollToItem(notebook.activeCellIndex).then(() => notebook.activeCell.editor?.focus());
}"""
SOURCE = "() => window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.getSource()"
EDITS = "() => document.activeElement?.closest('.jp-Notebook .cm-content') !== null"


def own_copy(course, student):
    """Give a student an untouched copy; return its path in the served course."""
    path = f"chapters/{CHAPTER}/{student}.ipynb"
    shutil.copy(REPOSITORY / "chapters" / CHAPTER / NAME, course / path)
    return path


def type_answer(lab, identity, text):
    """Put the cursor into a cell, select all and type."""
    lab.page.evaluate(ACTIVATE, identity)
    lab.page.wait_for_function(EDITS)
    lab.page.keyboard.press("Control+A")
    lab.page.keyboard.insert_text(text)
    assert lab.page.evaluate(SOURCE) == text


def validate(lab):
    """Press *Validate* and return what nbgrader says."""
    lab.page.locator(".validate-button").click()
    dialog = lab.page.locator(".jp-Dialog", has_text="Validation Results")
    dialog.wait_for(timeout=SECONDS)
    said = dialog.inner_text()
    dialog.get_by_role("button", name="OK").click()
    dialog.wait_for(state="detached")
    return said


def wrong(source):
    """Return an answer with the right name and a constant value."""
    name = re.search(r"def (\w+)\(", source).group(1)
    return f"def {name}(*args, **kwargs):\n    return 12345.0"


def test_validate_names_the_failing_answer_then_passes(open_notebook, course):
    answers = reference_answers(course)
    lab = open_notebook(own_copy(course, "ada"))
    for identity, source in answers.items():
        type_answer(lab, identity, wrong(source) if identity == FIRST else source)
    refusal = validate(lab)
    assert "Success" not in refusal
    assert "CheckFailed" in refusal and "12345" in refusal, refusal
    type_answer(lab, FIRST, answers[FIRST])
    assert "Success! Your notebook passes all the tests." in validate(lab)


def test_validate_on_the_untouched_copy_fails_and_reveals_nothing_hidden(open_notebook, course):
    lab = open_notebook(own_copy(course, "bob"))
    said = validate(lab)
    assert "failed" in said and "Success" not in said
    assert "HIDDEN" not in said
