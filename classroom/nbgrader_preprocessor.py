"""Makes plain `nbgrader autograde` grade as we do; `nbgrader_config.py` registers it."""

from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor

from classroom import cells
from classroom.endings import NOT_RUN
from classroom.grading import WITHOUT_ERROR


class OnlyErrorsCount(NbGraderPreprocessor):
    """Leaves in each test cell the error that it raised and nothing else.

    Without it nbgrader takes a line on standard error for a failure, a number as last value for partial credit, and a
    cell that was never run for a success.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        """Tidy one cell after it was run and before its score is read.

        Args:
            cell: the cell; its outputs are changed.
            resources: nbconvert's.
            cell_index: its place in the notebook.

        Returns:
            The cell and the resources.
        """
        if cells.is_test(cell):
            cell.outputs = [output for output in cell.outputs if output.output_type == "error"]
            if cell.execution_count is None and cell.source.strip():
                name, text = WITHOUT_ERROR[NOT_RUN]
                cell.outputs = [new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])]
        return cell, resources
