"""Fixtures of the browser tests; the pieces are in `classroom/browser.py`."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from classroom.browser import REPOSITORY, Lab, Server, chromium, chromium_path, serve


@pytest.fixture(scope="session")
def browser():
    """Chromium for the whole session; without it the test is left out, under CI=true it fails."""
    if chromium_path() is None:
        reason = "Chromium is not installed: `sudo apt install chromium`, or set CHROMIUM to its path"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with chromium() as program:
        yield program


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A copy of the course that tests may write to; `widgets`, `nnkit` and `classroom` stay the installed ones."""
    copy = tmp_path_factory.mktemp("course")
    for name in ("chapters", "solutions", "nbgrader_config.py"):
        source = REPOSITORY / name
        shutil.copytree(source, copy / name) if source.is_dir() else shutil.copy(source, copy / name)
    return copy


@pytest.fixture(scope="module")
def lab_server(course, tmp_path_factory) -> Iterator[Server]:
    """JupyterLab on the copy of the course, one for each test module."""
    with serve(course, tmp_path_factory.mktemp("jupyter")) as server:
        yield server


@pytest.fixture
def open_notebook(browser, lab_server):
    """A function `open_notebook(path, width=1280)` giving a Lab; kernels and pages are closed after the test."""
    opened = []

    def open_one(path: str, **size: int) -> Lab:
        opened.append(Lab.open(browser, lab_server, path, **size))
        return opened[-1]

    yield open_one
    for lab in opened:
        lab.close()
