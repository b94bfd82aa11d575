"""Neurons: the cell and its model side by side, and a network drawn unit by unit."""

import itertools

import numpy as np

from nnkit.plots.palette import OKABE_ITO

RADIUS = 0.2  # of a unit, in columns of the layout
WIDTHS = (0.8, 4.0)  # points: the lines of the smallest and of the largest weight
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}  # behind a number on a line
CELL, SIGNAL = "#FFF3D6", "#DCEEF9"
SMALL = {"fontsize": 9, "ha": "center", "va": "center"}
LETTER = SMALL | {"fontsize": 12, "color": OKABE_ITO["vermillion"]}  # of a parameter


def biological_neuron(ax, title="A neuron in the brain"):
    """Draw a nerve cell, signals running from left to right, and name the parts that the artificial neuron kept.

    Args:
        ax: the `Axes` to draw on.
        title: of the picture.

    Returns:
        The `Axes`.

    Taught in: 01.
    """
    from matplotlib.patches import Circle

    for height in (1.0, 0.0, -1.0):
        dendrite = _curve(ax, (-2.6, 1.3 * height), (-1.3, 0.9 * height), (-0.35, 0.2 * height))
        _curve(ax, (-2.7, 1.3 * height + 0.4), (-2.3, 1.3 * height + 0.25), dendrite[12])  # a twig of it
        ax.plot(-2.62, 1.3 * height, "o", color=OKABE_ITO["vermillion"], markersize=7, zorder=3)
        _curve(ax, (2.1, 0.0), (2.5, 0.3 * height), (3.0, 0.75 * height))  # an end of the axon
    ax.plot([0.4, 2.1], [0, 0], color="black", linewidth=3)
    ax.add_patch(Circle((0, 0), 0.5, facecolor=CELL, edgecolor="black", linewidth=1.5, zorder=4))
    ax.add_patch(Circle((0, 0), 0.16, facecolor=OKABE_ITO["orange"], edgecolor="none", zorder=5))
    words = {
        "synapses:\nsignals come in,\nstrong or weak": (-2.55, -2.1),
        "dendrites": (-1.15, 1.1),
        "cell body:\ngathers the signals": (0.0, -1.0),
        "axon: fires beyond\na threshold": (1.5, 0.5),
        "to other\nneurons": (2.85, -1.25),
    }
    return _finished(ax, words, title)


def artificial_neuron(ax, title="A neuron in a network"):
    """Draw weighted inputs, sum with bias, activation and output in the places of the cell's parts.

    Args:
        ax: the `Axes` to draw on.
        title: of the picture.

    Returns:
        The `Axes`.

    Taught in: 01.
    """
    for index, height in enumerate((1.0, 0.0, -1.0), start=1):
        _unit(ax, (-2.6, 1.3 * height), f"$x_{index}$", "white", radius=0.3)
        _arrow(ax, (-2.28, 1.15 * height), (-0.47, 0.2 * height))
        ax.text(-1.5, 0.78 * height, f"$w_{index}$", bbox=PAPER, **LETTER)
    _arrow(ax, (0, 1.25), (0, 0.52))
    ax.text(0, 1.45, "$b$", **LETTER)
    _unit(ax, (0, 0), r"$\sum$", CELL, radius=0.5)
    _arrow(ax, (0.5, 0), (1.15, 0))
    _unit(ax, (1.5, 0), "$f$", SIGNAL, radius=0.35)
    _arrow(ax, (1.85, 0), (2.6, 0))
    ax.text(2.85, 0, "$y$", **SMALL | {"fontsize": 13})
    words = {
        "inputs,\neach with a weight": (-2.2, -2.1),
        "sum and bias:\n$z = w \\cdot x + b$": (0.0, -1.0),
        "activation": (1.5, 0.65),
        "output\n$y = f(z)$": (2.75, -0.75),
    }
    return _finished(ax, words, title)


def network_diagram(ax, sizes, weights=None, title="Network", names=None):
    """Draw every unit as a circle and every weight as a line, the inputs on the left.

    With `weights` a line is solid for a positive weight and dashed for a negative one, thicker for a larger one, with
    its number on it; the bias stands under its unit.

    Args:
        ax: the `Axes` to draw on.
        sizes: units of each layer, the inputs first.
        weights: list of `(W, b)`, one a layer behind the inputs; default none, all lines alike.
        title: of the picture.
        names: words under each layer; default "input", "hidden 1", ..., "output".

    Shapes:
        W: `(sizes[k], sizes[k + 1])`; b: `(sizes[k + 1],)`.

    Returns:
        The `Axes`.

    Raises:
        ValueError: if the weights do not have the shapes of the sizes.

    Example:
        >>> from matplotlib.figure import Figure
        >>> ax = network_diagram(Figure().subplots(), [3, 3, 2, 2])
        >>> len(ax.patches), len(ax.lines)  # units and weights
        (10, 19)

    Taught in: 01.
    """
    places = [[(k, (size - 1) / 2 - unit) for unit in range(size)] for k, size in enumerate(sizes)]
    weights = [None] * (len(sizes) - 1) if weights is None else [tuple(map(np.asarray, pair)) for pair in weights]
    _require_shapes(sizes, weights)
    largest = max((np.abs(pair[0]).max() for pair in weights if pair is not None), default=1.0) or 1.0
    for k, pair in enumerate(weights):
        for i, start in enumerate(places[k]):
            for j, end in enumerate(places[k + 1]):
                _weight(ax, start, end, None if pair is None else float(pair[0][i, j]), largest)
    for k, layer in enumerate(places):
        for unit, place in enumerate(layer):
            _unit(ax, place, "", "white" if k == 0 else SIGNAL, RADIUS)
            if k > 0 and weights[k - 1] is not None:
                ax.text(place[0], place[1] - 0.33, f"{weights[k - 1][1][unit]:+.3g}", zorder=6, **SMALL)
    words = names or ["input", *(f"hidden {k}" for k in range(1, len(sizes) - 1)), "output"]
    bottom = -(max(sizes) - 1) / 2 - 0.7
    for k, word in enumerate(words):
        ax.text(k, bottom, word, **SMALL | {"fontsize": 10})
    ax.set(title=title, xlim=(-0.5, len(sizes) - 0.5), ylim=(bottom - 0.3, -bottom))
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


def _require_shapes(sizes, weights):
    """Refuse weights that are not those of a network of these sizes."""
    expected = [((a, b), (b,)) for a, b in itertools.pairwise(sizes)]
    received = [pair and (pair[0].shape, pair[1].shape) for pair in weights]
    if len(received) != len(expected) or any(r not in (None, e) for r, e in zip(received, expected, strict=True)):
        raise ValueError(f"weights: received the shapes {received}, expected {expected}. Give a (W, b) for each layer.")


def _weight(ax, start, end, weight, largest):
    """Draw one weight; its number stands a third of the way along, where the lines of a unit have parted."""
    look = {"color": "0.6", "linewidth": 1.0}
    if weight is not None:
        width = WIDTHS[0] + (WIDTHS[1] - WIDTHS[0]) * abs(weight) / largest
        colour, dashes = ("blue", "-") if weight >= 0 else ("vermillion", (0, (3, 1.5)))
        look = {"color": OKABE_ITO[colour], "linestyle": dashes, "linewidth": width}
        at = np.array(start) + 0.33 * (np.array(end) - np.array(start))
        ax.text(*at, f"{weight:.3g}", bbox=PAPER, zorder=5, **SMALL)
    ax.plot(*zip(start, end, strict=True), zorder=1, **look)


def _unit(ax, place, text, face, radius):
    """Draw a circle with a text in it."""
    from matplotlib.patches import Circle

    ax.add_patch(Circle(place, radius, facecolor=face, edgecolor=OKABE_ITO["blue"], linewidth=1.5, zorder=3))
    ax.text(*place, text, zorder=4, **SMALL | {"fontsize": 13})


def _curve(ax, start, bend, end):
    """Draw a quadratic Bezier curve, pulled towards `bend`; return its points."""
    t = np.linspace(0, 1, 30)[:, None]
    points = (1 - t) ** 2 * np.array(start) + 2 * t * (1 - t) * np.array(bend) + t**2 * np.array(end)
    ax.plot(*points.T, color="black", linewidth=2)
    return points


def _arrow(ax, start, end):
    arrow = {"arrowstyle": "-|>", "color": "black", "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=end, xytext=start, arrowprops=arrow)


def _finished(ax, words, title):
    """Write the words at their places and frame the sketch."""
    for word, place in words.items():
        ax.text(*place, word, **SMALL)
    ax.set(title=title, xlim=(-3.5, 3.5), ylim=(-2.6, 2.0))
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax
