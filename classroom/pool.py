"""Grading many notebooks at once, each a function of (assignment, notebook) in a process of its own.

The pool is any `concurrent.futures.Executor`; what comes back is recorded by the coordinator alone.
"""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

from classroom.errors import ClassroomError
from classroom.execution import Limits


@dataclass(frozen=True)
class Task:
    """One notebook to be graded.

    Args:
        key: what the caller knows it by.
        assignment: the `Assignment`.
        path: the submitted file; None where `notebook` is given.
        notebook: the notebook itself, already read.
        limits: a `Limits`.
        files: what students were given beside the notebook.
        course: the course folder, to name another chapter.
    """

    key: str
    assignment: object
    path: Path | None = None
    notebook: dict | None = None
    limits: Limits = field(default_factory=Limits)
    files: tuple = ()
    course: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a task.

    Args:
        key: the task's.
        notebook: the graded notebook, None where it could not be graded.
        report: its `Report`, likewise.
        problem: the sentence that says why not; "" if graded.
    """

    key: str
    notebook: dict | None = None
    report: object = None
    problem: str = ""


def grade_task(task):
    """Grade one notebook; every failure becomes an outcome.

    Args:
        task: a `Task`.

    Returns:
        An `Outcome`.
    """
    from classroom.grading import grade_notebook
    from classroom.intake import read_submission

    try:
        notebook = task.notebook
        if notebook is None:
            notebook = read_submission(task.path, task.assignment, lambda: _other_sources(task.course))
        return Outcome(task.key, *grade_notebook(task.assignment, notebook, task.limits, task.files))
    except ClassroomError as error:
        return Outcome(task.key, problem=str(error))
    except Exception as error:
        fault = f"fault of the grader, not of the submission ({type(error).__name__}: {error}); please report it."
        return Outcome(task.key, problem=fault)


def _other_sources(folder):
    from classroom.course import Course
    from classroom.origins import chapter_sources

    return chapter_sources(Course(folder)) if folder else {}


def usual_jobs():
    """As many processes as there are processors and 2 GB of free memory for each."""
    import psutil

    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(processors, int(psutil.virtual_memory().available / 2e9)))


def grade_all(tasks, jobs=1):
    """Grade tasks, yielding each outcome as soon as it is there.

    Args:
        tasks: a list of `Task`s.
        jobs: processes at once.

    Yields:
        An `Outcome` for every task, in any order.
    """
    jobs = min(jobs, len(tasks))
    if jobs <= 1:
        yield from map(grade_task, tasks)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_leave_interrupts_to_the_coordinator)
    try:
        futures = {pool.submit(grade_task, task): task for task in tasks}
        for future in as_completed(futures):
            try:
                yield future.result()
            except BrokenProcessPool:
                problem = "the grading process ended unexpectedly (out of memory?); grade again with --jobs 1."
                yield Outcome(futures[future].key, problem=problem)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _leave_interrupts_to_the_coordinator():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
