"""The `classroom` command: reads the words, calls the module that does it, prints, sets the exit status.

Nothing heavy is imported before a command is chosen, so that `classroom --help` answers at once.
"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from classroom.errors import ClassroomError

app = typer.Typer(
    name="classroom",
    help="Run the course: open it, check an answer, and, for instructors, release, grade and give feedback.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)

INTERRUPTED = 130

CourseOption = Annotated[
    Path | None, typer.Option("--course", metavar="DIR", help="The course folder; searched upward if left out.")
]
ChapterArgument = Annotated[str, typer.Argument(help="Folder name, stem or number: 02_activations, activations or 2.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the same for programs.")]
TimeoutOption = Annotated[float, typer.Option("--timeout", min=1, metavar="SECONDS", help="Wall time of one cell.")]
JobsOption = Annotated[
    int, typer.Option("--jobs", "-j", min=0, help="Notebooks graded at once; 0 means one for each processor.")
]
ForceOption = Annotated[bool, typer.Option("--force", "-f", help="Do again what was done before.")]
StudentOption = Annotated[str | None, typer.Option("--student", metavar="ID", help="Only this student.")]


def _course(folder):
    from classroom.course import course_at, find_course

    return course_at(folder) if folder else find_course()


def _limits(seconds, whole=None, megabytes=None):
    from classroom.endings import MEGABYTE, Limits

    given = {"seconds": whole, "memory_bytes": megabytes and megabytes * MEGABYTE}
    return Limits(cell_seconds=seconds, **{name: value for name, value in given.items() if value})


def _jobs(wanted):
    from classroom.pool import usual_jobs

    return wanted or usual_jobs()


def _print_json(value):
    print(json.dumps(value, indent=1))


@app.command(epilog="Example: `classroom start --no-browser --port 8890`")
def start(
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    port: Annotated[int | None, typer.Option(help="The port; the first free one from 8888 on if left out.")] = None,
    ip: Annotated[str, typer.Option(help="The interface to listen on; 0.0.0.0 for all of them.")] = "localhost",
    course: CourseOption = None,
):
    """Open JupyterLab at the course."""
    from classroom.start import start as serve

    raise typer.Exit(serve(_course(course), ip, port, browser, say=lambda line: print(line, flush=True)))


@app.command(epilog="Example: `classroom check chapters/02_activations/activations_exercises.ipynb`")
def check(
    path: Annotated[Path, typer.Argument(help="Your exercises notebook.")],
    as_json: JsonOption = False,
    timeout: TimeoutOption = 60,
    course: CourseOption = None,
):
    """Grade your own notebook: what passed, what did not, and a hint.

    Ends with status 0 if all points were earned, 1 if not, 2 if the notebook cannot be graded.
    """
    from classroom.checking import check as grade_own

    report = grade_own(path, course, _limits(timeout))
    if as_json:
        _print_json(report.to_json())
    else:
        from classroom.screen import console, show_report

        show_report(report, console())
    raise typer.Exit(int(report.points < report.max_points))


@app.command(epilog="Example: `classroom release activations`, or `classroom release --all`")
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

    found = _course(course)
    if every == (chapter is not None):
        raise ClassroomError("Name one chapter, as in `classroom release activations`, or give --all.")
    chosen = [one for one in found.chapters if found.has_solutions(one)] if every else [found.chapter(chapter)]
    if not chosen:
        raise ClassroomError(f"No chapter in {found.root} has a solution notebook; nothing to release.")
    for one in chosen:
        for file in release_chapter(found, one, gradebook, force):
            print(f"{'written' if file.changed else 'unchanged'}  {file_name(file.path)}")


@app.command(epilog="Example: `classroom grade activations --jobs 4`")
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

    found = _course(course)
    cohort = Cohort(found, found.chapter(chapter), submitted.absolute() if submitted else None)
    limits = _limits(timeout, time, memory)
    with Engine(processes, isolation) as engine, progress_bar("Grading") as progress:
        if engine.tier.unprotected:
            console(stderr=True).print(f"Isolation {engine.tier.name}: {engine.tier.unprotected}", soft_wrap=True)
        results = grade_class(cohort, student, _jobs(jobs), force, limits, progress, engine)
    if as_json:
        _print_json({"chapter": cohort.chapter.name, "students": [result.to_json() for result in results]})
    else:
        show_class(results, console())
    raise typer.Exit(2 if any(result.report is None for result in results) else 0)


@app.command(epilog="Example: `classroom feedback activations --student ada`")
def feedback(chapter: ChapterArgument, student: StudentOption = None, course: CourseOption = None):
    """Write an HTML page for each graded submission, in nbgrader's feedback folder."""
    from classroom.assignment import file_name
    from classroom.feedback import write_feedback

    found = _course(course)
    for page in write_feedback(found, found.chapter(chapter), student):
        print(f"{page.student}: {file_name(page.path)}")


@app.command(epilog="Example: `classroom verify activations`")
def verify(chapter: ChapterArgument, jobs: JobsOption = 0, timeout: TimeoutOption = 60, course: CourseOption = None):
    """Test a chapter's tests: known wrong answers must lose and draw their hint, right ones must earn everything."""
    from classroom.screen import progress_bar
    from classroom.verify import verify as verify_chapter

    found = _course(course)
    with progress_bar("Verifying") as progress:
        verification = verify_chapter(found, found.chapter(chapter), _jobs(jobs), _limits(timeout), progress)
    for fault in verification.faults:
        print(fault)
    print(verification)
    raise typer.Exit(0 if verification.holds else 1)


@app.command(epilog="Example: `classroom doctor --quick`")
def doctor(
    quick: Annotated[bool, typer.Option("--quick", help="Leave out importing TensorFlow.")] = False,
    course: CourseOption = None,
):
    """Check Python, packages, kernel, disk and memory, and say what to do.

    Ends with status 0 if the course can run, 1 if something is missing.
    """
    from classroom.course import find_course
    from classroom.doctor import BAD, examine

    found = _course(course) if course else find_course(required=False)
    worst = 0
    for finding in examine(found.root if found else Path.cwd(), quick):
        print(f"{finding.status:<9} {finding.name:<12} {finding.found}", flush=True)
        if finding.cure:
            print(f"{'':<9} {'':<12} -> {finding.cure}")
        worst |= finding.status == BAD
    raise typer.Exit(int(worst))


@app.command(epilog="Example: `classroom bench nnkit --rounds 9`")
def bench(
    what: Annotated[str, typer.Argument(help="nnkit, explorers or grading")],
    rounds: Annotated[int, typer.Option(min=3, help="Timings of each; the median is printed with its spread.")] = 5,
):
    """Measure the course beside its alternative in one run, and print the ratios with their spread."""
    from classroom.bench import BENCHES, run_bench
    from classroom.screen import console

    if what not in BENCHES:
        raise ClassroomError(f"There is no bench {what!r}; there is {', '.join(BENCHES)}.")
    run_bench(what, rounds, console())


def main(words=None):
    """Run the command line.

    Args:
        words: the words after `classroom`; those of this process if None.

    Raises:
        SystemExit: always, with the exit status.
    """
    # jsonschema, which nbformat imports, would compile a grammar of web addresses: a second, and no notebook needs it.
    sys.modules.setdefault("rfc3987_syntax", None)
    try:
        app(words)
    except ClassroomError as error:
        print(f"classroom: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
    except SystemExit as ending:
        if ending.code == INTERRUPTED:  # Typer's answer to Ctrl-C
            print("classroom: stopped; what was recorded is kept, run the command again to go on.", file=sys.stderr)
        raise
