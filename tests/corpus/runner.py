"""Grades the corpus as one class by `classroom grade`, and reports all that happened, in a process of its own.

python -m tests.corpus.runner FOLDER --isolation limits [--only NAME] [--jobs 2]
"""

import argparse
import contextlib
import ctypes
import hashlib
import io
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil

from tests.classroom.tiny_course import REPOSITORY, make_notebook, write_notebook
from tests.corpus import TIERS, as_bytes, submissions, written
from tests.corpus.exercises import CELLS, RIGHT

CHAPTER, NOTEBOOK = "01_corpus", "corpus_exercises.ipynb"
CELL_SECONDS, SECONDS, MEGABYTES = 2, 20, 400
EVERY = 8  # submissions between two honest classmates
BECOME_SUBREAPER = 36  # of prctl: orphans become this process's children, so that no daemon is overlooked
SECRET = "TOKEN-5ec2e701"  # in the grader's environment


def make_course(root):
    """A course with the corpus' assignment, released.

    Args:
        root: a folder that does not exist.

    Returns:
        The notebook that students get.
    """
    from classroom.cli import main

    (root / "chapters" / CHAPTER).mkdir(parents=True)
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    write_notebook(root / "solutions" / CHAPTER / NOTEBOOK, make_notebook(CELLS))
    with contextlib.chdir(root), contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        main(["release", "--all"])
    return nbformat.read(root / "chapters" / CHAPTER / NOTEBOOK, 4)


def hand_in(root, release, chosen):
    """Write the submissions, with an honest classmate after every few.

    Args:
        root: the course.
        release: the notebook that students get.
        chosen: the `Submission`s.

    Returns:
        The classmates' names.
    """
    classmates = []
    for number, submission in enumerate(chosen):
        place(root, submission.name, submission.make(release))
        if number % EVERY == 0:
            classmates.append(f"{submission.name}-classmate")
            place(root, classmates[-1], written(RIGHT)(release))
    return classmates


def place(root, student, made):
    """Write what one student hands in."""
    path = root / "submitted" / student / CHAPTER / NOTEBOOK
    path.parent.mkdir(parents=True)
    if callable(made):
        made(path)
    else:
        path.write_bytes(made if isinstance(made, bytes) else as_bytes(made))


def tree(*folders):
    """Size and digest of every file, of large ones the size alone."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                size = path.stat().st_size
                found[str(path)] = (size, hashlib.md5(path.read_bytes()).hexdigest() if size < 10**8 else "")
    return found


def own_temporary_folder():
    """Let all temporary folders of this process be made in one of its own, to see what is left there."""
    tempfile.tempdir = tempfile.mkdtemp(prefix="corpus-")
    os.chmod(tempfile.tempdir, 0o711)  # a submission may run as a user who must pass through it
    return Path(tempfile.tempdir)


def timed(grade_task, seconds):
    """`pool.grade_task`, which notes how long each submission took."""

    def grade(task, *args, **kwargs):
        started = time.monotonic()
        try:
            return grade_task(task, *args, **kwargs)
        finally:
            seconds[task.path.parents[1].name] = time.monotonic() - started

    return grade


def peak_bytes():
    """The most memory this program used; `resource.getrusage` would count what its parent had used before it began."""
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def command(root, *words):
    """Run `classroom` here; its output."""
    from classroom.cli import main

    out = io.StringIO()
    with contextlib.chdir(root), contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main([str(word) for word in words])
    return out.getvalue()


def grade_corpus(root, tier, only=None, jobs=2):
    """Grade the corpus.

    Args:
        root: a folder that does not exist.
        tier: the isolation.
        only: beginnings of names; all if None.
        jobs: submissions at once.

    Returns:
        What happened, in plain values.
    """
    from classroom import pool

    release = make_course(root)
    chosen = [one for one in submissions(tier) if not only or one.name.startswith(tuple(only))]
    classmates = hand_in(root, release, chosen)
    scratch = own_temporary_folder()
    home = root.parent / "home"
    home.mkdir()
    (home / "diary.txt").write_text(f"dear diary {SECRET}")
    os.environ.update(HOME=str(home), CORPUS_TOKEN=SECRET)
    guarded = (home, root / "submitted", root / "solutions", root / "chapters")
    before, seconds, started = tree(*guarded), {}, time.monotonic()
    pool.grade_task = timed(pool.grade_task, seconds)
    limits = ("--timeout", CELL_SECONDS, "--time", SECONDS, "--memory", MEGABYTES)
    printed = command(root, "grade", "corpus", "--json", "--jobs", jobs, "--isolation", tier, *limits)
    took = time.monotonic() - started
    peak = peak_bytes()
    left = [" ".join(child.cmdline())[:200] or child.name() for child in psutil.Process().children(recursive=True)]
    after = tree(*guarded)
    told = command(root, "feedback", "corpus")
    return {
        "tier": tier,
        "students": {entry["student"]: entry for entry in json.loads(printed)["students"]},
        "classmates": classmates,
        "seconds": seconds,
        "took": took,
        "peak_bytes": peak,
        "left": left,
        "scratch": sorted(path.name for path in scratch.iterdir()),
        "changed": sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)),
        "feedback": told,
    }


def main():
    """Grade and write `result.json` into the folder; print what was not as expected."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--isolation", choices=TIERS, default="limits")
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--jobs", type=int, default=2)
    words = parser.parse_args()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(BECOME_SUBREAPER, 1, 0, 0, 0)
    words.folder.mkdir(parents=True, exist_ok=True)
    found = grade_corpus(words.folder.absolute() / "course", words.isolation, words.only, words.jobs)
    (words.folder / "result.json").write_text(json.dumps(found))
    known = {submission.name: submission for submission in submissions()}
    for name, entry in found["students"].items():
        for fault in faults(known[name], entry) if name in known else classmate_faults(entry):
            print(f"{name}: {fault}")
    slowest = sorted(found["seconds"].items(), key=lambda pair: -pair[1])[:5]
    print(
        f"{len(found['students'])} submissions in {found['took']:.0f} s, {found['peak_bytes'] / 1e6:.0f} MB;", slowest
    )
    print("left:", found["left"], found["scratch"], "changed:", found["changed"])


def faults(submission, entry):
    """What of a submission's result is not as expected.

    Args:
        submission: the `Submission`.
        entry: its part of what `classroom grade --json` prints.

    Returns:
        A list of sentences.
    """
    if entry["verdict"] == "not graded":
        return [] if submission.verdict == "not graded" else [f"was not graded: {entry['reason']}"]
    if submission.verdict == "not graded":
        return [f"was graded, expected not to be: {entry['points']} points"]
    found = []
    exercises = {one["id"]: one for one in entry["exercises"]}
    for name, points in submission.points.items():
        got = exercises[name]["points"]
        if got > points or (got < points and not submission.at_most):
            said = f"{exercises[name]['verdict']}: {exercises[name]['hint'][:300]}"
            found.append(f"{name} got {got} points, deserves {points} ({said})")
    for name, wanted in submission.verdicts.items():
        got = exercises[name]["verdict"]
        if got not in ((wanted,) if isinstance(wanted, str) else wanted):
            found.append(f"{name} is {got!r}, expected {wanted!r} ({exercises[name]['hint'][:200]})")
    return found


def classmate_faults(entry):
    """What of an honest classmate's result is not as expected."""
    if entry["verdict"] != "not graded" and entry["points"] == entry["max_points"] == entry["score"]:
        return []
    return [f"an honest classmate got {entry['points']} points: {json.dumps(entry)[:1000]}"]


if __name__ == "__main__":
    main()
