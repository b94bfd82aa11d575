"""What programs in a box try, shared by the tests of this folder."""

import platform

from classroom.sandbox import TIERS
from classroom.sandbox.linux import MACHINES, SYSCALLS, is_supported
from classroom.sandbox.syscalls import NUMBERS

STRONG = TIERS[:2]
# The words of a tier's sentence that name what is open.
READ, CHANGE, NETWORK, SIGNAL = "read every file", "change those", "use the network", "signal other processes"

# What programs in a box begin with: `attempt` prints "held" where the system refuses and "open" where it lets it pass.
PRELUDE = """
import ctypes, errno, os, resource, signal, socket, struct, subprocess, sys, time
from pathlib import Path
from tempfile import TemporaryDirectory
libc = ctypes.CDLL(None, use_errno=True)
def attempt(name, action):
    try:
        done = action()
        if done is False:
            raise OSError("refused without a reason")
        print(name, "open", flush=True)
    except (OSError, ValueError, MemoryError) as error:
        print(name, "held", type(error).__name__, error, flush=True)
def call(name, *arguments):
    number = dict(NUMBERS)[name]
    ctypes.set_errno(0)
    done = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    if done < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return done
"""

CONNECTS = """
port, abstract, named, datagram = sys.argv[1:]
def connect(family, address, kind=socket.SOCK_STREAM):
    with socket.socket(family, kind) as one:
        one.settimeout(5)
        one.connect(address)
def by_pair():
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.sendto(b"x", "\\0" + datagram)
attempt("tcp", lambda: connect(socket.AF_INET, ("127.0.0.1", int(port))))
attempt("udp", lambda: connect(socket.AF_INET, ("127.0.0.1", int(port)), socket.SOCK_DGRAM))
attempt("listen", lambda: socket.create_server(("127.0.0.1", 0)))
attempt("abstract", lambda: connect(socket.AF_UNIX, "\\0" + abstract))
attempt("named", lambda: connect(socket.AF_UNIX, named))
attempt("datagram_pair", by_pair)
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attempt("packet", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
"""
SOCKETS = ["tcp", "udp", "listen", "abstract", "named", "datagram_pair", "netlink", "packet"]

TOUCHES = """
pid = int(sys.argv[1])
def exists():
    os.kill(pid, 0)
buffer = ctypes.create_string_buffer(64)
vector = struct.pack("PN", ctypes.addressof(buffer), 64)
attempt("kill", lambda: os.kill(pid, signal.SIGTERM))
attempt("kill_group", lambda: os.killpg(os.getpgid(pid), signal.SIGTERM) if os.getpgid(pid) != os.getpgid(0) else False)
attempt("tgkill", lambda: call("tgkill", pid, pid, 15))
attempt("pidfd", lambda: signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGTERM))
attempt("ptrace", lambda: call("ptrace", 16, pid, 0, 0))
attempt("read_memory", lambda: call("process_vm_readv", pid, vector, 1, vector, 1, 0))
attempt("memory_file", lambda: open(f"/proc/{pid}/mem", "rb").close())
attempt("environment", lambda: open(f"/proc/{pid}/environ").read())
attempt("descriptors", lambda: os.listdir(f"/proc/{pid}/fd"))
attempt("prlimit", lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (0, 0)))
attempt("priority", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19))
attempt("affinity", lambda: os.sched_setaffinity(pid, {0}))
"""
TOUCHED = [
    "kill",
    "kill_group",
    "tgkill",
    "pidfd",
    "ptrace",
    "read_memory",
    "memory_file",
    "environment",
    "descriptors",
]
TOUCHED += ["prlimit", "priority", "affinity"]


def beginning():
    """The lines that every program begins with, with the numbers of this machine's system calls."""
    column = MACHINES.index(platform.machine()) if is_supported() else 0
    numbers = {name: pair[column] for name, pair in {**SYSCALLS, **NUMBERS}.items()}
    return PRELUDE.replace("NUMBERS", repr(numbers))


def in_tiers(*names):
    """Run a test in these tiers alone, where the others do not promise what it tests."""

    def mark(test):
        test.tiers = names
        return test

    return mark
