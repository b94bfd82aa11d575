"""The processes of a box, counted, measured and ended together from outside."""

import contextlib
import itertools
import os
import signal
import stat
import sys
import time
from pathlib import Path

import psutil

from classroom.sandbox.box import Limits
from classroom.sandbox.report import CPU, DISK, MEMORY, PROCESSES, Usage

try:
    import resource
except ImportError:  # Windows
    resource = None

LISTED = "/proc/thread-self/children"  # not in every kernel
PAUSE_SECONDS = 0.005
DISK_EVERY = 5  # measurements
DISK_BLOCK = 512  # bytes, of st_blocks
RSS_UNIT = 1024 if sys.platform == "linux" else 1  # bytes, of ru_maxrss


class Tree:
    """All descendants of this process, which has adopted the orphans among them.

    Args:
        first: the first process of the box.
        limits: its budgets.
        scratch: the folder whose size is watched; None for a box with namespaces, which cannot fill the disk, and whose
            first process takes all others with it.
    """

    def __init__(self, first: int, limits: Limits, scratch: Path | None):
        self.first, self.limits, self.scratch = first, limits, scratch
        self.is_namespace = scratch is None
        self.status: int | None = None
        self.usage = Usage()
        self._rounds = 0

    def has_ended(self) -> bool:
        """Bury the dead; whether the first process is among those that were ever buried."""
        with contextlib.suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                if found[0] == self.first:
                    self.status = os.waitstatus_to_exitcode(found[1])
        return self.status is not None

    def members(self) -> list[psutil.Process]:
        """The descendants, dead and unburied ones included; one that ends meanwhile may hide another."""
        found, waiting = [], [os.getpid()] if os.path.exists(LISTED) else []
        while waiting:
            children = listed_children(waiting.pop())
            waiting += children
            for child in children:
                with contextlib.suppress(psutil.NoSuchProcess):
                    found.append(psutil.Process(child))
        return found or everybody()

    def spent(self) -> str:
        """Measure everything; the budget that is spent, or "" while there is something left of each."""
        members = self.members()
        if len(members) > self.limits.processes + 1:  # the first process of a namespace is ours
            return PROCESSES  # at once: measuring a fork bomb takes time in which it grows
        seconds = sum(_known(_cpu_seconds, member) for member in members) + _buried().cpu_seconds
        resident = sum(_known(_resident_bytes, member) for member in members)
        if resident > self.limits.memory_bytes:  # counted again without counting shared pages twice: slower
            resident = sum(_known(_own_bytes, member) for member in members)
        self._note(Usage(seconds, resident))
        spent = {
            MEMORY: resident > self.limits.memory_bytes,
            CPU: seconds > self.limits.cpu_seconds,
            DISK: self._is_disk_spent(members),
        }
        return next((reason for reason, is_spent in spent.items() if is_spent), "")

    def end(self) -> None:
        """Kill everything and return when nothing is left."""
        if self.status is None:
            os.kill(self.first, signal.SIGKILL)
            if self.is_namespace:
                # The kernel ends all others first.
                self.status = os.waitstatus_to_exitcode(os.waitpid(self.first, 0)[1])
        # The dead are buried after each round alone: until then they take up the places of a fork bomb's children.
        while members := self.members():
            for member in members:
                with contextlib.suppress(psutil.Error):
                    member.kill()
            time.sleep(PAUSE_SECONDS)
            self.has_ended()
        self.has_ended()
        self._note(_buried())

    def _note(self, now: Usage) -> None:
        seconds = max(now.cpu_seconds, self.usage.cpu_seconds)
        self.usage = Usage(seconds, max(now.peak_bytes, self.usage.peak_bytes))

    def _is_disk_spent(self, members: list[psutil.Process]) -> bool:
        self._rounds += 1
        if self.scratch is None or self._rounds % DISK_EVERY != 1:
            return False
        used, number = disk_use(self.scratch, self.limits.scratch_files)
        used += sum(_known(_nameless_bytes, member) for member in members)
        return used > self.limits.scratch_bytes or number > self.limits.scratch_files


def listed_children(process: int) -> list[int]:
    """The children of a process, from the lists that Linux keeps; no look at all other processes of the machine."""
    found: list[int] = []
    threads: list[str] = []
    with contextlib.suppress(OSError):  # it has ended
        threads = os.listdir(f"/proc/{process}/task")
    for thread in threads:
        with contextlib.suppress(OSError):  # it has ended; its children are another thread's now
            found += map(int, Path(f"/proc/{process}/task/{thread}/children").read_text().split())
    return found


def everybody() -> list[psutil.Process]:
    """All descendants of this process, looked for among all processes of the machine."""
    while True:
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process().children(recursive=True)


def disk_use(folder: Path, enough: int) -> tuple[int, int]:
    """What a folder takes up.

    Args:
        folder: the folder.
        enough: stop at more files than this.

    Returns:
        Bytes on the disk, and files and folders.
    """
    used = number = 0
    waiting = [str(folder)]
    while waiting and number <= enough:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in itertools.islice(entries, enough + 1):
                number += 1
                used += entry.stat(follow_symlinks=False).st_blocks * DISK_BLOCK
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
    return used, number


def _known(measure, member: psutil.Process) -> float:
    """A measure of a process; 0 for one that has ended."""
    try:
        return measure(member)
    except (psutil.Error, OSError):
        return 0


def _cpu_seconds(member: psutil.Process) -> float:
    times = member.cpu_times()
    return times.user + times.system + times.children_user + times.children_system


def _resident_bytes(member: psutil.Process) -> int:
    return member.memory_info().rss


def _own_bytes(member: psutil.Process) -> int:
    """Resident memory, of pages shared with others a share; all of it where we may not look closer."""
    try:
        full = member.memory_full_info()
    except psutil.AccessDenied:
        return member.memory_info().rss
    return getattr(full, "pss", full.uss)


def _nameless_bytes(member: psutil.Process) -> int:
    """Files that a process holds open and that no folder shows any more."""
    folder = f"/proc/{member.pid}/fd"
    held = [os.stat(f"{folder}/{name}") for name in os.listdir(folder)] if os.path.isdir(folder) else []
    return sum(one.st_blocks * DISK_BLOCK for one in held if one.st_nlink == 0 and stat.S_ISREG(one.st_mode))


def _buried() -> Usage:
    """What the descendants that ended have used."""
    if resource is None:
        return Usage()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Usage(used.ru_utime + used.ru_stime, used.ru_maxrss * RSS_UNIT)
