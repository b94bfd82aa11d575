"""A question with an answer and a reason for every wrong one; used by keyboard, with mathematics."""

import random
import zlib
from collections.abc import Callable, Mapping
from html import escape

import ipywidgets as ipw

from widgets import records
from widgets.options import Options, read_number, safe
from widgets.panel import Panel


class Quiz(Panel):
    """One question, answered as often as one likes; each wrong answer is told why it is wrong.

    Args:
        question: in words; mathematics between $ signs, simple HTML allowed.
        options: for multiple choice: text -> why it is wrong, or None for the right one. They are shown in an order of
            their own, the same each time.
        answer: for a question with a number: the right one.
        tolerance: how far from `answer` is still right.
        wrong: wrong number -> what it comes from; the same tolerance.
        explanation: why the right answer is right; shown with it.
        unit: after the number.

    Raises:
        ValueError: unless there are options with exactly one right, or an answer, and not both.

    Example:
        >>> quiz = Quiz("$2 + 2$?", answer=4, wrong={22: "that joins the digits"})
        >>> quiz.choose("22"), quiz.correct
        ('Not 22: that joins the digits', False)

    Taught in: every chapter
    """

    frame_class = "nnk-quiz"

    def __init__(
        self,
        question: str,
        options: Mapping[str, str | None] | None = None,
        *,
        answer: float | None = None,
        tolerance: float = 1e-6,
        wrong: Mapping[float, str] | None = None,
        explanation: str = "",
        unit: str = "",
    ):
        super().__init__()
        if (options is None) == (answer is None):
            raise ValueError(
                "options, answer: received both or neither, expected one of them. Give options or an answer."
            )
        self.question, self.answer, self.tolerance = question, answer, tolerance
        self.wrong, self.explanation, self.unit = dict(wrong or {}), explanation, unit
        self.options = _shuffled(question, options) if options else {}
        right = [text for text, reason in self.options.items() if reason is None]
        if options is not None and len(right) != 1:
            raise ValueError(
                f"options: received {len(right)} right ones, expected 1. Give None as the reason of one option."
            )
        self.correct: bool | None = None
        self.attempts = 0
        self.on_answer: Callable[[str], object] = self._keep
        """Called with each answer that is right or wrong; in a lesson it is kept for the learner's progress."""
        self._judged: str | None = None
        self.feedback = ipw.HTMLMath()
        self._fill()

    def choose(self, answer: str) -> str:
        """Answer with an option's text or a number as text, and return the feedback as text."""
        self.attempts += 1
        self.correct, words = self._judged_option(answer) if self.options else self._judged_number(answer)
        kind = {True: "nnk-is-right", False: "nnk-is-wrong", None: ""}[self.correct]
        self.feedback.value = f'<div class="nnk-feedback {kind}" role="status">{words}</div>'
        if self.correct is not None:
            self.on_answer(answer)
        return words

    def asked(self) -> dict:
        """Return the arguments that ask this question again, in plain values."""
        common = {"question": self.question, "explanation": self.explanation}
        if self.options:
            return common | {"options": self.options}
        wrong = [[float(number), reason] for number, reason in self.wrong.items()]
        number = {"answer": float(self.answer), "tolerance": float(self.tolerance), "wrong": wrong, "unit": self.unit}
        return common | number

    def _keep(self, answer: str) -> None:
        records.keep("quiz", self.asked(), self.correct, given=answer)

    def _judged_option(self, text: str) -> tuple[bool, str]:
        if text not in self.options:
            raise ValueError(f"answer: received {text!r}, expected one of {list(self.options)}. Choose one of them.")
        reason = self.options[text]
        self.choices.mark(text, "right" if reason is None else "wrong")
        letter = self.choices.letter(text)
        if reason is None:
            return True, f"<b>✓ {letter} is right.</b> {safe(self.explanation)}".rstrip()
        return False, f"<b>✗ Not {letter}:</b> {safe(reason)}"

    def _judged_number(self, text: str) -> tuple[bool | None, str]:
        value = read_number(text)
        if value is None:
            return None, f"“{escape(text)}” is not a number. Type one, such as 0.25, 1/4 or 2.5e-1."
        if self._near(value, self.answer):
            return True, f"<b>✓ {escape(text)} is right.</b> {safe(self.explanation)}".rstrip()
        near = [reason for number, reason in self.wrong.items() if self._near(value, number)]
        return False, f"Not {escape(text)}: {safe(near[0])}" if near else f"Not {escape(text)}. Try again."

    def _near(self, value: float, number: float) -> bool:
        return abs(value - number) <= self.tolerance * (1 + 1e-9)  # 0.26 is 0.25 ± 0.01, whatever the last bit says

    def _typed(self, _event) -> None:
        """Judge what was typed; Enter and the button after it are one attempt."""
        if self.entry.value != self._judged:
            self._judged = self.entry.value
            self.choose(self._judged)

    def _fill(self) -> None:
        title = ipw.HTMLMath(f'<div class="nnk-question">{safe(self.question)}</div>')
        if self.options:
            self.choices = Options(list(self.options), lambda text: self.choose(text))
            self.fill(title, self.choices, self.feedback)
            return
        self.entry = ipw.Text(
            placeholder="a number", continuous_update=False, tooltip="Your answer: a number, then Enter"
        )
        check = ipw.Button(description="Check", tooltip="Compare your answer")
        check.on_click(self._typed)
        self.entry.observe(self._typed, "value")
        row = ipw.Box([self.entry, ipw.HTML(escape(self.unit)), check]).add_class("nnk-entry")
        self.fill(title, row, self.feedback)

    def static_html(self) -> str:
        """Return the question with its answers folded away, for a page without a kernel."""
        parts = [f'<div class="nnk-question">{safe(self.question)}</div>']
        if self.options:
            parts += ["<ol>", *(f"<li>{safe(text)}</li>" for text in self.options), "</ol>"]
            letters = {text: chr(65 + i) for i, text in enumerate(self.options)}
            reasons = [
                f"<p><b>{'✓' if r is None else '✗'} {letters[t]}</b> {safe(r or self.explanation)}</p>"
                for t, r in self.options.items()
            ]
        else:
            reasons = [f"<p><b>✓ {self.answer:g} {escape(self.unit)}</b> {safe(self.explanation)}</p>"]
            reasons += [f"<p><b>✗ {number:g}</b> {safe(reason)}</p>" for number, reason in self.wrong.items()]
        parts += ["<details><summary>Answer</summary>", *reasons, "</details>"]
        return self.static_frame("\n".join(parts))

    def __repr__(self) -> str:
        return f"Quiz({self.question!r})"


def _shuffled(question: str, options: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the options in an order that depends on the question alone, so that the right one is not always first."""
    texts = list(options)
    random.Random(zlib.crc32(question.encode())).shuffle(texts)
    return {text: options[text] for text in texts}
