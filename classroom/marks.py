"""`classroom marks`: the marks of a class as a CSV file that Canvas, Moodle or a spreadsheet takes in.

What is not graded stays an empty field: an import must never turn it into an earned zero.
"""

import csv
import io
import re
from dataclasses import dataclass

from classroom.assignment import Assignment
from classroom.batch import NOT_GRADED, Cohort, kept_report
from classroom.errors import ClassroomError
from classroom.gradebook import graded_chapters, open_gradebook, scores
from classroom.results import tidy
from classroom.roster import CANVAS, Person, roster_of

PLATFORMS = ("plain", "moodle", "canvas")
NOTHING, BY_HAND, GRADED = "nothing handed in", "waits for grading by hand", "graded"
CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
NOTES = "Notes"  # a column that Canvas imports; any other would become an assignment
FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class Mark:
    """A student's mark for a chapter.

    Args:
        person: the `Person`.
        chapter: the chapter's folder name.
        score: after late penalties; None where nothing is graded.
        max_score: what could be had.
        penalty: what lateness has cost.
        verdict: the report's, with what else is to be known.
    """

    person: Person
    chapter: str
    score: float | None
    max_score: float
    penalty: float
    verdict: str


def marks(course, chapters=()):
    """The marks of a class, the very ones that `nbgrader export` writes.

    Args:
        course: a `Course`.
        chapters: `Chapter`s; those that anybody has been graded in where there are none.

    Returns:
        A list of `Mark`s, by chapter, then in the order of the class.

    Raises:
        ClassroomError: where nothing is graded.
    """
    people, graded = class_of(course)
    chosen = [
        chapter for chapter in course.chapters if chapter in chapters or (not chapters and chapter.name in graded)
    ]
    if not chosen:
        raise ClassroomError("The gradebook holds no marks; run `classroom grade CHAPTER` first.")
    return [mark for chapter in chosen for mark in _of_chapter(course, chapter, people)]


def class_of(course):
    """Everybody in the class, and the names of the chapters that anybody is graded in.

    Args:
        course: a `Course`.

    Returns:
        A list of `Person`s, those of the list first, and a set.
    """
    people = {person.id: person for person in roster_of(course).people}
    with open_gradebook(course) as gradebook:
        for student in gradebook.students:
            told = (student.first_name, student.last_name, student.email, student.lms_user_id)
            people.setdefault(student.id, Person(student.id, *(value or "" for value in told)))
        graded = graded_chapters(gradebook)
    return list(people.values()), graded


def _of_chapter(course, chapter, people):
    assignments, cohort = Assignment.load_all(course, chapter), Cohort(course, chapter)
    held = scores(course, assignments)
    worth = sum(float(cell.metadata.nbgrader.get("points", 0)) for one in assignments for cell in one.named.values())
    for person in people:
        entry = held.get(person.id)
        if entry is None:
            verdict = NOT_GRADED if cohort.folder(person.id).is_dir() else NOTHING
            yield Mark(person, chapter.name, None, worth, 0.0, verdict)
            continue
        report = kept_report(cohort, person.id)
        words = [report.verdict if report else GRADED, BY_HAND if entry["needs_manual_grade"] else ""]
        words.append(f"late: -{tidy(entry['late_penalty'])}" if entry["late_penalty"] else "")
        score = max(0.0, entry["score"] - entry["late_penalty"])
        said = "; ".join(filter(None, words))
        yield Mark(person, chapter.name, score, entry["max_score"], entry["late_penalty"], said)


def as_csv(found, platform, columns=()):
    """The marks as a file for a platform.

    Args:
        found: `Mark`s.
        platform: "plain", "moodle" or "canvas".
        columns: those of the list of students; Canvas finds its assignments again by them.

    Returns:
        The text.

    Raises:
        ClassroomError: for another platform.
    """
    if platform not in PLATFORMS:
        raise ClassroomError(f"There is no format {platform!r}; expected {', '.join(PLATFORMS)}.")
    rows = {"plain": _plain, "moodle": _moodle, "canvas": _canvas}[platform](found, columns)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([_harmless(value) for value in row] for row in rows)
    return text.getvalue()


def _harmless(value):
    """A field that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _points(score):
    return "" if score is None else tidy(round(score, 6))


def _by_person(found):
    """The chapters, and each person's marks by chapter."""
    rows = {}
    for mark in found:
        rows.setdefault(mark.person.id, (mark.person, {}))[1][mark.chapter] = mark
    return list(dict.fromkeys(mark.chapter for mark in found)), rows.values()


def _plain(found, columns):
    yield (
        "student", "first_name", "last_name", "email", "chapter", "score", "max_score", "late_penalty", "verdict",
    )  # fmt: skip
    for mark in found:
        own = mark.person
        points = _points(mark.score), tidy(mark.max_score), tidy(mark.penalty)
        yield (own.id, own.first_name, own.last_name, own.email, mark.chapter, *points, mark.verdict)


def _moodle(found, columns):
    """For Moodle's Grades, Import, CSV file: whom a row is about, then a grade and its feedback for each chapter."""
    chapters, people = _by_person(found)
    identity = [name for name in ("Identifier", "Username", "ID number") if name in columns]
    pairs = [heading for chapter in chapters for heading in (chapter, f"{chapter} (feedback)")]
    yield ("First name", "Last name", "Email address", *identity, *pairs)
    for person, held in people:
        values = [value for chapter in chapters for value in (_points(held[chapter].score), held[chapter].verdict)]
        own = (person.first_name, person.last_name, person.email)
        yield (*own, *(person.row.get(name, "") for name in identity), *values)


def _canvas(found, columns):
    """For Canvas' Grades, Import: its own first columns, one for each chapter, and the verdicts as notes."""
    chapters, people = _by_person(found)
    worth = {mark.chapter: mark.max_score for mark in found}
    yield (*CANVAS_COLUMNS, *(_heading(chapter, columns) for chapter in chapters), NOTES)
    yield ("    Points Possible", "", "", "", "", *(tidy(worth[chapter]) for chapter in chapters), "")
    for person, held in people:
        own = {name.casefold(): value for name, value in person.row.items()}
        name = own.get("student") or f"{person.last_name}, {person.first_name}"
        login = own.get("sis login id") or (person.id if not any(own.get(key) for key in CANVAS["id"]) else "")
        number = own.get("id", "") if "student" in own else person.lms_id
        notes = "; ".join(f"{chapter}: {held[chapter].verdict}" for chapter in chapters)
        marks_ = (_points(held[chapter].score) for chapter in chapters)
        yield (name, number, own.get("sis user id", ""), login, own.get("section", ""), *marks_, notes)


def _heading(chapter, columns):
    """An assignment's column as Canvas has exported it, with its number; otherwise the chapter's name."""
    return next((name for name in columns if re.fullmatch(rf"{re.escape(chapter)} \(\d+\)", name)), chapter)
