"""Model: layers connected as a graph, for paths that part and meet again (residual blocks, Inception modules)."""

from __future__ import annotations

import numpy as np

from nnkit.layers.core import Input
from nnkit.layers.nodes import Node, as_node, is_symbolic
from nnkit.model.network import Network


class Model(Network):
    """A graph of layers, written as in Keras: `Model(x, y)` after `y = Dense(3)(x)` with `x = Input((4,))`.

    Forward runs through the nodes in topological order; backward in the opposite one, and where an output went several
    ways the gradients are added up. Each layer stands in one place; Keras allows several with shared weights.

    Args:
        inputs: `Input`, or list of them.
        outputs: place in the graph, or list of them (several: for looking inside; training needs one).
        seed: of weights, order of examples and dropout. Default 0 (Keras: fresh numbers every time).
        dtype: "float64" or "float32". Default: that of the first `Input`, else float64.
        name: default "model".

    Raises:
        ValueError: an output that does not come from the inputs, an input that leads nowhere, a layer in two places.
        TypeError: not an `Input` or a place in a graph.

    Example:
        >>> from nnkit.layers import Add, Dense
        >>> x = Input((4,))
        >>> y = Add()([x, Dense(4, "relu")(x)])
        >>> model = Model(x, y)
        >>> model.count_params(), model.predict([[1.0, 2.0, 3.0, 4.0]]).shape
        (20, (1, 4))

    Checked against: keras.Model (functional)
    Taught in: chapters/09_residuals
    """

    def __init__(self, inputs, outputs, seed=0, dtype=None, name="model"):
        self.inputs = _places("inputs", inputs)
        self.several_outputs = isinstance(outputs, (list, tuple))
        self.outputs = _places("outputs", outputs)
        self.num_inputs = len(self.inputs)
        self.nodes = topological_order(self.outputs)
        self._check_ends()
        layers = [node.layer for node in self.nodes]
        super().__init__(layers, seed, dtype or self.inputs[0].layer.dtype, name)
        self.build()

    def _check_ends(self) -> None:
        for node in self.inputs:
            if not isinstance(node.layer, Input):
                raise TypeError(f"inputs received {node!r}, expected Input; start the graph there.")
            if node not in self.nodes:
                raise ValueError(f"inputs received {node!r}, but no output depends on it; leave it out.")
        for node in self.nodes:
            if not node.parents and node not in self.inputs:
                raise ValueError(f"outputs depend on {node!r}, which is not among the inputs; add it to inputs.")

    def build(self, input_shape=None) -> Model:
        """Create the parameters of all layers that have none yet, in topological order.

        Args:
            input_shape: not needed, the `Input`s say it; accepted so that all models are built alike.

        Returns:
            The model itself.
        """
        self.dtype = self.dtype or np.dtype("float64")
        self.input_shapes = [node.shape for node in self.inputs]
        for node in self.nodes:
            shapes = [parent.shape for parent in node.parents]
            self.adopt(node.layer, _unpack(shapes) if shapes else node.shape)
        self.built = True
        shapes = [node.shape for node in self.outputs]
        self.output_shape = shapes if self.several_outputs else shapes[0]
        return self

    @property
    def input_kinds(self) -> list[str]:
        """For each input, whether the layers behind it look things up ("integer") or compute ("float")."""
        behind = [{node.layer.input_kind for node in self.nodes if place in node.parents} for place in self.inputs]
        return ["integer" if kinds == {"integer"} else "float" for kinds in behind]

    @property
    def output_layer(self):
        """The layer whose output is the model's."""
        return self.outputs[0].layer

    def _run(self, x, training):
        values = dict(zip(self.inputs, x if self.num_inputs > 1 else [x], strict=True))
        for node in self.nodes:
            if node.parents:
                values[node] = node.layer.forward(_unpack([values[parent] for parent in node.parents]), training)
        results = [values[node] for node in self.outputs]
        return results if self.several_outputs else results[0]

    def _run_back(self, grad_output, logits=False):
        grads: dict[Node, np.ndarray] = {}
        for node, grad in zip(self.outputs, grad_output if self.several_outputs else [grad_output], strict=True):
            grads[node] = grads[node] + grad if node in grads else grad
        for node in reversed(self.nodes):
            if not node.parents or node not in grads:
                continue
            backward = node.layer.backward_logits if logits and node is self.outputs[0] else node.layer.backward
            back = backward(grads.pop(node))
            for parent, grad in zip(node.parents, back if len(node.parents) > 1 else [back], strict=True):
                grads[parent] = grads[parent] + grad if parent in grads else grad
        return _unpack([grads[node] for node in self.inputs])


def _unpack(items: list):
    return items[0] if len(items) == 1 else items


def _places(argument: str, given) -> list[Node]:
    places = list(given) if isinstance(given, (list, tuple)) else [given]
    if not places or not all(is_symbolic(place) for place in places):
        raise TypeError(
            f"{argument} received {given!r}, expected Input or what a layer returned for it; write x = Input((4,)), "
            "y = Dense(3)(x), Model(x, y)."
        )
    return [as_node(place) for place in places]


def topological_order(outputs: list[Node]) -> list[Node]:
    """All nodes that the outputs depend on, each after its parents.

    Args:
        outputs: where to start looking.

    Returns:
        The nodes, inputs first along every path.

    Example:
        >>> from nnkit.layers import Dense
        >>> x = Input((4,))
        >>> [node.layer.name for node in topological_order([Dense(3)(Dense(2, name="first")(x))])]
        ['input', 'first', 'dense']
    """
    order: dict[Node, None] = {}
    waiting = [(node, False) for node in reversed(outputs)]
    while waiting:  # depth first without recursion: a graph may be deeper than Python's stack
        node, parents_done = waiting.pop()
        if node in order:
            continue
        if parents_done:
            order[node] = None
        else:
            waiting.append((node, True))
            waiting.extend((parent, False) for parent in reversed(node.parents))
    return list(order)
