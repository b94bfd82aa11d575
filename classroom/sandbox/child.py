"""Starting boxes and dealing with them: the caller's side of the control socket."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from classroom.errors import ClassroomError
from classroom.sandbox.box import Box, Limits, Streams, Tier
from classroom.sandbox.guard import ASK_USAGE, guard
from classroom.sandbox.report import LOST, RUNNING, Ending, Usage

PACKAGES = Path(__file__).resolve().parents[2]  # the folder in which `classroom` is found
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from classroom.sandbox.child import become_guard; become_guard()"
LINE_BYTES = 1 << 16


class Child:
    """A box in which something runs. Dropping it, or the end of this process, ends the box.

    Args:
        pid: the guard's process, whose descendants are all that runs in the box.
        control: the socket that the guard listens at.
        bury: waits for the guard's end.
    """

    def __init__(self, pid: int, control: socket.socket, bury: Callable[[], object]):
        self.pid, self.ending = pid, None
        self._control, self._bury = control, bury
        self._usage, self._heard = Usage(), b""

    def fileno(self) -> int:
        """For `select`: readable when the box has ended."""
        return self._control.fileno()

    def wait(self, timeout: float | None = None) -> Ending | None:
        """Wait for the end.

        Args:
            timeout: seconds; None for as long as it takes.

        Returns:
            The `Ending`, or None when the time is over.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while self.ending is None:
            left = None if until is None else max(0, until - time.monotonic())
            if not select.select([self._control], [], [], left)[0]:
                return None
            self._hear()
        return self.ending

    def kill(self) -> Ending:
        """End everything in the box, daemons included, and return when nothing is left of it."""
        if self.ending is None:
            with contextlib.suppress(OSError):
                self._control.shutdown(socket.SHUT_WR)
        return self.wait()

    def usage(self) -> Usage:
        """What the box has used until now."""
        if self.ending is None:
            self._usage = None
            with contextlib.suppress(OSError):
                self._control.sendall(ASK_USAGE)
            while self.ending is None and self._usage is None:
                self._hear()
        return self.ending.usage if self.ending else self._usage

    def let_go(self) -> socket.socket:
        """Give the control socket away: whoever makes a `Child` of it has the box from then on."""
        return self._control

    def _hear(self) -> None:
        """Take in what the guard says next."""
        try:
            heard = self._control.recv(LINE_BYTES)
        except OSError:
            heard = b""
        if not heard and self.ending is None:
            self._finish(Ending(LOST, detail="the guard ended without a word"))
        *lines, self._heard = (self._heard + heard).split(b"\n")
        for line in lines:
            said = Ending.from_line(line)
            if said.reason == RUNNING:
                self._usage = said.usage
            else:
                self._finish(said)

    def _finish(self, ending: Ending) -> None:
        self.ending = ending
        self._bury()
        self._control.close()


def start(command: Sequence[str], box: Box, streams: Streams | None = None) -> Child:
    """Run a program in a box.

    Args:
        command: the program and its arguments; a program that is not found ends with status 127.
        box: the `Box`.
        streams: what it is connected to; nothing by default.

    Returns:
        A `Child`.

    Raises:
        ClassroomError: where the scratch folder is no folder, or one that is readable.
    """
    streams = streams or Streams()
    _check(box)
    if sys.platform == "win32":
        from classroom.sandbox.windows import start as start_unguarded

        return start_unguarded(command, box, streams)
    ours, theirs = socket.socketpair()
    with theirs:
        keep = (*streams.pass_fds, theirs.fileno())
        words = [sys.executable, "-P", "-c", BOOT, str(PACKAGES), str(theirs.fileno())]
        standard = {name: getattr(streams, name) for name in ("stdin", "stdout", "stderr")}
        started = subprocess.Popen(words, pass_fds=keep, **standard)
    with contextlib.suppress(BrokenPipeError):
        ours.sendall(_describe(command, box, streams.pass_fds))
    return Child(started.pid, ours, started.wait)


def fork(work: Callable[[], int | None], box: Box, streams: Streams | None = None) -> Child:
    """Run a function in a box, with all that this process has imported: no program is started.

    Call it from a process with one thread which holds no secrets in memory or environment. The function's result
    is the exit status; nothing that this process registered for its own exit is run.

    Args:
        work: the function, without arguments.
        box: the `Box`.
        streams: what it is connected to; nothing by default.

    Returns:
        A `Child`.

    Raises:
        ClassroomError: where the system cannot fork, or the scratch folder is none, or is readable.
    """
    if not hasattr(os, "fork"):
        raise ClassroomError("This system cannot copy a running Python (it has no fork): use start.")
    streams = streams or Streams()
    _check(box)
    sys.stdout.flush()
    sys.stderr.flush()
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            _connect(streams)
            guard(box, lambda: _call(work, box), streams.pass_fds, theirs)
        finally:
            os._exit(1)
    theirs.close()
    return Child(pid, ours, lambda: _bury(pid))


def become_guard() -> None:
    """What a fresh interpreter does for `start`: read what is to run, and be its guard."""
    control = socket.socket(fileno=int(sys.argv[2]))
    heard = control.makefile("rb", buffering=0).readline()  # not a byte more: what follows is for the guard
    if not heard.endswith(b"\n"):
        return
    command, box, keep = _understand(heard)
    guard(box, lambda: _execute(command, box), keep, control)


def _check(box: Box) -> None:
    if not Path(box.scratch).is_dir():
        raise ClassroomError(f"The scratch folder {box.scratch} of a box is not there; make it first.")
    shown = next((path for path in box.readable if Path(box.scratch).resolve().is_relative_to(path.resolve())), None)
    if shown:
        raise ClassroomError(f"The scratch folder {box.scratch} lies in {shown}, which the box may read; move it out.")


def _describe(command: Sequence[str], box: Box, keep: tuple[int, ...]) -> bytes:
    values = {**asdict(box), "scratch": str(Path(box.scratch).absolute())}
    for name in ("readable", "hidden"):
        values[name] = [str(Path(path).absolute()) for path in getattr(box, name)]
    return json.dumps([list(command), values, list(keep)]).encode() + b"\n"


def _understand(line: bytes) -> tuple[list[str], Box, tuple[int, ...]]:
    command, values, keep = json.loads(line)
    values |= {"tier": Tier(**values["tier"]), "limits": Limits(**values["limits"])}
    values |= {"scratch": Path(values["scratch"])}
    values |= {name: tuple(map(Path, values[name])) for name in ("readable", "hidden")}
    return command, Box(**values), tuple(keep)


def _connect(streams: Streams) -> None:
    """Make the streams this process's standard ones."""
    chosen = (streams.stdin, streams.stdout, streams.stderr)
    opened = [os.open(os.devnull, os.O_RDWR) if one == subprocess.DEVNULL else _descriptor(one) for one in chosen]
    copies = [os.dup(descriptor) for descriptor in opened]  # of which none is 0, 1 or 2 that is still needed
    for number, copy in enumerate(copies):
        os.dup2(copy, number)
        os.close(copy)


def _bury(pid: int) -> None:
    with contextlib.suppress(ChildProcessError):  # the caller may leave that to the system
        os.waitpid(pid, 0)


def _descriptor(stream: object) -> int:
    return stream if isinstance(stream, int) else stream.fileno()


def _call(work: Callable[[], int | None], box: Box) -> int | None:
    os.environ.clear()
    os.environ.update(box.variables())
    tempfile.tempdir = None  # chosen anew, from this environment
    return work()


def _execute(command: list[str], box: Box) -> int:
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # which Python ignores and programs do not expect to be
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execvpe(command[0], command, box.variables())
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return 127
