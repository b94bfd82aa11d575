"""Curves: functions with their derivatives, and measurements over several runs with their spread."""

import numpy as np

from nnkit.plots.bands import middle_and_band
from nnkit.plots.palette import line_style
from nnkit.validation import require_choice

BANDS = {"std": "± 1 standard deviation", "range": "least to greatest"}
NUM_MARKERS = 8  # markers along a line: enough to tell lines apart, few enough to see the line


def activation_curves(ax, functions, x=None, derivative=False, title=None, xlabel="input z", ylabel=None):
    """Draw activation functions, or their derivatives, over the same inputs.

    Args:
        ax: the `Axes` to draw on.
        functions: names, `nnkit.activations` instances or plain callables in a list, or a dict from label to these.
        x: the inputs, increasing; default 401 values from -5 to 5.
        derivative: True draws the slope at each input in place of the value.
        title: default names what is drawn.
        xlabel: of the horizontal axis, with its unit.
        ylabel: of the vertical axis; default "output" or "slope".

    Returns:
        The `Axes`.

    Raises:
        ValueError: for a name that is no activation.

    Taught in: 02.
    """
    from nnkit import activations

    x = np.linspace(-5.0, 5.0, 401) if x is None else np.asarray(x, dtype=float)
    for index, (label, function) in enumerate(_named(functions).items()):
        function = activations.get(function)
        y = function.derivative(x) if derivative else function(x)
        ax.plot(x, y, label=label, markevery=_every(len(x), index), markersize=5, **line_style(index))
    _cross(ax)
    ax.set(title=title or ("Derivatives" if derivative else "Activations"), xlabel=xlabel)
    ax.set_ylabel(ylabel or ("slope (output per unit of input)" if derivative else "output f(z)"))
    ax.legend()
    return ax


def value_and_slope(ax, function, x=None, title=None, limits=None):
    """Draw one activation function, solid, and its derivative, dashed, on the same axes.

    Args:
        ax: the `Axes` to draw on.
        function: a name, an `nnkit.activations` instance or a plain callable.
        x: the inputs, increasing; default 401 values from -5 to 5.
        title: default the function's name.
        limits: `(low, high)` of the vertical axis; default chosen by matplotlib.

    Returns:
        The `Axes`.

    Raises:
        ValueError: for a name that is no activation.

    Taught in: 02.
    """
    from nnkit import activations

    x = np.linspace(-5.0, 5.0, 401) if x is None else np.asarray(x, dtype=float)
    function = activations.get(function)
    for index, (label, y) in enumerate({"value f(z)": function(x), "slope f'(z)": function.derivative(x)}.items()):
        look = line_style(index)
        ax.plot(x, y, label=label, color=look["color"], linestyle=look["linestyle"])
    _cross(ax)
    ax.set(title=title or function.name, xlabel="input z", ylabel="value; slope", ylim=limits)
    ax.legend(loc="upper left")
    return ax


def lines_with_spread(ax, series, x=None, title="", xlabel="", ylabel="", band="std"):
    """Draw the mean of several runs as a line and their spread as a band.

    A run that broke down (NaN) breaks its line rather than being left out in silence. On a logarithmic axis call
    `ax.set_yscale("log")` first: mean and spread are then taken of the logarithms.

    Args:
        ax: the `Axes` to draw on.
        series: dict from label to an array of runs by steps; a single run may be given without its first axis.
        x: what the steps are; default 1, 2, 3, ...
        title: of the picture; the number of runs is added where it is the same for all.
        xlabel: of the horizontal axis, with its unit.
        ylabel: of the vertical axis, with its unit.
        band: "std" for one standard deviation to both sides, "range" from the least to the greatest run; the latter is
            honest where runs fall into two groups, since it never leaves what was measured.

    Shapes:
        Each of `series`: `(runs, steps)` or `(steps,)`; x: `(steps,)`.

    Returns:
        The `Axes`.

    Raises:
        ValueError: if `x` and a series differ in length, or for another `band`.
    """
    require_choice(band, "band", BANDS)
    runs = {label: np.atleast_2d(np.asarray(values, dtype=float)) for label, values in series.items()}
    for index, (label, values) in enumerate(runs.items()):
        steps = np.arange(1, values.shape[1] + 1) if x is None else np.asarray(x)
        if len(steps) != values.shape[1]:
            raise ValueError(
                f"x: received {len(steps)} steps, expected {values.shape[1]} as in series[{label!r}]. "
                "Give each series as runs by steps, one value for each x."
            )
        middle, low, high = middle_and_band(values, band, logarithmic=ax.get_yscale() == "log")
        look = line_style(index)
        ax.plot(steps, middle, label=label, markevery=_every(len(steps), index), markersize=5, **look)
        if len(values) > 1:
            ax.fill_between(steps, low, high, color=look["color"], alpha=0.2, linewidth=0)
    ax.set(title=title + _band_note(runs, BANDS[band]), xlabel=xlabel, ylabel=ylabel)
    ax.legend()
    return ax


def learning_curves(ax, series, x=None, title="Learning curves", xlabel="epoch", ylabel="loss (nats)"):
    """Draw losses or accuracies by epoch with their spread over seeds: `lines_with_spread` with the usual labels.

    Args:
        ax: the `Axes` to draw on.
        series: dict from label to an array of runs by epochs.
        x: the epochs; default 1, 2, 3, ...
        title: of the picture.
        xlabel: of the horizontal axis.
        ylabel: of the vertical axis, with its unit.

    Shapes:
        Each of `series`: `(runs, epochs)` or `(epochs,)`.

    Returns:
        The `Axes`.

    Raises:
        ValueError: if `x` and a series differ in length.

    Taught in: 02 and most later chapters.
    """
    lines_with_spread(ax, series, x=x, title=title, xlabel=xlabel, ylabel=ylabel)
    if ax.get_xscale() == "linear":
        ax.locator_params(axis="x", integer=True)  # there is no epoch 1.5
    return ax


def _named(functions):
    """Return a dict from label to function."""
    if isinstance(functions, dict):
        return functions
    functions = [functions] if isinstance(functions, str) or callable(functions) else functions
    return {f if isinstance(f, str) else getattr(f, "name", None) or f.__name__: f for f in functions}


def _cross(ax):
    """Draw the two axes through the origin."""
    ax.axhline(0.0, color="black", linewidth=0.8, zorder=0)
    ax.axvline(0.0, color="black", linewidth=0.8, zorder=0)


def _every(length, index):
    """Return `markevery` that puts NUM_MARKERS on a line, shifted from one line to the next."""
    gap = max(1, length // NUM_MARKERS)
    return (index * gap // 4 % gap, gap)


def _band_note(runs, words):
    """Return what to add to the title about runs and band."""
    counts = {len(values) for values in runs.values()}
    if counts == {1} or len(counts) != 1:
        return ""
    return f"\n({counts.pop()} runs: mean; band: {words})"
