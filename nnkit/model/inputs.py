"""What goes into a model: examples and targets, checked once for the whole data set, and cut into batches."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnkit.layers import checking
from nnkit.validation import explain, require_count


def prepare(network, x):
    """Examples as arrays in the model's dtype; builds the model on first use.

    Args:
        network: a `Sequential` or `Model`.
        x: array, or list of arrays where the model has several inputs.

    Returns:
        Array or list of arrays.

    Raises:
        ValueError: wrong shape, no example, NaN or infinity.
        TypeError: not numbers.
    """
    several = getattr(network, "num_inputs", 1) > 1
    if several and (not isinstance(x, (list, tuple)) or len(x) != network.num_inputs):
        received = f"{len(x)} arrays in a list" if isinstance(x, (list, tuple)) else type(x).__name__
        remedy = "Pass a list with one array for each Input, in their order."
        raise ValueError(explain("x", received, f"a list of {network.num_inputs} arrays", remedy))
    if not network.built:
        _build(network, x)
    ends = zip(x if several else [x], network.input_shapes, network.input_kinds, strict=True)
    arrays = [_one(network, part, shape, kind) for part, shape, kind in ends]
    if len({len(array) for array in arrays}) > 1:
        received = f"{' and '.join(str(len(array)) for array in arrays)} examples"
        raise ValueError(explain("x", received, "equally many for every input", "Give the same examples to each."))
    return arrays if several else arrays[0]


def _build(network, x) -> None:
    first = checking.to_array(network, x, network.input_kinds[0])
    if first.ndim < 2:
        remedy = "Put the batch axis first; for one example write x[np.newaxis]."
        raise ValueError(explain("x", f"shape {first.shape}", "an array of at least two axes", remedy))
    network.dtype = network.dtype or (first.dtype if first.dtype.kind == "f" else np.dtype("float64"))
    network.build((None, *first.shape[1:]))


def _one(network, x, wanted: tuple, kind: str) -> np.ndarray:
    array = checking.to_array(network, x, kind)
    fits = array.ndim == len(wanted) and all(w in (None, n) for w, n in zip(wanted[1:], array.shape[1:], strict=True))
    if not fits or array.size == 0:
        shown = ", ".join(["N", *("any" if size is None else str(size) for size in wanted[1:])])
        remedy = f"Put the batch axis first; {network.label} was built for such examples."
        raise ValueError(explain("x", f"shape {array.shape}", f"({shown}) with at least one example", remedy))
    checking.check_finite(network, "x", array)
    return array


def prepare_targets(network, x, y) -> np.ndarray:
    """Targets as the loss wants them, checked against a prediction for the first example.

    Args:
        network: compiled and built.
        x: what `prepare` returned.
        y: targets.

    Returns:
        Array with as many rows as `x`; whole numbers stay whole for losses that take class numbers.

    Raises:
        ValueError: another number of rows than `x`, a shape that does not fit, NaN, labels out of range.
        TypeError: not numbers.
    """
    try:
        y = np.asarray(y)
    except ValueError as error:
        raise ValueError(
            explain("y", "lists of different lengths", "an array", "Make all rows equally long.")
        ) from error
    if y.dtype.kind not in "biuf":
        remedy = "Number the classes 0, 1, 2, ..., for example by np.unique(y, return_inverse=True)[1]."
        raise TypeError(explain("y", f"dtype {y.dtype}", "numbers", remedy))
    if y.ndim == 0 or len(y) != num_examples(x):
        received = f"{len(y) if y.ndim else 1} targets for {num_examples(x)} examples"
        raise ValueError(explain("y", received, "one target for each example", "Cut x and y at the same places."))
    return network.require_compiled().prepare_targets(x, y)


def num_examples(x) -> int:
    """Number of examples.

    Args:
        x: array, or list of arrays.

    Returns:
        Length of the first axis.
    """
    return len(x[0]) if isinstance(x, list) else len(x)


def take(x, rows):
    """Some of the examples.

    Args:
        x: array, or list of arrays.
        rows: indices or a slice.

    Returns:
        Array, or list of arrays.
    """
    return [part[rows] for part in x] if isinstance(x, list) else x[rows]


def batches(x, batch_size: int) -> Iterator:
    """Examples in order, some at a time; the last batch may be smaller.

    Args:
        x: array, or list of arrays.
        batch_size: examples at a time.

    Yields:
        Array, or list of arrays.

    Raises:
        ValueError: batch_size is below 1.
    """
    size = require_count(batch_size, "batch_size")
    for start in range(0, num_examples(x), size):
        yield take(x, slice(start, start + size))
