"""Values as trees: what comes back, to the last bit, and what is refused, whoever wrote it."""

import math
import random
from collections import OrderedDict, namedtuple

import numpy as np
import pytest

from classroom.engine.values import ARRAYS, DEEPEST, CannotCross, alike, decode, encode, write_back
from tests.classroom.engine.trees import a_tree, nothing, same, sent

Point = namedtuple("Point", "x y")
DTYPES = [*"?bBhHiIqQefdgFD", "S3", "U2", "M8[D]", "m8[s]", ">f8", ">i4"]


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


PLAIN = {
    "nothing": None,
    "truth": [True, False],
    "int": [0, -1, 2**63, -(10**6000)],
    "float": [0.0, -0.0, 0.1, 5e-324, math.inf, -math.inf, math.nan],
    "complex": [1 - 2j, complex(-0.0, math.inf)],
    "text": ["", "Größe\n\0", "\ud800"],
    "bytes": [b"", bytes(range(256)), bytearray(b"\xff\0")],
    "containers": [[], (), {}, set(), frozenset(), {1, (2, "a")}, frozenset({None}), ([], {"a": [(1,)]})],
    "keys": {1: "a", "1": "b", None: 0, (1, 2.5): [], b"x": 1, frozenset({3}): 3, 1.5: 4, np.int64(9): 5},
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

    @pytest.mark.parametrize(
        "around",
        [
            lambda array, row: [array, row, 1],
            lambda array, row: {"a": array, "b": row, "c": 1},
            lambda array, row: [(array, row)],
            lambda array, row: ({"x": [array]}, row),
        ],
        ids=("list", "dict", "tuple in a list", "tuple"),
    )
    def test_inner_arrays_and_lists_keep_their_identity(self, around):
        array, row = np.zeros(2), [1]
        target = around(array, row)
        write_back(target, around(np.full(2, 7.0), [1, 2]))
        assert array.tolist() == [7, 7]
        assert row == [1, 2]
        assert same(target, around(array, row))

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
