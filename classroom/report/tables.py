"""The report's numbers as CSV files, for whoever wants to count further."""

import csv
import io

from classroom.report.misconceptions import UNKNOWN
from classroom.writing import write_whole

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_tables(folder, name, chapters, risks):
    """Write one file for each kind of row.

    Args:
        folder: where.
        name: how their names begin.
        chapters: `ChapterReport`s.
        risks: `AtRisk`s.

    Returns:
        The paths.
    """
    made = {
        "students": _students(chapters),
        "exercises": _exercises(chapters),
        "misconceptions": _misconceptions(chapters),
        "tests": _tests(chapters),
        "at_risk": (
            ("student", "earned", "reasons"),
            [(r.student, _part(r.earned), "; ".join(r.reasons)) for r in risks],
        ),
    }
    return [_write(folder / f"{name}_{kind}.csv", heads, rows) for kind, (heads, rows) in made.items()]


def _write(path, heads, rows):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([plain(cell) for cell in row] for row in rows)
    write_whole(path, text.getvalue().encode())
    return path


def plain(cell):
    """A cell that no spreadsheet takes for a formula.

    Args:
        cell: any value.

    Returns:
        The value; a text that would be computed has an apostrophe before it.

    Example:
        >>> plain("=1+1"), plain(-0.5)
        ("'=1+1", -0.5)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _part(share):
    return "" if share is None else round(share, 4)


def _students(chapters):
    heads = ("chapter", "student", "earned", "points_taken_off", "handed_in", "seconds_late", "misconceptions")
    rows = []
    for one in chapters:
        seen = {}
        for sighting in one.named:
            for student in sighting.students:
                about = sighting.misconception
                seen.setdefault(student, []).append(f"{about.exercise}: {about.words}")
        for hand_in in one.facts.hand_ins:
            when = hand_in.when.isoformat() if hand_in.when else ""
            had = "; ".join(sorted(seen.get(hand_in.student, [])))
            late = round(hand_in.seconds_late)
            rows.append((one.facts.chapter, hand_in.student, _part(hand_in.earned), hand_in.penalty, when, late, had))
        for word, students in (("not graded", one.facts.not_graded), ("missing", one.facts.missing)):
            rows += [(one.facts.chapter, student, word, "", "", "", "") for student in students]
    return heads, rows


def _exercises(chapters):
    heads = ("chapter", "exercise", "title", "graded", "difficulty", "discrimination", "verdicts")
    rows = [
        (
            one.facts.chapter,
            measure.id,
            measure.title,
            measure.graded,
            _part(measure.difficulty),
            _part(measure.discrimination),
            "; ".join(f"{verdict}: {count}" for verdict, count in sorted(measure.verdicts.items())),
        )
        for one in chapters
        for measure in one.exercises
    ]
    return heads, rows


def _misconceptions(chapters):
    heads = ("chapter", "exercise", "misconception", "students", "said", "section", "who")
    rows = [
        (
            about.chapter,
            about.exercise,
            about.words or "(not in the catalogue)",
            len(sighting.students),
            sighting.sentence if sighting.students else "",
            about.section,
            "; ".join(sighting.students),
        )
        for one in chapters
        for sighting in one.sightings
        if (about := sighting.misconception).words != UNKNOWN or sighting.students
    ]
    return heads, rows


def _tests(chapters):
    heads = ("chapter", "exercise", "test", "behaviour", "visible", "passed", "strong", "weak", "suspicion")
    rows = [
        (
            one.facts.chapter,
            test.exercise,
            test.id,
            test.behaviour,
            test.visible,
            _part(test.passed),
            "{} of {}".format(*test.strong),
            "{} of {}".format(*test.weak),
            test.suspicion,
        )
        for one in chapters
        for test in one.tests
    ]
    return heads, rows
