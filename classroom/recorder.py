"""nbgrader's autograder, given notebooks that have been run already; imported by instructors' commands alone."""

import os
from pathlib import Path

import nbformat
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter


class Recorder(Autograde):
    """Writes `autograded/` and the gradebook as `nbgrader autograde` does, without running anything."""

    def record(self, student, graded):
        """Record the notebooks of one student.

        Args:
            student: the student's identifier.
            graded: the graded notebook of each name.
        """
        self.graded = graded
        self.coursedir.student_id = student
        self.start()

    def init_notebooks(self):
        """Take exactly this student's folder: identifiers may hold characters that a glob would expand."""
        folder = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        self.assignments = {folder: [os.path.join(folder, f"{name}.ipynb") for name in self.graded]}

    def _init_preprocessors(self):
        self.exporter._preprocessors = []
        for preprocessor in self.autograde_preprocessors:
            name = preprocessor if isinstance(preprocessor, str) else preprocessor.__name__
            if name.rpartition(".")[2] != "Execute":
                self.exporter.register_preprocessor(preprocessor)

    def convert_single_notebook(self, notebook_filename):
        """Write the graded notebook, then let nbgrader read the scores from it as from its own.

        Args:
            notebook_filename: the submitted file, of which only the name counts here.
        """
        name = Path(notebook_filename).stem
        folder = Path(self._format_dest(self.coursedir.assignment_id, self.coursedir.student_id))
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{name}.ipynb"
        nbformat.write(self.graded[name], target)
        self._sanitizing = False
        try:
            self._init_preprocessors()
            BaseConverter.convert_single_notebook(self, str(target))
        finally:
            self._sanitizing = True
