"""Two sides of the engine in one process for the tests that look inside; a nursery for those that run cells."""

import contextlib
import os
import threading
from collections import namedtuple

import pytest

from classroom.endings import RAISED, Limits
from classroom.engine.conductor import Conductor, run_together
from classroom.engine.examiner import Answers, Examiner
from classroom.engine.frames import Channel, Gone, pair
from classroom.engine.processes import Nursery, Place
from classroom.engine.shell import Outputs
from classroom.engine.student import Student
from tests.classroom.engine.cells import answer, in_order, ran, test

Run = namedtuple("Run", "endings outputs counts conductor")


class PlainShell:
    """A shell that runs nothing: a namespace, and what was shown.

    Args:
        namespace: the dict that cells would run in.
    """

    def __init__(self, namespace):
        self.user_ns, self.outputs = namespace, Outputs()


@pytest.fixture
def two():
    """A function from a student's namespace to an `Examiner` that asks about it, and the `Student` who answers."""
    opened = []

    def talk(namespace, names=(), classes=()):
        ours, theirs = map(Channel, pair())
        student = Student(theirs, PlainShell(namespace), classes)

        def answer_all():
            with contextlib.suppress(Gone):
                student.serve()

        thread = threading.Thread(target=answer_all, daemon=True)
        thread.start()
        opened.append((ours, thread, theirs))
        return Examiner(ours, PlainShell(Answers(names)), classes), student

    yield talk
    for ours, thread, theirs in opened:
        ours.close()
        thread.join()
        theirs.close()


@pytest.fixture
def remote(two):
    """A function from a thing of a student's to what a test holds in its place."""
    return lambda thing, classes=(): two({"thing": thing}, classes=classes)[0].looked_up("thing")


@pytest.fixture(scope="session")
def nursery():
    if not hasattr(os, "fork"):
        pytest.skip("processes cannot fork here")
    nursery = Nursery(("matplotlib.pyplot",))
    yield nursery
    nursery.close()


@pytest.fixture
def run(nursery):
    """Run cells, made by `cells.py`; keywords are those of `Limits` and `Place`."""

    def run_cells(*cells, nursery=nursery, students=None, limits=None, tier="limits", **place):
        conductor = Conductor(nursery, limits or Limits(), Place(tier, **place), students=students)
        run_together([conductor], in_order(cells))
        endings = [conductor.endings[index] for index in range(len(cells))]
        return Run(endings, conductor.outputs, conductor.counts, conductor)

    return run_cells


@pytest.fixture
def examined(run):
    """Run a student's cell and a test cell, which must pass."""

    def examine(students, tests, **place):
        *_, of_answer, of_test = run(answer(students), test(tests), **place).endings
        assert ran(of_answer)
        assert ran(of_test)

    return examine


@pytest.fixture
def failed(run):
    """Run a student's cell and a test cell, which must fail; return its error."""

    def examine(students, tests, **place):
        *_, of_answer, of_test = run(answer(students), test(tests), **place).endings
        assert ran(of_answer)
        assert of_test.kind == RAISED, of_test
        return of_test.error

    return examine


@pytest.fixture
def ask(nursery):
    """Ask a fresh student's process, and get its reply as it sends it."""
    process = nursery.fork("student", Place("limits"), Limits())

    def ask_it(message, *blobs):
        process.channel.send(message, blobs)
        return process.channel.receive()[0]

    yield ask_it
    process.end()


@pytest.fixture
def cell(ask):
    """Run a cell in a fresh shell, and get all that it says: outputs, error, count."""
    return lambda source, limit=100_000: ask({"do": "run", "source": source, "limit": limit, "seconds": 60})
