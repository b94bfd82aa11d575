"""The guard: a process outside the box that starts it, watches it, ends it, and tells the caller how it ended.

It ends the box when a budget is spent, when the caller says so, and when the caller is gone: its half of the control
socket is closed then, whatever killed it. The guard has one thread, so that it can be a fork of a warm process, too.
"""

import contextlib
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

from classroom.sandbox import confine, linux
from classroom.sandbox.box import Box
from classroom.sandbox.report import CPU, ENDED, LOST, REFUSED, RUNNING, TOLD, Ending
from classroom.sandbox.tree import Tree

POLL_SECONDS = 0.1
ASK_USAGE = b"?"
PIPE_BYTES = 4096
HANDLED = ("SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM")


def guard(box: Box, work: confine.Work, keep: tuple[int, ...], control: socket.socket) -> NoReturn:
    """Be the guard of a box from now on; the calling process ends here.

    Args:
        box: the `Box`.
        work: what runs in it.
        keep: file descriptors that the work has besides 0, 1, 2.
        control: what the caller listens at.
    """
    tree = None
    try:
        confine.close_all_but({0, 1, 2, control.fileno(), *keep})
        alarm = _settle()
        first, pipe = confine.launch(box, work, keep)
        tree = Tree(first, box.limits, None if confine.has_namespaces(box) else Path(box.scratch))
        _let_go({control.fileno(), pipe, *alarm})
        reason = watch(tree, control, alarm[0])
        tree.end()
        ending = _ending(reason, tree, os.read(pipe, PIPE_BYTES))
    except BaseException as error:
        if tree:
            tree.end()
        ending = Ending(LOST if tree else REFUSED, detail=f"{type(error).__name__}: {error}")
    with contextlib.suppress(OSError):  # the caller may be gone
        control.sendall(ending.to_line())
    os._exit(0)


def watch(tree: Tree, control: socket.socket, woken: int) -> str:
    """Wait until the box is to end.

    Args:
        tree: its processes.
        control: what the caller listens at.
        woken: a pipe that is written to when a child ends.

    Returns:
        Why it is to end, one of the words of `report.py`.
    """
    while True:
        ready = select.select([control, woken], [], [], POLL_SECONDS)[0]
        if woken in ready:
            os.read(woken, PIPE_BYTES)
        if tree.has_ended():
            return ENDED
        if control in ready and control.recv(1) != ASK_USAGE:
            return TOLD
        if reason := tree.spent():
            return reason
        if control in ready:
            control.sendall(Ending(RUNNING, usage=tree.usage).to_line())


def _settle() -> tuple[int, int]:
    """Forget the signal handlers of the process we were, adopt orphans, and be woken when a child ends."""
    os.setsid()
    for name in HANDLED:
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # a caller that is gone is an exception, not the guard's end
    if sys.platform == "linux":
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return woken, wakes


def _let_go(kept: set[int]) -> None:
    """Close what belongs to the box, so that whoever reads from it sees its end."""
    confine.close_all_but(kept)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nothing, descriptor)


def _ending(reason: str, tree: Tree, said: bytes) -> Ending:
    """What the caller is told.

    Args:
        reason: why the box was ended.
        tree: its processes, which are gone.
        said: what the first process said.

    Returns:
        An `Ending`.
    """
    status = tree.status
    if said.startswith(confine.FAULT):
        return Ending(REFUSED, detail=said[len(confine.FAULT) :].decode(errors="replace"))
    if said.startswith(confine.STATUS):
        status = int(said[len(confine.STATUS) :])
    if reason == ENDED and status is not None and status < 0 and tree.usage.cpu_seconds >= tree.limits.cpu_seconds:
        reason = CPU  # the kernel was faster than we
    return Ending(reason, status, usage=tree.usage)
