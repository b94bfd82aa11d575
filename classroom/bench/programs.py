"""The programs beside this Python, run as an instructor types them, and how long they take."""

import os
import subprocess
import sys
import time
from pathlib import Path

from classroom.errors import ClassroomError


def command(words, folder, accepted=(0,)):
    """Run one of the programs beside this Python.

    Args:
        words: the program and its words.
        folder: where.
        accepted: exit statuses that are no failure.

    Returns:
        The seconds it took.

    Raises:
        ClassroomError: with the end of what it printed.
    """
    programs = Path(sys.executable).parent
    path = str(programs) + os.pathsep + os.environ.get("PATH", "")
    started = time.perf_counter()
    ran = subprocess.run(
        [programs / words[0], *words[1:]],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode not in accepted:
        said = (ran.stderr or ran.stdout).strip()[-500:]
        raise ClassroomError(f"{' '.join(words)} ended with {ran.returncode}: {said}")
    return time.perf_counter() - started
