"""`classroom desk` in a real browser: the formgrader is open, and a score given by hand there is in every export."""

import contextlib
import csv
import os
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from classroom.browser import listen, new_page
from tests.browser.handed_in import run
from tests.classroom.tiny_course import NUMBERS, RIGHT, answered, make_course, make_notebook

pytestmark = pytest.mark.browser
SECONDS = 60_000
BY_HAND, AUTOMATIC = 3.5, 9.0
CHAPTER, NOTEBOOK = "01_numbers", "numbers_exercises"


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of one student, made, collected and graded by the commands of the README."""
    base = tmp_path_factory.mktemp("desk")
    course = make_course(base / "course")
    submission = base / "inbox/ada" / f"{NOTEBOOK}.ipynb"
    submission.parent.mkdir(parents=True)
    nbformat.write(answered(make_notebook(NUMBERS), **RIGHT), submission)
    run(course, "classroom", "new", str(base / "class"))
    run(base / "class", "classroom", "collect", str(base / "inbox"))
    run(base / "class", "classroom", "grade", CHAPTER)
    return base / "class"


@contextlib.contextmanager
def at_the_desk(root, scratch):
    """Run `classroom desk` and yield the address that it prints."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")
    own = {name: str(scratch / name.lower()) for name in names}
    command = [str(Path(sys.executable).with_name("classroom")), "desk", "--no-browser", "--port", port]
    with (
        (scratch / "log").open("w") as log,
        subprocess.Popen(
            command, cwd=root, env={**os.environ, **own}, stdout=subprocess.PIPE, stderr=log, text=True
        ) as desk,
    ):
        try:
            said = next((line for line in desk.stdout if " open at " in line), "")
            assert said, (scratch / "log").read_text()
            yield (
                said.split(" open at ")[1].strip().replace("localhost", "127.0.0.1")
            )  # all that `new_page` lets through
        finally:
            desk.terminate()
            desk.communicate(timeout=30)


def exported(root):
    run(root, "nbgrader", "export")
    with (root / "grades.csv").open(encoding="utf-8") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


def test_a_score_given_by_hand_is_in_every_export(graded, browser, tmp_path):
    assert exported(graded) == {"ada": AUTOMATIC}
    outside = []
    with at_the_desk(graded, tmp_path) as address:
        page = new_page(browser, 1280, 900)
        listen(page, [], outside)
        page.goto(address, timeout=SECONDS)
        frame = page.frame_locator("iframe[src*=formgrader]")
        frame.get_by_role("link", name="Manual Grading").click(timeout=SECONDS)
        for name in (CHAPTER, NOTEBOOK, "Submission #1"):
            frame.get_by_role("link", name=name).first.click(timeout=SECONDS)
        score = frame.locator("input.score:not([disabled])").last
        score.wait_for(timeout=SECONDS)
        with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
            score.fill(str(BY_HAND))
            score.press("Tab")
        page.context.close()
    assert exported(graded) == {"ada": AUTOMATIC + BY_HAND}
    (row,) = csv.DictReader(run(graded, "classroom", "marks").splitlines())
    assert (float(row["score"]), row["verdict"]) == (AUTOMATIC + BY_HAND, "passed")
    assert all("/mathjax/" in address for address in outside)  # nbgrader's own page; scores do not need it


def test_the_desk_needs_nbgrader(graded):
    program = "import sys; sys.modules['nbgrader'] = None; from classroom.cli import main; main()"
    ran = subprocess.run([sys.executable, "-c", program, "desk"], cwd=graded, capture_output=True, text=True)
    assert ran.returncode == 2
    assert "python -m pip install 'nnkit-course[instructor]'" in ran.stderr
