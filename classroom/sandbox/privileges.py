"""Giving up what root and a maker of namespaces may do. Nobody's code is ever run as root.

Limits on processes do not hold for root, and a user that no other process has can signal no other process. So where the
grader is root each box gets a user of its own, made from the number of its guard, which no living process shares.
"""

import contextlib
import ctypes
import os
import struct
from pathlib import Path

from classroom.sandbox import linux

USERS_FROM, FEW_USERS_FROM, FEW_USERS = 1 << 30, 60_000, 5_000  # far from people; the second where few are mapped
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
CAPABILITY_VERSION = 0x20080522
PR_CAP_AMBIENT_RAISE = 2


def user_of_box() -> int | None:
    """The user that a box guarded by this process runs as; None to stay who we are, which is not root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not linux.is_supported():
        return None
    ranges = [tuple(map(int, line.split())) for line in Path("/proc/self/uid_map").read_text().splitlines()]
    wanted = (USERS_FROM + os.getpid(), FEW_USERS_FROM + os.getpid() % FEW_USERS)
    mapped = (uid for uid in wanted for first, _, count in ranges if first <= uid < first + count)
    return next(mapped, None)


def give(folder: Path, uid: int | None) -> None:
    """Make a user the owner of a folder and of all that lies in it.

    Args:
        folder: the folder.
        uid: the user; nothing is done if None.
    """
    if uid is None:
        return
    os.chown(folder, uid, uid)
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(os.path.join(parent, name), uid, uid, follow_symlinks=False)


def drop(uid: int | None, keep_reading: bool) -> None:
    """Become an ordinary user without any capability, for good.

    Args:
        uid: the user to become; None to stay.
        keep_reading: keep the right to read what this user's modes forbid: Python itself may be in root's home.
    """
    if uid is not None:
        linux.prctl(linux.PR_SET_KEEPCAPS, 1)
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    kept = _reading() if keep_reading and uid is not None else 0
    _set_capabilities(kept)
    if kept:
        linux.prctl(linux.PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, kept.bit_length() - 1)
    linux.prctl(linux.PR_SET_DUMPABLE, 1)  # else a process does not see itself in /proc
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)


def _reading() -> int:
    """The capability that lets a user read everything: the lesser of two where we have it."""
    held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("CapPrm"))
    permitted = int(held.split()[1], 16)
    return next((1 << cap for cap in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE) if permitted >> cap & 1), 0)


def _set_capabilities(kept: int) -> None:
    header = struct.pack("=Ii", CAPABILITY_VERSION, 0)
    data = struct.pack("=6I", kept, kept, kept, 0, 0, 0)  # effective, permitted, inheritable; then those above 31
    linux.syscall("capset", ctypes.c_char_p(header), ctypes.c_char_p(data))


def be_killed_first() -> None:
    """Have the kernel choose this process and its descendants when the machine is out of memory."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
