"""Is it the student's own work? Refuses answers that take the function under construction from a library.

Two looks, because each misses something: `refuse_borrowed` reads the compiled code of the answer and of the helpers it
refers to (it sees what a call never reaches, and functions written in C), `Watch` observes the calls that are made (it
sees what is reached in a roundabout way).
"""

import builtins
import dis
import functools
import gc
import sys
import types

import numpy as np

from nnkit.checks.failures import CheckFailed

FORBIDDEN = ("nnkit", "keras", "tensorflow", "tf_keras", "scipy", "torch", "jax", "sklearn")
DETOURS = ("__import__", "importlib", "eval", "exec")  # no answer needs them to compute something
BORROWED = "Your answer uses {library}. This exercise asks you to write the function yourself, with NumPy alone."
MACHINERY = ("nnkit.checks.calling", "nnkit.checks.ownwork")  # its frames stand around and under every answer
GLOBAL_LOADS = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS")
CLOSURE_LOADS = ("LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_DEREF")
ATTRIBUTE_LOADS = ("LOAD_ATTR", "LOAD_METHOD")


def refuse_borrowed(function, allow: tuple[str, ...] = ()) -> None:
    """Read the answer's code, and that of the helpers it refers to, for names from forbidden libraries.

    Args:
        function: The answer: a function, a class, an instance with `__call__`, a partial.
        allow: Dotted names that may be used, each with everything below it.

    Raises:
        CheckFailed: It refers to a forbidden library or to a detour around this check.
    """
    waiting, seen = [function], set()
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        _refuse_name(name := origin(thing), allow)
        if not name:  # a library's thing is allowed as a whole: what it calls itself is its own affair
            waiting.extend(_parts(thing, allow))


def origin(thing) -> str:
    """Give the dotted name of the forbidden library's thing that this is, or "" where it is none.

    Example:
        >>> import nnkit.checks
        >>> origin(nnkit.checks), origin(nnkit.checks.compare), origin(np.exp), origin(3.0)
        ('nnkit.checks', 'nnkit.checks.comparing.compare', '', '')
    """
    if isinstance(thing, types.ModuleType):
        name = thing.__name__
    elif isinstance(thing, np.ufunc):  # a ufunc does not know its module
        special = sys.modules.get("scipy.special")
        name = f"scipy.special.{thing.__name__}" if getattr(special, thing.__name__, None) is thing else ""
    elif isinstance(thing, types.FunctionType):
        name = f"{_module(thing.__code__, thing.__globals__)}.{thing.__qualname__}"
    else:
        named = thing if isinstance(getattr(thing, "__module__", None), str) else type(thing)
        name = f"{named.__module__}.{getattr(thing, '__qualname__', type(thing).__name__)}"
    return name if _root(name) in FORBIDDEN else ""


def _module(code: types.CodeType, namespace: dict) -> str:
    """Name the module that code was written in; an example in a docstring runs in one that it was not written in."""
    return "" if code.co_filename.startswith("<doctest") else str(namespace.get("__name__"))


def _root(name: str) -> str:
    return str(name).partition(".")[0]


def _refuse_name(name: str, allow: tuple[str, ...]) -> None:
    """Refuse a forbidden name unless it is allowed, or a module on the way to an allowed name."""
    if name and not any(_below(name, path) or _below(path, name) for path in allow):
        raise _borrowed(name)


def _below(name: str, path: str) -> bool:
    return name == path or name.startswith(path + ".")


def _borrowed(name: str) -> CheckFailed:
    library = _root(name) if _root(name) in (*FORBIDDEN, *DETOURS) else "a library"
    return CheckFailed(BORROWED.format(library=library), f"found in your answer: {name}")


def _parts(thing, allow: tuple[str, ...]):
    """Yield what an answer is made of: the things its code refers to, its methods, its closure, its fields."""
    if isinstance(thing, types.MethodType):
        yield from (thing.__func__, thing.__self__)
    elif isinstance(thing, types.FunctionType) and _is_own(_module(thing.__code__, thing.__globals__)):
        yield from _code_parts(thing.__code__, thing, allow)
        yield from [thing.__defaults__, thing.__kwdefaults__, getattr(thing, "__wrapped__", None)]
    elif isinstance(thing, functools.partial):
        yield from (thing.func, thing.args, thing.keywords)
    elif isinstance(thing, list | tuple | set):
        yield from (item for item in thing if not isinstance(item, int | float | str))
    elif isinstance(thing, dict):
        yield from (item for item in thing.values() if not isinstance(item, int | float | str))
    elif isinstance(thing, staticmethod | classmethod | property):
        yield getattr(thing, "__func__", None) or thing.fget
    elif isinstance(thing, np.vectorize) or _is_own((thing if isinstance(thing, type) else type(thing)).__module__):
        yield from dict(getattr(thing, "__dict__", {})).values()
        yield from () if isinstance(thing, type) else (type(thing),)


def _is_own(module_name: str) -> bool:
    """Whether a module is a notebook or a file beside it, neither Python's own nor an installed package."""
    file = str(getattr(sys.modules.get(module_name), "__file__", ""))
    installed = _root(module_name) in sys.stdlib_module_names or "-packages" in file
    return module_name == "__main__" or not installed


def _code_parts(code: types.CodeType, function: types.FunctionType, allow: tuple[str, ...]):
    """Yield the things that compiled code refers to, following `nnkit.activations.relu` to its end."""
    closure = _closure(function)  # what an inner function captures of the answer itself is not known before the call
    path, value = "", None
    for opcode, name in _instructions(code):
        if opcode in ATTRIBUTE_LOADS and path:
            path, value = f"{path}.{name}", getattr(value, name, None)
            continue
        if path:
            _refuse_name(path, allow)
            yield value if not origin(value) else None
            path = ""
        if opcode == "IMPORT_NAME" and _root(name) in FORBIDDEN:
            _refuse_name(name, allow)
            continue
        known = closure if opcode in CLOSURE_LOADS else function.__globals__
        if opcode in ("IMPORT_NAME", *GLOBAL_LOADS) and _is_detour(name, known):
            raise _borrowed(name)
        if opcode in (*GLOBAL_LOADS, *CLOSURE_LOADS) and name in known:
            value = known[name]
            path = origin(value) if isinstance(value, types.ModuleType) else ""
            yield value if not path else None
    if path:
        _refuse_name(path, allow)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _code_parts(constant, function, allow)


@functools.lru_cache(maxsize=512)
def _instructions(code: types.CodeType) -> tuple[tuple[str, str], ...]:
    """List what a code does with names, and a mark for everything else (it ends an attribute path)."""
    steps = ((step.opname, step.argval if isinstance(step.argval, str) else "") for step in dis.get_instructions(code))
    return tuple((opcode, name) for opcode, name in steps if opcode not in ("PRECALL", "CACHE", "PUSH_NULL"))


def _closure(function: types.FunctionType) -> dict:
    """Give what a function captured where it was defined; what a cell does not hold yet is left out."""
    captured = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=False):
        try:
            captured[name] = cell.cell_contents
        except ValueError:  # a variable that gets its value later
            continue
    return captured


def _is_detour(name: str, known: dict) -> bool:
    """Whether a name means the detour and not something of the student's own that is called the same."""
    meant = getattr(builtins, name, sys.modules.get(name))
    return _root(name) in DETOURS and known.get(name, meant) is meant


class Watch:
    """Observe the calls an answer makes (a context manager); `refuse_if_seen` then judges.

    Functions that the test hands over, and what is allowed, may call what they like.

    Args:
        function: The answer.
        handed: The arguments of the call.
        allow: Dotted names that may be called.
    """

    def __init__(self, function, handed: tuple, allow: tuple[str, ...] = ()):
        self.seen = ""
        self._allow = allow
        self._namespace = getattr(function, "__globals__", None)
        self._handed = {id(getattr(thing, "__func__", thing)) for thing in _callables(handed)}
        self._codes = {code for thing in _callables(handed) if (code := _code(thing)) is not None}
        self._permitted = None  # the frame that may call what it likes, until it returns

    def __enter__(self):
        self._before, self._collecting = sys.getprofile(), gc.isenabled()
        gc.disable()  # a library's objects, when collected, would look like calls of the answer
        sys.setprofile(self._observe)
        return self

    def __exit__(self, *_):
        sys.setprofile(self._before)
        if self._collecting:
            gc.enable()

    def refuse_if_seen(self) -> None:
        """Raise `CheckFailed` where a forbidden library was called."""
        if self.seen:
            raise _borrowed(self.seen)

    def _observe(self, frame, event: str, argument) -> None:
        if self._permitted is not None:
            if event == "return" and frame is self._permitted:
                self._permitted = None
        elif event == "call":
            if frame.f_code in self._codes or self._is_handed(frame):
                self._permitted = frame
            elif _root(name := _module(frame.f_code, frame.f_globals)) in FORBIDDEN and name not in MACHINERY:
                self._judge(frame, f"{name}.{frame.f_code.co_qualname}")
        elif event == "c_call":
            self._observe_compiled(frame, argument)

    def _observe_compiled(self, frame, called) -> None:
        """Look at a call of a function written in C; `frame` is the caller's."""
        if _root(name := str(getattr(called, "__module__", ""))) in FORBIDDEN:
            self._note(f"{name}.{called.__name__}")
        elif called in (__import__, exec, eval) and frame.f_globals is self._namespace:
            self._note(called.__name__)

    def _is_handed(self, frame) -> bool:
        """Whether this is a method of an object that the test handed over."""
        if not frame.f_code.co_argcount or frame.f_code.co_varnames[0] != "self":
            return False
        return id(frame.f_locals.get("self")) in self._handed

    def _judge(self, frame, name: str) -> None:
        owner = frame.f_locals.get("self") if frame.f_code.co_varnames[:1] == ("self",) else None
        if any(_below(name, path) or (owner is not None and owner is _resolve(path)) for path in self._allow):
            self._permitted = frame
        elif frame.f_code.co_name != "__del__":
            self._note(name)

    def _note(self, name: str) -> None:
        if not any(_below(name, path) for path in self._allow):
            self.seen = self.seen or name


def _callables(handed: tuple):
    """Yield the functions and objects among the arguments, also from lists, tuples and dicts."""
    for thing in handed:
        if isinstance(thing, list | tuple):
            yield from _callables(tuple(thing))
        elif isinstance(thing, dict):
            yield from _callables(tuple(thing.values()))
        elif callable(thing):
            yield thing
            yield from (owner for owner in [getattr(thing, "__self__", None)] if owner is not None)


def _code(thing) -> types.CodeType | None:
    return getattr(getattr(thing, "__func__", thing), "__code__", None)


def _resolve(path: str):
    """Find the object of a dotted name among the modules that are loaded; None where there is none."""
    name, _, rest = path.rpartition(".")
    if path in sys.modules:
        return sys.modules[path]
    return getattr(_resolve(name), rest, None) if name else None
