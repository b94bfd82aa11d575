"""The four pictures of the explorer of kernels, and its words; pure functions of the computed numbers."""

from typing import Any

import numpy as np

from widgets import svg
from widgets.bitmap import picture
from widgets.hand import mark, place_words, touch_map
from widgets.kernel_presets import meaning_of_sum
from widgets.svg import Axes, Style, number
from widgets.view import Line, View

SIZE = (324, 250)
AREA = (18, 32, 296, 196)
HERE = svg.COLOURS[1]
INPUT, OUTPUT = Style(svg.COLOURS[0]), Style(svg.COLOURS[1], "8 3")
SIGNED_BELOW = 0.5  # kernels that sum to less leave more negative values than brightness could show
CLIP_TOLERANCE = 1e-9


def kernel_view(result: Any, ghost: Any) -> View:
    """Return the view of a `Result` of widgets.kernels; `ghost` is an earlier one or None."""
    return View(
        pictures=[_input(result), _output(result), _products(result), _profile(result, ghost)],
        lines=_lines(result),
        formula=_formula(result),
        keras=_keras(result),
        notes=result.notes,
        values=_values(result),
        header=("place in the window", "pixel", "weight", "product"),
        rows=[
            (f"row {i}, column {j}", result.window[i, j], result.kernel[i, j], result.products[i, j])
            for i, j in np.ndindex(result.kernel.shape)
        ],
    )


def signed(result: Any) -> bool:
    """Whether the output is shown with grey for 0, or else as brightness from 0 to 1."""
    shown = result.state["shown"]
    return result.sum < SIGNED_BELOW if shown == "automatic" else shown == "signed"


def clipped(result: Any) -> float:
    """Return the share of outputs that brightness cannot show: below 0 or above 1."""
    return float(np.mean((result.output < -CLIP_TOLERANCE) | (result.output > 1 + CLIP_TOLERANCE)))


def _limit(result: Any) -> float:
    """Return the value of full white; one output in 200 may lie beyond it, or a few edges would grey all others."""
    return max(float(np.quantile(np.abs(result.output), 0.995)), 1e-9)


def _values(result: Any) -> dict:
    return {
        "name": result.name,
        "sum": result.sum,
        "output": result.value,
        "window": result.window.ravel().tolist(),
        "products": result.products.ravel().tolist(),
        "output_shape": list(result.output.shape),
        "lowest": float(result.output.min()),
        "highest": float(result.output.max()),
        "mean_input": float(result.image.mean()),
        "mean_output": float(result.output.mean()),
        "clipped": clipped(result),
        "place": list(result.place),
    }


# -- pictures --------------------------------------------------------------------------------------------------------
def _panel(title: str, words: str, *marks: str) -> str:
    heading = f'<g font-weight="600">{svg.text(AREA[0], 18, title, size=13)}</g>'
    return svg.figure(SIZE, heading, *marks, title=title, description=f"{title}. {words}")


def _scale(result: Any) -> float:
    """Return the pixels of the figure for one pixel of the input; the output has the same."""
    height, width = result.image.shape
    return min(AREA[2] / width, AREA[3] / height)


def _input(result: Any) -> str:
    scale, size = _scale(result), len(result.kernel)
    left, top = AREA[0], AREA[1]
    height, width = (n * scale for n in result.image.shape)
    rows, columns = result.output.shape
    inset = (size // 2 - result.before) * scale  # output (0, 0) stands on this pixel
    frame = _frame((left - result.before * scale, top - result.before * scale, size * scale, size * scale))
    parts = [
        picture((left, top, width, height), result.image),
        mark(result.place, (scale, scale), *frame),
        touch_map((left + inset, top + inset, columns * scale, rows * scale), rows, columns),
        svg.text(left, top + height + 16, "frame: the window; point, or click to keep", colour=svg.MUTED),
    ]
    title = f"Input {result.image.shape[0]} × {result.image.shape[1]}"
    return _panel(title, "The picture with the window that the output shown reads.", *parts)


def _frame(box: tuple) -> list[str]:
    left, top, width, height = box
    area = f'x="{left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}" fill="none"'
    wide = f'x="{left - 7:.2f}" y="{top - 7:.2f}" width="{width + 14:.2f}" height="{height + 14:.2f}" fill="none"'
    return [
        f'<rect {wide} rx="4" stroke="#fff" stroke-width="3"/>',
        f'<rect {wide} rx="4" stroke="{HERE}" stroke-width="1.6"/>',
        f'<rect {area} stroke="#fff" stroke-width="2.4"/>',
        f'<rect {area} stroke="{HERE}" stroke-width="1.2"/>',
    ]


def _output(result: Any) -> str:
    scale, (rows, columns) = _scale(result), result.output.shape
    box = (AREA[0], AREA[1], columns * scale, rows * scale)
    limit = _limit(result)
    grey = 0.5 + result.output / (2 * limit) if signed(result) else result.output
    below = box[1] + box[3] + 16
    ends = f"black ≤ −{number(limit, 2)}, white ≥ {number(limit, 2)}" if signed(result) else "black 0, white 1"
    parts = [
        picture(box, grey),
        mark(result.place, (scale, scale), *_frame((box[0], box[1], scale, scale))),
        touch_map(box, rows, columns),
        place_words(AREA[0], below, result.place, svg.TEXT),
        svg.text(AREA[0] + AREA[2], below, ends, anchor="end", colour=svg.MUTED),
    ]
    title = f"Output {rows} × {columns}: {result.name}"
    return _panel(title, f"The picture that the kernel makes; {ends}.", *parts)


def _products(result: Any) -> str:
    size = len(result.kernel)
    side, gap = 88, 16
    strongest = max(float(np.abs(result.kernel).max()), 1e-9)
    largest = max(float(np.abs(result.products).max()), 1e-9)
    grids = (
        ("pixels", result.window, (-1, 1), ""),
        ("kernel", result.kernel, (-2 * strongest, 2 * strongest), "×"),
        ("products", result.products, (-2 * largest, 2 * largest), "="),
    )
    parts, top = [], AREA[1] + 26
    for index, (name, values, limits, sign) in enumerate(grids):
        left = AREA[0] + index * (side + gap)
        box = (left, top, side, side)
        parts.append(_greys(box, values) if name == "pixels" else svg.cells(box, values, limits))
        parts.append(svg.grid(box, size, size, Style(svg.MUTED, "", 0.6)))
        parts.append(svg.text(left + side / 2, top - 8, name, anchor="middle"))
        parts.append(svg.text(left - gap / 2, top + side / 2 + 5, sign, anchor="middle", size=15))
        parts += _numbers(box, values, name == "pixels")
    row, column = result.place
    parts += [
        svg.text(AREA[0], top + side + 30, f"sum of the {size * size} products = {number(result.value)}", size=13),
        svg.text(AREA[0], top + side + 50, f"sum of the kernel = {number(result.sum)}", size=13),
        svg.text(AREA[0], top + side + 68, "blue: negative, orange: positive", colour=svg.MUTED),
    ]
    words = f"Pixels times kernel gives the products; they sum to {number(result.value)}."
    return _panel(f"One output: row {row}, column {column}", words, *parts)


def _greys(box: tuple, values: np.ndarray) -> str:
    left, top, width, height = box
    high, wide = height / len(values), width / len(values)
    parts = ['<g shape-rendering="crispEdges">']
    for (i, j), value in np.ndenumerate(values):
        area = f'x="{left + j * wide:.2f}" y="{top + i * high:.2f}" width="{wide:.2f}" height="{high:.2f}"'
        level = round(255 * min(max(value, 0), 1))
        parts.append(f'<rect {area} fill="#{level:02x}{level:02x}{level:02x}"/>')
    return "\n".join([*parts, "</g>"])


def _numbers(box: tuple, values: np.ndarray, on_grey: bool) -> list[str]:
    """Return each number in the middle of its cell, black or white on the greys."""
    left, top, side, _ = box
    cell, small = side / len(values), len(values) > 3
    words = []
    for (i, j), value in np.ndenumerate(values):
        colour = "#fff" if on_grey and value < 0.5 else "#000"
        text = _short(value) if small else _short(value).replace("−.", "−0.")
        text = f"0{text}" if text.startswith(".") and not small else text
        place = (left + (j + 0.5) * cell, top + (i + 0.5) * cell + (2.5 if small else 3.5))
        words.append(svg.text(*place, text, anchor="middle", size=7 if small else 9, colour=colour))
    return words


def _short(value: float) -> str:
    """Return a number in at most four or five characters: ".52", "−.08", "12"."""
    text = f"{value:.2f}" if abs(value) < 10 else f"{value:.0f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = text.replace("-", "−").replace("0.", ".") if abs(value) < 1 else text.replace("-", "−")
    return text if text not in ("", "−", "−0") else "0"


def _profile(result: Any, ghost: Any) -> str:
    row, column = result.place
    across = result.image[min(row - result.before + len(result.kernel) // 2, len(result.image) - 1)]
    out = result.output[row]
    x = np.arange(len(out)) + len(result.kernel) // 2 - result.before
    low, high = min(0.0, float(result.output.min())), max(1.0, float(result.output.max()))
    ticks = tuple((t, number(t)) for t in svg.ticks(0, len(across) - 1))
    axes = Axes(
        *((0, len(across) - 1), (low - 0.05 * (high - low), high + 0.05 * (high - low))),
        *((AREA[0] + 26, AREA[1] + 22, AREA[2] - 30, AREA[3] - 46), "", ("column of the input", "")),
        *((False, False), (ticks, None)),
    )
    marks = [svg.rule(axes, x=column + len(result.kernel) // 2 - result.before)]
    same_row = ghost is not None and ghost.output.shape == result.output.shape and ghost.place[0] == row
    if same_row and not np.array_equal(ghost.output[row], out):
        marks.append(svg.line(axes, x, ghost.output[row], svg.GHOST))
    marks += [svg.line(axes, np.arange(len(across)), across, INPUT), svg.line(axes, x, out, OUTPUT)]
    legend = svg.legend(AREA[0] + 26, AREA[1] + 10, [("input", INPUT), ("output", OUTPUT)], 2, 90)
    title = f"Along row {row}: input and output"
    return _panel(title, "Numbers in the text below.", svg.frame(axes), svg.clip(axes, *marks), legend)


# -- words -----------------------------------------------------------------------------------------------------------
def _lines(result: Any) -> list[Line]:
    state, size = result.state, len(result.kernel)
    shape = " × ".join(map(str, result.image.shape)), " × ".join(map(str, result.output.shape))
    flipped = ", turned by 180 degrees" if state["flip"] else ""
    row, column = result.place
    where = f"on {state['photo']}: {shape[0]} → {shape[1]} (padding {state['padding']})"
    lines = [
        f"{result.name}, {size} × {size}{flipped}, {where}.",
        f"The kernel sums to {number(result.sum)}: {meaning_of_sum(result.sum)}.",
        f"The output at row {row}, column {column} is the sum of {size * size} products, {number(result.value)}.",
        f"Outputs go from {number(result.output.min())} to {number(result.output.max())}; mean of the input "
        f"{number(result.image.mean())}, of the output {number(result.output.mean())}.",
    ]
    share = clipped(result)
    if not signed(result) and share:
        lines.append(f"{share:.1%} of the outputs are below 0 or above 1 and shown as black or white.")
    asked = (state["row"], state["column"])
    if asked != result.place:
        lines.append(f"Row {asked[0]}, column {asked[1]} lies outside the output; the nearest place is shown.")
    return [Line(line) for line in lines]


def _formula(result: Any) -> str:
    terms = [
        f"{number(pixel, 3)} · {_in_brackets(weight)}"
        for pixel, weight in zip(result.window.ravel(), result.kernel.ravel(), strict=True)
    ]
    return f"output = {' + '.join(terms)} = <b>{number(result.value)}</b>"


def _in_brackets(weight: float) -> str:
    return f"({number(weight, 3)})" if weight < 0 else number(weight, 3)


def _keras(result: Any) -> str:
    kernel = "kernel[::-1, ::-1, None, None]" if result.state["flip"] else "kernel[:, :, None, None]"
    return f'keras.ops.conv(image[None, :, :, None], {kernel}, padding="{result.state["padding"]}")'
