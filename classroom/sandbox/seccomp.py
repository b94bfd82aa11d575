"""A filter of system calls: what no submission needs and a hostile one could use.

The box rests on namespaces or on Landlock; the filter closes what these do not see and what the kernel itself is
attacked through. It is a list of what is forbidden: a list of what is allowed would break honest programs with each new
C library.
"""

import ctypes
import errno
import platform
import struct
from dataclasses import dataclass

from classroom.sandbox import linux
from classroom.sandbox.syscalls import FORBIDDEN, MISSING, NUMBERS, OTHERS_FILES, OTHERS_SIGNALS, PRETENDED

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
KILL, REFUSE, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
LOAD, AND, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06  # classic BPF
NUMBER_AT, ARCH_AT, ARGUMENTS_AT = 0, 4, 16  # struct seccomp_data
X32 = 0x40000000  # the second set of numbers that x86_64 has
ALL_BITS = 0xFFFFFFFF
FILTER_MODE = 2

NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID, NET
MAP_SHARED_ANONYMOUS = 0x21
SOCKET_TYPE = 0xF
F_SETOWN, F_SETSIG, F_SETOWN_EX, FIOSETOWN, SIOCSPGRP, TIOCSTI = 8, 10, 15, 0x8901, 0x8902, 0x5412
AF_UNIX, SOCK_STREAM = 1, 1


@dataclass(frozen=True)
class Argument:
    """A system call that is refused or let through by one of its arguments.

    Args:
        name: the call.
        position: of the argument, from 0.
        values: what is looked for.
        mask: the bits that are looked at.
        refused: True if these values are refused, False if all others are.
    """

    name: str
    position: int
    values: tuple[int, ...]
    mask: int = ALL_BITS
    refused: bool = False


# Memory that is shared and nameless, or in a nameless file, is in nobody's resident set once it is unmapped.
EVERYWHERE = (
    Argument("clone", 0, (0,), NEW_NAMESPACES),
    Argument("mmap", 3, (MAP_SHARED_ANONYMOUS,), MAP_SHARED_ANONYMOUS, refused=True),
    Argument("prlimit64", 0, (0,)),
    Argument("sched_setaffinity", 0, (0,)),
    Argument("ioctl", 1, (TIOCSTI,), refused=True),
)
# A stream pair is connected for good; a datagram pair can be pointed at any socket of the machine.
WITHOUT_NETWORK_NAMESPACE = (
    Argument("socket", 0, ()),
    Argument("socketpair", 1, (SOCK_STREAM,), SOCKET_TYPE),
    # "Now" as date is how pathlib asks whether a file is there to be touched: pretending would keep it from making one.
    Argument("utimensat", 2, (0,), refused=True),
)
WITH_NETWORK_NAMESPACE = (Argument("socket", 0, (AF_UNIX,)),)


def rules(namespaces: bool, abi: int, pid: int) -> tuple[dict[str, int], tuple[Argument, ...]]:
    """What is refused.

    Args:
        namespaces: whether the box has namespaces of its own; otherwise it has Landlock.
        abi: the version of Landlock.
        pid: the process that will run what was submitted.

    Returns:
        A dict from calls refused altogether to the error of each (0 pretends success), and what is looked into first.
    """
    flat = {**dict.fromkeys(FORBIDDEN, errno.EPERM), **dict.fromkeys(MISSING, errno.ENOSYS)}
    if namespaces:
        return flat, EVERYWHERE + WITH_NETWORK_NAMESPACE
    flat |= {**dict.fromkeys(PRETENDED, 0), **dict.fromkeys(OTHERS_FILES, errno.EPERM)}
    looked_into = EVERYWHERE + WITHOUT_NETWORK_NAMESPACE
    if abi < 3:
        flat["truncate"] = errno.EPERM
    if abi < 6:  # no scope for signals: a process may signal itself, so that abort() works, and nobody else
        flat |= dict.fromkeys(OTHERS_SIGNALS, errno.EPERM)
        looked_into += tuple(Argument(name, 0, (pid,)) for name in ("kill", "tgkill"))
        looked_into += (Argument("fcntl", 1, (F_SETOWN, F_SETSIG, F_SETOWN_EX), refused=True),)
        looked_into += (Argument("ioctl", 1, (FIOSETOWN, SIOCSPGRP), refused=True),)
    return flat, looked_into


def assemble(flat: dict[str, int], looked_into: tuple[Argument, ...], machine: str) -> bytes:
    """The filter as a program for the kernel.

    Args:
        flat: calls refused altogether, with their errors.
        looked_into: calls refused by an argument.
        machine: `x86_64` or `aarch64`.

    Returns:
        Its instructions, eight bytes each.
    """
    column = linux.MACHINES.index(machine)
    load_number = (LOAD, 0, 0, NUMBER_AT)
    program = [(LOAD, 0, 0, ARCH_AT), (EQUAL, 1, 0, AUDIT_ARCH[machine]), (RETURN, 0, 0, KILL), load_number]
    program += [(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, REFUSE | errno.ENOSYS)]
    for argument in looked_into:
        body = [*_compare(argument), load_number]
        program += [(EQUAL, 0, len(body), NUMBERS[argument.name][column]), *body]
    for name, error in flat.items():
        number = NUMBERS[name][column]
        if number is not None:
            program += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE | error)]
    program.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


def _compare(argument: Argument) -> list[tuple[int, int, int, int]]:
    """Refuse the call by its argument, or fall through."""
    refuse = (RETURN, 0, 0, REFUSE | errno.EPERM)
    body = [(LOAD, 0, 0, ARGUMENTS_AT + 8 * argument.position), (AND, 0, 0, argument.mask)]
    count = len(argument.values)
    if argument.refused:  # a match jumps to the refusal; after the last comparison the refusal is jumped over
        tests = [(EQUAL, count - 1 - i, 0 if i < count - 1 else 1, v) for i, v in enumerate(argument.values)]
    else:  # a match jumps over the refusal
        tests = [(EQUAL, count - i, 0, value) for i, value in enumerate(argument.values)]
    return [*body, *tests, refuse]


class Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def restrict(namespaces: bool, abi: int, pid: int) -> None:
    """Filter the system calls of this process and its descendants for good; `no_new_privs` must be set.

    Args:
        namespaces: see `rules`.
        abi: see `rules`.
        pid: see `rules`.
    """
    code = assemble(*rules(namespaces, abi, pid), platform.machine())
    program = Program(len(code) // 8, code)
    linux.prctl(linux.PR_SET_SECCOMP, FILTER_MODE, ctypes.byref(program))
