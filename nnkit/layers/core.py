"""Input, Dense and Activation: the layers that every network has."""

from __future__ import annotations

import numpy as np

from nnkit import activations
from nnkit.layers.base import Layer
from nnkit.layers.nodes import Node
from nnkit.validation import require_count


class Input(Layer):
    """Says what shape a model's inputs have, without the batch axis; passes them on unchanged.

    First in a `Sequential`, or the start of a graph: `x = Input((8, 8, 1))`, `y = Dense(3)(Flatten()(x))`.
    People write the batch size into `shape`; it never belongs there.

    Args:
        shape: sizes of one example: (64,) for 64 features, (28, 28, 1) for a grey image; None where it may vary.

    Shapes:
        inputs: (N, *shape)
        output: (N, *shape)

    Raises:
        ValueError: a size in `shape` is not positive; inputs of another shape.
        TypeError: a size is not a whole number or None.

    Example:
        >>> from nnkit.model import Sequential
        >>> from nnkit.layers import Dense
        >>> Sequential([Input((3,)), Dense(2)]).count_params()
        8

    Checked against: keras.Input
    Taught in: chapters/01_neurons
    """

    keras_name = "InputLayer"

    def __init__(self, shape, **options):
        super().__init__(**options)
        sizes = (shape,) if isinstance(shape, (int, np.integer)) else tuple(shape)
        self.shape = tuple(None if size is None else require_count(size, "shape") for size in sizes)
        self.node = Node(self, (), (None, *self.shape))  # where a graph starts

    def forward(self, inputs, training=False):
        """Return the inputs, checked against `shape`."""
        x = self.check_inputs(inputs)
        sizes = zip(self.shape, x.shape[1:], strict=False)
        if len(x.shape) != len(self.shape) + 1 or any(size not in (None, seen) for size, seen in sizes):
            raise ValueError(
                f"{self.label} received inputs of shape {x.shape}, expected {('N', *self.shape)}; "
                "put the batch axis first and leave it out of Input's shape."
            )
        self.cache = True
        return x

    def backward(self, grad_output):
        """Return the gradient unchanged."""
        return self.check_grad(grad_output)


class Dense(Layer):
    """Every output is a weighted sum of all inputs: activation(inputs @ kernel + bias).

    `kernel` has a row per input and a column per unit; one bias per unit, not one per layer. With more than two axes
    in the input, the last one is replaced and the others are kept.

    Args:
        units: number of outputs, D_out.
        activation: name, object or function. Default None: the weighted sums themselves.
        use_bias: default True.
        kernel_initializer: default "glorot_uniform".
        bias_initializer: default "zeros".
        kernel_regularizer: penalty on the kernel that a model adds to its loss, "l2" or `losses.L2(1e-4)`; the bias has
            none. Default None.
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, ..., D_in)
        output: (N, ..., D_out)
        kernel: (D_in, D_out)
        bias: (D_out,)

    Raises:
        ValueError: `units` is below 1; the inputs have another D_in than at building.
        TypeError: `units` is not a whole number.

    Example:
        >>> layer = Dense(2, kernel_initializer="ones")
        >>> layer.forward([[1.0, 2.0, 3.0]])
        array([[6., 6.]])
        >>> layer.backward([[1.0, 1.0]]), layer.grads["kernel"][:, 0]
        (array([[2., 2., 2.]]), array([1., 2., 3.]))

    Source: Rumelhart, Hinton and Williams (1986), Nature 323, equations 1, 6 and 7.
    Checked against: keras.layers.Dense
    Taught in: chapters/01_neurons
    """

    input_axes = ("N", "...", "D_in")
    fixed_axes = (-1,)

    def __init__(
        self,
        units,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        **options,
    ):
        super().__init__(**options)
        self.units = require_count(units, "units")
        self.activation = None if activation is None else activations.get(activation)
        self.use_bias = bool(use_bias)
        self.kernel_initializer = kernel_initializer
        self.bias_initializer = bias_initializer
        self.kernel_regularizer = kernel_regularizer

    def make_params(self, input_shape, rng):
        """Create kernel and bias."""
        shape = (input_shape[-1], self.units)
        self.add_weight("kernel", shape, self.kernel_initializer, rng, regularizer=self.kernel_regularizer)
        if self.use_bias:
            self.add_weight("bias", (self.units,), self.bias_initializer, rng)

    def output_shape(self, input_shape):
        """Input shape with D_out in place of D_in."""
        return (*input_shape[:-1], self.units)

    def forward(self, inputs, training=False):
        """activation(inputs @ kernel + bias)."""
        x = self.check_inputs(inputs)
        z = x @ self.params["kernel"]
        if self.use_bias:
            z += self.params["bias"]
        self.cache = x, z
        return z if self.activation is None else self.activation(z)

    def backward(self, grad_output):
        """grad_z = grad_output * activation'(z); by kernel inputs.T @ grad_z, by bias its sum, by inputs @ kernel.T."""
        grad_z = self.check_grad(grad_output)
        if self.activation is not None:
            grad_z = self.activation.backward(self.cache[1], grad_z)
        return self.backward_logits(grad_z)

    def logits(self):
        """The weighted sums of the last forward pass: what cross-entropy starts from."""
        return self.cache[1]

    def backward_logits(self, grad_z):
        """`backward` for the gradient by the weighted sums z = inputs @ kernel + bias.

        Args:
            grad_z: same shape as the output.

        Returns:
            The gradient by the inputs.
        """
        x = self.cache[0]
        rows = grad_z.reshape(-1, self.units)  # (N * ..., D_out)
        self.grads["kernel"] = x.reshape(len(rows), -1).T @ rows
        if self.use_bias:
            self.grads["bias"] = rows.sum(axis=0)
        return grad_z @ self.params["kernel"].T


class Activation(Layer):
    """An activation function as a layer of its own: f(inputs), element by element (softmax: along the last axis).

    `Dense(3, activation="relu")` is `Dense(3)` followed by `Activation("relu")`; the separate layer is for what comes
    between, such as BatchNormalization.

    Args:
        activation: name, object or function.
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, ...)
        output: (N, ...)

    Raises:
        ValueError: no activation has this name.

    Example:
        >>> Activation("relu").forward([[-1.0, 2.0]])
        array([[0., 2.]])

    Checked against: keras.layers.Activation
    Taught in: chapters/02_activations
    """

    input_axes = ("N", "...")

    def __init__(self, activation, **options):
        super().__init__(**options)
        self.activation = activations.get(activation)

    def forward(self, inputs, training=False):
        """f(inputs)."""
        x = self.cache = self.check_inputs(inputs)
        return self.activation(x)

    def backward(self, grad_output):
        """grad_output * f'(inputs); for softmax its Jacobian product."""
        return self.activation.backward(self.cache, self.check_grad(grad_output))

    def logits(self):
        """The inputs of the last forward pass: what cross-entropy starts from."""
        return self.cache

    def backward_logits(self, grad_z):
        """The gradient by the inputs as it is.

        Args:
            grad_z: same shape as the inputs.

        Returns:
            The same.
        """
        return grad_z
