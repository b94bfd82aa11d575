"""Into its place or nowhere: what was collected is neither overwritten nor lost, whatever happens on the way."""

import errno
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from classroom import placing
from classroom.collect import collect
from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.gradebook import open_gradebook
from tests.classroom.handed_over import (
    ADA,
    EVENING,
    FULL,
    MORNING,
    NOON,
    NUMBERS_OF,
    OTHER,
    SHORT,
    listed,
    packed,
    submitted,
)  # fmt: skip


@pytest.fixture
def root(course):
    return listed(course)


@pytest.fixture
def zipped(tmp_path):
    return partial(packed, tmp_path)


def test_nothing_is_overwritten_and_nothing_is_lost(root, zipped):
    course, name = Course(root), ADA + "numbers_exercises.ipynb"
    first, second = zipped((name, FULL, MORNING)), zipped((name, OTHER, NOON), name="second.zip")
    assert [collect(course, first)[0].verdict for _ in range(2)] == ["collected", "unchanged"]
    (kept,) = collect(course, second)
    assert kept.verdict == "kept" and "2026-05-17 08:00 UTC" in kept.said and "--update replaces it" in kept.said
    assert (root / NUMBERS_OF.format("ada")).read_bytes() == FULL
    (updated,) = collect(course, second, update=True)
    assert updated.verdict == "updated"
    assert (root / NUMBERS_OF.format("ada")).read_bytes() == OTHER
    assert "12:00:00" in (root / "submitted/ada/01_numbers/timestamp.txt").read_text()
    assert (root / "earlier/ada/01_numbers/1/numbers_exercises.ipynb").read_bytes() == FULL
    assert "08:00:00" in (root / "earlier/ada/01_numbers/1/timestamp.txt").read_text()
    (older,) = collect(course, first, update=True)
    assert older.verdict == "kept" and "is not older, so it stays" in older.said
    collect(course, zipped((name, FULL, EVENING), name="third.zip"), update=True)
    assert (root / "earlier/ada/01_numbers/2/numbers_exercises.ipynb").read_bytes() == OTHER


def test_a_run_that_was_killed_between_two_files_is_completed(root, zipped, monkeypatch):
    archive, whole = zipped((ADA + "numbers_exercises.ipynb", FULL, NOON)), placing.write_whole
    with monkeypatch.context() as patch:
        patch.setattr(
            placing, "write_whole", lambda path, data: whole(path, data) if path.suffix == ".ipynb" else 1 / 0
        )
        with pytest.raises(ZeroDivisionError):
            collect(Course(root), archive)
    assert submitted(root) == {NUMBERS_OF.format("ada")}
    assert collect(Course(root), archive)[0].verdict == "unchanged"
    assert "12:00:00" in (root / "submitted/ada/01_numbers/timestamp.txt").read_text()


def test_a_full_disk_leaves_what_was_there(root, zipped, monkeypatch):
    course, name = Course(root), ADA + "numbers_exercises.ipynb"
    collect(course, zipped((name, FULL, MORNING)))
    before = submitted(root)
    full = OSError(errno.ENOSPC, "No space left on device", "x.ipynb")

    def no_room(path, data):
        with path.open("wb") as file:
            file.write(data[:10])
        raise full

    monkeypatch.setattr(Path, "write_bytes", no_room)
    later = zipped(("bob_words_exercises.ipynb", SHORT, NOON), (name, OTHER, NOON), name="later.zip")
    with pytest.raises(
        ClassroomError, match=r"No space left on device: .* Submissions in their place: 0; none is lost"
    ):
        collect(course, later, update=True)
    monkeypatch.undo()
    assert submitted(root) == before and not (root / "submitted/bob").exists()
    assert (root / NUMBERS_OF.format("ada")).read_bytes() == FULL
    assert [one.verdict for one in collect(course, later, update=True)] == ["collected", "updated"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of files")
def test_a_disk_that_takes_no_more_is_a_sentence_of_every_writing_command(root, zipped, tmp_path):
    """The kernel itself refuses to write more than 4 KB to a file, as a full disk does in the middle of one."""
    shutil.copy(zipped((ADA + "numbers_exercises.ipynb", FULL, NOON)), root / "download.zip")
    with open_gradebook(Course(root)):
        pass
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"
    program = f"{limit}; from classroom.cli import main; main()"
    for words in (["collect", "download.zip"], ["new", str(tmp_path / "class")], ["grade", "numbers"]):
        ran = subprocess.run([sys.executable, "-c", program, *words], cwd=root, capture_output=True, text=True)
        assert ran.returncode == 2, ran.stderr
        assert "Traceback" not in ran.stderr and ran.stderr.startswith("classroom: ")
    assert not submitted(root)
    assert not (tmp_path / "class").exists()


@pytest.mark.parametrize("words", [("collect", "chapters"), ("grade", "numbers"), ("marks",), ("feedback", "numbers")])
def test_a_damaged_gradebook_is_a_sentence_and_stays_as_it_is(root, classroom, words):
    (root / "submitted/ada/01_numbers").mkdir(parents=True)
    (root / "gradebook.db").write_bytes(b"no database at all " * 500)
    ran = classroom(*words, cwd=root)
    assert ran.status == 2
    assert "the gradebook is damaged. Put back a copy of gradebook.db" in ran.err and "Traceback" not in ran.err
    assert (root / "gradebook.db").read_bytes() == b"no database at all " * 500
