"""Cells of a submission in short, for tests of the engine, and a process of a student's that says what it likes."""

import socket
import threading
from dataclasses import replace

from classroom.endings import DIED, RAN
from classroom.engine.frames import Channel, Gone, pair
from classroom.engine.script import Step


def answer(source, exercise="ex1"):
    """A cell of the student's."""
    return Step(0, exercise, source, None)


def test(source, exercise="ex1"):
    """A test cell."""
    return Step(0, exercise, None, source, is_test=True)


test.__test__ = False  # for pytest: it makes a cell


def given(source):
    """A cell that came with the exercises; both processes run it."""
    return Step(0, "", source, source)


def in_order(cells):
    """The same cells, numbered."""
    return [replace(cell, index=index) for index, cell in enumerate(cells)]


class Forger:
    """Stands for a student's process; replies what `says` returns: a message, raw bytes, or None for silence.

    Args:
        says: called with each request.
    """

    cpu_seconds = 0.0

    def __init__(self, says):
        ours, theirs = pair()
        self.channel, self.says, self.theirs = Channel(ours), says, Channel(theirs)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        try:
            while True:
                reply = self.says(self.theirs.receive()[0])
                if isinstance(reply, bytes):
                    self.theirs.end.sendall(reply)
                elif reply is not None:
                    self.theirs.send(reply)
        except (Gone, OSError):
            self.theirs.close()

    def end(self, gone=False):
        self.channel.end.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.channel.close()
        return DIED


class ForgingNursery:
    """A nursery whose student's processes are `Forger`s; the tests' process is a real one.

    Args:
        nursery: a real `Nursery`.
        says: what the `Forger`s say.
    """

    def __init__(self, nursery, says):
        self.nursery, self.says, self.forked = nursery, says, 0

    def fork(self, role, *args):
        if role == "examiner":
            return self.nursery.fork(role, *args)
        self.forked += 1
        return Forger(self.says)


def ran(ending):
    """Whether a cell ran to its end; what it raised is shown where it did not."""
    assert ending.kind == RAN, ending.error and "\n".join(ending.error["traceback"])
    return True
