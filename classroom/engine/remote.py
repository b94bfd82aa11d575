"""What the tests hold in place of things that live in the student's process. Every use of them is a question to it."""

import inspect

KINDS = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.VAR_POSITIONAL,
    inspect.Parameter.KEYWORD_ONLY,
    inspect.Parameter.VAR_KEYWORD,
)
SIDES = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor"]
OPERATIONS = [f"__{side}__" for side in SIDES] + [f"__r{side}__" for side in SIDES]
OPERATIONS += [
    "__lt__",
    "__le__",
    "__gt__",
    "__ge__",
    "__getitem__",
    "__setitem__",
    "__delitem__",
    "__neg__",
    "__pos__",
    "__abs__",
]
OPERATIONS += ["__enter__", "__exit__", "__call__", "__invert__"]
# With a plain number or array of the test's as other operand these could say anything about it: `result - 3` that is 0,
# `result < 3` that is True. They work between two objects, and on objects that the test made itself.
JUDGING = ("__lt__", "__le__", "__gt__", "__ge__", "__contains__", *(f"__{side}__" for side in SIDES))
JUDGING += tuple(f"__r{side}__" for side in SIDES)
ANSWERS = {"__len__": int, "__contains__": bool, "__int__": int, "__float__": float, "__str__": str, "__repr__": str}


class Remote:
    """A thing in the student's process.

    Args:
        examiner: the `Examiner` that asks.
        target: the number that the student's process knows it by.
        name: what it is called there.
    """

    def __init__(self, examiner, target, name):
        # Under names that no student's attribute has: `__getattr__` is asked for every other one.
        self.__dict__.update(_examiner=examiner, _target=target, __name__=name)

    def _ask(self, what, *args, **more):
        return self._examiner.asked({"do": what, "target": self._target, **more}, args)


class RemoteFunction(Remote):
    """A function of the student's.

    Args:
        examiner: the `Examiner` that asks.
        target: the number that the student's process knows it by.
        name: its name.
        doc: its docstring.
        parameters: `[[name, kind, has a default], ...]`, or None.
    """

    def __init__(self, examiner, target, name, doc="", parameters=None):
        super().__init__(examiner, target, name)
        self.__dict__.update(__doc__=doc, __qualname__=name, __module__="__main__")
        if parameters is not None:
            self.__dict__["__signature__"] = _signature(parameters)

    def __call__(self, *args, **kwargs):
        """Call it over there."""
        return self._examiner.called(self._target, args, kwargs)

    def __checked_call__(self, args, kwargs, allow):
        """Call it through `nnkit.checks` over there."""
        return self._examiner.called(self._target, args, kwargs, list(allow))

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self._ask("get", name=name)

    def __repr__(self):
        return f"<function {self.__name__}>"


def _signature(parameters):
    made = []
    for name, kind, has_default in parameters:
        default = ... if has_default else inspect.Parameter.empty
        made.append(inspect.Parameter(name, KINDS[kind], default=default))
    return inspect.Signature(made)


class RemoteClass(RemoteFunction):
    """A class of the student's; calling it makes an object over there."""

    wanted = False  # whether the exercise asks for it, and a test looked it up by its name

    def __call__(self, *args, **kwargs):
        """Make an object over there."""
        made = super().__call__(*args, **kwargs)
        if self.wanted and isinstance(made, RemoteObject):
            made.__dict__["_made_here"] = True
        return made

    def __repr__(self):
        return f"<class {self.__name__}>"

    def __instancecheck__(self, thing):
        return isinstance(thing, RemoteObject) and thing.__name__ == self.__name__


class RemoteIterator(Remote):
    """An iterator of the student's, or a generator."""

    def __iter__(self):
        return self

    def __next__(self):
        return self._ask("operate", name="__next__")


class RemoteObject(Remote):
    """An object of a class that the exercise asks for.

    It equals nothing but another such object: a result that claims to equal whatever it is compared with gets nowhere.
    """

    _made_here = False  # whether the test made it itself

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self._ask("get", name=name)

    def __setattr__(self, name, value):
        self._ask("set", value, name=name)

    def __eq__(self, other):
        if not isinstance(other, RemoteObject):
            return NotImplemented
        return self._ask("operate", other, name="__eq__") is True

    def __hash__(self):
        return hash(self._target)

    def __iter__(self):
        return self._ask("operate", name="__iter__")

    def __bool__(self):
        return self._ask("truth") is True


def _operation(name, kind=None):
    def operate(self, *args):
        if name in JUDGING and not self._made_here and not isinstance(args[0], RemoteObject):
            raise TypeError(f"{name} of an object that an answer returned; compare its numbers, lists or texts instead")
        result = self._ask("operate", *args, name=name)
        if kind is not None and type(result) is not kind:
            raise TypeError(f"{name} of {self.__name__} returned a {type(result).__name__}, expected {kind.__name__}")
        return result

    operate.__name__ = name
    return operate


for _name in OPERATIONS:
    setattr(RemoteObject, _name, _operation(_name))
for _name, _kind in ANSWERS.items():
    setattr(RemoteObject, _name, _operation(_name, _kind))
