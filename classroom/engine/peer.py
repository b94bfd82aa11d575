"""Two processes that ask each other: while one waits for its answer it answers what the other one asks meanwhile."""

import builtins
import sys

import numpy as np

from classroom.engine.frames import Malformed

LONGEST_MESSAGE = 20_000  # characters of an exception's message or traceback that cross
PUBLIC = (builtins, np.exceptions, np.linalg)
OURS = ("CheckFailed", "AnswerRaised", "NotSolvedYet")  # what a test says; their hints are shown even for hidden tests


class Peer:
    """One of the two. A request has the key "do"; everything else is a reply.

    Args:
        channel: the `Channel` to the other one.
    """

    def __init__(self, channel):
        self.channel = channel
        self.exported = {}

    def ask(self, message, blobs=()):
        """Ask the other process, answering what it asks until its reply comes.

        Args:
            message: a dict with the key "do".
            blobs: bytes behind it.

        Returns:
            The reply and its blobs.

        Raises:
            Gone: the other process has ended.
        """
        self.channel.send(message, blobs)
        while True:
            reply, behind = self.channel.receive()
            if "do" not in reply:
                return reply, behind
            self._reply(*self.asked_back(reply, behind))

    def serve(self):
        """Answer until the other side closes the channel."""
        while True:
            self._reply(*self.answered(*self.channel.receive()))

    def _reply(self, reply, blobs):
        try:
            self.channel.send(reply, blobs)
        except Malformed as error:  # what is too long to cross is told in place of it
            self.channel.send({"raised": describe(ValueError(str(error)))})

    def answered(self, request, blobs):
        """The reply to a request.

        Args:
            request: a dict with the key "do".
            blobs: bytes behind it.

        Returns:
            The reply and its blobs.
        """
        raise NotImplementedError

    def asked_back(self, request, blobs):
        """The reply to what the other process asks while it owes an answer; not everything that `serve` is asked."""
        return self.answered(request, blobs)

    def handle(self, thing):
        """A number by which the other process can name a thing of ours."""
        self.exported[id(thing)] = thing  # held, so that its number stays its own
        return id(thing)


def describe(error, frames=None):
    """An exception in plain values: the public names of its classes and its message.

    Args:
        error: the exception.
        frames: its traceback as text; left out if None.

    Returns:
        A dict.
    """
    try:
        message = str(error)
    except Exception as fault:  # told in place of the message
        message = f"(its message cannot be printed: {type(fault).__name__})"
    told = {"names": [kind.__name__ for kind in type(error).__mro__], "message": message[:LONGEST_MESSAGE]}
    return told if frames is None else {**told, "traceback": frames[-LONGEST_MESSAGE:]}


def revived(told):
    """An exception like the one that `describe` described: of the nearest public class, with its name and message.

    Args:
        told: what `describe` returned; nothing about it is certain.

    Returns:
        An exception, never one that ends a process.
    """
    names = told.get("names") if isinstance(told, dict) else None
    names = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    message = str(told.get("message", ""))[:LONGEST_MESSAGE] if isinstance(told, dict) else ""
    kind = next((found for name in names if (found := public(name))), RuntimeError)
    if not issubclass(kind, Exception):
        kind, message = RuntimeError, f"{kind.__name__} {message}".strip()
    name = names[0] if names and names[0].isidentifier() and names[0] not in OURS else kind.__name__
    own = type(name[:100], (kind,), {"__module__": kind.__module__, "__str__": lambda _: message})
    error = own.__new__(own)
    error.args = (message,)
    if isinstance(text := told.get("traceback") if isinstance(told, dict) else None, str):
        error.add_note(text[-LONGEST_MESSAGE:])
    return error


def public(name):
    """The exception class that everybody knows by this name, or None.

    Args:
        name: a name of Python's, NumPy's or TensorFlow's.

    Returns:
        A class, or None.
    """
    for module in PUBLIC:
        found = getattr(module, name, None)
        if isinstance(found, type) and issubclass(found, BaseException):
            return found
    errors = getattr(sys.modules.get("tensorflow"), "errors", None)
    found = getattr(errors, name, None)
    return found if isinstance(found, type) and issubclass(found, Exception) else None
