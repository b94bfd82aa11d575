"""What a box is made of: tier, scratch folder, what may be read, limits, environment."""

import os
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from subprocess import DEVNULL

from classroom.kernels import DEFAULTS

MB, GB = 10**6, 10**9

# What programs need of the system to run, and nothing that is a person's.
SYSTEM = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store",
    "/etc/alternatives", "/etc/fonts", "/etc/group", "/etc/hosts", "/etc/ld.so.cache", "/etc/ld.so.conf",
    "/etc/ld.so.conf.d", "/etc/locale.alias", "/etc/localtime", "/etc/mime.types", "/etc/nsswitch.conf",
    "/etc/passwd", "/etc/protocols", "/etc/services", "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/timezone",
    "/sys/devices/system/cpu", "/sys/devices/system/node", "/var/cache/fontconfig",
)  # fmt: skip
DEVICES = ("/dev/null", "/dev/full", "/dev/random", "/dev/urandom")  # no /dev/zero: mapped shared, it is unseen memory


@dataclass(frozen=True)
class Tier:
    """A degree of isolation.

    Args:
        name: `bubblewrap`, `landlock` or `limits`.
        unprotected: one sentence that names what is open; "" for bubblewrap.
    """

    name: str
    unprotected: str = ""


@dataclass(frozen=True)
class Limits:
    """The budgets of everything that runs in a box together, unless said otherwise.

    Args:
        memory_bytes: data of each process (never address space: TensorFlow maps gigabytes that it does not use), and
            resident memory of all processes.
        processes: processes at a time.
        threads: threads at a time, those of processes included.
        cpu_seconds: processor time.
        file_bytes: size of one file.
        scratch_bytes: all files in the scratch folder and temporary folders.
        scratch_files: their number.
        open_files: file descriptors of each process.
    """

    memory_bytes: int = 2 * GB
    processes: int = 32
    threads: int = 128 + 4 * (os.cpu_count() or 1)  # TensorFlow starts two for each processor
    cpu_seconds: float = 600
    file_bytes: int = 200 * MB
    scratch_bytes: int = 400 * MB
    scratch_files: int = 10_000
    open_files: int = 512


@dataclass(frozen=True)
class Box:
    """Where code runs, and within which bounds.

    Args:
        tier: a `Tier` from `choose_tier`.
        scratch: an existing folder of this box alone; working directory and home of what runs in it.
        readable: files and folders that are seen besides the system and Python, read-only.
        limits: the `Limits`.
        environment: variables besides the short list that every box has; these win.
        hidden: folders among those that would be seen whose files are not; the tier `limits` cannot hide them.
    """

    tier: Tier
    scratch: Path
    readable: tuple[Path, ...] = ()
    limits: Limits = field(default_factory=Limits)
    environment: dict[str, str] = field(default_factory=dict)
    hidden: tuple[Path, ...] = ()

    def seen(self) -> list[str]:
        """Every path that may be read and is there, parents first, none below another."""
        return list(_seen(self.readable))

    def opened(self) -> tuple[list[str], list[str]]:
        """What is seen, taken apart around what is hidden: paths to open whole, and folders to open for their names."""
        hidden = {os.path.realpath(path) for path in self.hidden}
        above = {os.path.realpath(parent) for path in hidden for parent in Path(path).parents}
        whole, names, waiting = [], set(), [os.path.realpath(path) for path in self.seen()]
        while waiting:
            path = waiting.pop()
            if path in above and path not in names:
                names.add(path)
                waiting += [entry.path for entry in os.scandir(path) if not entry.is_symlink()]
            elif path not in above and not any(path == one or path.startswith(one + "/") for one in hidden):
                whole.append(path)
        return whole, sorted(names)

    def variables(self) -> dict[str, str]:
        """The whole environment of what runs in the box."""
        here = str(Path(self.scratch).absolute())
        path = os.pathsep.join([str(Path(sys.executable).parent), os.defpath])
        own = {"HOME": here, "TMPDIR": here, "PATH": path, "LANG": "C.UTF-8", "USER": "student", "LOGNAME": "student"}
        return {**DEFAULTS, **own, "MPLBACKEND": "agg", **self.environment}


@dataclass(frozen=True)
class Streams:
    """What a box is connected to.

    Args:
        stdin: as in `subprocess`: a file descriptor, a file, or DEVNULL.
        stdout: likewise.
        stderr: likewise.
        pass_fds: more file descriptors, which keep their numbers.
    """

    stdin: object = DEVNULL
    stdout: object = DEVNULL
    stderr: object = DEVNULL
    pass_fds: tuple[int, ...] = ()


@cache
def _seen(readable: tuple[Path, ...]) -> tuple[str, ...]:
    """What `Box.seen` gives; looked for once in a process, and in those forked from it later not at all."""
    wanted = {*SYSTEM, *python_folders(), *(str(Path(path).absolute()) for path in readable)}
    wanted |= {os.path.realpath(path) for path in wanted}
    kept: list[str] = []
    for path in sorted(path for path in wanted if os.path.exists(path)):
        below = any(path.startswith(parent.rstrip("/") + "/") for parent in kept if not os.path.islink(parent))
        if not below:
            kept.append(path)
    return tuple(kept)


def python_folders() -> set[str]:
    """The folders of this interpreter and of its packages."""
    program = Path(os.path.realpath(sys.executable)).parent
    packages = {path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")}
    return {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, str(program), *packages}
