"""What every argument check says, worded once: what was received, what was expected, what to do.

A check returns the value in the form the caller computes with, so that it stands in one line at the top of a function.
NaN is refused where data comes in (targets, numbers that a person types) and let through where numbers flow
(activations, predictions, gradients): a diverging network must be able to show its NaN, as in Keras.
"""

import difflib
import inspect
import math
import numbers

import numpy as np


def explain(argument: str, received, expected: str, remedy: str) -> str:
    """Word an error: the argument, what it was, what it should be, and how to get there.

    Args:
        argument: name of the argument, as the caller wrote it.
        received: what was received, as it should be read.
        expected: what would have been right.
        remedy: what to do, a sentence.

    Returns:
        The text for a `ValueError` or a `TypeError`.

    Example:
        >>> explain("rate", 2, "a number in [0, 1)", "Give the share of units to drop.")
        'rate: received 2, expected a number in [0, 1). Give the share of units to drop.'
    """
    return f"{argument}: received {received}, expected {expected}. {remedy}"


def as_float(values, argument: str = "x") -> np.ndarray:
    """Return an array of floats: float32 stays float32, every other number becomes float64.

    Args:
        values: array or nested lists of real numbers; integers and booleans are converted.
        argument: the name to use in the error.

    Raises:
        TypeError: if the values are not real numbers, or the nested lists are ragged.

    Example:
        >>> as_float([1, 2]).dtype, as_float(np.float32(1)).dtype
        (dtype('float64'), dtype('float32'))
    """
    try:
        array = np.asarray(values)
    except ValueError as ragged:
        remedy = "Make all rows equally long."
        raise TypeError(explain(argument, "lists of different lengths", "an array of real numbers", remedy)) from ragged
    if array.dtype == np.float32 or array.dtype == np.float64:
        return array
    if array.dtype.kind in "biuf":
        return array.astype(np.float64)
    remedy = "Convert it first, for example with np.asarray(values, dtype=float)."
    raise TypeError(explain(argument, f"dtype {array.dtype}", "an array of real numbers", remedy))


def as_int(values, argument: str = "x") -> np.ndarray:
    """Return an array of integers; floats without a fraction (3.0) are accepted, as Keras does.

    Args:
        values: array or nested lists of whole numbers.
        argument: the name to use in the error.

    Raises:
        TypeError: if a value is not a whole number.
    """
    array = np.asarray(values)
    if array.dtype.kind in "biu":
        return array.astype(np.int64)
    if array.dtype.kind == "f" and np.all(np.isfinite(array)) and np.all(array == np.floor(array)):
        return array.astype(np.int64)
    remedy = "Give class numbers 0, 1, 2, ..."
    raise TypeError(explain(argument, f"dtype {array.dtype}, not whole numbers", "an array of integers", remedy))


def require_no_nan(array: np.ndarray, argument: str) -> np.ndarray:
    """Return `array` unless it holds a NaN.

    Args:
        array: the numbers to look through.
        argument: the name to use in the error.

    Raises:
        ValueError: with the number of NaNs and the place of the first.
    """
    missing = np.isnan(array)
    if not missing.any():
        return array
    first = tuple(int(i) for i in np.argwhere(missing)[0])
    received = f"{int(missing.sum())} NaN among {array.size} values (the first at index {first})"
    raise ValueError(explain(argument, received, "numbers only", "Remove or replace the missing values first."))


def require_same_shape(array: np.ndarray, other: np.ndarray, argument: str, other_argument: str) -> None:
    """Refuse two arrays of different shape: NumPy would broadcast them to something nobody meant.

    Args:
        array: the array that is to blame.
        other: the array that it has to fit.
        argument: name of the first.
        other_argument: name of the second.

    Raises:
        ValueError: if the shapes differ.
    """
    if array.shape != other.shape:
        expected = f"the shape of {other_argument}, {other.shape}"
        remedy = "Reshape one of them; they are compared element by element."
        raise ValueError(explain(argument, f"shape {array.shape}", expected, remedy))


def require_axis(axis: int, ndim: int, argument: str = "axis") -> int:
    """Return `axis` unless an array of `ndim` axes has no such axis.

    Args:
        axis: what was received.
        ndim: number of axes of the array.
        argument: the name to use in the error.

    Raises:
        ValueError: if the axis does not exist.
    """
    if not isinstance(axis, numbers.Integral) or not -ndim <= axis < ndim:
        if ndim == 0:
            raise ValueError(
                explain("x", "a single number", "at least one axis", "Give a vector or a batch of vectors.")
            )
        remedy = "-1 is the last axis."
        raise ValueError(explain(argument, axis, f"a whole number from {-ndim} to {ndim - 1}", remedy))
    return axis


def require_number(value, argument: str, low: float = -math.inf, high: float = math.inf, open_ends: str = "") -> float:
    """Return `value` unless it is not a finite number between `low` and `high`.

    Args:
        value: what was received.
        argument: its name.
        low: smallest value allowed.
        high: largest value allowed.
        open_ends: "low", "high" or "low high": which ends are themselves excluded.

    Raises:
        TypeError: if it is not a number.
        ValueError: if it is NaN, infinite or outside.
    """
    left, right = ("(" if "low" in open_ends else "["), (")" if "high" in open_ends else "]")
    left, right = ("(" if low == -math.inf else left), (")" if high == math.inf else right)
    expected = f"a number in {left}{low:g}, {high:g}{right}"
    remedy = f"Choose another {argument}."
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(explain(argument, repr(value), expected, remedy))
    above = value > low if "low" in open_ends else value >= low
    below = value < high if "high" in open_ends else value <= high
    if not (math.isfinite(value) and above and below):
        raise ValueError(explain(argument, value, expected, remedy))
    return value


def require_count(value, argument: str, low: int = 1) -> int:
    """Return `value` unless it is not a whole number of at least `low`.

    Args:
        value: what was received.
        argument: the name to use in the error.
        low: smallest value allowed; default 1.

    Raises:
        TypeError: if it is not a whole number.
        ValueError: if it is below `low`.
    """
    expected = f"a whole number of at least {low}"
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(explain(argument, repr(value), expected, f"Round {argument} first."))
    if value < low:
        raise ValueError(explain(argument, value, expected, f"Choose a larger {argument}."))
    return int(value)


def require_choice(value, argument: str, choices) -> str:
    """Return `value` unless it is none of `choices`; the error names the nearest one.

    Args:
        value: what was received.
        argument: the name to use in the error.
        choices: what is allowed.

    Raises:
        ValueError: if it is none of them.

    Example:
        >>> require_choice("sam", "padding", ["same", "valid"])
        Traceback (most recent call last):
        ...
        ValueError: padding: received 'sam', expected one of same, valid. Did you mean 'same'?
    """
    if value in choices:
        return value
    near = difflib.get_close_matches(str(value).lower(), [str(choice) for choice in choices], n=1, cutoff=0.5)
    remedy = f"Did you mean {near[0]!r}?" if near else "Choose one of these."
    raise ValueError(explain(argument, repr(value), f"one of {', '.join(map(str, choices))}", remedy))


def construct(cls: type, parameters: dict):
    """Return `cls(**parameters)`, naming the parameters it has if one is wrong.

    Args:
        cls: the class to build.
        parameters: its arguments by name.

    Raises:
        ValueError: if `cls` has no such parameter; the nearest right one is named.
    """
    for name in parameters:
        require_choice(name, f"parameter of {cls.__name__}", list(inspect.signature(cls).parameters) or ["(none)"])
    return cls(**parameters)


def resolve(identifier, kind: str, base: type, classes: dict, aliases: dict, parameters: dict):
    """Return the object of a family that `identifier` means: what every `get` of nnkit does.

    Args:
        identifier: a name, a class of the family, or a ready object.
        kind: what the family is called in errors.
        base: the class that all of the family share.
        classes: name -> class. Class names are understood too, in any case: "MeanSquaredError" as
            "mean_squared_error".
        aliases: further name -> name.
        parameters: what to build it with.

    Raises:
        ValueError: if there is no such name or no such parameter; the nearest right one is named.
        TypeError: if it is none of these, or parameters are given for a ready object.
    """
    if isinstance(identifier, str):
        by_class_name = {cls.__name__.lower(): cls for cls in classes.values()}
        name = aliases.get(identifier.lower(), identifier.lower())
        if name in by_class_name:
            return construct(by_class_name[name], parameters)
        return construct(classes[require_choice(name, kind, [*classes, *aliases])], parameters)
    if isinstance(identifier, type) and issubclass(identifier, base):
        return construct(identifier, parameters)
    if not isinstance(identifier, base):
        remedy = f"Give a name such as {next(iter(classes))!r}."
        raise TypeError(explain(kind, repr(identifier), f"a name, a class or a {base.__name__}", remedy))
    if parameters:
        received, remedy = ", ".join(parameters), f"Build the {kind} with its parameters first, or give a name."
        raise TypeError(explain("parameters", received, f"none beside a ready {kind}", remedy))
    return identifier
