"""Resource limits of a process, which its descendants inherit and cannot raise again."""

import contextlib
import math
import os
import sys

import psutil

from classroom.sandbox.box import Limits

try:
    import resource
except ImportError:  # Windows
    resource = None


def apply(limits: Limits, others: int) -> None:
    """Limit the calling process.

    Args:
        limits: the `Limits`.
        others: threads that the same user has outside the box; the kernel counts a user's threads together.
    """
    if resource is None:
        return
    seconds = math.ceil(limits.cpu_seconds)
    wanted = {
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_CPU": (seconds, seconds + 1),  # a signal, and a second later one that cannot be ignored
        "RLIMIT_DATA": (limits.memory_bytes,) * 2,
        "RLIMIT_FSIZE": (limits.file_bytes,) * 2,
        "RLIMIT_MSGQUEUE": (0, 0),
        "RLIMIT_NOFILE": (limits.open_files,) * 2,
        "RLIMIT_NPROC": (limits.threads + others,) * 2,
    }
    for name, (soft, hard) in wanted.items():
        if hasattr(resource, name):
            _lower(getattr(resource, name), soft, hard)


def _lower(kind: int, soft: int, hard: int) -> None:
    """Set a limit, but never above the one that is in force."""
    now = resource.getrlimit(kind)[1]
    if now != resource.RLIM_INFINITY:
        soft, hard = min(soft, now), min(hard, now)
    tolerant = contextlib.nullcontext() if sys.platform == "linux" else contextlib.suppress(ValueError, OSError)
    with tolerant:
        resource.setrlimit(kind, (soft, hard))


def threads_of_ours() -> int:
    """How many threads this user has now."""
    found = psutil.process_iter(["uids", "num_threads"])
    return sum(
        one.info["num_threads"] or 1 for one in found if one.info["uids"] and one.info["uids"].real == os.getuid()
    )
