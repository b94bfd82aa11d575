"""`classroom release`: the student copy, made by nbgrader, checked for leaks, then copied to where students find it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from classroom import cells
from classroom.assignment import file_name
from classroom.course import PRIVATE_FILES
from classroom.errors import ClassroomError
from classroom.leaks import leaks
from classroom.student_copy import Markers, read_notebook, skeleton, to_bytes, without_hidden


@dataclass(frozen=True)
class Released:
    """One file of a release.

    Args:
        path: where students find it.
        changed: whether it was written; False where it was the same before.
    """

    path: Path
    changed: bool


def release(course, chapter, gradebook=True, force=False):
    """Release a chapter: nbgrader's release folder, and the student copy in `chapters/`.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.
        gradebook: also record the assignment in nbgrader's gradebook, as nbgrader does.
        force: overwrite a student copy in which somebody has written answers.

    Returns:
        A list of `Released`.

    Raises:
        ClassroomError: when anything hidden would leak (nothing is written then), or an answer would be overwritten.
    """
    from classroom import nbgrader_steps

    markers = Markers.of(course)
    path = course.solution(chapter)
    solution = read_notebook(path)
    refuse_unfit(solution, path)
    without_hidden(skeleton(solution, markers), markers)  # names the cell where a region is never closed
    nbgrader_steps.generate_assignment(course, chapter, gradebook)
    made = made_by_nbgrader(course, chapter)
    found = [f"{source.name}: {leak}" for source, data in made.items() for leak in leaks_in(solution, data, markers)]
    if found:
        shutil.rmtree(course.step("release", ".", chapter), ignore_errors=True)
        raise ClassroomError(
            f"The release of {chapter.name} would give away {'; '.join(found)}. Nothing was written; "
            f"put it between the markers in {file_name(path)}."
        )
    return publish(course, chapter, made, force)


def refuse_unfit(solution, path):
    """Refuse a solution notebook whose copy could not be kept in git.

    Args:
        solution: the solution notebook.
        path: its file.

    Raises:
        ClassroomError: for an old notebook format, or a notebook without exercises.
    """
    if (solution.nbformat, solution.nbformat_minor) < (4, 5) or not all(cell.get("id") for cell in solution.cells):
        raise ClassroomError(
            f"{file_name(path)} is nbformat {solution.nbformat}.{solution.nbformat_minor}, expected 4.5 with cell ids; "
            "open it in JupyterLab and save it."
        )
    if not any(cells.is_answer(cell) for cell in solution.cells):
        raise ClassroomError(f"{file_name(path)} has no answer cell; mark the cells as in CONTRIBUTING.md.")


def made_by_nbgrader(course, chapter):
    """The files in nbgrader's release folder, without the instructors' own.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.

    Returns:
        A dict from path to bytes, the notebooks in the form that is kept in git.
    """
    folder = course.step("release", ".", chapter)
    made = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name in PRIVATE_FILES:
            path.unlink()
            continue
        made[path] = to_bytes(read_notebook(path)) if path.suffix == ".ipynb" else path.read_bytes()
    return made


def leaks_in(solution, data, markers):
    """`leaks` for the bytes of a file; a file that is no text cannot be read by this and is taken as clean."""
    try:
        return leaks(solution, data.decode(), markers)
    except UnicodeDecodeError:
        return []


def publish(course, chapter, made, force):
    """Write a release to `chapters/`, each file only where it differs.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.
        made: what `made_by_nbgrader` returned.
        force: overwrite answers.

    Returns:
        A list of `Released`; empty in a course without `chapters/`.

    Raises:
        ClassroomError: where a notebook to be overwritten holds answers.
    """
    if not course.chapters_folder.is_dir():
        return []
    source, target = course.step("release", ".", chapter), course.chapters_folder / chapter.name
    released = []
    for path, data in made.items():
        destination = target / path.relative_to(source)
        changed = not destination.is_file() or destination.read_bytes() != data
        if changed and not force:
            refuse_answers(destination)
        released.append(Released(destination, changed))
    for one, data in zip(released, made.values(), strict=True):
        if one.changed:
            one.path.parent.mkdir(parents=True, exist_ok=True)
            one.path.write_bytes(data)
    return released


def refuse_answers(path):
    """Refuse to overwrite a notebook in which somebody has written answers.

    Args:
        path: the notebook; it may be missing.

    Raises:
        ClassroomError: naming the answers.
    """
    if path.suffix != ".ipynb" or not path.is_file():
        return
    answered = [
        cells.grade_id(cell)
        for cell in read_notebook(path).cells
        if cells.is_answer(cell) and cells.settings(cell).get("checksum") not in (None, cells.checksum(cell))
    ]
    if answered:
        raise ClassroomError(
            f"{file_name(path)} holds answers ({', '.join(answered[:3])}{', ...' if len(answered) > 3 else ''}) that "
            "the release would overwrite; move the file away, or use --force."
        )
