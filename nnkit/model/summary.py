"""The table of a model's layers, in the form that students know from Keras."""

from __future__ import annotations


def summary_text(network) -> str:
    """Table with name, class, output shape and parameters of every layer, and the totals below.

    Args:
        network: a built `Sequential` or `Model`; for a `Model` a column says which layers come before.

    Returns:
        The text, lines separated by newlines.

    Raises:
        ValueError: the model is not built.

    Example:
        >>> from nnkit.layers import Dense, Input
        >>> from nnkit.model import Sequential
        >>> print(summary_text(Sequential([Input((3,)), Dense(2)])).splitlines()[4])
        │ dense (Dense) │ (None, 2)    │       8 │

    Checked against: keras.Model.summary
    Taught in: chapters/01_neurons
    """
    network.require_built()
    header = ["Layer (type)", "Output Shape", "Param #"]
    rows = _graph_rows(network) if hasattr(network, "nodes") else _chain_rows(network)
    if hasattr(network, "nodes"):
        header.append("Connected to")
    lines = [f'Model: "{network.name}"', *_table(header, rows), *_totals(network)]
    return "\n".join(lines)


def _chain_rows(network) -> list[list[str]]:
    rows, shape = [], network.input_shapes[0]
    for layer in network.layers:
        shape = (None, *layer.output_shape(shape)[1:])
        rows.append([f"{layer.name} ({type(layer).__name__})", str(shape), f"{layer.count_params():,}"])
    return rows


def _graph_rows(network) -> list[list[str]]:
    return [
        [
            f"{node.layer.name} ({type(node.layer).__name__})",
            str(node.shape),
            f"{node.layer.count_params():,}",
            ", ".join(parent.layer.name for parent in node.parents) or "-",
        ]
        for node in network.nodes
    ]


def _table(header: list[str], rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]

    def line(cells, bar: str) -> str:
        padded = [c.rjust(w) if i == 2 else c.ljust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True))]
        return f"{bar} " + f" {bar} ".join(padded) + f" {bar}"

    def rule(left: str, dash: str, middle: str, right: str) -> str:
        return left + middle.join(dash * (width + 2) for width in widths) + right

    between = rule("├", "─", "┼", "┤")
    body = [item for row in rows for item in (line(row, "│"), between)][:-1]
    top = [rule("┏", "━", "┳", "┓"), line(header, "┃"), rule("┡", "━", "╇", "┩")]
    return [*top, *body, rule("└", "─", "┴", "┘")]


def _totals(network) -> list[str]:
    total = network.count_params()
    trainable = sum(array.size for _, leaf in network.leaves(trainable=True) for array in leaf.params.values())
    size = network.dtype.itemsize
    return [
        f" Total params: {total:,} ({_bytes(total * size)})",
        f" Trainable params: {trainable:,} ({_bytes(trainable * size)})",
        f" Non-trainable params: {total - trainable:,} ({_bytes((total - trainable) * size)})",
    ]


def _bytes(number: float) -> str:
    for unit in ("B", "KB", "MB"):
        if number < 1024:
            return f"{number:.2f} {unit}"
        number /= 1024
    return f"{number:.2f} GB"
