"""`nnkit.checks.compare`: what is accepted, what is refused, and in which words."""

import numpy as np
import pytest

from nnkit import checks
from nnkit.checks import CheckFailed

LOOSE, TIGHT = 0.02, 0.005  # around a difference of one in a hundred


def identity(x):
    return x


def returns(value):
    return lambda *args, **kwargs: value


def failure(check, *args, **kwargs) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        check(*args, **kwargs)
    return caught.value


class TestAccepted:
    @pytest.mark.parametrize(
        ("received", "expected"),
        [
            ([0.5, 1.0], np.array([0.5, 1.0])),
            ((0.5, 1.0), [0.5, 1.0]),
            (np.float32([1 / 3]), [1 / 3]),
            (np.float32([1 / 3]).tolist(), [1 / 3]),  # computed in float32, returned as Python floats
            (np.float16([1 / 3]), [1 / 3]),
            (np.float64(0.5), 0.5),
            (np.array(0.5), 0.5),
            ([1, 0], [1.0, 0.0]),
            (np.int32(7), 7),
            (7.0, 7),
            (np.True_, True),
            ([True, False], np.array([True, False])),
            ("softmax", "softmax"),
            (("softmax", 2), ("softmax", 2)),
            (["a", "b"], ["a", "b"]),
            ([2, 3], (2, 3)),
            (np.array([2, 3]), (2, 3)),
            ({"kernel": [1.0], "bias": 0}, {"bias": 0, "kernel": np.array([1.0])}),
            (([1.0, 2.0], [[3.0]]), (np.array([1.0, 2.0]), np.array([[3.0]]))),
            ([np.nan, np.inf], [np.nan, np.inf]),
            (None, None),
        ],
    )
    def test_equal_results(self, received, expected):
        checks.compare(returns(received), 1, expected=expected)

    def test_expected_may_be_a_reference_with_keywords(self):
        checks.compare(lambda x, scale: x * scale, np.ones(2), scale=3, expected=lambda x, scale: scale * x)

    def test_own_tolerance(self):
        checks.compare(returns(1.01), expected=1.0, rtol=LOOSE)
        failure(checks.compare, returns(1.01), expected=1.0, rtol=TIGHT)


class TestRefused:
    @pytest.mark.parametrize(
        ("received", "expected", "words"),
        [
            (None, [1.0], "`return` is missing"),
            ([1.0, 2.0, 4.0], [1.0, 2.0, 3.0], "1 of 3 numbers are wrong"),
            (np.ones((2, 3)), np.arange(6.0).reshape(3, 2), r"wrong shape: an array of shape (3, 2)"),
            (np.arange(6.0).reshape(2, 3).T, np.arange(6.0).reshape(2, 3), "rows and columns have changed places"),
            ([[1.0, 2.0]], [1.0, 2.0], "right, but in another shape"),
            ([5.0], 5.0, "a single number was asked for"),
            (3.0, [1.0, 2.0], "too much was summed up"),
            ([np.nan, 1.0], [0.0, 1.0], "nan or inf"),
            ([-1.0, -2.0], [1.0, 2.0], "wrong sign"),
            ([2.0, 4.0, 6.0], [1.0, 2.0, 3.0], "same multiple"),
            ([1.00001, 2.00002, 3.00003], [1.0, 2.0, 3.0], "Almost right"),
            (2.0000001, 2, "must be exact"),
            (3.0, 2.0, "not the right number"),
            ("tanh", "softmax", "not the right answer"),
            (1.0, "softmax", "not the right answer"),
            ("1.0", 1.0, "something else came back"),
            ([[1.0], [1.0, 2.0]], [1.0, 2.0], "something else came back"),
            (object(), [1.0], "something else came back"),
            ([1.0], ([1.0], [2.0]), "2 results should come back"),
            (5.0, ([1.0], [2.0]), "2 results should come back, as a tuple"),
            (([1.0, 3.0], [2.5]), (np.array([1.0, 3.0]), [2.0]), "In result [1]"),
            ([1.0], {"kernel": 1.0}, "A dict with the keys 'kernel'"),
            ({"bias": 1.0}, {"kernel": 1.0}, "lacks 'kernel'"),
            ({"kernel": 1.0, "bias": 1.0}, {"kernel": 1.0}, "more keys"),
            ({"kernel": 2.0}, {"kernel": 1.0}, "In result ['kernel']"),
            (True, False, "not the right number"),
        ],
    )
    def test_the_hint_says_in_what_way(self, received, expected, words):
        assert words in failure(checks.compare, returns(received), expected=expected).hint

    def test_the_detail_has_call_received_expected_and_first_difference(self):
        wrong = failure(checks.compare, lambda x, alpha: x, np.array([1.0, -2.0]), alpha=0.1, expected=[1.0, -0.2])
        told = ("[1.0, -2.0], alpha=0.1", "received: [1.0, -2.0]", "expected: [1.0, -0.2]", "at [1]", "difference 1.8")
        assert all(words in wrong.detail for words in told)

    def test_long_arrays_are_shortened(self):
        wrong = failure(checks.compare, identity, np.zeros((100, 100)), expected=np.ones((100, 100)))
        assert len(str(wrong)) < 1000
        assert "10000 of 10000" in wrong.hint

    def test_float32_in_float64_is_not_read_into_whole_numbers(self):
        failure(checks.compare, returns(100_001.0), expected=100_000.0)


class TestMistakes:
    ARGUMENT = np.array([-2.0, 3.0])
    RIGHT, SWAPPED = [-0.2, 3.0], [-2.0, 0.3]

    def test_value_and_function_are_named(self):
        for given in (self.SWAPPED, lambda x: np.where(x > 0, 0.1 * x, x)):
            wrong = failure(
                checks.compare, returns(self.SWAPPED), self.ARGUMENT, expected=self.RIGHT, mistakes={"Swapped.": given}
            )
            assert wrong.hint == "Swapped."
            assert "received" in wrong.detail

    def test_a_mistake_that_is_right_here_is_skipped(self):
        wrong = failure(checks.compare, returns([9.0]), expected=[1.0], mistakes={"No.": [1.0], "Yes.": [9.0]})
        assert wrong.hint == "Yes."
        checks.compare(returns([1.0]), expected=[1.0], mistakes={"No.": [1.0]})

    def test_a_mistake_that_cannot_be_made_here_is_skipped(self):
        wrong = failure(checks.compare, returns([9.0]), expected=[1.0], mistakes={"No.": lambda: 1 / 0, "Yes.": [9.0]})
        assert wrong.hint == "Yes."

    def test_a_mistake_written_by_hand_to_some_digits_is_recognised(self):
        wrong = failure(checks.compare, returns([2 / 3]), expected=[1.0], mistakes={"Two thirds.": [0.6666667]})
        assert wrong.hint == "Two thirds."
        wrong = failure(checks.compare, returns([0.6660]), expected=[1.0], mistakes={"Two thirds.": [0.6666667]})
        assert wrong.hint != "Two thirds."

    def test_a_mistake_may_have_another_shape_or_nan(self):
        mistakes = {"Summed over all.": 3.0, "Overflow.": [np.nan, 1.0]}
        assert failure(checks.compare, returns(3.0), expected=[1.0, 2.0], mistakes=mistakes).hint == "Summed over all."
        assert failure(checks.compare, returns([np.nan, 1]), expected=[0.0, 1.0], mistakes=mistakes).hint == "Overflow."

    def test_mistakes_that_look_the_same_are_all_named(self):
        mistakes = {"Bias left out.": 0.0, "Wrong axis.": [0.0], "Something else.": 2.0, "Not squared.": 0.0}
        wrong = failure(checks.compare, returns(0.0), expected=1.0, mistakes=mistakes)
        assert wrong.hint == "Bias left out. Or: Not squared."

    def test_references_and_mistakes_get_unspoilt_arguments(self):
        def spoils(x):
            x[:] = 7.0
            return x

        given = np.array([1.0, 2.0])
        mistakes = {"Spoilt.": spoils}
        assert failure(checks.compare, spoils, given, expected=lambda x: 2 * x, mistakes=mistakes).hint == "Spoilt."
        assert given.tolist() == [1.0, 2.0]
