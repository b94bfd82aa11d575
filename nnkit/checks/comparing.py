"""Compare a student's result with the right one and, where it is wrong, with what known misconceptions give."""

from typing import NamedTuple

import numpy as np

from nnkit.checks.calling import ask, fresh, observe
from nnkit.checks.failures import CheckFailed, number, render, render_call


class Tolerance(NamedTuple):
    """Results agree where |received - expected| <= absolute + relative * |expected|."""

    relative: float
    absolute: float


# By the precision of what the answer returned: some thousand roundings, far less than any mistake.
TOLERANCES = {
    "float64": Tolerance(1e-7, 1e-9),
    "float32": Tolerance(1e-4, 1e-5),
    "float16": Tolerance(2e-2, 2e-3),
}

ALMOST = 1e-3  # relative; nearer than this the idea is right, and a number was rounded or nudged
BY_HAND = 1e-5  # relative tolerance for recognising a mistake whose numbers a test has written out to some digits


class Difference(NamedTuple):
    """How a result differs: in words without any value, and in numbers."""

    hint: str
    detail: str = ""


def compare(function, *args, expected, mistakes=None, rtol=None, atol=None, allow=(), **kwargs) -> None:
    """Call the student's function once and compare its result with the right one.

    Numbers and arrays agree within a tolerance chosen by the precision of what came back (`TOLERANCES`); whole numbers,
    booleans and strings agree exactly; lists, tuples and float32 are as good as arrays. An expected tuple means several
    results, an expected dict named results; each is compared by itself.

    Args:
        function: The student's function.
        *args: Its arguments; every call gets fresh copies.
        expected: The right result, or a reference that is called with the same arguments.
        mistakes: Sentence that names a misconception -> the result it gives, or a function that gives it. A mistake
            that happens to be right for these arguments, or that cannot be computed for them, is skipped; of several
            that look the same here, all are named.
        rtol: Relative tolerance in place of that of the precision.
        atol: Absolute tolerance, likewise.
        allow: Dotted names that the answer may use from the libraries it must otherwise do without.
        **kwargs: Keyword arguments of the student's function.

    Raises:
        CheckFailed: The result is another one; the hint names the mistake where it is a known one.

    Example:
        >>> def relu(x):
        ...     return np.minimum(x, 0)
        >>> smaller = {"The smaller of x and 0 is taken, not the larger.": [-2.0, 0.0]}
        >>> compare(relu, np.array([-2.0, 3.0]), expected=[0.0, 3.0], mistakes=smaller)
        Traceback (most recent call last):
        nnkit.checks.failures.CheckFailed: The smaller of x and 0 is taken, not the larger.
        ...
    """
    right = _outcome(expected, args, kwargs)
    received, printed = observe(function, fresh(args), fresh(kwargs), allow)
    found = difference(received, right, rtol, atol)
    if found is None:
        return
    hint = _known_mistake(received, right, mistakes or {}, (args, kwargs), (rtol, atol)) or found.hint
    lines = [f"your call: {render_call(function, args, kwargs)}", f"received: {render(plain(received))}"]
    lines += [f"expected: {render(plain(right))}", found.detail, f"it printed: {printed}" if printed else ""]
    raise CheckFailed(hint, "\n".join(line for line in lines if line))


def _outcome(given, args: tuple, kwargs: dict):
    """Give an expected result or mistake as it stands, or by calling it."""
    return ask(given, args, kwargs) if callable(given) else given


def _known_mistake(received, right, mistakes: dict, call: tuple, tolerance: tuple) -> str:
    """Find the sentences whose result is the received one and is not the right one; "" where there is none."""
    rtol, atol = tolerance
    fitting = []
    for sentence, given in mistakes.items():
        try:
            mistaken = _outcome(given, *call)
        except Exception:  # a mistake that this input does not let one make
            continue
        made = any(difference(received, mistaken, leeway, atol) is None for leeway in (rtol, BY_HAND))
        if made and difference(mistaken, right, rtol, atol):
            fitting.append(sentence)
    return " Or: ".join(fitting)  # two mistakes that look the same here: nobody is blamed for the wrong one


def difference(received, expected, rtol=None, atol=None, place: str = "") -> Difference | None:
    """Tell how a result differs from the expected one; None where it does not.

    Args:
        received: What the answer returned.
        expected: An array, number, string, None, or a tuple, list or dict of these.
        rtol: Relative tolerance in place of that of the precision.
        atol: Absolute tolerance, likewise.
        place: Where in the result this is, as "[1]".

    Returns:
        The difference, or None.

    Example:
        >>> difference((2, 3.0), (2, 3.0))
        >>> difference((2, 3.5), (2, 3.0)).hint
        'In result [1]: It is not the right number.'
    """
    where = f"In result {place}: " if place else ""
    if received is None and expected is not None:
        return Difference(f"{where}None came back: a `return` is missing, or a branch of the function has none.")
    if isinstance(expected, dict):
        return _differing_entries(received, expected, rtol, atol, place)
    if _is_several(expected):
        return _differing_items(received, expected, rtol, atol, place)
    if expected is None or isinstance(expected, str):
        text = type(plain(received)) in (type(expected), np.str_)
        if text and received == expected:
            return None
        if text and isinstance(expected, str) and received.strip().lower() == expected.lower():
            return Difference(f"{where}The word is right, but not as it is written: mind capitals and spaces.")
        return Difference(f"{where}It is not the right answer.")
    found = _differing_numbers(received, np.asarray(expected), rtol, atol)
    return found and Difference(where + found.hint, f"in result {place}: {found.detail}" if place else found.detail)


def _is_several(expected) -> bool:
    """Whether the expected result is several results (a tuple; a list that is no array of numbers)."""
    return isinstance(expected, tuple) or (isinstance(expected, list) and _numbers(expected) is None)


def _differing_entries(received, expected: dict, rtol, atol, place: str) -> Difference | None:
    if not isinstance(received, dict):
        return Difference(f"A dict with the keys {', '.join(map(repr, expected))} should come back.")
    if set(received) != set(expected):
        missing = ", ".join(repr(key) for key in expected if key not in received)
        return Difference(f"The dict lacks {missing}." if missing else "The dict has more keys than were asked for.")
    found = (difference(received[key], item, rtol, atol, f"{place}[{key!r}]") for key, item in expected.items())
    return next((one for one in found if one), None)


def _differing_items(received, expected, rtol, atol, place: str) -> Difference | None:
    if not isinstance(received, list | tuple | np.ndarray) or (isinstance(received, np.ndarray) and not received.ndim):
        return Difference(f"{len(expected)} results should come back, as a tuple; something else came.")
    if len(received) != len(expected):
        return Difference(f"{len(expected)} results should come back; there are more or fewer.")
    pairs = enumerate(zip(received, expected, strict=True))
    found = (difference(got, item, rtol, atol, f"{place}[{index}]") for index, (got, item) in pairs)
    return next((one for one in found if one), None)


def plain(value):
    """Turn what an answer returned into plain arrays, so that no method of its own objects is asked anything."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, str | bool | int | float | None):
        return value
    values = _numbers(value)
    if values is not None:
        return values
    return tuple(plain(item) for item in value) if type(value) in (list, tuple) else value


def _numbers(value) -> np.ndarray | None:
    """Read a value as an array of numbers or booleans; None where it is none."""
    try:
        values = np.array(value, subok=False)
    except Exception:
        return None
    return values if values.dtype.kind in "biuf" else None


def _differing_numbers(received, expected: np.ndarray, rtol, atol) -> Difference | None:
    values = _numbers(received)
    if values is None:
        wanted = f"an array of shape {expected.shape}" if expected.ndim else "a number"
        return Difference(f"Not {wanted}, as it should be, but something else came back.", f"it is a {_kind(received)}")
    if values.shape != expected.shape:
        return _differing_shape(values, expected, rtol, atol)
    close = _close(values, expected, rtol, atol)
    if close.all():
        return None
    return Difference(_diagnosis(values, expected, close, (rtol, atol)), _first_difference(values, expected, close))


def _kind(value) -> str:
    inner = f" holding {type(value[0]).__name__}" if type(value) in (list, tuple) and value else ""
    return type(value).__name__ + inner


def _close(values: np.ndarray, expected: np.ndarray, rtol, atol) -> np.ndarray:
    """Compare element by element; nan agrees with nan and inf with inf."""
    if expected.dtype.kind in "biu" and rtol is None and atol is None:
        return values == expected
    tolerance = TOLERANCES[_precision(values)]
    relative, absolute = tolerance.relative if rtol is None else rtol, tolerance.absolute if atol is None else atol
    with np.errstate(all="ignore"):
        return np.isclose(values.astype(float), expected.astype(float), relative, absolute, equal_nan=True)


def _precision(values: np.ndarray) -> str:
    """Tell in which precision a result was computed, also where it came back as Python floats."""
    if values.dtype in (np.float16, np.float32):
        return str(values.dtype)
    with np.errstate(all="ignore"):
        fractions = values[np.isfinite(values) & (values != np.round(values))]
        was_single = fractions.size and (fractions == fractions.astype(np.float32)).all()
    return "float32" if was_single else "float64"


def _differing_shape(values: np.ndarray, expected: np.ndarray, rtol, atol) -> Difference:
    detail = f"received shape {values.shape}, expected shape {expected.shape}"
    wanted = f"an array of shape {expected.shape}" if expected.ndim else "a single number"
    if values.T.shape == expected.shape and _close(values.T, expected, rtol, atol).all():
        return Difference("The numbers are right, but rows and columns have changed places.", detail)
    if values.size == expected.size and _close(values.reshape(expected.shape), expected, rtol, atol).all():
        return Difference(f"The numbers are right, but in another shape: {wanted} was asked for.", detail)
    if values.ndim == 0:
        why = "too much was summed up, or a result that began as a number never met the array."
        return Difference(f"A single number came back where {wanted} should: {why}", detail)
    return Difference(f"The result has the wrong shape: {wanted} was asked for.", detail)


def _diagnosis(values: np.ndarray, expected: np.ndarray, close: np.ndarray, tolerance: tuple) -> str:
    """Say what is seen without knowing the mistake: not finite, the sign, a factor, or how many are wrong."""
    if (np.isfinite(expected) & ~np.isfinite(values)).any():
        return "There is nan or inf where the right result is finite: an overflow, a division by zero or log(0)."
    if expected.dtype.kind in "biu" and np.isclose(values, expected).all():
        return "The result must be exact, and it is only close: was a whole number rounded or divided?"
    if expected.dtype.kind != "b" and _close(-1.0 * values, expected, *tolerance).all():
        return "Every number has the wrong sign."
    if _is_multiple(values, expected, tolerance):
        return "Every number is the same multiple of the right one: a constant factor is missing or superfluous."
    if expected.dtype.kind == "f" and np.allclose(values, expected, ALMOST, 0):
        return "Almost right, and not near enough: was something rounded, or a small number added?"
    if values.ndim == 0:
        return "It is not the right number."
    return f"{np.count_nonzero(~close)} of {close.size} numbers are wrong; the shape is right."


def _is_multiple(values: np.ndarray, expected: np.ndarray, tolerance: tuple) -> bool:
    away = np.abs(expected) > 0
    if np.unique(np.abs(expected[away])).size < 3 or not np.isfinite(values).all():
        return False
    factor = np.sum(values[away] / expected[away]) / np.count_nonzero(away)
    return bool(factor and abs(factor - 1) > ALMOST and _close(values / factor, expected, *tolerance).all())


def _first_difference(values: np.ndarray, expected: np.ndarray, close: np.ndarray) -> str:
    if not values.ndim:
        return f"difference: {abs(float(values) - float(expected)):.3g}"
    first = tuple(int(index) for index in np.argwhere(~close)[0])
    with np.errstate(all="ignore"):
        largest = np.nanmax(np.abs(values.astype(float) - expected.astype(float))[~close], initial=0.0)
    position = f"[{', '.join(map(str, first))}]"
    return (
        f"first difference at {position}: received {number(values[first])}, expected {number(expected[first])}; "
        f"largest difference {largest:.3g}; {np.count_nonzero(~close)} of {close.size} differ"
    )
