"""`classroom grade`: a class's submissions, graded at once and recorded one by one."""

import difflib
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from classroom.assignment import Assignment, file_name
from classroom.endings import Limits
from classroom.errors import ClassroomError
from classroom.gradebook import ensure_assignment, recording, scores
from classroom.grading import grade_notebook
from classroom.intake import LARGEST
from classroom.origins import given_files
from classroom.pool import Task, grade_all
from classroom.results import Report, merged
from classroom.student_copy import read_notebook
from classroom.writing import write_json

NOT_GRADED = "not graded"
RULES = b"3"  # raised whenever the same submission may get another result from us; everything is then graded again


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


def grade(cohort, only=None, jobs=1, force=False, limits=None, progress=None, engine=None):
    """Grade a class and fill the gradebook.

    Args:
        cohort: a `Cohort`.
        only: the one student to grade.
        jobs: notebooks graded at once.
        force: grade again what has not changed.
        limits: a `Limits`.
        progress: called with (number done, number to do, student) after each notebook.
        engine: the `Engine` that runs the notebooks; one of its own if None.

    Returns:
        A list of `StudentResult`s in the order of the students.

    Raises:
        ClassroomError: where nothing can be graded at all.
    """
    assignments = Assignment.load_all(cohort.course, cohort.chapter)
    students = cohort.students(only)
    if engine:
        engine.prepare(assignments)
    processes = engine.processes if engine else "two"
    marks = {student: mark_of(cohort, assignments, student, processes) for student in students}
    known = {} if force else {student: kept_report(cohort, student, marks[student]) for student in students}
    tried = None
    with ThreadPoolExecutor(1) as beside:  # while nbgrader is imported
        if force or not all(known.values()):
            tried = beside.submit(try_reference, cohort, assignments, engine, limits)
        ensure_assignment(cohort.course, cohort.chapter, assignments)
        held = scores(cohort.course, assignments)
    kept = {student: report for student, report in known.items() if report and student in held}
    results = {student: StudentResult(student, report, fresh=False) for student, report in kept.items()}
    waiting = [student for student in students if student not in results]
    tasks = [_task(cohort, assignment, student, limits) for student in waiting for assignment in assignments]
    if tried:
        tried.result()
    elif tasks:
        try_reference(cohort, assignments, engine, limits)
    gathered = {student: {} for student in waiting}
    with recording(cohort.course, cohort.chapter, cohort.submitted) as record:
        for done, outcome in enumerate(grade_all(tasks, jobs, engine), start=1):
            student, name = outcome.key
            gathered[student][name] = outcome
            if len(gathered[student]) == len(assignments):
                results[student] = _recorded(cohort, student, gathered.pop(student), record, marks[student])
            if progress:
                progress(done, len(tasks), student)
    held = scores(cohort.course, assignments)
    return [
        StudentResult(r.student, r.report, r.problem, r.fresh, held.get(r.student))
        for r in (results[student] for student in students)
    ]


def try_reference(cohort, assignments, engine=None, limits=None):
    """Grade the solution itself first: what it does not earn, no student can.

    Args:
        cohort: a `Cohort`.
        assignments: the chapter's `Assignment`s.
        engine: the `Engine` that will run the submissions.
        limits: a `Limits`.

    Raises:
        ClassroomError: naming the tests that the solution fails, and the cure.
    """
    sources = {path.stem: path for path in cohort.course.solutions(cohort.chapter)}
    files = tuple(given_files(cohort.course, cohort.chapter))
    for assignment in assignments:
        solution = read_notebook(sources[assignment.name])
        _, report = grade_notebook(assignment, solution, limits, files, engine)
        lost = [test.id for one in report.exercises for test in one.tests if test.points != test.max_points]
        if lost:
            cure = "correct it first"
            if report.run.get("processes") == "two":
                cure += "; or, where the tests change or read the student's live objects, grade with --processes one"
            raise ClassroomError(
                f"The solution {assignment.chapter}/{assignment.name}.ipynb fails its own tests "
                f"({', '.join(lost[:5])}), so no student could pass them; {cure}."
            )


def _task(cohort, assignment, student, limits):
    path = cohort.folder(student) / f"{assignment.name}.ipynb"
    files = tuple(given_files(cohort.course, cohort.chapter))
    key = (student, assignment.name)
    return Task(key, assignment, path, limits=limits or Limits(), files=files, course=cohort.course.root)


def _recorded(cohort, student, outcomes, record, mark):
    """Record what came of a student's notebooks: all of them, for a part would look like earned zeros."""
    outcomes = dict(sorted(outcomes.items()))
    missing = {name: outcome for name, outcome in outcomes.items() if outcome.report is None}
    if missing:
        problems = [_with_found_files(cohort, name, student, outcome.problem) for name, outcome in missing.items()]
        return StudentResult(student, None, " ".join(problems))
    report = merged({name: outcome.report for name, outcome in outcomes.items()})
    try:
        record(student, {name: outcome.notebook for name, outcome in outcomes.items()})
    except ClassroomError as error:
        return StudentResult(student, None, str(error))
    write_json(cohort.record_file(student), {"mark": mark, "report": report.to_record()})
    return StudentResult(student, report)


def _with_found_files(cohort, name, student, problem):
    """Where the expected file is missing, say what was handed in instead."""
    folder = cohort.folder(student)
    if (folder / f"{name}.ipynb").exists():
        return problem
    found = ", ".join(sorted(path.name for path in folder.iterdir())[:5]) or "nothing"
    return f"{file_name(folder)} holds {found}; expected {name}.ipynb: rename the right file."


def mark_of(cohort, assignments, student, processes="two"):
    """A digest of all that a grade depends on: submission, time of submission, assignments, our own rules.

    Args:
        cohort: a `Cohort`.
        assignments: the chapter's `Assignment`s.
        student: the student's identifier.
        processes: as the `Engine` has it.

    Returns:
        64 hexadecimal digits.
    """
    digest = hashlib.sha256(RULES + processes.encode())
    folder = cohort.folder(student)
    for assignment in assignments:
        digest.update(assignment.digest)
    for path in sorted((*folder.glob("*.ipynb"), folder / "timestamp.txt")):
        if path.is_file() and not path.is_symlink():
            size = path.stat().st_size  # what is too large to be read is known by its size
            digest.update(f"\0{path.name}\0{size}".encode() + (path.read_bytes() if size <= LARGEST else b""))
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
