"""Commands of whoever learns: open the course, check an answer, look whether everything is there."""

from pathlib import Path
from typing import Annotated

import typer

from classroom.cli.options import (
    BrowserOption,
    CourseOption,
    IpOption,
    JsonOption,
    PortOption,
    TimeoutOption,
    chosen_course,
    limits,
    print_json,
)

commands = typer.Typer()


@commands.command(epilog="Example: `classroom start --no-browser --port 8890`")
def start(
    browser: BrowserOption = True, port: PortOption = None, ip: IpOption = "localhost", course: CourseOption = None
):
    """Open JupyterLab at the course."""
    from classroom.start import start as serve

    raise typer.Exit(serve(chosen_course(course), ip, port, browser, say=lambda line: print(line, flush=True)))


@commands.command(epilog="Example: `classroom check chapters/02_activations/activations_exercises.ipynb`")
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

    report = grade_own(path, course, limits(timeout))
    if as_json:
        print_json(report.to_json())
    else:
        from classroom.screen import console, show_report

        show_report(report, console())
    raise typer.Exit(int(report.points < report.max_points))


@commands.command(epilog="Example: `classroom progress`, or `classroom progress --export progress.jsonl`")
def progress(
    as_json: JsonOption = False,
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="Copy it to a new file, for another machine.")
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Add what another machine's file has.")
    ] = None,
    course: CourseOption = None,
):
    """Show what you answered, predicted and solved; it is kept in one local file that you may delete or copy."""
    from classroom.progress import export_progress, import_progress, read_progress
    from classroom.screen import console, show_progress

    found = chosen_course(course)
    if source is not None:
        added, trouble = import_progress(found, source)
        print(f"added  {added} new entries of {source}" + (f"; {trouble}" if trouble else ""))
    if export is not None:
        print(f"written  {export}: {export_progress(found, export)} entries")
    if as_json:
        print_json(read_progress(found))
    elif source is None and export is None:
        show_progress(read_progress(found), console())


@commands.command(epilog="Example: `classroom doctor --quick`")
def doctor(
    quick: Annotated[bool, typer.Option("--quick", help="Leave out importing TensorFlow.")] = False,
    course: CourseOption = None,
):
    """Check Python, packages, kernel, disk and memory, and say what to do.

    Ends with status 0 if the course can run, 1 if something is missing.
    """
    from classroom.course import find_course
    from classroom.doctor import BAD, examine

    found = chosen_course(course) if course else find_course(required=False)
    worst = 0
    for finding in examine(found.root if found else Path.cwd(), quick):
        print(f"{finding.status:<9} {finding.name:<12} {finding.found}", flush=True)
        if finding.cure:
            print(f"{'':<9} {'':<12} -> {finding.cure}")
        worst |= finding.status == BAD
    raise typer.Exit(int(worst))
