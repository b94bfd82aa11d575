"""The coordinator's side of the nursery: a process for whoever needs one, and its end."""

import contextlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from classroom.endings import DIED, OUT_OF_MEMORY, OUT_OF_TIME
from classroom.engine.frames import Channel, pair
from classroom.engine.unaided import KEPT, is_library, library_folders
from classroom.errors import ClassroomError
from classroom.kernels import DEFAULTS, GRADING
from classroom.sandbox import Child, Limits
from classroom.sandbox.report import CPU, MEMORY

START_SECONDS = 120  # TensorFlow is imported in it
LAST_WORDS_SECONDS = 2  # for a guard to tell how a process ended whose socket is closed
REPLY_BYTES = 1 << 12
ALWAYS = ("numpy", "nnkit.checks", "classroom.engine.student", "classroom.engine.examiner")
LATE = ("numpy.ma", "classroom.notebook")  # what `np.unique` and the last cell of a notebook would import by themselves
COURSE_PACKAGES = ("nnkit", "widgets")  # a student's cells may import them wherever they are installed
INLINE = "module://matplotlib_inline.backend_inline"
KINDS = {MEMORY: OUT_OF_MEMORY, CPU: OUT_OF_TIME}


@dataclass(frozen=True)
class Place:
    """What the processes of a submission find around them.

    Args:
        tier: the name of the sandbox's tier for the student's process.
        files: what students were given beside the notebook.
        names: what the answer cells bind.
        classes: classes among them.
    """

    tier: str
    files: tuple = ()
    names: tuple = ()
    classes: tuple = ()


class Process:
    """A forked process in its box.

    Args:
        child: the sandbox's `Child`.
        channel: the `Channel` to it.
        folder: its scratch folder, which goes with it.
        cpu_seconds: processor time, once it has ended.
    """

    def __init__(self, child, channel, folder):
        self.child, self.channel, self.folder = child, channel, folder
        self.cpu_seconds = 0.0

    def end(self, gone=False):
        """End it, and all that it started.

        Args:
            gone: whether it seems to have ended by itself.

        Returns:
            How it ended: DIED, or the kind of the `Ending` that its guard told of.
        """
        self.channel.close()
        ending = (self.child.wait(LAST_WORDS_SECONDS) if gone else None) or self.child.kill()
        remove(self.folder)
        self.cpu_seconds = ending.usage.cpu_seconds
        return KINDS.get(ending.reason, DIED)


class Nursery:
    """A process that imports once and forks often.

    Args:
        imports: names of modules to import.
        unaided: whether its processes do without the libraries that hold answers; see `unaided.py`.
    """

    def __init__(self, imports=(), unaided=False):
        self._lock, self._ready, self._broken = threading.Lock(), False, False
        self._hidden = library_folders() if unaided else []
        if unaided:
            imports = [*KEPT, *(name for name in imports if not is_library(name))]
        self.end, other = pair()
        command = [sys.executable, "-m", "classroom.engine.nursery", str(other.fileno())]
        environment = {**DEFAULTS, "PATH": os.defpath, "LANG": "C.UTF-8", "MPLBACKEND": INLINE}
        with other:
            self._process = subprocess.Popen(
                command,
                env=environment,
                pass_fds=(other.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # what a module prints while it is imported is no output of ours
                cwd="/",
            )
        self.end.settimeout(START_SECONDS)
        self.end.send(json.dumps({"imports": [*ALWAYS, *LATE, *imports], "unaided": unaided}).encode())

    def fork(self, role, place, limits):
        """A new process.

        Args:
            role: "student" or "examiner".
            place: the `Place`.
            limits: the `classroom.endings.Limits`.

        Returns:
            A `Process`.

        Raises:
            ClassroomError: where none can be started.
        """
        folder = Path(tempfile.mkdtemp(prefix="classroom-"))
        for path in place.files:
            shutil.copy(path, folder)
        environment = {"MPLBACKEND": INLINE, GRADING: "autograde", "LANG": "C.UTF-8"}
        budget = replace(Limits(), memory_bytes=limits.memory_bytes, cpu_seconds=limits.seconds)
        request = {"role": role, "scratch": str(folder), "limits": asdict(budget), "environment": environment}
        request |= {"names": place.names, "classes": place.classes}
        student = role == "student"
        request |= {"tier": place.tier if student else "limits", "readable": _course_packages() if student else []}
        request["hidden"] = self._hidden
        ours, theirs = pair()
        try:
            with theirs:
                child = self._forked(request, theirs)
        except ClassroomError:
            ours.close()
            remove(folder)
            raise
        return Process(child, Channel(ours), folder)

    def _forked(self, request, theirs):
        try:
            with self._lock:
                if not self._ready:
                    self._ready = bool(self.end.recv(REPLY_BYTES))
                socket.send_fds(self.end, [json.dumps(request).encode()], [theirs.fileno()])
                text, descriptors, *_ = socket.recv_fds(self.end, REPLY_BYTES, 1)
            reply = json.loads(text)
        except (OSError, ValueError) as error:
            self._broken = True
            raise ClassroomError(f"No process could be started for a submission ({error or 'no reply'}).") from error
        if "fault" in reply:
            raise ClassroomError(f"No process could be started for a submission ({reply['fault']}).")
        return Child(reply["pid"], socket.socket(fileno=descriptors[0]), lambda: None)

    def is_alive(self):
        """Whether it still forks."""
        return not self._broken and self._process.poll() is None

    def close(self):
        """End the nursery."""
        self.end.close()
        self._process.wait()


@cache
def _course_packages():
    """Where the packages are that every cell may import, installed or not."""
    found = (importlib.util.find_spec(name) for name in COURSE_PACKAGES)
    return [folder for spec in found if spec is not None for folder in spec.submodule_search_locations or ()]


def remove(folder):
    """Remove a folder, however deep and however odd what a submission left in it.

    Args:
        folder: the folder. What cannot be removed stays.
    """
    waiting, number = [str(folder)], 0
    while waiting:  # subfolders move up to the top one by one, so that no path is long and nothing recurses
        with contextlib.suppress(OSError):
            inner = waiting.pop()
            os.chmod(inner, 0o700)
            for entry in list(os.scandir(inner)):
                if not entry.is_dir(follow_symlinks=False):
                    os.unlink(entry.path)
                elif inner != str(folder):
                    number += 1
                    os.rename(entry.path, moved := os.path.join(folder, f"~{os.getpid()}-{number}"))
                    waiting.append(moved)
                else:
                    waiting.append(entry.path)
            if inner != str(folder):
                os.rmdir(inner)
    with contextlib.suppress(OSError):
        os.rmdir(folder)
