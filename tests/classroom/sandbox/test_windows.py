"""The way that Windows takes, on whatever system this is: it needs nothing of the system."""

import sys
import time

import pytest

from classroom.errors import ClassroomError
from classroom.sandbox import Box, Streams, Tier, windows


@pytest.fixture
def begin(tmp_path):
    def begin_code(code):
        return windows.start([sys.executable, "-c", code], Box(Tier("limits"), tmp_path), Streams())

    return begin_code


def test_it_ends_with_the_programs_status(begin):
    ending = begin("import sys; sys.exit(7)").wait(60)
    assert (ending.reason, ending.status) == ("ended", 7)


def test_the_time_is_kept_and_children_end_too(begin):
    child = begin(
        "import subprocess, sys, time; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
    )
    until = time.monotonic() + 60
    while len(windows._members(child.pid)) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    members = windows._members(child.pid)
    assert len(members) >= 2
    assert child.wait(0.1) is None
    ending = child.kill()
    assert ending.reason == "killed"
    assert ending.usage.peak_bytes > 0
    assert not any(member.is_running() for member in members)
    assert child.kill() is child.wait() is ending


def test_the_working_directory_is_the_scratch_folder(begin, tmp_path):
    assert begin("open('mine', 'w')").wait(60).status == 0
    assert (tmp_path / "mine").exists()


def test_descriptors_and_missing_programs_are_refused(tmp_path):
    box = Box(Tier("limits"), tmp_path)
    with pytest.raises(ClassroomError, match="stdin and stdout"):
        windows.start([sys.executable], box, Streams(pass_fds=(5,)))
    with pytest.raises(ClassroomError, match="no-such-program cannot be started"):
        windows.start(["no-such-program"], box, Streams())
