"""An instructor in a real browser: nbgrader's own formgrader shows the scores that `classroom grade` wrote."""

import csv
from urllib.parse import urlparse

import pytest

from tests.browser.handed_in import CHAPTER, grade, hand_in, reference_answers, run

pytestmark = pytest.mark.browser

SECONDS = 60_000


@pytest.fixture(scope="module")
def graded(course):
    """A course with two graded submissions, one without an answer to the first exercise; {student: exported score}."""
    answers = reference_answers(course)
    hand_in(course, "ada", answers)
    hand_in(course, "bob", {name: text for name, text in answers.items() if name != "ex1-solution"})
    grade(course)
    run(course, "nbgrader", "export")
    with (course / "grades.csv").open(encoding="utf-8") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file) if row["assignment"] == CHAPTER}


def test_formgrader_in_jupyterlab_shows_the_gradebook_scores(graded, open_notebook):
    assert 0 < graded["bob"] < graded["ada"]
    lab = open_notebook(f"chapters/{CHAPTER}/activations.ipynb")
    lab.command("nbgrader:open-formgrader")
    frame = lab.page.frame_locator("iframe[src*=formgrader]")
    frame.get_by_role("link", name="Manage Students").click()
    for student, score in graded.items():
        row = frame.locator(f'tr:has(td.id[data-order="{student}"])')
        row.wait_for(timeout=SECONDS)
        shown = row.locator("td.score").inner_text()
        assert float(shown.split("/")[0]) == score, f"{student}: formgrader shows {shown}, the gradebook {score}"
    assert all(urlparse(address).hostname == "127.0.0.1" for address in lab.outside)
