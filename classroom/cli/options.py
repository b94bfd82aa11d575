"""What the commands share: the options that several have, and how these are read."""

import json
from pathlib import Path
from typing import Annotated

import typer

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
BrowserOption = Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")]
PortOption = Annotated[
    int | None, typer.Option("--port", help="The port; the first free one from 8888 on if left out.")
]
IpOption = Annotated[str, typer.Option("--ip", help="The interface to listen on; 0.0.0.0 for all of them.")]
StudentOption = Annotated[str | None, typer.Option("--student", metavar="ID", help="Only this student.")]


def chosen_course(folder):
    """The course that a command works on.

    Args:
        folder: what `--course` gave; None to search upward from the working folder.

    Returns:
        A `Course`.
    """
    from classroom.course import course_at, find_course

    return course_at(folder) if folder else find_course()


def limits(seconds, whole=None, megabytes=None):
    """The budgets of a submission.

    Args:
        seconds: wall time of one cell.
        whole: wall time of all of it; the usual one if None.
        megabytes: memory; the usual one if None.

    Returns:
        A `Limits`.
    """
    from classroom.endings import MEGABYTE, Limits

    given = {"seconds": whole, "memory_bytes": megabytes and megabytes * MEGABYTE}
    return Limits(cell_seconds=seconds, **{name: value for name, value in given.items() if value})


def job_count(wanted):
    """How many notebooks to grade at once.

    Args:
        wanted: what `--jobs` gave; 0 for one each processor.

    Returns:
        The number.
    """
    from classroom.pool import usual_jobs

    return wanted or usual_jobs()


def print_json(value):
    """Print plain values for other programs.

    Args:
        value: what JSON can hold.
    """
    print(json.dumps(value, indent=1))
