"""Classes made up for the tests of the report: results without a notebook."""

from datetime import UTC, datetime, timedelta

from classroom.report.facts import ChapterFacts, HandIn
from classroom.results import NOT_ATTEMPTED, PASSED, WRONG, CellResult, ExerciseResult

NOON = datetime(2026, 5, 17, 12, tzinfo=UTC)


def result(exercise, passed, hints=(), verdict=None):
    """An exercise of as many points as tests; `passed` says of each whether it passed."""
    said = iter(hints)
    tests = tuple(
        CellResult(
            f"{exercise}-t{n}",
            f"behaviour {n}",
            True,
            float(ok),
            1.0,
            PASSED if ok else WRONG,
            "" if ok else next(said, "No."),
        )
        for n, ok in enumerate(passed)
    )
    verdict = verdict or (PASSED if all(passed) else WRONG)
    return ExerciseResult(exercise, f"title of {exercise}", float(sum(passed)), len(passed), verdict, "", tests)


def hand_in(student, *results, late=0.0, hours=0):
    """A submission with these results."""
    return HandIn(student, {one.id: one for one in results}, NOON + timedelta(hours=hours), late)


def facts(hand_ins, chapter="01_numbers", **more):
    """A chapter with these submissions."""
    titles = {name: one.title for name, one in hand_ins[0].results.items()} if hand_ins else {}
    return ChapterFacts(chapter, chapter.partition("_")[2], titles, hand_ins, **more)


def untouched(exercise, tests=1):
    """An exercise that nobody tried."""
    return result(exercise, [False] * tests, ["Not solved yet."] * tests, NOT_ATTEMPTED)
