"""An assignment: what was asked, with all tests that are known on this machine."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from classroom import cells
from classroom.errors import ClassroomError
from classroom.student_copy import Markers, read_notebook, skeleton, without_hidden

TELLING = 16  # characters; a shorter line of a hidden test may stand in any message by chance


@dataclass(frozen=True)
class Exercise:
    """The cells of one exercise.

    Args:
        id: `ex3`.
        title: what the prompt's heading calls it.
        answers: `grade_id`s of what the student writes.
        tests: `grade_id`s of what is graded by running it.
        manual: `grade_id`s of what a person grades.
    """

    id: str
    title: str
    answers: tuple
    tests: tuple
    manual: tuple


@dataclass(frozen=True)
class Assignment:
    """The notebook that submissions are rebuilt on, and the one that students were given.

    Args:
        chapter: the chapter's folder name, nbgrader's assignment.
        name: the notebook's name without `.ipynb`.
        skeleton: stubs for answers, every known test.
        release: the student copy.
        hidden: whether the hidden tests are known.
        markers: the words around hidden tests.
    """

    chapter: str
    name: str
    skeleton: dict
    release: dict
    hidden: bool = True
    markers: Markers = field(default_factory=Markers)

    @classmethod
    def load(cls, course, chapter):
        """The assignment of a chapter whose solution is on this machine.

        Args:
            course: a `Course`.
            chapter: a `Chapter`.

        Returns:
            An `Assignment`.
        """
        markers = Markers.of(course)
        path = course.solution(chapter)
        return cls.from_solution(chapter.name, path.stem, read_notebook(path), markers)

    @classmethod
    def from_solution(cls, chapter, name, solution, markers=None):
        """The assignment that a solution notebook describes.

        Args:
            chapter: the chapter's folder name.
            name: the notebook's name without `.ipynb`.
            solution: the solution notebook.
            markers: the course's `Markers`; nbgrader's own if None.

        Returns:
            An `Assignment`.

        Raises:
            ClassroomError: for a notebook without tests, or with one `grade_id` twice.
        """
        markers = markers or Markers()
        ids = [cells.grade_id(cell) for cell in solution.cells if cells.grade_id(cell)]
        twice = [name for name, count in Counter(ids).items() if count > 1]
        if twice or not ids:
            fault = f"uses the grade_id {twice[0]!r} twice" if twice else "holds no exercise cells"
            raise ClassroomError(f"The solution {chapter}/{name}.ipynb {fault}; correct it before it is used.")
        complete = skeleton(solution, markers)
        return cls(chapter, name, complete, without_hidden(complete, markers), True, markers)

    @classmethod
    def from_student_copy(cls, chapter, name, notebook):
        """What can be graded where no solution is at hand: the visible tests of a student copy.

        Args:
            chapter: the chapter's folder name.
            name: the notebook's name without `.ipynb`.
            notebook: the student's notebook.

        Returns:
            An `Assignment` whose `hidden` is False.
        """
        import nbformat

        notebook = nbformat.from_dict(notebook)
        for cell in notebook.cells:
            if cells.is_answer(cell):
                cell.metadata.nbgrader.pop("checksum", None)
        return cls(chapter, name, notebook, notebook, False)

    @cached_property
    def named(self):
        """The skeleton's nbgrader cells by `grade_id`, in order."""
        return {cells.grade_id(cell): cell for cell in self.skeleton.cells if cells.grade_id(cell)}

    @cached_property
    def released(self):
        """The student copy's nbgrader cells by `grade_id`."""
        return {cells.grade_id(cell): cell for cell in self.release.cells if cells.grade_id(cell)}

    @cached_property
    def asked(self):
        """Names of the functions and classes that the answer cells are to define."""
        answers = (cell["source"] for cell in self.named.values() if cells.is_answer(cell))
        return {name for source in answers for name in re.findall(r"^(?:def|class)\s+(\w+)", source, re.MULTILINE)}

    @cached_property
    def exercises(self):
        """The exercises in order."""
        groups = {}
        for name in self.named:
            groups.setdefault(cells.exercise_of(name), []).append(name)
        found = [self._exercise(name, members) for name, members in groups.items()]
        return [exercise for exercise in found if exercise.tests or exercise.manual]

    def _exercise(self, name, members):
        def those(kind):
            return tuple(member for member in members if kind(self.named[member]))

        headings = [re.match(r"#+\s*(?:Exercise\s+\d+:\s*)?(.+)", self.named[m]["source"]) for m in members]
        title = next((found.group(1) for found in headings[:1] if found), name)
        title = re.sub(r"\s*\([^()]*points?\)\s*$", "", title)
        manual = those(cells.is_manual)
        answers = tuple(member for member in those(cells.is_answer) if member not in manual)
        tests = tuple(member for member in those(cells.is_test) if self.hidden or self.is_visible(member))
        return Exercise(name, title, answers, tests, manual)

    @cached_property
    def hidden_lines(self):
        """The telling lines of the hidden tests, which nothing that students read may hold."""
        found = set()
        for name, cell in self.named.items():
            if cells.is_test(cell) and not self.is_visible(name):
                shown = self.released[name]["source"].splitlines()
                lines = {line.strip() for line in cell["source"].splitlines() if line not in shown}
                found |= {line for line in lines if len(line) >= TELLING and not line.startswith("#")}
        return found

    def is_visible(self, name):
        """Whether a test stands in the student copy in full.

        Args:
            name: the test's `grade_id`.

        Returns:
            False where any part of it is hidden.
        """
        released = self.released[name]["source"]
        return cells.has_code(released) and released == self.named[name]["source"]

    def behaviour(self, name):
        """What a test cell says it tests, in its opening comment that students can read.

        Args:
            name: the test's `grade_id`.

        Returns:
            The comment's text, or "".
        """
        first = self.released[name]["source"].split("\n")[0]
        return first.lstrip("# ").rstrip(" .:") if first.startswith("#") else ""


def file_name(path):
    """A path as a sentence names it: below the working directory where it lies there.

    Args:
        path: the path.

    Returns:
        A string.
    """
    path = Path(path).absolute()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
