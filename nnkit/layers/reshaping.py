"""Flatten and Reshape: the same numbers in another shape."""

from __future__ import annotations

import math

from nnkit.layers.base import Layer


class Flatten(Layer):
    """All axes but the batch axis laid out in one: the step from feature maps to a Dense layer.

    Args:
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, ...)
        output: (N, product of the others)

    Example:
        >>> import numpy as np
        >>> Flatten().forward(np.zeros((2, 3, 4))).shape
        (2, 12)

    Checked against: keras.layers.Flatten
    Taught in: chapters/06_cnns
    """

    input_axes = ("N", "...")

    def output_shape(self, input_shape):
        """(N, product of the other sizes), None where one of them is None."""
        sizes = input_shape[1:]
        return (input_shape[0], None if None in sizes else math.prod(sizes))

    def forward(self, inputs, training=False):
        """Row by row, the last axis fastest."""
        x = self.check_inputs(inputs)
        self.cache = x.shape
        return x.reshape(len(x), -1)

    def backward(self, grad_output):
        """Back into the shape of the inputs."""
        return self.check_grad(grad_output).reshape(self.cache)


class Reshape(Layer):
    """The same numbers in another shape; the batch axis stays.

    Args:
        target_shape: without the batch axis; one size may be -1, which means "what is left".
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, ...)
        output: (N, *target_shape)

    Raises:
        ValueError: more than one -1, a size of 0, or the number of elements does not fit.

    Example:
        >>> import numpy as np
        >>> Reshape((2, -1)).forward(np.zeros((5, 6))).shape
        (5, 2, 3)

    Checked against: keras.layers.Reshape
    Taught in: chapters/06_cnns
    """

    input_axes = ("N", "...")

    def __init__(self, target_shape, **options):
        super().__init__(**options)
        self.target_shape = tuple(int(size) for size in target_shape)
        if self.target_shape.count(-1) > 1 or any(size < 1 and size != -1 for size in self.target_shape):
            raise ValueError(
                f"Reshape received target_shape={target_shape!r}, expected positive sizes and at most one -1; "
                "leave the batch axis out."
            )

    def output_shape(self, input_shape):
        """(N, *target_shape) with -1 worked out."""
        if None in input_shape[1:]:
            return (input_shape[0], *(None if size == -1 else size for size in self.target_shape))
        total, known = math.prod(input_shape[1:]), math.prod(size for size in self.target_shape if size != -1)
        if total % known or (-1 not in self.target_shape and total != known):
            raise ValueError(
                f"{self.label} cannot make {self.target_shape} of an input of shape {tuple(input_shape)}: an example "
                f"has {total} elements, target_shape {'a multiple of ' if -1 in self.target_shape else ''}{known}; "
                "choose sizes with the same product."
            )
        return (input_shape[0], *(total // known if size == -1 else size for size in self.target_shape))

    def forward(self, inputs, training=False):
        """Row by row, the last axis fastest."""
        x = self.check_inputs(inputs)
        self.cache = x.shape
        return x.reshape(self.output_shape(x.shape))

    def backward(self, grad_output):
        """Back into the shape of the inputs."""
        return self.check_grad(grad_output).reshape(self.cache)
