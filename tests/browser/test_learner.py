"""A learner in a real browser: the start page at two widths, answers that are kept, and a check without leaving."""

import json
from datetime import UTC, datetime, timedelta

import nbformat
import pytest

from tests.browser.handed_in import CHAPTER, NAME, reference_answers

pytestmark = pytest.mark.browser

SECONDS = 120_000
SET = """([identity, text]) => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.id === identity);
    if (text) notebook.activeCell.model.sharedModel.setSource(text);
    return notebook.scrollToItem(notebook.activeCellIndex);
}"""
OPEN_PATH = "window.jupyterapp.shell.currentWidget.context.path"
WIDER = """() => [...document.querySelectorAll('.nnk-panel')].filter(
    panel => panel.scrollWidth > panel.clientWidth + 1).length"""
MINI = [
    'from widgets import Prediction, ProgressPanel, Quiz\n\nQuiz("2 + 2?", answer=4)',
    'guess = Prediction("Accuracy?", low=0, high=100)\nguess',
    "guess.reveal(90)",
    "ProgressPanel()",
]


@pytest.fixture
def progress(course):
    """The learner's file, which the test finds empty."""
    file = course / ".classroom/progress.jsonl"
    file.unlink(missing_ok=True)
    return file


def write_lesson(course):
    """Write a lesson of four cells into the first chapter; return its path in the served course."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(MINI)]
    python = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=python)
    nbformat.write(notebook, course / "chapters" / CHAPTER / "mini.ipynb")
    return f"chapters/{CHAPTER}/mini.ipynb"


def answer(lab, panel, text):
    """Type an answer into a quiz."""
    entry = panel.locator("input")
    entry.fill(text)
    entry.press("Enter")
    lab.page.wait_for_function("panel => panel.querySelector('.nnk-feedback')", arg=panel.element_handle())


def test_answers_are_kept_and_the_panel_follows(open_notebook, course, progress):
    lab = open_notebook(write_lesson(course))
    lab.run_all()
    assert not progress.exists()  # a lesson that is run answers nothing
    answer(lab, lab.page.locator(".nnk-quiz"), "4")
    lab.page.get_by_role("button", name="This is my guess").click()
    lab.page.locator(".nnk-progress", has_text="1 of them off").wait_for()
    assert "1 of 5 right, 1 at once" in lab.page.locator(".nnk-progress").inner_text()
    kept = [json.loads(line)["kind"] for line in progress.read_text(encoding="utf-8").splitlines()]
    assert kept == ["quiz", "prediction"]
    assert not lab.problems() and not lab.console and not lab.outside


@pytest.mark.parametrize("width", [1280, 800])
def test_the_start_page_shows_reviews_and_opens(open_notebook, course, progress, width):
    yesterday = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    asked = {"question": "2 + 2?", "answer": 4.0}
    event = {"at": yesterday, "kind": "quiz", "chapter": CHAPTER, "id": "q", "right": False, "question": asked}
    progress.parent.mkdir(exist_ok=True)
    progress.write_text(json.dumps(event) + "\n", encoding="utf-8")
    lab = open_notebook("chapters/start.ipynb", width=width)
    lab.run_all()
    assert "0 of 5 quizzes right" in lab.page.locator(".jp-Notebook").inner_text()
    answer(lab, lab.page.locator(".nnk-review .nnk-quiz"), "4")
    lab.page.locator(".nnk-review", has_text="It comes back on").wait_for()
    assert json.loads(progress.read_text(encoding="utf-8").splitlines()[-1])["kind"] == "review"
    lab.page.get_by_role("button", name="Open SoftmaxExplorer").click()
    lab.explorer("SoftmaxExplorer")
    assert lab.page.evaluate(WIDER) == 0
    assert not lab.problems() and not lab.console and not lab.outside
    lab.page.locator('a[href*="01_neurons/neurons.ipynb"]').first.click()
    lab.page.wait_for_function(f"{OPEN_PATH} === 'chapters/01_neurons/neurons.ipynb'")


def test_the_last_cell_saves_and_grades_and_the_button_does_it_again(open_notebook, course, progress):
    path = f"chapters/{CHAPTER}/{NAME}"
    answers = reference_answers(course)
    first, *others = answers
    lab = open_notebook(path)
    for identity in others:
        lab.page.evaluate(SET, [identity, answers[identity]])
    lab.page.evaluate(SET, ["check", None])
    lab.command("notebook:run-cell")
    panel = lab.page.locator(".nnk-check")
    panel.locator("table").wait_for(timeout=SECONDS)
    assert "○ 1 " in panel.inner_text() and "✓ 2 " in panel.inner_text()
    saved = (course / path).read_text(encoding="utf-8")
    assert answers[others[0]].splitlines()[-1].strip() in saved
    lab.page.evaluate(SET, [first, answers[first]])
    panel.get_by_role("button", name="Check my answers").click()
    lab.page.locator(".nnk-check", has_text="✓ 1 ").wait_for(timeout=SECONDS)
    checks = [json.loads(line) for line in progress.read_text(encoding="utf-8").splitlines()]
    assert [one["kind"] for one in checks] == ["check", "check"]
    assert checks[0]["points"] < checks[1]["points"] == checks[1]["max_points"]
    assert not lab.problems() and not lab.console and not lab.outside


def refuse_to_save(route):
    """Answer JupyterLab's request to save as a full disk does; let everything else pass."""
    if route.request.method == "PUT":
        route.fulfill(status=500, content_type="application/json", body='{"message": "No space left on device"}')
    else:
        route.continue_()


def test_what_cannot_be_saved_is_not_graded(open_notebook, course, progress):
    path = f"chapters/{CHAPTER}/{NAME}"
    before = (course / path).read_bytes()
    lab = open_notebook(path)
    lab.page.route("**/api/contents/**", refuse_to_save)
    lab.page.evaluate(SET, ["ex1-solution", "changed = 1"])
    lab.page.evaluate(SET, ["check", None])
    lab.command("notebook:run-cell")
    lab.page.locator(".nnk-check .nnk-error", has_text="could not be saved").wait_for(timeout=SECONDS)
    assert (course / path).read_bytes() == before
    assert not progress.exists()
