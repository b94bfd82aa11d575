"""The process of the tests. It never sees a student's file; his functions run in his process, his data is copied."""

import builtins
import io
import os
import pickle
import sys
import types

from classroom.engine.frames import Gone, Malformed
from classroom.engine.keras_values import decode_keras
from classroom.engine.peer import Peer, describe, public, revived
from classroom.engine.remote import RemoteClass, RemoteFunction, RemoteIterator, RemoteObject
from classroom.engine.unaided import is_library
from classroom.engine.values import MUTABLE, CannotCross, decode, write_back
from nnkit.checks.sampling import SEED_VARIABLE


class StudentGone(RuntimeError):  # noqa: N818  it says what happened
    """The student's process ended, or was ended, while a test asked it something."""


class Answers(dict):
    """The namespace of the tests: what they do not define themselves is looked up in the student's process.

    Args:
        names: what the answer cells bind; these are the student's even where Python has a builtin of that name.
    """

    def __init__(self, names=()):
        super().__init__()
        self.names, self.examiner, self.known = frozenset(names), None, {}

    def __missing__(self, name):
        if self.examiner is None or name.startswith("_") or (hasattr(builtins, name) and name not in self.names):
            raise KeyError(name)
        if name not in self.known:
            self.known[name] = self.examiner.looked_up(name)
        return self.known[name]

    def forget(self):
        """Forget what the student's process said, and what the tests bound under the names of answers."""
        self.known.clear()
        for name in self.names & self.keys():
            del self[name]


class Examiner(Peer):
    """Runs the tests.

    Args:
        channel: the `Channel` to the coordinator, which passes questions on to the student's process.
        shell: the `Shell` of this process; its namespace is an `Answers`.
        classes: names of classes that the exercises ask for.
        unaided: whether the student's process is without libraries; their functions are then handed over by number.
    """

    def __init__(self, channel, shell, classes=(), unaided=False):
        super().__init__(channel)
        self.shell, self.classes, self.given, self.raised = shell, frozenset(classes), {}, []
        self.unaided = unaided
        self.shell.user_ns.examiner = self

    def answered(self, request, blobs):
        """Run a cell for the coordinator."""
        return {**self._run(request), "done": True}, []

    def asked_back(self, request, blobs):
        """Call a function of the test's for the student's process: the one thing that this may ask."""
        return self._called_back(request, blobs)

    def _run(self, request):
        answers = self.shell.user_ns
        answers.forget()
        before = dict(answers)
        reply = self.shell.run(request["source"], request["limit"])
        answers.forget()
        if request.get("given"):
            for name, value in answers.items():
                if isinstance(value, types.FunctionType) and before.get(name) is not value:
                    self.given[id(value)] = name
        self.exported.clear()
        self.raised.clear()
        return reply

    def _called_back(self, request, blobs):
        try:
            function = self.exported[request["target"]]
            args, kwargs = (self._decoded(tree, blobs) for tree in request["handed"])
            given = [*args, *kwargs.values()]
            kept = [self._pickled(value) if isinstance(value, MUTABLE) else None for value in given]
            result = function(*args, **kwargs)
            changed = [
                value if old is not None and self._pickled(value) != old else None
                for value, old in zip(given, kept, strict=True)
            ]
            return {}, [self._pickled((result, changed))]
        except Exception as error:
            self.raised.append(error)  # so that it comes back as itself where the answer lets it through
            return {"raised": {**describe(error), "origin": len(self.raised) - 1}}, []

    def looked_up(self, name):
        """The student's value of a name.

        Raises:
            KeyError: he has none; Python then tells that the name is not defined.
        """
        reply, blobs = self._asked({"do": "look", "name": name}, [])
        if reply.get("missing"):
            raise KeyError(name)
        found = self._decoded(reply.get("value"), blobs)
        if isinstance(found, RemoteClass) and name in self.classes:
            found.__dict__["wanted"] = True
        return found

    def asked(self, message, args):
        """Ask about a thing in the student's process; the value of the reply."""
        reply, blobs = self._asked(message, [self._pickled(args[0] if message["do"] == "set" else args)])
        if reply.get("refused"):
            return NotImplemented
        return self._decoded(reply["value"], blobs) if "value" in reply else None

    def called(self, target, args, kwargs, allow=None):
        """Call a function of the student's.

        Args:
            target: its number.
            args: positional arguments; lists, dicts and arrays that it changes are changed here as well.
            kwargs: keyword arguments.
            allow: what the answer may use, for a call through `nnkit.checks`; None for a plain call.

        Returns:
            Its result.

        Raises:
            Exception: what it raised, by class name and message.
        """
        message = {"do": "call", "target": target, "checked": allow}
        reply, blobs = self._asked(message, [self._pickled((args, kwargs))])
        sys.stdout.write(str(reply.get("printed", "")))
        handed = [*args, *kwargs.values()]
        for value, tree in zip(handed, reply.get("changed") or [None] * len(handed), strict=True):
            if tree is not None:
                write_back(value, self._decoded(tree, blobs))
        return self._decoded(reply.get("value"), blobs)

    def _asked(self, message, blobs):
        try:
            reply, behind = self.ask(message, blobs)
        except Malformed as error:
            raise ValueError(f"the answer's process sent something that is no value ({error})") from None
        if "gone" in reply:
            raise StudentGone(str(reply["gone"]))
        if "raised" in reply:
            error = self._as_exception(reply["raised"])
            if isinstance(error, StopIteration) and message.get("name") != "__next__":
                error = RuntimeError("the answer raised StopIteration")  # in a test's own loop it would end that loop
            raise error from None
        return reply, behind

    def _as_exception(self, told):
        if not isinstance(told, dict):
            return ValueError("the answer's process sent something that is no exception")
        origin = told.get("origin")
        if type(origin) is int and 0 <= origin < len(self.raised):
            return self.raised[origin]
        return _failed_check(told) if "check" in told else revived(told)

    def _decoded(self, tree, blobs):
        def adopt(kind, content):
            return self._adopted(kind, content, blobs)

        return decode(tree, blobs, adopt)

    def _adopted(self, kind, content, blobs):
        if kind == "yours":
            return self.exported[content]
        if kind == "module":
            return _module(content)
        if kind in ("tensor", "keras"):
            return decode_keras(kind, content, lambda tree: self._decoded(tree, blobs))
        target, name = content[:2]
        if type(target) is not int or not isinstance(name, str):
            raise ValueError(f"no {kind}")
        if kind == "function":
            return RemoteFunction(self, target, name, str(content[2]), content[3])
        if kind == "class":
            return RemoteClass(self, target, name, str(content[2]))
        if kind == "iterator":
            return RemoteIterator(self, target, name)
        if kind == "object" and name in self.classes:
            return RemoteObject(self, target, name)
        raise ValueError(f"no {kind}")

    def _pickled(self, value):
        stream = io.BytesIO()
        try:
            _ToStudent(stream, self).dump(value)
        except (pickle.PicklingError, TypeError, AttributeError) as error:
            raise CannotCross(f"the test hands over what cannot leave its process ({error})") from None
        return stream.getvalue()


class _ToStudent(pickle.Pickler):
    """Writes what a test hands over. Functions go by name where both processes have them, else by number."""

    def __init__(self, stream, examiner):
        super().__init__(stream, protocol=5)
        self.examiner = examiner

    def persistent_id(self, thing):
        if isinstance(thing, RemoteFunction | RemoteObject | RemoteIterator):
            return "yours", thing._target
        if isinstance(thing, types.FunctionType | types.MethodType):
            if id(thing) in self.examiner.given:
                return "given", self.examiner.given[id(thing)]
            if getattr(thing, "__module__", None) == "__main__" or "<" in thing.__qualname__:
                return "mine", self.examiner.handle(thing)
        if isinstance(thing, type) and thing.__module__ == "__main__":
            raise pickle.PicklingError(f"the class {thing.__name__} is defined by a test")
        if callable(thing) and not isinstance(thing, type):
            of_library = self.examiner.unaided and any(map(is_library, (type(thing).__module__, _module_of(thing))))
            if of_library or type(thing).__module__ == "__main__":
                return "mine", self.examiner.handle(thing)
        return None


def _failed_check(told):
    """A failure of `nnkit.checks` as the student's process tells it: in his words, so never more than words."""
    from nnkit.checks.failures import AnswerRaised, CheckFailed, NotSolvedYet
    from nnkit.checks.ownwork import BORROWED, DETOURS, FORBIDDEN

    def text(key):
        return str(told.get(key) or "")[:20_000]

    if told["check"] == "NotSolvedYet":
        return NotSolvedYet(text("detail"))
    if told["check"] == "AnswerRaised":
        names = told.get("error_names")
        names = [str(name) for name in names if public(str(name))] if isinstance(names, list) else []
        return AnswerRaised(tuple(names) or ("an exception of its own",), text("error_text"), text("detail"))
    # Students read the hints of hidden tests; one in the answer's own words could quote what the test handed over.
    library = next((name for name in (*FORBIDDEN, *DETOURS) if f"uses {name}." in text("hint")), "a library")
    return CheckFailed(BORROWED.format(library=library), text("detail"))


def _module_of(thing):
    return str(getattr(thing, "__module__", ""))


def _module(name):
    """A module that the student imported under a name that a test uses; nothing is imported for him here."""
    if not isinstance(name, str) or name not in sys.modules:
        raise ValueError(f"the test uses the module {name!r} without importing it")
    return sys.modules[name]


def serve(channel, shell, classes=()):
    """Be the process of the tests until the coordinator closes the channel.

    Args:
        channel: the `Channel` to the coordinator; its first message says what hidden tests draw from, and whether the
            student's process is without libraries.
        shell: the `Shell` of this process.
        classes: names of classes that the exercises ask for.
    """
    sys.stdin = open(os.devnull)  # noqa: SIM115  it lives as long as the process
    try:
        greeting, _ = channel.receive()
        os.environ[SEED_VARIABLE] = greeting["seed"]
        Examiner(channel, shell, classes, greeting["unaided"]).serve()
    except Gone:
        return
