"""Saving the notebook from a widget in it: the page presses Ctrl+S and says how it went."""

import asyncio
from collections.abc import Callable

import anywidget
import traitlets

from widgets.panel import HERE

SAVED, UNSAVED, UNKNOWN = "saved", "unsaved", "unknown"
PATIENCE = 6.0  # seconds until a page that does not answer, because it cannot run the script, is not waited for


class Saver(anywidget.AnyWidget):
    """Asks the page to save the notebook; see saver.js. It has to be shown, and is invisible.

    Args:
        on_answer: called with "saved", "unsaved" or "unknown", once for each time the page was asked.
    """

    _esm = HERE / "saver.js"
    asked = traitlets.Int(0).tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)
    state = traitlets.Unicode("").tag(sync=True)

    def __init__(self, on_answer: Callable[[str], object]):
        super().__init__()
        self._on_answer, self._told = on_answer, 0
        self.observe(lambda change: self._tell(change["new"], self.state), "answered")

    def save(self) -> None:
        """Ask the page; the answer comes later."""
        self.asked += 1
        number = self.asked
        try:
            asyncio.get_running_loop().call_later(PATIENCE, self._tell, number, UNKNOWN)
        except RuntimeError:  # no event loop: a script, in which no page is
            self._tell(number, UNKNOWN)

    def _tell(self, number: int, state: str) -> None:
        if number > self._told:
            self._told = number
            self._on_answer(state)

    def close(self) -> None:
        """Close the widget and forget who listens."""
        self._told = self.asked
        self.unobserve_all()
        super().close()
