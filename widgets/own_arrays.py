"""A student's own kernel or picture inside an explorer: read with care, and every fault said in one sentence."""

import contextlib
import io
import warnings
from typing import Any

import numpy as np

from nnkit.data.bundled import LUMA
from widgets.kernel_presets import Rows, as_rows
from widgets.own_functions import Unusable

SIZES = (3, 5)
LONGEST_SIDE, SHORTEST_SIDE = 200, 8


def own_kernel(label: str, value: Any) -> Rows:
    """Return a student's kernel as rows.

    Args:
        label: what the explorer calls it.
        value: 3 by 3 or 5 by 5 numbers, also with the two channel axes of Keras, (3, 3, 1, 1); or a function of no
            arguments that returns them.

    Raises:
        Unusable: with a sentence on what is wrong.

    Example:
        >>> own_kernel("mine", [[0, 0, 0], [0, 2, 0], [0, 0, 0]])[1]
        (0.0, 2.0, 0.0)
    """
    array = _numbers(label, value)
    if array.ndim == 4 and array.shape[2:] == (1, 1):
        array = array[:, :, 0, 0]
    if array.shape not in [(size, size) for size in SIZES]:
        raise Unusable(
            f"{label} has the shape {array.shape}, expected (3, 3) or (5, 5). A kernel here is a square of weights for "
            "one channel."
        )
    return as_rows(_finite(label, array))


def own_image(label: str, value: Any) -> tuple[np.ndarray, list[str]]:
    """Return a student's picture as grey values in [0, 1], shape (H, W), and what was done to it, in sentences.

    Args:
        label: what the explorer calls it.
        value: (H, W) or (H, W, 1) grey values, (H, W, 3) or (H, W, 4) colours; or a function that returns them.

    Raises:
        Unusable: with a sentence on what is wrong.
    """
    array = _numbers(label, value)
    array, notes = _grey(label, array)
    if min(array.shape) < SHORTEST_SIDE:
        raise Unusable(f"{label} is {_size(array)} pixels, expected at least {SHORTEST_SIDE} along each side.")
    array, more = _scaled(label, _finite(label, array))
    return _shrunk(label, array, notes + more)


def _numbers(label: str, value: Any) -> np.ndarray:
    if callable(value):
        value = _called(label, value)
    if value is None:
        raise Unusable(f"{label} is None. Does the function that made it end without `return`?")
    try:
        array = np.asarray(value)
    except Exception:
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        kind = f"an array of {array.dtype}" if isinstance(value, np.ndarray) else f"a {type(value).__name__}"
        raise Unusable(f"{label} is {kind}, expected an array of real numbers with rows of equal length.")
    return array


def _called(label: str, function: Any) -> Any:
    silence = io.StringIO()
    with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return function()
        except (Exception, SystemExit) as fault:
            raise Unusable(
                f"{label} raised {type(fault).__name__}: {fault}. It was called without arguments."
            ) from fault


def _finite(label: str, array: np.ndarray) -> np.ndarray:
    wrong = np.argwhere(~np.isfinite(array))
    if len(wrong):
        kind = "not a number" if np.isnan(array[tuple(wrong[0])]) else "infinite"
        row, column = wrong[0].tolist()
        raise Unusable(
            f"{label} is {kind} in {len(wrong)} of {array.size} places, first at row {row}, column {column}."
        )
    return array


def _grey(label: str, array: np.ndarray) -> tuple[np.ndarray, list[str]]:
    if array.ndim == 2:
        return array, []
    if array.ndim == 3 and array.shape[2] == 1:
        return array[:, :, 0], []
    if array.ndim == 3 and array.shape[2] in (3, 4):
        brightness = array[:, :, :3] @ LUMA
        brightness = brightness.round().astype(int) if array.dtype.kind in "iu" else brightness
        alpha = " without its fourth channel" if array.shape[2] == 4 else ""
        words = f"{label} is in colour; its brightness is shown{alpha}, because the kernel has one channel."
        return brightness, [words]
    remedy = "Give one picture of the batch, such as images[0]." if array.ndim == 4 else "Give (H, W), or (H, W, 3)."
    raise Unusable(f"{label} has the shape {array.shape}, expected (H, W), (H, W, 1) or (H, W, 3). {remedy}")


def _scaled(label: str, array: np.ndarray) -> tuple[np.ndarray, list[str]]:
    low, high = float(array.min()), float(array.max())
    if low >= 0 and high <= 1:
        return array.astype(float), []
    if low >= 0 and high <= 255 and (array.dtype.kind in "iu" or high > 2):
        return array / 255.0, [f"{label} has values up to {high:g}; they are divided by 255."]
    moved = (array - low) / (high - low) if high > low else np.full(array.shape, 0.5)
    return moved, [f"{label} has values from {low:g} to {high:g}; they are moved to 0 to 1."]


def _shrunk(label: str, array: np.ndarray, notes: list[str]) -> tuple[np.ndarray, list[str]]:
    factor = -(-max(array.shape) // LONGEST_SIDE)
    if factor == 1:
        return array, notes
    height, width = (size // factor for size in array.shape)
    if min(height, width) < SHORTEST_SIDE:
        raise Unusable(f"{label} is {_size(array)} pixels, which is too narrow to be drawn. Cut a piece out of it.")
    blocks = array[: height * factor, : width * factor].reshape(height, factor, width, factor)
    words = f"{label} is {_size(array)} pixels; blocks of {factor} × {factor} are averaged to {height} × {width}."
    return blocks.mean(axis=(1, 3)), [*notes, words]


def _size(array: np.ndarray) -> str:
    return f"{array.shape[0]} × {array.shape[1]}"
