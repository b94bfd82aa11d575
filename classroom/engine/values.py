"""Values on their way between two processes: plain data as JSON and npy, never as pickles of the student's.

An array travels as npy, everything else as a tree of `[kind, content]`. What is no plain data (a function, an object)
is left to the `export` of the process that sends and the `adopt` of the one that receives.
"""

import io
import math
import re
import tokenize

import numpy as np

DEEPEST = 40  # containers in one another
ARRAYS = "?biufcSUmM"  # kinds of dtype whose bytes are plain data
CONTAINERS = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
ATOMS = (bool, str, type(None))
LENGTHS = {**dict.fromkeys((*CONTAINERS, "dict")), "complex": 2, "range": 3, "slice": 3, "objects": 2}  # None: any
# What reading a forged header of an array raises besides: it has no end, is too deep, or announces too much.
FORGED = (tokenize.TokenError, RecursionError, MemoryError)
MUTABLE = (np.ndarray, list, dict, tuple, set, bytearray)  # a tuple may hold what can change
VIEWS = (type({}.keys()), type({}.values()), type({}.items()))


class CannotCross(TypeError):  # noqa: N818  it says what happened
    """A value that is no plain data and that the other process cannot be given in another way."""


def encode(value, blobs, export, depth=0):
    """Turn a value into a tree that JSON can hold.

    Args:
        value: the value.
        blobs: a list; the bytes of arrays are appended to it.
        export: called with what is no plain data; returns its `[kind, content]` or raises `CannotCross`.
        depth: containers around the value.

    Returns:
        `[kind, content]`.

    Raises:
        CannotCross: for what `export` refuses, and for containers that hold themselves.
    """
    if depth > DEEPEST:
        raise CannotCross(f"containers more than {DEEPEST} deep, or one that holds itself")
    if type(value) in ATOMS:
        return ["atom", value]
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in ARRAYS and not value.dtype.fields:
        return _array(value, blobs)
    if isinstance(value, bool | int | float | complex | str | bytes | bytearray):
        return _number_or_text(value)

    def inner(part):
        return encode(part, blobs, export, depth + 1)

    tree = _container(value, inner)
    return tree if tree is not None else export(value)


def _container(value, inner):
    """The tree of a container whose parts `inner` encodes; None for what is no container."""
    kind = type(value)
    if kind in CONTAINERS.values():
        return [kind.__name__, [inner(item) for item in value]]
    if isinstance(value, dict):
        return ["dict", [[inner(key), inner(item)] for key, item in value.items()]]
    if isinstance(value, tuple):  # a named tuple
        return ["tuple", [inner(item) for item in value]]
    if isinstance(value, np.ndarray) and value.dtype == object:
        return ["objects", [list(value.shape), [inner(item) for item in value.flat]]]
    if kind is range:
        return ["range", [hex(part) for part in (value.start, value.stop, value.step)]]
    if kind is slice:
        return ["slice", [inner(part) for part in (value.start, value.stop, value.step)]]
    if isinstance(value, VIEWS):
        return ["list", [inner(item) for item in value]]
    return ["ellipsis", None] if value is Ellipsis else None


def _array(value, blobs):
    written = io.BytesIO()
    np.lib.format.write_array(written, np.ascontiguousarray(value).reshape(value.shape), allow_pickle=False)
    blobs.append(written.getvalue())
    return ["array" if isinstance(value, np.ndarray) else "scalar", len(blobs) - 1]


def _number_or_text(value):
    """Python's numbers and texts, those of derived classes as what they are derived from."""
    if isinstance(value, bool):
        return ["atom", bool(value)]
    if isinstance(value, int):
        return ["int", hex(int.__index__(value))]
    if isinstance(value, float):
        return ["float", float.hex(float.__float__(value))]
    if isinstance(value, complex):
        real, imag = complex.__complex__(value).real, complex.__complex__(value).imag
        return ["complex", [float.hex(real), float.hex(imag)]]
    if isinstance(value, str):
        return ["atom", str.__str__(value)]
    return [type(value).__name__ if type(value) in (bytes, bytearray) else "bytes", bytes(value).hex()]


def decode(tree, blobs, adopt, depth=0):
    """Make the value that a tree describes.

    Args:
        tree: what `encode` returned; it may come from a student's process, so nothing about it is certain.
        blobs: the bytes of the arrays.
        adopt: called with (kind, content) of what is no plain data.
        depth: containers around the value.

    Returns:
        The value.

    Raises:
        ValueError: for what `encode` would never write.
    """
    if depth > DEEPEST:
        raise ValueError("containers too deep")
    if not (isinstance(tree, list) and len(tree) == 2 and isinstance(tree[0], str)):
        raise ValueError("no value")
    kind, content = tree
    try:
        if kind in LENGTHS and (not isinstance(content, list) or LENGTHS[kind] not in (None, len(content))):
            raise ValueError(f"no {kind}")
        if kind in SIMPLE:
            return SIMPLE[kind](content)
        if kind in ("array", "scalar"):
            return _read_array(blobs[_index(content)], kind)
        parts = _decode_parts(kind, content, blobs, adopt, depth + 1)
        return adopt(kind, content) if parts is NotImplemented else parts
    except (TypeError, IndexError, OverflowError, KeyError, AttributeError, *FORGED) as error:
        raise ValueError(f"no {kind}: {error}") from None


def _decode_parts(kind, content, blobs, adopt, depth):
    def inner(part):
        return decode(part, blobs, adopt, depth)

    if kind in CONTAINERS:
        return CONTAINERS[kind](inner(part) for part in content)
    if kind == "dict":
        return {inner(key): inner(value) for key, value in content}
    if kind == "slice":
        return slice(*map(inner, content))
    if kind == "objects":
        shape, items = tuple(map(_index, content[0])), [inner(part) for part in content[1]]
        if math.prod(shape) != len(items):
            raise ValueError("shape and number of items differ")
        made = np.empty(len(items), dtype=object)
        made[:] = items
        return made.reshape(shape)
    return NotImplemented


def _index(number):
    if type(number) is not int or number < 0:
        raise ValueError("no index")
    return number


def _read_array(blob, kind):
    array = np.lib.format.read_array(io.BytesIO(blob), allow_pickle=False)
    if array.dtype.kind not in ARRAYS or array.dtype.fields or (kind == "scalar" and array.ndim):
        raise ValueError("no plain array")
    return array if kind == "array" else array[()]


def _atom(content):
    if type(content) not in ATOMS:
        raise ValueError("no atom")
    return content


def _hexadecimal(content):
    if not re.fullmatch(r"-?0x[0-9a-f]+", content):
        raise ValueError("no whole number")
    return int(content, 16)


SIMPLE = {
    "atom": _atom,
    "int": _hexadecimal,
    "float": float.fromhex,
    "complex": lambda parts: complex(*map(float.fromhex, parts)),
    "bytes": bytes.fromhex,
    "bytearray": bytearray.fromhex,
    "range": lambda parts: range(*map(_hexadecimal, parts)),
    "ellipsis": lambda _: Ellipsis,
}


def alike(first, second, first_blobs, second_blobs):
    """Whether two trees describe the same value, to the last bit.

    Args:
        first: what `encode` returned.
        second: likewise.
        first_blobs: the bytes of the first one's arrays.
        second_blobs: those of the second one's.

    Returns:
        True or False.
    """
    return _with_bytes(first, first_blobs) == _with_bytes(second, second_blobs)


def _with_bytes(tree, blobs):
    kind, content = tree
    if kind in ("array", "scalar"):
        return kind, blobs[content]
    if kind in (*CONTAINERS, "slice"):
        return kind, [_with_bytes(part, blobs) for part in content]
    if kind == "dict":
        return kind, [[_with_bytes(part, blobs) for part in pair] for pair in content]
    if kind == "objects":
        return kind, content[0], [_with_bytes(part, blobs) for part in content[1]]
    return kind, content


def write_back(target, changed):
    """Give a list, dict or array that was passed the content that it had over there after the call.

    Args:
        target: what was passed.
        changed: its later content, decoded.

    Returns:
        True where `target` now has that content, False where it cannot be changed in place.
    """
    if isinstance(target, np.ndarray) and isinstance(changed, np.ndarray):
        if target.shape != changed.shape or target.dtype != changed.dtype or not target.flags.writeable:
            return False
        np.copyto(target, changed)
    elif type(target) is list and type(changed) is list:
        same = len(target) == len(changed)
        target[:] = [_kept(old, new) for old, new in zip(target, changed, strict=True)] if same else changed
    elif type(target) is dict and type(changed) is dict:
        merged = {key: _kept(target.get(key), value) for key, value in changed.items()}
        target.clear()
        target.update(merged)
    elif type(target) in (set, bytearray) and type(changed) is type(target):
        target.clear()
        (target.update if isinstance(target, set) else target.extend)(changed)
    elif type(target) is tuple and type(changed) is tuple and len(target) == len(changed):
        # Every item gets its new content; if one cannot, a container of this tuple takes the new one.
        return all([write_back(old, new) or _same_atom(old, new) for old, new in zip(target, changed, strict=True)])
    else:
        return False
    return True


def _kept(old, new):
    """The old object with the new content where that is possible, so that others who hold it see the change."""
    return old if write_back(old, new) else new


def _same_atom(old, new):
    return type(old) is type(new) and isinstance(old, bool | int | float | complex | str | bytes | None) and old == new
