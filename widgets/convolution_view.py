"""The words of the explorer of convolutions: readout, formulas with this moment's numbers, and the stack as a table."""

from dataclasses import dataclass
from typing import Any

from widgets.convolution_code import Unreadable, keras_calls, keras_code
from widgets.convolution_layer import Axis, Result, sentence, weights_of_a_filter
from widgets.convolution_pictures import channel_picture, growth_picture, input_picture, output_picture
from widgets.convolution_table import HEADER, cells, count_text, moves, pair, shape_text, stack_html, times
from widgets.svg import escape
from widgets.view import Line, View


@dataclass(frozen=True)
class StackView(View):
    """A view with the stack as a table below its words.

    Args:
        stack_html: the table.
        code: the stack's Keras code, for a page without a kernel.
    """

    stack_html: str = ""
    code: str = ""

    def words_html(self, line_of_code: str = "") -> str:
        """Return words and table; without the line of code, as on an exported page, the stack's Keras code too."""
        parts = [super().words_html(line_of_code), self.stack_html]
        if not line_of_code and self.code:
            parts.append(f"<details><summary>Keras code</summary><pre>{escape(self.code)}</pre></details>")
        return "\n".join(parts)


def convolution_view(result: Result) -> StackView:
    """Return pictures and words of a `Result`."""
    pictures = [input_picture(result), output_picture(result)] if result.axes else []
    if result.groups:
        pictures.append(channel_picture(result))
    stack = result.state["layers"]
    return StackView(
        pictures=[*pictures, growth_picture(result)],
        lines=_lines(result),
        formula="<br>".join(_formulas(result)),
        keras=_code(lambda: "; ".join(keras_calls(result.spec))),
        notes=_notes(result),
        values=_values(result),
        header=HEADER,
        rows=[cells(row) for row in result.table],
        stack_html=stack_html(result),
        code=_code(lambda: keras_code(stack)),
    )


def _code(write: Any) -> str:
    try:
        return write()
    except Unreadable:
        return ""


def _values(result: Result) -> dict:
    row = result.row
    return {
        "output_shape": list(row.output_shape[1:]),
        "params": row.params,
        "multiply_adds": row.multiply_adds,
        "receptive_field": row.receptive_field,
        "effective_stride": row.effective_stride,
        "start": row.start,
        "count": result.count,
        "position": result.position,
        "place": list(result.place),
        "leftover": [axis.leftover for axis in result.axes],
        "padding": [[axis.before, axis.after] for axis in result.axes],
        "total_params": result.table.total_params,
        "total_multiply_adds": result.table.total_multiply_adds,
    }


# -- readout ---------------------------------------------------------------------------------------------------------
def _lines(result: Result) -> list[Line]:
    row = result.row
    sizes = f"{shape_text(result.input_shape)} → {shape_text(row.output_shape)}"
    lines = [f"Layer {result.state['layer']}, {row.type} {row.name}: {sizes}."]
    lines += [_window_line(result)] if result.axes else []
    per_filter = ""
    if result.filters and row.params:
        kind = "filters" if result.axes else "units"
        per_filter = f", {weights_of_a_filter(result):,} weights for each of the {result.filters} {kind}"
    lines.append(f"Parameters {row.params:,}{per_filter}; multiply-adds {count_text(row.multiply_adds)}.")
    lines += [_groups_line(result)] if result.groups > 1 and result.filters else []
    lines += [_field_line(result)] if row.receptive_field is not None else []
    lines += _leftover_lines(result)
    if len(result.rows) > 1:
        total = (f"{result.table.total_params:,}", count_text(result.table.total_multiply_adds))
        end = f"the last output has the shape {shape_text(result.table[-1].output_shape)}"
        lines.append(f"Stack of {len(result.rows)} layers: parameters {total[0]}, multiply-adds {total[1]}; {end}.")
    return [Line(line) for line in lines]


def _window_line(result: Result) -> str:
    spans, reads = [], [axis.reads(at) for axis, at in zip(result.axes, result.place, strict=True)]
    for name, places in zip(("row", "column"), reads, strict=True):
        every = f" in steps of {places[1] - places[0]}" if len(places) > 1 and places[1] - places[0] > 1 else ""
        spans.append(_span(name, places[0], places[-1]) + every)
    inside = [sum(0 <= i < axis.size for i in places) for axis, places in zip(result.axes, reads, strict=True)]
    total = len(reads[0]) * len(reads[1])
    padded = total - inside[0] * inside[1]
    beyond = f", {padded} of its {total} places in the padding" if padded else ""
    where = f"row {result.place[0]}, column {result.place[1]} (number {result.position + 1} of {result.count})"
    line = f"The output at {where} reads {' and '.join(spans)} of the input{beyond}."
    asked = result.state["position"]
    if asked > result.position:
        line += f" Position {asked} lies beyond the last one, {result.count - 1}, which is shown."
    return line


def _span(name: str, first: int, last: int) -> str:
    words = f"{name}s {first} to {last}" if last > first else f"{name} {first}"
    return words.replace("-", "−")


def _groups_line(result: Result) -> str:
    channels, groups = result.input_shape[-1], result.groups
    share = f"Groups {groups}: every filter sees {channels // groups} of the {channels} input channels"
    standard = weights_of_a_filter(result) * groups * result.filters
    depthwise = ", which is a depthwise convolution" if groups == channels else ""
    return f"{share}{depthwise}; with one group it would have {standard:,} weights, {groups} times as many."


def _field_line(result: Result) -> str:
    row, shape = result.row, result.state["layers"][0]["shape"]
    field, stride = pair(row.receptive_field), pair(row.effective_stride)
    line = f"Receptive field {times(field)} of the network's {shape[0]} × {shape[1]} input"
    line += f", moving by {times(stride)}" if moves(row) else ""
    if result.axes and row.start is not None:
        start = [s + at * step for s, at, step in zip(pair(row.start), result.place, stride, strict=True)]
        ends = [first + size - 1 for first, size in zip(start, field, strict=True)]
        line += f"; here it covers {_span('row', start[0], ends[0])} and {_span('column', start[1], ends[1])}"
    larger = " It is larger than the image." if field[0] > shape[0] or field[1] > shape[1] else ""
    return f"{line}.{larger}"


def _leftover_lines(result: Result) -> list[str]:
    if not result.axes:
        return []
    down, across = result.axes
    if (down.leftover, down.unread().size, down.size) == (across.leftover, across.unread().size, across.size):
        return _unread_lines(down, "row and column")
    return [*_unread_lines(down, "row"), *_unread_lines(across, "column")]


def _unread_lines(axis: Axis, name: str) -> list[str]:
    lines, gaps = [], len(axis.unread()) - axis.leftover
    if axis.leftover:
        room = f"{axis.size + axis.before + axis.after} − {axis.extent} is not a multiple of {axis.strides}"
        lines.append(f"Never read, at the end: {_several(axis.leftover, name)}. The stride does not fit: {room}.")
    if gaps:
        lines.append(f"Never read, between the windows: {_several(gaps, name)}.")
    return lines


def _several(count: int, name: str) -> str:
    """Return "2 rows and columns", or "1 row and column"."""
    return f"{count} {name}" if count == 1 else f"{count} {name.replace(' ', 's ', 1)}s"


def _notes(result: Result) -> list[str]:
    if not result.failure:
        return []
    done = f"The table ends after layer {len(result.rows)} of {len(result.state['layers']) - 1}."
    return [f"{sentence(result.failure)} {done}"]


# -- formulas --------------------------------------------------------------------------------------------------------
def _formulas(result: Result) -> list[str]:
    lines = []
    if result.axes:
        down, across = result.axes
        square = down == across
        lines.append(_size_formula("size" if square else "height", down, result.spec))
        lines += [] if square else [_size_formula("width", across, result.spec)]
    if result.filters and result.row.params:
        lines += _cost_formulas(result)
    return [*lines, *_field_formula(result)]


def _size_formula(name: str, axis: Axis, spec: dict) -> str:
    n, k, s, d, out = axis.size, axis.kernel_size, axis.strides, axis.dilation_rate, axis.out
    p = axis.before + axis.after
    if spec.get("padding") == "same":
        zeros = f"max(({out} − 1) · {s} + {axis.extent} − {n}, 0) = {p}: {axis.before} before, {axis.after} after"
        return f"{name} = ⌈n / s⌉ = ⌈{n} / {s}⌉ = <b>{out}</b>, padding {zeros}"
    general = "⌊(n + p − d (k − 1) − 1) / s⌋ + 1"
    numbers = f"⌊({n} + {p} − {d} · ({k} − 1) − 1) / {s}⌋ + 1"
    return f"{name} = {general} = {numbers} = ⌊{(out - 1) * s + _remainder(axis)} / {s}⌋ + 1 = <b>{out}</b>"


def _remainder(axis: Axis) -> int:
    return (axis.size + axis.before + axis.after - axis.extent) % axis.strides


def _cost_formulas(result: Result) -> list[str]:
    kernel = " · ".join(str(axis.kernel_size) for axis in result.axes)
    weights = " · ".join(filter(None, [kernel, str(result.input_shape[-1] // result.groups), str(result.filters)]))
    symbols = (
        "K<sub>h</sub> K<sub>w</sub> (C<sub>in</sub> / groups) C<sub>out</sub>"
        if result.axes
        else "D<sub>in</sub> D<sub>out</sub>"
    )
    biases = result.filters if result.spec.get("use_bias", True) else 0
    outputs = "C<sub>out</sub>" if result.axes else "D<sub>out</sub>"
    with_bias = (f" + {outputs}", f" + {result.filters}") if biases else ("", "")
    params = f"parameters = {symbols}{with_bias[0]} = {weights}{with_bias[1]} = <b>{result.row.params:,}</b>"
    positions = " · ".join(str(size) for size in result.row.output_shape[1:-1])
    work = f"{result.row.params - biases:,} weights" + (f" · {positions} positions" if positions else "")
    return [params, f"multiply-adds = {work} = <b>{count_text(result.row.multiply_adds)}</b>"]


def _field_formula(result: Result) -> list[str]:
    """Return how the receptive field grows in this layer, along the height."""
    if not result.axes or result.row.receptive_field is None:
        return []
    chosen, axis = result.state["layer"], result.axes[0]
    before = result.table[result.rows[chosen - 2]] if chosen > 1 else None
    field, stride = (before.receptive_field, before.effective_stride) if before else (1, 1)
    if field is None or stride is None:
        return []
    rule = "receptive field = the one before + d (k − 1) · strides before"
    d, k = axis.dilation_rate, axis.kernel_size
    numbers = f"{pair(field)[0]} + {d} · ({k} − 1) · {pair(stride)[0]}"
    return [f"{rule} = {numbers} = <b>{pair(result.row.receptive_field)[0]}</b>"]
