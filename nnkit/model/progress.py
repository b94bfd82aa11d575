"""The progress bar of `fit`, in plain text: readable in a terminal, a notebook, a log file and aloud."""

from __future__ import annotations

import sys
import time

from nnkit.validation import require_choice

WIDTH = 20
SECONDS_BETWEEN = 0.1  # a notebook that redraws at every step is slower than the training


class Progress:
    """Prints how far an epoch is.

    Args:
        verbose: 0 nothing, 1 a bar that moves, 2 a line when an epoch ends.
        num_epochs: how many there will be.
        num_steps: per epoch.

    Raises:
        ValueError: `verbose` is none of the three.

    Checked against: the form of keras.utils.Progbar
    """

    def __init__(self, verbose: int, num_epochs: int, num_steps: int):
        self.verbose = int(require_choice(verbose, "verbose", (0, 1, 2)))
        self.num_epochs, self.num_steps = num_epochs, num_steps
        self.begun = self.printed = 0.0

    def begin_epoch(self, epoch: int) -> None:
        """Print the number of the epoch.

        Args:
            epoch: from 0; printed from 1.
        """
        self.begun = time.perf_counter()
        self.printed = 0.0
        if self.verbose:
            print(f"Epoch {epoch + 1}/{self.num_epochs}")

    def after_step(self, step: int, logs: dict[str, float]) -> None:
        """Move the bar, at most ten times a second.

        Args:
            step: how many are done.
            logs: means so far.
        """
        now = time.perf_counter()
        if now - self.printed < SECONDS_BETWEEN:
            return
        self.printed = now
        sys.stdout.write("\r" + self._line(step, logs))
        sys.stdout.flush()

    def end_epoch(self, logs: dict[str, float]) -> None:
        """Print the full bar with the final numbers and go to the next line.

        Args:
            logs: of the epoch, with those of validation.
        """
        if self.verbose:
            print(("\r" if self.verbose == 1 else "") + self._line(self.num_steps, logs))

    def _line(self, step: int, logs: dict[str, float]) -> str:
        seconds = time.perf_counter() - self.begun
        bar = ""
        if self.verbose == 1:
            filled = WIDTH * step // self.num_steps
            bar = f" [{'=' * filled}{'.' * (WIDTH - filled)}]"
        numbers = "".join(f" - {name}: {number:.4f}" for name, number in logs.items())
        return f"{step}/{self.num_steps}{bar} {seconds:.0f}s {1000 * seconds / max(step, 1):.2f}ms/step{numbers}"
