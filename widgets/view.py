"""What an explorer shows at one moment, as strings, and the page that steps through several of them."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from widgets.controls import Control
from widgets.panel import asset
from widgets.svg import Style, data_uri, escape, number, stroke


class Line(NamedTuple):
    """One line of the readout; `look` puts a sample of the series' line before it."""

    text: str
    look: Style | None = None


@dataclass(frozen=True)
class View:
    """Pictures and words of one state.

    Args:
        pictures: SVG strings, side by side where there is room.
        lines: the readout, the same numbers as in the pictures.
        formula: HTML, with this moment's numbers in it.
        keras: the call that builds what is shown.
        notes: sentences about what could not be shown, as a fault in the student's own function.
        values: the numbers for programs.
        header: of the table of numbers.
        rows: of the table of numbers; numbers or text.
    """

    pictures: Sequence[str] = ()
    lines: Sequence[Line] = ()
    formula: str = ""
    keras: str = ""
    notes: Sequence[str] = ()
    values: dict = field(default_factory=dict)
    header: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()

    @property
    def readout(self) -> str:
        """The readout as one string of text."""
        return " ".join(line.text for line in self.lines)

    def pictures_html(self, marks: dict[str, str]) -> str:
        """Return the pictures side by side; `marks` become data attributes."""
        data = " ".join(f'data-{key}="{escape(value)}"' for key, value in marks.items())
        label = escape(self.readout)
        return (
            f'<div class="nnk-pictures" role="img" aria-label="{label}" {data}>\n{chr(10).join(self.pictures)}\n</div>'
        )

    def words_html(self, line_of_code: str = "") -> str:
        """Return readout, notes, formula and code as HTML."""
        parts = ['<div class="nnk-readout" role="status">', *map(_line_html, self.lines), "</div>"]
        parts += [f'<div class="nnk-note">{escape(note)}</div>' for note in self.notes]
        if self.formula:
            parts.append(f'<div class="nnk-formula">{self.formula}</div>')
        if self.keras:
            parts.append(f'<div class="nnk-code"><span class="nnk-hint">In Keras:</span> {_code(self.keras)}</div>')
        if line_of_code:
            parts.append(f'<div class="nnk-code"><span class="nnk-hint">This view:</span> {_code(line_of_code)}</div>')
        return "\n".join(parts)

    def table_html(self) -> str:
        """Return the table of numbers as HTML."""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.header)
        rows = ["<tr>" + "".join(f"<td>{escape(_cell(value))}</td>" for value in row) + "</tr>" for row in self.rows]
        lines = ['<div class="nnk-table"><table>', f"<thead><tr>{head}</tr></thead>", "<tbody>", *rows, "</tbody>"]
        return "\n".join([*lines, "</table></div>"])


def json_text(value: Any) -> str:
    """Return JSON that a browser can read: a number that is not finite, which JSON lacks, becomes null."""
    return json.dumps(_finite(value), ensure_ascii=False)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def swatch(look: Style) -> str:
    """Return a short sample of a series' line, as a picture inside text."""
    return f'<svg width="26" height="8" aria-hidden="true"><path d="M1 4h24" {stroke(look)}/></svg>'


def _line_html(line: Line) -> str:
    if line.look is None:
        return f'<span class="nnk-wide">{escape(line.text)}</span>'
    return f"{swatch(line.look)}<span>{escape(line.text)}</span>"


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else number(value, 5)


def static_view(
    question: str, control: Control, frames: list[tuple[str, View]], labels: list[str], at: int, name: str
) -> str:
    """Return HTML that shows frame number `at` and, where scripts run, a slider for the others.

    Args:
        question: the title.
        control: the main control.
        frames: for each position the state as JSON and the view.
        labels: of the positions, beside the slider.
        at: index of the frame shown first.
        name: id of the element around this, which the script looks for.
    """
    state, first = frames[at]
    pairs = zip(first.pictures, _alts(first), strict=False)
    images = "\n".join(f'<img src="{data_uri(picture)}" alt="{escape(alt)}">' for picture, alt in pairs)
    label = escape(control.label)
    slider = f'<input type="range" min="0" max="{len(frames) - 1}" value="{at}" aria-label="{label}">'
    return "\n".join(
        [
            f'<div class="nnk-question">{escape(question)}</div>',
            f"<label hidden>{label} {slider} <output>{escape(labels[at])}</output></label>",
            f'<div class="nnk-pictures" data-state="{escape(state)}">\n{images}\n</div>',
            f'<div class="nnk-words">\n{first.words_html()}\n</div>',
            f'<details><summary>Table of numbers</summary><div class="nnk-table">{first.table_html()}</div></details>',
            f'<script type="application/json">{_packed(frames, labels)}</script>',
            f"<script>\n{asset('frames.js').replace('ID', name)}</script>",
        ]
    )


def _alts(view: View) -> list[str]:
    """Return the text for each picture: the readout at the first, which is enough to hear once."""
    return [view.readout, *[""] * (len(view.pictures) - 1)]


def _packed(frames: list[tuple[str, View]], labels: list[str]) -> str:
    numbers: dict[str, int] = {}

    def pack(text: str) -> list[int]:
        return [numbers.setdefault(line, len(numbers)) for line in text.split("\n")]

    packed = [
        {
            "label": label,
            "state": state,
            "pictures": [pack(picture) for picture in view.pictures],
            "alts": _alts(view),
            "words": pack(view.words_html()),
            "table": pack(view.table_html()),
        }
        for (state, view), label in zip(frames, labels, strict=True)
    ]
    text = json.dumps({"lines": list(numbers), "frames": packed}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")
