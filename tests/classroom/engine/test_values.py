"""Values as trees: what comes back, to the last bit, and what is refused, whoever wrote it."""

import json
import math
import pickle
import random
from collections import OrderedDict, namedtuple

import numpy as np
import pytest

from classroom.engine.values import ARRAYS, DEEPEST, CannotCross, alike, decode, encode, write_back

Point = namedtuple("Point", "x y")
DTYPES = "? b B h H i I q Q e f d g F D S3 U2 M8[D] m8[s] >f8 >i4".split()


class Metres(float):
    """A float of a derived class."""

    def __repr__(self):
        return "far"


class Count(int):
    """An int of a derived class."""


class Word(str):
    """A text of a derived class."""

    def __str__(self):
        return "something else"


def nothing(*_):
    raise CannotCross("nothing else can cross")


def sent(value, export=nothing, adopt=nothing):
    """A value as the other process gets it."""
    blobs = []
    tree = json.loads(json.dumps(encode(value, blobs, export)))
    return decode(tree, [bytearray(blob) for blob in blobs], adopt)


def same(first, second):
    """Whether two values have the same type and content, to the sign of a zero."""
    if type(first) is not type(second):
        return False
    if isinstance(first, np.ndarray) and first.dtype == object:
        return first.shape == second.shape and same(first.ravel().tolist(), second.ravel().tolist())
    if isinstance(first, np.ndarray | np.generic):
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


PLAIN = {
    "nothing": None,
    "truth": [True, False],
    "int": [0, -1, 2**63, -(10**6000)],
    "float": [0.0, -0.0, 0.1, 5e-324, math.inf, -math.inf, math.nan],
    "complex": [1 - 2j, complex(-0.0, math.inf)],
    "text": ["", "Größe\n\0", "\ud800"],
    "bytes": [b"", bytes(range(256)), bytearray(b"\xff\0")],
    "containers": [[], (), {}, set(), frozenset(), {1, (2, "a")}, frozenset({None}), ([], {"a": [(1,)]})],
    "keys": {1: "a", "1": "b", None: 0, (1, 2.5): [], b"x": 1, True: "one", frozenset({3}): 3, 1.5: 4, np.int64(9): 5},
    "order": {"b": 1, "a": 2},
    "ranges": [range(0), range(3, -10, -2), range(10**5000)],
    "slices": [slice(None), slice(1, None, -2), slice("a", 2.5)],
    "dots": [..., (slice(None), ...)],
    "scalars": [np.float32(0.1), np.int8(-3), np.bool_(True), np.complex64(1j), np.float64(-0.0), np.str_("é")],
}
DERIVED = {
    "named tuple": (Point(1, [2]), (1, [2])),
    "ordered dict": (OrderedDict(a=1), {"a": 1}),
    "dict views": ([{"a": 1}.keys(), {"a": 1}.values(), {"a": 1}.items()], [["a"], [1], [("a", 1)]]),
    "derived float": (Metres(2.5), 2.5),
    "derived int": (Count(7), 7),
    "derived text": (Word("own"), "own"),
    "Fortran order": (np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.arange(6.0).reshape(2, 3)),
    "not contiguous": (np.arange(10)[::-3], np.array([9, 6, 3, 0])),
    "broadcast": (np.broadcast_to(np.float32(2), (2, 2)), np.full((2, 2), 2, np.float32)),
    "matrix": (np.array([[1.0]]).view(np.matrix), np.array([[1.0]])),
}


@pytest.mark.parametrize("value", PLAIN.values(), ids=PLAIN)
def test_plain_data_comes_back_with_its_types(value):
    assert same(sent(value), value)


@pytest.mark.parametrize(("value", "expected"), DERIVED.values(), ids=DERIVED)
def test_derived_kinds_come_back_as_what_they_are_derived_from(value, expected):
    assert same(sent(value), expected)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 1, 3)], ids=str)
def test_arrays_of_every_type_and_shape(dtype, shape):
    raw = np.random.default_rng(0).integers(0, 2, int(np.prod(shape)))
    array = raw.astype(dtype).reshape(shape)
    assert array.dtype.kind in ARRAYS
    assert same(sent(array), array)
    if shape == (3,):
        assert same(sent(array[0]), array[0])


def test_floats_in_arrays_keep_every_bit():
    array = np.frombuffer(np.random.default_rng(1).bytes(8000), dtype="d")
    assert same(sent(array), array)


def test_an_array_that_came_can_be_changed():
    array = sent(np.zeros(3))
    array[0] = 1
    assert array[0] == 1


@pytest.mark.parametrize(
    "items",
    [[], [1, "a", None], [[1, 2], [3, 4]], [[1, 2]], [np.zeros(2), np.ones(2)], [(), {}], [[1], [2, 3]]],
    ids=str,
)
def test_arrays_of_objects(items):
    array = np.empty(len(items), dtype=object)
    for place, item in enumerate(items):
        array[place] = item
    assert same(sent(array), array)
    assert same(sent(array.reshape(1, -1)), array.reshape(1, -1))


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
    return chance.choice((parts, tuple(parts), dict(zip(keys, parts, strict=True)), slice(*(parts + [1, 2, 3])[:3])))


@pytest.mark.parametrize("seed", range(40))
def test_random_trees(seed):
    value = a_tree(random.Random(seed), 5)
    blobs, again = [], []
    tree, other = encode(value, blobs, nothing), encode(sent(value), again, nothing)
    assert alike(tree, other, blobs, again)
    changed = encode([value, seed], again, nothing)
    assert not alike(encode([value, seed + 1], blobs, nothing), changed, blobs, again)


def test_alike_sees_every_bit():
    values = [np.zeros(2), np.array([0.0, -0.0]), np.zeros(2, "f"), np.zeros((2, 1)), [np.zeros(2)], {"a": np.zeros(2)}]
    values += [np.float64(0), 0.0, -0.0, 0, False, [0], (0,), {0}, frozenset({0}), {0: 0}, slice(0), {"a": 0, "b": 0}]
    values += [{"b": 0, "a": 0}, np.array([0, None])]
    trees = [(encode(value, blobs, nothing), blobs) for value in values for blobs in [[]]]
    for place, (tree, blobs) in enumerate(trees):
        assert [alike(tree, other, blobs, theirs) for other, theirs in trees].index(True) == place
        assert sum(alike(tree, other, blobs, theirs) for other, theirs in trees) == 1


def test_what_is_no_plain_data_is_left_to_the_two_processes():
    made = sent([print, np.zeros(1)], lambda thing: ["thing", thing.__name__], lambda *pair: pair)
    assert made[0] == ("thing", "print")
    for value in (print, object(), np.zeros(1, [("a", "d")]), np.zeros(1, "V4"), np.dtype("d"), iter(())):
        with pytest.raises(CannotCross):
            sent(value)


def test_containers_that_hold_themselves_cannot_cross():
    cycle, other = [], {}
    cycle.append((cycle,))
    other["me"] = other
    objects = np.empty(1, dtype=object)
    objects[0] = objects
    for value in (cycle, other, objects):
        with pytest.raises(CannotCross, match="holds itself"):
            sent(value)


def nested(depth):
    value = "core"
    for _ in range(depth):
        value = [value]
    return value


def test_depth_is_bounded_on_both_sides():
    assert sent(nested(DEEPEST)) == nested(DEEPEST)
    with pytest.raises(CannotCross):
        sent(nested(DEEPEST + 1))
    tree = ["atom", "core"]
    for _ in range(DEEPEST + 1):
        tree = ["list", [tree]]
    with pytest.raises(ValueError, match="deep"):
        decode(tree, [], nothing)


def npy(header, content=b""):
    """The bytes of an array with a header of our own."""
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + content


def head(descr="'<f8'", shape="(1,)"):
    return f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}"


def saved(array):
    import io

    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=True)
    return stream.getvalue()


FORGED_ARRAYS = {
    "no npy": b"hello",
    "empty": b"",
    "a pickle": pickle.dumps(np.zeros(2)),
    "pickled objects": saved(np.array([None, print])),
    "objects": npy(head("'|O'"), bytes(8)),
    "structured": saved(np.zeros(2, [("a", "d")])),
    "raw bytes": npy(head("'|V8'"), bytes(8)),
    "too short": saved(np.zeros(9))[:-1],
    "giant": npy(head(shape="(10000000000000,)")),
    "giant in two": npy(head(shape="(4000000000, 4000000000)")),
    "beyond all": npy(head(shape="(99999999999999999999999, 0)")),
    "negative": npy(head(shape="(-1,)")),
    "no whole number": npy(head(shape="(1e3,)"), bytes(8000)),
    "a call": npy(head(shape="(exit(),)")),
    "no type": npy(head("'nonsense'")),
    "endless text": npy("'''"),
    "endless brackets": npy("(" * 900),
    "endless signs": npy("-" * 9000 + "1"),
    "no header": npy("7"),
}
FORGED = {
    "no tree": 5,
    "a text": "atom",
    "too short": ["atom"],
    "too long": ["atom", 1, 2],
    "no kind": [None, 1],
    "a list as kind": [["list"], []],
    "a number as atom": ["atom", 1.5],
    "a list as atom": ["atom", []],
    "decimal int": ["int", "12"],
    "an int as such": ["int", 12],
    "an int with spaces": ["int", " 0x1"],
    "a float as such": ["float", 1.5],
    "a text as float": ["float", "one"],
    "a float too large": ["float", "0x1p99999"],
    "half a complex": ["complex", ["0x1p0"]],
    "three of a complex": ["complex", ["0x1p0"] * 3],
    "complex as text": ["complex", "11"],
    "odd bytes": ["bytes", "abc"],
    "bytes as such": ["bytes", [1, 2]],
    "letters as bytes": ["bytearray", "zz"],
    "a short range": ["range", ["0x3"]],
    "a range of numbers": ["range", [0, 3, 1]],
    "a step of zero": ["range", ["0x0", "0x3", "0x0"]],
    "an empty slice": ["slice", []],
    "a short slice": ["slice", [["atom", None]] * 2],
    "a text as list": ["list", ""],
    "a dict as list": ["list", {}],
    "nothing as list": ["list", None],
    "a number as tuple": ["tuple", 4],
    "lists in a set": ["set", [["list", []]]],
    "lists as keys": ["dict", [[["list", []], ["atom", None]]]],
    "a dict as such": ["dict", {}],
    "three of a pair": ["dict", [[["atom", 1]] * 3]],
    "no shape": ["objects", [None, []]],
    "no items": ["objects", [[0]]],
    "another number of items": ["objects", [[2], [["atom", None]]]],
    "a negative shape": ["objects", [[-1, -1], [["atom", None]]]],
    "a giant shape": ["objects", [[0, 10**30], []]],
    "a hundred axes": ["objects", [[1] * 100, [["atom", None]]]],
    "no blob": ["array", 1],
    "a negative blob": ["array", -1],
    "a true blob": ["array", True],
    "a named blob": ["array", "0"],
    "an array as scalar": ["scalar", 0],
}


@pytest.mark.parametrize("blob", FORGED_ARRAYS.values(), ids=FORGED_ARRAYS)
def test_forged_arrays_are_refused(blob):
    with pytest.raises(ValueError):
        decode(["array", 0], [bytearray(blob)], nothing)


@pytest.mark.parametrize("tree", FORGED.values(), ids=FORGED)
def test_trees_that_we_never_write_are_refused(tree):
    with pytest.raises(ValueError):
        decode(tree, [saved(np.zeros(2))], lambda *pair: pair)


def test_a_fault_of_adopt_is_one_of_the_tree():
    with pytest.raises(ValueError, match="no thing"):
        decode(["thing", 3], [], lambda kind, content: content[0])


@pytest.mark.parametrize("seed", range(30))
def test_damaged_trees_and_arrays_never_end_in_anything_else(seed):
    chance = random.Random(seed)
    blobs = []
    text = json.dumps(encode(a_tree(chance, 4), blobs, nothing))
    for _ in range(50):
        damaged = [bytearray(blob) for blob in blobs]
        for blob in damaged:
            blob[chance.randrange(min(len(blob), 128))] = chance.randrange(128)
        place = chance.randrange(len(text))
        try:
            tree = json.loads(text[:place] + chance.choice('[]"0,a') + text[place + 1 :])
            decode(tree, damaged, lambda *pair: pair)
        except ValueError:
            continue


class TestWriteBack:
    def test_arrays_change_in_place_views_and_all(self):
        base = np.zeros((2, 3))
        assert write_back(base[:, 1], np.ones(2))
        assert base.tolist() == [[0, 1, 0], [0, 1, 0]]

    def test_what_does_not_fit_stays(self):
        fixed = np.zeros(2)
        fixed.flags.writeable = False
        for target, changed in [(fixed, np.ones(2)), (np.zeros(2), np.ones(3)), (np.zeros(2), np.ones(2, int))]:
            assert not write_back(target, changed)
            assert not target.any()
        for target, changed in [("a", "b"), (1, 2), (None, 1), ([], {}), ({}, []), (set(), [1])]:
            assert not write_back(target, changed)

    def test_inner_arrays_and_lists_keep_their_identity(self):
        inner, row = np.zeros(2), [1]
        for target in ([inner, row, 1], {"a": inner, "b": row, "c": 1}, [(inner, row)], ({"x": [inner]}, row)):
            inner[:], row[:] = 0, [1]
            later = sent(target)
            changed = pickle.loads(pickle.dumps(later))

            def touch(value):
                if isinstance(value, np.ndarray):
                    value += 7
                elif isinstance(value, list) and value == [1]:
                    value.append(2)
                else:
                    for part in value.values() if isinstance(value, dict) else value:
                        if not isinstance(part, int):
                            touch(part)

            touch(changed)
            write_back(target, changed)
            assert inner.tolist() == [7, 7]
            assert row == [1, 2]
            assert same(sent(target), changed)

    def test_an_array_of_another_shape_takes_the_place_of_the_old_one(self):
        first, second = np.zeros(2), np.zeros(2)
        target = [first, second]
        write_back(target, [np.ones(3), np.ones(2)])
        assert target[0].shape == (3,)
        assert target[1] is second
        assert second.tolist() == [1, 1]

    def test_lengths_keys_and_order_follow(self):
        numbers, table, several, raw = [1, 2], {"a": 1, "b": 2}, {1, 2}, bytearray(b"ab")
        assert write_back(numbers, [3])
        assert write_back(table, {"b": 3, "c": 4})
        assert write_back(several, {2, 3})
        assert write_back(raw, bytearray(b"xyz"))
        assert (numbers, list(table.items()), several, raw) == ([3], [("b", 3), ("c", 4)], {2, 3}, b"xyz")
