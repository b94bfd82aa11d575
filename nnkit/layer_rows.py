"""A network as a table: one row for each layer, written as text or HTML."""

from html import escape
from typing import NamedTuple

from nnkit.validation import require_choice


class LayerRow(NamedTuple):
    """One layer of a `layer_table`.

    Args:
        name: unique name; layers of a branch carry the name of their block in front: "inception_3a/3x3".
        type: Keras class name.
        output_shape: batch axis first.
        params: all weights, moving statistics included, as Keras' `summary` counts them.
        multiply_adds: multiplications, each with an addition, for one example; biases, pooling and activations are not
            counted; None where the output size is unknown.
        receptive_field: input elements one output element sees along an axis: a number, or a tuple where axes differ.
        effective_stride: input elements between two neighbouring outputs.
        start: first input element that output 0 sees; negative is padding; None where it depends on an unknown size.
    """

    name: str
    type: str
    output_shape: tuple
    params: int
    multiply_adds: int | None
    receptive_field: int | tuple | None
    effective_stride: int | tuple | None
    start: int | tuple | None


_HEADINGS = ("layer", "type", "output shape", "parameters", "multiply-adds", "receptive field", "stride", "start")


class LayerTable(tuple):
    """The rows of `conv_arithmetic.layer_table`: a tuple of LayerRow that prints as a table and knows its totals.

    Example:
        >>> row = LayerRow("fc", "Dense", (None, 2), 8, 6, None, None, None)
        >>> LayerTable([row]).total_params
        8
    """

    @property
    def total_params(self):
        """All weights of the network."""
        return sum(row.params for row in self)

    @property
    def total_multiply_adds(self):
        """All multiply-adds for one example, or None where one layer's number is unknown."""
        counts = [row.multiply_adds for row in self]
        return None if None in counts else sum(counts)

    def row(self, name):
        """Find a row by its layer's name.

        Args:
            name: the layer's name as it stands in the table.

        Returns:
            The LayerRow.

        Raises:
            ValueError: no layer has that name.
        """
        rows = {row.name: row for row in self}
        return rows[require_choice(name, "name", list(rows))]

    def _cells(self):
        """All cells as text, the totals as the last row."""
        rows = [[_text(value) for value in row] for row in self]
        total = ["total", "", "", _text(self.total_params), _text(self.total_multiply_adds), "", "", ""]
        return [*rows, total]

    def __str__(self):
        rows = [_HEADINGS, *self._cells()]
        widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
        aligned = [[str.ljust] * 3 + [str.rjust] * 5] * len(rows)
        lines = [
            "  ".join(align(cell, width) for align, cell, width in zip(aligns, row, widths, strict=True)).rstrip()
            for aligns, row in zip(aligned, rows, strict=True)
        ]
        rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
        return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])

    def _repr_html_(self):
        head = "".join(f'<th scope="col">{heading}</th>' for heading in _HEADINGS)
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self._cells())
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _text(value):
    """Write a cell: thousands separated, unknown as a question mark, shapes as Keras writes them."""
    if value is None:
        return "?"
    return f"{value:,}" if isinstance(value, int) else str(value)
