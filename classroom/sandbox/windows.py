"""Windows, where Python can neither limit nor confine a process: time is all that is kept."""

import os
import subprocess
from collections.abc import Sequence

import psutil

from classroom.errors import ClassroomError
from classroom.sandbox.box import Box, Streams
from classroom.sandbox.report import ENDED, TOLD, Ending, Usage


class UnguardedChild:
    """A program and its descendants; the same methods as `Child`.

    Args:
        started: the program, started.
    """

    def __init__(self, started: subprocess.Popen):
        self.pid, self.ending = started.pid, None
        self._started, self._usage = started, Usage()

    def wait(self, timeout: float | None = None) -> Ending | None:
        """As `Child.wait`."""
        if self.ending is None:
            try:
                self._finish(ENDED, self._started.wait(timeout))
            except subprocess.TimeoutExpired:
                return None
        return self.ending

    def kill(self) -> Ending:
        """As `Child.kill`; a process whose parent has ended is not found."""
        if self.ending is None:
            self.usage()
            members = _members(self.pid)
            for member in members:
                _quietly(member.kill)
            psutil.wait_procs(members)
            self._finish(TOLD, self._started.wait())
        return self.ending

    def usage(self) -> Usage:
        """As `Child.usage`, of the processes that run now."""
        if self.ending is None:
            members = _members(self.pid)
            seconds = sum(sum((_quietly(member.cpu_times) or (0,))[:2]) for member in members)
            infos = [_quietly(member.memory_info) for member in members]
            resident = sum(info.rss for info in infos if info)
            self._usage = Usage(max(seconds, self._usage.cpu_seconds), max(resident, self._usage.peak_bytes))
        return self._usage

    def _finish(self, reason: str, status: int) -> None:
        self.ending = Ending(reason, status, usage=self._usage)


def start(command: Sequence[str], box: Box, streams: Streams) -> UnguardedChild:
    """Run a program with the box's working directory and environment, and nothing else of a box.

    Args:
        command: the program and its arguments.
        box: the `Box`.
        streams: without `pass_fds`, which this system does not have.

    Returns:
        An `UnguardedChild`.

    Raises:
        ClassroomError: for `pass_fds`, or a program that is not found.
    """
    if streams.pass_fds:
        raise ClassroomError("Windows passes no file descriptors on: talk to the child by stdin and stdout.")
    needed = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP", "PATHEXT") if name in os.environ}
    standard = {name: getattr(streams, name) for name in ("stdin", "stdout", "stderr")}
    environment = {**needed, **box.variables()}
    try:
        return UnguardedChild(subprocess.Popen(list(command), cwd=box.scratch, env=environment, **standard))
    except OSError as error:
        raise ClassroomError(f"{command[0]} cannot be started: {error.strerror}.") from error


def _members(pid: int) -> list[psutil.Process]:
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _quietly(call):
    try:
        return call()
    except psutil.Error:
        return None
