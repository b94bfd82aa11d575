"""A sequence of symbols, typed as text, and what each symbol is as the input of a recurrent layer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets as ipw
import numpy as np

from widgets.controls import Control, ImpossibleSetting

MOST_STEPS = 24


@dataclass(frozen=True)
class Sequence(Control):
    """A sequence typed as text, a symbol a step. Any text is taken; the explorer says what it cannot read."""

    def check(self, value: Any) -> str:
        """Return the text without spaces."""
        if not isinstance(value, str):
            raise self.refuse(value, "a text, a symbol a step, as 'ABBA'")
        return "".join(value.split())

    def widget(self) -> ipw.Text:
        """Return a new text field."""
        field = ipw.Text(self.value, description=self.label, tooltip=self.tooltip, continuous_update=True)
        field.style.description_width = "initial"
        field.layout.width = "100%"
        return field.add_class("nnk-whole")


def vectors(symbols: str | Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Return the input of each symbol: one-hot in the order of a text, or as a dict says it; "." is nothing, zeros.

    Raises:
        ValueError: no symbols, a symbol twice or of several letters, or vectors of different length.

    Example:
        >>> {symbol: vector.tolist() for symbol, vector in vectors("AB").items()}
        {'A': [1.0, 0.0], 'B': [0.0, 1.0], '.': [0.0, 0.0]}
    """
    given = symbols if isinstance(symbols, Mapping) else dict(zip(symbols, np.eye(len(symbols)), strict=True))
    single = all(isinstance(symbol, str) and len(symbol) == 1 for symbol in given)
    found = {symbol: np.asarray(vector, float) for symbol, vector in given.items()} if single else {}
    if not found or len(found) != len(symbols) or len({vector.shape for vector in found.values()}) != 1:
        raise ValueError(
            f"symbols: received {symbols!r}, expected a text of different letters, or a dict from single letters to "
            "vectors of one length. Give one of them."
        )
    return {**found, ".": found.get(".", np.zeros_like(next(iter(found.values()))))}


def encode(sequence: str, known: dict[str, np.ndarray]) -> np.ndarray:
    """Return the inputs of a sequence, (T, D).

    Raises:
        ImpossibleSetting: for an unknown symbol, no symbol, or more than `MOST_STEPS`.
    """
    unknown = [symbol for symbol in sequence if symbol not in known]
    if unknown:
        raise ImpossibleSetting(
            f"The sequence holds {unknown[0]!r}, which this cell does not know. Its symbols are: {' '.join(known)}"
        )
    if not 1 <= len(sequence) <= MOST_STEPS:
        raise ImpossibleSetting(
            f"The sequence has {len(sequence)} symbols; 1 to {MOST_STEPS} can be shown. Type some of: {' '.join(known)}"
        )
    return np.array([known[symbol] for symbol in sequence])
