"""SimpleRNN and LSTM: the same weights applied at every step of a sequence, and the gradient back through time."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nnkit import activations
from nnkit.layers.base import Layer
from nnkit.validation import explain, require_count


class Recurrent(Layer):
    """What recurrent layers share: weights for the input and for the hidden state before, and the walk along the steps.

    The product of all inputs with `kernel` is taken at once; only the product with the hidden state needs the loop.
    A cell defines `run` and `run_backward`; time is the first axis there: (T, N, D).

    Args:
        units: size of the hidden state.
        activation: name, object or function. Default "tanh".
        use_bias: default True.
        return_sequences: give the hidden state of every step, which a recurrent layer on top needs. Default False:
            the last one.
        go_backwards: walk from the last step to the first. Default False.
        **options: kernel_initializer, recurrent_initializer, bias_initializer; name, dtype, trainable.

    Raises:
        ValueError: `units` is below 1; the inputs have another D_in than at building, or no time axis.
    """

    input_axes = ("N", "T", "D_in")
    fixed_axes = (-1,)
    num_gates = 1
    extra_arguments: ClassVar[dict[str, Any]] = {
        "kernel_initializer": "glorot_uniform",
        "recurrent_initializer": "orthogonal",
        "bias_initializer": "zeros",
    }

    def __init__(self, units, activation="tanh", use_bias=True, return_sequences=False, go_backwards=False, **options):
        super().__init__(**options)
        self.units = require_count(units, "units")
        self.activation = activations.get(activation)
        if self.activation.name in ("softmax", "log_softmax"):
            remedy = "Put a Dense layer with softmax on top."
            raise ValueError(explain("activation", self.activation.name, "an elementwise function", remedy))
        self.use_bias = bool(use_bias)
        self.return_sequences, self.go_backwards = bool(return_sequences), bool(go_backwards)

    def make_params(self, input_shape, rng):
        """Create kernel, recurrent_kernel and bias, the gates side by side."""
        width = self.num_gates * self.units
        self.add_weight("kernel", (input_shape[-1], width), self.kernel_initializer, rng)
        self.add_weight("recurrent_kernel", (self.units, width), self.recurrent_initializer, rng)
        if self.use_bias:
            self.add_weight("bias", (width,), self.bias_initializer, rng)

    def output_shape(self, input_shape):
        """(N, T, units) with return_sequences, else (N, units)."""
        steps = (input_shape[1],) if self.return_sequences else ()
        return (input_shape[0], *steps, self.units)

    def forward(self, inputs, training=False):
        """Hidden state after the last step, or after each."""
        x = self.check_inputs(inputs).transpose(1, 0, 2)  # (T, N, D_in)
        x = x[::-1] if self.go_backwards else x
        z_input = x @ self.params["kernel"]
        if self.use_bias:
            z_input += self.params["bias"]
        hidden, kept = self.run(z_input, self.params["recurrent_kernel"])
        self.cache = x, hidden, kept
        return hidden.transpose(1, 0, 2) if self.return_sequences else hidden[-1]

    def backward(self, grad_output):
        """Back through time; the weights are shared by the steps, so that their gradients add up."""
        grad_output = self.check_grad(grad_output)
        x, hidden, kept = self.cache
        grad_hidden = np.zeros_like(hidden)
        if self.return_sequences:
            grad_hidden[:] = grad_output.transpose(1, 0, 2)
        else:
            grad_hidden[-1] = grad_output
        grad_z = self.run_backward(grad_hidden, kept, self.params["recurrent_kernel"])
        rows = grad_z.reshape(-1, grad_z.shape[-1])  # (T * N, gates * units)
        before = np.concatenate([np.zeros_like(hidden[:1]), hidden[:-1]])
        self.grads["kernel"] = x.reshape(len(rows), -1).T @ rows
        self.grads["recurrent_kernel"] = before.reshape(len(rows), -1).T @ rows
        if self.use_bias:
            self.grads["bias"] = rows.sum(axis=0)
        grad_x = grad_z @ self.params["kernel"].T
        return (grad_x[::-1] if self.go_backwards else grad_x).transpose(1, 0, 2)

    def run(self, z_input, recurrent_kernel):
        """Walk along the steps.

        Args:
            z_input: inputs @ kernel + bias, (T, N, gates * units).
            recurrent_kernel: (units, gates * units).

        Returns:
            The hidden states (T, N, units), and what `run_backward` needs.
        """
        raise NotImplementedError(f"{type(self).__name__} has no cell; define run(z_input, recurrent_kernel).")

    def run_backward(self, grad_hidden, kept, recurrent_kernel):
        """Walk back.

        Args:
            grad_hidden: gradient by every hidden state from what follows the layer, (T, N, units).
            kept: second result of `run`.
            recurrent_kernel: (units, gates * units).

        Returns:
            Gradient by z, the weighted sums of every step, (T, N, gates * units).
        """
        raise NotImplementedError(f"{type(self).__name__} has no cell; define run_backward(grad_hidden, ...).")


class SimpleRNN(Recurrent):
    """The hidden state is a Dense layer of the input and of the hidden state before: h_t = f(x_t W + h_{t−1} U + b).

    Its gradient through T steps is a product of T Jacobians, which vanishes or explodes; LSTM is the remedy.

    Args:
        units: size of the hidden state.
        activation: name, object or function. Default "tanh".
        use_bias: default True.
        return_sequences: give the hidden state of every step. Default False: the last one.
        go_backwards: walk from the last step to the first. Default False.
        **options: kernel_initializer, recurrent_initializer, bias_initializer; name, dtype, trainable.

    Shapes:
        inputs: (N, T, D_in)
        output: (N, units), with return_sequences (N, T, units)
        kernel: (D_in, units)
        recurrent_kernel: (units, units)
        bias: (units,)

    Raises:
        ValueError: `units` is below 1; an activation that is not elementwise; inputs of another rank or D_in.

    Example:
        >>> layer = SimpleRNN(1, "linear", kernel_initializer="ones", recurrent_initializer="ones")
        >>> layer.forward([[[1.0], [2.0], [3.0]]])
        array([[6.]])

    Source: Elman (1990), Finding structure in time, section 2.
    Checked against: keras.layers.SimpleRNN
    Taught in: chapters/11_sequences
    """

    def run(self, z_input, recurrent_kernel):
        """h_t = f(z_t) with z_t = x_t W + b + h_{t−1} U."""
        z, hidden = z_input, np.empty_like(z_input)
        h = np.zeros_like(z[0])
        for t in range(len(z)):
            z[t] += h @ recurrent_kernel
            h = hidden[t] = self.activation(z[t])
        return hidden, z

    def run_backward(self, grad_hidden, kept, recurrent_kernel):
        """grad_z_t = (grad_h_t + grad_z_{t+1} Uᵀ) · f'(z_t)."""
        grad_z = self.activation.derivative(kept)
        later = np.zeros_like(grad_hidden[0])
        for t in reversed(range(len(grad_z))):
            grad_z[t] *= grad_hidden[t] + later
            later = grad_z[t] @ recurrent_kernel.T
        return grad_z


class LSTM(Recurrent):
    """Long short-term memory: a cell state that is kept, added to and read through three gates.

    i, f, o = sigmoid(...) let in, forget and let out; g = tanh(...) is the candidate. The four stand side by side in
    the kernels in Keras' order i, f, g, o; taking another order is the usual mistake.

        c_t = f · c_{t−1} + i · g
        h_t = o · tanh(c_t)

    The bias of the forget gate starts at 1 (`unit_forget_bias`), so that the cell remembers before it has learned.
    Parameters: 4 · units · (D_in + units + 1).

    Args:
        units: size of the hidden and of the cell state.
        activation: of candidate and output. Default "tanh".
        recurrent_activation: of the gates. Default "sigmoid".
        use_bias: default True.
        unit_forget_bias: start the forget gate's bias at 1. Default True.
        return_sequences: give the hidden state of every step. Default False: the last one.
        **options: go_backwards; kernel_initializer, recurrent_initializer, bias_initializer; name, dtype, trainable.

    Shapes:
        inputs: (N, T, D_in)
        output: (N, units), with return_sequences (N, T, units)
        kernel: (D_in, 4 * units)
        recurrent_kernel: (units, 4 * units)
        bias: (4 * units,)

    Raises:
        ValueError: `units` is below 1; an activation that is not elementwise; inputs of another rank or D_in.

    Example:
        >>> layer = LSTM(3).build((None, 5, 2), rng=0)
        >>> layer.count_params(), layer.params["bias"].reshape(4, 3)[1]
        (72, array([1., 1., 1.]))

    Source: Hochreiter and Schmidhuber (1997); the forget gate: Gers, Schmidhuber and Cummins (2000), equations 2 to 7.
    Checked against: keras.layers.LSTM
    Taught in: chapters/11_sequences
    """

    num_gates = 4
    extra_arguments: ClassVar[dict[str, Any]] = {"go_backwards": False, **Recurrent.extra_arguments}

    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        unit_forget_bias=True,
        return_sequences=False,
        **options,
    ):
        backwards = options.pop("go_backwards", False)
        super().__init__(units, activation, use_bias, return_sequences, backwards, **options)
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = bool(unit_forget_bias)

    def make_params(self, input_shape, rng):
        """Create kernel, recurrent_kernel and bias; the forget gate's part of the bias is 1."""
        super().make_params(input_shape, rng)
        if self.use_bias and self.unit_forget_bias:
            self.params["bias"][self.units : 2 * self.units] = 1

    def run(self, z_input, recurrent_kernel):
        """The two equations of the class, step by step."""
        z, steps = z_input, len(z_input)
        gates = np.empty_like(z)
        cell, read, hidden = (np.empty_like(z[..., : self.units]) for _ in range(3))
        c = h = np.zeros_like(cell[0])
        for t in range(steps):
            z[t] += h @ recurrent_kernel
            self._open_gates(z[t], gates[t])
            i, f, g, o = np.split(gates[t], 4, axis=-1)
            c = cell[t] = f * c + i * g
            read[t] = self.activation(c)
            h = hidden[t] = o * read[t]
        return hidden, (z, gates, cell, read)

    def run_backward(self, grad_hidden, kept, recurrent_kernel):
        """The chain rule through the two equations, from the last step to the first."""
        z, gates, cell, read = kept
        slopes, read_slope = self._gate_slopes(z), self.activation.derivative(cell)
        before = np.concatenate([np.zeros_like(cell[:1]), cell[:-1]])  # c_{t−1}
        grad_z = np.empty_like(z)
        later_h = later_c = np.zeros_like(cell[0])
        for t in reversed(range(len(z))):
            i, f, g, o = np.split(gates[t], 4, axis=-1)
            grad_h = grad_hidden[t] + later_h
            grad_c = later_c + grad_h * o * read_slope[t]
            grad_gates = (grad_c * g, grad_c * before[t], grad_c * i, grad_h * read[t])
            grad_z[t] = np.concatenate(grad_gates, axis=-1) * slopes[t]
            later_h, later_c = grad_z[t] @ recurrent_kernel.T, grad_c * f
        return grad_z

    def trace(self) -> dict[str, np.ndarray]:
        """Values of the last forward pass at every step, in the order of walking.

        Returns:
            "input", "forget", "candidate", "output" (the gates), "cell" and "hidden", each (N, T, units).

        Raises:
            RuntimeError: there was no forward pass.
        """
        if self.cache is None:
            raise RuntimeError(f"{self.label}.trace needs a forward pass; call forward(inputs) first.")
        _, hidden, (_, gates, cell, _) = self.cache
        series = (*np.split(gates, 4, axis=-1), cell, hidden)
        names = ("input", "forget", "candidate", "output", "cell", "hidden")
        return {name: values.transpose(1, 0, 2).copy() for name, values in zip(names, series, strict=True)}

    def _open_gates(self, z: np.ndarray, gates: np.ndarray) -> None:
        """Write the four gates of one step; i, f and o share an activation, g has the other."""
        candidate = slice(2 * self.units, 3 * self.units)
        gates[:] = self.recurrent_activation(z)
        gates[:, candidate] = self.activation(z[:, candidate])

    def _gate_slopes(self, z: np.ndarray) -> np.ndarray:
        candidate = slice(2 * self.units, 3 * self.units)
        slopes = self.recurrent_activation.derivative(z)
        slopes[..., candidate] = self.activation.derivative(z[..., candidate])
        return slopes
