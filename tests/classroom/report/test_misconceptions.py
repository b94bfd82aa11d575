"""Misconceptions are told apart by what the failed tests say."""

import pytest

from classroom.course import Course
from classroom.report.misconceptions import UNKNOWN, Misconception, identify, known, sightings
from classroom.results import ERROR, NOT_ATTEMPTED, OUT_OF_TIME
from tests.classroom.report.made_up import facts, hand_in, result, untouched

KNOWN = ["the sum", "the maximum", "slope of plain ReLU", "plain ReLU", "in place"]


@pytest.mark.parametrize(
    ("hints", "found"),
    [
        (["This is The Sum."], "the sum"),
        (["Something else."], UNKNOWN),
        (["Not the maximum. Or: the sum.", "the sum"], "the sum"),
        (["Or: the maximum, or the sum."], "the maximum"),
        (["This is the slope of plain ReLU."], "slope of plain ReLU"),
        (["plain ReLU", "slope of plain ReLU"], "plain ReLU"),
        (["the summit"], UNKNOWN),
        (["Wrong.\n\nreceived: the sum"], UNKNOWN),
    ],
    ids=["capitals", "unknown", "votes", "first", "longest", "first test", "part of a word", "numbers do not count"],
)
def test_the_words_that_most_tests_say_are_taken(hints, found):
    assert identify(result("ex1", [False] * len(hints), hints), KNOWN) == found


def test_what_is_said_of_a_result_comes_before_an_exception():
    from dataclasses import replace

    one = result("ex1", [False, False], ["the sum", "in place"])
    raised = replace(one, tests=(replace(one.tests[0], verdict=ERROR), one.tests[1]))
    assert identify(one, KNOWN) == "the sum"
    assert identify(raised, KNOWN) == "in place"


def test_a_class_is_counted_by_exercise_and_words():
    wrong = result("ex1", [False], ["This is the sum."])
    other = result("ex2", [False], ["This is the sum, too."])
    fine = result("ex2", [True])
    made = facts(
        [
            hand_in("ada", wrong, fine),
            hand_in("bob", wrong, other),
            hand_in("cyd", untouched("ex1"), fine),
            hand_in("dan", result("ex1", [False], ["Odd."]), fine),
            hand_in("eve", result("ex1", [False], ["Too slow."], OUT_OF_TIME), fine),
        ]
    )
    catalogue = [
        Misconception(made.chapter, "ex1", "the sum", "Sums"),
        Misconception(made.chapter, "ex1", "the maximum"),
    ]
    found = {(one.misconception.exercise, one.misconception.words): one for one in sightings(made, catalogue)}
    assert {key: one.students for key, one in found.items()} == {
        ("ex1", "the sum"): ["ada", "bob"],
        ("ex1", "the maximum"): [],
        ("ex1", UNKNOWN): ["dan"],
        ("ex2", UNKNOWN): ["bob"],
    }
    assert found["ex1", "the sum"].sentence == "This is the sum."
    assert found["ex1", "the maximum"].sentence == "the maximum"
    assert found["ex1", "the sum"].misconception.section == "Sums"


def test_nobody_who_did_not_try_has_a_misconception():
    made = facts([hand_in("ada", result("ex1", [False], ["the sum"], NOT_ATTEMPTED))])
    assert sightings(made, []) == []


def test_two_wrong_answers_with_the_same_words_are_one_misconception(course):
    path = course / "solutions/01_numbers/wrong_answers.py"
    text = path.read_text()
    path.write_text(text.replace('hint="square"', 'hint="sign must stay"') + '\n\nSECTIONS = {"ex1": "Twice"}\n')
    found = known(Course(course), Course(course).chapter("1"))
    assert [(one.exercise, one.words, one.section) for one in found] == [
        ("ex1", "sign must stay", "Twice"),
        ("ex2", "how many", ""),
    ]


def test_a_chapter_without_a_catalogue_has_no_misconceptions(course):
    assert known(Course(course), Course(course).chapter("2")) == []
