"""When a question comes back: a day, a week and a month after it was answered; a wrong answer starts again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

INTERVALS = (1, 7, 30)
"""Days until a question comes back, after no, one and two right answers in a review."""


@dataclass(frozen=True)
class Card:
    """Something to be asked again.

    Args:
        id: what names it.
        kind: "quiz", "prediction" or "exercise".
        chapter: where it comes from.
        question: the arguments of a `Quiz`; of an exercise its `exercise` and the `hint` that the answer drew.
        missed: whether an answer to it was ever wrong.
        step: right answers in a row, in reviews.
        due: the day on which it comes back; None once it has come back a month later and was known.
    """

    id: str
    kind: str
    chapter: str
    question: dict
    missed: bool
    step: int = 0
    due: date | None = None


def due_after(step: int, answered: date) -> date | None:
    """Return the day on which a question comes back that was last answered on `answered`.

    Example:
        >>> print(due_after(0, date(2026, 1, 31)), due_after(1, date(2026, 1, 31)), due_after(3, date(2026, 1, 31)))
        2026-02-01 2026-02-07 None
    """
    return answered + timedelta(days=INTERVALS[step]) if step < len(INTERVALS) else None


def reviewed(card: Card, right: bool, day: date) -> Card:
    """Return a card after an answer in a review."""
    step = card.step + 1 if right else 0
    return replace(card, step=step, due=due_after(step, day), missed=card.missed or not right)


def cards(events: Iterable[dict]) -> dict[str, Card]:
    """Return what is to be asked again, by id: quizzes, predictions that were off, and mistakes in exercises.

    Args:
        events: in the order of their times.
    """
    found: dict[str, Card] = {}
    revealed: set[str] = set()  # a second guess is made with the result known: only the first one counts
    for event in events:
        day, kind = local_day(event), event["kind"]
        if kind == "quiz" or (kind == "prediction" and not event["right"] and event["id"] not in revealed):
            new = Card(event["id"], kind, event["chapter"], event["question"], not event["right"])
            _answer(found, new, event["right"], day)
        elif kind == "check":
            for new in _mistakes(event):
                _answer(found, new, False, day)
        elif kind == "review" and event["id"] in found:
            found[event["id"]] = reviewed(found[event["id"]], event["right"], day)
        if kind == "prediction":
            revealed.add(event["id"])
    return found


def due(found: Iterable[Card], today: date) -> list[Card]:
    """Return the cards that are due, those once missed first, then the oldest."""
    waiting = [card for card in found if card.due is not None and card.due <= today]
    return sorted(waiting, key=lambda card: (not card.missed, card.due, card.id))


def local_day(event: dict) -> date:
    """Return the day of an event where the learner is: whoever learns at midnight has his own days."""
    return datetime.fromisoformat(event["at"]).astimezone().date()


def _answer(found: dict[str, Card], new: Card, right: bool, day: date) -> None:
    """Note an answer outside a review: it neither brings the question forward nor, if right, counts as remembered."""
    old = found.get(new.id)
    if old is None or not right:
        found[new.id] = replace(new, missed=not right, step=0, due=due_after(0, day))
    else:
        found[new.id] = replace(old, question=new.question)


def _mistakes(event: dict) -> Iterable[Card]:
    for name, result in event["exercises"].items():
        hint = result.get("hint") if isinstance(result, dict) else None
        if hint and result.get("verdict") == "wrong":
            question = {"exercise": name, "title": result.get("title", ""), "hint": hint}
            yield Card(f"{event['chapter']}/{name}", "exercise", event["chapter"], question, True)
