"""A student's own function inside an explorer: called with care, and every fault said in one sentence."""

import contextlib
import inspect
import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np


class Unusable(ValueError):  # noqa: N818  a sentence for the student
    """What is wrong with a student's function, as a sentence."""


_ADVICE = {
    "truth value of an array": "An `if` decides for one number; np.where(x > 0, …, …) decides for a whole array.",
    "only length-1 arrays": "The functions of `math` take one number; those of `np` take a whole array.",
    "only 0-dimensional arrays": "The functions of `math` take one number; those of `np` take a whole array.",
    "missing 1 required positional": "An explorer calls it with the inputs alone: give the other arguments defaults.",
}


def named(functions: Any) -> dict[str, Any]:
    """Return label -> function or name of a built-in one, from a dict, a list, one name or one function.

    Raises:
        TypeError: if `functions` is none of these.

    Example:
        >>> named(["relu", abs])
        {'relu': 'relu', 'abs': <built-in function abs>}
    """
    if isinstance(functions, Mapping):
        return {str(label): function for label, function in functions.items()}
    if isinstance(functions, str) or callable(functions):
        functions = [functions]
    if not isinstance(functions, Sequence):
        raise TypeError(
            f"functions: received {type(functions).__name__}, expected names or functions. "
            'Give {"mine": f} or ["relu", "tanh"].'
        )
    return {f if isinstance(f, str) else getattr(f, "__name__", type(f).__name__): f for f in functions}


def parameters(function: Any, known: Sequence[str]) -> set[str]:
    """Return which of the `known` parameter names the function takes, so that a slider can give them."""
    try:
        return set(known) & set(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return set()


class Guarded:
    """A student's function of one array that never raises anything but `Unusable`.

    It is given a copy of the inputs (so that it may change them), what it prints is dropped, and its result is checked:
    numbers, of the shape of the inputs.

    Args:
        label: what the explorer calls it.
        function: computes the values from an array, element by element.
        settings: keyword arguments from the sliders.
    """

    def __init__(self, label: str, function: Callable, settings: dict[str, float] | None = None):
        self.label, self.function, self.settings = label, function, settings or {}
        self.__name__ = label

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Return the function's values at `x` as floats of the shape of `x`."""
        if not callable(self.function):
            raise Unusable(
                f"{self.label} is {_kind(self.function)}, not a function. Give the function without calling it."
            )
        return self._checked(self._result(x), x)

    def _result(self, x: np.ndarray) -> Any:
        silence = io.StringIO()
        with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return self.function(x.copy(), **self.settings)
            except Unusable:
                raise
            except (Exception, SystemExit) as fault:
                raise Unusable(f"{self.label} raised {type(fault).__name__}: {fault}. {_advice(str(fault))}") from fault

    def _checked(self, result: Any, x: np.ndarray) -> np.ndarray:
        if result is None:
            raise Unusable(f"{self.label} returned None. Does it end without `return`?")
        try:
            values = np.asarray(result)
        except Exception:
            values = np.asarray(None)
        if values.dtype.kind not in "biuf":
            raise Unusable(
                f"{self.label} returned {_kind(result)}, expected an array of real numbers, one for each input."
            )
        if values.shape != x.shape:
            raise Unusable(
                f"{self.label} returned shape {values.shape} for inputs of shape {x.shape}. An activation gives one "
                "value for each input: work element by element, without sums or means."
            )
        return values.astype(float)


def _advice(message: str) -> str:
    return next(
        (advice for sign, advice in _ADVICE.items() if sign in message), "It was called with an array of floats."
    )


def _kind(value: Any) -> str:
    name = type(value).__name__
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype}"
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
