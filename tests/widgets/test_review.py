"""Questions brought back, on given days."""

from datetime import date, timedelta

import pytest

from widgets import Quiz, Review, records
from widgets.repetition import cards

TODAY = date.today()


@pytest.fixture
def file(tmp_path, monkeypatch):
    """An empty file of progress, in a chapter's folder."""
    folder = tmp_path / "course/chapters/02_words"
    folder.mkdir(parents=True)
    (tmp_path / "course/nbgrader_config.py").touch()
    monkeypatch.chdir(folder)
    monkeypatch.setenv(records.VARIABLE, str(tmp_path / "progress.jsonl"))
    return tmp_path / "progress.jsonl"


@pytest.fixture
def on(monkeypatch):
    """A function that makes a Review on a day some days from now."""

    def make(days, **options):
        monkeypatch.setattr(Review, "today", staticmethod(lambda: TODAY + timedelta(days=days)))
        return Review(**options)

    return make


def question(review):
    return review._stage.children[-1]


def test_nothing_is_due_on_the_day_itself(file, on):
    assert "Answer the small questions" in on(0).said.value
    Quiz("2 + 2?", answer=4).choose("4")
    assert f"comes back on {TODAY + timedelta(days=1)}" in on(0).said.value


def test_a_day_later_it_is_asked_and_a_right_answer_sends_it_a_week_on(file, on):
    Quiz("2 + 2?", answer=4).choose("4")
    review = on(1)
    assert question(review).question == "2 + 2?"
    assert "question of chapter 02 words" in review._stage.children[0].value
    question(review).choose("4")
    assert f"comes back on {TODAY + timedelta(days=8)}" in review.said.value
    assert cards(records.read(file).events)[records.identity("02_words", "2 + 2?")].step == 1
    review.next_button.click()
    assert "1 of 1 right" in review.said.value
    assert review._stage.children == ()


def test_only_the_first_answer_counts_and_a_wrong_one_starts_again(file, on):
    Quiz("2 + 2?", answer=4).choose("4")
    review = on(1)
    for answer in ("no number", "5", "4"):
        question(review).choose(answer)
    kept = [event["right"] for event in records.read(file).events if event["kind"] == "review"]
    assert kept == [False]
    assert f"comes back on {TODAY + timedelta(days=2)}" in review.said.value


def test_a_lesson_does_not_count_a_review_as_its_quiz(file, on):
    Quiz("2 + 2?", answer=4).choose("4")
    question(on(1)).choose("4")
    assert [event["kind"] for event in records.read(file).events] == ["quiz", "review"]


def test_a_mistake_in_an_exercise_comes_back_with_its_hint(file, on):
    result = {"verdict": "wrong", "title": "the <mean>", "hint": "received $1$ <b>"}
    records.append([records.event("check", "02_words", points=0, max_points=2, exercises={"ex1": result})], file)
    review = on(1)
    assert "Exercise 1, the &lt;mean&gt;" in question(review).question
    assert "received &#36;1&#36; &lt;b&gt;" in question(review).question
    question(review).choose("Not yet")
    assert "Noted." in question(review).feedback.value
    assert f"comes back on {TODAY + timedelta(days=2)}" in review.said.value


def test_a_sitting_has_an_end(file, on):
    for number in range(5):
        Quiz(f"{number} + 1?", answer=number + 1).choose(str(number + 1))
    review = on(1, most=3)
    for _ in range(3):
        question(review).choose("100")
        review.next_button.click()
    assert "0 of 3 right. 2 more are due: run this cell again." in review.said.value


def test_an_entry_that_asks_nothing_is_passed_over(file, on):
    records.append([records.event("quiz", "02_words", id="x", right=True, question={"nonsense": 1})], file)
    Quiz("2 + 2?", answer=4).choose("4")
    assert question(on(1)).question == "2 + 2?"


def test_where_it_cannot_be_written_the_review_goes_on_and_says_so(file, on, monkeypatch):
    Quiz("2 + 2?", answer=4).choose("4")
    review = on(1)
    monkeypatch.setenv(records.VARIABLE, str(file / "below a file"))
    question(review).choose("4")
    assert "cannot be kept" in review.said.value


def test_the_page_without_a_kernel(file, on, outside_references):
    html = on(0).static_html()
    assert "0 due when this page was made" in html
    assert outside_references(html) == []
