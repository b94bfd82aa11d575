"""What every rule is made of: the files of the repository, a violation, and the list of rules."""

import ast
import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
BINARY = (".png", ".npz", ".keras")  # of these the rules see the name alone


@dataclass(frozen=True)
class Violation:
    """One place that breaks one rule, with the words that help to mend it."""

    path: str
    line: int
    rule: str
    cure: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}\n    cure: {self.cure}"


@dataclass
class Source:
    """A text file by its path inside the repository; an example in a test needs no file on disk."""

    path: str
    text: str

    @property
    def name(self):
        """The file's own name."""
        return PurePosixPath(self.path).name

    @property
    def top(self):
        """The first folder of the path (`nnkit`, `chapters`), or the file's name at the root."""
        return PurePosixPath(self.path).parts[0]

    @cached_property
    def tree(self):
        """The syntax tree of a Python file."""
        return ast.parse(self.text, self.path)

    @cached_property
    def notebook(self):
        """The JSON of a notebook."""
        return json.loads(self.text)

    @cached_property
    def cells(self):
        """The notebook's cells as `Cell`."""
        return [Cell(self.path, number, raw) for number, raw in enumerate(self.notebook["cells"], 1)]

    def breaks(self, rule, cure, line=1):
        """Return the violation of `rule` at `line` of this file."""
        return Violation(self.path, line, rule, cure)


@dataclass
class Cell:
    """One cell of a notebook; its number stands where a line number stands for a program."""

    path: str
    number: int
    raw: dict = field(repr=False)

    @property
    def kind(self):
        """Either `code` or `markdown` or `raw`."""
        return self.raw["cell_type"]

    @property
    def id(self):
        """The cell's id, or an empty string."""
        return self.raw.get("id", "")

    @property
    def text(self):
        """The source as one string."""
        source = self.raw["source"]
        return source if isinstance(source, str) else "".join(source)

    @property
    def nbgrader(self):
        """The grading metadata, empty for a plain cell."""
        return self.raw.get("metadata", {}).get("nbgrader", {})

    @cached_property
    def tree(self):
        """The syntax tree of a code cell; a cell that is no Python is reported by another rule."""
        try:
            return ast.parse(self.text)
        except SyntaxError:
            return ast.parse("")

    def breaks(self, rule, cure):
        """Return the violation of `rule` in this cell."""
        return Violation(f"{self.path} cell", self.number, f"[{self.id}] {rule}", cure)


@dataclass(frozen=True)
class Rule:
    """A checker and the files it looks at; `test_house_rules_fire.py` has a bad and a good example of each."""

    check: Callable[[Source], Iterator[Violation]]
    applies: Callable[[str], bool]

    @property
    def name(self):
        """The checker's name, which reads as the rule."""
        return self.check.__name__


RULES: list[Rule] = []


def rule(applies):
    """Register the decorated checker for every tracked file whose path `applies` accepts."""

    def register(check):
        RULES.append(Rule(check, applies))
        return check

    return register


@lru_cache
def tracked_files():
    """Return the paths (posix, sorted) that git tracks or would track: new files count before they are committed."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return sorted({path for path in listing.split("\0") if path and (ROOT / path).is_file()})


@lru_cache
def source(path):
    """Return one tracked file as `Source`."""
    content = "" if path.endswith(BINARY) else (ROOT / path).read_text(encoding="utf-8")
    return Source(path, content)


def violations_of(checked_rule):
    """Return what one rule finds in the whole repository."""
    paths = [path for path in tracked_files() if checked_rule.applies(path)]
    return [violation for path in paths for violation in checked_rule.check(source(path))]


def python(*folders):
    """Return a filter for Python files beneath `folders`."""
    return lambda path: path.endswith(".py") and PurePosixPath(path).parts[0] in folders


def notebook(path):
    """Accept every notebook."""
    return path.endswith(".ipynb")


def exercise_source(path):
    """Accept the instructors' exercise notebooks."""
    return path.startswith("solutions/") and path.endswith("_exercises.ipynb")


def student_copy(path):
    """Accept the students' exercise notebooks."""
    return path.startswith("chapters/") and path.endswith("_exercises.ipynb")


def lesson(path):
    """Accept the lessons; a notebook beside the chapters' folders, such as the gallery, is none."""
    return path.startswith("chapters/") and path.count("/") == 2 and notebook(path) and not student_copy(path)
