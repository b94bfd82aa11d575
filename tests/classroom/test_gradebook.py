"""A gradebook in trouble: every command that needs it says so in one sentence, and leaves everything as it was."""

import contextlib
import shutil
import sqlite3

import pytest

pytestmark = pytest.mark.notebook
PAGE = 4096  # bytes of a page of SQLite
MADE_ANEW = {".classroom", "build"}  # our own notes; what nbgrader begins a release with
COMMANDS = [("grade", "1", "--force"), ("feedback", "1"), ("marks", "--to", "marks.csv"), ("report",), ("release", "1")]


def in_use(file):
    """Another program has it to itself."""
    other = sqlite3.connect(file)
    other.execute("BEGIN EXCLUSIVE")
    return contextlib.closing(other)


def no_database(file):
    file.write_bytes(b"this is no database " * 1000)
    return contextlib.nullcontext()


def cut_off(file):
    file.write_bytes(file.read_bytes()[: 3 * PAGE])
    return contextlib.nullcontext()


def overwritten(file):
    """The first pages are whole, so that it opens as a database."""
    data = file.read_bytes()
    file.write_bytes(data[: 2 * PAGE] + b"\xab" * (len(data) - 2 * PAGE))
    return contextlib.nullcontext()


def kept(root):
    """Everything in the class that is not made anew."""
    files = [path for path in root.rglob("*") if path.is_file() and not MADE_ANEW & set(path.parts)]
    return {path: path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def root(graded_class, classroom, tmp_path_factory):
    root = tmp_path_factory.mktemp("gradebook") / "course"
    shutil.copytree(graded_class.root, root)
    for words in COMMANDS[1:4]:
        assert classroom(*words, cwd=root).status == 0
    return root


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (in_use, "the gradebook is in use by another program"),
        (no_database, "the gradebook is damaged"),
        (cut_off, "the gradebook is damaged"),
        (overwritten, "the gradebook is damaged"),
    ],
)
def test_trouble_is_one_sentence_and_nothing_is_lost(root, tmp_path, classroom, words, trouble, said):
    copy = shutil.copytree(root, tmp_path / "course")
    with trouble(copy / "gradebook.db"):
        before = kept(copy)
        ran = classroom(*words, cwd=copy)
        assert kept(copy) == before
    assert ran.status == 2
    assert said in ran.err and "Traceback" not in ran.err
    assert len(ran.err.splitlines()) == 1
