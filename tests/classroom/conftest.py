"""A tiny course in plain Python, made anew for each test that changes it, and one class graded once for all of them."""

import contextlib
import errno
import io
import json
from collections import namedtuple
from pathlib import Path

import nbformat
import pytest

from classroom.cli import main
from tests.classroom.tiny_course import (
    NUMBERS,
    REPOSITORY,
    RIGHT,
    SECRETS,
    answered,
    broken_submissions,
    honest_submissions,
    make_course,
    make_notebook,
    mended_submissions,
    with_extra,
    write_notebook,
)

Ran = namedtuple("Ran", "status out err")


def run_command(*words, cwd=None):
    """Run `classroom` in this process and return its status and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    moved = contextlib.chdir(cwd) if cwd else contextlib.nullcontext()
    with moved, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(word) for word in words])
            status = 0
        except SystemExit as ending:
            status = ending.code or 0
    return Ran(status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def classroom():
    return run_command


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "course")


@pytest.fixture
def full_disk(monkeypatch):
    """A context in which every file gets its first byte alone, and an error."""

    def full(path, data):
        with path.open("wb") as file:
            file.write(data[:1])
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    @contextlib.contextmanager
    def disk():
        with monkeypatch.context() as patched:
            patched.setattr(Path, "write_bytes", full)
            patched.setattr(Path, "write_text", lambda path, text, *_, **__: full(path, text.encode()))
            yield

    return disk


@pytest.fixture(scope="session")
def solution():
    return make_notebook(NUMBERS)


@pytest.fixture(scope="session")
def secrets():
    return SECRETS


@pytest.fixture(scope="session")
def edit():
    """The functions that make submissions."""
    return namedtuple("Edit", "answered with_extra write right honest broken make_course repository")(
        answered, with_extra, write_notebook, RIGHT, honest_submissions, broken_submissions, make_course, REPOSITORY
    )


GradedClass = namedtuple("GradedClass", "root ran students honest broken mended release")


@pytest.fixture(scope="session")
def graded_class(tmp_path_factory):
    """A class of honest, damaged and broken submissions, graded once by `classroom grade --json`."""
    root = make_course(tmp_path_factory.mktemp("class") / "course")
    assert run_command("release", "--all", cwd=root).status == 0
    read = {
        name: nbformat.read(root / "chapters" / name / f"{name[3:]}_exercises.ipynb", 4)
        for name in ("01_numbers", "02_words")
    }
    honest, broken = honest_submissions(read["01_numbers"]), broken_submissions(*read.values())
    mended = mended_submissions(read["01_numbers"])
    for student, (notebook, _) in honest.items():
        write_notebook(root / "submitted" / student / "01_numbers/numbers_exercises.ipynb", notebook)
    usual = {student: ("numbers_exercises.ipynb", data) for student, (data, _) in broken.items()}
    for student, (name, data, *_) in (mended | usual).items():
        path = root / "submitted" / student / "01_numbers" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    (root / "submitted/x-name/01_numbers").mkdir(parents=True)
    (root / "submitted/x-name/01_numbers/numbers (1).ipynb").write_text("{}")
    ran = run_command("grade", "numbers", "--jobs", "2", "--json", cwd=root)
    students = {entry["student"]: entry for entry in json.loads(ran.out)["students"]} if ran.out else {}
    return GradedClass(root, ran, students, honest, broken, mended, read["01_numbers"])
