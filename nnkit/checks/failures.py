"""What a failed check says: a hint in words, and a detail with the numbers."""

import builtins
import re
import sys
import traceback

import numpy as np

LONGEST_VALUE = 400  # characters of one rendered value
LONGEST_TRACEBACK = 3000  # characters; the end is kept, where the error stands
VAGUE = ("an exception of its own", "Exception", "BaseException", "object")  # names that tell nothing
SHOWN_ELEMENTS = 24  # a longer array is shortened to its edges

# (exception, words of its message, what to look for); the first that fits is told. The message itself is not: it may
# hold an input.
ADVICE = (
    ("NameError", "", "A name in it has no value: look for a misspelling, or for an import that is missing."),
    ("TypeError", "positional argument", "It is called with another number of arguments than its first line takes."),
    ("TypeError", "scalar", "`math.exp` takes a single number, `np.exp` a whole array."),
    ("TypeError", "same_kind", "Fractions do not go into an array of whole numbers (`X -= 0.5`): make a new array."),
    ("TypeError", "", "Look at the type of what each line works on: `print(type(x))`."),
    ("ValueError", "truth value", "`if` needs a single True or False, and an array has many: choose with `np.where`."),
    ("ValueError", "whole arrays", "Call the function that you are given on a whole array, not once for each number."),
    ("ValueError", "not tf.Tensor", "A tape watches tensors, no arrays: make a `tf.constant` of it first."),
    ("RuntimeError", "GradientTape", "A tape answers once; for a second answer make another, or a persistent one."),
    ("ValueError", "cannot reshape", "`reshape` keeps how many numbers there are: print the shape before that line."),
    ("ValueError", "inhomogeneous", "Rows of different lengths make no array: print the length of each."),
    (
        "ValueError",
        "expected ndim=3",
        "A layer that wants (N, T, D), every step, got one vector an example: an LSTM below another layer of sequences "
        "needs return_sequences=True.",
    ),
    ("ValueError", "shape", "Two arrays whose shapes do not fit: print both shapes before that line."),
    ("ValueError", "mismatch", "Two arrays whose shapes do not fit: print both shapes before that line."),
    ("IndexError", "", "An index lies beyond the end of an array: print the shapes on the way."),
    ("AxisError", "", "An axis is asked for that the array does not have."),
    (
        "AttributeError",
        "'NoneType'",
        "Something is None there: a function without `return` gives None, and so does a tape that did not watch.",
    ),
    (
        "AttributeError",
        "",
        "Something is not of the type it is taken for: a list has no `.shape`, `np.asarray(it)` has.",
    ),
    ("InvalidArgumentError", "tensor but is a", "Tensors of two types meet: `tf.cast` one of them."),
    ("OverflowError", "", "A number became too large: give an exponential no large positive argument."),
    ("KeyError", "", "A key that is looked up is not there: compare the spelling with that of the exercise."),
    ("ZeroDivisionError", "", "Ask which input makes the denominator zero."),
    ("RecursionError", "", "The function calls itself without end."),
    ("UnboundLocalError", "", "A variable gets its value only in a branch that was not taken."),
)


class CheckFailed(AssertionError):  # noqa: N818  it says what happened, as unittest's own exceptions do
    """A check that the answer did not pass: `str()` is the hint, an empty line, the detail.

    Args:
        hint: One paragraph that names the misconception. It never holds a value that went in or came out.
        detail: The numbers: the call, what was received, what was expected.

    Example:
        >>> failure = CheckFailed("The minus one is missing.", "received: 1.0")
        >>> failure.hint
        'The minus one is missing.'
        >>> print(failure)
        The minus one is missing.
        <BLANKLINE>
        received: 1.0
    """

    def __init__(self, hint: str, detail: str = ""):
        self.hint = " ".join(hint.split())
        self.detail = detail.strip()
        super().__init__(f"{self.hint}\n\n{self.detail}" if self.detail else self.hint)

    def _render_traceback_(self) -> list[str]:
        """Tell IPython what to show: the message alone, without the frames of this package."""
        return [f"{type(self).__name__}: {self.hint}", "", *self.detail.splitlines()]

    def __reduce__(self):
        return _rebuild, (type(self), self.__dict__)


class NotSolvedYet(CheckFailed):
    """The answer is still the stub (or raises NotImplementedError for this input).

    Args:
        detail: The numbers, where there are any.
    """

    def __init__(self, detail: str = ""):
        super().__init__("Not solved yet: replace `raise NotImplementedError()` by your answer.", detail)


class AnswerRaised(CheckFailed):
    """The answer raised an exception of its own.

    Args:
        error_names: Names of the exception's class and of the classes it derives from.
        error_text: Its message, as the answer wrote it.
        detail: The traceback, from the answer's first line on.
    """

    def __init__(self, error_names: tuple[str, ...], error_text: str = "", detail: str = ""):
        self.error_names, self.error_text = tuple(error_names), error_text
        name = next((name for name in self.error_names if name not in VAGUE), self.error_names[0])
        known = (advice for kind, words, advice in ADVICE if kind == name and words in error_text)
        super().__init__(f"Your function raised {name}. {next(known, '')}", detail)


def _rebuild(kind: type, attributes: dict) -> CheckFailed:
    """Make a failure again on the other side of a process boundary."""
    failure = kind.__new__(kind)
    failure.__dict__.update(attributes)
    failure.args = (f"{failure.hint}\n\n{failure.detail}".strip(),)
    return failure


def from_exception(error: BaseException, printed: str = "") -> CheckFailed:
    """Turn what an answer raised into a failure that says so."""
    if isinstance(error, NotImplementedError):
        return NotSolvedYet()
    behind = error.__traceback__.tb_next if error.__traceback__ else None  # the frame above is our own
    text = "".join(traceback.format_exception(type(error), error, behind))
    text = re.sub(r'File "[^"]*ipykernel[^"]*"', "your notebook", text)
    names = tuple(_public_name(ancestor) for ancestor in type(error).__mro__)
    detail = text[-LONGEST_TRACEBACK:] + (f"\nit had printed: {printed}" if printed else "")
    return AnswerRaised(names, _message(error), detail)


def _public_name(kind: type) -> str:
    """Give the name of a class that Python or NumPy defines; a student's own might spell out a hidden input."""
    for module in (builtins, np.exceptions, np.linalg, getattr(sys.modules.get("tensorflow"), "errors", None)):
        if getattr(module, kind.__name__, None) is kind:
            return kind.__name__
    return "an exception of its own"


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return "(its message cannot be printed)"


def render(value) -> str:
    """Write a value in short: shape and type, then the numbers, the middle of a long array left out.

    Example:
        >>> render(np.array([0.5, 1.0]))
        '[0.5, 1.0], shape (2,)'
        >>> render((1, "relu"))
        "(1, 'relu')"
    """
    if isinstance(value, np.ndarray) and value.ndim:
        return f"{_numbers(value)}, shape {value.shape}{_unusual(value.dtype)}"
    if isinstance(value, np.ndarray | np.generic):
        return shorten(number(value.item()) + _unusual(value.dtype))
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        return shorten("{" + ", ".join(f"{key!r}: {render(item)}" for key, item in value.items()) + "}")
    if isinstance(value, tuple) and any(isinstance(item, np.ndarray | np.generic) for item in value):
        return shorten("(" + "; ".join(render(item) for item in value) + ")")
    if callable(value):
        return getattr(value, "__qualname__", type(value).__name__)
    return shorten(repr(value))


def render_call(function, args: tuple, kwargs: dict) -> str:
    """Write the call as Python would: `elu([-1.0, 2.0], alpha=0.5)`."""
    shown = [_argument(value) for value in args] + [f"{name}={_argument(value)}" for name, value in kwargs.items()]
    return f"{getattr(function, '__name__', 'your function')}({', '.join(shown)})"


def shorten(text: str, longest: int = LONGEST_VALUE) -> str:
    """Cut a text at a number of characters and say that it was cut."""
    return text if len(text) <= longest else text[:longest] + " ..."


def _argument(value) -> str:
    return _numbers(value) if isinstance(value, np.ndarray) and value.ndim else render(value)


def _numbers(values: np.ndarray) -> str:
    threshold = SHOWN_ELEMENTS if values.ndim < 3 else SHOWN_ELEMENTS // 2
    style = {"separator": ", ", "threshold": threshold, "edgeitems": 3, "formatter": {"float_kind": number}}
    return shorten(" ".join(np.array2string(values, **style).split()))


def number(value) -> str:
    """Write a number with six digits.

    Example:
        >>> number(1.0), number(2 / 3), number(np.int64(7))
        ('1.0', '0.666667', '7')
    """
    return repr(float(f"{value:.6g}")) if isinstance(value, float | np.floating) else str(value)


def _unusual(dtype: np.dtype) -> str:
    return "" if dtype in (np.dtype(float), np.dtype(int)) else f", {dtype}"
