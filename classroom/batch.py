"""`classroom grade`: a class's submissions, graded at once and recorded one by one."""

import difflib
import hashlib
from dataclasses import dataclass
from pathlib import Path

from classroom.assignment import Assignment, file_name
from classroom.errors import ClassroomError
from classroom.execution import Limits
from classroom.gradebook import ensure_assignment, make_recorder, scores
from classroom.origins import given_files
from classroom.pool import Task, grade_all
from classroom.progress import write_json
from classroom.results import Report
from classroom.student_copy import to_bytes

NOT_GRADED = "not graded"
RULES = b"1"  # raised whenever the same submission may get another result from us; everything is then graded again


@dataclass(frozen=True)
class StudentResult:
    """What came of one student's submission.

    Args:
        student: the student's identifier.
        report: the `Report`; None where it could not be graded.
        problem: why not; "" if graded.
        fresh: False where an earlier result still holds, because nothing has changed.
        gradebook: what the gradebook holds, see `gradebook.scores`; None where it holds nothing.
    """

    student: str
    report: Report | None
    problem: str = ""
    fresh: bool = True
    gradebook: dict | None = None

    def to_json(self):
        """Plain values for `--json`; the points of what is not graded are null, never 0."""
        score = self.gradebook["score"] if self.gradebook else None
        if self.report is None:
            verdict = {"points": None, "verdict": NOT_GRADED, "reason": self.problem, "score": score}
            return {"student": self.student, **verdict}
        kept = {key: value for key, value in self.report.to_json().items() if key != "chapter"}
        return {"student": self.student, "verdict": self.report.verdict, "score": score, **kept}


@dataclass(frozen=True)
class Cohort:
    """The submissions to one chapter.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.
        submitted: the folder of submissions; the course's own if None.
    """

    course: object
    chapter: object
    submitted: Path | None = None

    def folder(self, student):
        """A student's submission."""
        return self.course.step("submitted", student, self.chapter, at=self.submitted)

    def students(self, only=None):
        """Everybody who handed in something for this chapter.

        Args:
            only: the one student wanted.

        Returns:
            A sorted list of identifiers.

        Raises:
            ClassroomError: where there is nobody.
        """
        pattern = self.folder("*")
        place = len(pattern.parts) - 1 - pattern.parts[::-1].index("*")
        base, below = Path(*pattern.parts[:place]), Path(*pattern.parts[place:])
        found = sorted(path.parts[place] for path in base.glob(str(below)) if path.is_dir()) if base.is_dir() else []
        found = [student for student in found if not student.startswith(".")]
        if not found:
            raise ClassroomError(
                f"No submissions of {self.chapter.name} in {file_name(base)}; "
                f"expected {file_name(self.folder('STUDENT'))}/{self.chapter.notebook}.ipynb."
            )
        if only is None:
            return found
        if only not in found:
            near = difflib.get_close_matches(only, found, n=3) or found[:5]
            raise ClassroomError(f"{only!r} handed in nothing for {self.chapter.name}. Students: {', '.join(near)}.")
        return [only]

    def record_file(self, student):
        """Where the verdicts of a graded submission are kept, beside what the gradebook holds."""
        name = f"{student.encode().hex()}.json" if not student.isascii() or "/" in student else f"{student}.json"
        return self.course.state / "results" / self.chapter.name / name


def grade(cohort, only=None, jobs=1, force=False, limits=None, progress=None):
    """Grade a class and fill the gradebook.

    Args:
        cohort: a `Cohort`.
        only: the one student to grade.
        jobs: notebooks graded at once.
        force: grade again what has not changed.
        limits: a `Limits`.
        progress: called with (number done, number to do, student) after each submission.

    Returns:
        A list of `StudentResult`s in the order of the students.

    Raises:
        ClassroomError: where nothing can be graded at all.
    """
    assignment = Assignment.load(cohort.course, cohort.chapter)
    students = cohort.students(only)
    ensure_assignment(cohort.course, cohort.chapter, assignment)
    held = scores(cohort.course, assignment)
    marks = {student: mark_of(cohort, assignment, student) for student in students}
    known = {} if force else {s: kept_report(cohort, s, marks[s]) for s in students if s in held}
    results = {student: StudentResult(student, report, fresh=False) for student, report in known.items() if report}
    waiting = [student for student in students if student not in results]
    tasks = [_task(cohort, assignment, student, limits) for student in waiting]
    record = make_recorder(cohort.course, cohort.chapter, cohort.submitted)
    for done, outcome in enumerate(grade_all(tasks, jobs), start=1):
        results[outcome.key] = _recorded(cohort, assignment, outcome, record, marks[outcome.key])
        if progress:
            progress(done, len(tasks), outcome.key)
    held = scores(cohort.course, assignment)
    return [
        StudentResult(r.student, r.report, r.problem, r.fresh, held.get(r.student))
        for r in (results[student] for student in students)
    ]


def _task(cohort, assignment, student, limits):
    path = cohort.folder(student) / f"{assignment.name}.ipynb"
    files = tuple(given_files(cohort.course, cohort.chapter))
    return Task(student, assignment, path, limits=limits or Limits(), files=files, course=cohort.course.root)


def _recorded(cohort, assignment, outcome, record, mark):
    student = outcome.key
    if outcome.report is None:
        return StudentResult(student, None, _with_found_files(cohort, assignment, student, outcome.problem))
    try:
        record(student, {assignment.name: outcome.notebook})
    except ClassroomError as error:
        return StudentResult(student, None, str(error))
    write_json(cohort.record_file(student), {"mark": mark, "report": outcome.report.to_record()})
    return StudentResult(student, outcome.report)


def _with_found_files(cohort, assignment, student, problem):
    """Where the expected file is missing, say what was handed in instead."""
    folder = cohort.folder(student)
    if (folder / f"{assignment.name}.ipynb").exists():
        return problem
    found = ", ".join(sorted(path.name for path in folder.iterdir())[:5]) or "nothing"
    return f"{file_name(folder)} holds {found}; expected {assignment.name}.ipynb: rename the right file."


def mark_of(cohort, assignment, student):
    """A digest of all that a grade depends on: submission, time of submission, assignment, our own rules.

    Args:
        cohort: a `Cohort`.
        assignment: the `Assignment`.
        student: the student's identifier.

    Returns:
        64 hexadecimal digits.
    """
    digest = hashlib.sha256(RULES + to_bytes(assignment.skeleton))
    for name in (f"{assignment.name}.ipynb", "timestamp.txt"):
        path = cohort.folder(student) / name
        digest.update(b"\0" + (path.read_bytes() if path.is_file() else b""))
    return digest.hexdigest()


def kept_report(cohort, student, mark=None):
    """The report of an earlier run.

    Args:
        cohort: a `Cohort`.
        student: the student's identifier.
        mark: only if it was made from exactly this; any if None.

    Returns:
        A `Report`, or None.
    """
    import json

    try:
        record = json.loads(cohort.record_file(student).read_text(encoding="utf-8"))
        report = Report.from_record(record["report"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return report if mark in (None, record["mark"]) else None
