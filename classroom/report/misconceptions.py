"""Which known misconception a wrong answer shows, read from what its failed tests say.

The catalogue beside a chapter's solution (`wrong_answers.py`) holds for each exercise the words that the hint of a
known wrong answer contains. Two wrong answers that draw the same words are one misconception.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from classroom.catalogue import load, sections
from classroom.errors import ClassroomError
from classroom.results import ERROR, NOT_ATTEMPTED, PASSED, WRONG

UNKNOWN = ""  # a wrong result in which no test names a known misconception


@dataclass(frozen=True)
class Misconception:
    """An idea that people get wrong.

    Args:
        chapter: the chapter's folder name.
        exercise: id of the exercise in which it shows.
        words: the words of the hint that tell it from the others of the exercise.
        section: heading of the lesson's section that treats it; "" where the catalogue does not say.
    """

    chapter: str
    exercise: str
    words: str
    section: str = ""


@dataclass
class Sighting:
    """A misconception, and in whom it was seen.

    Args:
        misconception: the `Misconception`.
        students: their identifiers.
        said: how often a test said which sentence about it.
    """

    misconception: Misconception
    students: list = field(default_factory=list)
    said: Counter = field(default_factory=Counter)

    @property
    def sentence(self):
        """What the tests said most often; the catalogue's words where nobody has drawn them."""
        return self.said.most_common(1)[0][0] if self.said else self.misconception.words


def known(course, chapter):
    """The misconceptions that a chapter's catalogue knows.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.

    Returns:
        A list of `Misconception`s, each once, in the order of the file; empty where there is no catalogue.
    """
    try:
        folder = course.solution(chapter).parent
    except ClassroomError:  # several notebooks in one assignment: a course that has no catalogue
        return []
    treated = sections(folder)
    found = [(one.exercise, one.hint_or_style) for one in load(folder).wrong]
    return [
        Misconception(chapter.name, exercise, words, treated.get(exercise, ""))
        for exercise, words in dict.fromkeys(found)
    ]


def identify(result, words):
    """The one misconception that a result shows.

    Every failed test has one vote, shared by the known words that its hint contains; words that are part of longer
    words found in the same hint do not count. Most votes win; of equals the ones read first, where what is said of a
    result comes before what is said of an exception.

    Args:
        result: an `ExerciseResult`.
        words: those of the exercise's known misconceptions.

    Returns:
        The words, or `UNKNOWN`.

    Example:
        >>> from classroom.results import CellResult, ExerciseResult
        >>> hints = ("The sum, not the mean. Or: the maximum.", "This is the maximum.")
        >>> tests = tuple(CellResult("ex1-tests", "", True, 0, 1, "wrong", hint) for hint in hints)
        >>> identify(ExerciseResult("ex1", "mean", 0, 2, "wrong", "", tests), ["the sum", "the maximum"])
        'the maximum'
    """
    counted = votes(result, words)
    return max(counted, key=counted.get, default=UNKNOWN)  # the first of equals


def votes(result, words):
    """How many tests say which words, in the order of reading.

    Args:
        result: an `ExerciseResult`.
        words: those of the exercise's known misconceptions.

    Returns:
        A `Counter`.
    """
    counted = Counter()
    for test in sorted(result.tests, key=lambda test: test.verdict == ERROR):
        found = contained(paragraph(test), words) if test.verdict != PASSED else []
        for one in found:
            counted[one] += 1 / len(found)
    return counted


def paragraph(test):
    """What a failed test says in words; the numbers that may follow hold what the student's code gave out."""
    return test.hint.split("\n\n")[0]


def contained(text, words):
    """Which of the words stand in a text as whole words, in its order; parts of longer ones left out.

    Args:
        text: a hint.
        words: strings; capitals do not matter.

    Returns:
        A list.

    Example:
        >>> contained("Slope of plain ReLU, no tanh.", ["plain relu", "Tanh", "slope of plain ReLU"])
        ['slope of plain ReLU', 'Tanh']
    """
    places = {one: re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text, re.IGNORECASE) for one in words}
    found = {one: place.start() for one, place in places.items() if place}
    whole = [one for one in found if not any(one.lower() in other.lower() for other in found if other != one)]
    return sorted(whole, key=found.get)


def sightings(facts, misconceptions):
    """Which misconceptions a class has, and who.

    Args:
        facts: a `ChapterFacts`.
        misconceptions: the chapter's `Misconception`s.

    Returns:
        A `Sighting` for each misconception, most frequent first, and one for each exercise with wrong results that name
        none, under `UNKNOWN`.
    """
    found = {(one.exercise, one.words): Sighting(one) for one in misconceptions}
    words = {exercise: [name for other, name in found if other == exercise] for exercise in facts.exercises}
    for hand_in in facts.hand_ins:
        for exercise, result in hand_in.results.items():
            said = [paragraph(test) for test in result.tests if test.verdict != PASSED and paragraph(test)]
            if not said or result.verdict == NOT_ATTEMPTED:
                continue
            name = identify(result, words.get(exercise, []))
            if name == UNKNOWN and result.verdict not in (WRONG, ERROR):  # out of time or memory: no idea, a machine
                continue
            unknown = Misconception(facts.chapter, exercise, UNKNOWN)
            sighting = found.setdefault((exercise, name), Sighting(unknown))
            sighting.students.append(hand_in.student)
            sighting.said[next((one for one in said if name.lower() in one.lower()), said[0])] += 1
    return sorted(found.values(), key=lambda one: -len(one.students))
