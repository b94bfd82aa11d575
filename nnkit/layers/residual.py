"""Residual: a block of layers and the shortcut around it."""

from __future__ import annotations

from nnkit.layers.base import Layer
from nnkit.layers.naming import make_unique


class Residual(Layer):
    """block(inputs) + shortcut(inputs): the block learns what to change, not what to keep.

    The gradient reaches the inputs by the shortcut undiminished, whatever the block does. Where the block changes the
    shape, the shortcut has to as well (a projection). Keras has no such layer: `to_keras` draws block, shortcut and
    `Add` in a functional model, and what comes back is a `Model`.

    Args:
        block: layer, or list of layers one after the other.
        shortcut: layer or list of layers. Default None: the inputs as they are.
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, ...)
        output: what block and shortcut both return

    Raises:
        ValueError: block and shortcut return different shapes; a layer stands in it twice.
        TypeError: something in block or shortcut is not a layer.

    Example:
        >>> from nnkit.layers import Dense
        >>> Residual([Dense(4, "relu"), Dense(2, kernel_initializer="zeros")]).forward([[1.0, 2.0]])
        array([[1., 2.]])

    Source: He et al. (2016), Deep residual learning for image recognition, equations 1 and 2.
    Checked against: a functional Keras model with keras.layers.Add
    Taught in: chapters/09_residuals
    """

    keras_name = ""  # drawn by nnkit.model.keras_bridge

    def __init__(self, block, shortcut=None, **options):
        super().__init__(**options)
        self.block = as_layers("block", block)
        self.shortcut = as_layers("shortcut", [] if shortcut is None else shortcut)
        self.sublayers = (*self.block, *self.shortcut)
        make_unique(self.sublayers, self.label)

    def make_params(self, input_shape, rng):
        """Build block and shortcut where they are not built; `params` and `state` hold their arrays, not copies."""
        for path in (self.block, self.shortcut):
            shape = input_shape
            for layer in path:
                layer.check_values = self.check_values
                if layer.built:
                    layer.check_built(shape)
                else:
                    layer.build(shape, rng, self.dtype)
                shape = layer.output_shape(shape)
        for layer in self.sublayers:
            self.params.update({f"{layer.name}/{key}": array for key, array in layer.params.items()})
            self.state.update({f"{layer.name}/{key}": array for key, array in layer.state.items()})

    def output_shape(self, input_shape):
        """Shape after the block; the shortcut must give the same."""
        ends = []
        for path in (self.block, self.shortcut):
            shape = tuple(input_shape)
            for layer in path:
                shape = tuple(layer.output_shape(layer.check_shape(shape)))
            ends.append(shape)
        if ends[0] != ends[1]:
            raise ValueError(
                f"{self.label}: the block returns shape {ends[0]} but the shortcut {ends[1]}; expected equal shapes. "
                "Give a shortcut that changes the shape as the block does, such as a Dense layer or a 1x1 convolution "
                "with the block's strides."
            )
        return ends[0]

    def forward(self, inputs, training=False):
        """block(inputs) + shortcut(inputs)."""
        changed = kept = self.check_inputs(inputs)
        for layer in self.block:
            changed = layer.forward(changed, training)
        for layer in self.shortcut:
            kept = layer.forward(kept, training)
        self.cache = True
        return changed + kept

    def backward(self, grad_output):
        """The sum of what comes back through the block and through the shortcut."""
        by_block = by_shortcut = self.check_grad(grad_output)
        for layer in reversed(self.block):
            by_block = layer.backward(by_block)
        for layer in reversed(self.shortcut):
            by_shortcut = layer.backward(by_shortcut)
        for layer in self.sublayers:
            self.grads.update({f"{layer.name}/{key}": array for key, array in layer.grads.items()})
        return by_block + by_shortcut


def as_layers(argument: str, layers) -> list[Layer]:
    """A layer, a list of layers or a Sequential as a list of layers.

    Args:
        argument: its name, for the message.
        layers: what was passed.

    Returns:
        The list.

    Raises:
        TypeError: something in it is not a layer.

    Example:
        >>> from nnkit.layers import Dense
        >>> len(as_layers("block", Dense(3)))
        1
    """
    found = [layers] if isinstance(layers, Layer) else list(getattr(layers, "layers", layers))
    for item in found:
        if not isinstance(item, Layer):
            raise TypeError(f"{argument} received {item!r}, expected layers of nnkit; write Dense(3), with brackets.")
    return found
