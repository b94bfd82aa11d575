"""The four pictures of the transfer explorer, and its words; pure functions of the computed numbers."""

import base64
import io
import math
from typing import Any

import numpy as np

from widgets import svg
from widgets.bitmap import picture as grey_picture
from widgets.hand import mark, touch_map
from widgets.svg import Axes, Style, number
from widgets.view import Line, View

SIZE = (324, 236)
BOX = (42, 32, 272, 158)
LOOKS = {
    "scratch": Style(svg.COLOURS[3], "3 2.5", 2),
    "fine-tuned": Style(svg.COLOURS[2], "8 3", 2),
    "all frozen": Style(svg.COLOURS[0], "10 3 2 3", 2),
    "this line": Style(svg.COLOURS[1], "", 3),
}
OUTLINE = Style(svg.MUTED, "3 2", 1.2)
TOP = (0, 1.06)  # room for the error bars of a perfect score
MOST_MAPS, MAP_PIXELS = 32, 32


def transfer_view(result: Any, ghost: Any) -> View:
    """Return the view of a `Result` of widgets.transfer; `ghost` is an earlier one or None."""
    ghost = ghost if ghost is not None and ghost.names == result.names and ghost.curves else None
    measured = [_over_steps(result, ghost), _by_examples(result, ghost)] if result.curves else []
    return View(
        pictures=[_line_picture(result, ghost), *measured, _maps(result)],
        lines=_lines(result),
        formula=_formula(result),
        keras=f"for layer in backbone.layers[:{result.depth}]: layer.trainable = False  # then compile",
        notes=[] if result.curves else [NO_RESULTS],
        values=_values(result),
        header=("frozen layers", "parameters to train", "test accuracy", "standard deviation"),
        rows=_rows(result),
    )


NO_RESULTS = (
    "There are no results for this backbone. widgets.transfer_experiment.experiment(backbone, task) measures them; "
    "pass them as results=..."
)


def spread(accuracy: np.ndarray) -> tuple[float, float]:
    """Return mean and standard deviation over the seeds."""
    return float(accuracy.mean()), float(accuracy.std(ddof=1)) if len(accuracy) > 1 else 0.0


def _values(result: Any) -> dict:
    final = {name: spread(accuracy[:, -1]) for name, accuracy in result.curves.items()}
    shares = {name: {"mean": mean, "std": std} for name, (mean, std) in final.items()}
    return {"trainable": result.trainable, "frozen": sum(result.params) - result.trainable, **shares}


def _panel(axes: Axes, *marks: str) -> str:
    description = f"{axes.title}; numbers in the text below."
    return svg.figure(SIZE, svg.frame(axes), *marks, title=axes.title, description=description)


def _errors(axes: Axes, x: float, accuracy: np.ndarray, look: Style, tip: str = "") -> str:
    """Return mean and standard deviation as a dot with a bar."""
    mean, std = spread(accuracy)
    bar = svg.line(axes, [x, x], [mean - std, mean + std], look._replace(dash="", width=1.5))
    return bar + svg.points(axes, x, mean, look, 4.5, [f"{tip}: {number(mean, 3)} ± {number(std, 2)}"])


def _line_picture(result: Any, ghost: Any) -> str:
    """Return the layers in a row, and above each place of the freeze line the accuracy that it gives."""
    names, freeze = [*result.names, "head"], result.state["freeze"]
    axes = Axes((-0.5, len(names) - 0.5), (result.least, TOP[1]), (42, 32, 272, 112), "Where the freeze line stands",
                ("", "test accuracy"), tick_labels=((), None), lines=(False, True))  # fmt: skip
    wide, marks = axes.box[2] / len(names), []
    if result.by_freeze is not None:
        look = LOOKS["this line"]
        places = np.arange(len(result.by_freeze))
        if ghost is not None and not np.array_equal(ghost.by_freeze, result.by_freeze):
            marks.append(svg.line(axes, places, ghost.by_freeze.mean(axis=1), svg.GHOST))
        marks.append(svg.line(axes, places, result.by_freeze.mean(axis=1), Style(svg.MUTED, "", 1)))
        for place, accuracy in enumerate(result.by_freeze):
            here = look if place == freeze else Style(svg.MUTED)
            marks.append(_errors(axes, place, accuracy, here, f"{place} frozen"))
    layers = [_block(42 + wide * i, wide, name, count, i < freeze) for i, (name, count)
              in enumerate(zip(names, result.params, strict=True))]  # fmt: skip
    line = f'<path d="M42 146v58" {svg.stroke(Style(svg.COLOURS[1], "", 3))}/>'
    moved = mark((0, freeze), (wide, 0), line)
    words = svg.text(42, 226, f"{result.trainable:,} of {sum(result.params):,} parameters are trained")
    touch = touch_map((42, 32, axes.box[2], 176), 1, len(names))
    return _panel(axes, svg.clip(axes, *marks), *layers, moved, words, touch)


def _block(left: float, wide: float, name: str, count: int, frozen: bool) -> str:
    """Return a layer as a box; a frozen one is grey and hatched."""
    look = Style(svg.MUTED, "3 2", 1.2) if frozen else Style(svg.COLOURS[2], "", 2)
    area = f'x="{left + 4:.1f}" y="152" width="{wide - 8:.1f}" height="46" rx="4"'
    parts = [f"<rect {area} {svg.stroke(look)}/>"]
    if frozen:
        bars = "".join(f"M{left + 4 + i:.1f} 198l6 -46" for i in np.arange(4, wide - 14, 8))
        parts.append(f'<path d="{bars}" {svg.stroke(Style(svg.MUTED, "", 1, 0.35))}/>')
    middle, roomy = left + wide / 2, wide > 40
    size = 11 if roomy else 8
    number = f"{count:,}" if roomy or count < 1000 else f"{count / 1000:.1f}k"
    parts.append(svg.text(middle, 172, name[: max(4, int(wide / 6))], anchor="middle", size=size))
    parts.append(svg.text(middle, 188, number, anchor="middle", size=size, colour=svg.MUTED))
    return "\n".join(parts)


def _over_steps(result: Any, ghost: Any) -> str:
    n, places = result.state["examples"], np.arange(len(result.steps))
    ticks = tuple((i, str(step)) for i, step in enumerate(result.steps))
    title, labels = f"While it trains, {n} examples a class", ("optimizer steps", "test accuracy")
    axes = Axes((0, max(len(places) - 1, 1)), TOP, BOX, title, labels, tick_labels=(ticks, None))
    marks = [_band(axes, places, result.curves["this line"])]
    if ghost is not None and not np.array_equal(ghost.curves["this line"], result.curves["this line"]):
        marks.append(svg.line(axes, places, ghost.curves["this line"].mean(axis=0), svg.GHOST))
    marks += [svg.line(axes, places, result.curves[name].mean(axis=0), look) for name, look in LOOKS.items()]
    return _panel(axes, svg.clip(axes, *marks, _chance(axes, result)), _legend())


def _band(axes: Axes, x: np.ndarray, accuracy: np.ndarray) -> str:
    mean = accuracy.mean(axis=0)
    std = accuracy.std(axis=0, ddof=1) if len(accuracy) > 1 else np.zeros_like(mean)
    across = np.concatenate([axes.x(x), axes.x(x)[::-1]]).tolist()
    up = np.concatenate([axes.y(mean + std), axes.y(mean - std)[::-1]]).tolist()
    corners = " ".join([f"{px:.1f},{py:.1f}" for px, py in zip(across, up, strict=True)])
    return f'<polygon points="{corners}" fill="{LOOKS["this line"].colour}" fill-opacity="0.2"/>'


def _chance(axes: Axes, result: Any) -> str:
    return svg.rule(axes, y=1 / result.num_classes)


def _legend() -> str:
    return svg.legend(BOX[0] + 24, BOX[1] + BOX[3] - 23, list(LOOKS.items()), 2, 124)


def _by_examples(result: Any, ghost: Any) -> str:
    counts = sorted(result.by_examples["scratch"])
    places = np.arange(len(counts), dtype=float)
    ticks = tuple((i, str(count)) for i, count in enumerate(counts))
    axes = Axes((-0.5, len(counts) - 0.5), TOP, BOX, f"After {result.steps[-1]} steps",
                ("examples a class", "test accuracy"), tick_labels=(ticks, None), lines=(False, True))  # fmt: skip
    marks = [svg.rule(axes, x=counts.index(result.state["examples"]))]
    for i, (name, look) in enumerate(LOOKS.items()):
        shifted = places + 0.08 * (i - 1.5)  # side by side, so that the bars do not hide one another
        runs = [result.by_examples[name][count] for count in counts]
        marks.append(svg.line(axes, shifted, [run.mean() for run in runs], look._replace(width=1.5)))
        marks += [_errors(axes, x, run, look, name) for x, run in zip(shifted.tolist(), runs, strict=True)]
    return _panel(axes, svg.clip(axes, *marks, _chance(axes, result)), _legend())


def _maps(result: Any) -> str:
    """Return the input, and what each filter of the chosen layer answers to it: white is the layer's strongest."""
    layer, maps = result.state["layer"], result.maps
    height, width, count = maps.shape
    title = f"{result.names[layer - 1]}: {count} maps of {height} × {width}"
    shown = maps[..., :MOST_MAPS]
    columns = next(c for c in (4, 6, 8) if shown.shape[-1] <= 4 * c)
    rows = math.ceil(shown.shape[-1] / columns)
    side = min(206 / columns, 176 / rows)
    box = (102, 40, side * columns, side * rows)
    low, high = min(0.0, float(maps.min())), float(maps.max())
    tiled = _tiles((shown - low) / (high - low or 1.0), rows, columns)
    parts = [_photograph((12, 40, 78, 78), result.picture), svg.text(12, 134, result.state["shape"], colour=svg.MUTED)]
    parts += [
        f'<g font-weight="600">{svg.text(12, 22, title, size=13)}</g>',
        grey_picture(box, tiled),
        svg.grid(box, rows, columns),
    ]
    if count > MOST_MAPS:
        parts.append(svg.text(102, 228, f"the first {MOST_MAPS} of {count}", colour=svg.MUTED))
    return svg.figure(SIZE, *parts, title=title, description=f"{title} for a {result.state['shape']}; white is strong.")


def _tiles(maps: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Return maps (H, W, C) from 0 to 1 side by side as one grey picture, each `MAP_PIXELS` wide."""
    height, width, count = maps.shape
    row, column = (np.arange(MAP_PIXELS) * extent // MAP_PIXELS for extent in (height, width))
    enlarged = maps[row][:, column]
    blank = np.zeros((MAP_PIXELS, MAP_PIXELS, rows * columns - count))
    tiles = np.concatenate([enlarged, blank], axis=-1).reshape(MAP_PIXELS, MAP_PIXELS, rows, columns)
    return tiles.transpose(2, 0, 3, 1).reshape(rows * MAP_PIXELS, columns * MAP_PIXELS)


def _photograph(box: tuple, picture: np.ndarray) -> str:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)).save(file, "PNG")
    area = 'x="%g" y="%g" width="%g" height="%g"' % box  # noqa: UP031  four at once
    address = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    return f'<image {area} style="image-rendering:pixelated" href="{address}"/>'


def _share(accuracy: np.ndarray) -> str:
    mean, std = spread(accuracy)
    return f"{mean:.1%} ± {std:.1%}"


def _lines(result: Any) -> list[Line]:
    freeze, total = result.state["freeze"], sum(result.params)
    trained, share = f"{result.trainable:,}", f"{result.trainable / total:.1%}"
    frozen = f"{freeze} of {len(result.names)} layers are frozen"
    lines = [Line(f"{frozen}: {trained} of {total:,} parameters are trained ({share}).")]
    if result.curves:
        lines += _measured(result)
    strongest = int(result.maps.reshape(-1, result.maps.shape[-1]).mean(axis=0).argmax()) + 1
    answer = f"map {strongest} of {result.maps.shape[-1]} answers most to this {result.state['shape']}"
    return [*lines, Line(f"{result.names[result.state['layer'] - 1]}: {answer}.")]


def _measured(result: Any) -> list[Line]:
    n, rate = result.state["examples"], result.state["body_rate"]
    ends = {name: accuracy[:, -1] for name, accuracy in result.curves.items()}
    how = "" if result.state["freeze"] == len(result.names) else f", learning rate {rate:g} of the body"
    rates = {"scratch": f" (its best rate, {result.scratch_rate[n]:g})", "this line": how}
    words = {"this line": "This freeze line", "all frozen": "All frozen", "fine-tuned": f"All fine-tuned at {rate:g}",
             "scratch": "From scratch"}  # fmt: skip
    seeds = f"mean ± standard deviation over {len(ends['this line'])} seeds"
    head = f"Test accuracy after {result.steps[-1]} steps with {n} examples a class, {seeds}:"
    return [Line(head), *(Line(f"{words[k]}{rates.get(k, '')}: {_share(ends[k])}.", LOOKS[k]) for k in words)]


def _formula(result: Any) -> str:
    free = [f"{count:,}" for count in result.params[result.state["freeze"] : -1]]
    head = f"({result.features} + 1) · {result.num_classes}"
    return f"parameters to train = {' + '.join([*free, head])} = <b>{result.trainable:,}</b>"


def _rows(result: Any) -> list[tuple]:
    rows = []
    for freeze in range(len(result.names) + 1):
        measured = ("", "") if result.by_freeze is None else spread(result.by_freeze[freeze])
        rows.append((str(freeze), f"{sum(result.params[freeze:]):,}", *measured))
    return rows
