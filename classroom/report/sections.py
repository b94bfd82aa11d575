"""A chapter's part of the report: points, exercises, misconceptions, tests that look wrong, hand-ins."""

import statistics
from dataclasses import dataclass
from html import escape
from itertools import zip_longest

from classroom.report import charts
from classroom.report.facts import ChapterFacts
from classroom.report.measures import FEWEST
from classroom.report.misconceptions import UNKNOWN
from classroom.results import NOT_ATTEMPTED, PASSED

AT_ONCE = 12  # rows of a table that are seen at once
FEW = 6  # names that are seen at once
LITTLE_DISCRIMINATION = 0.2  # below it, who solves an exercise says little about who understood the chapter


@dataclass(frozen=True)
class ChapterReport:
    """Everything that the report says about a chapter.

    Args:
        facts: its `ChapterFacts`.
        exercises: its `ExerciseMeasure`s.
        tests: its `CellMeasure`s.
        sightings: its `Sighting`s, most frequent first.
    """

    facts: ChapterFacts
    exercises: list
    tests: list
    sightings: list

    @property
    def shares(self):
        """The part of the points that each student earned."""
        return [one.earned for one in self.facts.hand_ins if one.earned is not None]

    @property
    def named(self):
        """The sightings of known misconceptions that somebody has."""
        return [one for one in self.sightings if one.students and one.misconception.words != UNKNOWN]

    @property
    def doubtful(self):
        """The tests that look wrong."""
        return [one for one in self.tests if one.suspicion]


def plural(number, word):
    """A number and its noun.

    Args:
        number: how many.
        word: the noun for one.

    Returns:
        A string.

    Example:
        >>> plural(1, "student"), plural(2, "student")
        ('1 student', '2 students')
    """
    return f"{number} {word}{'' if number == 1 else 's'}"


class Ready(str):
    """A cell that holds HTML already."""


def table(caption, heads, rows, kinds=()):
    """A table that scrolls sideways where it is too wide for the screen.

    Args:
        caption: what it lists.
        heads: of its columns.
        rows: lists of cells; everything in them but `Ready` is escaped.
        kinds: class of each column: number (set to the right), name (never broken), said (wide), who; "" for others.

    Returns:
        HTML.
    """
    kind = [f' class="{name}"' if name else "" for _, name in zip_longest(heads, kinds, fillvalue="")]
    top = "".join(f'<th scope="col"{kind[column]}>{escape(head)}</th>' for column, head in enumerate(heads))
    body = "".join(f"<tr>{''.join(map(_cell, row, kind))}</tr>" for row in rows)
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(cell, kind):
    return f"<td{kind}>{cell if isinstance(cell, Ready) else escape(str(cell))}</td>"


def chapter_section(report):
    """A chapter's part of the page.

    Args:
        report: a `ChapterReport`.

    Returns:
        HTML.
    """
    facts = report.facts
    counts = [f"{len(facts.hand_ins)} graded", f"{len(facts.not_graded)} not graded", f"{len(facts.missing)} missing"]
    parts = [
        f'<section><h2 id="{escape(facts.chapter)}">{escape(facts.chapter)}</h2><p>{", ".join(counts)}.</p>',
        _points(report),
        _misconceptions(report),
        _exercises(report),
        _doubtful(report),
        _hand_ins(facts),
        "</section>",
    ]
    return "".join(parts)


def _points(report):
    shares = report.shares
    if not shares:
        return ""
    below = sum(share < 0.5 for share in shares)
    caption = (
        f"The median is {statistics.median(shares):.0%}; {plural(below, 'student')} of {len(shares)} below half. "
        f"From 0 in steps of a tenth: {', '.join(map(str, charts.tenths(shares)))}."
    )
    return charts.histogram(f"Points in {report.facts.chapter}: number of students", shares, caption)


def _misconceptions(report):
    """Which misconception fired how often, in whom, and which section treats it."""
    heads = ("Exercise", "What the tests said", "Students", "Share", "Who", "Treated in the lesson")
    kinds = ("", "said", "number", "number", "who")
    rows = [_sighting_row(one, report.facts) for one in report.named]
    parts = ["<h3>Misconceptions</h3>"]
    if rows:
        parts.append(table("Most frequent first", heads, rows[:AT_ONCE], kinds))
    else:
        parts.append("<p>No known misconception was seen.</p>")
    if rows[AT_ONCE:]:
        rarer = table("Rarer misconceptions", heads, rows[AT_ONCE:], kinds)
        parts.append(f"<details><summary>{len(rows) - AT_ONCE} rarer ones</summary>{rarer}</details>")
    silent = sum(not one.students for one in report.sightings)
    if silent:
        parts.append(f"<p>{silent} more that the catalogue knows, nobody has.</p>")
    unknown = [one for one in report.sightings if one.misconception.words == UNKNOWN and one.students]
    if unknown:
        rows = [_sighting_row(one, report.facts)[:-1] for one in unknown]
        parts.append("<h4>Wrong in a way that the catalogue does not know</h4>")
        parts.append(table("A new misconception, or a hint to write; what was said most", heads[:-1], rows, kinds))
    return "".join(parts)


def _sighting_row(sighting, facts):
    """A misconception in a table: where, what, how many, which part of the class, who, and the section."""
    about, number = sighting.misconception, len(sighting.students)
    exercise = f"{about.exercise} {facts.exercises.get(about.exercise, '')}".strip()
    names = escape(", ".join(sighting.students))
    who = names if number <= FEW else f"<details><summary>{number} names</summary>{names}</details>"
    section = f"{facts.stem}: {about.section}" if about.section else facts.stem
    return [exercise, sighting.sentence, number, f"{number / len(facts.hand_ins):.0%}", Ready(who), section]


def _exercises(report):
    """Difficulty and discrimination."""
    measured = [one for one in report.exercises if one.difficulty is not None]
    if not measured:
        return ""
    hardest = min(measured, key=lambda one: one.difficulty)
    caption = f"The hardest is {hardest.id} {hardest.title}: {hardest.difficulty:.0%}."
    rows = [(f"{one.id} {one.title}", one.difficulty, f"{one.difficulty:.0%}") for one in measured]
    chart = charts.bars(f"Part of the points earned in {report.facts.chapter}, by exercise", rows, caption)
    heads = ("Exercise", "Points earned", "Discrimination", "Solved", "Not tried", "What that says")
    cells = []
    for one in report.exercises:
        earned = "-" if one.difficulty is None else f"{one.difficulty:.0%}"
        telling = "-" if one.discrimination is None else f"{one.discrimination:+.2f}"
        counts = [one.verdicts.get(PASSED, 0), one.verdicts.get(NOT_ATTEMPTED, 0)]
        cells.append([f"{one.id} {one.title}", earned, telling, *counts, _says(one)])
    words = (
        "Discrimination: the correlation of the points in an exercise with those in all others. Near 1, who solves it "
        "solves the rest, too; near 0 it says nothing about that; below 0 look at its tests. It needs "
        f"{FEWEST} submissions."
    )
    return (
        f"<h3>Exercises</h3>{chart}<p>{words}</p>{table('Exercises in numbers', heads, cells, ('', *['number'] * 4))}"
    )


def _says(measure):
    if measure.graded == 0:
        return "a person grades it"
    if measure.discrimination is None:
        return "everybody solved it" if measure.difficulty == 1 else ""
    if measure.discrimination < 0:
        return "who does well elsewhere fails here: look at its tests"
    return "says little about the rest" if measure.discrimination < LITTLE_DISCRIMINATION else ""


def _doubtful(report):
    """Tests that good students fail."""
    if not report.doubtful:
        return "<h3>Tests that look wrong</h3><p>None: no test fails the students who do well elsewhere.</p>"
    rows = [[one.exercise, one.id, one.behaviour, one.suspicion] for one in report.doubtful]
    words = "Strong and weak: the thirds of the class that earn most and least in the <em>other</em> exercises."
    found = table("Look at these first", ("Exercise", "Test", "What it tests", "Why"), rows, ("name", "name"))
    return f"<h3>Tests that look wrong</h3><p>{words}</p>{found}"


def _hand_ins(facts):
    """The hand-ins over time, and what could not be graded."""
    parts = ["<h3>Hand-ins</h3>"]
    times = sorted(one.when for one in facts.hand_ins if one.when is not None)
    late = sum(one.seconds_late > 0 for one in facts.hand_ins)
    if times:
        caption = (
            f"{len(times)} hand-ins from {charts.day(times[0])} to {charts.day(times[-1])}, "
            f"half of them by {charts.day(times[(len(times) - 1) // 2])}"
        )
        caption += f"; due {charts.day(facts.due)}, {late} late." if facts.due else "; there is no due date."
        parts.append(charts.time_series(f"Hand-ins of {facts.chapter} over time", times, facts.due, caption))
    else:
        parts.append("<p>No times of submission are known (no timestamp.txt beside the notebooks).</p>")
    for words, students in (("Not graded", facts.not_graded), ("Handed in nothing", facts.missing)):
        if students:
            names = ", ".join(map(escape, students))
            parts.append(f"<details><summary>{words}: {len(students)}</summary>{names}</details>")
    return "".join(parts)
