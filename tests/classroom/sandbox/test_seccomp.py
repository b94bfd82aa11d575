"""The filter, run by a small machine for classic BPF: for both processors, whichever one this is."""

import errno
import struct

import pytest

from classroom.sandbox import linux, seccomp
from classroom.sandbox.syscalls import FORBIDDEN, MISSING, NUMBERS, PRETENDED

OWN = 4711  # the number of the process that is filtered
REFUSED, MISSING_CALL, PRETENCE = (seccomp.REFUSE | code for code in (errno.EPERM, errno.ENOSYS, 0))


def judged(program, machine, number, arguments=(), arch=None):
    """What a program returns for a system call."""
    arguments = [*arguments, *[0] * 6][:6]
    data = struct.pack("=iIQ6Q", number, arch or seccomp.AUDIT_ARCH[machine], 0, *arguments)
    instructions = list(struct.iter_unpack("=HBBI", program))
    at = accumulator = 0
    while True:
        code, if_true, if_false, value = instructions[at]
        at += 1
        if code == seccomp.RETURN:
            return value
        if code == seccomp.LOAD:
            accumulator = struct.unpack_from("=I", data, value)[0]
        elif code == seccomp.AND:
            accumulator &= value
        else:
            met = accumulator == value if code == seccomp.EQUAL else accumulator >= value
            at += if_true if met else if_false


@pytest.fixture(params=linux.MACHINES)
def judge(request):
    """Judge a call by name in a box with or without namespaces, at some version of Landlock."""

    def judge_call(name, *arguments, namespaces=False, abi=7):
        program = seccomp.assemble(*seccomp.rules(namespaces, abi, OWN), request.param)
        return judged(program, request.param, NUMBERS[name][linux.MACHINES.index(request.param)], arguments)

    return judge_call


@pytest.mark.parametrize("machine", linux.MACHINES)
@pytest.mark.parametrize("namespaces", [True, False])
def test_every_forbidden_call_is_refused_and_ordinary_ones_pass(machine, namespaces):
    program = seccomp.assemble(*seccomp.rules(namespaces, 7, OWN), machine)
    column = linux.MACHINES.index(machine)
    for name, numbers in {**FORBIDDEN, **MISSING, **PRETENDED}.items():
        if numbers[column] is not None:
            expected = REFUSED if name in FORBIDDEN else MISSING_CALL if name in MISSING else PRETENCE
            expected = seccomp.ALLOW if name in PRETENDED and namespaces else expected
            assert judged(program, machine, numbers[column], [1, 1, 1]) == expected, name
    taken = {numbers[column] for numbers in NUMBERS.values()}
    assert all(judged(program, machine, number) == seccomp.ALLOW for number in range(300) if number not in taken)


@pytest.mark.parametrize("machine", linux.MACHINES)
def test_foreign_processors_are_killed_and_foreign_numbers_missing(machine):
    program = seccomp.assemble(*seccomp.rules(True, 7, OWN), machine)
    assert judged(program, machine, 0, arch=0x40000003) == seccomp.KILL
    assert judged(program, machine, seccomp.X32 + 1) == MISSING_CALL


def test_sockets_are_for_boxes_with_a_network_of_their_own(judge):
    inet, unix = 2, 1
    assert judge("socket", inet, namespaces=True) == REFUSED
    assert judge("socket", unix, namespaces=True) == seccomp.ALLOW
    assert judge("socket", inet) == judge("socket", unix) == REFUSED
    stream, datagram, close_on_exec = 1, 2, 0o2000000
    assert judge("socketpair", unix, stream | close_on_exec) == seccomp.ALLOW
    assert judge("socketpair", unix, datagram) == REFUSED
    assert judge("socketpair", unix, datagram, namespaces=True) == seccomp.ALLOW


def test_processes_are_made_and_namespaces_not(judge):
    child_signal, thread = 17, 0x3D0F00
    for flags in (child_signal, thread):
        assert judge("clone", flags) == seccomp.ALLOW
    for flag in (0x20000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
        assert judge("clone", flag | child_signal) == REFUSED


def test_memory_is_shared_by_name_alone(judge):
    shared, private, anonymous, validated = 1, 2, 0x20, 3
    assert judge("mmap", 0, 1, 3, private | anonymous) == seccomp.ALLOW
    assert judge("mmap", 0, 1, 3, shared) == seccomp.ALLOW
    assert judge("mmap", 0, 1, 3, shared | anonymous) == REFUSED
    assert judge("mmap", 0, 1, 3, validated | anonymous) == REFUSED


def test_limits_and_processors_of_others_stay(judge):
    assert judge("prlimit64", 0) == judge("sched_setaffinity", 0) == seccomp.ALLOW
    assert judge("prlimit64", 99) == judge("sched_setaffinity", 99) == REFUSED


def test_signals_are_filtered_where_landlock_has_no_scope(judge):
    for name in ("kill", "tgkill"):
        assert judge(name, 99, 9, 9) == seccomp.ALLOW
        assert judge(name, 99, 9, 9, abi=5) == REFUSED
        assert judge(name, OWN, OWN, 6, abi=5) == seccomp.ALLOW
        assert judge(name, 2**32 - 1, 9, 9, abi=5) == REFUSED  # -1: everybody
    assert judge("tkill", 99, abi=5) == judge("pidfd_send_signal", 3, abi=5) == REFUSED
    assert judge("fcntl", 3, seccomp.F_SETOWN, 99, abi=5) == judge("ioctl", 3, seccomp.FIOSETOWN, abi=5) == REFUSED
    assert judge("fcntl", 3, 1, abi=5) == judge("ioctl", 3, 0x5401, abi=5) == seccomp.ALLOW
    assert judge("ioctl", 3, seccomp.TIOCSTI) == judge("ioctl", 3, seccomp.TIOCSTI, abi=5) == REFUSED


def test_truncation_is_filtered_where_landlock_does_not_see_it(judge):
    assert judge("truncate", 0, 0, abi=2) == REFUSED
    assert judge("truncate", 0, 0, abi=3) == seccomp.ALLOW


def test_dates_are_pretended_but_a_touch_is_refused(judge):
    assert judge("utimensat", 0, 0, 4096) == PRETENCE
    assert judge("utimensat", 0, 0, 0) == REFUSED
    assert judge("utimensat", 0, 0, 0, namespaces=True) == seccomp.ALLOW
