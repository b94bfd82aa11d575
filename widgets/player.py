"""Play, pause and step for an explorer that runs on, without keeping the kernel from other cells."""

import asyncio
from collections.abc import Callable

import ipywidgets as ipw


class Ticker:
    """Calls `act` again and again, with a pause between, for as long as it returns True.

    Between two calls the kernel does whatever else waits. Where no event loop runs (a script, a test) nothing ticks.

    Args:
        act: one short piece of work; returns whether there is more.
        seconds: the pause.
    """

    def __init__(self, act: Callable[[], bool], seconds: float):
        self.act, self.seconds = act, seconds
        self._waiting: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Tick from now on; nothing happens if it ticks already."""
        if self._waiting is not None:
            return
        try:
            self._waiting = asyncio.get_running_loop().call_later(self.seconds, self._tick)
        except RuntimeError:
            self._waiting = None

    def stop(self) -> None:
        """Tick no more."""
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = None

    def _tick(self) -> None:
        self._waiting = None
        if self.act():
            self.start()


class Player(ipw.Box):
    """Buttons Play, which stays down and then pauses, and Step.

    Args:
        advance: goes one step on; returns whether there are more.
        rewind: called when Play is pressed; goes back to the start if it stands at the end.
        seconds: between two steps.
    """

    def __init__(self, advance: Callable[[], bool], rewind: Callable[[], None], seconds: float = 0.06):
        self.play = ipw.ToggleButton(description="▶ Play", tooltip="Let it run; press again to pause")
        self.step = ipw.Button(description="Step", tooltip="One step on")
        super().__init__([self.play, self.step])
        self.add_class("nnk-chips")
        self._advance, self._rewind = advance, rewind
        self.ticker = Ticker(self._go_on, seconds)
        self.play.observe(self._pressed, "value")
        self.step.on_click(lambda _: self._stepped())

    def pause(self) -> None:
        """Stop where it is."""
        self.play.value = False

    def _pressed(self, change) -> None:
        self.play.description = "❚❚ Pause" if change["new"] else "▶ Play"
        if not change["new"]:
            self.ticker.stop()
            return
        self._rewind()
        self.ticker.start()

    def _stepped(self) -> None:
        self.pause()
        self._advance()

    def _go_on(self) -> bool:
        if not self.play.value:
            return False
        more = self._advance()
        if not more:
            self.pause()
        return more
