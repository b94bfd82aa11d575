"""Trees and arrays that `encode` never writes: each is refused, and in the same way."""

import io
import json
import pickle
import random

import numpy as np
import pytest

from classroom.engine.values import decode, encode
from tests.classroom.engine.trees import a_tree, nothing


def npy(header, content=b""):
    """The bytes of an array with a header of our own."""
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + content


def head(descr="'<f8'", shape="(1,)"):
    return f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}"


def saved(array):
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
