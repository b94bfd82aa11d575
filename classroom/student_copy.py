"""The student copy of a solution notebook: answers become stubs, hidden tests disappear.

The same steps as nbgrader's `generate_assignment`, in memory and without nbgrader, so that a student's machine can
grade with hidden tests where solutions are at hand. A test compares the two byte for byte.
"""

import copy
import re
from dataclasses import dataclass
from pathlib import Path

from classroom import cells
from classroom.errors import ClassroomError

# What editors and kernels write and git should not see; the same list as style.md's nbstripout line.
UNSTABLE_CELL_KEYS = ("collapsed", "scrolled", "execution", "ExecuteTime")
DEFAULT_STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


@dataclass(frozen=True)
class Markers:
    """The words around answers and hidden tests and what replaces an answer; the defaults are nbgrader's.

    Args:
        begin_solution: a line that contains this opens an answer.
        end_solution: a line that contains this closes it.
        begin_hidden: opens a hidden test.
        end_hidden: closes it.
        begin_scheme: opens a mark scheme.
        end_scheme: closes it.
        stubs: the replacement of an answer, by "code" and "markdown".
    """

    begin_solution: str = "BEGIN SOLUTION"
    end_solution: str = "END SOLUTION"
    begin_hidden: str = "BEGIN HIDDEN TESTS"
    end_hidden: str = "END HIDDEN TESTS"
    begin_scheme: str = "BEGIN MARK SCHEME"
    end_scheme: str = "END MARK SCHEME"
    stubs: tuple = (("code", DEFAULT_STUB), ("markdown", "YOUR ANSWER HERE"))

    @classmethod
    def of(cls, course):
        """The words of a course.

        Args:
            course: a `Course`.

        Returns:
            A `Markers`.
        """
        stub = course.setting("ClearSolutions", "code_stub", {})
        code = stub.get("python", DEFAULT_STUB) if isinstance(stub, dict) else stub
        text = course.setting("ClearSolutions", "text_stub", "YOUR ANSWER HERE")
        options = {
            "begin_solution": ("ClearSolutions", "begin_solution_delimeter"),
            "end_solution": ("ClearSolutions", "end_solution_delimeter"),
            "begin_hidden": ("ClearHiddenTests", "begin_test_delimeter"),
            "end_hidden": ("ClearHiddenTests", "end_test_delimeter"),
            "begin_scheme": ("ClearMarkScheme", "begin_mark_scheme_delimeter"),
            "end_scheme": ("ClearMarkScheme", "end_mark_scheme_delimeter"),
        }
        words = {key: course.setting(*where, getattr(cls, key)) for key, where in options.items()}
        return cls(**words, stubs=(("code", code), ("markdown", text)))

    @property
    def regions(self):
        """The three pairs of words: answers, hidden tests, mark schemes."""
        return (
            (self.begin_solution, self.end_solution),
            (self.begin_hidden, self.end_hidden),
            (self.begin_scheme, self.end_scheme),
        )


def split_regions(source, begin, end, where="a cell"):
    """Cut a source at its marked regions.

    Args:
        source: the text of a cell.
        begin: a line that contains this opens a region.
        end: a line that contains this closes it.
        where: how an error names the cell.

    Returns:
        A list of `(line or region, indent)`: a line outside is `(text, None)`, a region `([lines], indent)`.

    Raises:
        ClassroomError: a region inside a region, or one that is never closed.
    """
    parts, inside = [], None
    for line in source.split("\n"):
        if begin in line:
            if inside is not None:
                raise ClassroomError(f"{where}: a second {begin!r} before {end!r}; close the first region.")
            inside = []
            parts.append((inside, re.match(r"\s*", line).group(0)))
        elif end in line:
            inside = None
        elif inside is None:
            parts.append((line, None))
        else:
            inside.append(line)
    if inside is not None:
        raise ClassroomError(f"{where}: {begin!r} is never followed by {end!r}; add the closing line.")
    return parts


def read_notebook(path):
    """A notebook of ours, as nbformat 4.

    Args:
        path: the file.

    Returns:
        The notebook.

    Raises:
        ClassroomError: where it is missing or no notebook.
    """
    import nbformat

    try:
        return nbformat.reads(Path(path).read_text(encoding="utf-8"), as_version=4)
    except FileNotFoundError:
        raise ClassroomError(f"There is no notebook {path}.") from None
    except Exception as error:
        raise ClassroomError(
            f"{path} is no readable notebook ({type(error).__name__}); restore it from git."
        ) from error


def to_bytes(notebook):
    """A notebook as it is kept in git: nbformat's layout, one trailing newline, nothing that changes by itself.

    Args:
        notebook: the notebook; it is not changed.

    Returns:
        UTF-8 bytes.
    """
    import nbformat

    notebook = copy.deepcopy(notebook)
    notebook.metadata.get("language_info", {}).pop("version", None)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        for key in UNSTABLE_CELL_KEYS:
            cell.metadata.pop(key, None)
    return (nbformat.writes(notebook, version=4).rstrip("\n") + "\n").encode()


def _with_stub(cell, markers, where):
    parts = split_regions(cell.source, markers.begin_solution, markers.end_solution, where)
    stub = dict(markers.stubs)[cell.cell_type if cell.cell_type == "code" else "markdown"].split("\n")
    replaced = any(indent is not None for _, indent in parts)
    if replaced and not cells.is_answer(cell):
        raise ClassroomError(f"{where}: an answer stands in a cell that is no answer cell; mark it as solution cell.")
    if replaced:
        lines = [[part] if indent is None else [indent + line for line in stub] for part, indent in parts]
        return "\n".join(line for group in lines for line in group)
    return "\n".join(stub) if cells.is_answer(cell) else cell.source


def _lock(cell):
    if cells.is_answer(cell):
        cell.metadata["deletable"] = False
    elif cells.is_locked(cell):
        cell.metadata["deletable"] = cell.metadata["editable"] = False


def _sign(cell):
    if cells.is_answer(cell) or cells.is_locked(cell):
        cell.metadata.nbgrader["checksum"] = cells.checksum(cell)
        cell.metadata.nbgrader["cell_type"] = cell.cell_type


def skeleton(solution, markers):
    """A solution with stubs for answers and all tests in place: what submissions are rebuilt on.

    Args:
        solution: the solution notebook; it is not changed.
        markers: the course's `Markers`.

    Returns:
        A notebook whose nbgrader metadata are those that nbgrader keeps in its gradebook.
    """
    notebook = copy.deepcopy(solution)
    notebook.metadata.pop("celltoolbar", None)
    for number, cell in enumerate(notebook.cells):
        _lock(cell)
        cell.source = _with_stub(cell, markers, f"cell {cells.grade_id(cell) or number}")
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata.pop("collapsed", None)
            cell.metadata.pop("scrolled", None)
        _sign(cell)
    return notebook


def without_hidden(complete, markers):
    """A skeleton as students get it.

    Args:
        complete: what `skeleton` returned; it is not changed.
        markers: the course's `Markers`.

    Returns:
        A notebook without hidden tests and mark schemes.
    """
    notebook = copy.deepcopy(complete)
    for number, cell in enumerate(notebook.cells):
        for begin, end in markers.regions[1:]:
            parts = split_regions(cell.source, begin, end, f"cell {cells.grade_id(cell) or number}")
            cell.source = "\n".join(part for part, indent in parts if indent is None)
        _sign(cell)
    return notebook


def student_copy(solution_path, markers):
    """The student copy of a solution file.

    Args:
        solution_path: the solution notebook.
        markers: the course's `Markers`.

    Returns:
        The bytes that `classroom release` writes.
    """
    return to_bytes(without_hidden(skeleton(read_notebook(solution_path), markers), markers))
