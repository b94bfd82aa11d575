"""Namespaces made by hand, as the program bubblewrap makes them: a view of files of its own, no network, own processes.

Two steps, because the first process of a process namespace is a child of the one that asks for it: the guard calls
`part`, and its child, the box's first process, calls `build`.
"""

import ctypes
import os
import shutil
import stat
from pathlib import Path

from classroom.sandbox import linux, privileges
from classroom.sandbox.box import DEVICES, Box

NEW_MOUNTS, NEW_NAMES, NEW_IPC = 0x00020000, 0x04000000, 0x08000000
NEW_USERS, NEW_PROCESSES, NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
READ_ONLY, NO_SETUID, NO_DEVICES, NO_PROGRAMS = 1, 2, 4, 8  # the same for mount and mount_setattr
REMOUNT, BIND, RECURSIVE, PRIVATE = 1 << 5, 1 << 12, 1 << 14, 1 << 18
AT_CWD, AT_EMPTY_PATH, AT_RECURSIVE, OPEN_TREE_CLONE, MOVE_EMPTY_PATH = -100, 0x1000, 0x8000, 1, 4
DETACH = 2
ROOT_BYTES, OPEN_TO_ALL = 4_000_000, 0o1777
MEMORY = "/.memory"  # where the box's file system in memory is mounted; its folders appear elsewhere
LINKS = {"/dev/fd": "/proc/self/fd", "/dev/stdin": "fd/0", "/dev/stdout": "fd/1", "/dev/stderr": "fd/2"}


def part() -> None:
    """Let the next child of this process be the first of a new process namespace; its user needs no privileges."""
    uid, gid = os.geteuid(), os.getegid()
    flags = NEW_PROCESSES if uid == 0 else NEW_PROCESSES | NEW_USERS
    linux.checked(linux.libc().unshare(flags), "unshare: making namespaces")
    if uid != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def build(box: Box, uid: int | None) -> None:
    """Give this process a file system of its own and nothing else of the machine.

    Args:
        box: what is seen and how large the scratch folder may grow.
        uid: who is to own the scratch folder; None for this user.
    """
    linux.checked(linux.libc().unshare(NEW_MOUNTS | NEW_NETWORK | NEW_IPC | NEW_NAMES), "unshare: making namespaces")
    scratch = str(Path(box.scratch).absolute())
    _mount(None, "/", None, RECURSIVE | PRIVATE)
    shown = {path: _view(path) for path in box.seen() if not os.path.islink(path)}
    shown |= {path: _view(path, devices=True) for path in DEVICES}
    links = LINKS | {path: os.readlink(path) for path in box.seen() if os.path.islink(path)}
    given = _view(scratch)
    # The old files are out of reach by name from here on; `shown` and `given` hold what we keep of them.
    _mount("tmpfs", scratch, "tmpfs", NO_SETUID | NO_DEVICES, f"size={ROOT_BYTES},mode=755")
    os.mkdir(f"{scratch}/proc")  # mounted while the old one is still there: the kernel asks for that
    _mount("proc", f"{scratch}/proc", "proc", NO_SETUID | NO_DEVICES | NO_PROGRAMS)
    os.chdir(scratch)
    linux.syscall("pivot_root", b".", b".")
    linux.checked(linux.libc().umount2(b".", DETACH), "umount")
    os.chdir("/")
    _fill(box, scratch, given, uid)
    for path, tree in shown.items():
        _attach(tree, path)
    for path, target in links.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(target, path)
    for path in filter(os.path.isdir, map(str, box.hidden)):
        _mount("tmpfs", path, "tmpfs", READ_ONLY | NO_SETUID | NO_DEVICES, f"size={ROOT_BYTES}")
    _mount(None, "/", None, REMOUNT | BIND | READ_ONLY | NO_SETUID | NO_DEVICES)
    os.chdir(scratch)


def _fill(box: Box, scratch: str, given: int, uid: int | None) -> None:
    """Make the folders that may be written, in one file system in memory of limited size, and copy what was given."""
    limits = box.limits
    os.mkdir(MEMORY)
    size = f"size={limits.scratch_bytes},nr_inodes={limits.scratch_files},mode=755"
    _mount("tmpfs", MEMORY, "tmpfs", NO_SETUID | NO_DEVICES, size)
    os.mkdir("/given")
    _attach(given, "/given")
    shutil.copytree("/given", f"{MEMORY}/scratch", symlinks=True)
    linux.checked(linux.libc().umount2(b"/given", DETACH), "umount")
    os.rmdir("/given")
    os.chmod(f"{MEMORY}/scratch", 0o700)
    privileges.give(Path(MEMORY, "scratch"), uid)
    for name, path in (("tmp", "/tmp"), ("shm", "/dev/shm"), ("scratch", scratch)):
        os.makedirs(f"{MEMORY}/{name}", exist_ok=True)
        if name != "scratch":
            os.chmod(f"{MEMORY}/{name}", OPEN_TO_ALL)
        os.makedirs(path, exist_ok=True)
        _mount(f"{MEMORY}/{name}", path, None, BIND)
    linux.checked(linux.libc().umount2(MEMORY.encode(), DETACH), "umount")
    os.rmdir(MEMORY)


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str = "") -> None:
    texts = [text.encode() if text else None for text in (source, target, kind)]
    done = linux.libc().mount(*texts, ctypes.c_ulong(flags), options.encode() or None)
    linux.checked(done, f"mount {kind or 'folder'} on {target}")


class MountAttributes(ctypes.Structure):
    """struct mount_attr."""

    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "users")]


def _view(path: str, devices: bool = False) -> int:
    """A read-only copy of a part of the file tree, not yet mounted anywhere."""
    wanted = MountAttributes(READ_ONLY | NO_SETUID | (0 if devices else NO_DEVICES), 0, PRIVATE, 0)
    tree = linux.syscall("open_tree", AT_CWD, path.encode(), OPEN_TREE_CLONE | os.O_CLOEXEC | AT_RECURSIVE)
    size = ctypes.sizeof(wanted)
    linux.syscall("mount_setattr", tree, b"", AT_EMPTY_PATH | AT_RECURSIVE, ctypes.byref(wanted), size)
    return tree


def _attach(tree: int, path: str) -> None:
    """Mount a view where it belongs, in the new file system."""
    if stat.S_ISDIR(os.fstat(tree).st_mode):
        os.makedirs(path, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(path).touch()
    linux.syscall("move_mount", tree, b"", AT_CWD, path.encode(), MOVE_EMPTY_PATH)
    os.close(tree)
