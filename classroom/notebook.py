"""The notebook that the learner has open: its file, what of it is not saved yet, and its check in another process."""

import json
import os
import subprocess
import sys

from classroom import cells
from classroom.kernels import GRADING, kernel_environment
from classroom.mending import defined

SCRIPT = "import sys; from classroom.notebook import print_report; print_report(sys.argv[1])"
UNSAVED_ANSWER = "The answer {} was run with another text than the saved one; only what is saved is graded."


def is_open():
    """Whether this code runs in a notebook that somebody has open; a notebook that is graded is not."""
    if GRADING in os.environ:  # without a look at `widgets`, which an answer may have to do without
        return False
    from widgets.records import notebook_file

    return notebook_file() is not None


def unsaved(notebook, history):
    """Answers that were run and not saved, as far as the kernel can know: the page is asked first.

    Args:
        notebook: the notebook as it is saved.
        history: the sources of all cells that were run, the last one last (IPython's `In`).

    Returns:
        A list of sentences.
    """
    last = {}
    for source in history:
        last |= dict.fromkeys(defined(source), source)
    sentences = []
    for cell in notebook.cells:
        if cell.cell_type != "code" or not cells.is_answer(cell):
            continue
        run = {cells.plain(last[name]) for name in defined(cell.source) if name in last}
        if run and cells.plain(cell.source) not in run:
            sentences.append(UNSAVED_ANSWER.format(cells.grade_id(cell)))
    return sentences


def history():
    """The sources of all cells that this kernel has run."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return [str(source) for source in getattr(shell, "user_ns", {}).get("In", [])]


def grade(path):
    """Grade a saved notebook in a process of its own, so that this kernel stays as it is.

    Args:
        path: the notebook.

    Returns:
        A `Report`, or a sentence that says why there is none.
    """
    from classroom.results import Report

    environment = kernel_environment()
    environment.pop("JPY_SESSION_NAME", None)
    environment["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), environment.get("PATH", "")])
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path)], capture_output=True, text=True, encoding="utf-8", env=environment
    )
    try:
        found = json.loads(ran.stdout.strip().splitlines()[-1])
        return found["problem"] if "problem" in found else Report.from_record(found)
    except (ValueError, IndexError, KeyError, TypeError):
        last = (ran.stderr.strip().splitlines() or [f"it ended with status {ran.returncode}"])[-1]
        return f"The check did not come to an end: {last}. In a terminal: classroom check {path}"


def print_report(path):
    """Print the record of a check, or its problem, as the last line; what `grade` reads.

    Args:
        path: the notebook.
    """
    from classroom.checking import check
    from classroom.errors import ClassroomError

    try:
        found = check(path).to_record()
    except ClassroomError as error:
        found = {"problem": str(error)}
    print(f"\n{json.dumps(found)}")
