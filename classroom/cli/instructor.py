"""Commands of whoever teaches: from a new class to its marks."""

from pathlib import Path
from typing import Annotated

import typer

from classroom.cli.options import (
    BrowserOption,
    ChapterArgument,
    CourseOption,
    ForceOption,
    IpOption,
    JobsOption,
    JsonOption,
    PortOption,
    StudentOption,
    TimeoutOption,
    chosen_course,
    job_count,
    limits,
    print_json,
)
from classroom.errors import ClassroomError

commands = typer.Typer()


@commands.command(epilog="Example: `classroom new class --chapters activations,losses --students export.csv`")
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    chapters: Annotated[str, typer.Option(help="Which, with commas between; all that have exercises.")] = "",
    students: Annotated[
        Path | None, typer.Option(metavar="CSV", help="The class, as Canvas, Moodle or a spreadsheet exports it.")
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Gradebook in PostgreSQL, postgresql://USER@HOST/NAME; else a file."),
    ] = None,
    timezone: Annotated[str, typer.Option(help="Of times of hand-in, as Europe/Berlin.")] = "UTC",
    example: Annotated[bool, typer.Option("--example", help="With example students and their hand-ins.")] = False,
    course: CourseOption = None,
):
    """Make a course folder for a class: settings, chapters, gradebook, students, and a README of five commands."""
    from classroom.assignment import file_name
    from classroom.new import EXAMPLE, Plan
    from classroom.new import new as make
    from classroom.roster import roster_of
    from classroom.screen import counted

    source = chosen_course(course)
    named = [source.chapter(word.strip()) for word in chapters.split(",") if word.strip()]
    chosen = named or [chapter for chapter in source.chapters if source.has_solutions(chapter)]
    if not chosen:
        raise ClassroomError(f"No chapter in {source.root} has a solution notebook; a class needs one.")
    made = make(source, folder, Plan(tuple(dict.fromkeys(chosen)), students, database, timezone, example))
    print(f"{file_name(made.root)}: {counted(chosen, 'chapter')}, {counted(roster_of(made).people, 'student')}.")
    print(f"Example hand-ins: {file_name(made.root / EXAMPLE)}" if example else "Its README.md says what to do next.")


@commands.command(epilog="Example: `classroom collect download.zip`, or `classroom collect folder activations`")
def collect(
    source: Annotated[Path, typer.Argument(metavar="ARCHIVE", help="A zip file, or the folder it was unpacked to.")],
    chapter: Annotated[str | None, typer.Argument(help="The chapter all of it belongs to; else told by file.")] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Newer submissions replace earlier ones, which move to earlier/.")
    ] = False,
    students: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Another list of students, as Moodle's grading worksheet.")
    ] = None,
    as_json: JsonOption = False,
    course: CourseOption = None,
):
    """Sort what Moodle, Canvas or plain uploads deliver into submitted/; name all that is left out; overwrite nothing.

    Ends with status 1 if a submission was left out: of an unknown student, refused, or another one than before.
    """
    from dataclasses import asdict

    from classroom.collect import LEFT_OUT
    from classroom.collect import collect as sort
    from classroom.screen import console, progress_bar, show_collected

    found = chosen_course(course)
    with progress_bar("Collecting") as progress:
        outcomes = sort(found, source, chapter and found.chapter(chapter), update, students, progress)
    if as_json:
        print_json([asdict(outcome) for outcome in outcomes])
    else:
        show_collected(outcomes, console())
    raise typer.Exit(int(any(outcome.verdict in LEFT_OUT for outcome in outcomes)))


@commands.command(epilog="Example: `classroom release activations`, or `classroom release --all`")
def release(
    chapter: Annotated[str | None, typer.Argument(help="Folder name, stem or number.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every chapter that has a solution.")] = False,
    gradebook: Annotated[bool, typer.Option(help="Record the assignment in nbgrader's gradebook.")] = True,
    force: Annotated[bool, typer.Option("--force", "-f", help="Overwrite a copy that holds answers.")] = False,
    course: CourseOption = None,
):
    """Write the student copies in chapters/ from solutions/; refuse if anything hidden would show."""
    from classroom.assignment import file_name
    from classroom.release import release as release_chapter

    found = chosen_course(course)
    if every == (chapter is not None):
        raise ClassroomError("Name one chapter, as in `classroom release activations`, or give --all.")
    chosen = [one for one in found.chapters if found.has_solutions(one)] if every else [found.chapter(chapter)]
    if not chosen:
        raise ClassroomError(f"No chapter in {found.root} has a solution notebook; nothing to release.")
    for one in chosen:
        for file in release_chapter(found, one, gradebook, force):
            print(f"{'written' if file.changed else 'unchanged'}  {file_name(file.path)}")


@commands.command(epilog="Example: `classroom grade activations --jobs 4`")
def grade(  # noqa: PLR0913  one parameter for each option
    chapter: ChapterArgument,
    submitted: Annotated[Path | None, typer.Option(metavar="DIR", help="The folder of submissions.")] = None,
    student: StudentOption = None,
    jobs: JobsOption = 0,
    force: ForceOption = False,
    timeout: TimeoutOption = 60,
    time: Annotated[float, typer.Option(min=1, metavar="SECONDS", help="Wall time of a whole submission.")] = 600,
    memory: Annotated[int, typer.Option(min=100, metavar="MB", help="Memory of a submission.")] = 3000,
    isolation: Annotated[
        str, typer.Option(help="auto, bubblewrap, landlock or limits: what a submission is kept away from, and how.")
    ] = "auto",
    processes: Annotated[
        str, typer.Option(help="two: tests out of the student's reach; one: for tests that need his live objects.")
    ] = "two",
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="Hidden inputs drawn from this; each submission has its own if left out."),
    ] = None,
    as_json: JsonOption = False,
    course: CourseOption = None,
):
    """Grade submissions (submitted/STUDENT/CHAPTER/NOTEBOOK.ipynb) and fill nbgrader's gradebook.

    Ends with status 2 if any submission could not be graded; all the others are graded then, too.
    """
    from classroom.batch import Cohort
    from classroom.batch import grade as grade_class
    from classroom.engine import Engine
    from classroom.screen import console, progress_bar, show_class

    found = chosen_course(course)
    cohort = Cohort(found, found.chapter(chapter), submitted.absolute() if submitted else None)
    budgets = limits(timeout, time, memory)
    with Engine(processes, isolation, seed) as engine, progress_bar("Grading") as progress:
        if engine.tier.unprotected:
            console(stderr=True).print(f"Isolation {engine.tier.name}: {engine.tier.unprotected}", soft_wrap=True)
        results = grade_class(cohort, student, job_count(jobs), force, budgets, progress, engine)
    if as_json:
        print_json({"chapter": cohort.chapter.name, "students": [result.to_json() for result in results]})
    else:
        show_class(results, console())
    raise typer.Exit(2 if any(result.report is None for result in results) else 0)


@commands.command(epilog="Example: `classroom feedback activations --student ada`")
def feedback(chapter: ChapterArgument, student: StudentOption = None, course: CourseOption = None):
    """Write an HTML page for each graded submission, in nbgrader's feedback folder."""
    from classroom.assignment import file_name
    from classroom.feedback import write_feedback

    found = chosen_course(course)
    for page in write_feedback(found, found.chapter(chapter), student):
        print(f"{page.student}: {file_name(page.path)}")


@commands.command(epilog="Example: `classroom marks activations --for moodle --to marks.csv`")
def marks(
    chapters: Annotated[list[str] | None, typer.Argument(help="Which; all that are graded if left out.")] = None,
    platform: Annotated[str, typer.Option("--for", help="plain, moodle or canvas: whose columns.")] = "plain",
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write; the screen if left out.")] = None,
    course: CourseOption = None,
):
    """Write the marks with their verdicts as a CSV file; what is not graded stays empty, never 0."""
    from classroom.assignment import file_name
    from classroom.marks import as_csv
    from classroom.marks import marks as marks_of
    from classroom.roster import roster_of
    from classroom.writing import write_whole

    found = chosen_course(course)
    held = marks_of(found, [found.chapter(word) for word in chapters or ()])
    text = as_csv(held, platform, roster_of(found).columns)
    if to is None:
        print(text, end="")
    else:
        write_whole(to, text.encode())
        print(f"written  {file_name(to)}")


@commands.command(epilog="Example: `classroom desk --no-browser --port 8890`")
def desk(
    browser: BrowserOption = True, port: PortOption = None, ip: IpOption = "localhost", course: CourseOption = None
):
    """Open JupyterLab at the formgrader: due dates, scores, and written answers that a person grades."""
    from classroom.nbgrader_steps import available
    from classroom.start import FORMGRADER, start

    with available():
        import nbgrader  # noqa: F401
    found = chosen_course(course)
    raise typer.Exit(start(found, ip, port, browser, lambda line: print(line, flush=True), FORMGRADER))


@commands.command(epilog="Example: `classroom report activations`, or `classroom report` for all that is graded")
def report(
    chapter: Annotated[str | None, typer.Argument(help="Folder name, stem or number; all if left out.")] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Where to write it; reports/ if left out.")
    ] = None,
    course: CourseOption = None,
):
    """Write what the class understood and what it missed: one HTML page, and CSV files beside it.

    Which misconception fired how often, in whom, and which section of the lesson treats it; how hard each exercise is
    and whether it tells students apart; tests that look wrong; hand-ins over time; students at risk.
    """
    from classroom.assignment import file_name
    from classroom.report import write_report

    found = chosen_course(course)
    written = write_report(found, found.chapter(chapter) if chapter else None, to and to.absolute())
    for path in (written.page, *written.tables):
        print(f"written  {file_name(path)}")
