"""Students at risk: whom an instructor should write to, with the reasons in words."""

import statistics
from dataclasses import dataclass

LITTLE = 0.5  # below this part of the points so far
FALL = 0.25  # the last two chapters this much below the ones before
LATEST = 2  # chapters that count as the latest
OFTEN_LATE = 2


@dataclass(frozen=True)
class AtRisk:
    """A student to write to.

    Args:
        student: the identifier.
        earned: the part of the points so far, a chapter without a hand-in counting 0.
        reasons: sentences.
    """

    student: str
    earned: float
    reasons: tuple


def at_risk(chapters):
    """The students at risk, most pressing first.

    Args:
        chapters: `ChapterFacts`s in the order of the course.

    Returns:
        A list of `AtRisk`.
    """
    students = sorted({student for facts in chapters for student in everybody(facts)})
    found = [AtRisk(one, _so_far(chapters, one), tuple(reasons(chapters, one))) for one in students]
    return sorted((one for one in found if one.reasons), key=lambda one: (-len(one.reasons), one.earned, one.student))


def everybody(facts):
    """Everybody who belongs to a chapter's class, by what is known.

    Args:
        facts: a `ChapterFacts`.

    Returns:
        A list of identifiers.
    """
    return [*(one.student for one in facts.hand_ins), *facts.not_graded, *facts.missing]


def reasons(chapters, student):
    """Why a student is at risk.

    Args:
        chapters: `ChapterFacts`s in the order of the course.
        student: the identifier.

    Yields:
        Sentences without a full stop.
    """
    own = [(facts.chapter, _hand_in(facts, student)) for facts in chapters]
    missing = [facts.chapter for facts in chapters if student in facts.missing]
    latest = {facts.chapter for facts in chapters[-LATEST:]}
    if set(missing) & latest or len(missing) >= LATEST:
        yield f"handed in nothing for {', '.join(missing)}"
    ungraded = [facts.chapter for facts in chapters if student in facts.not_graded]
    if ungraded:
        yield f"the submission could not be graded: {', '.join(ungraded)}"
    shares = [one.earned for _, one in own if one is not None and one.earned is not None]
    if shares and statistics.fmean(shares) < LITTLE:
        yield f"{statistics.fmean(shares):.0%} of the points in what was handed in"
    before, last = shares[:-LATEST], shares[-LATEST:]
    if len(before) >= LATEST and statistics.fmean(before) - statistics.fmean(last) >= FALL:
        yield f"falling: {statistics.fmean(before):.0%} before, {statistics.fmean(last):.0%} in the last two"
    late = [name for name, one in own if one is not None and one.seconds_late > 0]
    if len(late) >= OFTEN_LATE:
        yield f"late in {', '.join(late)}"


def _hand_in(facts, student):
    return next((one for one in facts.hand_ins if one.student == student), None)


def _so_far(chapters, student):
    """The part of the points so far; what was not handed in, or could not be graded, counts 0."""
    own = [_hand_in(facts, student) for facts in chapters if student in everybody(facts)]
    return statistics.fmean((one.earned or 0.0) if one else 0.0 for one in own)
