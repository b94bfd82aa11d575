"""The way into the box: what a process does to itself before it runs what was submitted.

If a step fails, nothing runs.
"""

import contextlib
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from classroom.sandbox import landlock, limits, linux, namespaces, privileges, seccomp
from classroom.sandbox.box import DEVICES, Box

# Of /proc, where there is no process namespace: oneself and the machine, not the others.
PROC = ("/proc/self", "/proc/cpuinfo", "/proc/filesystems", "/proc/loadavg", "/proc/meminfo", "/proc/stat", "/proc/sys",
        "/proc/uptime", "/proc/version")  # fmt: skip

Work = Callable[[], int | None]
BEHIND_GUARD = 5  # so that the guard has its turn beside a hundred busy processes
FAULT, STATUS = b"fault ", b"status "


def launch(box: Box, work: Work, keep: tuple[int, ...]) -> tuple[int, int]:
    """Start the box's first process, which confines itself and then does the work.

    Args:
        box: the `Box`.
        work: runs in the box; its result is the exit status.
        keep: file descriptors that the work has besides 0, 1, 2.

    Returns:
        The process, and a pipe that says FAULT with a reason where the box could not be made, or STATUS with a number
        where the status of the process is not that of the work.
    """
    uid = privileges.user_of_box()
    others = limits.threads_of_ours() if uid is None else 0
    guard = os.getpid()
    heard, said = os.pipe()
    if has_namespaces(box):
        namespaces.part()
    else:
        privileges.give(Path(box.scratch), uid)
    pid = os.fork()
    if pid:
        os.close(said)
        return pid, heard
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        close_all_but({0, 1, 2, said, *keep})
        _enter(box, uid, others, guard)
        if has_namespaces(box):
            _fork_from_first(said, (0, 1, 2, *keep))
        os.close(said)  # before anything of the submission runs: it cannot forge what is said there
        said = None
        status = work() or 0
    except SystemExit as ending:
        status = ending.code if isinstance(ending.code, int) else bool(ending.code)
    except BaseException as error:
        if said is None:
            traceback.print_exc()
        else:
            os.write(said, FAULT + f"{type(error).__name__}: {error}".encode()[:1000])
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def has_namespaces(box: Box) -> bool:
    """Whether a box is of the tier that has namespaces of its own.

    Args:
        box: the `Box`.

    Returns:
        True for bubblewrap.
    """
    return box.tier.name == "bubblewrap"


def close_all_but(kept: set[int]) -> None:
    """Close every other file descriptor of this process.

    Args:
        kept: those that stay open.
    """
    for descriptor in map(int, os.listdir("/dev/fd")):
        if descriptor not in kept:
            with contextlib.suppress(OSError):
                os.close(descriptor)


def _enter(box: Box, uid: int | None, others: int, guard: int) -> None:
    """Confine this process; from the last line on it is as powerless as what it is going to run."""
    os.setsid()
    os.umask(0o022)
    privileges.be_killed_first()
    os.nice(BEHIND_GUARD)
    if has_namespaces(box):
        namespaces.build(box, uid)
    else:
        os.chdir(box.scratch)
    os.umask(0o077)
    limits.apply(box.limits, others)
    if not linux.is_supported():
        return
    privileges.drop(uid, keep_reading=not has_namespaces(box))
    linux.die_with_parent(0 if has_namespaces(box) else guard)  # forgotten by the kernel when the user changes
    if box.tier.name == "landlock":
        whole, names = box.opened()
        landlock.restrict([*whole, *PROC], [os.getcwd()], list(DEVICES), names)
    if box.tier.name != "limits":
        seccomp.restrict(has_namespaces(box), landlock.abi(), os.getpid())


def _fork_from_first(said: int, connections: tuple[int, ...]) -> None:
    """Return in a child; stay behind as the first process, which buries orphans and ends all else with the child."""
    linux.prctl(linux.PR_SET_DUMPABLE, 0)  # nobody in the box may touch the memory of its first process
    worker = os.fork()
    if worker == 0:
        linux.prctl(linux.PR_SET_DUMPABLE, 1)
        return
    for descriptor in connections:
        os.close(descriptor)
    pid = status = 0
    while pid != worker:
        pid, status = os.wait()
    os.write(said, STATUS + str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)
