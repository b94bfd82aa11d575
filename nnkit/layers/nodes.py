"""Places in a computation graph: which layer stands there and where its inputs come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Node:
    """A layer's place in a graph.

    Args:
        layer: what computes here.
        parents: the nodes whose outputs are its inputs, in order; none for an `Input`.
        shape: of the output, the batch axis None.

    Example:
        >>> from nnkit.layers import Dense, Input
        >>> Dense(3)(Input((4,))).shape
        (None, 3)

    Taught in: chapters/09_residuals
    """

    layer: Any
    parents: tuple[Node, ...]
    shape: tuple

    def __repr__(self):
        return f"<Node {self.layer.label}, shape {self.shape}>"


def is_symbolic(inputs) -> bool:
    """Tell places in a graph from numbers.

    Args:
        inputs: what a layer was called with.

    Returns:
        True for a `Node`, an `Input`, or a list of these.
    """
    if isinstance(inputs, (list, tuple)):
        return bool(inputs) and all(is_symbolic(item) for item in inputs)
    return isinstance(inputs, Node) or isinstance(getattr(inputs, "node", None), Node)


def as_node(place) -> Node:
    """Node of an `Input` or of a node itself.

    Args:
        place: `Node` or `Input`.

    Returns:
        The node.
    """
    return place if isinstance(place, Node) else place.node


def join(layer, inputs) -> Node:
    """Put a layer behind one or several places.

    Args:
        layer: not yet used elsewhere in the graph (`Model` says so otherwise).
        inputs: a place, or a list of them for a layer with several inputs.

    Returns:
        The new place.

    Raises:
        ValueError: the shapes do not fit the layer.
    """
    several = isinstance(inputs, (list, tuple))
    parents = tuple(as_node(place) for place in (inputs if several else [inputs]))
    shape = [parent.shape for parent in parents] if several else parents[0].shape
    return Node(layer, parents, tuple(layer.output_shape(layer.check_shape(shape))))
