"""What grading found out, in plain values that go to the screen, to JSON and into the feedback."""

from dataclasses import asdict, dataclass

PASSED, WRONG, ERROR, NOT_ATTEMPTED, MANUAL = "passed", "wrong", "error", "not attempted", "manual"
OUT_OF_TIME, DIED = "out of time", "process died"


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
        verdict: passed, wrong, error, not attempted, out of time, process died, or manual.
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


@dataclass(frozen=True)
class Report:
    """One graded notebook.

    Args:
        chapter: the chapter's folder name.
        exercises: `ExerciseResult`s in order.
        hidden: whether the hidden tests were run too.
    """

    chapter: str
    exercises: tuple
    hidden: bool = True

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
        order = (DIED, OUT_OF_TIME, ERROR, WRONG, NOT_ATTEMPTED, PASSED)
        if PASSED in found and NOT_ATTEMPTED in found and len(found) == 2:
            return "incomplete"
        return next((verdict for verdict in order if verdict in found), PASSED)

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
        return {**found, **({} if self.hidden else {"tests": "visible only"}), "exercises": exercises}

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
        return cls(record["chapter"], tuple(exercises), record["hidden"])
