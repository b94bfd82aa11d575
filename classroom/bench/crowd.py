"""A generated class for `classroom bench term`: what 120 students hand in, and what each of it should come to."""

import io
import random
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import nbformat

from classroom import cells
from classroom.assignment import Assignment
from classroom.batch import NOT_GRADED
from classroom.catalogue import load
from classroom.errors import ClassroomError
from classroom.example import filled
from classroom.results import DIED, NOT_ATTEMPTED, OUT_OF_TIME, PASSED, WRONG
from classroom.student_copy import Markers, read_notebook
from classroom.verify import RIGHT as RIGHT_ANSWER
from classroom.verify import WRONG as WRONG_ANSWER
from classroom.verify import handed_in

MISSING = "missing"
DUE, APART = datetime(2026, 5, 17, 20, tzinfo=UTC), timedelta(days=7)  # of the first chapter; from one to the next
PARTICIPANTS = 4700  # the first of the numbers that Moodle gives
LATE_EVERY = 9  # of those who hand in something ordinary
MINUTES_LATE, MINUTES_BEFORE = 600, 5000
TURN = 7  # students by which the roles move on from chapter to chapter
LUCK = 0.25  # spread of a day's form, where skills run from 0 to 1
DYING = "import os\nos._exit(1)"
LOOPING = "while True:\n    pass"
CHEATING = (
    "import sys\nimport nnkit.checks as checks\n"
    "for name in checks.__all__:\n    setattr(checks, name, lambda *given, **options: None)"
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One student's submission to one chapter.

    Args:
        chapter: the chapter's folder name.
        file: the notebook's file name.
        student: the student's number.
        data: the bytes handed in; None where nothing is.
        expected: the verdict that it deserves, a verdict of `results`, "not graded" or "missing".
        misconceptions: (exercise, the catalogue's words) of every wrong answer in it.
        late: whether it comes after the due date.
    """

    chapter: str
    file: str
    student: int
    data: bytes | None
    expected: str
    misconceptions: tuple = ()
    late: bool = False


@dataclass(frozen=True)
class Answers:
    """A chapter with its known answers, to make submissions of.

    Args:
        assignment: the `Assignment`.
        solution: its solution notebook.
        wrong: `Answer`s by exercise.
        right: `Answer`s by exercise.
    """

    assignment: Assignment
    solution: dict
    wrong: dict
    right: dict

    @classmethod
    def of(cls, course, chapter):
        """The answers of a chapter of a course."""
        path = course.solution(chapter)
        solution = read_notebook(path)
        assignment = Assignment.from_solution(chapter.name, path.stem, solution, Markers.of(course))
        return cls(assignment, solution, *map(_by_exercise, load(path.parent)))

    def notebook(self, kind, answers):
        """The student copy with these answers in it, all others right."""
        return filled(self.assignment, handed_in(self.assignment, self.solution, kind, answers))


def _by_exercise(answers):
    groups = {}
    for answer in answers:
        groups.setdefault(answer.exercise, []).append(answer)
    return groups


def login(student):
    """A student's identifier.

    Args:
        student: the student's number.

    Returns:
        A string.
    """
    return f"student{student:03}"


def sheets(course, chapters, students, seed=0):
    """What a class hands in.

    Args:
        course: the `Course` whose catalogues are used.
        chapters: `Chapter`s.
        students: how many.
        seed: of who is wrong where.

    Returns:
        A list of `Sheet`s, one for each student and chapter.
    """
    rng = random.Random(seed)
    skills = [(number + 0.5) / students for number in range(students)]
    rng.shuffle(skills)
    found = []
    for number, chapter in enumerate(chapters):
        order = [(TURN * number + place) % students for place in range(students)]
        found += _chapter_sheets(Answers.of(course, chapter), order, skills, rng)
    return found


def _chapter_sheets(answers, order, skills, rng):
    """One chapter: a few special submissions, then ordinary ones in which every known wrong answer occurs."""
    assignment = answers.assignment
    place = {"chapter": assignment.chapter, "file": f"{assignment.name}.ipynb"}
    right = answers.notebook(RIGHT_ANSWER, ())
    special = [
        (None, MISSING),
        (_bytes(right)[: len(_bytes(right)) // 2], NOT_GRADED),
        (b"def double(x):\n    return 2 * x\n", NOT_GRADED),
        (_bytes(_with_cell(answers, right, DYING)), DIED),
        (_bytes(_with_cell(answers, right, LOOPING)), OUT_OF_TIME),
        (_bytes(_cheating(assignment.release)), NOT_ATTEMPTED),
        (b"\xef\xbb\xbf" + _bytes(right), PASSED),
    ]
    roles = zip(order, special, strict=False)
    made = [Sheet(**place, student=student, data=data, expected=verdict) for student, (data, verdict) in roles]
    ordinary = order[len(special) :]
    mistakes = dealt(answers.wrong, ordinary, skills, rng)
    for number, student in enumerate(ordinary):
        wrong = mistakes[student]
        style = [one[number % len(one)] for one in answers.right.values()]
        notebook = answers.notebook(*((WRONG_ANSWER, wrong) if wrong else (RIGHT_ANSWER, style)))
        had = tuple((one.exercise, one.hint_or_style) for one in wrong)
        late = number % LATE_EVERY == LATE_EVERY - 1
        verdict = WRONG if wrong else PASSED
        made.append(
            Sheet(**place, student=student, data=_bytes(notebook), expected=verdict, misconceptions=had, late=late)
        )
    return made


def dealt(wrong, students, skills, rng):
    """Who gives which wrong answer: the weaker ones more of them, and every known one somebody.

    Args:
        wrong: `Answer`s by exercise.
        students: their numbers.
        skills: by number, 0 to 1.
        rng: a `random.Random`.

    Returns:
        A list of `Answer`s for each student.

    Raises:
        ClassroomError: where there are fewer students than wrong answers to an exercise.
    """
    found = {student: [] for student in students}
    for exercise, answers in wrong.items():
        if len(answers) > len(students):
            raise ClassroomError(
                f"{len(answers)} wrong answers to {exercise} are known; expected as many ordinary students, "
                f"received {len(students)}: make the class larger."
            )
        form = {student: skills[student] + rng.gauss(0, LUCK) for student in students}
        ranked = sorted(students, key=form.get)
        enough = max(len(answers), sum(one < 1 / 3 for one in form.values()))
        for number, student in enumerate(ranked[:enough]):
            found[student].append(answers[number % len(answers)])
    return found


def _with_cell(answers, notebook, source):
    """A copy whose first answer is another source."""
    return _changed(notebook, lambda cell: source if cells.is_answer(cell) else None)


def _cheating(release):
    """An untouched copy whose first code cell takes the tests' functions away."""
    return _changed(release, lambda cell: CHEATING if cell.cell_type == "code" else None)


def _changed(notebook, source_of):
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        source = source_of(cell)
        if source is not None:
            cell.source = source
            return notebook
    raise ClassroomError("expected a notebook with a code cell that can be answered; received one without.")


def _bytes(notebook):
    return nbformat.writes(notebook).encode()


def due(number):
    """When a chapter is due.

    Args:
        number: its place in the term, from 0.

    Returns:
        A `datetime` in UTC.
    """
    return DUE + number * APART


def archive(made, chapters, seed=1):
    """Everything as Moodle delivers it: one folder a student and chapter, in one zip.

    Args:
        made: `Sheet`s.
        chapters: the names of the chapters in order.
        seed: of the times of day.

    Returns:
        Bytes of a zip file.
    """
    rng, target = random.Random(seed), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for sheet in made:
            if sheet.data is None:
                continue
            minutes = rng.randrange(1, MINUTES_LATE) if sheet.late else -rng.randrange(1, MINUTES_BEFORE)
            time = due(chapters.index(sheet.chapter)) + timedelta(minutes=minutes)
            folder = f"Student {sheet.student:03}_{PARTICIPANTS + sheet.student}_assignsubmission_file_"
            entry = zipfile.ZipInfo(f"{folder}/{sheet.file}", time.timetuple()[:6])
            entry.external_attr = 0o100644 << 16
            file.writestr(entry, sheet.data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def generated(made):
    """How many students have which misconception.

    Args:
        made: `Sheet`s.

    Returns:
        A `Counter` of (chapter, exercise, words).
    """
    return Counter((sheet.chapter, *one) for sheet in made for one in dict.fromkeys(sheet.misconceptions))
