"""A computation graph: operations as boxes, tensors as arrows, from left to right."""

from nnkit.plots.palette import OKABE_ITO

WIDTH, HEIGHT = 0.72, 0.5  # of a box, in columns and rows of the layout
PAPER = {"facecolor": "white", "alpha": 0.8, "pad": 0.5, "edgecolor": "none"}  # behind a text on an arrow


def computation_graph(ax, nodes, edges, title="Computation graph"):
    """Draw a graph of operations; every node stands to the right of all that it depends on.

    Args:
        ax: the `Axes` to draw on.
        nodes: dict from a node's key to the text in its box; a node without an incoming edge is an input, drawn round.
        edges: list of `(from, to)` or `(from, to, text)`; the text stands on the arrow (a shape, or a slope).
        title: of the picture.

    Returns:
        The `Axes`.

    Raises:
        ValueError: if an edge names a node that is not there, or the edges go round in a circle.

    Example:
        >>> from matplotlib.figure import Figure
        >>> ax = computation_graph(Figure().subplots(), {"x": "x", "f": "exp"}, [("x", "f", "(3,)")])
        >>> [text.get_text() for text in ax.texts if text.get_text()]
        ['(3,)', 'x', 'exp']

    Taught in: 00, 03.
    """
    columns = _columns(nodes, edges)
    places = _places(columns)
    for start, end, *text in edges:
        _arrow(ax, places[start], places[end], text[0] if text else "")
    inputs = set(nodes) - {edge[1] for edge in edges}
    for key, text in nodes.items():
        _box(ax, places[key], text, rounded=key in inputs)
    ax.set(title=title, xlim=(-0.6, max(columns.values()) + 0.6))
    spread = max(abs(y) for _, y in places.values())
    ax.set_ylim(-spread - 0.6, spread + 0.6)
    ax.set_axis_off()
    return ax


def _columns(nodes, edges):
    """Return a dict from node to its column: the length of the longest way to it, later for an input used late."""
    parents = {key: [] for key in nodes}
    for start, end, *_ in edges:
        for key in (start, end):
            if key not in nodes:
                raise ValueError(f"edges: received the node {key!r}, expected one of {list(nodes)}. Add it to nodes.")
        parents[end].append(start)
    columns = {}
    while len(columns) < len(nodes):
        ready = [k for k in nodes if k not in columns and all(p in columns for p in parents[k])]
        if not ready:
            left = [k for k in nodes if k not in columns]
            raise ValueError(f"edges: received a circle through {left}, expected none. Remove the edge that goes back.")
        columns.update({k: 1 + max((columns[p] for p in parents[k]), default=-1) for k in ready})
    return columns | _inputs_beside_their_use(parents, columns)


def _inputs_beside_their_use(parents, columns):
    """Return inputs moved to the column before the first operation that uses them: short arrows cross no box."""
    uses = {key: [columns[k] for k, p in parents.items() if key in p] for key in parents if not parents[key]}
    return {key: min(columns_of_use) - 1 for key, columns_of_use in uses.items() if columns_of_use}


def _places(columns):
    """Return a dict from node to (x, y): columns from left to right, the nodes of a column centred on 0."""
    places = {}
    for column in sorted(set(columns.values())):
        keys = [key for key, c in columns.items() if c == column]
        places.update({key: (column, 1.2 * ((len(keys) - 1) / 2 - row)) for row, key in enumerate(keys)})
    return places


def _box(ax, place, text, rounded):
    """Draw one node: round for an input, square for an operation."""
    from matplotlib.patches import FancyBboxPatch

    corner = (place[0] - WIDTH / 2, place[1] - HEIGHT / 2)
    box = "round,pad=0,rounding_size=0.2" if rounded else "square,pad=0"
    face = "#FFF3D6" if rounded else "#DCEEF9"
    patch = FancyBboxPatch(corner, WIDTH, HEIGHT, boxstyle=box, facecolor=face, edgecolor=OKABE_ITO["blue"])
    ax.add_patch(patch)
    ax.text(*place, text, ha="center", va="center", zorder=4)


def _arrow(ax, start, end, text):
    """Draw one edge from the right side of a box to the left side of another."""
    tail, head = (start[0] + WIDTH / 2, start[1]), (end[0] - WIDTH / 2, end[1])
    arrow = {"arrowstyle": "-|>", "color": "black", "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=head, xytext=tail, arrowprops=arrow)
    if text:
        middle = (tail[0] + head[0]) / 2, (tail[1] + head[1]) / 2
        ax.annotate(text, middle, xytext=(0, 5), textcoords="offset points", ha="center", fontsize=9, bbox=PAPER)
