"""The learner's standing in the chapter at hand, at the end of its lesson."""

from datetime import date
from pathlib import Path

import ipywidgets as ipw

from widgets import records
from widgets.options import safe
from widgets.panel import Panel
from widgets.repetition import cards, due
from widgets.standing import Standing, asked_in, standings
from widgets.svg import escape, number

WIDTH, HEIGHT = 120, 10  # pixels of a bar


class ProgressPanel(Panel):
    """What was answered, predicted and solved in this chapter; it follows each answer.

    Args:
        chapter: the chapter's folder name; that of this notebook if None.

    Example:
        >>> ProgressPanel("02_activations").chapter
        '02_activations'

    Taught in: every chapter
    """

    frame_class = "nnk-progress"

    def __init__(self, chapter: str | None = None):
        super().__init__()
        self.chapter = chapter or records.chapter_here() or ""
        self._body = ipw.HTMLMath()
        refresh = ipw.Button(description="Refresh", tooltip="Read again what other notebooks have kept")
        refresh.on_click(lambda _: self.refresh())
        self.fill(self._body, ipw.Box([refresh.add_class("nnk-quiet")]).add_class("nnk-chips"))
        self.refresh()
        records.listeners.append(self.refresh)

    def refresh(self) -> None:
        """Read the file again and show what it says."""
        self._body.value = self._html()

    def close(self) -> None:
        """Close the panel and listen no more."""
        if self.refresh in records.listeners:
            records.listeners.remove(self.refresh)
        super().close()

    def _html(self) -> str:
        title = f"Your progress in chapter {escape(self.chapter.replace('_', ' ', 1))}"
        head = f'<div class="nnk-question" role="heading" aria-level="3">{title if self.chapter else "Progress"}</div>'
        file, root = records.progress_file(), records.course_root()
        if file is None or not self.chapter:
            return f"{head}<p>Progress is kept in a chapter of the course; this notebook lies in none.</p>"
        log = records.read(file)
        standing = standings(log.events).get(self.chapter, Standing())
        asked = asked_in(root / records.CHAPTERS / self.chapter) if root else (0, 0)
        waiting = len(due(cards(log.events).values(), date.today()))
        rows = "".join(f"<tr>{row}</tr>" for row in _rows(standing, *asked))
        trouble = f'<div class="nnk-note">{escape(log.trouble)}</div>' if log.trouble else ""
        table = f'<div class="nnk-table"><table>{rows}</table></div>'
        return f"{head}{table}{_open_ends(standing)}{trouble}{_closing(waiting, file, root)}"

    def static_html(self) -> str:
        """Return the standing as it is now, for a page without a kernel."""
        return self.static_frame(self._body.value)

    def __repr__(self) -> str:
        return f"ProgressPanel({self.chapter!r})"


def bar(share: float) -> str:
    """Return a bar that is filled up to `share`; the words beside it say the same."""
    filled = max(0.0, min(1.0, share)) * WIDTH
    inside = f'<rect width="{filled:.1f}" height="{HEIGHT}" rx="3" fill="#0072b2"/>'
    frame = f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="3" fill="none" stroke="#767676"/>'
    return f'<svg width="{WIDTH}" height="{HEIGHT}" aria-hidden="true">{inside}{frame}</svg>'


def exercise_words(standing: Standing) -> str:
    """Return the exercises' standing in words.

    Example:
        >>> exercise_words(Standing(points=3.0, best=5.0, max_points=9.0, exercises={"ex1": "passed", "ex2": "wrong"}))
        '3 of 9 points at the last check (best: 5), 1 of 2 exercises solved'
    """
    if standing.points is None:
        return "not checked yet"
    best = f" (best: {number(standing.best)})" if standing.best > standing.points else ""
    by_tests = [verdict for verdict in standing.exercises.values() if verdict != "manual"]
    points = f"{number(standing.points)} of {number(standing.max_points)} points at the last check{best}"
    return f"{points}, {standing.solved} of {len(by_tests)} exercises solved"


def _rows(standing: Standing, num_quizzes: int, num_predictions: int) -> list[str]:
    quizzes, predictions = max(num_quizzes, len(standing.quizzes)), max(num_predictions, len(standing.predictions))
    off = f", {len(standing.off)} of them off" if standing.off else ""
    made = f"{len(standing.predictions)} of {predictions} made{off}"
    right = f"{standing.right} of {quizzes} right" + (f", {len(standing.at_once)} at once" if standing.right else "")
    return [
        _row("quizzes", standing.right / max(1, quizzes), right),
        _row("predictions", len(standing.predictions) / max(1, predictions), made),
        _row("exercises", (standing.points or 0) / max(1, standing.max_points), exercise_words(standing)),
    ]


def _row(name: str, share: float, words: str) -> str:
    return f'<td>{name}</td><td>{bar(share)}</td><td class="nnk-words">{escape(words)}</td>'


def _open_ends(standing: Standing) -> str:
    """Return what is not right yet, folded away."""
    ends = [f"quiz, not right yet: {safe(words)}" for words in standing.not_right]
    ends += [f"prediction, off: {safe(words)}" for words in standing.off]
    ends += [f"exercise {escape(one.removeprefix('ex'))}: {verdict}" for one, verdict in standing.exercises.items()
             if verdict not in ("passed", "manual")]  # fmt: skip
    items = "".join(f"<li>{end}</li>" for end in ends)
    return f"<details><summary>Which ones are still open</summary><ul>{items}</ul></details>" if ends else ""


def _closing(waiting: int, file: Path, root: Path | None) -> str:
    shown = file.relative_to(root) if root and file.is_relative_to(root) else file
    many = f"{waiting} question{'s' * (waiting != 1)} to review today: the start page asks them."
    kept = f"Kept on this machine alone, in <code>{escape(str(shown))}</code>; delete the file to forget."
    return f'<p>{many if waiting else "Nothing to review today."} <span class="nnk-hint">{kept}</span></p>'
