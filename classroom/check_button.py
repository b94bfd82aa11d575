"""A button in the notebook that saves it, grades it and shows the points with their hints."""

import asyncio
from html import escape
from pathlib import Path

import ipywidgets as ipw

from classroom import notebook
from classroom.results import MANUAL, NOT_ATTEMPTED, PASSED, tidy
from widgets import records
from widgets.panel import Panel
from widgets.saver import UNKNOWN, UNSAVED, Saver

SIGNS = {PASSED: "✓", MANUAL: "·", NOT_ATTEMPTED: "○"}
NOT_SAVED = "This notebook could not be saved. Save it (Ctrl+S), then press the button again."
NOT_SEEN = "What was saved last was graded: this program does not tell whether there are unsaved changes."


class CheckButton(Panel):
    """Grades the notebook it stands in, without leaving it; the kernel is free meanwhile.

    Args:
        path: the notebook; the one that is open if None.
        now: press it as soon as it is shown.

    Example:
        >>> CheckButton("no such notebook.ipynb").path.name
        'no such notebook.ipynb'
    """

    frame_class = "nnk-check"

    def __init__(self, path=None, now=False):
        super().__init__()
        self.path = Path(path).absolute() if path else records.notebook_file()
        self.report = None
        """The last `Report`."""
        self.button = ipw.Button(description="Check my answers", tooltip="Save this notebook and grade it")
        self.button.on_click(lambda _: self.press())
        self.said, self.saver = ipw.HTML(), Saver(self._saved)
        self.fill(ipw.Box([self.button]).add_class("nnk-chips"), self.said, self.saver)
        if self.path is None or not self.path.is_file():
            self._say(no_file(self.path), "nnk-error")
        elif now:
            self.press()

    def press(self):
        """Save and grade; the result comes later."""
        if not self.button.disabled:
            self.button.disabled = True
            self._say("Saving ...")
            self.saver.save()

    def _saved(self, state):
        """Go on when the page has answered: grade beside the kernel's own work, where there is an event loop."""
        if state == UNSAVED:
            self._done(NOT_SAVED)
            return
        self._say("Grading what was saved; this takes some seconds ...")
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._done(notebook.grade(self.path), state)
            return
        task = loop.run_in_executor(None, notebook.grade, self.path)
        task.add_done_callback(lambda done: self._done(done.exception() or done.result(), state))

    def _done(self, found, state=""):
        self.button.disabled = False
        if isinstance(found, (str, Exception)):
            self._say(str(found) or type(found).__name__, "nnk-error")
            return
        self.report = found
        notes = [NOT_SEEN] if state == UNKNOWN else []
        self.said.value = report_html(found, notes + self._unsaved())
        for listener in list(records.listeners):
            listener()

    def _unsaved(self):
        from classroom.intake import parse

        return notebook.unsaved(parse(self.path)[0], notebook.history())

    def _say(self, words, look="nnk-hint"):
        self.said.value = f'<div class="{look}" role="status">{escape(words)}</div>'

    def static_html(self):
        """The last result, for a page without a kernel."""
        return self.static_frame(self.said.value or "<p>Not checked yet.</p>")

    def __repr__(self):
        return f"CheckButton({str(self.path)!r})"


def no_file(path):
    """What to say where the notebook is not known or not there.

    Args:
        path: the path; None where nobody tells which notebook is open.

    Returns:
        A sentence.
    """
    if path is None:
        return "This program does not say which notebook is open; name it: check('activations_exercises.ipynb')"
    return f"There is no file {path} (renamed since the kernel was started?); restart the kernel, or name the file."


def report_html(report, notes=()):
    """A report as HTML, readable without colour.

    Args:
        report: a `Report`.
        notes: sentences that stand above it.

    Returns:
        A string.
    """
    rows = "".join(_row(exercise) for exercise in report.exercises)
    by_hand = sum(exercise.max_points for exercise in report.exercises if exercise.verdict == MANUAL)
    closing = [f"{tidy(by_hand)} more points are given by a person."] if by_hand else []
    closing += [f"Put right before grading: {repair}." for repair in report.repairs]
    if not report.hidden:
        closing.append("The solutions are not on this machine: only the visible tests were run.")
    return "\n".join(
        [
            f'<div class="nnk-question" role="status">{tidy(report.points)} of {tidy(report.max_points)} points</div>',
            *(f'<div class="nnk-note">{escape(note)}</div>' for note in notes),
            f'<div class="nnk-table"><table><tbody>{rows}</tbody></table></div>',
            *map(_hint, report.exercises),
            *(f"<p>{escape(line)}</p>" for line in closing),
        ]
    )


def _row(exercise):
    from classroom.screen import points_of

    sign = SIGNS.get(exercise.verdict, "✗")
    name = f"{exercise.id.removeprefix('ex')} {exercise.title}"
    return (
        f'<tr><td>{sign} {escape(name)}</td><td>{points_of(exercise)}</td><td class="nnk-words">'
        f"{escape(exercise.verdict)}</td></tr>"
    )


def _hint(exercise):
    untouched = exercise.verdict == NOT_ATTEMPTED and not exercise.points
    if not exercise.hint or exercise.verdict == MANUAL or untouched:
        return ""
    head = f"{exercise.id} {exercise.title}: {exercise.verdict}"
    return f'<p><b>{escape(head)}</b></p><pre class="nnk-hint-text">{escape(exercise.hint)}</pre>'
