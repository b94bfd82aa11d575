"""Difficulty, discrimination and suspicion: against closed forms and cases counted by hand."""

from fractions import Fraction
from itertools import combinations
from math import sqrt

import pytest

from classroom.report.measures import chance, discrimination, measure_exercises, measure_tests, suspicion, thirds
from classroom.results import PASSED, WRONG
from tests.classroom.report.made_up import facts, hand_in, result, untouched

ROUNDING = 1e-12  # of a dozen additions in float64


def class_of(pattern):
    """A student for each (points in ex1 of 1, points in ex2 of 4)."""
    return [
        hand_in(f"s{n:02}", result("ex1", [bool(one)]), result("ex2", [True] * two + [False] * (4 - two)))
        for n, (one, two) in enumerate(pattern)
    ]


def test_difficulty_is_the_part_of_the_points_that_the_class_earns():
    first, second = measure_exercises(facts(class_of([(1, 4), (1, 2), (0, 0), (0, 2)])))
    assert (first.difficulty, second.difficulty) == (0.5, 0.5)
    assert first.verdicts == {PASSED: 2, WRONG: 2}
    assert (first.id, first.title, first.graded) == ("ex1", "title of ex1", 4)


def test_discrimination_is_the_correlation_with_the_other_exercises():
    pattern = [(1, 4), (1, 3), (1, 4), (0, 1), (0, 0), (1, 2), (0, 2), (0, 1), (1, 3), (0, 4)]
    ones, twos = zip(*pattern, strict=True)
    mean = [sum(values) / 10 for values in (ones, twos)]
    product = sum((a - mean[0]) * (b - mean[1]) for a, b in pattern)
    by_hand = product / sqrt(sum((a - mean[0]) ** 2 for a in ones) * sum((b - mean[1]) ** 2 for b in twos))
    found = discrimination(class_of(pattern), "ex1")
    assert found == pytest.approx(by_hand, abs=ROUNDING)
    assert found > 0
    upside_down = [(1 - a, b) for a, b in pattern]
    assert discrimination(class_of(upside_down), "ex1") == pytest.approx(-found, abs=ROUNDING)


@pytest.mark.parametrize("pattern", [[(1, 4)] * 9, [(1, n % 5) for n in range(12)]], ids=["few", "no spread"])
def test_where_it_cannot_be_computed_there_is_no_discrimination(pattern):
    assert discrimination(class_of(pattern), "ex1") is None


def test_the_thirds_are_ranked_by_the_other_exercises():
    pattern = [(1, 0), (0, 4), (1, 1), (0, 3), (1, 2), (0, 2)]
    weak, strong = thirds(class_of(pattern), "ex1")
    assert [one.student for one in weak] == ["s00", "s02"]
    assert [one.student for one in strong] == ["s03", "s01"]


def test_a_test_that_strong_students_fail_is_suspicious():
    backwards = class_of([(int(n < 10), 0 if n < 5 else 2 if n < 10 else 4) for n in range(15)])
    found = {one.id: one for one in measure_tests(facts(backwards))}
    assert found["ex1-t0"].suspicion == "5 of 5 strong students fail it."
    assert (found["ex1-t0"].strong, found["ex1-t0"].weak) == ((0, 5), (5, 5))
    sound = class_of([(int(n >= 5), 0 if n < 5 else 2 if n < 10 else 4) for n in range(15)])
    assert not any(one.suspicion for one in measure_tests(facts(sound)) if one.exercise == "ex1")


def test_who_did_not_try_says_nothing_about_a_test():
    tried = class_of([(1, 4)] * 3)
    not_tried = [hand_in(f"t{n}", untouched("ex1"), result("ex2", [True] * 4)) for n in range(9)]
    found = measure_tests(facts(tried + not_tried))[0]
    assert found.passed == 1.0
    assert found.strong[1] < 4 and not found.suspicion


def test_weak_students_who_pass_more_often_are_named():
    assert suspicion((12, 20), (20, 20)) == "20 of 20 weak students pass it, but only 12 of 20 strong ones."
    assert suspicion((18, 20), (20, 20)) == ""  # chance alone does that
    assert suspicion((1, 4), (4, 4)) == ""  # too few


@pytest.mark.parametrize(("strong", "weak"), [((1, 4), (3, 4)), ((0, 3), (3, 3)), ((3, 5), (4, 4)), ((4, 4), (0, 3))])
def test_chance_counts_every_way_to_deal_out_the_passes(strong, weak):
    (passed, tried), (weak_passed, weak_tried) = strong, weak
    ways = list(combinations(range(tried + weak_tried), passed + weak_passed))
    as_bad = sum(sum(place < tried for place in way) <= passed for way in ways)
    assert chance(strong, weak) == pytest.approx(float(Fraction(as_bad, len(ways))), abs=ROUNDING)
