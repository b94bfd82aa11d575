"""Running submissions in processes of our own: the student's cells in one, the tests in another.

    with Engine() as engine:
        endings = engine.run(assignment, notebook, Limits(), files)

See `conductor.py` for how a run goes, `student.py` and `examiner.py` for the two processes, `values.py` for what
crosses between them, `nursery.py` for where they come from.
"""

import os
import threading

from classroom.endings import RAN, Ending, Limits
from classroom.engine.script import needed_modules, steps_of
from classroom.errors import ClassroomError

PROCESSES = ("two", "one")
PYTHON = ("python3", "python")


class Engine:
    """Runs submissions, of any number of assignments; holds the nurseries that their processes are forked from.

    Args:
        processes: "two", or "one" where the tests need the student's live objects.
        isolation: the sandbox's tier, "auto" for the strongest that works here.
        seed: what the hidden tests draw their inputs from, the same for every submission; each its own if None.

    Raises:
        ClassroomError: for a tier that does not work here.
    """

    def __init__(self, processes="two", isolation="limits", seed=None):
        from classroom.sandbox import choose_tier

        if processes not in PROCESSES:
            raise ClassroomError(f"There is no {processes!r} for processes; choose one of {', '.join(PROCESSES)}.")
        self.processes, self.tier, self.seed = processes, choose_tier(isolation), seed
        self._nurseries, self._lock = {}, threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def run(self, assignment, notebook, limits=None, files=()):
        """Run a rebuilt notebook.

        Args:
            assignment: the `Assignment`.
            notebook: what `rebuild` made of a submission; outputs and execution counts are written into it.
            limits: a `Limits`.
            files: what students were given beside the notebook.

        Returns:
            A dict from the index of each code cell to its `Ending`, and a dict with how it was run.

        Raises:
            ClassroomError: where no process can be started.
        """
        limits = limits or Limits()
        if not can_run(notebook):
            from classroom.execution import run_notebook

            return run_notebook(notebook, limits, files), {"isolation": "none", "processes": "one"}
        from classroom.engine.conductor import Conductor
        from classroom.engine.processes import Place

        names, classes = tuple(sorted(assignment.answer_names)), tuple(sorted(assignment.answer_classes))
        place = Place(self.tier.name, tuple(files), names, classes)
        nursery = self._nursery(needed_modules(assignment, notebook))
        conductor = Conductor(nursery, steps_of(assignment, notebook, self.processes), limits, place)
        if self.seed is not None:
            conductor.seed = self.seed
        endings = conductor.run()
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                cell.outputs = conductor.outputs.get(index, [])
                cell.execution_count = conductor.counts.get(index)
                endings.setdefault(index, Ending(RAN))
        facts = {"isolation": self.tier.name, "processes": self.processes, "seed": conductor.seed}
        facts["cpu_seconds"] = round(conductor.cpu_seconds, 3)
        return endings, facts

    def prepare(self, assignments):
        """Start the nurseries that these assignments will need; they import while the caller does other things.

        Args:
            assignments: `Assignment`s.
        """
        for assignment in assignments:
            if can_run(assignment.skeleton):
                self._nursery(needed_modules(assignment, assignment.skeleton))

    def _nursery(self, imports):
        from classroom.engine.processes import Nursery

        with self._lock:
            known = self._nurseries.get(imports)
            if known is None or not known.is_alive():
                self._nurseries[imports] = Nursery(imports)
            return self._nurseries[imports]

    def close(self):
        """End the nurseries."""
        with self._lock:
            while self._nurseries:
                self._nurseries.popitem()[1].close()


def can_run(notebook):
    """Whether a notebook can be run here without a kernel: it is Python's, and processes can fork."""
    name = notebook["metadata"].get("kernelspec", {}).get("name") or "python3"
    return name in PYTHON and hasattr(os, "fork")
