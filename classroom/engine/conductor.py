"""One submission from its first cell to its last: who runs what, who may still wait, who is started again.

The coordinator stands between the two processes. It passes on what they ask each other, unread, and it alone decides
how a cell ended. A cell that takes its process along costs that cell only: a new process is forked, the cells before
it are replayed without the tests, and the run goes on behind it.
"""

import contextlib
import secrets
import time
from dataclasses import dataclass, field

from nbformat.v4 import new_output

from classroom.endings import DIED, NOT_RUN, OUT_OF_TIME, RAISED, RAN, Ending
from classroom.engine.frames import Gone, Malformed, unpack
from classroom.engine.shown import as_output, as_outputs

AGAIN_SECONDS = 5  # for the further tests of an exercise of which one ran out of time
LARGEST_REPLY = 4_000_000  # bytes of JSON that the coordinator itself reads from a student's process
MOST_SHOWN = 20_000_000  # characters that all cells of a submission show together


class TestsDied(Exception):  # noqa: N818  it says what happened
    """The process of the tests is gone, or does not answer."""


def run_together(conductors, steps, own=frozenset()):
    """Run a submission step by step, so that its conductors share its time.

    Args:
        conductors: a `Conductor`, or two: one without libraries and one with them.
        steps: the `Step`s.
        own: the exercises whose tests the first one runs; the last one runs the others.
    """
    first, last = conductors[0], conductors[-1]
    with contextlib.ExitStack() as running:
        for conductor in conductors:
            running.enter_context(conductor)
        for step in steps:
            if step.is_test:
                (first if step.exercise in own else last).take(step)
                continue
            last.take(step)
            if first is not last and last.has_student:
                first.take(step)


@dataclass
class Conductor:
    """One run of a submission.

    Args:
        nursery: the `Nursery` that the tests' process comes from.
        limits: the `Limits`.
        place: the `Place`: files, names, sandbox.
        seed: what the hidden tests draw their inputs from.
        students: the `Nursery` of the student's process; the same one if None.
        endings: the `Ending` of each step so far, by cell index.
        outputs: what the cells showed, by cell index.
        counts: their execution counts.
        cpu_seconds: processor time of all processes so far.
    """

    nursery: object
    limits: object
    place: object
    seed: int = field(default_factory=lambda: secrets.randbits(63))
    students: object = None
    endings: dict = field(default_factory=dict)
    outputs: dict = field(default_factory=dict)
    counts: dict = field(default_factory=dict)
    cpu_seconds: float = 0.0

    def __enter__(self):
        self._student = self._tests = None
        self._forked, self._slow, self._done, self._room = 0, set(), [], MOST_SHOWN
        self._end = time.monotonic() + self.limits.seconds
        return self

    @property
    def has_student(self):
        """Whether the student's process is there: it outlived the last cell."""
        return self._student is not None

    def __exit__(self, *_):
        self._let_go("_student")
        self._let_go("_tests")

    def take(self, step):
        """Run the next step.

        Args:
            step: the `Step`.
        """
        self.endings[step.index] = self._ending_of(step)
        self._done.append(step)

    def _ending_of(self, step):
        if time.monotonic() >= self._end:
            return Ending(OUT_OF_TIME if step.is_test else NOT_RUN)
        ending = None
        if step.student is not None:
            ending = self._student_cell(step)
        if step.tests is not None:
            of_tests = self._tests_cell(step)
            ending = of_tests if ending is None else ending
        return ending

    # --- the student's process

    def _student_cell(self, step):
        student = self._alive_student()
        if student is None:
            return Ending(DIED if step.is_test else NOT_RUN)
        return self._run_there(student, step, self._deadline(step))

    def _run_there(self, student, step, deadline, keep=True):
        seconds = max(deadline - time.monotonic(), 0.1)
        given = step.tests is not None
        request = {"do": "run", "source": step.student, "limit": self.limits.output_bytes, "seconds": seconds}
        try:
            student.channel.send({**request, "given": given}, deadline=deadline)
            raw = student.channel.receive_raw(deadline + self.limits.grace_seconds)
            if len(raw[0]) > LARGEST_REPLY:
                raise Malformed("a reply that is too long")
            reply, _ = unpack(raw)
            if "outputs" not in reply and time.monotonic() < deadline:  # interrupted late, a cell may have none
                raise Malformed("a reply without outputs")
        except TimeoutError:
            self._let_go("_student")
            return Ending(OUT_OF_TIME)
        except (Gone, Malformed):
            return Ending(self._let_go("_student", gone=True))
        error = as_output(reply.get("error"))
        if keep:
            self.outputs[step.index], self._room = as_outputs(reply.get("outputs"), self._room)
            self.counts[step.index] = reply.get("count") if type(reply.get("count")) is int else None
        if time.monotonic() >= deadline:
            return Ending(OUT_OF_TIME, error or new_output("error", ename="OutOfTime", evalue="", traceback=[]))
        return Ending(RAN) if error is None else Ending(RAISED, error)

    def _alive_student(self):
        """The student's process; a new one, in which what ran before has been run again, where the last one is gone."""
        while self._student is None and self._forked <= self.limits.restarts and time.monotonic() < self._end:
            self._forked += 1
            self._student = (self.students or self.nursery).fork("student", self.place, self.limits)
            for step in self._done:
                ending = self.endings[step.index]
                if step.student is None or step.is_test or ending.kind not in (RAN, RAISED):
                    continue
                again = self._run_there(self._student, step, self._deadline(step), keep=False)
                if self._student is None:  # it died of a cell that it had survived before
                    self.endings[step.index] = again
                    break
        return self._student

    def _deadline(self, step):
        seconds = self.limits.cell_seconds
        if step.is_test and step.exercise in self._slow:
            seconds = min(seconds, AGAIN_SECONDS)
        return min(time.monotonic() + seconds, self._end)

    def _let_go(self, who, gone=False):
        """End a process; how it ended by itself, where it is gone."""
        process = getattr(self, who)
        setattr(self, who, None)
        if process is None:
            return DIED
        how = process.end(gone)
        self.cpu_seconds += process.cpu_seconds
        return how

    # --- the process of the tests

    def _tests_cell(self, step):
        deadline = self._deadline(step)
        try:
            reply, lost = self._examined(step, deadline)
        except TestsDied as failure:
            self._let_go("_tests")
            kind = failure.args[0]
            if kind == OUT_OF_TIME:
                self._slow.add(step.exercise)
                self._let_go("_student")
            return Ending(kind)
        if lost == OUT_OF_TIME and step.is_test:
            self._slow.add(step.exercise)
        error = as_output(reply.get("error"))
        if step.student is None:
            self.counts[step.index] = reply.get("count")
        if lost is not None:
            return Ending(lost, error)
        return Ending(RAN) if error is None else Ending(RAISED, error)

    def _alive_tests(self):
        if self._tests is None:
            self._tests = self.nursery.fork("examiner", self.place, self.limits)
            # Past the nursery, which forks students too.
            self._tests.channel.send({"seed": str(self.seed), "unaided": self.students is not None})
            for step in self._done:
                if step.tests is not None and not step.is_test:
                    self._examined(step, self._deadline(step))
        return self._tests

    def _examined(self, step, deadline):
        """Run a cell in the tests' process, passing on what it asks the student's.

        Returns:
            Its reply, and how the student's process was lost on the way (None: it was not).
        """
        lost, given = None, not step.is_test
        try:
            tests = self._alive_tests()
            tests.channel.send({"do": "run", "source": step.tests, "limit": self.limits.output_bytes, "given": given})
            while True:
                raw = tests.channel.receive_raw(deadline + self.limits.grace_seconds)
                message, _ = unpack((raw[0], b"")) if not raw[1] else (unpack(raw))
                if message.get("done"):
                    return message, lost
                if lost is None:
                    lost, raw = self._passed_on(raw, deadline)
                if lost is None:
                    tests.channel.forward(raw, deadline + self.limits.grace_seconds)
                else:
                    tests.channel.send({"gone": lost}, deadline=deadline + self.limits.grace_seconds)
        except TimeoutError:
            raise TestsDied(OUT_OF_TIME) from None
        except (Gone, Malformed):
            raise TestsDied(DIED) from None

    def _passed_on(self, raw, deadline):
        """Ask the student's process what the tests ask; (None, its answer), or (how it was lost, None)."""
        student = self._alive_student()
        if student is None:
            return DIED, None
        try:
            student.channel.forward(raw, deadline)
            return None, student.channel.receive_raw(deadline)
        except TimeoutError:
            self._let_go("_student")
            return OUT_OF_TIME, None
        except (Gone, Malformed):
            return self._let_go("_student", gone=True), None
