"""The commands of the README do what the README says: `make start` serves the course, `make help` lists everything."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 15
STOP_SECONDS = 20
LESSON = "chapters/02_activations/activations.ipynb"

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or not shutil.which("make"),
    reason="make is missing: sudo apt install make (Windows has none)",
)


def environment():
    """Return the surroundings of somebody at a terminal: nothing of this test run's own make or Jupyter."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("JUPYTER", "JPY_", "MAKE"))}
    return {**inherited, "VENV": sys.prefix, "PYTHONUNBUFFERED": "1"}


def free_port():
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def make_start(*options):
    """Run `make start` and yield the process and the lines it has printed so far; stop it and its children after."""
    command = ["make", "start", f"VENV={sys.prefix}", f"ARGS={' '.join(options)}"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    job = subprocess.Popen(command, cwd=ROOT, env=environment(), start_new_session=True, **pipes)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(iter(job.stdout.readline, "")), daemon=True)
    reader.start()
    try:
        yield job, lines
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(job.pid, signal.SIGTERM)
        try:
            job.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(job.pid, signal.SIGKILL)
        reader.join(STOP_SECONDS)


def wait_for(condition, job, lines, seconds):
    """Wait until `condition()` is true and return its value; say what was printed where it never is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and job.poll() is None:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"make start did not get there within {seconds} s; it printed:\n{''.join(lines)}")


def answer(address):
    """Return what the server sends for an address, or None while there is no server."""
    with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as page:
        return page.read().decode()
    return None


@pytest.mark.notebook
@pytest.mark.skipif(
    not Path(sys.prefix, "student").exists(), reason="not in the environment of make install: run make test"
)
def test_second_make_start_prints_the_address_and_serves_the_course_within_15_seconds():
    port = free_port()
    with make_start("--no-browser", "--port", str(port)) as (job, lines):
        pattern = re.compile(rf"http://(?:localhost|127\.0\.0\.1):{port}\S*")
        address = wait_for(lambda: pattern.search("".join(lines)), job, lines, START_SECONDS).group()
        token = re.search(r"token=(\w+)", address)
        base = f"http://127.0.0.1:{port}"
        query = f"?token={token.group(1)}" if token else ""
        page = wait_for(lambda: answer(address), job, lines, START_SECONDS)
        assert "JupyterLab" in page
        assert '"type": "notebook"' in answer(f"{base}/api/contents/{LESSON}{query}&content=0").replace('":"', '": "')


def test_make_without_a_word_lists_every_command():
    told = subprocess.run(["make"], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True).stdout
    targets = re.search(r"^\.PHONY:(.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE).group(1)
    missing = [target for target in targets.split() if not re.search(rf"make {target}\b", told)]
    assert not missing, f"make help does not list {missing}"


def test_too_old_python_is_refused_with_the_cure(tmp_path):
    old = tmp_path / "python3"
    pretence = "import sys; sys.version_info, sys.version = (3, 8, 1), '3.8.1'; exec(sys.argv[2])"
    old.write_text(f"#!{sys.executable}\n{pretence}\n")
    old.chmod(0o755)
    command = ["make", "start", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"]
    told = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert told.returncode != 0 and "needs Python 3.11 or later; this is 3.8.1" in told.stderr
    assert not (tmp_path / "venv" / "student").exists()
