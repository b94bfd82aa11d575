"""A column of lettered buttons with text beside them, where radio buttons could not show mathematics."""

import math
import re
from collections.abc import Callable, Sequence
from fractions import Fraction

import ipywidgets as ipw

_LOOKS = {"right": "nnk-right", "wrong": "nnk-wrong", "chosen": "nnk-chosen"}


class Options(ipw.VBox):
    """Texts to choose from; each has a lettered button, reached by Tab and pressed by Enter or Space.

    Args:
        texts: what can be chosen; mathematics between $ signs.
        on_choose: called with the chosen text.
    """

    def __init__(self, texts: Sequence[str], on_choose: Callable[[str], object]):
        self.buttons = {text: self._button(i, text) for i, text in enumerate(texts)}
        for text, button in self.buttons.items():
            button.on_click(lambda _, text=text: on_choose(text))
        rows = [
            ipw.Box([button, ipw.HTMLMath(safe(text))]).add_class("nnk-option") for text, button in self.buttons.items()
        ]
        super().__init__(rows)
        self.add_class("nnk-options")

    @staticmethod
    def _button(index: int, text: str) -> ipw.Button:
        return ipw.Button(description=chr(65 + index), tooltip=f"Choose {chr(65 + index)}: {text.replace('$', '')}")

    def letter(self, text: str) -> str:
        """Return the letter on the button of this text."""
        return self.buttons[text].description

    def mark(self, text: str, look: str) -> None:
        """Give one button a look ("right", "wrong" or "chosen") and take the others' away, except wrong ones."""
        for one, button in self.buttons.items():
            keep = "nnk-wrong" in button._dom_classes and look != "chosen"
            for name in _LOOKS.values():
                if name in button._dom_classes and not (keep and one != text):
                    button.remove_class(name)
        self.buttons[text].add_class(_LOOKS[look])


def safe(text: str) -> str:
    """Return text whose mathematics survives as HTML: a < between $ signs would open a tag."""
    return re.sub(r"\$[^$]+\$", lambda found: found.group().replace("<", "&lt;").replace(">", "&gt;"), text)


def read_number(text: str) -> float | None:
    """Return the number that was typed, or None: 0.25, 0,25, 1/4, 25%, 2.5e-1, −3.

    Example:
        >>> read_number("1/4"), read_number("0,25"), read_number("a quarter")
        (0.25, 0.25, None)
    """
    text = text.strip().replace("−", "-").replace(",", ".").replace(" ", "")
    scale = 0.01 if text.endswith("%") else 1.0
    try:
        text = text.removesuffix("%")
        value = float(Fraction(text)) if "/" in text else float(text)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return value * scale if math.isfinite(value) else None
