"""Every lesson and every solution runs top to bottom on a fresh kernel, offline, without a word on standard error."""

import os
import time
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from classroom.course import course_at
from classroom.student_copy import Markers, student_copy

ROOT = Path(__file__).resolve().parents[1]
EXERCISES = "_exercises.ipynb"
LESSONS = sorted(path for path in ROOT.glob("chapters/*/*.ipynb") if not path.name.endswith(EXERCISES))
SOLUTIONS = sorted(ROOT.glob(f"solutions/*/*{EXERCISES}"))
HANG_SECONDS = 600  # of one cell: it hangs; how long a notebook takes is printed and judged by a reader, not here
FIRST_CHAPTER = "02_activations"


def name_of(path):
    """Return the path as pytest shows it."""
    return path.relative_to(ROOT).as_posix()


def run(notebook, folder, scratch):
    """Run a notebook on a fresh kernel that knows no network; return the seconds it took."""
    start = Path(__file__).parent / "kernel" / "start.py"
    environment = {**os.environ, "NNKIT_FIGURE_REPORT": str(scratch / "figures.txt"), "IPYTHONDIR": str(scratch)}
    environment.pop("MPLBACKEND", None)  # a notebook draws in itself; only the other tests draw nowhere
    client = NotebookClient(
        notebook,
        timeout=HANG_SECONDS,
        allow_errors=True,
        extra_arguments=[f"--IPKernelApp.exec_files=['{start.as_posix()}']"],
        resources={"metadata": {"path": str(folder)}},
    )
    began = time.perf_counter()
    client.execute(env=environment)
    return time.perf_counter() - began


def complaints(notebook):
    """Return every error and everything on standard error, a line each."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                found.append(f"[{cell.id}] {output.ename}: {output.evalue}")
            elif output.output_type == "stream" and output.name == "stderr":
                found.append(f"[{cell.id}] standard error: {output.text.strip()}")
    return found


def written_beside(folder):
    """Return the files of a folder, to see whether a notebook leaves any."""
    return {path for path in folder.rglob("*") if "__pycache__" not in path.parts}


@pytest.mark.notebook
@pytest.mark.keras
@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_lesson_runs_offline_with_labelled_figures(path, tmp_path, account, record_property):
    notebook = nbformat.read(path, as_version=4)
    before = written_beside(path.parent)
    seconds = run(notebook, path.parent, tmp_path)
    account(f"{name_of(path)}: {len(notebook.cells)} cells in {seconds:.0f} s")
    record_property("lesson", [1, seconds])
    assert not complaints(notebook), "\n".join(complaints(notebook))
    assert written_beside(path.parent) == before, "the lesson leaves files beside itself"
    report = tmp_path / "figures.txt"
    assert not report.exists(), f"figures lack words:\n{report.read_text(encoding='utf-8')}"


@pytest.mark.notebook
@pytest.mark.keras
@pytest.mark.parametrize("path", SOLUTIONS, ids=name_of)
def test_solution_runs_offline_and_passes_its_tests(path, tmp_path, account):
    notebook = nbformat.read(path, as_version=4)
    seconds = run(notebook, path.parent, tmp_path)
    account(f"{name_of(path)}: {len(notebook.cells)} cells in {seconds:.0f} s")
    assert not complaints(notebook), "\n".join(complaints(notebook))
    graded = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    spoken = [cell.id for cell in graded if cell.get("outputs")]
    assert not spoken, f"graded cells that write or show something: {spoken}; plain nbgrader reads outputs as grades"


@pytest.mark.parametrize("path", SOLUTIONS, ids=name_of)
def test_student_copy_is_what_the_solution_generates(path):
    committed = ROOT / "chapters" / path.parent.name / path.name
    made = student_copy(path, Markers.of(course_at(ROOT)))
    assert committed.is_file(), f"{name_of(committed)} is missing; run make exercises"
    assert committed.read_bytes() == made, f"{name_of(committed)} differs from its solution; run make exercises"


@pytest.mark.notebook
@pytest.mark.parametrize("path", SOLUTIONS, ids=name_of)
def test_untouched_copy_fails_only_by_its_stubs(path, tmp_path):
    copy = nbformat.reads(student_copy(path, Markers.of(course_at(ROOT))).decode(), as_version=4)
    run(copy, path.parent, tmp_path)
    assert any("NotImplementedError" in line or "not solved yet" in line for line in complaints(copy))
    others = [line for line in complaints(copy) if "NotImplementedError" not in line and "not solved yet" not in line]
    assert not others, "\n".join(others)


def test_the_course_has_lessons_and_solutions():
    assert {path.parent.name for path in LESSONS} == {path.parent.name for path in SOLUTIONS} >= {FIRST_CHAPTER}


# The eyes of the tests above can see: a notebook that breaks each promise is caught.
BROKEN = {
    "error": ("1 / 0", "ZeroDivisionError"),
    "stderr": ("import sys\nprint('oh', file=sys.stderr)", "standard error: oh"),
    "network": ("import urllib.request\nurllib.request.urlopen('http://example.org')", "this test runs offline"),
}


@pytest.mark.notebook
def test_broken_cells_and_figures_are_seen(tmp_path):
    notebook = nbformat.v4.new_notebook()
    bare = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])"
    full = f"{bare}\nax.set(title='a', xlabel='x (m)', ylabel='y (m)')\nNone"
    sources = {**{name: source for name, (source, _) in BROKEN.items()}, "bare": f"# bare\n{bare}", "full": full}
    notebook.cells = [nbformat.v4.new_code_cell(source, id=name) for name, source in sources.items()]
    run(notebook, tmp_path, tmp_path)
    found = "\n".join(complaints(notebook))
    assert all(f"[{name}]" in found and words in found for name, (_, words) in BROKEN.items()), found
    figures = (tmp_path / "figures.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in figures] == ["no title", "axes 1 without x label", "axes 1 without y label"]
    assert all("# bare" in line for line in figures)
