"""A course folder: its settings, its chapters by any of their names, and where each file of a chapter lies."""

import difflib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from classroom.errors import ClassroomError

SETTINGS = ("nbgrader_config.py", "nbgrader_config.json")
CHAPTERS = "chapters"
STATE = ".classroom"
# Kept by instructors beside the solutions; never copied to a student, whatever nbgrader's settings say.
PRIVATE_FILES = ("wrong_answers.py", "right_answers.py")


@dataclass(frozen=True)
class Chapter:
    """A chapter's folder name, `02_activations`, and what follows from it.

    Args:
        name: the folder's name.

    Example:
        >>> chapter = Chapter("02_activations")
        >>> chapter.number, chapter.stem, chapter.notebook
        (2, 'activations', 'activations_exercises')
    """

    name: str

    @property
    def number(self):
        """The number in front of the folder's name, or None."""
        found = re.match(r"(\d+)_", self.name)
        return int(found.group(1)) if found else None

    @property
    def stem(self):
        """The name without its number."""
        return re.sub(r"^\d+_", "", self.name)

    @property
    def notebook(self):
        """The stem of the exercises notebook in a course that follows the house style."""
        return f"{self.stem}_exercises"

    def answers_to(self, word):
        """Whether `word` is this chapter's folder name, stem or number.

        Args:
            word: what somebody typed, as '2', '02', 'activations' or '02_activations'.

        Returns:
            True or False.
        """
        if word.isdecimal() and self.number is not None:
            return int(word) == self.number
        return word.lower() in (self.name.lower(), self.stem.lower())


@dataclass(frozen=True)
class Course:
    """A course folder, recognised by its nbgrader settings.

    Args:
        root: the folder.
    """

    root: Path

    @cached_property
    def config(self):
        """The settings of nbgrader, read the way nbgrader reads them (nbgrader itself need not be installed)."""
        from traitlets.config import Config
        from traitlets.config.loader import JSONFileConfigLoader, PyFileConfigLoader

        config = Config()
        for name, loader in zip(SETTINGS, (PyFileConfigLoader, JSONFileConfigLoader), strict=True):
            if (self.root / name).is_file():
                try:
                    config.merge(loader(name, path=str(self.root)).load_config())
                except Exception as error:
                    raise ClassroomError(
                        f"{self.root / name} cannot be read ({type(error).__name__}: {error}); correct the file."
                    ) from error
        return config

    def setting(self, section, name, default):
        """A value of nbgrader's settings.

        Args:
            section: the class in nbgrader, as "CourseDirectory".
            name: the option.
            default: nbgrader's own default for it.

        Returns:
            The value.
        """
        values = self.config[section]
        return values.get(name, default)

    def step(self, name, student, chapter, at=None):
        """A folder of one of nbgrader's steps.

        Args:
            name: "source", "release", "submitted", "autograded" or "feedback".
            student: the student's identifier; "." for the steps that have none.
            chapter: a `Chapter`.
            at: a folder that replaces the one that the settings name for this step.

        Returns:
            The path, which need not exist.
        """
        structure = self.setting(
            "CourseDirectory", "directory_structure", "{nbgrader_step}/{student_id}/{assignment_id}"
        )
        step = at or self.setting("CourseDirectory", f"{name}_directory", name)
        return self.root / structure.format(nbgrader_step=step, student_id=student, assignment_id=chapter.name)

    @property
    def chapters_folder(self):
        """What students open."""
        return self.root / CHAPTERS

    @property
    def state(self):
        """Our own notes (progress, results); safe to delete."""
        return self.root / STATE

    def has_solutions(self, chapter):
        """Whether the chapter's solution is on this machine.

        Args:
            chapter: a `Chapter`.

        Returns:
            True or False.
        """
        return any(self.step("source", ".", chapter).glob("*.ipynb"))

    def solution(self, chapter):
        """The nbgrader source of the chapter's exercises.

        Args:
            chapter: a `Chapter`.

        Returns:
            The path of the notebook.

        Raises:
            ClassroomError: where there is none, or several and none has the usual name.
        """
        if usual := self.solution_of_usual_name(chapter):
            return usual
        folder = self.step("source", ".", chapter)
        found = sorted(folder.glob("*.ipynb"))
        if len(found) == 1:
            return found[0]
        held = "no notebook" if not found else f"{len(found)} notebooks ({', '.join(path.name for path in found)})"
        expected = f"{chapter.notebook}.ipynb"
        raise ClassroomError(f"{folder} holds {held}; expected {expected}, with the solutions of {chapter.name}.")

    def solutions(self, chapter):
        """The nbgrader sources of a chapter; courses of other people may have several notebooks in one assignment.

        Args:
            chapter: a `Chapter`.

        Returns:
            A list of paths, one where there is a notebook of the usual name.

        Raises:
            ClassroomError: where there is none.
        """
        found = sorted(self.step("source", ".", chapter).glob("*.ipynb"))
        return found if len(found) > 1 and self.solution_of_usual_name(chapter) is None else [self.solution(chapter)]

    def solution_of_usual_name(self, chapter):
        """The source that follows the house style, None where there is none."""
        usual = self.step("source", ".", chapter) / f"{chapter.notebook}.ipynb"
        return usual if usual.is_file() else None

    def student_copy(self, chapter):
        """Where the chapter's student copy is kept in git.

        Args:
            chapter: a `Chapter`.

        Returns:
            The path, which need not exist.
        """
        return self.chapters_folder / chapter.name / f"{chapter.notebook}.ipynb"

    @cached_property
    def chapters(self):
        """Every chapter that has a folder with students or with instructors, in order."""
        sources = self.step("source", ".", Chapter("x")).parent
        folders = [path for parent in (self.chapters_folder, sources) if parent.is_dir() for path in parent.iterdir()]
        names = {path.name for path in folders if path.is_dir() and not path.name.startswith((".", "_"))}
        return [Chapter(name) for name in sorted(names)]

    def chapter(self, word):
        """The chapter that somebody means.

        Args:
            word: folder name, stem or number.

        Returns:
            A `Chapter`.

        Raises:
            ClassroomError: unknown, with the nearest names; or meant by several.
        """
        found = [chapter for chapter in self.chapters if chapter.answers_to(word.strip("/"))]
        if len(found) == 1:
            return found[0]
        if found:
            names = " and ".join(chapter.name for chapter in found)
            raise ClassroomError(f"{word!r} means {names}; use the folder's name.")
        known = {name.lower(): chapter for chapter in self.chapters for name in (chapter.name, chapter.stem)}
        near = [known[name].name for name in difflib.get_close_matches(word.lower(), known, n=3, cutoff=0.5)]
        listed = ", ".join(dict.fromkeys(near)) or ", ".join(chapter.name for chapter in self.chapters) or "none yet"
        label = "Did you mean" if near else "Chapters here:"
        raise ClassroomError(f"There is no chapter {word!r} in {self.root}. {label} {listed}{'?' if near else '.'}")


def find_course(start=None, required=True):
    """The course folder that `start` lies in: the nearest folder upward that has nbgrader's settings.

    Args:
        start: a file or folder; the working directory if None.
        required: raise where there is none; otherwise return None.

    Returns:
        A `Course`, or None.

    Raises:
        ClassroomError: where there is none.
    """
    start = Path(start or ".").resolve()
    for folder in (start, *start.parents):
        if any((folder / name).is_file() for name in SETTINGS):
            return Course(folder)
    if not required:
        return None
    raise ClassroomError(
        f"No course folder in {start} or above it (looked for {SETTINGS[0]}). "
        "Go to the course folder first, or name it: --course DIR."
    )


def course_at(folder):
    """The course in exactly this folder, as `--course DIR` names it.

    Args:
        folder: the folder.

    Returns:
        A `Course`.

    Raises:
        ClassroomError: where it is no course folder.
    """
    folder = Path(folder).resolve()
    if not folder.is_dir():
        raise ClassroomError(f"There is no folder {folder}; --course takes the folder that holds {SETTINGS[0]}.")
    if not any((folder / name).is_file() for name in SETTINGS):
        raise ClassroomError(f"{folder} is no course folder: it has no {SETTINGS[0]}.")
    return Course(folder)
