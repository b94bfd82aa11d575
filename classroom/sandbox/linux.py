"""The few calls of Linux that Python has no name for."""

import ctypes
import os
import platform
import sys
from functools import cache

SYSCALLS = {  # number on x86_64, on aarch64
    "capset": (126, 91),
    "landlock_add_rule": (445, 445),
    "landlock_create_ruleset": (444, 444),
    "landlock_restrict_self": (446, 446),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "pivot_root": (155, 41),
}
MACHINES = ("x86_64", "aarch64")
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_KEEPCAPS, PR_SET_SECCOMP = 1, 4, 8, 22
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 36, 38, 47


def is_supported() -> bool:
    """Whether this is a Linux whose system calls we know by number."""
    return sys.platform == "linux" and platform.machine() in MACHINES and sys.maxsize > 2**32


@cache
def libc() -> ctypes.CDLL:
    """The C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def checked(result: int, what: str) -> int:
    """The result of a call to the C library.

    Args:
        result: what it returned.
        what: what was tried, for the message.

    Returns:
        The result.

    Raises:
        OSError: if it is negative, with the reason that the system gives.
    """
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{os.strerror(code)} ({what})")
    return result


def syscall(name: str, *arguments: object) -> int:
    """Make a system call.

    Args:
        name: a key of `SYSCALLS`.
        *arguments: integers, bytes, None, or structures by reference.

    Returns:
        What the kernel returned.
    """
    number = SYSCALLS[name][MACHINES.index(platform.machine())]
    wide = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    return checked(libc().syscall(ctypes.c_long(number), *wide), name)


def prctl(option: int, *arguments: object) -> int:
    """Set a property of the calling process.

    Args:
        option: one of the PR_ numbers.
        *arguments: up to four.

    Returns:
        What the kernel returned.
    """
    filled = [*arguments, 0, 0, 0, 0][:4]
    wide = [ctypes.c_ulong(argument) if isinstance(argument, int) else argument for argument in filled]
    return checked(libc().prctl(ctypes.c_int(option), *wide), f"prctl {option}")


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when the process that made it ends.

    Args:
        parent: the process that made it; 0 where it lives in an outer process namespace.
    """
    prctl(PR_SET_PDEATHSIG, 9)
    if os.getppid() != parent:
        os._exit(1)  # it ended before we could say so
