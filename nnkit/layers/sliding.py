"""Reading an array through a sliding window, and adding back what the windows hold: the two moves of every CNN.

`gather` copies nothing: it is a view in which element k of every window stands together. `scatter_add` is its
transpose, which is why it is the backward pass: an input that k windows read gets the sum of k gradients.
"""

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnkit.windows import axis_output_size, effective_size, padding_amounts


class Sliding(NamedTuple):
    """A window and the axes it slides over; one number (for `paddings` a pair) for each spatial axis.

    Args:
        sizes: elements of the input.
        kernel_size: elements the window reads.
        strides: its steps.
        dilation_rate: distance between two elements it reads.
        paddings: (before, after).
        first_axis: the spatial axes are first_axis, first_axis + 1, ...
    """

    sizes: tuple
    kernel_size: tuple
    strides: tuple
    dilation_rate: tuple
    paddings: tuple
    first_axis: int = 1

    def gather(self, x, fill=0.0):
        """Give all windows as a view, the elements of the window first: (K_h, K_w, ..., H_out, W_out, ...).

        Args:
            x: array whose axes from `first_axis` on are the spatial ones.
            fill: what stands in the padding.

        Shapes:
            x: (..., H, W, ...) -> (K_h, K_w, ..., H_out, W_out, ...).

        Returns:
            A read-only view.
        """
        rank, axes = len(self.sizes), self._axes()
        if any(map(any, self.paddings)):
            x = np.pad(x, self._around(self.paddings, (0, 0), x.ndim), constant_values=fill)
        extents = tuple(map(effective_size, self.kernel_size, self.dilation_rate))
        view = sliding_window_view(x, extents, axis=axes)  # (..., H', W', ..., extent_h, extent_w)
        steps = tuple(slice(None, None, s) for s in self.strides)
        dilated = tuple(slice(None, None, d) for d in self.dilation_rate)
        view = view[(*self._around(steps, slice(None), x.ndim), *dilated)]
        return np.moveaxis(view, range(-rank, 0), range(rank))

    def scatter_add(self, pieces, shape):
        """Add every element of every window onto the place it was read from: the transpose of `gather`.

        The loop runs over the few elements of the window, not over the pixels.

        Args:
            pieces: for each element of the window, row by row, an array (..., H_out, W_out, ...).
            shape: that of the array `gather` was given.

        Shapes:
            pieces: K_h K_w times (..., H_out, W_out, ...) -> (..., H, W, ...).

        Returns:
            An array of shape `shape`.
        """
        around = self._around(self.paddings, (0, 0), len(shape))
        padded = None
        for element, piece in zip(np.ndindex(*self.kernel_size), pieces, strict=True):
            if padded is None:
                padded = np.zeros(
                    [before + n + after for n, (before, after) in zip(shape, around, strict=True)], piece.dtype
                )
            padded[self._places(element, piece.shape)] += piece
        return padded[tuple(slice(before, before + n) for n, (before, _) in zip(shape, around, strict=True))]

    def _places(self, element, shape):
        """Where in the padded input the windows read this element: offset, offset + stride, ... along each axis."""
        counts = (shape[axis] for axis in self._axes())  # H_out, W_out
        per_axis = zip(element, counts, self.strides, self.dilation_rate, strict=True)
        places = tuple(slice(i * d, i * d + (count - 1) * s + 1, s) for i, count, s, d in per_axis)
        return self._around(places, slice(None), len(shape))

    def _axes(self):
        return tuple(range(self.first_axis, self.first_axis + len(self.sizes)))

    def _around(self, values, other, ndim):
        """One entry for each axis of an array: `values` for the spatial ones, `other` for the rest."""
        return (*(other,) * self.first_axis, *values, *(other,) * (ndim - self.first_axis - len(values)))


def sliding(layer, sizes, kernel_size, dilation_rate, first_axis=1):
    """Work out the `Sliding` of a layer on inputs of these sizes.

    Args:
        layer: has `strides` (one number for each axis) and `padding`.
        sizes: elements along the spatial axes.
        kernel_size: one number for each axis.
        dilation_rate: one number for each axis.
        first_axis: where the spatial axes begin.

    Returns:
        A Sliding.
    """
    per_axis = zip(sizes, kernel_size, layer.strides, dilation_rate, strict=True)
    paddings = tuple(padding_amounts(n, k, s, layer.padding, d) for n, k, s, d in per_axis)
    return Sliding(tuple(sizes), kernel_size, layer.strides, dilation_rate, paddings, first_axis)


def output_sizes(layer, sizes, window, dilation_rate, name):
    """Count the positions along every spatial axis, or say which layer cannot be.

    Args:
        layer: has `strides`, `padding` and `label`.
        sizes: elements along the spatial axes, None where unknown.
        window: kernel size or pool size, one number for each axis.
        dilation_rate: one number for each axis.
        name: what the layer calls its window, "kernel_size" or "pool_size".

    Returns:
        A tuple of numbers, None where the size is None.

    Raises:
        ValueError: the window does not fit.
    """
    per_axis = zip(sizes, window, layer.strides, dilation_rate, strict=True)
    try:
        return tuple(axis_output_size(n, k, s, layer.padding, d, name) for n, k, s, d in per_axis)
    except ValueError as error:
        raise ValueError(f"{layer.label}: {error}") from error
