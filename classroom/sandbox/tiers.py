"""The tiers of isolation, and which of them work on this machine: found out by running them."""

import sys
import tempfile
from functools import cache
from pathlib import Path

from classroom.errors import ClassroomError
from classroom.sandbox.box import Box, Tier
from classroom.sandbox.child import start
from classroom.sandbox.report import ENDED

PATIENCE = 60  # seconds for a probe that takes a tenth of one
GUESSES = (
    "Landlock does not hide that a file or process exists: a submission can learn names that it guesses, sizes and"
    " dates, but read or change nothing outside its scratch folder, signal nobody and reach no network."
)
OPEN = (
    "Nothing but memory, processes, time and disk is limited: a submission can read every file that you can read,"
    " change those that it may write, use the network, and signal other processes."
)
OPEN_ON_WINDOWS = (
    "Nothing but the time is limited on Windows: a submission can read and change your files, use the network, signal"
    " other processes, and use up memory and disk."
)
OPEN_TO_STAY = " A process that detaches itself may go on running here."
TIERS = ("bubblewrap", "landlock", "limits")
CURES = {
    "bubblewrap": "Allow unprivileged user namespaces (sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    " on Ubuntu, kernel.unprivileged_userns_clone=1 elsewhere) on Linux 5.12 or later,",
    "landlock": "Use Linux 5.13 or later on x86_64 or aarch64, with landlock in its list of security modules,",
    "limits": "Look whether this Python can start itself,",
}
PROBE = "import sys\ntry:\n    open(sys.argv[1])\nexcept OSError:\n    sys.exit(0)\nsys.exit(3)"


def tier_named(name: str) -> Tier:
    """A tier, whether or not it works here.

    Args:
        name: one of `TIERS`.

    Returns:
        The `Tier`.
    """
    if name == "limits":
        here = OPEN_ON_WINDOWS if sys.platform == "win32" else OPEN
        return Tier(name, here if sys.platform in ("linux", "win32") else here + OPEN_TO_STAY)
    return Tier(name, GUESSES if name == "landlock" else "")


@cache
def fault_of(name: str) -> str:
    """Why a tier does not work on this machine.

    Args:
        name: one of `TIERS`.

    Returns:
        The reason; "" if it works: a program ran in it and could not read a file outside.
    """
    if sys.platform != "linux" and name != "limits":
        return f"it needs Linux, and this is {sys.platform}"
    with tempfile.TemporaryDirectory(prefix="classroom-") as folder:
        outside, scratch = Path(folder, "outside"), Path(folder, "scratch")
        outside.write_text("")
        scratch.mkdir()
        expected = 3 if name == "limits" else 0
        child = start([sys.executable, "-I", "-S", "-c", PROBE, str(outside)], Box(tier_named(name), scratch))
        ending = child.wait(PATIENCE) or child.kill()
    if ending.reason == ENDED and ending.status == expected:
        return ""
    said = {0: "it hides files", 3: "it does not hide files"}.get(ending.status, f"a probe ended with {ending.status}")
    return ending.detail or said


def choose_tier(name: str = "auto") -> Tier:
    """The tier to grade in.

    Args:
        name: one of `TIERS`, or `auto` for the strongest that works here.

    Returns:
        A `Tier` that works.

    Raises:
        ClassroomError: for another name, or a tier that does not work here.

    Example:
        >>> choose_tier("limits").name
        'limits'
    """
    if name not in ("auto", *TIERS):
        raise ClassroomError(f"There is no isolation {name!r}; choose one of auto, {', '.join(TIERS)}.")
    if name == "auto":
        name = next((one for one in TIERS if not fault_of(one)), "limits")
    if fault := fault_of(name):
        raise ClassroomError(f"The isolation {name!r} does not work here: {fault}. {CURES[name]} or choose auto.")
    return tier_named(name)
