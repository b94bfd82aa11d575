"""Commands of whoever writes chapters: test the tests, train what is shipped, measure."""

from pathlib import Path
from typing import Annotated

import typer

from classroom.cli.options import (
    ChapterArgument,
    CourseOption,
    JobsOption,
    TimeoutOption,
    chosen_course,
    job_count,
    limits,
)
from classroom.errors import ClassroomError

commands = typer.Typer()


@commands.command(epilog="Example: `classroom verify activations --times 5`")
def verify(
    chapter: ChapterArgument,
    jobs: JobsOption = 0,
    timeout: TimeoutOption = 60,
    times: Annotated[int, typer.Option(min=1, help="How often, with other hidden inputs each time.")] = 1,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Hidden inputs of the first time drawn from this; by chance if left out.")
    ] = None,
    course: CourseOption = None,
):
    """Test a chapter's tests: known wrong answers must lose and draw their hint, right ones must earn everything.

    A fault is printed with the seed of the hidden inputs that showed it; `--seed` shows it again. Ends with status 1 if
    there is any.
    """
    import secrets

    from classroom.screen import progress_bar
    from classroom.verify import verify as verify_chapter

    found = chosen_course(course)
    first = secrets.randbits(31) if seed is None else seed
    seeds = range(first, first + times)
    with progress_bar("Verifying") as progress:
        verification = verify_chapter(found, found.chapter(chapter), job_count(jobs), limits(timeout), progress, seeds)
    for fault in verification.faults:
        print(fault)
    print(verification)
    raise typer.Exit(0 if verification.holds else 1)


@commands.command("train-backbone", epilog="Example: `classroom train-backbone --seed 1 --to build`")
def train_backbone(
    images: Annotated[int, typer.Option(min=1, help="Generated pictures to train on.")] = 12_000,
    epochs: Annotated[int, typer.Option(min=1, help="Times through all of them.")] = 12,
    seed: Annotated[int, typer.Option(help="Of weights, pictures and their order.")] = 0,
    to: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the two files; that of chapter 10 if left out.")
    ] = None,
    course: CourseOption = None,
):
    """Train the network that chapter 10 reuses, which takes a few minutes, and write it with its record."""
    from classroom.backbone import CHAPTER, FILE, write

    folder = to or chosen_course(course).root / "chapters" / CHAPTER
    print(f"training on {images} pictures, {epochs} epochs", flush=True)
    record = write(folder, images, epochs, seed)
    print(f"written  {folder / FILE}: {record['bytes']:,} bytes, {record['test_accuracy']:.1%} right on new shapes")


@commands.command(epilog="Example: `classroom bench nnkit --rounds 9`, or `classroom bench term --students 40`")
def bench(
    what: Annotated[str, typer.Argument(help="nnkit, explorers, grading or term")],
    rounds: Annotated[int, typer.Option(min=3, help="Timings of each; the median is printed with its spread.")] = 5,
    students: Annotated[int, typer.Option(min=1, help="Of a term.")] = 120,
    chapters: Annotated[str, typer.Option(help="Of a term, with commas between; all that have exercises.")] = "",
):
    """Measure the course beside its alternative in one run, and print the ratios with their spread.

    term is a whole term of a generated class: collected, graded, reported, exported, and checked. It takes minutes; it
    ends with status 1 if anything was lost on the way.
    """
    from classroom.bench import BENCHES, run_bench, run_term
    from classroom.screen import console

    if what not in BENCHES:
        raise ClassroomError(f"There is no bench {what!r}; there is {', '.join(BENCHES)}.")
    if what == "term":
        words = [word.strip() for word in chapters.split(",") if word.strip()]
        raise typer.Exit(0 if run_term(students, words, console()) else 1)
    run_bench(what, rounds, console())
