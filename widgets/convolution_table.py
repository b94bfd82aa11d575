"""The stack of layers as a table below the pictures: sizes, parameters, work, receptive field; a row can be chosen."""

from typing import Any

from nnkit.layer_rows import LayerRow
from widgets.convolution_layer import Result
from widgets.svg import escape

HEADER = ("layer", "type", "output", "parameters", "multiply-adds", "receptive field", "moves by")


def stack_html(result: Result) -> str:
    """Return the table as HTML; the layer chosen stands out, a bar behind a number is its share of the stack."""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("", *HEADER))
    totals = (result.table.total_params, result.table.total_multiply_adds or 0)
    numbers = {row: number for number, row in enumerate(result.rows, start=1)}
    body = [_row_html(row, numbers.get(index), result.state["layer"], totals) for index, row in enumerate(result.table)]
    total = ("", "total", "", "", f"{totals[0]:,}", count_text(result.table.total_multiply_adds), "", "")
    foot = "".join(f"<td>{cell}</td>" for cell in total)
    return "\n".join(
        [
            '<div class="nnk-table nnk-stack"><table>',
            f"<thead><tr>{head}</tr></thead>",
            *("<tbody>", *body, "</tbody>"),
            f"<tfoot><tr>{foot}</tr></tfoot></table></div>",
        ]
    )


def _row_html(row: LayerRow, number: int | None, chosen: int, totals: tuple[int, int]) -> str:
    shares = (row.params / max(totals[0], 1), (row.multiply_adds or 0) / max(totals[1], 1))
    parts = [f"<td>{number or ''}{' ◂' if number == chosen else ''}</td>"]
    for index, text in enumerate(cells(row)):
        share = shares[index - 3] if index in (3, 4) else 0
        parts.append(f"<td{_bar(share)}>{escape(text)}</td>")
    marks = f' data-choice="{number}"' if number else ""
    marks += ' class="nnk-here" aria-current="true"' if number == chosen else ""
    return f"<tr{marks}>{''.join(parts)}</tr>"


def _bar(share: float) -> str:
    """Return the style of a cell with a bar behind its number: the layer's share of the whole stack."""
    if share < 0.005:
        return ""
    colour = "rgba(0,114,178,.28)"
    return (
        f' title="{share:.1%} of the stack" style="background:linear-gradient(to left,{colour} {share:.1%},'
        f'transparent {share:.1%})"'
    )


def cells(row: LayerRow) -> tuple[str, ...]:
    """Return the texts of one row, as HEADER names them."""
    field = "" if row.receptive_field is None else _one_or_both(row.receptive_field)
    stride = _one_or_both(row.effective_stride) if moves(row) else ""
    numbers = (f"{row.params:,}", count_text(row.multiply_adds))
    return (row.name, row.type, shape_text(row.output_shape), *numbers, field, stride)


def moves(row: LayerRow) -> bool:
    """Whether the receptive field has neighbours to move to: not after Flatten or global pooling."""
    return row.effective_stride is not None and len(row.output_shape) == 4


def _one_or_both(value: Any) -> str:
    both = pair(value)
    return str(both[0]) if both[0] == both[1] else times(both)


def shape_text(shape: tuple) -> str:
    """Return "28 × 28 × 6" for (None, 28, 28, 6)."""
    return " × ".join(str(size) for size in shape[1:])


def times(pair: tuple) -> str:
    """Return "5 × 3" for (5, 3)."""
    return f"{pair[0]} × {pair[1]}"


def pair(value: Any) -> tuple:
    """Return a number for each of two axes."""
    return value if isinstance(value, tuple) else (value, value)


def count_text(value: int | None) -> str:
    """Return a count with its thousands separated, or "?" where it is unknown."""
    return "?" if value is None else f"{value:,}"
