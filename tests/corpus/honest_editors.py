"""Honest notebooks as Colab, VS Code, old and other programs save them."""

import json

import nbformat

from tests.corpus import HONEST, as_bytes, edited, family, written
from tests.corpus.exercises import RIGHT

editors = family(HONEST, "editors")


def _colab(notebook):
    notebook.metadata = nbformat.from_dict(
        {
            "colab": {"provenance": []},
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "accelerator": "GPU",
        }
    )
    notebook.nbformat_minor = 0
    for number, cell in enumerate(notebook.cells):
        cell.metadata["id"] = f"c{number}"
        cell.metadata["outputId"] = "x"
        cell.pop("id")
        if cell.cell_type == "code":
            cell.execution_count = None


def _vscode(notebook):
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": ".venv (3.12.1)", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "version": "3.12.1"},
            "orig_nbformat": 4,
            "vscode": {"interpreter": {"hash": "1"}},
        }
    )
    for cell in notebook.cells:
        cell.metadata["vscode"] = {"languageId": "python"}


def _minor(number):
    def edit(notebook):
        notebook.nbformat_minor = number
        for cell in notebook.cells:
            if number < 5:
                cell.pop("id")

    return edited(RIGHT, edit)


def _as_lines(release):
    notebook = json.loads(nbformat.writes(written(RIGHT)(release)))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    return json.dumps(notebook).encode()


def _kernelspec(**spec):
    def edit(notebook):
        notebook.metadata["kernelspec"] = spec

    return edited(RIGHT, edit)


def _no_metadata(notebook):
    for cell in notebook.cells:
        cell.metadata = nbformat.NotebookNode()


def _old_schema(notebook):
    notebook.cells[3].metadata.nbgrader["schema_version"] = 1
    notebook.cells[4].metadata.nbgrader["schema_version"] = 2


def _with_outputs(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text="x" * 10_000)]
            cell.execution_count = 7


def _sources(change):
    def edit(notebook):
        for cell in notebook.cells:
            cell.source = change(cell.source)

    return edited(RIGHT, edit)


editors("colab", "Saved by Colab.", make=edited(RIGHT, _colab))
editors("vscode", "Saved by VS Code.", make=edited(RIGHT, _vscode))
editors("lines", "Sources as lists of lines.", make=_as_lines)
editors("metadata-lost", "An editor took all metadata of cells away.", make=edited(RIGHT, _no_metadata))
editors("old-schema", "Cells pasted from an old notebook.", make=edited(RIGHT, _old_schema))
editors("outputs", "Outputs from a run.", make=edited(RIGHT, _with_outputs))
editors(
    "kernel-conda",
    "Another environment's kernel.",
    make=_kernelspec(name="conda-env-dl-py", display_name="dl", language="python"),
)
editors("kernel-none", "No kernel at all.", make=_kernelspec())
editors(
    "blank-ends",
    "Blanks at the ends of lines and cells.",
    make=_sources(
        lambda source: (
            """

""".join(line + "  " for line in source.splitlines())
            + "\n\n"
        )
    ),
)
editors(
    "compact",
    "JSON in one line.",
    make=lambda release: json.dumps(written(RIGHT)(release), separators=(",", ":")).encode(),
)
editors(
    "trailing", "Blank lines behind the JSON.", make=lambda release: as_bytes(written(RIGHT)(release)) + b"\n\n \r\n"
)
for _number in range(6):
    editors(f"minor-{_number}", f"Saved as nbformat 4.{_number}.", make=_minor(_number))
