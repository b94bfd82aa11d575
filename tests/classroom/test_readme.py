"""As a new instructor, following only the README: from nothing to a graded class in at most ten commands."""

import csv
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.classroom.tiny_course import REPOSITORY

pytestmark = pytest.mark.notebook
MOST = 10
INSTALLED = ["git", "cd", "make", "."]  # made the environment that this test runs in
CUT_OFF = 2  # status of grading where one submission cannot be graded, as the README says of its example


def commands():
    """The commands of the README's first block that makes a class, without their comments."""
    blocks = re.findall(r"(?:^    .+\n)+", (REPOSITORY / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    block = next(block for block in blocks if "classroom new" in block)
    return [shlex.split(line, comments=True) for line in block.splitlines()]


def copied(folder, chapter):
    """What `git clone` gives, as far as one chapter needs it."""
    for name in (f"chapters/{chapter}", f"solutions/{chapter}"):
        shutil.copytree(REPOSITORY / name, folder / name)
    shutil.copy(REPOSITORY / "nbgrader_config.py", folder)
    return folder


def test_from_nothing_to_a_graded_class(tmp_path):
    listed = commands()
    assert len(listed) <= MOST
    assert not any("&&" in word or ";" in word for command in listed for word in command)
    assert [command[0] for command in listed[: len(INSTALLED)]] == INSTALLED
    place, status = copied(tmp_path / "course", "02_activations"), {}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for command in listed[len(INSTALLED) :]:
        if command[0] == "cd":
            place = place / command[1]
            continue
        ran = subprocess.run(command, cwd=place, env={**os.environ, "PATH": path}, capture_output=True, text=True)
        assert "Traceback" not in ran.stderr, ran.stderr
        status[command[1]] = ran.returncode
    assert status == {"new": 0, "collect": 0, "grade": CUT_OFF, "feedback": 0, "marks": 0}
    with (place / "marks.csv").open(encoding="utf-8") as file:
        grades = [row["02_activations"] for row in csv.DictReader(file)]
    assert len(grades) == 8 and grades.count("") == 1  # what is cut off is no earned zero
    assert len(list(place.glob("feedback/*/02_activations/*.html"))) == 7
