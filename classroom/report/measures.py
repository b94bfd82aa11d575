"""The numbers of a report: how hard an exercise is, whether it tells students apart, which tests look wrong.

Terms of test theory, in plain words. *Difficulty* of an exercise is the part of its points that the class earns: 1
means that everybody solved it. *Discrimination* is the correlation between what students earn in the exercise and what
they earn in all others: near 0 it says nothing about who understood the chapter, below 0 the good students fail it.
"""

import statistics
from collections import Counter
from dataclasses import dataclass
from math import comb

from classroom.results import NOT_ATTEMPTED, PASSED

FEWEST = 10  # hand-ins; a correlation of fewer says nothing
FEWEST_IN_GROUP = 5  # students in each third of the class
MOST_FAIL = 0.5  # a test that fewer of the strong third pass looks wrong
BY_CHANCE = 0.01  # how seldom chance alone may favour the weak third as much


@dataclass(frozen=True)
class ExerciseMeasure:
    """One exercise in numbers.

    Args:
        id: `ex3`.
        title: its heading.
        graded: how many submissions have points for it.
        difficulty: the part of its points that the class earns; None where nothing is graded.
        discrimination: correlation with the rest of the notebook; None where it cannot be computed.
        verdicts: how often each verdict was given.
    """

    id: str
    title: str
    graded: int
    difficulty: float | None
    discrimination: float | None
    verdicts: dict


@dataclass(frozen=True)
class CellMeasure:
    """One test cell in numbers.

    Args:
        exercise: the exercise's id.
        id: the test's `grade_id`.
        behaviour: what it says it tests.
        visible: whether students have it.
        strong: passed and tried among the strong third of the class.
        weak: the same of the weak third.
        passed: the part of those who tried that passed it; None where nobody tried.
        suspicion: why it looks wrong, in a sentence; "" where it does not.
    """

    exercise: str
    id: str
    behaviour: str
    visible: bool
    strong: tuple
    weak: tuple
    passed: float | None
    suspicion: str


def measure_exercises(facts):
    """The numbers of every exercise.

    Args:
        facts: a `ChapterFacts`.

    Returns:
        A list of `ExerciseMeasure`s, in the order of the notebook.
    """
    return [_exercise(facts, name, title) for name, title in facts.exercises.items()]


def _exercise(facts, name, title):
    verdicts = Counter(one.results[name].verdict for one in facts.hand_ins if name in one.results)
    shares = [share for one in facts.hand_ins if (share := one.share(name)) is not None]
    difficulty = statistics.fmean(shares) if shares else None
    return ExerciseMeasure(name, title, len(shares), difficulty, discrimination(facts.hand_ins, name), dict(verdicts))


def discrimination(hand_ins, exercise):
    """How well an exercise tells apart who earns much in the others from who earns little.

    Args:
        hand_ins: `HandIn`s.
        exercise: its id.

    Returns:
        A correlation from -1 to 1; None for fewer than `FEWEST` hand-ins, or where all earn the same.
    """
    pairs = [(one.share(exercise), one.share_without(exercise)) for one in hand_ins]
    pairs = [pair for pair in pairs if None not in pair]
    if len(pairs) < FEWEST:
        return None
    try:
        return statistics.correlation(*zip(*pairs, strict=True))
    except statistics.StatisticsError:  # no spread
        return None


def measure_tests(facts):
    """The numbers of every test cell.

    Args:
        facts: a `ChapterFacts`.

    Returns:
        A list of `CellMeasure`s, in the order of the notebook.
    """
    return [
        _test(facts, exercise, test)
        for exercise, result in (facts.hand_ins[0].results if facts.hand_ins else {}).items()
        for test in result.tests
    ]


def _test(facts, exercise, test):
    weak, strong = (_passes(group, exercise, test.id) for group in thirds(facts.hand_ins, exercise))
    everybody = _passes(facts.hand_ins, exercise, test.id)
    share = everybody[0] / everybody[1] if everybody[1] else None
    return CellMeasure(exercise, test.id, test.behaviour, test.visible, strong, weak, share, suspicion(strong, weak))


def thirds(hand_ins, exercise):
    """The third of a class that earned least in the other exercises, and the third that earned most.

    Args:
        hand_ins: `HandIn`s.
        exercise: the exercise that is left out.

    Returns:
        Two lists, the weak and the strong.
    """
    ranked = sorted(
        (one for one in hand_ins if one.share_without(exercise) is not None),
        key=lambda one: (one.share_without(exercise), one.student),
    )
    size = len(ranked) // 3
    return ranked[:size], ranked[len(ranked) - size :]


def _passes(hand_ins, exercise, test):
    """How many passed a test, and how many tried its exercise at all."""
    tried = [one.results[exercise] for one in hand_ins if exercise in one.results]
    tried = [result for result in tried if result.verdict != NOT_ATTEMPTED]
    return sum(cell.verdict == PASSED for result in tried for cell in result.tests if cell.id == test), len(tried)


def suspicion(strong, weak):
    """Why a test looks wrong.

    Args:
        strong: how many of the strong third passed, and how many tried.
        weak: the same of the weak third.

    Returns:
        A sentence, or "".

    Example:
        >>> suspicion((2, 10), (1, 9))
        '8 of 10 strong students fail it.'
        >>> suspicion((9, 10), (3, 9))
        ''
    """
    (passed, tried), (weak_passed, weak_tried) = strong, weak
    if tried >= FEWEST_IN_GROUP and passed / tried < MOST_FAIL:
        return f"{tried - passed} of {tried} strong students fail it."
    if min(tried, weak_tried) >= FEWEST_IN_GROUP and chance(strong, weak) < BY_CHANCE:
        return f"{weak_passed} of {weak_tried} weak students pass it, but only {passed} of {tried} strong ones."
    return ""


def chance(strong, weak):
    """How often chance alone favours the weak as much: Fisher's exact test, one side.

    Args:
        strong: how many passed, and how many tried.
        weak: the same of the others.

    Returns:
        A probability: if passing had nothing to do with the group, that at most this many of the strong pass.

    Example:
        >>> chance((0, 5), (5, 5)) == 1 / 252
        True
    """
    (passed, tried), (weak_passed, weak_tried) = strong, weak
    both = passed + weak_passed
    ways = [comb(tried, k) * comb(weak_tried, both - k) for k in range(passed + 1) if both - k >= 0]
    return sum(ways) / comb(tried + weak_tried, both)
