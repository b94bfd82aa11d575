"""The nursery: a process that has imported what an assignment imports, and forks a process for whoever needs one.

Started as `python -m classroom.engine.nursery DESCRIPTOR`. It runs no cell, so that everything that is forked from it
starts from the same untouched state; libraries that start threads once they compute (TensorFlow) have not computed.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
from pathlib import Path

from classroom.engine.frames import Channel, Gone
from classroom.engine.shell import make_shell
from classroom.engine.unaided import stand_in_for_libraries
from classroom.errors import ClassroomError
from classroom.sandbox import Box, Limits, Streams, Tier, fork
from nnkit.quiet import quiet_startup

LONGEST_REQUEST = 1 << 20


def main(descriptor):
    """Import what is asked for, then fork on request until the coordinator closes its end.

    Args:
        descriptor: the number of the inherited socket.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's affair
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # guards that end are reaped by the system; they report elsewhere
    end = socket.socket(fileno=descriptor)
    shell = make_shell()
    wanted = json.loads(end.recv(LONGEST_REQUEST))
    with quiet_startup():
        for name in wanted["imports"]:
            # A module that is missing, or fails, does so again in the cell that imports it, where it is told.
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    if wanted["unaided"]:
        stand_in_for_libraries()
    _warm_up(shell)
    gc.collect()
    gc.freeze()  # what is there now is shared by all that are forked
    end.send(b"ready")
    while True:
        try:
            text, descriptors, *_ = socket.recv_fds(end, LONGEST_REQUEST, 1)
        except ConnectionResetError:  # the coordinator has ended without having read that this is ready
            return
        if not text:
            return
        _answer(end, json.loads(text), descriptors[0], shell)
        os.close(descriptors[0])


def _warm_up(shell):
    """Let IPython load what it loads when a cell first runs, and when one first fails."""
    streams = sys.stdout, sys.stderr
    for cell in ("1", "1 / 0"):
        shell.run(cell, 0, keep=False)
    sys.stdout, sys.stderr = streams
    shell.reset(new_session=False)


def _answer(end, request, descriptor, shell):
    """Fork, and give the coordinator the socket by which the new process's guard is spoken to."""
    box = Box(
        Tier(request["tier"]),
        Path(request["scratch"]),
        tuple(map(Path, request["readable"])),
        Limits(**request["limits"]),
        request["environment"],
        tuple(map(Path, request["hidden"])),
    )
    box.seen()  # known to all that are forked from now on
    try:
        child = fork(lambda: _become(request, descriptor, shell), box, Streams(pass_fds=(descriptor,)))
    except (ClassroomError, OSError) as error:
        end.send(json.dumps({"fault": str(error)}).encode())
        return
    with child.let_go() as control:
        socket.send_fds(end, [json.dumps({"pid": child.pid}).encode()], [control.fileno()])


def _become(request, descriptor, shell):
    """Be a student's process, or the one of the tests, to the end."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    channel = Channel(socket.socket(fileno=descriptor))
    try:
        if request["role"] == "examiner":
            from classroom.engine import examiner

            _put_on(shell, examiner.Answers(request["names"]))
            examiner.serve(channel, shell, request["classes"])
        else:
            from classroom.engine import student

            sys.path.insert(0, "")
            student.serve(channel, shell, request["classes"])
    except Gone:
        return 0


def _put_on(shell, namespace):
    """Let the shell run its cells in this namespace."""
    shell.user_module = _Module()
    shell.user_module.__dict__ = namespace
    shell.user_ns = namespace
    namespace["__name__"] = "__main__"
    sys.modules["__main__"] = shell.user_module
    shell.init_user_ns()


class _Module:
    """Stands for the module that cells run in; unlike a real one it can have any namespace."""


if __name__ == "__main__":
    main(int(sys.argv[1]))
