"""What is known of a chapter's submissions: results, points, times; gathered from the gradebook and our own records."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from classroom.assignment import Assignment
from classroom.batch import Cohort, kept_report
from classroom.errors import ClassroomError
from classroom.gradebook import open_gradebook, scores
from classroom.grading import report_on
from classroom.nbgrader_steps import available
from classroom.results import MANUAL, merged
from classroom.student_copy import read_notebook


@dataclass(frozen=True)
class HandIn:
    """One graded submission.

    Args:
        student: the student's identifier.
        results: its `ExerciseResult`s by exercise; those that a person grades have the points he gave, or None.
        when: time of submission (UTC), None where it is not known.
        seconds_late: after the due date; 0 where there is none.
        penalty: points taken off for that.
    """

    student: str
    results: dict
    when: datetime | None = None
    seconds_late: float = 0.0
    penalty: float = 0.0

    def share(self, exercise):
        """What part of an exercise's points it earns, 0 to 1; None where nobody has graded it."""
        result = self.results.get(exercise)
        return None if result is None or result.points is None else result.points / (result.max_points or 1)

    def share_without(self, exercise=None):
        """What part of the points it earns in all exercises but one; None where there are no others."""
        others = [one for name, one in self.results.items() if name != exercise and one.points is not None]
        most = sum(one.max_points for one in others)
        return sum(one.points for one in others) / most if most else None

    @property
    def earned(self):
        """What part of the graded points it earns, 0 to 1, before anything is taken off; None without any."""
        return self.share_without(None)


@dataclass(frozen=True)
class ChapterFacts:
    """A chapter and its class.

    Args:
        chapter: the chapter's folder name.
        stem: its name without the number.
        exercises: title of each exercise by its id, in order.
        hand_ins: `HandIn`s, by student in order.
        not_graded: students whose submission could not be graded.
        missing: students of the gradebook who handed in nothing.
        due: the due date (UTC), None where there is none.
    """

    chapter: str
    stem: str
    exercises: dict
    hand_ins: list = field(default_factory=list)
    not_graded: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    due: datetime | None = None


def gather(course, chapter):
    """Everything that is known of a chapter's submissions.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.

    Returns:
        A `ChapterFacts`.

    Raises:
        ClassroomError: where nothing is graded yet.
    """
    assignments = Assignment.load_all(course, chapter)
    held = {one.name: scores(course, [one]) for one in assignments}
    times, due, roster = hand_in_times(course, chapter)
    graded = sorted(set.intersection(*map(set, held.values())))
    if not graded:
        raise ClassroomError(f"Nothing is graded in {chapter.name} yet; run: classroom grade {chapter.name}")
    hand_ins = []
    for student in graded:
        own = {one.name: held[one.name][student] for one in assignments}
        when, late = times.get(student, (None, 0.0))
        penalty = sum(entry["late_penalty"] for entry in own.values())
        hand_ins.append(HandIn(student, _results(course, chapter, assignments, student, own), when, late, penalty))
    try:
        handed_in = Cohort(course, chapter).students()
    except ClassroomError:  # the folder of submissions may have gone; the grades are still there
        handed_in = []
    ungraded = [student for student in handed_in if student not in graded]
    missing = [student for student in roster if student not in graded and student not in ungraded]
    titles = {name: one.title for name, one in hand_ins[0].results.items()}
    return ChapterFacts(chapter.name, chapter.stem, titles, hand_ins, ungraded, missing, due)


def _results(course, chapter, assignments, student, own):
    """A student's results by exercise, with the points that a person gave."""
    report = kept_report(Cohort(course, chapter), student) or _read_again(course, chapter, assignments, student)
    several = len(assignments) > 1
    asked = {(f"{a.name}/{e.id}" if several else e.id): (a.name, e) for a in assignments for e in a.exercises}
    found = {}
    for result in report.exercises:
        notebook, exercise = asked.get(result.id, (None, None))
        if result.verdict == MANUAL and exercise is not None:
            result = _with_points_given(result, exercise, own[notebook])
        found[result.id] = result
    return found


def _with_points_given(result, exercise, entry):
    """The result of an exercise that a person grades, with his points once there are any."""
    from dataclasses import replace

    if not set(exercise.manual) & entry["manual"]:
        return result
    return replace(result, points=sum(entry["cells"][name][0] or 0.0 for name in exercise.manual))


def _read_again(course, chapter, assignments, student):
    """The report on what lies in `autograded/`, where plain nbgrader graded or our own records are gone."""
    folder = course.step("autograded", student, chapter)
    reports = {one.name: report_on(one, read_notebook(folder / f"{one.name}.ipynb")) for one in assignments}
    return merged(reports)


def hand_in_times(course, chapter):
    """When who handed in, from the gradebook.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.

    Returns:
        `{student: (time or None, seconds late)}`, the due date or None, and everybody in the gradebook.
    """
    with available():
        from nbgrader.api import MissingEntry

    with open_gradebook(course) as gradebook:
        roster = sorted(student.id for student in gradebook.students)
        try:
            assignment = gradebook.find_assignment(chapter.name)
        except MissingEntry:
            return {}, None, roster
        times = {one.student_id: (_utc(one.timestamp), one.total_seconds_late) for one in assignment.submissions}
        return times, _utc(assignment.duedate), roster


def _utc(time):
    """A time of the gradebook, which it keeps in UTC without saying so."""
    return time.replace(tzinfo=UTC) if time is not None else None
