"""Students at risk: each reason by itself, and nobody without one."""

import pytest

from classroom.report.risk import at_risk
from tests.classroom.report.made_up import facts, hand_in, result


def share(tenths):
    return result("ex1", [True] * tenths + [False] * (10 - tenths))


def chapters(tenths, **more):
    """Chapters in which `who` earns so many tenths, and `other` everything; None hands in nothing."""
    made = []
    for number, earned in enumerate(tenths):
        late = 60.0 if number in more.get("late", ()) else 0.0
        own = [hand_in("who", share(earned), late=late)] if earned is not None else []
        ungraded = number in more.get("ungraded", ())
        gone = {"not_graded" if ungraded else "missing": ["who"]} if earned is None else {}
        made.append(facts([*own, hand_in("other", share(10))], f"{number:02}_topic", **gone))
    return made


@pytest.mark.parametrize(
    ("tenths", "more", "reason"),
    [
        ([4, 4], {}, "40% of the points in what was handed in"),
        ([9, None], {}, "handed in nothing for 01_topic"),
        ([None, None, 9, 9], {}, "handed in nothing for 00_topic, 01_topic"),
        ([9, None], {"ungraded": (1,)}, "the submission could not be graded: 01_topic"),
        ([9, 9, 7, 5], {}, "falling: 90% before, 60% in the last two"),
        ([9, 9, 9], {"late": (0, 2)}, "late in 00_topic, 02_topic"),
    ],
)
def test_each_reason_is_told_in_words(tenths, more, reason):
    (found,) = at_risk(chapters(tenths, **more))
    assert (found.student, found.reasons) == ("who", (reason,))


@pytest.mark.parametrize(
    ("tenths", "more"),
    [([5, 5], {}), ([None, 9, 9], {}), ([9, 9, 8, 7], {}), ([9, 9], {"late": (0,)}), ([9, 6], {})],
    ids=["half", "one long ago", "a little", "late once", "too short to fall"],
)
def test_nobody_is_at_risk_without_a_reason(tenths, more):
    assert at_risk(chapters(tenths, **more)) == []


def test_the_most_pressing_come_first():
    both = chapters([2, None])
    both[0].hand_ins.append(hand_in("third", share(1)))
    both[1].hand_ins.append(hand_in("third", share(3)))
    assert [(one.student, len(one.reasons)) for one in at_risk(both)] == [("who", 2), ("third", 1)]
    assert at_risk(both)[0].earned == 0.1  # what is missing counts 0
