"""`classroom start`: JupyterLab at the course."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from classroom.errors import ClassroomError
from classroom.kernels import SERVER, kernel_environment

START_PAGE = "start.ipynb"
USUAL_PORT = 8888
TRIED_PORTS = 50
FORMGRADER = "/lab?formgrader=true"  # nbgrader's extension of JupyterLab opens it at this address
PATIENCE = 90  # seconds until a server that does not answer is given up


@dataclass(frozen=True)
class Address:
    """Where the server will be.

    Args:
        ip: the interface to listen on.
        port: the port.
        token: the password in the address.
        page: what is opened, as JupyterLab's path.
    """

    ip: str
    port: int
    token: str
    page: str

    @property
    def host(self):
        """The name to open it by."""
        return "localhost" if self.ip in ("localhost", "127.0.0.1", "0.0.0.0", "") else self.ip

    @property
    def url(self):
        """What to open in a browser."""
        sign = "&" if "?" in self.page else "?"
        return f"http://{self.host}:{self.port}{self.page}{sign}token={self.token}"


def first_page(course):
    """The start page; the first lesson there is in a course without one; the list of chapters where there is none.

    Args:
        course: a `Course`.

    Returns:
        JupyterLab's path of it.
    """
    lessons = [course.chapters_folder / chapter.name / f"{chapter.stem}.ipynb" for chapter in course.chapters]
    pages = [course.chapters_folder / START_PAGE, *lessons]
    first = next((path for path in pages if path.is_file()), course.chapters_folder)
    below = first.relative_to(course.root).as_posix() if first.exists() else ""
    return f"/lab/tree/{below}"


def is_free(ip, port):
    """Whether a server can listen there.

    Args:
        ip: the interface.
        port: the port.

    Returns:
        True or False.
    """
    with socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET) as probe:
        if os.name == "posix":  # as the server does: a port that was just left is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ip, port))
        except OSError:
            return False
    return True


def choose_port(ip, wanted=None):
    """The port that somebody wants, or the first free one from 8888 on.

    Args:
        ip: the interface.
        wanted: the port; None leaves the choice to us.

    Returns:
        A port.

    Raises:
        ClassroomError: where it is taken, or this machine has no such interface.
    """
    if not is_free(ip, 0):  # any port
        raise ClassroomError(f"This machine has no interface {ip!r}; name localhost, or 0.0.0.0 for all of them.")
    if wanted is None:
        wanted = next((port for port in range(USUAL_PORT, USUAL_PORT + TRIED_PORTS) if is_free(ip, port)), USUAL_PORT)
    if not 1 <= wanted <= 65535:
        raise ClassroomError(f"--port takes a number from 1 to 65535, not {wanted}.")
    if not is_free(ip, wanted):
        raise ClassroomError(
            f"Port {wanted} is taken on {ip}, perhaps by a course that is open already; "
            f"close that one, or choose another port: --port {wanted + 1 if wanted < 65535 else USUAL_PORT}"
        )
    return wanted


def command(course, address, browser):
    """The server's command line.

    Args:
        course: a `Course`.
        address: an `Address`.
        browser: open the page.

    Returns:
        A list of words.
    """
    options = {
        "ServerApp.root_dir": course.root,
        "ServerApp.ip": address.ip,
        "ServerApp.port": address.port,
        "ServerApp.port_retries": 0,
        "ServerApp.answer_yes": True,
        "ServerApp.open_browser": browser,
        "LabApp.default_url": address.page,
        "Application.log_level": "WARN",
        **SERVER,
    }
    if is_root():
        options["ServerApp.allow_root"] = True
    return [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]


def is_root():
    """Whether this process may do everything; JupyterLab then wants to be told that this is meant."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def start(course, ip="localhost", port=None, browser=True, say=print, page=None):
    """Serve the course until somebody stops it.

    Args:
        course: a `Course`.
        ip: the interface to listen on.
        port: the port; the first free one from 8888 on if None.
        browser: open the page.
        say: called with each line for the reader.
        page: what is opened, as JupyterLab's path; the first lesson if None.

    Returns:
        The server's exit status.

    Raises:
        ClassroomError: where the port is taken, or the server does not come up.
    """
    address = Address(ip, choose_port(ip, port), secrets.token_hex(16), page or first_page(course))
    bin_folder = str(Path(sys.executable).parent)
    path = bin_folder + os.pathsep + os.environ.get("PATH", "")
    environment = kernel_environment(JUPYTER_TOKEN=address.token, PATH=path)
    say(f"Opening the course in {course.root} ...")
    if is_root():
        say("You are root here (a container?), so notebooks may change any file of this machine.")
    server = subprocess.Popen(command(course, address, browser), cwd=course.root, env=environment)
    before = {name: signal.signal(name, lambda *_: server.terminate()) for name in (signal.SIGTERM,)}
    try:
        wait_until_served(server, address)
        say(f"The course is open at {address.url}")
        say("Stop it with Ctrl-C.")
        return server.wait()
    except KeyboardInterrupt:  # the server gets it too, and ends its kernels
        return _end(server)
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
        if server.poll() is None:
            server.terminate()
            _end(server)


def _end(server):
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    return 0


def wait_until_served(server, address, patience=PATIENCE):
    """Return as soon as the server answers.

    Args:
        server: the running process.
        address: its `Address`.
        patience: seconds until it is given up.

    Raises:
        ClassroomError: where it ends, or never answers.
    """
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise ClassroomError(
                f"JupyterLab ended with status {server.returncode} before it could be opened; "
                "its message stands above. Run: classroom doctor"
            )
        try:
            with urllib.request.urlopen(f"http://{address.host}:{address.port}/api", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise ClassroomError(f"JupyterLab did not answer within {patience} s; run: classroom doctor")
