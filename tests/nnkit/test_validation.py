"""The wording of errors: received, expected, what to do; and the checks that use it."""

import math
from dataclasses import dataclass

import numpy as np
import pytest

from nnkit.validation import (
    as_float,
    as_int,
    construct,
    explain,
    require_axis,
    require_choice,
    require_count,
    require_no_nan,
    require_number,
    require_same_shape,
    resolve,
)


@dataclass
class Pear:
    size: float = 1.0


class Apple(Pear):
    pass


FRUITS = {"pear": Pear, "apple": Apple}


def fruit(identifier, **parameters):
    return resolve(identifier, "fruit", Pear, FRUITS, {"birne": "pear"}, parameters)


def test_explain_says_received_expected_and_what_to_do():
    text = explain("rate", 2, "a number in [0, 1)", "Give the share of units to drop.")
    assert text == "rate: received 2, expected a number in [0, 1). Give the share of units to drop."


@pytest.mark.parametrize("values", [1, True, [1, 2], np.float16(1), np.array([1, 2], np.uint8), np.longdouble(1)])
def test_numbers_become_float64(values):
    assert as_float(values).dtype == np.float64


def test_float32_is_kept_and_floats_are_not_copied():
    for dtype in (np.float32, np.float64):
        x = np.ones(3, dtype)
        assert as_float(x) is x


def test_whole_numbers():
    assert as_int([1.0, 2.0]).tolist() == as_int(np.array([1, 2], np.int8)).tolist() == [1, 2]
    assert as_int([True]).dtype == np.int64


def test_checks_return_what_passes():
    x = np.ones((2, 3))
    assert require_no_nan(x, "x") is x
    assert require_same_shape(x, x, "x", "y") is None
    assert [require_axis(axis, 2) for axis in (-2, -1, 0, 1)] == [-2, -1, 0, 1]
    assert require_number(0.5, "rate", 0, 1) == 0.5
    assert require_number(np.float32(1), "rate", 0, 1) == 1
    assert require_count(np.int64(3), "units") == 3
    assert require_choice("same", "padding", ["same", "valid"]) == "same"
    assert construct(Pear, {"size": 2}) == Pear(2)


def test_resolve_knows_names_classes_aliases_and_ready_objects():
    ready = Pear(3)
    assert fruit(ready) is ready
    assert fruit("PEAR", size=2) == fruit("birne", size=2) == fruit("Pear", size=2) == fruit(Pear, size=2) == Pear(2)
    assert type(fruit("Apple")) is type(fruit(Apple)) is Apple


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: as_float("1"), TypeError, "x: received dtype <U1, expected an array of real numbers. Convert"),
        (lambda: as_float([None], "y_pred"), TypeError, "y_pred: received dtype object"),
        (lambda: as_float([[1], [1, 2]]), TypeError, "x: received lists of different lengths.*equally long"),
        (lambda: as_int([0.5], "y_true"), TypeError, "y_true: received dtype float64, not whole numbers"),
        (lambda: as_int([math.inf]), TypeError, "x: received dtype float64, not whole numbers"),
        (lambda: as_int(["a"]), TypeError, "x: received dtype <U1"),
        (
            lambda: require_no_nan(np.array([[1, math.nan], [math.nan, 1]]), "x"),
            ValueError,
            r"x: received 2 NaN among 4 values \(the first at index \(0, 1\)\), expected numbers only. Remove",
        ),
        (
            lambda: require_same_shape(np.ones(2), np.ones(3), "x", "y"),
            ValueError,
            r"x: received shape \(2,\), expected the shape of y, \(3,\)",
        ),
        (lambda: require_axis(2, 2), ValueError, "axis: received 2, expected a whole number from -2 to 1"),
        (lambda: require_axis(0.0, 2), ValueError, "axis: received 0.0, expected a whole number"),
        (lambda: require_axis(0, 0), ValueError, "x: received a single number, expected at least one axis"),
        (lambda: require_number(2, "rate", 0, 1), ValueError, r"rate: received 2, expected a number in \[0, 1\]"),
        (lambda: require_number(1, "rate", 0, 1, "high"), ValueError, r"expected a number in \[0, 1\). Choose another"),
        (lambda: require_number(0, "rate", 0, 1, "low high"), ValueError, r"expected a number in \(0, 1\)"),
        (
            lambda: require_number(math.nan, "rate"),
            ValueError,
            r"rate: received nan, expected .* \(-inf, inf\)",
        ),
        (
            lambda: require_number(math.inf, "rate", 0),
            ValueError,
            r"rate: received inf, expected .* \[0, inf\)",
        ),
        (lambda: require_number("2", "rate"), TypeError, "rate: received '2'"),
        (lambda: require_number(True, "rate"), TypeError, "rate: received True"),
        (lambda: require_count(2.0, "units"), TypeError, "units: received 2.0, expected a whole number of at least 1"),
        (lambda: require_count(True, "units"), TypeError, "units: received True"),
        (lambda: require_count(0, "units"), ValueError, "units: received 0, expected a whole number of at least 1"),
        (lambda: require_choice("sam", "padding", ["same", "valid"]), ValueError, "Did you mean 'same'?"),
        (lambda: require_choice("zzz", "padding", ["same", "valid"]), ValueError, "one of same, valid. Choose one"),
        (lambda: construct(Pear, {"sise": 1}), ValueError, "parameter of Pear: received 'sise', .*mean 'size'?"),
        (lambda: fruit("aple"), ValueError, "fruit: received 'aple', expected one of pear, apple, birne.*'apple'"),
        (lambda: fruit(7), TypeError, "fruit: received 7, expected a name, a class or a Pear. Give .* 'pear'"),
        (lambda: fruit(int), TypeError, "fruit: received <class 'int'>"),
        (lambda: fruit(Pear(), size=2), TypeError, "parameters: received size, expected none beside a ready fruit"),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()
