"""Example hand-ins for a chapter, made from its own catalogue of answers, as Moodle would deliver them."""

import copy
import csv
import io
import zipfile
from itertools import cycle

import nbformat

from classroom import cells
from classroom.assignment import Assignment
from classroom.catalogue import load
from classroom.errors import ClassroomError
from classroom.roster import FILE, folded
from classroom.student_copy import read_notebook
from classroom.verify import REFERENCE, RIGHT, WRONG, handed_in, side_by_side

# People whose work the chapters stand on: their names are as hard on a program as those of a class.
NAMES = (
    ("Ada", "Lovelace"),
    ("Évariste", "Galois"),
    ("Sofja", "Kowalewskaja"),
    ("Carl Friedrich", "Gauß"),
    ("Emmy", "Noether"),
    ("Srinivasa", "Ramanujan"),
    ("Leonhard", "Euler"),
    ("Blaise", "Pascal"),
)
WHEN = (2026, 5, 17, 20)  # year, month, day, hour
PARTICIPANTS = 4700  # the first of the numbers that Moodle gives
WRITTEN = "Because the gradient of each layer is a factor in the gradient of all layers below it."
MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION")


def write_example(course, chapter, folder, archive, with_students=True):
    """Write hand-ins of eight students: right, wrong, untouched, damaged, twice, with a file that is no notebook.

    Args:
        course: the `Course` that the chapter is of.
        chapter: the `Chapter`.
        folder: where the list of students is written.
        archive: the zip file to write.
        with_students: write the list.

    Raises:
        ClassroomError: where the chapter has no solution.
    """
    if with_students:
        text = io.StringIO(newline="")
        rows = [("First name", "Last name", "Email address")]
        rows += [(first, last, f"{_login(last)}@example.org") for first, last in NAMES]
        csv.writer(text).writerows(rows)
        (folder / FILE).write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for number, (name, file, data) in enumerate(_files(course, chapter)):
            folder_name = f"{' '.join(NAMES[name])}_{PARTICIPANTS + name}_assignsubmission_file_"
            entry = zipfile.ZipInfo(f"{folder_name}/{file}", (*WHEN, number, 0))
            entry.external_attr = 0o100644 << 16
            target.writestr(entry, data, zipfile.ZIP_DEFLATED)


def _login(last):
    return folded(last.replace("ß", "ss"))


def _files(course, chapter):
    """The student's place in the list, file name and bytes of everything handed in, oldest first."""
    path = course.solution(chapter)
    if path.stem != chapter.notebook and not path.is_file():
        raise ClassroomError(f"{chapter.name} has no solution to make examples from.")
    solution, assignment = read_notebook(path), Assignment.load(course, chapter)
    wrong, right = map(side_by_side, load(path.parent))
    controls = [(REFERENCE, ()), *((RIGHT, row) for row in right[:1]), *((WRONG, row) for row in wrong[:4])]
    usual = f"{path.stem}.ipynb"
    untouched = _bytes(assignment.release)
    for name, (kind, answers) in zip(range(6), cycle(controls), strict=False):
        data = _bytes(filled(assignment, handed_in(assignment, solution, kind, answers)))
        if name == 2:  # handed in twice: first as it was given out
            yield name, usual, untouched
            yield name, usual.replace(".ipynb", " (1).ipynb"), data
        else:
            yield name, usual, data
    yield 0, "notes.txt", b"Dear tutor, the notebook is beside this."
    yield 6, usual, untouched
    yield 7, usual, data[: len(data) // 2]  # cut off on the way


def filled(assignment, answered):
    """The student copy with another notebook's answers: what a student has.

    Args:
        assignment: the `Assignment`.
        answered: a notebook with answers, as `verify.handed_in` makes it.

    Returns:
        A notebook.
    """
    sources = {cells.grade_id(cell): cell.source for cell in answered.cells if cells.is_answer(cell)}
    notebook = copy.deepcopy(assignment.release)
    for cell in notebook.cells:
        name = cells.grade_id(cell)
        if cells.is_answer(cell):
            kept = [line for line in sources[name].split("\n") if line.strip() not in MARKERS]
            cell.source = WRITTEN if cells.is_manual(cell) else "\n".join(kept)
    return notebook


def _bytes(notebook):
    return nbformat.writes(notebook).encode()
