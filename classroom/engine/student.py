"""The process of a student's cells. It holds no test, and nothing that it says is taken for more than a claim."""

import contextlib
import io
import os
import pickle
import signal
import sys
import traceback
import types

from classroom.engine.keras_values import encode_keras
from classroom.engine.peer import Peer, describe, revived
from classroom.engine.values import MUTABLE, CannotCross, alike, encode, write_back

LONGEST_PRINT = 100_000  # characters printed by a call that the test gets to read
SIGNATURE_KINDS = ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD", "VAR_POSITIONAL", "KEYWORD_ONLY", "VAR_KEYWORD")


class Student(Peer):
    """Runs the student's cells and calls his functions.

    Args:
        channel: the `Channel` to the coordinator.
        shell: the `Shell` of this process.
        classes: names of classes that the exercises ask for; only their instances may be handed out.
    """

    def __init__(self, channel, shell, classes=()):
        super().__init__(channel)
        self.shell, self.classes, self.given = shell, frozenset(classes), {}

    def answered(self, request, blobs):
        """Run a cell, look up a name, call a function: whatever is asked."""
        behind = []
        try:
            reply = getattr(self, f"_{request['do']}")(request, blobs, behind)
        except CannotCross as error:
            reply, behind = {"raised": describe(TypeError(str(error)))}, []
        except BaseException as error:  # exit() and Ctrl-C too: they end a call, never this process
            reply, behind = {"raised": self._told(error)}, []
        return reply, behind

    def _run(self, request, _blobs, _behind):
        before = dict(self.shell.user_ns)
        with interrupted_after(request["seconds"]):
            reply = self.shell.run(request["source"], request["limit"])
        if request.get("given"):
            own = (item for item in self.shell.user_ns.items() if isinstance(item[1], types.FunctionType))
            self.given.update({name: value for name, value in own if before.get(name) is not value})
        return reply

    def _look(self, request, _blobs, behind):
        name = request["name"]
        if name not in self.shell.user_ns:
            return {"missing": True}
        return {"value": self._encoded(self.shell.user_ns[name], behind)}

    def _call(self, request, blobs, behind):
        args, kwargs = self._unpickled(blobs[0])
        function = self.exported[request["target"]]
        before_blobs = []
        handed = [*args, *kwargs.values()]
        before = [self._snapshot(value, before_blobs) for value in handed]
        outputs, self.shell.outputs = self.shell.outputs, type(self.shell.outputs)(LONGEST_PRINT)
        try:
            if request.get("checked") is None:
                result = function(*args, **kwargs)
            else:
                result = _checked(function, args, kwargs, tuple(request["checked"]))
            printed = "".join(out["text"] for out in self.shell.outputs.taken() if out.get("name") == "stdout")
        finally:
            self.shell.outputs = outputs
        reply = {"value": self._encoded(result, behind), "printed": printed}
        after = [self._change(value, old, before_blobs, behind) for value, old in zip(handed, before, strict=True)]
        return {**reply, "changed": after} if any(after) else reply

    def _snapshot(self, value, blobs):
        """What a list, dict or array among the arguments holds before the call; None for what cannot change."""
        try:
            return encode(value, blobs, _no_export) if isinstance(value, MUTABLE) else None
        except CannotCross:
            return None

    def _change(self, value, before, before_blobs, behind):
        if before is None:
            return None
        own = []
        after = encode(value, own, self._exporter(own))
        return encode(value, behind, self._exporter(behind)) if not alike(before, after, before_blobs, own) else None

    def _get(self, request, _blobs, behind):
        return {"value": self._encoded(getattr(self.exported[request["target"]], request["name"]), behind)}

    def _set(self, request, blobs, _behind):
        setattr(self.exported[request["target"]], request["name"], self._unpickled(blobs[0]))
        return {}

    def _truth(self, request, _blobs, _behind):
        return {"value": ["atom", bool(self.exported[request["target"]])]}

    def _operate(self, request, blobs, behind):
        thing = self.exported[request["target"]]
        method = getattr(type(thing), request["name"], None)
        if method is None:
            raise TypeError(f"{type(thing).__name__} has no {request['name']}")
        result = method(thing, *self._unpickled(blobs[0]))
        return {"refused": True} if result is NotImplemented else {"value": self._encoded(result, behind)}

    def _encoded(self, value, behind):
        return encode(value, behind, self._exporter(behind))

    def _exporter(self, behind):
        def export(value):
            return self._export(value, behind)

        return export

    def _export(self, value, behind):
        """What is no plain data: named by a number where it can be called or iterated over from the test."""
        name = str(getattr(value, "__name__", type(value).__name__))[:200]
        if isinstance(value, Stub):
            return ["yours", value.target]
        if isinstance(value, types.ModuleType):
            return ["module", value.__name__]
        if (built := encode_keras(value, behind, self._encoded)) is not None:
            return built
        if isinstance(value, type):
            return ["class", [self.handle(value), name, str(value.__doc__ or "")[:LONGEST_PRINT]]]
        if type(value).__name__ in self.classes and type(value).__module__ == "__main__":
            return ["object", [self.handle(value), type(value).__name__]]
        if hasattr(value, "__next__"):
            return ["iterator", [self.handle(value), name]]
        if callable(value):
            doc = str(getattr(value, "__doc__", None) or "")[:LONGEST_PRINT]
            return ["function", [self.handle(value), name, doc, self._signature(value)]]
        raise CannotCross(f"a {type(value).__name__} came where plain data was expected: numbers, text, lists, arrays")

    def _signature(self, function):
        import inspect

        try:
            parameters = inspect.signature(function).parameters.values()
        except (TypeError, ValueError):  # functions of compiled modules have none
            return None
        return [[one.name, SIGNATURE_KINDS.index(one.kind.name), one.default is not one.empty] for one in parameters]

    def _unpickled(self, blob):
        return _FromTest(io.BytesIO(blob), self).load()

    def _told(self, error):
        told = getattr(error, "crossed", None)
        if told is not None:  # a failure of `nnkit.checks`, already in words
            return told
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if "/classroom/engine/" not in frame.filename]
        text = "".join([*traceback.format_list(own), *traceback.format_exception_only(error)])
        told = describe(error, text)
        return {**told, "origin": error.origin} if hasattr(error, "origin") else told


class Stub:
    """A function of the test's: calling it asks the test's process.

    Args:
        student: the `Student` of this process.
        target: the number that the test's process knows it by.
    """

    def __init__(self, student, target):
        self._student, self.target = student, target

    def __call__(self, *args, **kwargs):
        """Ask the test's process for the result."""
        behind = []
        student = self._student
        handed = [student._encoded(list(args), behind), student._encoded(kwargs, behind)]
        reply, blobs = student.ask({"do": "call", "target": self.target, "handed": handed}, behind)
        if "raised" in reply:
            error = revived(reply["raised"])
            error.origin = reply["raised"].get("origin")
            raise error
        result, changed = student._unpickled(blobs[0])
        for value, later in zip([*args, *kwargs.values()], changed, strict=True):
            if later is not None:
                write_back(value, later)
        return result


class _FromTest(pickle.Unpickler):
    """Reads what the test's process hands over; functions come by name or by number."""

    def __init__(self, stream, student):
        super().__init__(stream)
        self.student = student

    def persistent_load(self, pid):
        kind, name = pid
        if kind == "given":
            return self.student.given.get(name, self.student.shell.user_ns.get(name))
        return self.student.exported[name] if kind == "yours" else Stub(self.student, name)


@contextlib.contextmanager
def interrupted_after(seconds):
    """Raise KeyboardInterrupt in what runs longer; whoever ignores that is ended from outside."""

    def interrupt(*_):
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _no_export(value):
    raise CannotCross(type(value).__name__)


def _checked(function, args, kwargs, allow):
    """Call through `nnkit.checks`, which refuses borrowed answers and puts what goes wrong into words."""
    from nnkit.checks.calling import observe
    from nnkit.checks.failures import CheckFailed

    try:
        return observe(function, args, kwargs, allow).result
    except CheckFailed as failure:
        words = {key: value for key, value in vars(failure).items() if isinstance(value, str | list | tuple)}
        failure.crossed = {"check": type(failure).__name__, **words}
        raise


def serve(channel, shell, classes=()):
    """Be the student's process until the coordinator closes the channel.

    Args:
        channel: the `Channel` to the coordinator.
        shell: the `Shell` of this process.
        classes: names of classes that the exercises ask for.
    """
    sys.stdin = open(os.devnull)  # noqa: SIM115  it lives as long as the process
    Student(channel, shell, classes).serve()
