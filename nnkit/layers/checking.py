"""What a layer says when its arguments, its input's shape or its input's values are wrong."""

from __future__ import annotations

import difflib
import math

import numpy as np


def check_options(kind: str, options: dict, known: dict, names: tuple[str, ...]) -> None:
    """Refuse keyword arguments that a layer does not have.

    Args:
        kind: name of the class.
        options: what was passed beyond the named arguments.
        known: what may be.
        names: all arguments of the class, for the advice.

    Raises:
        TypeError: an unknown argument.
    """
    for key in options:
        if key not in known:
            nearest = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
            advice = f"did you mean {nearest[0]!r}?" if nearest else f"it has {', '.join(names)}."
            raise TypeError(f"{kind} has no argument {key!r}; {advice}")


def check_dtype(layer, dtype) -> np.dtype | None:
    """Floating-point dtype of a layer.

    Args:
        layer: for the message.
        dtype: name or NumPy dtype, or None.

    Returns:
        The NumPy dtype, or None.

    Raises:
        TypeError: not a floating-point type.
    """
    if dtype is None:
        return None
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = None
    if found is None or found.kind != "f":
        raise TypeError(
            f"{layer.label} received dtype={dtype!r}, expected a floating-point type; use 'float64' or 'float32'."
        )
    return found


def check_shape(layer, shape) -> tuple:
    """Shape given to `build`: rank and sizes.

    Args:
        layer: the layer to be built.
        shape: the batch axis first.

    Returns:
        A tuple of ints and None.

    Raises:
        ValueError: wrong rank or sizes.
    """
    if isinstance(shape, (int, np.integer)) or shape is None:
        raise ValueError(
            f"{layer.label}.build received input_shape={shape!r}, expected a tuple with the batch axis first; "
            "write (None, 64) for inputs of 64 features."
        )
    sizes = tuple(shape)
    if not sizes or any(not _is_size(size) for size in sizes):
        raise ValueError(
            f"{layer.label}.build received input_shape={shape!r}, expected positive integers (None for the batch), "
            "such as (None, 64)."
        )
    sizes = tuple(None if size is None else int(size) for size in sizes)
    _check_rank(layer, sizes)
    for axis in layer.fixed_axes:
        if sizes[axis] is None:
            raise ValueError(
                f"{layer.label}.build received input_shape={sizes}, but the size of axis {axis} decides how many "
                "parameters there are; give it as a number."
            )
    return sizes


def _is_size(size) -> bool:
    return size is None or (isinstance(size, (int, np.integer)) and not isinstance(size, bool) and size > 0)


def _check_rank(layer, shape: tuple) -> None:
    axes = layer.input_axes
    if axes is None:
        return
    least = len(axes) - ("..." in axes)
    if len(shape) == least or ("..." in axes and len(shape) > least):
        return
    wanted = f"at least {least}" if "..." in axes else str(least)
    advice = "add the missing axis, for example inputs[np.newaxis]" if len(shape) < least else "reshape or flatten it"
    raise ValueError(
        f"{layer.label} received an input of rank {len(shape)}, shape {shape}; expected rank {wanted}: "
        f"({', '.join(axes)}); {advice}."
    )


def check_input_shape(layer, shape: tuple[int, ...]) -> None:
    """Shape of an input against rank and, once the layer is built, the sizes it was built for.

    Args:
        layer: the layer that receives it.
        shape: shape of the array.

    Raises:
        ValueError: wrong rank, another size than at building, or an empty axis.
    """
    _check_rank(layer, shape)
    if 0 in shape or not shape:
        raise ValueError(f"{layer.label} received an empty input of shape {shape}; pass at least one example.")
    if layer.built:
        check_sizes(layer, shape)


def check_sizes(layer, shape: tuple) -> None:
    """Sizes that decided how many parameters a built layer has.

    Args:
        layer: built.
        shape: of an input.

    Raises:
        ValueError: another size than at building.
    """
    for axis in layer.fixed_axes:
        if shape[axis] != layer.built_shape[axis]:
            raise ValueError(
                f"{layer.label} received an input of shape {shape}; expected size {layer.built_shape[axis]} along "
                f"axis {axis}, because it was built for {layer.built_shape}; pass such inputs or build it anew."
            )


def to_array(layer, inputs, kind: str | None = None) -> np.ndarray:
    """Numbers as an array of the dtype that a layer computes in (integers stay as they are where it looks up).

    Args:
        layer: the layer (or model) that receives them.
        inputs: array or nested lists.
        kind: "float" or "integer". Default: the layer's `input_kind`.

    Returns:
        The array.

    Raises:
        TypeError: not numbers, or fractions where integers are wanted.
        ValueError: lists of unequal lengths.
    """
    try:
        array = np.asarray(inputs)
    except ValueError as error:
        raise ValueError(
            f"{layer.label} received nested lists of unequal lengths; make them equally long, or pass an array."
        ) from error
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{layer.label} received inputs of dtype {array.dtype}, expected real numbers; "
            "convert them, for example by inputs.astype('float64')."
        )
    if (kind or layer.input_kind) == "integer":
        if array.dtype.kind == "f" and not np.array_equal(array, np.floor(array)):
            raise TypeError(
                f"{layer.label} received fractions (dtype {array.dtype}), expected integer indices; "
                "pass whole numbers such as inputs.astype('int64')."
            )
        return array.astype(np.int64, copy=False)
    dtype = layer.dtype or (array.dtype if array.dtype in (np.float32, np.float64) else np.dtype("float64"))
    return array.astype(dtype, copy=False)


def check_finite(owner, argument: str, array: np.ndarray) -> None:
    """Refuse NaN and infinity.

    Args:
        owner: a layer or model, for the message.
        argument: name of the argument, for the message.
        array: what was passed.

    Raises:
        ValueError: a value is not finite; the message says how many and where the first one is.
    """
    if array.dtype.kind != "f":
        return
    with np.errstate(all="ignore"):
        if math.isfinite(array.sum()):  # one pass without a copy; overflow of the sum falls through
            return
    bad = ~np.isfinite(array)
    if bad.any():
        where = tuple(int(i) for i in np.argwhere(bad)[0])
        raise ValueError(
            f"{owner.label} received {argument} with {int(bad.sum())} values that are NaN or infinite, the first at "
            f"index {where}; expected finite numbers: replace or drop these examples."
        )


def assign(owner, arrays: dict[str, np.ndarray], weights) -> None:
    """Copy values into existing arrays, all or none.

    Args:
        owner: a layer or model, for the message.
        arrays: name -> array to overwrite.
        weights: as many arrays of the same shapes.

    Raises:
        ValueError: another number of arrays, or another shape.
    """
    weights = [np.asarray(value) for value in weights]
    if len(weights) != len(arrays):
        raise ValueError(
            f"{owner.label} received {len(weights)} arrays, expected {len(arrays)}: {', '.join(arrays) or 'none'}"
            "; build it first if it is not, and pass them in this order."
        )
    for (name, array), value in zip(arrays.items(), weights, strict=True):
        if array.shape != value.shape:
            raise ValueError(
                f"{owner.label} received shape {value.shape} for {name!r}, expected {array.shape}; "
                "pass weights of a layer with the same arguments and input shape."
            )
    for array, value in zip(arrays.values(), weights, strict=True):
        array[...] = value
