"""Processes from a nursery: what they find around them, how they end, what is left of them."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

from classroom.endings import DIED, OUT_OF_MEMORY, Limits
from classroom.engine.frames import Gone
from classroom.engine.processes import Nursery, Place, remove
from classroom.errors import ClassroomError
from tests.classroom.engine.cells import answer, given, ran, test

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot fork here")


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Where the scratch folders of this test lie."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return lambda: sorted(path.name for path in tmp_path.glob("classroom-*"))


def text_of(made, index=0):
    return "".join(one["text"] for one in made.outputs[index])


def test_a_nursery_that_dies_is_a_sentence_and_leaves_no_folder(folders):
    nursery = Nursery()
    nursery._process.kill()
    nursery._process.wait()
    with pytest.raises(ClassroomError, match="No process could be started for a submission"):
        nursery.fork("student", Place("limits"), Limits())
    assert not nursery.is_alive()
    assert folders() == []
    nursery.close()


def test_the_environment_has_no_secrets(run, monkeypatch):
    monkeypatch.setenv("TOKEN_OF_A_TEST", "of-the-grader")
    nursery = Nursery()
    try:
        source = "import os\nprint(open('/proc/self/environ').read(), dict(os.environ))"
        if sys.platform != "linux":
            source = "import os\nprint(dict(os.environ))"
        made = run(answer(source), nursery=nursery)
    finally:
        nursery.close()
    assert ran(made.endings[0])
    assert "HOME" in text_of(made)
    assert "of-the-grader" not in text_of(made)


def test_the_seed_is_the_tests_alone(run):
    made = run(
        answer("import os\nprint(os.environ.get('NNKIT_HIDDEN_SEED'))\ndef seed():\n    return dict(os.environ)"),
        test("import os\nassert int(os.environ['NNKIT_HIDDEN_SEED']) >= 0\nassert 'NNKIT_HIDDEN_SEED' not in seed()"),
        test("from nnkit.checks import hidden_rng\nassert hidden_rng().random() == hidden_rng().random()"),
    )
    assert all(map(ran, made.endings))
    assert text_of(made) == "None\n"


def test_files_lie_beside_the_notebook_and_the_folder_goes(run, tmp_path, folders):
    table = tmp_path / "table.csv"
    table.write_text("1,2")
    source = "import os\nprint(open('table.csv').read(), os.listdir())\nopen('made.txt', 'w').close()"
    made = run(answer(source), files=(table,))
    assert text_of(made) == "1,2 ['table.csv']\n"
    assert folders() == []
    assert table.read_text() == "1,2"


def test_course_packages_and_files_of_the_students_own_can_be_imported(run):
    write = answer("open('own.py', 'w').write('def f():\\n    return 5')\nimport own, nnkit, widgets")
    assert all(map(ran, run(write, answer("assert own.f() == 5")).endings))


def test_what_is_printed_beside_the_cells_goes_nowhere(run, capfd):
    shout = "import os\nos.write(1, b'shouted')\nos.write(2, b'shouted')\nprint('told')"
    made = run(given(shout))
    assert text_of(made) == "told\n"
    assert "shouted" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("source", "limits", "kind"),
    [
        ("import os\nos._exit(0)", Limits(), DIED),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", Limits(), DIED),
        (
            "import os, time\nfor _ in range(6):\n    if os.fork() == 0:\n"
            "        hoard = bytearray(b'x' * 200_000_000)\n        time.sleep(30)\ntime.sleep(30)",
            Limits(memory_bytes=600_000_000),
            OUT_OF_MEMORY,
        ),
    ],
    ids=("exit", "signal", "memory"),
)
def test_how_a_process_ended(run, source, limits, kind):
    assert run(answer(source), limits=limits).endings[0].kind == kind


@pytest.mark.skipif(sys.platform != "linux", reason="the guard measures processor time on Linux")
def test_processor_time_is_counted_and_bounded(nursery):
    process = nursery.fork("student", Place("limits"), Limits(seconds=1))
    source = "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0)\nwhile True:\n    pass"
    process.channel.send({"do": "run", "source": source, "limit": 100, "seconds": 60})
    with pytest.raises(Gone):
        process.channel.receive()
    process.end(gone=True)
    assert process.cpu_seconds > 0


def test_ending_a_process_ends_it_and_its_folder(nursery):
    process = nursery.fork("student", Place("limits"), Limits())
    assert Path(process.folder).is_dir()
    assert process.end() == DIED
    assert not Path(process.folder).exists()
    assert process.channel.fileno() == -1


class TestRemove:
    """A scratch folder goes with all that a submission left in it, and nothing outside does."""

    def test_deep_closed_and_odd_things_go(self, tmp_path):
        folder = tmp_path / "scratch"
        folder.mkdir()
        (folder / "~1-1").mkdir()
        (folder / "file").write_text("x")
        os.mkfifo(folder / "pipe")
        (folder / "closed").mkdir()
        (folder / "closed" / "inner").write_text("x")
        (folder / "closed").chmod(0)
        before = os.getcwd()
        try:
            os.chdir(folder)
            for _ in range(1500):  # deeper than a path may be long, and than Python recurses
                os.mkdir("deep")
                os.chdir("deep")
        finally:
            os.chdir(before)
        remove(folder)
        assert not folder.exists()

    def test_links_lead_to_nothing_that_is_removed(self, tmp_path):
        folder, outside = tmp_path / "scratch", tmp_path / "outside"
        for one in (folder, outside):
            one.mkdir()
        (outside / "kept").write_text("x")
        mode = outside.stat().st_mode
        (folder / "link").symlink_to(outside, target_is_directory=True)
        (folder / "lost").symlink_to(tmp_path / "nowhere")
        remove(folder)
        assert not folder.exists()
        assert (outside / "kept").read_text() == "x"
        assert outside.stat().st_mode == mode

    def test_a_folder_that_is_gone_is_no_fault(self, tmp_path):
        remove(tmp_path / "nowhere")
        assert list(tmp_path.iterdir()) == []


def test_processes_know_nothing_of_each_other(nursery):
    first, second = (nursery.fork("student", Place("limits"), Limits()) for _ in range(2))
    replies = []
    for process, source in ((first, "x = 5\nopen('f', 'w').close()"), (second, "import os\nx, os.listdir()")):
        process.channel.send({"do": "run", "source": source, "limit": 1000, "seconds": 60})
        replies.append(process.channel.receive()[0])
    assert replies[0]["error"] is None
    assert replies[1]["error"]["ename"] == "NameError"
    assert first.folder != second.folder
    first.end()
    second.end()
