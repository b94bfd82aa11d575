"""An assignment: what was asked, with all tests that are known on this machine."""

import ast
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from classroom import cells
from classroom.engine.script import imported_modules
from classroom.engine.unaided import asks_for_own_work
from classroom.errors import ClassroomError
from classroom.mending import defined
from classroom.student_copy import Markers, read_notebook, skeleton, to_bytes, without_hidden

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
        answer_names: names that the answer cells bind; nobody but the student defines them.
        answer_classes: those of them that are classes.
        answer_imports: modules that the solution's answers import and the student copy does not.
    """

    chapter: str
    name: str
    skeleton: dict
    release: dict
    hidden: bool = True
    markers: Markers = field(default_factory=Markers)
    answer_names: frozenset = frozenset()
    answer_classes: frozenset = frozenset()
    answer_imports: frozenset = frozenset()

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
    def load_all(cls, course, chapter):
        """The assignments of a chapter, one for each notebook that has exercises.

        Args:
            course: a `Course`.
            chapter: a `Chapter`.

        Returns:
            A list of `Assignment`s.

        Raises:
            ClassroomError: where no notebook of it can be used.
        """
        markers, found, faults = Markers.of(course), [], []
        for path in course.solutions(chapter):
            try:
                found.append(cls.from_solution(chapter.name, path.stem, read_notebook(path), markers))
            except ClassroomError as error:
                faults.append(error)
        if not found:
            raise faults[0]
        return found

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
        released = without_hidden(complete, markers)
        imports = frozenset(imported_modules(solution, cells.is_answer)) - set(imported_modules(released))
        return cls(chapter, name, complete, released, True, markers, *bound_by_answers(solution), imports)

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
        return cls(chapter, name, notebook, notebook, False, Markers(), *bound_by_answers(notebook))

    @cached_property
    def digest(self):
        """What changes where anything about the exercises does."""
        return hashlib.sha256(to_bytes(self.skeleton)).digest()

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
        return {name for cell in self.named.values() if cells.is_answer(cell) for name in defined(cell["source"])}

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
    def unaided(self):
        """The exercises, by `id`, that are graded without the libraries which hold their answers."""
        sources = {one.id: [self.named[test]["source"] for test in one.tests] for one in self.exercises}
        return frozenset(name for name, tests in sources.items() if asks_for_own_work(tests))

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


def bound_by_answers(notebook):
    """The names that answer cells bind at their top level, and those of them that are classes.

    Args:
        notebook: a solution, or a student copy.

    Returns:
        Two frozensets.
    """
    names, classes = set(), set()
    for cell in notebook.cells:
        if cell.cell_type == "code" and cells.is_answer(cell):
            try:
                tree = ast.parse(cell.source)
            except SyntaxError:  # magics, or an answer that is not finished
                names |= set(re.findall(r"^(?:def |class )?\s*(\w+)\s*[(=:]", cell.source, re.MULTILINE))
                continue
            names |= {name for statement in tree.body for name in _bound(statement)}
            classes |= {statement.name for statement in tree.body if isinstance(statement, ast.ClassDef)}
    return frozenset(names), frozenset(classes)


def _bound(statement):
    """Names that a statement binds, those in the bodies of functions and classes left out."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
        return
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return  # a module that an answer imports is no answer
    if isinstance(statement, ast.Name) and isinstance(statement.ctx, ast.Store):
        yield statement.id
    for part in ast.iter_child_nodes(statement):
        if not isinstance(part, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            yield from _bound(part)


def file_name(path):
    """A path as a sentence names it: below the working directory where it lies there.

    Args:
        path: the path.

    Returns:
        A string.
    """
    path = Path(path).absolute()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
