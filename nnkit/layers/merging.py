"""Layers with several inputs: Add, Subtract, Maximum and Concatenate, the joints of residual and Inception nets."""

from __future__ import annotations

import numpy as np

from nnkit.layers import checking
from nnkit.layers.base import Layer


class Merge(Layer):
    """What layers with a list of inputs share: every input is checked, the shapes must be equal (no broadcasting).

    Keras' merging layers also stretch axes of size 1; nnkit refuses, since a forgotten channel goes unnoticed that way.

    Args:
        **options: name, dtype, trainable, as for every `Layer`.

    Raises:
        ValueError: not a list of at least two inputs, or shapes that do not fit.
    """

    def check_shape(self, input_shape):
        """Shapes of all inputs, each a tuple with the batch axis first."""
        shapes = list(input_shape)
        if len(shapes) < 2 or not all(isinstance(shape, (list, tuple)) for shape in shapes):
            raise ValueError(
                f"{self.label} received input_shape={input_shape!r}, expected a list of at least two shapes, "
                "such as [(None, 8), (None, 8)]."
            )
        shapes = [checking.check_shape(self, shape) for shape in shapes]
        self.output_shape(shapes)
        return shapes

    def output_shape(self, input_shape):
        """The common shape of all inputs."""
        first = tuple(input_shape[0])
        for shape in input_shape[1:]:
            if len(shape) != len(first) or any(not _fits(a, b) for a, b in zip(first, shape, strict=True)):
                raise self._misfit(input_shape, "equal shapes")
        return first

    def _misfit(self, shapes, wanted: str) -> ValueError:
        listed = ", ".join(str(tuple(shape)) for shape in shapes)
        return ValueError(
            f"{self.label} received inputs of shapes {listed}; expected {wanted}: "
            "bring them to the same shape first, for example by a Dense or 1x1 convolution on the shorter path."
        )

    def check_inputs(self, inputs):
        """List of arrays of one dtype, as `Layer.check_inputs` for each."""
        if not isinstance(inputs, (list, tuple)) or len(inputs) < 2:
            kind = f"{len(inputs)} in a list" if isinstance(inputs, (list, tuple)) else type(inputs).__name__
            raise ValueError(f"{self.label} received {kind}, expected a list of at least two inputs; pass [a, b].")
        arrays = [checking.to_array(self, x) for x in inputs]
        shapes = tuple(x.shape for x in arrays)
        if shapes != self._accepted:
            self.output_shape(shapes)  # refuses shapes that do not fit
            if not self.built:
                single = all(x.dtype == np.float32 for x in arrays)
                self.build([(None, *shape[1:]) for shape in shapes], dtype="float32" if single else None)
            self._accepted = shapes
        arrays = [checking.to_array(self, x) for x in arrays]
        if self.check_values:
            for i, x in enumerate(arrays):
                checking.check_finite(self, f"inputs[{i}]", x)
        self._seen = shapes
        return arrays


def _fits(a: int | None, b: int | None) -> bool:
    return a is None or b is None or a == b


class Add(Merge):
    """Sum of the inputs: the joint of a residual block.

    Args:
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: list of (N, ...)
        output: (N, ...)

    Raises:
        ValueError: fewer than two inputs, or different shapes.

    Example:
        >>> Add().forward([[[1.0, 2.0]], [[10.0, 20.0]]])
        array([[11., 22.]])

    Source: He et al. (2016), Deep residual learning for image recognition, equation 1.
    Checked against: keras.layers.Add
    Taught in: chapters/09_residuals
    """

    def forward(self, inputs, training=False):
        """inputs[0] + inputs[1] + ..."""
        arrays = self.check_inputs(inputs)
        self.cache = len(arrays)
        total = arrays[0] + arrays[1]
        for x in arrays[2:]:
            total += x
        return total

    def backward(self, grad_output):
        """The same gradient to every input: an addition passes it on unchanged."""
        return [self.check_grad(grad_output)] * self.cache


class Subtract(Merge):
    """First input minus the second.

    Args:
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: two of (N, ...)
        output: (N, ...)

    Raises:
        ValueError: not exactly two inputs, or different shapes.

    Example:
        >>> Subtract().forward([[[1.0, 2.0]], [[10.0, 20.0]]])
        array([[ -9., -18.]])

    Checked against: keras.layers.Subtract
    Taught in: chapters/09_residuals
    """

    def output_shape(self, input_shape):
        """The common shape of the two inputs."""
        if len(input_shape) != 2:
            raise ValueError(f"{self.label} received {len(input_shape)} inputs, expected exactly two; pass [a, b].")
        return super().output_shape(input_shape)

    def forward(self, inputs, training=False):
        """inputs[0] - inputs[1]."""
        first, second = self.check_inputs(inputs)
        self.cache = True
        return first - second

    def backward(self, grad_output):
        """grad_output to the first, its negative to the second."""
        grad_output = self.check_grad(grad_output)
        return [grad_output, -grad_output]


class Maximum(Merge):
    """The largest of the inputs, element by element (maxout).

    The gradient goes to the largest input alone; among equal ones the first gets all of it.

    Args:
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: list of (N, ...)
        output: (N, ...)

    Raises:
        ValueError: fewer than two inputs, or different shapes.

    Example:
        >>> layer = Maximum()
        >>> layer.forward([[[1.0, 5.0]], [[3.0, 4.0]]])
        array([[3., 5.]])
        >>> layer.backward([[1.0, 1.0]])
        [array([[0., 1.]]), array([[1., 0.]])]

    Source: Goodfellow et al. (2013), Maxout networks, section 2.
    Checked against: keras.layers.Maximum
    Taught in: chapters/09_residuals
    """

    def forward(self, inputs, training=False):
        """max(inputs[0], inputs[1], ...)."""
        arrays = self.check_inputs(inputs)
        best, winner = arrays[0], np.zeros(arrays[0].shape, dtype=int)
        for i, x in enumerate(arrays[1:], start=1):
            winner = np.where(x > best, i, winner)  # among equals the first one wins, as in TensorFlow
            best = np.maximum(best, x)
        self.cache = winner, len(arrays)
        return best

    def backward(self, grad_output):
        """grad_output where an input was the largest, 0 elsewhere; among equals the first one gets it."""
        grad_output = self.check_grad(grad_output)
        winner, count = self.cache
        return [np.where(winner == i, grad_output, grad_output.dtype.type(0)) for i in range(count)]


class Concatenate(Merge):
    """The inputs laid side by side along one axis: how the branches of an Inception module meet.

    Args:
        axis: along which sizes may differ. Default -1, the channels; 0 (the batch) is refused.
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: list of (N, ..., C_i)
        output: (N, ..., sum of C_i)

    Raises:
        ValueError: fewer than two inputs, shapes that differ elsewhere than along `axis`, or an axis that is not there.

    Example:
        >>> Concatenate().forward([[[1.0, 2.0]], [[3.0]]])
        array([[1., 2., 3.]])

    Source: Szegedy et al. (2015), Going deeper with convolutions, section 4.
    Checked against: keras.layers.Concatenate
    Taught in: chapters/06_cnns
    """

    def __init__(self, axis=-1, **options):
        super().__init__(**options)
        self.axis = axis

    def output_shape(self, input_shape):
        """The common shape, the sizes along `axis` added."""
        ndim, shapes = len(input_shape[0]), [list(shape) for shape in input_shape]
        if not isinstance(self.axis, int) or not -ndim < self.axis < ndim or self.axis == 0:
            raise ValueError(
                f"{self.label} received axis={self.axis!r} for inputs of rank {ndim}, expected 1 to {ndim - 1} or -1; "
                "axis 0 is the batch and cannot be joined."
            )
        if any(len(shape) != ndim for shape in shapes):
            raise self._misfit(input_shape, "equal ranks")
        sizes = [shape.pop(self.axis) for shape in shapes]
        if any(not _fits(a, b) for shape in shapes for a, b in zip(shapes[0], shape, strict=True)):
            raise self._misfit(input_shape, f"equal sizes on all axes but {self.axis}")
        joined = list(input_shape[0])
        joined[self.axis] = None if None in sizes else sum(sizes)
        return tuple(joined)

    def forward(self, inputs, training=False):
        """inputs[0], inputs[1], ... side by side along `axis`."""
        arrays = self.check_inputs(inputs)
        self.cache = np.cumsum([x.shape[self.axis] for x in arrays])[:-1]
        return np.concatenate(arrays, axis=self.axis)

    def backward(self, grad_output):
        """grad_output cut at the seams."""
        return np.split(self.check_grad(grad_output), self.cache, axis=self.axis)
