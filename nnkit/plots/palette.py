"""Colours, dashes and markers of the course, and matplotlib's settings for them."""

OKABE_ITO = {
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "black": "#000000",
}
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 3)))
MARKERS = ("o", "s", "^", "D", "v", "X", "P", "*")


def line_style(index):
    """Colour, dashes and marker of the `index`-th line; two lines below 210 never share all three.

    Args:
        index: 0 for the first line, 1 for the second, and so on.

    Returns:
        A dict of keyword arguments for `Axes.plot`.

    Example:
        >>> line_style(0)
        {'color': '#0072B2', 'linestyle': '-', 'marker': 'o'}

    Source: Okabe and Ito (2008), Color Universal Design.
    """
    colours = tuple(OKABE_ITO.values())
    return {
        "color": colours[index % len(colours)],
        "linestyle": DASHES[index % len(DASHES)],
        "marker": MARKERS[index % len(MARKERS)],
    }


def style():
    """Set matplotlib's defaults for a lesson: Okabe-Ito colours, readable sizes, a faint grid, no box on two sides.

    Call it once in Setup. It is the only function here that imports pyplot.

    Example:
        >>> style()
    """
    import matplotlib.pyplot as plt
    from cycler import cycler

    plt.rcParams.update(
        {
            "axes.prop_cycle": cycler(color=list(OKABE_ITO.values())),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.titlesize": 12,
            "axes.labelsize": 11,
            "grid.alpha": 0.3,
            "figure.figsize": (7.0, 4.2),
            "figure.dpi": 100,
            "figure.constrained_layout.use": True,
            "legend.frameon": False,
            "lines.linewidth": 2.0,
            "image.cmap": "gray",
        }
    )
