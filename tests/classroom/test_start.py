"""`classroom start`: JupyterLab at the course, its address, and clear words where it cannot be opened."""

import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.start import Address, choose_port, command, first_page, wait_until_served

SERVES_WITHIN = 15  # seconds; the promise for a second start


@pytest.fixture
def taken_port():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_a_taken_port_is_one_sentence_at_once(course, classroom, taken_port):
    ran = classroom("start", "--no-browser", "--port", taken_port, cwd=course)
    assert ran.status == 2
    assert f"Port {taken_port} is taken" in ran.err
    assert f"--port {taken_port + 1}" in ran.err


def test_ports_that_are_none(course, classroom):
    assert "from 1 to 65535, not 70000" in classroom("start", "--port", "70000", cwd=course).err


@pytest.mark.parametrize("more", [(), ("--port", "8890")])
@pytest.mark.parametrize("ip", ["203.0.113.7", "999.1.1.1"])
def test_an_interface_that_this_machine_has_not(course, classroom, ip, more):
    assert f"This machine has no interface '{ip}'" in classroom("start", "--ip", ip, *more, cwd=course).err


def test_without_a_port_the_next_free_one_is_taken(monkeypatch, taken_port):
    monkeypatch.setattr("classroom.start.USUAL_PORT", taken_port)
    assert choose_port("localhost") != taken_port


def test_the_start_page_is_opened_or_the_first_lesson(course):
    assert first_page(Course(course)) == "/lab/tree/chapters"
    (course / "chapters/02_words/words.ipynb").write_text("{}")
    assert first_page(Course(course)) == "/lab/tree/chapters/02_words/words.ipynb"
    (course / "chapters/start.ipynb").write_text("{}")
    assert first_page(Course(course)) == "/lab/tree/chapters/start.ipynb"


def test_root_is_let_in_and_told(course, monkeypatch):
    address = Address("localhost", 8890, "secret", "/lab")
    for root in (True, False):
        monkeypatch.setattr("classroom.start.is_root", lambda root=root: root)
        assert ("--ServerApp.allow_root=True" in command(Course(course), address, browser=False)) == root


def test_the_token_is_not_on_the_command_line(course):
    address = Address("localhost", 8890, "secret", "/lab")
    words = command(Course(course), address, browser=False)
    assert f"--ServerApp.root_dir={course}" in words
    assert not any("secret" in word for word in words)
    assert address.url == "http://localhost:8890/lab?token=secret"
    assert Address("0.0.0.0", 1, "t", "/lab").url.startswith("http://localhost:1/")


def test_a_server_that_ends_or_never_answers(taken_port):
    address = Address("127.0.0.1", taken_port, "", "/lab")
    with subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"]) as ended:
        ended.wait()
        with pytest.raises(ClassroomError, match="ended with status 3 before it could be opened"):
            wait_until_served(ended, address)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as silent:
        with pytest.raises(ClassroomError, match="did not answer within"):
            wait_until_served(silent, address, patience=0.5)
        silent.stdin.close()


@pytest.mark.notebook
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it; Ctrl-C is the way there")
def test_the_course_is_served_and_its_address_printed(course):
    port = free_port()
    began = time.monotonic()
    words = [
        sys.executable,
        "-c",
        "from classroom.cli import main; main()",
        "start",
        "--no-browser",
        "--port",
        str(port),
    ]
    with subprocess.Popen(words, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as serving:
        try:
            said = lines_until(serving, "open at")
            url = re.search(r"open at (\S+)", said).group(1)
            assert url.startswith(f"http://localhost:{port}/lab/tree/chapters?token=")
            assert time.monotonic() - began < SERVES_WITHIN
            with urllib.request.urlopen(url, timeout=10) as page:
                assert b"jupyter-config-data" in page.read()
            token = url.split("token=")[1]
            with urllib.request.urlopen(
                f"http://localhost:{port}/api/contents/chapters?token={token}", timeout=10
            ) as listing:
                assert b"01_numbers" in listing.read()
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.communicate(timeout=20)
    with pytest.raises(OSError):  # nothing is left running
        urllib.request.urlopen(f"http://localhost:{port}/api", timeout=2)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def lines_until(serving, words, patience=60):
    """What a process prints until these words are in it."""
    said, enough = [], threading.Event()

    def listen():
        for line in serving.stdout:
            said.append(line)
            if words in line:
                break
        enough.set()

    threading.Thread(target=listen, daemon=True).start()
    enough.wait(patience)
    text = "".join(said)
    assert words in text, text + (serving.stderr.read() if serving.poll() is not None else "")
    return text


def test_no_course_is_one_sentence(tmp_path: Path, classroom):
    ran = classroom("start", cwd=tmp_path)
    assert (ran.status, "No course folder" in ran.err) == (2, True)
