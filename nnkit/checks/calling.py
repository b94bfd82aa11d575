"""The one place where a student's function is called: quiet, watched, its exceptions put into words."""

import contextlib
import copy
import io
import os
import sys
import warnings
from typing import NamedTuple

import numpy as np

from nnkit.checks import ownwork
from nnkit.checks.failures import from_exception, shorten

LONGEST_OUTPUT = 2000  # characters kept of what an answer prints; the rest is dropped


class Call(NamedTuple):
    """What came of a call: the result, and what was printed on the way."""

    result: object
    printed: str


def call(function, args: tuple = (), kwargs: dict | None = None, allow: tuple[str, ...] = ()):
    """Call a student's function and return its result.

    What it prints stays out of the test cell's output, where nbgrader would take a line on standard error for a
    failure. What it raises becomes a `CheckFailed`. An answer that borrows the function from a library is refused.

    A function that lives in another process is a proxy with the method `__checked_call__(args, kwargs, allow)`. It
    does all this over there and returns the result; arrays among the arguments that the function changed, it changes
    here as well.

    Args:
        function: The student's function, or a proxy of it.
        args: Its positional arguments; they are not copied.
        kwargs: Its keyword arguments.
        allow: Dotted names that the answer may use from the libraries in `FORBIDDEN`, as "nnkit.activations.relu";
            a name stands for everything below it.

    Returns:
        What the function returned.

    Raises:
        NotSolvedYet: The function raised NotImplementedError.
        AnswerRaised: It raised anything else.
        CheckFailed: It uses a library that the exercise replaces.

    Example:
        >>> call(max, ([1, 3, 2],))
        3
    """
    return observe(function, args, kwargs or {}, allow).result


def few_calls(function, most: int = 5000):
    """Hand a function to an answer that should call it on whole arrays; called once a number, it soon refuses.

    A call goes from one process to another when a class is graded: some hundred thousand of them would take until the
    time is up, and then nothing is said about the reason.

    Args:
        function: A function of one array.
        most: Calls that are granted; enough for an integration in adaptive steps.

    Returns:
        A function that does the same and raises ValueError from then on.

    Example:
        >>> square = few_calls(lambda z: z**2, most=2)
        >>> [square(z) for z in (1, 2, 3)]
        Traceback (most recent call last):
        ValueError: f was called more than 2 times: call it on whole arrays
    """
    left = most

    def counted(z):
        nonlocal left
        left -= 1
        if left < 0:
            raise ValueError(f"f was called more than {most} times: call it on whole arrays")
        return function(z)

    return counted


def observe(function, args: tuple, kwargs: dict, allow: tuple[str, ...] = ()) -> Call:
    """Do what `call` does and keep what the function printed."""
    remote = getattr(function, "__checked_call__", None)
    if remote is not None:
        return Call(remote(args, kwargs, allow), "")
    ownwork.refuse_borrowed(function, allow)
    heard = _Bounded()
    watch = ownwork.Watch(function, (*args, *kwargs.values()), allow)
    try:
        with _quiet(heard), watch:
            result = function(*args, **kwargs)
    except (Exception, SystemExit) as error:
        watch.refuse_if_seen()
        raise from_exception(error, heard.text()) from None
    watch.refuse_if_seen()
    return Call(result, heard.text())


def fresh(value):
    """Copy arrays, generators and containers of them, so that no call sees what another one changed."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, np.random.Generator):
        return copy.deepcopy(value)
    if type(value) in (list, tuple):
        return type(value)(fresh(item) for item in value)
    if type(value) is dict:
        return {name: fresh(item) for name, item in value.items()}
    return value


def ask(function, args: tuple, kwargs: dict):
    """Call a reference or a mistake of the test's own, on fresh arguments and without its numerical warnings."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*fresh(args), **fresh(kwargs))


class _Bounded(io.TextIOBase):
    """A text stream that keeps the beginning and drops the rest, whatever is printed."""

    def __init__(self):
        self._kept: list[str] = []
        self._room = LONGEST_OUTPUT

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._room > 0:
            self._kept.append(text[: self._room])
            self._room -= len(text)
        return len(text)

    def text(self) -> str:
        return shorten("".join(self._kept).strip())


@contextlib.contextmanager
def _quiet(heard: _Bounded):
    """Send prints and warnings to `heard`, and what compiled libraries write to the descriptors nowhere."""

    def hear(message, category, *_):
        heard.write(f"{category.__name__}: {message}\n")

    with (
        contextlib.redirect_stdout(heard),
        contextlib.redirect_stderr(heard),
        warnings.catch_warnings(),
        _descriptors_to_nowhere(),
    ):
        warnings.simplefilter("default")  # a warning is told, never raised
        warnings.showwarning = hear
        yield


@contextlib.contextmanager
def _descriptors_to_nowhere():
    """Point the process's standard output and error (descriptors 1 and 2) to nowhere for a while."""
    for stream in (sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(Exception):
            stream.flush()
    try:
        saved = [(os.dup(number), number) for number in (1, 2)]
    except OSError:  # a process without them, as under pythonw
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for _, number in saved:
            os.dup2(nowhere, number)
        yield
    finally:
        for copied, number in saved:
            os.dup2(copied, number)
            os.close(copied)
        os.close(nowhere)
