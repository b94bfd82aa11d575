"""`classroom bench term`: a whole term of a generated class, from the platform's zip to the report and the marks.

Every step is a command as an instructor types it, in a course folder of its own. At the end it is checked that nothing
was lost on the way: each submission has the verdict it deserves, and the report counts each misconception as often as
the class was given it.
"""

import csv
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from classroom.bench.crowd import MISSING, archive, due, generated, login, sheets
from classroom.bench.programs import command
from classroom.results import ERROR, WRONG

STUDENTS = 120
CELL_SECONDS = 30  # what the endless loops cost
SEED = 1  # of the hidden inputs: by chance two misconceptions may give the same numbers; a count is of this seed


@dataclass
class Term:
    """What came of a term.

    Args:
        students: how many.
        chapters: names of the chapters.
        made: the `Sheet`s.
        seconds: of each step.
        misconceptions: students with a misconception, summed over all of them.
        faults: a sentence for everything that is not as it must be.
    """

    students: int
    chapters: list
    made: list
    seconds: dict = field(default_factory=dict)
    misconceptions: int = 0
    faults: list = field(default_factory=list)


def run_term(course, chapters, students=STUDENTS, folder=None, jobs=0):
    """Generate a class, hand in for it, grade, give feedback, report, export; then check all of it.

    Args:
        course: the `Course` that the class is made from.
        chapters: its `Chapter`s to be taught.
        students: how many.
        folder: where the class's folder is made; a temporary one if None.
        jobs: notebooks graded at once; 0 for one each processor.

    Returns:
        A `Term`.

    Raises:
        ClassroomError: where a command fails, or the class is too small.
    """
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="classroom-term-") as made:
            return run_term(course, chapters, students, Path(made), jobs)
    names = [chapter.name for chapter in chapters]
    term = Term(students, names, sheets(course, chapters, students))
    (folder / "term.zip").write_bytes(archive(term.made, names))
    rows = [("username", "First name", "Last name")] + [(login(n), "Student", f"{n:03}") for n in range(students)]
    with (folder / "class.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    _commands(term, course, folder, jobs)
    check(term, folder / "class")
    return term


def _commands(term, course, folder, jobs):
    """The commands of the term, each timed."""
    root = folder / "class"

    def run(step, *words, cwd=root, accepted=(0,)):
        seconds = command(words, cwd, accepted)
        term.seconds[step] = term.seconds.get(step, 0.0) + seconds

    listed = ("--chapters", ",".join(term.chapters), "--students", str(folder / "class.csv"))
    run("new", "classroom", "new", str(root), *listed, cwd=course.root)
    for number, name in enumerate(term.chapters):
        when = f"{due(number):%Y-%m-%d %H:%M:%S} UTC"
        run("new", "nbgrader", "db", "assignment", "add", name, f"--duedate={when}")
    run("collect", "classroom", "collect", str(folder / "term.zip"), accepted=(0, 1))
    for name in term.chapters:
        limits = ("--jobs", str(jobs), "--timeout", str(CELL_SECONDS), "--seed", str(SEED))
        run("grade", "classroom", "grade", name, *limits, accepted=(0, 2))
        run("feedback", "classroom", "feedback", name)
    run("report", "classroom", "report")
    run("marks", "classroom", "marks", "--for", "moodle", "--to", "marks.csv")
    run("export", "nbgrader", "export")


def check(term, root):
    """Compare what was reported with what was handed in.

    Args:
        term: the `Term`; its faults and counts are filled in.
        root: the class's folder.
    """
    counted = reported(root / "reports" / "course_misconceptions.csv")
    wanted = generated(term.made)
    term.misconceptions = sum(counted.values())
    for key in sorted(counted.keys() | wanted.keys()):
        if counted[key] != wanted[key]:
            term.faults.append(f"{' '.join(key)}: given to {wanted[key]} students, reported of {counted[key]}")
    term.faults += list(_verdict_faults(term, root))
    pages = len(list((root / "feedback").glob("*/*/*.html")))
    graded = sum(one.expected not in (MISSING, "not graded") for one in term.made)
    if pages != graded:
        term.faults.append(f"{pages} feedback pages for {graded} graded submissions")
    with (root / "grades.csv").open(encoding="utf-8") as file:
        exported = sum(row["timestamp"] not in ("", "None") for row in csv.DictReader(file))
    if exported != graded:
        term.faults.append(f"nbgrader exported {exported} graded submissions of {graded}")


def reported(path):
    """How many students have which misconception, as the report's CSV has it.

    Args:
        path: the file.

    Returns:
        A `Counter` of (chapter, exercise, words); what nobody has is left out.
    """
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return Counter(
        {
            (row["chapter"], row["exercise"], row["misconception"]): int(row["students"])
            for row in rows
            if int(row["students"])
        }
    )


def _verdict_faults(term, root):
    """Submissions that came to another verdict than they deserve, or were late and are not noted as late."""
    from classroom.batch import Cohort, kept_report
    from classroom.course import Course

    course = Course(root)
    with (root / "reports" / "course_students.csv").open(encoding="utf-8") as file:
        rows = {(row["chapter"], row["student"]): row for row in csv.DictReader(file)}
    for sheet in term.made:
        student, row = login(sheet.student), rows.get((sheet.chapter, login(sheet.student)))
        graded = kept_report(Cohort(course, course.chapter(sheet.chapter)), student)
        verdict = graded.verdict if graded else row and row["earned"]
        verdict = WRONG if verdict == ERROR and sheet.misconceptions else verdict
        if verdict != sheet.expected:
            yield f"{sheet.chapter}, {student}: {verdict}, deserved: {sheet.expected}"
        elif graded and (int(row["seconds_late"]) > 0) != sheet.late:
            wanted = "late" if sheet.late else "in time"
            yield f"{sheet.chapter}, {student}: {row['seconds_late']} seconds late, handed in {wanted}"


def show(term, out):
    """Print what came of a term.

    Args:
        term: the `Term`.
        out: a rich `Console`.
    """
    from rich.table import Table

    handed_in = [one for one in term.made if one.data is not None]
    out.print(f"A term: {term.students} students, {len(term.chapters)} chapters, {len(handed_in)} submissions")
    table = Table()
    for column, justify in (("command", "left"), ("seconds", "right"), ("a submission", "right")):
        table.add_column(column, justify=justify)
    for step, seconds in term.seconds.items():
        table.add_row(step, f"{seconds:.1f}", f"{1000 * seconds / len(handed_in):.0f} ms")
    table.add_row("all", f"{sum(term.seconds.values()):.1f}", "")
    out.print(table)
    for fault in term.faults:
        out.print(fault, soft_wrap=True)
    verdicts = Counter(one.expected for one in term.made)
    out.print("Handed in: " + ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()) + ".")
    said = "as many as were handed in" if not term.faults else f"{len(term.faults)} FAULTS, see above"
    out.print(f"The report counts {term.misconceptions} misconceptions in students: {said}.")
