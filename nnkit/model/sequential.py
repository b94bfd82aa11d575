"""Sequential: a chain of layers."""

from __future__ import annotations

from nnkit.layers import checking
from nnkit.layers.base import Layer
from nnkit.layers.core import Input
from nnkit.layers.naming import make_unique
from nnkit.layers.residual import as_layers
from nnkit.model.network import Network


class Sequential(Network):
    """A chain of layers: each takes what the one before returns.

    Built as soon as the shape of the input is known: by `Input` in front, by `build`, or by the first data.

    Args:
        layers: in order, an `Input` in front if you like. Default: none yet; see `add`.
        seed: of weights, order of examples and dropout. Default 0 (Keras: fresh numbers every time).
        dtype: "float64" or "float32". Default: that of `Input`; else float32 for float32 data, else float64.
        name: default "sequential".

    Raises:
        ValueError: shapes that do not fit one another, a layer twice, or two of the same name.
        TypeError: something in the list is not a layer.

    Example:
        >>> from nnkit.layers import Dense
        >>> model = Sequential([Input((3,)), Dense(3, "tanh"), Dense(2, "tanh"), Dense(2, "softmax")])
        >>> model.count_params(), model.predict([[1.0, 2.0, 3.0]]).shape
        (26, (1, 2))

    Checked against: keras.Sequential
    Taught in: chapters/01_neurons
    """

    num_inputs = 1

    def __init__(self, layers=(), seed=0, dtype=None, name="sequential"):
        found = as_layers("layers", layers)
        self.input = found.pop(0) if found and isinstance(found[0], Input) else None
        if dtype is None and self.input is not None:
            dtype = self.input.dtype
        super().__init__(found, seed, dtype, name)
        if self.input is not None and self.layers:
            self.build((None, *self.input.shape))

    @property
    def input_kinds(self) -> list[str]:
        """Whether the first layer looks things up ("integer") or computes ("float")."""
        return [self.layers[0].input_kind if self.layers else "float"]

    def add(self, layer: Layer) -> None:
        """Append a layer; what is built already keeps its weights.

        Args:
            layer: the next one.

        Raises:
            TypeError: not a layer.
            ValueError: its input's shape does not fit.
        """
        (layer,) = as_layers("layer", layer)
        if isinstance(layer, Input) and not self.layers:
            self.input, self.dtype = layer, self.dtype or layer.dtype
            return
        make_unique([*self.layers, layer], self.label)
        shape = self.input_shapes[0] if self.built else self.input and (None, *self.input.shape)
        self.layers.append(layer)
        self.built = False
        if shape:
            self.build(shape)

    def build(self, input_shape, dtype=None) -> Sequential:
        """Create the parameters of all layers that have none yet.

        Args:
            input_shape: the batch axis first: (None, 64).
            dtype: used where the model was given none. Default float64.

        Returns:
            The model itself.

        Raises:
            ValueError: no layers, or shapes that do not fit one another.
        """
        if not self.layers:
            raise ValueError(f"{self.label} has no layers yet, so there is nothing to build; add some first.")
        shape = checking.check_shape(self.layers[0], input_shape)
        self.dtype = self.dtype or checking.check_dtype(self, dtype or "float64")
        self.input_shapes = [(None, *shape[1:])]
        for layer in self.layers:
            self.adopt(layer, shape)
            shape = layer.output_shape(shape)
        self.built, self.output_shape = True, (None, *shape[1:])
        return self

    def _run(self, x, training):
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def _run_back(self, grad_output, logits=False):
        last, *others = reversed(self.layers)
        grad = last.backward_logits(grad_output) if logits else last.backward(grad_output)
        for layer in others:
            grad = layer.backward(grad)
        return grad

    @property
    def output_layer(self) -> Layer:
        """The layer whose output is the model's."""
        return self.layers[-1]
