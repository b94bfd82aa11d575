"""Pictures: a classifier's regions, feature maps, kernels, and which class was taken for which."""

import numpy as np

from nnkit.plots.palette import MARKERS, OKABE_ITO


def decision_surface(ax, predict, x, y, resolution=200, title="Decision surface", margin=0.25):
    """Draw the regions that a classifier assigns, its doubt as paleness, and the points themselves.

    Args:
        ax: the `Axes` to draw on.
        predict: maps `(N, 2)` points to probabilities `(N,)` or `(N, 1)` of class 1, or `(N, classes)`.
        x: the points.
        y: their classes 0, 1, ..., at most 7.
        resolution: grid points a side.
        title: of the picture.
        margin: space around the points in units of the inputs.

    Shapes:
        x: `(N, 2)`; y: `(N,)`.

    Returns:
        The `Axes`.

    Raises:
        ValueError: if the points are not in the plane.

    Taught in: 01, 08.
    """
    from matplotlib.colors import to_rgb

    x, y = np.asarray(x, dtype=float), np.asarray(y).reshape(-1).astype(int)
    if x.ndim != 2 or x.shape[1] != 2:
        raise ValueError(f"x: received shape {x.shape}, expected (N, 2). Choose two features to draw.")
    low, high = x.min(axis=0) - margin, x.max(axis=0) + margin
    columns, rows = (np.linspace(a, b, resolution) for a, b in zip(low, high, strict=True))
    grid = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    shares = _class_probabilities(np.asarray(predict(grid), dtype=float))
    colours = np.array([to_rgb(c) for c in OKABE_ITO.values()])
    picture = 1.0 - 0.6 * (1.0 - shares @ colours[: shares.shape[1]])
    extent = (low[0], high[0], low[1], high[1])
    ax.imshow(picture.reshape(resolution, resolution, 3), origin="lower", extent=extent, aspect="auto")
    for label in np.unique(y):
        points = x[y == label]
        ax.scatter(*points.T, s=18, color=colours[label], edgecolor="white", linewidth=0.6, marker=MARKERS[label])
        ax.scatter([], [], color=colours[label], marker=MARKERS[label], label=f"class {label}")
    ax.set(title=title, xlabel="input $x_1$", ylabel="input $x_2$")
    ax.grid(visible=False)
    ax.legend(loc="upper right", frameon=True)
    return ax


def feature_maps(ax, maps, columns=None, title="Feature maps", cmap="viridis", limits=None):
    """Draw the channels of one picture side by side, all on the same scale.

    Args:
        ax: the `Axes` to draw on.
        maps: one picture's channels.
        columns: maps a row; default about as many as rows.
        title: of the picture; the scale is added to it.
        cmap: name of a matplotlib colour map.
        limits: `(low, high)` of the scale; default the least and greatest value.

    Shapes:
        maps: `(H, W, C)`.

    Returns:
        The `Axes`.

    Raises:
        ValueError: if `maps` has not three axes.

    Taught in: 06, 10.
    """
    maps = np.asarray(maps, dtype=float)
    if maps.ndim != 3:
        raise ValueError(f"maps: received shape {maps.shape}, expected (H, W, C). Pass one picture, as in maps[0].")
    low, high = limits or (np.nanmin(maps), np.nanmax(maps))
    columns = columns or int(np.ceil(np.sqrt(maps.shape[2])))
    ax.imshow(_mosaic(maps, columns), cmap=cmap, vmin=low, vmax=high, interpolation="nearest")
    _number_tiles(ax, maps, columns)
    ax.set(title=f"{title}\n(dark {low:.2g} to bright {high:.2g})", xlabel="column (pixels)", ylabel="row (pixels)")
    return ax


def kernels(ax, kernel, columns=None, title="Kernels"):
    """Draw the kernels of a convolution layer: blue below 0, white at 0, red above, all on the same scale.

    With one or three input channels a tile is an output channel (three are averaged); otherwise it is a pair of
    input and output channel, a row of tiles for each input channel.

    Args:
        ax: the `Axes` to draw on.
        kernel: the layer's kernel.
        columns: tiles a row; default about as many as rows, or C_out where input channels get rows of their own.
        title: of the picture; the scale is added to it.

    Shapes:
        kernel: `(K_h, K_w, C_in, C_out)`.

    Returns:
        The `Axes`.

    Raises:
        ValueError: if `kernel` has not four axes.

    Taught in: 06.
    """
    kernel = np.asarray(kernel, dtype=float)
    if kernel.ndim != 4:
        raise ValueError(
            f"kernel: received shape {kernel.shape}, expected (K_h, K_w, C_in, C_out). "
            "Add the missing axes, as in kernel[..., None, None] for a single one."
        )
    height, width, channels_in, channels_out = kernel.shape
    if channels_in in (1, 3):
        tiles = kernel.mean(axis=2)
    else:
        tiles, columns = kernel.reshape(height, width, -1), columns or channels_out
    columns = columns or int(np.ceil(np.sqrt(tiles.shape[2])))
    bound = np.abs(tiles).max() or 1.0
    ax.imshow(_mosaic(tiles, columns), cmap="RdBu_r", vmin=-bound, vmax=bound, interpolation="nearest")
    _number_tiles(ax, tiles, columns)
    ax.set(title=f"{title}\n(blue {-bound:.2g}, red {bound:.2g})", xlabel="column (pixels)", ylabel="row (pixels)")
    return ax


def confusion_matrix(ax, y_true, y_pred, class_names=None, title="Confusion matrix"):
    """Draw how often each class was taken for each: rows are the truth, columns the prediction, cells the counts.

    Args:
        ax: the `Axes` to draw on.
        y_true: true classes 0, 1, ...
        y_pred: predicted classes.
        class_names: names of the classes; default their numbers.
        title: of the picture; the accuracy is added to it.

    Shapes:
        y_true, y_pred: `(N,)`.

    Returns:
        The `Axes`.

    Raises:
        ValueError: if the two differ in length.

    Taught in: 01, 12.
    """
    y_true, y_pred = np.asarray(y_true).reshape(-1).astype(int), np.asarray(y_pred).reshape(-1).astype(int)
    if len(y_true) != len(y_pred):
        raise ValueError(
            f"y_pred: received {len(y_pred)} predictions, expected {len(y_true)}, one for each true class. "
            "Pass classes, not probabilities: probabilities.argmax(axis=-1)."
        )
    size = len(class_names) if class_names else max(y_true.max(), y_pred.max()) + 1
    counts = np.zeros((size, size), dtype=int)
    np.add.at(counts, (y_true, y_pred), 1)
    ax.imshow(np.sqrt(counts), cmap="Blues")  # the root lets rare mistakes be seen beside the full diagonal
    dark = np.sqrt(counts.max()) / 2
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "white" if np.sqrt(count) > dark else "black"
            ax.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=9)
    names = class_names or range(size)
    ax.set_xticks(range(size), names)
    ax.set_yticks(range(size), names)
    accuracy = np.trace(counts) / len(y_true)
    ax.set(title=f"{title}: {accuracy:.1%} right", xlabel="predicted class", ylabel="true class")
    ax.grid(visible=False)
    return ax


def _class_probabilities(outputs):
    """Return one column of probability a class; a single column is the probability of class 1."""
    outputs = outputs.reshape(len(outputs), -1)
    return np.column_stack([1.0 - outputs, outputs]) if outputs.shape[1] == 1 else outputs


def _mosaic(tiles, columns):
    """Put `(H, W, C)` tiles into one picture with a line of NaN, one pixel wide, between them."""
    height, width, count = tiles.shape
    rows = -(-count // columns)
    picture = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), np.nan)
    for index in range(count):
        top, left = (index // columns) * (height + 1), (index % columns) * (width + 1)
        picture[top : top + height, left : left + width] = tiles[..., index]
    return picture


def _number_tiles(ax, tiles, columns):
    """Write each channel's number into the corner of its tile, and take the ticks of the mosaic away."""
    height, width, count = tiles.shape
    for index in range(count):
        place = (index % columns) * (width + 1), (index // columns) * (height + 1)
        box = {"facecolor": "white", "alpha": 0.7, "pad": 1, "edgecolor": "none"}
        ax.text(*place, str(index), fontsize=7, ha="left", va="top", bbox=box)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
