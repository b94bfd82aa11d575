"""Charts as inline SVG: no script, no font and no file from outside, and every number also stands in words.

Each chart is a `figure`: the picture with a title and a description for those who do not see it, and a caption that
says the same in a sentence. Bars carry their numbers and lines their names: no colour is needed to read them.
"""

import re
from html import escape
from itertools import pairwise

WIDTH, BAR, GAP = 640, 22, 8
LABEL, LETTER = 210, 7.2  # pixels for the names beside bars; of a letter
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 24, 44
PLOT_HEIGHT = 200
INK, BLUE, PALE, SKY = "#1a1a1a", "#0072b2", "#e4e4e4", "#9fc9e6"
TENTHS = 10


def figure(title, caption, height, parts):
    """A chart in its frame.

    Args:
        title: what it shows; no other chart of the page has it.
        caption: what there is to see in it, in words.
        height: of the drawing, in pixels at full size.
        parts: SVG elements.

    Returns:
        HTML.
    """
    name = re.sub(r"\W+", "-", title)
    return (
        f'<figure><div class="wide" tabindex="0" role="group" aria-label="{escape(title)}">'
        f'<svg viewBox="0 0 {WIDTH} {height:g}" role="img" aria-labelledby="{name}t {name}d">'
        f'<title id="{name}t">{escape(title)}</title><desc id="{name}d">{escape(caption)}</desc>'
        f"{''.join(parts)}</svg></div>"
        f"<figcaption><strong>{escape(title)}.</strong> {escape(caption)}</figcaption></figure>"
    )


def text(x, y, words, anchor="start", bold=False):
    """Words in a chart.

    Args:
        x: pixels from the left.
        y: pixels from the top, to the baseline.
        words: any text.
        anchor: start, middle or end.
        bold: whether to print them bold.

    Returns:
        An SVG element.
    """
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}>{escape(str(words))}</text>'


def line(x1, y1, x2, y2, dashes=""):
    """A thin line.

    Args:
        x1: start, pixels from the left.
        y1: start, pixels from the top.
        x2: end.
        y2: end.
        dashes: as SVG has them; solid if empty.

    Returns:
        An SVG element.
    """
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{INK}"{dashed}/>'


def box(x, y, width, height, colour=BLUE):
    """A filled rectangle.

    Args:
        x: left edge.
        y: upper edge.
        width: pixels.
        height: pixels.
        colour: its colour.

    Returns:
        An SVG element.
    """
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" fill="{colour}"/>'


def bars(title, rows, caption, most=1.0):
    """Bars side by side with their names and what they stand for.

    Args:
        title: what it shows.
        rows: (name, length or None, words at the end of the bar).
        caption: what there is to see in it.
        most: the length that fills the width.

    Returns:
        HTML.
    """
    room = WIDTH - LABEL - RIGHT - 150
    parts = []
    for number, (name, length, words) in enumerate(rows):
        y = number * (BAR + GAP) + GAP
        parts.append(text(LABEL - 8, y + BAR * 0.72, shortened(name, LABEL - 8), "end"))
        parts.append(box(LABEL, y, room, BAR, PALE))
        parts.append(box(LABEL, y, room * (length or 0) / (most or 1), BAR))
        parts.append(text(LABEL + room + 6, y + BAR * 0.72, words))
    return figure(title, caption, len(rows) * (BAR + GAP) + 2 * GAP, parts)


def shortened(words, pixels):
    """Words that fit into a width.

    Args:
        words: any text.
        pixels: the width.

    Returns:
        The words, or the first of them and an ellipsis.
    """
    fit = int(pixels / LETTER)
    return words if len(words) <= fit else words[: fit - 1].rstrip() + "…"


def histogram(title, shares, caption):
    """How many students earned how much, in tenths of the points.

    Args:
        title: what it shows.
        shares: parts of the points, 0 to 1.
        caption: what there is to see in it.

    Returns:
        HTML.
    """
    counts = tenths(shares)
    width = (WIDTH - LEFT - RIGHT) / TENTHS
    base = TOP + PLOT_HEIGHT
    parts = [line(LEFT, base, WIDTH - RIGHT, base)]
    for number, students in enumerate(counts):
        height = PLOT_HEIGHT * students / max(*counts, 1)
        x = LEFT + number * width
        parts.append(box(x + 3, base - height, width - 6, height))
        parts.append(text(x + width / 2, base - height - 5, students, "middle", bold=True))
        parts.append(text(x, base + 16, f"{10 * number}", "middle"))
    parts.append(text(WIDTH - RIGHT, base + 16, "100", "middle"))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, base + 36, "points earned, % of all that are graded", "middle"))
    return figure(title, caption, base + BOTTOM, parts)


def tenths(shares):
    """How many shares fall into each tenth; 1 belongs to the last.

    Args:
        shares: numbers from 0 to 1.

    Returns:
        A list of `TENTHS` counts.

    Example:
        >>> tenths([0.0, 0.05, 0.95, 1.0])
        [2, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    """
    counts = [0] * TENTHS
    for share in shares:
        counts[min(int(share * TENTHS), TENTHS - 1)] += 1
    return counts


def time_series(title, times, due, caption):
    """How many had handed in by when, as a stair, with the due date across it.

    Args:
        title: what it shows.
        times: times of submission.
        due: the due date, or None.
        caption: what there is to see in it.

    Returns:
        HTML.
    """
    times = sorted(times)
    first, last = min([times[0], *([due] if due else [])]), max([times[-1], *([due] if due else [])])
    span = (last - first).total_seconds() or 1.0

    def across(time):
        return LEFT + (WIDTH - LEFT - RIGHT) * (time - first).total_seconds() / span

    def up(students):
        return TOP + PLOT_HEIGHT * (1 - students / len(times))

    corners = [(across(times[0]), up(0)), (across(times[0]), up(1))]
    for number, (_, time) in enumerate(pairwise(times), start=1):
        corners += [(across(time), up(number)), (across(time), up(number + 1))]
    corners.append((across(last), up(len(times))))
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    parts = [line(LEFT, up(0), WIDTH - RIGHT, up(0)), line(LEFT, up(0), LEFT, TOP)]
    parts.append(f'<polyline points="{path}" fill="none" stroke="{BLUE}" stroke-width="2.5"/>')
    parts += [text(LEFT - 6, up(students) + 4, students, "end") for students in dict.fromkeys((0, len(times)))]
    parts += [text(LEFT, up(0) + 18, day(first)), text(WIDTH - RIGHT, up(0) + 18, day(last), "end")]
    if due:
        anchor = "end" if across(due) > WIDTH / 2 else "start"
        parts.append(line(across(due), TOP - 8, across(due), up(0), "6 4"))
        parts.append(text(across(due) + (-5 if anchor == "end" else 5), TOP - 10, "due", anchor, bold=True))
    return figure(title, caption, TOP + PLOT_HEIGHT + 30, parts)


def day(time):
    """A time as charts and tables write it.

    Args:
        time: a `datetime` in UTC.

    Returns:
        A string.
    """
    return f"{time:%Y-%m-%d %H:%M} UTC"


def ranges(title, rows, caption):
    """Where the class stands in each chapter: least to most, the middle half, and the median.

    Args:
        title: what it shows.
        rows: (name, (least, lower quartile, median, upper quartile, most)), parts from 0 to 1.
        caption: what there is to see in it.

    Returns:
        HTML.
    """
    room = WIDTH - LABEL - RIGHT - 90
    parts = []
    for number, (name, shares) in enumerate(rows):
        y = number * (BAR + GAP) + GAP
        least, lower, median, upper, most = (LABEL + room * share for share in shares)
        parts.append(text(LABEL - 8, y + BAR * 0.72, shortened(name, LABEL - 8), "end"))
        parts.append(line(least, y + BAR / 2, most, y + BAR / 2))
        parts.append(box(lower, y, upper - lower, BAR, SKY))
        parts.append(box(median - 2, y, 4, BAR, INK))
        parts.append(text(LABEL + room + 8, y + BAR * 0.72, f"{shares[2]:.0%}"))
    bottom = len(rows) * (BAR + GAP) + GAP
    parts += [text(LABEL + room * share, bottom + 12, f"{share:.0%}", "middle") for share in (0, 0.5, 1)]
    return figure(title, caption, bottom + 24, parts)
