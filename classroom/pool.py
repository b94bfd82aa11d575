"""Grading many notebooks at once, each a function of (assignment, notebook) in a process of its own.

The pool is any `concurrent.futures.Executor`; what comes back is recorded by the coordinator alone.
"""

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path

from classroom.endings import Limits
from classroom.engine import Engine
from classroom.errors import ClassroomError


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


def grade_task(task, engine=None):
    """Grade one notebook; every failure becomes an outcome.

    Args:
        task: a `Task`.
        engine: the `Engine` that runs it; one of its own if None.

    Returns:
        An `Outcome`.
    """
    from classroom.grading import grade_notebook
    from classroom.intake import read_submission

    try:
        notebook, repairs = task.notebook, ()
        if notebook is None:
            notebook, repairs = read_submission(task.path, task.assignment, lambda: _other_sources(task.course))
        graded, report = grade_notebook(task.assignment, notebook, task.limits, task.files, engine)
        return Outcome(task.key, graded, replace(report, repairs=repairs))
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


def grade_all(tasks, jobs=1, engine=None):
    """Grade tasks, yielding each outcome as soon as it is there.

    Args:
        tasks: a list of `Task`s.
        jobs: notebooks at once.
        engine: the `Engine` that runs them; one of its own if None.

    Yields:
        An `Outcome` for every task, in any order.
    """
    if engine is None:
        with Engine() as engine:
            yield from grade_all(tasks, jobs, engine)
        return
    # Threads, for they only wait: what a notebook does, it does in processes of its own.
    pool = ThreadPoolExecutor(max(1, min(jobs, len(tasks))))
    try:
        futures = [pool.submit(grade_task, task, engine) for task in tasks]
        yield from (future.result() for future in as_completed(futures))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
