"""Random values, values that have been sent, and whether two are the same: for tests of what crosses."""

import json
import math

import numpy as np

from classroom.engine.values import CannotCross, decode, encode


def nothing(*_):
    raise CannotCross("nothing else can cross")


def sent(value, export=nothing, adopt=nothing):
    """A value as the other process gets it."""
    blobs = []
    tree = json.loads(json.dumps(encode(value, blobs, export)))
    return decode(tree, [bytearray(blob) for blob in blobs], adopt)


def same(first, second):
    """Whether two values have the same type and content, to the sign of a zero."""
    if isinstance(first, np.generic) and isinstance(second, np.generic):  # np.longlong and np.int64 may be the same
        return same(np.asarray(first), np.asarray(second))
    if type(first) is not type(second):
        return False
    if isinstance(first, np.ndarray) and first.dtype == object:
        return first.shape == second.shape and same(first.ravel().tolist(), second.ravel().tolist())
    if isinstance(first, np.ndarray) and first.dtype.char == "g":  # between its bytes are some that mean nothing
        return first.dtype == second.dtype and np.array_equal(first, second)
    if isinstance(first, np.ndarray):
        return (first.dtype, first.shape, first.tobytes()) == (second.dtype, second.shape, second.tobytes())
    if isinstance(first, list | tuple):
        return len(first) == len(second) and all(map(same, first, second))
    if isinstance(first, dict):
        return same(list(first.items()), list(second.items()))
    if isinstance(first, float):
        return first.hex() == second.hex()
    if isinstance(first, complex):
        return same([first.real, first.imag], [second.real, second.imag])
    return first == second


def a_tree(chance, depth):
    """A random value."""
    leaves = (
        lambda: chance.getrandbits(chance.choice((1, 70))) - 5,
        lambda: chance.choice((1, -1)) * chance.random() * 10.0 ** chance.randint(-320, 300),
        lambda: "".join(map(chr, chance.choices(range(0x2FF), k=chance.randint(0, 5)))),
        lambda: chance.randbytes(chance.randint(0, 4)),
        lambda: chance.choice((None, True, ..., math.inf, -0.0, 1j)),
        lambda: np.frombuffer(chance.randbytes(24), chance.choice(("b", "<i4", "<f8"))),
    )
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(leaves)()
    parts = [a_tree(chance, depth - 1) for _ in range(chance.randint(0, 4))]
    keys = [chance.choice(leaves[:4])() for _ in parts]
    return chance.choice((parts, tuple(parts), dict(zip(keys, parts, strict=True)), slice(*[*parts, 1, 2, 3][:3])))
