"""Questions brought back after a day, a week and a month."""

from collections.abc import Callable
from datetime import date
from html import escape

import ipywidgets as ipw

from widgets import records
from widgets.panel import Panel
from widgets.quiz import Quiz
from widgets.repetition import Card, cards, due, reviewed

MOST = 10  # questions in one sitting
ORIGINS = {"quiz": "a question of chapter", "prediction": "a prediction that was off, of chapter"}
KNOWN, UNKNOWN = "Yes", "Not yet"


class Review(Panel):
    """Asks what is due: quizzes, predictions that were off, and mistakes in exercises, those once missed first.

    Only the first answer to a question counts: right, it comes back later; wrong, tomorrow.

    Args:
        most: the most questions in one sitting.

    Example:
        >>> print(Review().waiting)
        []

    Taught in: chapters/start.ipynb
    """

    frame_class = "nnk-review"
    today: Callable[[], date] = staticmethod(date.today)

    def __init__(self, most: int = MOST):
        super().__init__()
        log = records.read(records.progress_file())
        known = cards(log.events)
        all_due = due(known.values(), self.today())
        self.waiting: list[Card] = all_due[:most]
        """What is still to be asked, the next one first."""
        self._left, self._next_day = len(all_due) - len(self.waiting), _next_day(known.values(), self.today())
        self._asked, self._right, self._trouble = 0, 0, log.trouble
        self.said, self._stage = ipw.HTML(), ipw.VBox()
        self.next_button = ipw.Button(description="Next question", tooltip="Go on", layout={"display": "none"})
        self.next_button.on_click(lambda _: self._ask())
        row = ipw.Box([self.next_button]).add_class("nnk-chips")
        self.fill(ipw.HTML(_heading()), self._stage, row, self.said)
        self._ask()

    def _ask(self) -> None:
        """Show the next question, or say how it went."""
        self.next_button.layout.display = "none"
        for old in self._stage.children:
            old.close()
        while self.waiting:
            question = _asked_again(self.waiting[0])
            if question is not None:
                break
            self.waiting.pop(0)  # no question that can be asked: the file was changed by hand
        if not self.waiting:
            self._stage.children, self.said.value = (), _line(self._ending())
            return
        card = self.waiting[0]
        question.on_answer = lambda _answer: self._answered(card, question)
        self._stage.children = (ipw.HTML(_origin(card)), question)
        self.said.value = _line(f"{len(self.waiting)} to go.{self._warning()}")

    def _answered(self, card: Card, question: Quiz) -> None:
        if not self.waiting or self.waiting[0] is not card:
            return  # a second try, which does not count
        self.waiting.pop(0)
        if card.kind == "exercise":  # the learner judged himself: nothing was right or wrong
            question.feedback.value = '<div class="nnk-feedback" role="status">Noted.</div>'
        self._asked, self._right = self._asked + 1, self._right + question.correct
        kept = records.event("review", card.chapter, id=card.id, right=question.correct)
        self._trouble = records.append([kept], records.progress_file())
        after = reviewed(card, question.correct, self.today())
        back = "It will not be asked again." if after.due is None else f"It comes back on {after.due}."
        self.said.value = _line(f"{back}{self._warning()}")
        self.next_button.description = "Next question" if self.waiting else "Done"
        self.next_button.layout.display = None

    def _warning(self) -> str:
        return f" {self._trouble}" if self._trouble else ""

    def _ending(self) -> str:
        if self._asked:
            more = f" {self._left} more are due: run this cell again." if self._left else ""
            return f"{self._right} of {self._asked} right.{more}{self._warning()}"
        when = f" The next question comes back on {self._next_day}." if self._next_day else ""
        first = " Answer the small questions of a lesson; they come back after a day, a week and a month."
        return f"Nothing is due today.{when or first}{self._warning()}"

    def static_html(self) -> str:
        """Return how many questions are due, for a page without a kernel."""
        return self.static_frame(f"{_heading()}<p>{len(self.waiting)} due when this page was made.</p>")

    def __repr__(self) -> str:
        return "Review()"


def _heading() -> str:
    return '<div class="nnk-question" role="heading" aria-level="3">What do you still know?</div>'


def _line(words: str) -> str:
    return f'<div role="status" class="nnk-hint">{escape(words)}</div>'


def _origin(card: Card) -> str:
    chapter = escape(card.chapter.replace("_", " ", 1))
    if card.kind == "exercise":
        return f'<p class="nnk-hint">A mistake in the exercises of chapter {chapter}</p>'
    return f'<p class="nnk-hint">{ORIGINS[card.kind].capitalize()} {chapter}</p>'


def _next_day(known, today: date) -> date | None:
    return min((card.due for card in known if card.due is not None and card.due > today), default=None)


def _asked_again(card: Card) -> Quiz | None:
    """Return the question of a card; None where the file holds none that can be asked."""
    try:
        if card.kind != "exercise":
            return Quiz(**card.question)
        name, title = escape(str(card.question["exercise"])), escape(str(card.question["title"]))
        hint = escape(str(card.question["hint"])).replace("$", "&#36;")
        question = (
            f"Exercise {name.removeprefix('ex')}, {title}: your answer once drew this hint. Could you explain "
            f'today what was wrong, and what is right?<pre class="nnk-hint-text">{hint}</pre>'
        )
        return Quiz(question, {KNOWN: None, UNKNOWN: "read the exercise and your answer again; it comes back tomorrow"})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
