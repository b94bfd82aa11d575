"""`classroom verify`: the tests are tested, with answers whose worth is known.

The reference earns everything, the untouched copy nothing, every known wrong answer loses points, draws its hint and is
told from the other misconceptions of its exercise, every right answer in another style earns everything. Exercises are
independent, so the k-th answer to each of them goes into one notebook. Hidden inputs are random: a chapter can be
verified with several seeds, and what is a fault with one of them is a fault.
"""

import copy
import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import zip_longest

from classroom import cells
from classroom.assignment import Assignment
from classroom.endings import Limits
from classroom.engine import Engine
from classroom.errors import ClassroomError
from classroom.origins import given_files
from classroom.pool import Task, grade_all
from classroom.report.misconceptions import votes
from classroom.results import MANUAL, NOT_ATTEMPTED, tidy
from classroom.student_copy import Markers, read_notebook

REFERENCE, UNTOUCHED, WRONG, RIGHT = "reference", "untouched copy", "wrong answer", "right answer"


@dataclass
class Verification:
    """What came of a chapter's negative controls.

    Args:
        chapter: the chapter's folder name.
        wrong: how many wrong answers there are.
        right: how many right answers there are.
        known: the words of each exercise's known misconceptions.
        failed: the answers that were not judged as they must be, by kind: WRONG or RIGHT.
        found: a sentence for everything that is not as it must be, and the seeds with which it was not.
    """

    chapter: str
    wrong: int = 0
    right: int = 0
    known: dict = field(default_factory=dict)
    failed: dict = field(default_factory=lambda: defaultdict(set))
    found: dict = field(default_factory=lambda: defaultdict(list))

    @property
    def rejected(self):
        """Wrong answers that lost points and drew their hint, every time."""
        return self.wrong - len(self.failed[WRONG])

    @property
    def accepted(self):
        """Right answers that earned everything, every time."""
        return self.right - len(self.failed[RIGHT])

    @property
    def faults(self):
        """The sentences, sorted, with the seeds that show the fault again."""
        return [f"{fault} (seed {', '.join(map(str, seeds))})" for fault, seeds in sorted(self.found.items())]

    @property
    def holds(self):
        """Whether the chapter may be released."""
        return not self.found

    def blame(self, sentence, seed, kind, answers):
        """Note a fault.

        Args:
            sentence: what is not as it must be.
            seed: of the hidden inputs that showed it.
            kind: REFERENCE, UNTOUCHED, WRONG or RIGHT.
            answers: the answers that it concerns; none where it is the reference or the untouched copy.
        """
        if seed not in self.found[sentence]:
            self.found[sentence].append(seed)
        self.failed[kind].update(answers)

    def __str__(self):
        return (
            f"{self.chapter}: {self.rejected} of {self.wrong} wrong answers rejected with their hint, "
            f"{self.accepted} of {self.right} right answers accepted"
        )


def verify(course, chapter, jobs=1, limits=None, progress=None, seeds=(0,)):
    """Run a chapter's negative controls.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.
        jobs: kernels at once.
        limits: a `Limits`.
        progress: called with (number done, number to do, what) after each notebook.
        seeds: what the hidden inputs are drawn from, one for each time.

    Returns:
        A `Verification`.

    Raises:
        ClassroomError: where the solution or an answer cannot be read.
    """
    from classroom.catalogue import load

    path = course.solution(chapter)
    solution = read_notebook(path)
    assignment = Assignment.from_solution(chapter.name, path.stem, solution, Markers.of(course))
    wrong, right = load(path.parent)
    known = {exercise.id for exercise in assignment.exercises}
    strangers = [answer for answer in (*wrong, *right) if answer.exercise not in known]
    if strangers:
        raise ClassroomError(f"{path.parent}: {strangers[0]}: there is no exercise {strangers[0].exercise}.")
    controls = [(REFERENCE, ()), (UNTOUCHED, ())]
    controls += [(WRONG, together) for together in side_by_side(wrong)]
    controls += [(RIGHT, together) for together in side_by_side(right)]
    files = tuple(given_files(course, chapter))
    tasks = [
        Task(
            str(number),
            assignment,
            notebook=handed_in(assignment, solution, *control),
            limits=limits or Limits(),
            files=files,
        )
        for number, control in enumerate(controls)
    ]
    found = Verification(chapter.name, len(wrong), len(right))
    for answer in wrong:
        found.known.setdefault(answer.exercise, []).append(answer.hint_or_style)
    done = 0
    with Engine() as engine:
        for seed in seeds:
            engine.seed = seed
            for outcome in grade_all(tasks, jobs, engine):
                kind, answers = controls[int(outcome.key)]
                judge(found, kind, answers, outcome, seed)
                done += 1
                if progress:
                    progress(done, len(tasks) * len(seeds), kind)
    return found


def side_by_side(answers):
    """The k-th answer to each exercise together, for every k.

    Args:
        answers: `Answer`s of any exercises.

    Returns:
        A list of lists, each with at most one answer to an exercise.
    """
    groups = {}
    for answer in answers:
        groups.setdefault(answer.exercise, []).append(answer)
    return [[answer for answer in row if answer is not None] for row in zip_longest(*groups.values())]


def handed_in(assignment, solution, kind, answers):
    """A submission with known answers in it.

    Args:
        assignment: the `Assignment`.
        solution: its solution notebook.
        kind: REFERENCE, UNTOUCHED, WRONG or RIGHT.
        answers: `Answer`s, at most one to an exercise; the others are the reference's.

    Returns:
        A notebook.

    Raises:
        ClassroomError: for an answer to a function that no answer cell defines.
    """
    if kind == UNTOUCHED:
        return assignment.release
    notebook = copy.deepcopy(solution)
    replaced = {answer.exercise: answer for answer in answers}
    exercises = {name: exercise.id for exercise in assignment.exercises for name in exercise.answers}
    for cell in notebook.cells:
        answer = replaced.get(exercises.get(cells.grade_id(cell)))
        if answer is not None and re.search(rf"^def {re.escape(answer.name)}\(", cell.source, re.MULTILINE):
            cell.source = answer.applied_to(cell.source)
            del replaced[answer.exercise]
    if replaced:
        raise ClassroomError(f"{next(iter(replaced.values()))}: no answer cell of the exercise defines that function.")
    return notebook


def judge(found, kind, answers, outcome, seed):
    """Add one graded notebook to a verification.

    Args:
        found: the `Verification`; it is changed.
        kind: REFERENCE, UNTOUCHED, WRONG or RIGHT.
        answers: the `Answer`s in it.
        outcome: the `Outcome` of grading it.
        seed: of its hidden inputs.
    """
    if outcome.report is None:
        found.blame(f"{kind} ({', '.join(map(str, answers))}): not graded: {outcome.problem}", seed, kind, answers)
        return
    given = {answer.exercise: answer for answer in answers}
    for exercise in outcome.report.exercises:
        if exercise.verdict == MANUAL:
            continue
        answer = given.get(exercise.id)
        if kind == UNTOUCHED:
            fault = _fault_of_untouched(exercise)
        elif kind == WRONG and answer is not None:
            fault = _fault_of_wrong(answer, exercise, found.known[exercise.id])
        else:
            fault = _fault_of_right(answer, exercise)
        if fault:
            found.blame(fault, seed, kind, [answer] if answer else [])


def _fault_of_untouched(exercise):
    if exercise.points or exercise.verdict != NOT_ATTEMPTED:
        return f"{UNTOUCHED} of {exercise.id} earns {_points(exercise)} ({exercise.verdict})"
    return ""


def _fault_of_right(answer, exercise):
    if exercise.points == exercise.max_points:
        return ""
    what = f"{RIGHT} {answer}" if answer else f"{REFERENCE} of {exercise.id}"
    return f"{what} earns {_points(exercise)}: {_first(exercise.hints)}"


def _fault_of_wrong(answer, exercise, known):
    if exercise.points == exercise.max_points:
        return f"{WRONG} {answer} earns everything"
    if answer.hint_or_style.lower() not in exercise.hints.lower():
        said = _first(exercise.hints)
        return f"{WRONG} {answer} does not draw its hint {answer.hint_or_style!r} but: {said}"
    if other := _taken_for(answer, votes(exercise, known)):
        cure = "give both the same words, or words that only one of them draws"
        return f"{WRONG} {answer} would be reported as the misconception {other!r}; {cure}"
    return ""


def _taken_for(answer, counted):
    """The misconception that more tests name than this answer's own, else ""; hidden inputs may make equals."""
    most = max(counted, key=counted.get, default="")
    return most if counted[most] > counted[answer.hint_or_style] else ""


def _points(exercise):
    return f"{tidy(exercise.points)} of {tidy(exercise.max_points)}"


def _first(text):
    line = " ".join(text.split())
    return line if len(line) < 200 else f"{line[:200]} ..."
