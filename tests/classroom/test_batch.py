"""A batch is the sum of its submissions: in any order, with any number of jobs, killed and taken up again."""

import contextlib
import multiprocessing
import os
import random
import signal
import time

import nbformat
import psutil
import pytest

from classroom.assignment import Assignment
from classroom.batch import Cohort, grade
from classroom.course import Course
from classroom.engine import Engine
from classroom.gradebook import scores
from classroom.pool import Task, grade_all

pytestmark = pytest.mark.notebook
KILLS = 20
MANY = 500
GROWTH = 25e6  # bytes that a coordinator may hold more after four hundred submissions; one notebook has 20 kB
NAME = "01_numbers/numbers_exercises.ipynb"


def held(root):
    """All that the gradebook says of a class, without the numbers of its rows."""
    course = Course(root)
    return scores(course, [Assignment.load(course, course.chapter("1"))])


@pytest.fixture
def class_of(edit, tmp_path):
    """Make a course folder with a class of the honest submissions, as often as needed."""

    def make(folder, count=12):
        root = edit.make_course(tmp_path / folder)
        course = Course(root)
        release = Assignment.load(course, course.chapter("1")).release
        honest = list(edit.honest(release).values())
        for number in range(count):
            notebook, _ = honest[number % len(honest)]
            edit.write(root / "submitted" / f"s{number:02}" / NAME, notebook)
        return root

    return make


def test_jobs_order_and_repetition_change_no_score(class_of):
    root = class_of("course")
    course = Course(root)
    assignment = Assignment.load(course, course.chapter("1"))
    tasks = [Task(f"s{number:02}", assignment, root / "submitted" / f"s{number:02}" / NAME) for number in range(12)]
    found = []
    with Engine() as engine:
        for jobs in (1, 2, 4, 2):
            outcomes = {outcome.key: outcome for outcome in grade_all(tasks, jobs, engine)}
            found.append({key: [e.points for e in outcomes[key].report.exercises] for key in sorted(outcomes)})
            random.Random(jobs).shuffle(tasks)
    assert len(found[0]) == 12
    assert all(one == found[0] for one in found)


def grade_in(root):
    """Grade the class in a course folder."""
    course = Course(root)
    return grade(Cohort(course, course.chapter("1")), jobs=2)


def grade_in_session(root):
    """The same, in a session by which its nurseries are known even when it is gone."""
    os.setsid()
    return grade_in(root)


def nurseries(sessions):
    """The nurseries that were started in these sessions."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
            if "classroom.engine.nursery" in (process.info["cmdline"] or ()) and os.getsid(process.pid) in sessions:
                found.append(process.pid)
    return found


def test_a_batch_killed_at_any_moment_is_taken_up_again(class_of):
    undisturbed, root = class_of("undisturbed"), class_of("killed")
    started, sessions, most = time.monotonic(), set(), 0
    grade_in(undisturbed)
    whole, expected = time.monotonic() - started, held(undisturbed)
    assert len(expected) == 12
    moments, killed = random.Random(0), 0
    for _ in range(KILLS):
        (root / "gradebook.db").unlink(missing_ok=True)
        process = multiprocessing.get_context("fork").Process(target=grade_in_session, args=(root,))
        process.start()
        sessions.add(process.pid)
        time.sleep(moments.uniform(0.1, 0.9) * whole)
        most = max(most, len(nurseries(sessions)))
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        assert all(result.report for result in grade_in(root))
        assert held(root) == expected
    assert killed >= KILLS // 2  # the others had just finished
    assert most > 0  # they are seen where they run
    deadline = time.monotonic() + 10
    while nurseries(sessions) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not nurseries(sessions)


def test_five_hundred_submissions_leave_the_coordinator_as_small_as_before(class_of, edit):
    root = class_of("many", 0)
    course = Course(root)
    assignment = Assignment.load(course, course.chapter("1"))
    right = nbformat.writes(edit.answered(assignment.release, **edit.right))
    for number in range(MANY):
        path = root / "submitted" / f"t{number:03}" / NAME
        path.parent.mkdir(parents=True)
        path.write_text(right)
    sizes = []
    coordinator = psutil.Process()

    def note(done, *_):
        if done in (100, MANY):
            sizes.append(coordinator.memory_info().rss)

    results = grade(Cohort(course, course.chapter("1")), jobs=2, progress=note)
    assert [result.report.points for result in results] == [9] * MANY
    assert sizes[1] - sizes[0] < GROWTH
