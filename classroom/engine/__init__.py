"""Running submissions in processes of our own: the student's cells in one, the tests in another.

    with Engine() as engine:
        endings = engine.run(assignment, notebook, Limits(), files)

See `conductor.py` for how a run goes, `student.py` and `examiner.py` for the two processes, `values.py` for what
crosses between them, `nursery.py` for where they come from, `unaided.py` for exercises that are graded without the
libraries which hold their answers.
"""

import os
import secrets
import threading

from classroom.endings import RAN, Ending, Limits
from classroom.engine.script import needed_modules, steps_of
from classroom.engine.unaided import is_library, mentions_library
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
        from classroom.engine.conductor import run_together

        steps = steps_of(assignment, notebook, self.processes)
        own = self._own(assignment)
        conductors = self._conductors(assignment, notebook, steps, own, limits, files)
        run_together(conductors, steps, own)
        endings, outputs, counts = {}, {}, {}
        for conductor in conductors:  # what both of them ran is told as the one with libraries saw it
            endings |= conductor.endings
            outputs |= conductor.outputs
            counts |= conductor.counts
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                cell.outputs = outputs.get(index, [])
                cell.execution_count = counts.get(index)
                endings.setdefault(index, Ending(RAN))
        facts = {"isolation": self.tier.name, "processes": self.processes, "seed": conductors[0].seed}
        facts["cpu_seconds"] = round(sum(conductor.cpu_seconds for conductor in conductors), 3)
        return endings, facts

    def _own(self, assignment):
        """The exercises that are graded without libraries."""
        return assignment.unaided if self.processes == "two" else frozenset()

    def _conductors(self, assignment, notebook, steps, own, limits, files):
        """Who runs a submission: a `Conductor` without libraries, one with them, or both, in this order."""
        from classroom.engine.conductor import Conductor
        from classroom.engine.processes import Place

        names, classes = tuple(sorted(assignment.answer_names)), tuple(sorted(assignment.answer_classes))
        place, imports = Place(self.tier.name, tuple(files), names, classes), needed_modules(assignment, notebook)
        seed = secrets.randbits(63) if self.seed is None else self.seed
        others = any(step.is_test and step.exercise not in own for step in steps)
        found = []
        if own:
            of_tests = self._nursery(needed_modules(assignment, notebook, tests=not others))
            found.append(Conductor(of_tests, limits, place, seed, self._nursery(imports, unaided=True)))
        if others or not own or mentions_library(assignment, notebook):
            found.append(Conductor(self._nursery(imports), limits, place, seed))
        return found

    def prepare(self, assignments):
        """Start the nurseries that these assignments will need; they import while the caller does other things.

        Args:
            assignments: `Assignment`s.
        """
        for assignment in assignments:
            if can_run(assignment.skeleton):
                steps = steps_of(assignment, assignment.skeleton, self.processes)
                self._conductors(assignment, assignment.skeleton, steps, self._own(assignment), Limits(), ())

    def _nursery(self, imports, unaided=False):
        from classroom.engine.processes import Nursery

        if unaided:
            imports = tuple(name for name in imports if not is_library(name))
        with self._lock:
            known = self._nurseries.get((imports, unaided))
            if known is None or not known.is_alive():
                self._nurseries[imports, unaided] = Nursery(imports, unaided)
            return self._nurseries[imports, unaided]

    def close(self):
        """End the nurseries."""
        with self._lock:
            while self._nurseries:
                self._nurseries.popitem()[1].close()


def can_run(notebook):
    """Whether a notebook can be run here without a kernel: it is Python's, and processes can fork."""
    name = notebook["metadata"].get("kernelspec", {}).get("name") or "python3"
    return name in PYTHON and hasattr(os, "fork")
