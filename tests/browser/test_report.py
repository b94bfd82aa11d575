"""The report in a real browser at two widths: everything fits, nothing is loaded, the console stays empty."""

import pytest

from classroom.browser import listen, new_page
from tests.browser.handed_in import CHAPTER, grade, hand_in, reference_answers, run

pytestmark = pytest.mark.browser
WIDTHS = (1280, 800, 480)
SMALLEST_LETTERS = 9  # pixels of a letter in a chart; it scrolls sideways before it shrinks further


@pytest.fixture(scope="module")
def report(course):
    """The report on a class of two; one took the sign of the exponent wrong."""
    answers = reference_answers(course)
    wrong = "def sigmoid(x):\n    return 1 / (1 + np.exp(x))"
    hand_in(course, "ada", answers)
    hand_in(course, "bob", {**answers, "ex1-solution": wrong}).with_name("timestamp.txt").write_text(
        "2026-05-17 12:00:00 UTC"
    )
    grade(course)
    run(course, "classroom", "report")
    return course / "reports" / "course.html"


@pytest.fixture(params=WIDTHS)
def page(request, browser, report):
    opened, console, outside = new_page(browser, request.param), [], []
    listen(opened, console, outside)
    opened.goto(report.as_uri())
    yield opened
    assert (console, outside) == ([], [])
    opened.context.close()


def test_the_page_never_scrolls_sideways_as_a_whole(page):
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]


def test_tables_fit_beside_a_second_window(page):
    tables = page.locator(".wide:has(table)")
    wider = tables.evaluate_all("all => all.filter(e => e.scrollWidth > e.clientWidth).length")
    assert wider == 0 or page.viewport_size["width"] < 800  # on a telephone they scroll


def test_the_misconception_its_student_and_its_section_can_be_read(page):
    row = page.get_by_role("row").filter(has_text="The sign of the exponent is wrong")
    row.scroll_into_view_if_needed()
    said = row.inner_text()
    for words in ("bob", "50%", "activations: Two traps"):
        assert words in said


def test_charts_have_a_name_and_legible_letters(page):
    charts = page.locator("svg[role=img]")
    assert charts.count() >= 3
    for number in range(charts.count()):
        name = charts.nth(number).evaluate(
            "e => document.getElementById(e.getAttribute('aria-labelledby').split(' ')[0]).textContent"
        )
        assert page.get_by_role("img", name=name).count() == 1
        heights = (
            charts.nth(number).locator("text").evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
        )
        assert min(heights) >= SMALLEST_LETTERS


def test_what_is_too_wide_is_reached_with_the_keyboard(page):
    boxes = page.locator(".wide")
    hidden = boxes.evaluate_all("all => all.filter(e => e.scrollWidth > e.clientWidth && e.tabIndex < 0).length")
    assert hidden == 0


def test_it_is_readable_without_colour(page):
    chart = page.locator("figure", has_text="by exercise").locator("svg")
    numbers = [words for words in chart.locator("text").all_text_contents() if words.endswith("%")]
    assert len(numbers) == chart.locator("rect[fill='#0072b2']").count() >= 8
    assert "100%" in numbers and "50%" in numbers


def test_links_lead_to_the_chapter(page):
    page.get_by_role("link", name=CHAPTER).first.click()
    assert page.url.endswith(f"#{CHAPTER}")
