"""What the commands print for people: tables and sentences, readable without colour."""

import contextlib
from collections import Counter

from rich.console import Console
from rich.table import Table
from rich.text import Text

from classroom.batch import NOT_GRADED
from classroom.results import MANUAL, NOT_ATTEMPTED, PASSED, tidy

STYLES = {PASSED: "green", MANUAL: "cyan", NOT_ATTEMPTED: "dim"}


def console(stderr=False):
    """Where a command prints; wide enough for its table where nobody looks.

    Args:
        stderr: print to standard error.

    Returns:
        A rich `Console`.
    """
    found = Console(stderr=stderr, highlight=False)
    if not found.is_terminal:
        found.width = max(found.width, 100)
    return found


def show_report(report, out):
    """Print a student's report: a table of exercises, then each hint in full.

    Args:
        report: a `Report`.
        out: a rich `Console`.
    """
    # Texts, never markup: square brackets in a student's message are brackets.
    table = Table(title=Text(report.chapter), title_justify="left")
    for name, justify in (("Exercise", "left"), ("", "left"), ("Points", "right"), ("Verdict", "left")):
        table.add_column(name, justify=justify, no_wrap=name in ("Exercise", "Points"))
    for exercise in report.exercises:
        verdict = Text(exercise.verdict, style=STYLES.get(exercise.verdict, "red"))
        table.add_row(exercise.id, Text(exercise.title), points_of(exercise), verdict)
    out.print(table)
    for exercise in report.exercises:
        untouched = exercise.verdict == NOT_ATTEMPTED and not exercise.points
        if exercise.hint and exercise.verdict != MANUAL and not untouched:
            heading = Text(f"\n{exercise.id}  {exercise.title}: {exercise.verdict}", style="bold")
            out.print(heading, soft_wrap=True)
            out.print(Text("\n".join(f"  {line}".rstrip() for line in exercise.hint.split("\n"))), soft_wrap=True)
    out.print(Text(f"\n{tidy(report.points)} of {tidy(report.max_points)} points"), style="bold", soft_wrap=True)
    by_hand = sum(exercise.max_points for exercise in report.exercises if exercise.verdict == MANUAL)
    if by_hand:
        out.print(Text(f"{tidy(by_hand)} more points are given by a person."), soft_wrap=True)
    for repair in report.repairs:
        out.print(Text(f"Put right before grading: {repair}."), soft_wrap=True)
    if not report.hidden:
        out.print(Text("The solutions are not on this machine: only the visible tests were run."), soft_wrap=True)


def points_of(exercise):
    """An exercise's points as a table shows them; a dash where a person gives them."""
    earned = "-" if exercise.points is None else tidy(exercise.points)
    return f"{earned}/{tidy(exercise.max_points)}"


def show_class(results, out):
    """Print a class's results, then why some could not be graded.

    Args:
        results: `StudentResult`s.
        out: a rich `Console`.
    """
    table = Table()
    for name, justify in (("Student", "left"), ("Points", "right"), ("Gradebook", "right"), ("Verdict", "left")):
        table.add_column(name, justify=justify)
    table.add_column("Note")
    for result in results:
        report, held = result.report, result.gradebook
        score = f"{tidy(held['score'])}/{tidy(held['max_score'])}" if held and report else "-"
        points = f"{tidy(report.points)}/{tidy(report.max_points)}" if report else "-"
        verdict = report.verdict if report else NOT_GRADED
        style = STYLES.get(verdict, "red")
        table.add_row(Text(result.student), points, score, Text(verdict, style=style), Text(note_on(result)))
    out.print(table)
    failed = [result for result in results if result.report is None]
    for result in failed:
        out.print(Text(f"{result.student}: {NOT_GRADED}: {result.problem}"), soft_wrap=True)
    out.print(Text(f"{len(results) - len(failed)} graded, {len(failed)} not graded."), soft_wrap=True)


def counted(things, noun):
    """How many there are, in words.

    Args:
        things: a list.
        noun: what one of them is called.

    Returns:
        As "1 chapter" or "2 chapters".
    """
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"


def show_collected(outcomes, out):
    """Print what became of an archive: a line for each file there is something to say about, then the sums.

    Args:
        outcomes: `Outcome`s of `classroom.collect`.
        out: a rich `Console`.
    """
    for one in outcomes:
        if one.said:
            who = f"{one.student}, {one.chapter}: " if one.student and one.chapter else ""
            line = " ".join(f"{one.verdict}: {who}{one.file}: {one.said}.".split())
            out.print(Text("".join(letter if letter.isprintable() else "?" for letter in line)), soft_wrap=True)
    counts = Counter(one.verdict for one in outcomes)
    late = sum(one.late for one in outcomes)
    sums = [f"{count} {verdict}" for verdict, count in counts.items()] + ([f"{late} of them late"] if late else [])
    out.print(Text(", ".join(sums) + "." if sums else "The archive holds no file."), soft_wrap=True)


def note_on(result):
    """What else an instructor should know of a result, in a few words."""
    notes, held = [], result.gradebook
    if not result.fresh:
        notes.append("unchanged since the last run")
    if result.report and result.report.repairs:
        notes.append("repaired: " + "; ".join(result.report.repairs))
    if held and result.report and held["needs_manual_grade"]:
        notes.append("needs manual grading")
    if held and held["late_penalty"]:
        notes.append(f"late: -{tidy(held['late_penalty'])}")
    if held and result.report is None:
        notes.append(f"the gradebook keeps an earlier {tidy(held['score'])}/{tidy(held['max_score'])}")
    return "; ".join(notes)


def show_progress(progress, out):
    """Print a learner's progress: a line for each chapter, then what is to be done.

    Args:
        progress: what `read_progress` returned.
        out: a rich `Console`.
    """
    table = Table(title=Text("Your progress"), title_justify="left")
    for name in ("Chapter", "Quizzes right", "Predictions made", "of them off", "Exercises solved", "Points", "Best"):
        table.add_column(name, justify="left" if name == "Chapter" else "right", no_wrap=name == "Chapter")
    for name, one in progress["chapters"].items():
        graded = [verdict for verdict in one["exercises"].values() if verdict != MANUAL]
        checked = one["points"] is not None
        solved = f"{graded.count(PASSED)}/{len(graded)}" if checked else "-"
        points = f"{tidy(one['points'])}/{tidy(one['max_points'])}" if checked else "not checked"
        done = (f"{one['right']}/{one['quizzes']}", f"{one['made']}/{one['predictions']}", str(one["off"]))
        table.add_row(Text(name), *done, solved, points, str(tidy(one["best"])) if checked else "-")
    out.print(table)
    if progress["due"]:
        many = f"{progress['due']} question{'s' * (progress['due'] != 1)}"
        out.print(Text(f"{many} to review: open chapters/start.ipynb and run it."), soft_wrap=True)
    if progress["trouble"]:
        out.print(Text(progress["trouble"], style="red"), soft_wrap=True)
    out.print(Text(f"Kept in {progress['file']}; delete the file to forget."), soft_wrap=True)


@contextlib.contextmanager
def progress_bar(what):
    """A bar on standard error, with rate and time left; nothing where nobody looks.

    Args:
        what: what is being done.

    Yields:
        A function of (number done, number to do, name of the last).
    """
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    out = console(stderr=True)
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
        bar = progress.add_task(what, total=None)
        yield lambda done, total, name: progress.update(bar, completed=done, total=total, description=what)
