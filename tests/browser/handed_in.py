"""Student notebooks for the browser tests: the student copy with answers put into it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
CHAPTER = "02_activations"
NAME = "activations_exercises.ipynb"


def reference_answers(course):
    """Return {grade_id: source} of all answers in a course's solution, without the markers."""
    solution = nbformat.read(course / "solutions" / CHAPTER / NAME, as_version=4)
    answers = {}
    for cell in solution.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("solution"):
            kept = [line for line in cell.source.split("\n") if line.strip() not in (BEGIN, END)]
            answers[settings["grade_id"]] = "\n".join(kept)
    return answers


def hand_in(course, student, answers):
    """Write a student's submission: the student copy with these answers, {grade_id: source}; return its path."""
    notebook = nbformat.read(course / "chapters" / CHAPTER / NAME, as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    path = course / "submitted" / student / CHAPTER / NAME
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    return path


def run(course, *command):
    """Run a command of this environment (`classroom`, `nbgrader`) in a course and return what it printed."""
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": os.pathsep.join([str(scripts), os.environ.get("PATH", "")])}
    done = subprocess.run(
        [str(scripts / command[0]), *command[1:]], cwd=course, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def grade(course):
    """Grade all submissions with `classroom grade` and return {student: points} as it reports them."""
    told = json.loads(run(course, "classroom", "grade", CHAPTER, "--json"))
    return told["students"]
