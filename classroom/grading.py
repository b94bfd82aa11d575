"""Grading as a function: an assignment and a notebook in, the graded notebook and a report out.

A grade comes from whether a test cell raised, and from nothing else: what a test cell prints, writes to standard error
or leaves as its last value decides nothing, and a test cell that was not run has failed.
"""

from dataclasses import replace

from nbformat.v4 import new_output

from classroom import cells
from classroom.assignment import Assignment, Exercise
from classroom.endings import DIED, NOT_RUN, OUT_OF_MEMORY, OUT_OF_TIME, RAISED, RAN, Ending, Limits
from classroom.engine import Engine
from classroom.rebuild import rebuild
from classroom.results import CellResult, ExerciseResult, Report
from classroom.verdicts import exercise_result

__all__ = ["Assignment", "CellResult", "Exercise", "ExerciseResult", "Limits", "Report", "grade_notebook"]

# An error output for each ending without one, so that nbgrader reads the same score from the notebook as we do.
WITHOUT_ERROR = {
    OUT_OF_TIME: ("OutOfTime", "the cell was interrupted"),
    OUT_OF_MEMORY: ("OutOfMemory", "the cell used more memory than there is for it"),
    DIED: ("ProcessDied", "the cell ended its Python process"),
    NOT_RUN: ("NotRun", "the cell was not run"),
}


def grade_notebook(assignment, notebook, limits=None, files=(), engine=None):
    """Grade one submission.

    Args:
        assignment: the `Assignment`.
        notebook: the student's notebook, as `intake.read_submission` returns it.
        limits: a `Limits`.
        files: what students were given beside the notebook.
        engine: the `Engine` that runs it; one of its own if None.

    Returns:
        The graded notebook, from which nbgrader's own `SaveAutoGrades` reads these scores, and a `Report`.

    Raises:
        ClassroomError: where no kernel can be started; the submission is then not graded.
    """
    if engine is None:
        with Engine() as engine:
            return grade_notebook(assignment, notebook, limits, files, engine)
    graded = rebuild(assignment, notebook)
    endings, facts = engine.run(assignment, graded, limits, files)
    for index, ending in endings.items():
        settle(graded.cells[index], ending)
    return graded, replace(report_on(assignment, graded, endings), run=facts)


def report_on(assignment, graded, endings=None):
    """The report on a notebook that has been run, by us or by plain nbgrader.

    Args:
        assignment: the `Assignment`.
        graded: the notebook.
        endings: the `Ending` of each code cell; read from the outputs if None.

    Returns:
        A `Report`.
    """
    endings = endings_of(graded) if endings is None else endings
    named = {cells.grade_id(cell): cell for cell in graded.cells if cells.grade_id(cell)}
    ended = {cells.grade_id(graded.cells[index]): ending for index, ending in endings.items()}
    results = (exercise_result(assignment, exercise, named, ended) for exercise in assignment.exercises)
    return Report(assignment.chapter, tuple(results), assignment.hidden)


def endings_of(graded):
    """How the code cells of a graded notebook ended, as far as their outputs tell."""
    kinds = {name: kind for kind, (name, _) in WITHOUT_ERROR.items()}
    endings = {}
    for index, cell in enumerate(graded.cells):
        if cell.cell_type == "code":
            error = next((out for out in cell.outputs if out.output_type == "error"), None)
            kind = RAN if error is None else kinds.get(error.ename, RAISED)
            endings[index] = Ending(kind, error)
    return endings


def settle(cell, ending):
    """Leave in a test cell the one output that decides; note in other cells why they stopped.

    Args:
        cell: a cell that was run; its outputs are changed.
        ending: its `Ending`.
    """
    error = ending.error
    if error is None and ending.kind in WITHOUT_ERROR:
        name, text = WITHOUT_ERROR[ending.kind]
        error = new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
    if cells.is_test(cell):
        cell.outputs = [] if ending.kind == RAN else [error]
        # Only a cell that has a number counts as run for `OnlyErrorsCount`, and the number may have been lost.
        cell.execution_count = cell.execution_count or 1
    elif error is not None and error not in cell.outputs:
        cell.outputs.append(error)
