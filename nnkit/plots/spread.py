"""How numbers scatter: bars over seeds, histograms over layers."""

import numpy as np

from nnkit.plots.bands import middle_and_band
from nnkit.plots.palette import OKABE_ITO


def bars_with_spread(ax, values, title="", xlabel="", ylabel="", limits=None, digits=3):
    """Draw the mean over runs as a bar, one standard deviation as an error bar, and every run as a dot.

    The axis may start elsewhere than at 0 where differences are small: say so in the text then, since bars mislead. On
    a logarithmic axis call `ax.set_yscale("log")` first: mean and deviation are then taken of the logarithms. A single
    number has neither error bar nor dot.

    Args:
        ax: the `Axes` to draw on.
        values: dict from label to the numbers of its runs.
        title: of the picture.
        xlabel: what the labels name.
        ylabel: of the measured quantity, with its unit.
        limits: `(low, high)` of the measured axis; default chosen by matplotlib from 0.
        digits: decimals of the mean written above each bar.

    Returns:
        The `Axes`.

    Example:
        >>> from matplotlib.figure import Figure
        >>> ax = bars_with_spread(Figure().subplots(), {"a": [1.0, 3.0]})
        >>> ax.texts[0].get_text()
        '2.000'

    Taught in: 02.
    """
    for place, runs in enumerate(values.values()):
        runs = np.atleast_1d(np.asarray(runs, dtype=float))
        middle, low, high = middle_and_band(runs, logarithmic=ax.get_yscale() == "log")
        ax.bar(place, middle, width=0.6, color=OKABE_ITO["sky"], edgecolor=OKABE_ITO["blue"])
        if len(runs) > 1:
            ax.errorbar(place, middle, yerr=[[middle - low], [high - middle]], color="black", capsize=6, linewidth=1.5)
            shift = np.linspace(-0.18, 0.18, len(runs))
            ax.plot(place + shift, runs, "o", color=OKABE_ITO["vermillion"], markersize=4, zorder=3)
        top = max(runs.max(), high)
        ax.annotate(f"{middle:.{digits}f}", (place, top), xytext=(0, 4), textcoords="offset points", ha="center")
    ax.set_xticks(range(len(values)), values)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    if limits is not None:
        ax.set_ylim(*limits)
    else:
        ax.margins(y=0.12)
    return ax


def histograms_by_layer(ax, layers, bins=60, title="Values by layer", xlabel="value", ylabel="layer", limits=None):
    """Draw one histogram a layer, stacked upwards, each scaled to the same height, with its standard deviation.

    Args:
        ax: the `Axes` to draw on.
        layers: dict from label to an array of any shape, first layer first; or a list of arrays.
        bins: number of bins over the common range.
        title: of the picture.
        xlabel: of the values, with their unit.
        ylabel: what the rows are.
        limits: `(low, high)` of the values; default all of them.

    Returns:
        The `Axes`.

    Raises:
        ValueError: if no value of any layer is finite.

    Taught in: 02, 04, 07.
    """
    layers = layers if isinstance(layers, dict) else {str(k): v for k, v in enumerate(layers, start=1)}
    values = [np.ravel(np.asarray(v, dtype=float)) for v in layers.values()]
    finite = [v[np.isfinite(v)] for v in values]
    if not any(len(v) for v in finite):
        raise ValueError("layers: received no finite number in any layer, expected arrays of numbers. Check for NaN.")
    edges = np.histogram_bin_edges(np.concatenate(finite), bins=bins, range=limits)
    for place, row in enumerate(finite):
        counts, _ = np.histogram(row, bins=edges)
        height = 0.85 * counts / max(counts.max(), 1)
        ax.fill_between(edges, place, place + np.append(height, 0.0), step="post", color=OKABE_ITO["sky"])
        ax.step(edges, place + np.append(height, 0.0), where="post", color=OKABE_ITO["blue"], linewidth=1.0)
        spread = f"std {row.std():.3g}" if len(row) else "no finite value"
        ax.annotate(spread, (1.0, place + 0.3), xycoords=("axes fraction", "data"), ha="right", fontsize=9)
    ax.set_yticks(range(len(layers)), layers)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    ax.grid(axis="y", visible=False)
    return ax
