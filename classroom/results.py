"""What grading found out, in plain values that go to the screen, to JSON and into the feedback."""

from dataclasses import asdict, dataclass, field, replace

PASSED, WRONG, ERROR, NOT_ATTEMPTED, MANUAL = "passed", "wrong", "error", "not attempted", "manual"
OUT_OF_TIME, OUT_OF_MEMORY, DIED = "out of time", "out of memory", "process died"


def tidy(points):
    """A number of points as people write it.

    Args:
        points: a float, or None where nobody has graded yet.

    Returns:
        An int where it is whole, otherwise the float; None for None.

    Example:
        >>> tidy(4.0), tidy(0.5)
        (4, 0.5)
    """
    return points if points is None or points != int(points) else int(points)


@dataclass(frozen=True)
class CellResult:
    """One test cell.

    Args:
        id: its `grade_id`.
        behaviour: what its opening comment says it tests.
        visible: whether students have it in full.
        points: earned.
        max_points: what it is worth.
        verdict: as in `ExerciseResult`.
        hint: what a student may read about a failure; "" if passed.
    """

    id: str
    behaviour: str
    visible: bool
    points: float
    max_points: float
    verdict: str
    hint: str


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise.

    Args:
        id: `ex3`.
        title: its heading.
        points: earned; None for an exercise that a person grades.
        max_points: what it is worth.
        verdict: passed, wrong, error, not attempted, out of time, out of memory, process died, or manual.
        hint: what a student may read; "" if passed.
        tests: its `CellResult`s.
    """

    id: str
    title: str
    points: float | None
    max_points: float
    verdict: str
    hint: str
    tests: tuple = ()

    @property
    def hints(self):
        """Every hint of its failed tests, as one text."""
        return "\n\n".join(dict.fromkeys([self.hint, *(test.hint for test in self.tests if test.hint)]))


def merged(reports):
    """One report on several notebooks; the report itself where there is one.

    Args:
        reports: a `Report` for each notebook's name.

    Returns:
        A `Report` in which an exercise is called `problem1/ex2`.
    """
    if len(reports) == 1:
        return next(iter(reports.values()))
    exercises = [
        replace(exercise, id=f"{name}/{exercise.id}")
        for name, report in reports.items()
        for exercise in report.exercises
    ]
    first = next(iter(reports.values()))
    repairs = [f"{name}: {repair}" for name, report in reports.items() for repair in report.repairs]
    seconds = round(sum(report.run.get("cpu_seconds", 0.0) for report in reports.values()), 3)
    run = {**first.run, "seed": [report.run.get("seed") for report in reports.values()], "cpu_seconds": seconds}
    return Report(first.chapter, tuple(exercises), first.hidden, tuple(repairs), run)


@dataclass(frozen=True)
class Report:
    """One graded notebook.

    Args:
        chapter: the chapter's folder name.
        exercises: `ExerciseResult`s in order.
        hidden: whether the hidden tests were run too.
        repairs: a sentence for everything in the submission that was put right before it was run.
        run: how it was run: isolation, processes, the seed of the hidden inputs, seconds.
    """

    chapter: str
    exercises: tuple
    hidden: bool = True
    repairs: tuple = ()
    run: dict = field(default_factory=dict)

    @property
    def points(self):
        """Points earned in what is graded by running it."""
        return sum(exercise.points for exercise in self.exercises if exercise.points is not None)

    @property
    def max_points(self):
        """Points to be earned in what is graded by running it."""
        return sum(exercise.max_points for exercise in self.exercises if exercise.verdict != MANUAL)

    @property
    def verdict(self):
        """The whole in one word: passed, or the most telling verdict of what was not."""
        found = {exercise.verdict for exercise in self.exercises} - {MANUAL}
        order = (DIED, OUT_OF_MEMORY, OUT_OF_TIME, ERROR, WRONG, NOT_ATTEMPTED, PASSED)
        if PASSED in found and NOT_ATTEMPTED in found and len(found) == 2:
            return "incomplete"
        return next((verdict for verdict in order if verdict in found), PASSED)

    def of_notebook(self, name):
        """The part of a merged report that is about one notebook, its exercises called as in there; itself if alone."""
        start = f"{name}/"
        own = [replace(one, id=one.id.removeprefix(start)) for one in self.exercises if one.id.startswith(start)]
        return replace(self, exercises=tuple(own)) if own else self

    def to_json(self):
        """The contract of `classroom check --json`."""
        exercises = [
            {
                "id": exercise.id,
                "points": tidy(exercise.points),
                "max_points": tidy(exercise.max_points),
                "verdict": exercise.verdict,
                "hint": exercise.hint,
            }
            for exercise in self.exercises
        ]
        found = {"chapter": self.chapter, "points": tidy(self.points), "max_points": tidy(self.max_points)}
        # Only where it is missing: a program that reads the contract need not know about this key.
        found |= {} if self.hidden else {"tests": "visible only"}
        found |= {"repairs": list(self.repairs)} if self.repairs else {}
        return {**found, "exercises": exercises}

    def to_record(self):
        """Everything, in plain values."""
        return asdict(self)

    @classmethod
    def from_record(cls, record):
        """The report that `to_record` described."""
        exercises = []
        for exercise in record["exercises"]:
            tests = tuple(CellResult(**test) for test in exercise["tests"])
            exercises.append(ExerciseResult(**{**exercise, "tests": tests}))
        return cls(
            record["chapter"],
            tuple(exercises),
            record["hidden"],
            tuple(record.get("repairs", ())),
            record.get("run", {}),
        )
