"""Landlock: a process takes rights from itself and its descendants, for good and without anybody's permission.

What it does not see, seccomp has to stop: sockets with a path; changes of modes, owners, times and attributes; watches
(inotify); truncation by path before ABI 3; signals before ABI 6. Names, sizes and dates of files stay visible to whom
guesses the path.
"""

import contextlib
import ctypes
import os
from functools import cache

from classroom.sandbox import linux

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_CHAR, MAKE_BLOCK, TRUNCATE, IOCTL_DEV = 1 << 6, 1 << 11, 1 << 14, 1 << 15
READ = EXECUTE | READ_FILE | READ_DIR
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV  # the rest makes sense for folders alone
KNOWN_BITS = {1: 13, 2: 14, 3: 15, 4: 15}  # file rights by ABI; 16 from ABI 5
NET_ABI, SCOPE_ABI = 4, 6
NET_TCP = 0b11  # bind, connect
SCOPE_ALL = 0b11  # abstract Unix sockets, signals
CREATE_RULESET_VERSION, RULE_PATH_BENEATH = 1, 1


class RulesetAttributes(ctypes.Structure):
    """struct landlock_ruleset_attr."""

    _fields_ = [("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class PathBeneath(ctypes.Structure):
    """struct landlock_path_beneath_attr."""

    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


@cache
def abi() -> int:
    """The version of Landlock that the kernel speaks; 0 for none."""
    if not linux.is_supported():
        return 0
    with contextlib.suppress(OSError):
        return linux.syscall("landlock_create_ruleset", None, 0, CREATE_RULESET_VERSION)
    return 0


def handled(version: int) -> RulesetAttributes:
    """Everything that a version of Landlock can forbid.

    Args:
        version: the ABI.

    Returns:
        The attributes of a rule set that forbids all of it.
    """
    files = (1 << KNOWN_BITS.get(version, 16)) - 1
    return RulesetAttributes(files, NET_TCP if version >= NET_ABI else 0, SCOPE_ALL if version >= SCOPE_ABI else 0)


def restrict(readable: list[str], writable: list[str], devices: list[str], listed: list[str]) -> None:
    """Leave this process only what is listed; `no_new_privs` must be set.

    Args:
        readable: files and folders to read and execute.
        writable: folders to do anything in but make devices.
        devices: device files to read and write.
        listed: folders whose names, and those below, may be listed.
    """
    attributes = handled(abi())
    everything = attributes.fs & ~MAKE_CHAR & ~MAKE_BLOCK
    ruleset = linux.syscall("landlock_create_ruleset", ctypes.byref(attributes), ctypes.sizeof(attributes), 0)
    try:
        granted = (readable, READ), (writable, everything), (devices, READ_FILE | WRITE_FILE), (listed, READ_DIR)
        for paths, rights in granted:
            for path in paths:
                _allow(ruleset, path, rights & attributes.fs)
        linux.syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        rule = PathBeneath(rights if os.path.isdir(path) else rights & FILE_RIGHTS, parent)
        linux.syscall("landlock_add_rule", ruleset, RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)
