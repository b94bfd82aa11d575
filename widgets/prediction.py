"""A guess, made before the experiment and shown beside its result."""

from collections.abc import Sequence
from html import escape
from typing import ClassVar

import ipywidgets as ipw

from widgets import records
from widgets.controls import Slider
from widgets.options import Options, safe
from widgets.panel import Panel
from widgets.svg import number

NEAR = 0.1  # of the range that can be guessed: a guess this close was a good one


class Prediction(Panel):
    """A question about an experiment that is still to be run; the reader's guess is kept under the question.

    Re-running the cell keeps the guess. Where nobody guesses, as when a notebook is run by a program, `reveal` shows
    the result alone.

    Args:
        question: in words; mathematics between $ signs.
        options: what can be guessed, in words; or, for a number:
        low: smallest number that can be guessed.
        high: largest number that can be guessed.
        step: distance of two guesses; default a hundredth of the range.
        unit: after the number.

    Raises:
        ValueError: unless there are at least two options, or low < high, and not both.

    Example:
        >>> guess = Prediction("What is sigmoid(0)?", low=0, high=1)
        >>> guess.record(0.4)
        >>> guess.reveal(0.5, "sigmoid(0) = 1/2").text
        'You guessed 0.4; it is 0.5, so you were 0.1 too low. sigmoid(0) = 1/2'

    Taught in: every chapter
    """

    kept: ClassVar[dict[str, str | float]] = {}
    """Question -> guess, for as long as the kernel lives."""
    compared: ClassVar[set[str]] = set()
    """Questions whose first guess was compared with the result; a later guess is made with the result known."""
    frame_class = "nnk-prediction"

    def __init__(
        self,
        question: str,
        options: Sequence[str] | None = None,
        *,
        low: float | None = None,
        high: float | None = None,
        step: float | None = None,
        unit: str = "",
    ):
        super().__init__()
        _require_one_kind(options, low, high)
        self.question, self.options, self.unit = question, list(options or []), unit
        self.low, self.high = low, high
        self.said = ipw.HTMLMath()
        self._reveals: list[Reveal] = []
        self._fill(step)
        if self._fits(self.guess):
            self.record(self.guess)

    @property
    def guess(self) -> str | float | None:
        """The reader's guess, or None."""
        return self.kept.get(self.question)

    def record(self, guess: str | float) -> None:
        """Keep a guess, as pressing the button does; it may be changed."""
        if not self._fits(guess):
            expected = f"one of {self.options}" if self.options else f"a number from {self.low:g} to {self.high:g}"
            raise ValueError(f"guess: received {guess!r}, expected {expected}. Guess one of these.")
        self.kept[self.question] = guess
        if self.options:
            self.choices.mark(guess, "chosen")
        else:
            self.slider.value = guess
        said = f"Your guess: <b>{self.written(guess)}</b>. It is kept; now run on and compare."
        self.said.value = f'<div class="nnk-feedback" role="status">{said}</div>'
        for reveal in self._reveals:
            reveal.show()

    def reveal(self, answer: str | float, words: str = "") -> "Reveal":
        """Return the guess beside what the run gave.

        Args:
            answer: the option that came true, or the number.
            words: what the run gave, in words.

        Raises:
            ValueError: if `answer` is not one of the options, or not a number.
        """
        if self.options and answer not in self.options:
            raise ValueError(
                f"answer: received {answer!r}, expected one of {self.options}. Give the option that came true."
            )
        if not self.options:
            answer = float(answer)
        self._reveals.append(Reveal(self, answer, words))
        return self._reveals[-1]

    def written(self, value: str | float) -> str:
        """Return a guess or an answer as HTML."""
        return safe(value) if isinstance(value, str) else f"{number(value)} {escape(self.unit)}".rstrip()

    def _fits(self, guess: str | float | None) -> bool:
        if self.options:
            return guess in self.options
        return isinstance(guess, (int, float)) and self.low <= guess <= self.high

    def _fill(self, step: float | None) -> None:
        title = ipw.HTMLMath(f'<div class="nnk-question">{safe(self.question)}</div>')
        if self.options:
            self.choices = Options(self.options, self.record)
            self.fill(title, self.choices, self.said)
            return
        label = f"your guess ({self.unit})" if self.unit else "your guess"
        middle, step = (self.low + self.high) / 2, step or (self.high - self.low) / 100
        self.slider = Slider("guess", label, middle, "Move it to your guess.", self.low, self.high, step).widget()
        self.slider.layout.width = "340px"
        commit = ipw.Button(description="This is my guess", tooltip="Keep the guess")
        commit.on_click(lambda _: self.record(self.slider.value))
        self.fill(title, ipw.Box([self.slider, commit]).add_class("nnk-entry"), self.said)

    def static_html(self) -> str:
        """Return the question, with the guess if there is one, for a page without a kernel."""
        body = [f'<div class="nnk-question">{safe(self.question)}</div>']
        if self.options:
            body += ["<ol>", *(f"<li>{safe(text)}</li>" for text in self.options), "</ol>"]
        else:
            body.append(f'<p class="nnk-hint">A number from {self.written(self.low)} to {self.written(self.high)}.</p>')
        said = (
            "Make a guess before you read on." if self.guess is None else f"Guessed: <b>{self.written(self.guess)}</b>"
        )
        return self.static_frame("\n".join([*body, f'<div class="nnk-feedback">{said}</div>']))

    def __repr__(self) -> str:
        return f"Prediction({self.question!r})"


class Reveal(Panel):
    """The guess beside the result; it follows when the guess is made or changed afterwards.

    The first guess that is compared with the result is kept for the learner's progress.

    Args:
        prediction: whose guess.
        answer: what came true.
        words: what the run gave, in words.
    """

    frame_class = "nnk-reveal"

    def __init__(self, prediction: Prediction, answer: str | float, words: str):
        super().__init__()
        self.prediction, self.answer, self.words = prediction, answer, words
        self.text = ""
        """The comparison as text."""
        self._body = ipw.HTMLMath()
        self.fill(self._body)
        self.show()

    def is_near(self) -> bool:
        """Say whether the guess was right, or within a tenth of the range."""
        if self.prediction.options:
            return self.prediction.guess == self.answer
        return abs(self.prediction.guess - self.answer) <= self._margin()

    def _margin(self) -> float:
        return NEAR * (self.prediction.high - self.prediction.low)

    def asked(self) -> dict:
        """Return the arguments of a `Quiz` that asks again what came true."""
        common = {"question": self.prediction.question, "explanation": self.words}
        if self.prediction.options:
            no = "the experiment showed something else; look at it again in the lesson"
            return common | {"options": {one: None if one == self.answer else no for one in self.prediction.options}}
        number = {"answer": self.answer, "tolerance": self._margin(), "unit": self.prediction.unit}
        return (
            common | number | {"wrong": [[float(self.prediction.guess), "that was your guess before the experiment"]]}
        )

    def show(self) -> None:
        """Compare with the guess as it is now."""
        verdict = self._verdict()
        self.text = f"{verdict} {self.words}".strip()
        self._body.value = self._html(verdict)
        if self.prediction._fits(self.prediction.guess) and self.prediction.question not in Prediction.compared:
            Prediction.compared.add(self.prediction.question)
            records.keep("prediction", self.asked(), self.is_near(), given=self.prediction.guess)

    def _verdict(self) -> str:
        guess, answer = self.prediction.guess, self.prediction.written(self.answer)
        if not self.prediction._fits(guess):
            return f"The result: {answer}."
        if isinstance(guess, str):
            return (
                f"You guessed right: {answer}."
                if guess == self.answer
                else f"You guessed {safe(guess)}; it is {answer}."
            )
        gap = guess - self.answer
        if round(gap, 10) == 0:
            return f"You guessed right: {answer}."
        way = "too high" if gap > 0 else "too low"
        return f"You guessed {self.prediction.written(guess)}; it is {answer}, so you were {number(abs(gap), 3)} {way}."

    def _html(self, verdict: str) -> str:
        guess, answer = self.prediction.guess, self.prediction.written(self.answer)
        boxes = [f"<div><b>Result</b>{answer}</div>"]
        if self.prediction._fits(guess):
            boxes.insert(0, f"<div><b>Your guess</b>{self.prediction.written(guess)}</div>")
        question = f'<div class="nnk-hint">{safe(self.prediction.question)}</div>'
        words = f"<div>{verdict} {self.words}</div>" if len(boxes) == 2 else f"<div>{self.words}</div>"
        return f'{question}<div class="nnk-pair">{"".join(boxes)}</div>{words}'

    def static_html(self) -> str:
        """Return the comparison for a page without a kernel."""
        return self.static_frame(self._body.value)

    def __repr__(self) -> str:
        return self.text


def _require_one_kind(options: Sequence[str] | None, low: float | None, high: float | None) -> None:
    remedy = "Give options=[...], or low= and high=."
    if (options is None) == (low is None or high is None):
        raise ValueError(f"options, low, high: received both or neither, expected options or a range. {remedy}")
    if options is not None and len(set(options)) < 2:
        raise ValueError(f"options: received {list(options)}, expected at least two different ones. {remedy}")
    if low is not None and high is not None and not low < high:
        raise ValueError(f"low, high: received {low} and {high}, expected low < high. {remedy}")
