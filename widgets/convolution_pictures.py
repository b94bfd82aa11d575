"""The pictures of the explorer of convolutions: input and output with the window, channels, growth along the stack."""

import numpy as np

from widgets import svg
from widgets.convolution_layer import Axis, Result
from widgets.convolution_stack import POOLINGS
from widgets.hand import mark, place_words, touch_map
from widgets.svg import Axes, Style

SIZE = (324, 268)
AREA = (34, 34, 272, 204)
WINDOW, DONE = svg.COLOURS[1], svg.COLOURS[0]
LARGEST_CELL, SMALLEST_GRID, SMALLEST_ZERO, SMALLEST_OUTPUT = 34, 4, 11, 6
MOST_LINES = 24  # rows or columns of the channel picture that still have lines between them


def _panel(title: str, words: str, *marks: str) -> str:
    heading = f'<g font-weight="600">{svg.text(AREA[0], 20, title, size=13)}</g>'
    return svg.figure(SIZE, heading, *marks, title=title, description=f"{title}. {words}")


def _rect(box: tuple, fill: str, opacity: float = 1, edge: str = "none", width: float = 1) -> str:
    left, top, wide, high = box
    area = f'x="{left:.2f}" y="{top:.2f}" width="{wide:.2f}" height="{high:.2f}"'
    return f'<rect {area} fill="{fill}" fill-opacity="{opacity}" stroke="{edge}" stroke-width="{width}"/>'


def _cell(rows: int, columns: int) -> float:
    return min(AREA[2] / columns, AREA[3] / rows, LARGEST_CELL)


def _input_cell(axes: tuple[Axis, ...]) -> float:
    return _cell(*(axis.before + axis.size + axis.after for axis in axes))


# -- the window ------------------------------------------------------------------------------------------------------
def input_picture(result: Result) -> str:
    """Return the padded input with the window; what no window ever reads is hatched."""
    down, across = result.axes
    rows, columns = (axis.before + axis.size + axis.after for axis in result.axes)
    cell = _input_cell(result.axes)
    left, top = AREA[0], AREA[1]
    real = (left + across.before * cell, top + down.before * cell, across.size * cell, down.size * cell)
    parts = [
        _rect((left, top, columns * cell, rows * cell), svg.MUTED, 0.16, svg.MUTED, 0.6),
        _rect(real, svg.GROUND, 1, svg.MUTED, 1.2),
        _lines((left, top, columns * cell, rows * cell), rows, columns),
        *(hatch(box) for box in _unread(result, real, cell)),
        *_zeros(result, cell),
        mark(result.place, (across.strides * cell, down.strides * cell), *_window(down, across, cell)),
    ]
    height, width, channels = result.input_shape[1:]
    padding = f", padded to {rows} × {columns}" if (rows, columns) != (height, width) else ""
    words = f"The window is orange; grey around is padding; hatched is never read{padding}."
    caption = svg.text(left, top + rows * cell + 16, f"{_share_word(cell)}{_kinds(result)}", colour=svg.MUTED)
    return _panel(f"Input {height} × {width} × {channels}{padding}", words, *parts, caption)


def _share_word(cell: float) -> str:
    return "orange: the window" if cell >= SMALLEST_GRID else "orange: the window, to scale"


def _kinds(result: Result) -> str:
    padded = any(axis.before or axis.after for axis in result.axes)
    unread = any(len(axis.unread()) for axis in result.axes)
    return ("; grey: padding" if padded else "") + ("; hatched: never read" if unread else "")


def _lines(box: tuple, rows: int, columns: int) -> str:
    small = box[2] / columns < SMALLEST_GRID
    return "" if small else svg.grid(box, rows, columns, Style(svg.GRID, "", 0.8))


def _window(down: Axis, across: Axis, cell: float) -> list[str]:
    """Return the window of output (0, 0): its frame, and the places it reads."""
    left, top = AREA[0], AREA[1]
    outline = (left, top, across.extent * cell, down.extent * cell)
    dense = down.dilation_rate == across.dilation_rate == 1
    places = [
        (left + j * across.dilation_rate * cell, top + i * down.dilation_rate * cell, cell, cell)
        for i in range(down.kernel_size)
        for j in range(across.kernel_size)
    ]
    inside = [outline] if dense else places
    return [*(_rect(box, WINDOW, 0.42) for box in inside), _rect(outline, "none", 1, WINDOW, 2)]


def _zeros(result: Result, cell: float) -> list[str]:
    """Return the zeros of the padding, where there is room to write them and they are zeros."""
    if cell < SMALLEST_ZERO or result.spec["type"] in POOLINGS:
        return []
    down, across = result.axes
    words = []
    for i in range(down.before + down.size + down.after):
        for j in range(across.before + across.size + across.after):
            if not (0 <= i - down.before < down.size and 0 <= j - across.before < across.size):
                x, y = AREA[0] + (j + 0.5) * cell, AREA[1] + (i + 0.5) * cell + 3.5
                words.append(svg.text(x, y, "0", anchor="middle", size=9, colour=svg.MUTED))
    return words


def _unread(result: Result, real: tuple, cell: float) -> list[tuple]:
    left, top, wide, high = real
    down, across = (_runs(axis.unread()) for axis in result.axes)
    rows = [(left, top + first * cell, wide, count * cell) for first, count in down]
    columns = [(left + first * cell, top, count * cell, high) for first, count in across]
    return rows + columns


def _runs(indices: np.ndarray) -> list[tuple[int, int]]:
    """Return (first, count) of each run of neighbours."""
    parts = np.split(indices, np.flatnonzero(np.diff(indices) > 1) + 1)
    return [(int(part[0]), len(part)) for part in parts if len(part)]


def hatch(box: tuple[float, float, float, float]) -> str:
    """Return slanted lines inside a box of pixels; legible without colour."""
    left, top, wide, high = box
    slants = "".join(f"M{offset:.1f} {high:.1f}l{high:.1f} {-high:.1f}" for offset in np.arange(-high, wide, 4.5))
    area = f'x="{left:.2f}" y="{top:.2f}" width="{wide:.2f}" height="{high:.2f}" viewBox="0 0 {wide:.2f} {high:.2f}"'
    wash = f'<rect width="{wide:.2f}" height="{high:.2f}" fill="{svg.MUTED}" fill-opacity="0.15"/>'
    return f'<svg {area}>{wash}<path d="{slants}" stroke="{svg.TEXT}" stroke-width="0.9" fill="none"/></svg>'


def output_picture(result: Result) -> str:
    """Return the output, to the scale of the input unless it would be too small to point at."""
    rows, columns = (axis.out for axis in result.axes)
    cell = min(max(_input_cell(result.axes), SMALLEST_OUTPUT), _cell(rows, columns))
    box = (AREA[0], AREA[1], columns * cell, rows * cell)
    row, column = result.place
    done = [_rect((box[0], box[1], box[2], row * cell), DONE, 0.2)] if row else []
    done.append(_rect((box[0], box[1] + row * cell, column * cell, cell), DONE, 0.2))
    here = mark(result.place, (cell, cell), _rect((box[0], box[1], cell, cell), WINDOW, 0.8, WINDOW, 1.5))
    below = box[1] + box[3] + 16
    parts = [
        _rect(box, svg.GROUND, 1, svg.MUTED, 1.2),
        *done,
        _lines(box, rows, columns),
        here,
        touch_map(box, rows, columns),
        place_words(AREA[0], below, result.place, svg.TEXT),
        svg.text(AREA[0] + 120, below, "point, or click to keep", colour=svg.MUTED),
    ]
    height, width, channels = result.row.output_shape[1:]
    words = f"Orange is the output shown, row {row}, column {column}; blue are those before it."
    return _panel(f"Output {height} × {width} × {channels}", words, *parts)


# -- channels and stack ----------------------------------------------------------------------------------------------
def channel_picture(result: Result) -> str:
    """Return which input channel feeds which filter: a block for each group."""
    channels, filters = result.input_shape[-1], result.filters or result.input_shape[-1]
    left, top, wide, high = AREA[0] + 14, AREA[1] + 4, AREA[2] - 14, AREA[3] - 22
    scale = min(wide / filters, high / channels, 26)
    wide, high = (max(scale * n, min(whole, 40)) for n, whole in ((filters, wide), (channels, high)))
    look = (DONE, 0.55) if result.filters else (svg.MUTED, 0.25)
    groups, parts = max(result.groups, 1), [_rect((left, top, wide, high), svg.GROUND, 1, svg.MUTED, 1)]
    for group in range(groups):
        block = (left + wide * group / groups, top + high * group / groups, wide / groups, high / groups)
        parts.append(_rect(block, *look, DONE if groups <= MOST_LINES else "none", 0.8))
    if max(channels, filters) <= MOST_LINES:
        parts.append(svg.grid((left, top, wide, high), channels, filters, Style(svg.GROUND, "", 0.8)))
    share = channels // groups
    words = f"Each {'filter' if result.filters else 'output channel'} sees {share} of {channels} input channels."
    across = f"{filters} {'filters' if result.filters else 'output channels, no weights'} →"
    upright = f'<g transform="translate({left - 8:.1f} {top:.1f}) rotate(90)">{svg.text(0, 4, f"{channels} in →")}</g>'
    parts += [upright, svg.text(left, top + high + 16, across)]
    parts.append(svg.text(left, top + high + 32, words, colour=svg.MUTED))
    return _panel("Which channel feeds which filter" if result.filters else "Channels stay apart", words, *parts)


def growth_picture(result: Result) -> str:
    """Return the height of the map and of the receptive field after each layer, on a logarithmic axis."""
    first = result.state["layers"][0]["shape"][0]
    rows = [result.table[index] for index in result.rows]
    heights = [first, *(row.output_shape[1] if len(row.output_shape) == 4 else np.nan for row in rows)]
    fields = [1, *(_height_of(row.receptive_field) for row in rows)]
    top = np.nanmax([*heights, *fields, 10]) * 1.3
    step = max(1, -(-len(rows) // 10))
    levels = [n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if n < top]
    heights_ticks = tuple((n, str(n)) for n in (levels if len(levels) < 7 else levels[::2]))
    ticks = tuple((i, str(i) if i else "input") for i in range(0, len(rows) + 1, step))
    axes = Axes(
        *((-0.3, len(rows) + 0.3), (0.9, top), (AREA[0] + 8, AREA[1] + 20, AREA[2] - 14, AREA[3] - 44)),
        *("", ("after layer", ""), (False, True), (ticks, heights_ticks)),
    )
    looks, x = (Style(DONE), Style(WINDOW, "8 3")), np.arange(len(rows) + 1)
    marks = [svg.rule(axes, x=result.state["layer"]), svg.rule(axes, y=first)]
    for values, look, name in ((heights, looks[0], "map"), (fields, looks[1], "receptive field")):
        names = [f"{name} after layer {i}: {value:g} pixels" for i, value in enumerate(values)]
        marks += [svg.line(axes, x, values, look), svg.points(axes, x, values, look, 3.5, names)]
    legend = svg.legend(AREA[0] + 8, AREA[1] + 8, [("height of map", looks[0]), ("receptive field", looks[1])], 2, 128)
    words = "The map shrinks while the receptive field grows; dotted: the input's height, and the layer chosen."
    return _panel("Along the stack (pixels)", words, svg.frame(axes), svg.clip(axes, *marks), legend)


def _height_of(field: int | tuple | None) -> float:
    field = field[0] if isinstance(field, tuple) else field
    return np.nan if field is None else field
