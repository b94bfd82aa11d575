"""When questions come back, with given days."""

import itertools
from datetime import date, timedelta

import pytest

from widgets.repetition import INTERVALS, Card, cards, due, due_after, local_day, reviewed

DAY = date(2026, 3, 2)
QUESTION = {"question": "2 + 2?", "answer": 4.0}


def event(kind, day, **facts):
    return {"at": f"{DAY + timedelta(days=day)}T12:00:00+00:00", "kind": kind, "chapter": "c", **facts}


def answered(day, right, kind="quiz", name="c/q"):
    return event(kind, day, id=name, right=right, question=QUESTION)


def checked(day, **verdicts):
    results = {name: {"verdict": verdict, "title": "t", "hint": hint} for name, (verdict, hint) in verdicts.items()}
    return event("check", day, points=0, max_points=9, exercises=results)


def test_a_day_a_week_a_month():
    assert [due_after(step, DAY) - DAY for step in range(3)] == [timedelta(days=n) for n in (1, 7, 30)]
    assert due_after(3, DAY) is None
    assert due_after(0, date(2028, 2, 28)) == date(2028, 2, 29)


def test_right_answers_lead_from_interval_to_interval_and_out():
    card, day, days = Card("q", "quiz", "c", QUESTION, False, 0, DAY), DAY, []
    while card.due is not None:
        day = card.due
        days.append(day)
        card = reviewed(card, True, day)
    assert [later - earlier for earlier, later in itertools.pairwise(days)] == [
        timedelta(days=n) for n in INTERVALS[1:]
    ]
    assert card.step == len(INTERVALS)


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_wrong_answer_starts_again(step):
    card = reviewed(Card("q", "quiz", "c", QUESTION, False, step, DAY), False, DAY)
    assert (card.step, card.due, card.missed) == (0, DAY + timedelta(days=1), True)


def test_a_review_late_counts_from_the_day_it_was_done():
    card = reviewed(Card("q", "quiz", "c", QUESTION, False, 0, DAY), True, DAY + timedelta(days=20))
    assert card.due == DAY + timedelta(days=27)


def test_events_are_replayed():
    found = cards(
        [answered(0, True), event("review", 1, id="c/q", right=True), event("review", 8, id="c/q", right=True)]
    )
    assert (found["c/q"].step, found["c/q"].due) == (2, DAY + timedelta(days=38))


def test_going_through_a_lesson_again_counts_as_no_review_but_a_wrong_answer_counts():
    first = [answered(0, True), event("review", 1, id="c/q", right=True)]
    assert cards([*first, answered(3, True)])["c/q"].due == DAY + timedelta(days=8)
    wrong = cards([*first, answered(3, False)])["c/q"]
    assert (wrong.due, wrong.missed) == (DAY + timedelta(days=4), True)


def test_predictions_come_back_where_the_first_guess_was_off():
    assert cards([answered(0, True, "prediction"), answered(1, False, "prediction")]) == {}
    assert cards([answered(0, False, "prediction"), answered(1, True, "prediction")])["c/q"].kind == "prediction"


def test_wrong_exercises_come_back_with_their_hint_even_once_solved():
    first = checked(0, ex1=("wrong", "Divide by N."), ex2=("not attempted", ""), ex3=("error", "NameError"))
    found = cards([first, checked(1, ex1=("passed", ""), ex2=("passed", ""), ex3=("passed", ""))])
    assert list(found) == ["c/ex1"]
    assert found["c/ex1"].question == {"exercise": "ex1", "title": "t", "hint": "Divide by N."}
    assert found["c/ex1"].due == DAY + timedelta(days=1)


def test_what_was_missed_comes_first_then_the_oldest_and_nothing_early():
    events = [answered(0, True, name="old"), answered(2, False, name="missed"), answered(3, True, name="new")]
    found = cards(events).values()
    assert [card.id for card in due(found, DAY)] == []
    assert [card.id for card in due(found, DAY + timedelta(days=1))] == ["old"]
    assert [card.id for card in due(found, DAY + timedelta(days=4))] == ["missed", "old", "new"]


def test_a_review_of_an_unknown_question_is_left_out():
    assert cards([event("review", 0, id="gone", right=True), event("seminar", 0)]) == {}


def test_the_day_is_the_learners(monkeypatch):
    import time

    monkeypatch.setenv("TZ", "Asia/Tokyo")
    if not hasattr(time, "tzset"):
        return
    time.tzset()
    late = {"at": "2026-03-02T20:00:00+00:00"}
    assert local_day(late) == date(2026, 3, 3)
    monkeypatch.undo()
    time.tzset()
