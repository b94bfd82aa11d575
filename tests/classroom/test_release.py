"""Student copies: ours in memory equals nbgrader's, the same bytes every time, and nothing hidden in them."""

import copy
import sys

import nbformat
import pytest

from classroom import cells
from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.leaks import leaks, secrets_of
from classroom.nbgrader_steps import generate_assignment
from classroom.student_copy import Markers, skeleton, split_regions, student_copy, to_bytes, without_hidden

EXERCISES = "chapters/01_numbers/numbers_exercises.ipynb"
SOURCE = "solutions/01_numbers/numbers_exercises.ipynb"


def change(path, name, edit):
    notebook = nbformat.read(path, 4)
    cell = next(cell for cell in notebook.cells if cell["id"] == name)
    edit(cell)
    nbformat.write(notebook, path)


def test_ours_in_memory_is_nbgraders_byte_for_byte(course, edit):
    found = Course(course)
    generate_assignment(found, found.chapter("1"), gradebook=False)
    made = (course / "build/release/01_numbers/numbers_exercises.ipynb").read_bytes()
    notebook = nbformat.reads(made, 4)
    # nbgrader keeps what is in the source's metadata; git should not see the kernel's version.
    assert notebook.metadata.language_info.pop("version") == "3.11.2"
    assert student_copy(course / SOURCE, Markers.of(found)) == (nbformat.writes(notebook) + "\n").encode()


def test_release_writes_the_same_bytes_every_time(course, classroom, monkeypatch):
    assert classroom("release", "--all", "--no-gradebook", cwd=course).out.split() == [
        "written", EXERCISES, "written", "chapters/02_words/words_exercises.ipynb",
    ]  # fmt: skip
    first = (course / EXERCISES).read_bytes()
    assert first == student_copy(course / SOURCE, Markers.of(Course(course)))
    assert first.endswith(b"}\n")
    assert not first.endswith(b"\n\n")

    # An executed, scrolled, collapsed solution gives the same copy.
    def used(cell):
        cell.execution_count = 7
        cell.outputs = [nbformat.v4.new_output("stream", text="5")]
        cell.metadata.update(collapsed=True, scrolled=False, execution={"iopub.status.busy": "now"})

    change(course / SOURCE, "ex1-tests", used)
    assert classroom("release", "numbers", "--no-gradebook", cwd=course).out.split() == ["unchanged", EXERCISES]
    assert (course / EXERCISES).read_bytes() == first


def test_the_copy_has_stubs_ids_and_no_secret(course, classroom, solution, secrets):
    assert classroom("release", "1", "--no-gradebook", cwd=course).status == 0
    text = (course / EXERCISES).read_text()
    copied = nbformat.reads(text, 4)
    assert (copied.nbformat, copied.nbformat_minor) == (4, 5)
    assert [cell["id"] for cell in copied.cells] == [cell["id"] for cell in solution.cells]
    assert all(word not in text for word in (*secrets, "doubled_number", "SOLUTION", "HIDDEN", "Because"))
    sources = {cell["id"]: cell.source for cell in copied.cells}
    assert sources["ex1-solution"] == 'def double(x):\n    """Return twice x."""\n    raise NotImplementedError()'
    assert sources["ex1-hidden"] == "# negative numbers"
    assert sources["ex4-answer"] == "YOUR ANSWER HERE"
    assert not list((course / "chapters").rglob("*_answers.py"))
    assert not list((course / "build").rglob("*_answers.py"))


def test_checksums_are_nbgraders(solution):
    from nbgrader.utils import compute_checksum

    signed = [cell for cell in skeleton(solution, Markers()).cells if cells.grade_id(cell)]
    assert len(signed) == 15 - 1
    assert [cells.checksum(cell) for cell in signed] == [compute_checksum(cell) for cell in signed]


def test_the_student_copy_needs_no_nbgrader(course, monkeypatch):
    monkeypatch.setitem(sys.modules, "nbgrader", None)
    assert student_copy(course / SOURCE, Markers.of(Course(course)))


def test_without_nbgrader_release_says_how_to_get_it(course, classroom, monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "nbgrader"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "nbgrader", None)
    ran = classroom("release", "1", "--no-gradebook", cwd=course)
    assert ran.status == 2
    assert "pip install 'nnkit-course[instructor]'" in ran.err


LEAKS = {
    "an answer in a prompt": (
        "ex2-prompt",
        lambda cell: cell.update(source=cell.source + "\n\n    return sum(values) / len(values)"),
    ),
    "a hidden test in a visible one": (
        "ex1-tests",
        lambda cell: cell.update(
            source="hidden_input = -31415\n"
            'expect(double(hidden_input), -62830, "The sign must stay: abs() is not wanted.")'
        ),
    ),
    "an answer in metadata": (
        "ex1-prompt",
        lambda cell: cell.metadata.update(note="doubled_number = x + x\nreturn doubled_number"),
    ),
    "a marker in a prompt": ("ex1-prompt", lambda cell: cell.update(source="### END SOLUTION")),
}


@pytest.mark.parametrize("case", LEAKS)
def test_a_leak_stops_the_release_and_nothing_is_written(course, classroom, case):
    name, edit = LEAKS[case]
    change(course / SOURCE, name, edit)
    ran = classroom("release", "1", "--no-gradebook", cwd=course)
    if case == "a marker in a prompt":  # a closing marker alone is dropped with its line by nbgrader
        assert ran.status == 0
        assert "SOLUTION" not in (course / EXERCISES).read_text()
        return
    assert ran.status == 2
    assert "would give away" in ran.err
    assert not (course / EXERCISES).exists()
    assert not (course / "build/release/01_numbers").exists()


def test_a_leak_in_a_file_beside_the_notebook(course, classroom):
    (course / "solutions/01_numbers/numbers.csv").write_text("1,2\n")
    assert "numbers.csv" in classroom("release", "1", "--no-gradebook", cwd=course).out
    (course / "solutions/01_numbers/notes.txt").write_text("use:\n  return sum(values) / len(values)\n")
    ran = classroom("release", "1", "--no-gradebook", cwd=course)
    assert (ran.status, "notes.txt: the text of ex2-solution" in ran.err) == (2, True)


def test_leaks_finds_every_kind_of_secret(solution):
    markers = Markers()
    found = secrets_of(solution, markers)
    assert {where for where, _ in found} == {
        "ex1-solution", "ex2-solution", "ex3-solution", "ex4-answer", "ex1-hidden", "ex2-hidden",
    }  # fmt: skip
    assert not leaks(solution, to_bytes(without_hidden(skeleton(solution, markers), markers)).decode(), markers)
    for where, lines in found:
        assert any(where in leak for leak in leaks(solution, "before\n" + "\n".join(lines) + "\nafter", markers))


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("ex1-solution", "### BEGIN SOLUTION\npass", "cell ex1-solution: 'BEGIN SOLUTION' is never followed by"),
        ("ex1-hidden", "### BEGIN HIDDEN TESTS\npass", "cell ex1-hidden: 'BEGIN HIDDEN TESTS' is never followed by"),
        ("setup", "### BEGIN SOLUTION\npass\n### END SOLUTION", "an answer stands in a cell that is no answer cell"),
        ("setup", "### BEGIN HIDDEN TESTS\npass\n### END HIDDEN TESTS", "detected in a non-grade cell"),
    ],
)
def test_what_cannot_be_released_is_one_sentence(course, classroom, name, source, said):
    change(course / SOURCE, name, lambda cell: cell.update(source=source))
    ran = classroom("release", "1", "--no-gradebook", cwd=course)
    assert ran.status == 2
    assert len(ran.err.strip().splitlines()) == 1
    assert said in ran.err


def test_unfinished_regions_are_refused_in_memory_too(solution):
    with pytest.raises(ClassroomError, match="never followed by 'END'"):
        split_regions("BEGIN\na", "BEGIN", "END")
    with pytest.raises(ClassroomError, match="a second 'BEGIN'"):
        split_regions("BEGIN\nBEGIN\nEND", "BEGIN", "END")
    broken = copy.deepcopy(solution)
    broken.cells[1].source = "### BEGIN SOLUTION\n1\n### END SOLUTION"
    with pytest.raises(ClassroomError, match="an answer stands in a cell that is no answer cell"):
        skeleton(broken, Markers())


def test_answers_in_the_copy_are_not_overwritten(course, classroom):
    classroom("release", "1", "--no-gradebook", cwd=course)
    change(course / EXERCISES, "ex1-solution", lambda cell: cell.update(source="def double(x):\n    return 2 * x"))
    written = (course / EXERCISES).read_bytes()
    ran = classroom("release", "1", "--no-gradebook", cwd=course)
    assert ran.status == 2
    assert "holds answers (ex1-solution)" in ran.err
    assert (course / EXERCISES).read_bytes() == written
    assert classroom("release", "1", "--no-gradebook", "--force", cwd=course).out.split() == ["written", EXERCISES]


def test_an_old_format_and_a_notebook_without_exercises_are_refused(course, classroom):
    notebook = nbformat.read(course / SOURCE, 4)
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]
    (course / SOURCE).write_text(nbformat.writes(notebook))
    assert "is nbformat 4.4, expected 4.5" in classroom("release", "1", "--no-gradebook", cwd=course).err
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), course / SOURCE)
    assert "has no answer cell" in classroom("release", "1", "--no-gradebook", cwd=course).err


def test_words_after_release(course, classroom):
    for words in ((), ("1", "--all")):
        ran = classroom("release", *words, cwd=course)
        assert (ran.status, "Name one chapter" in ran.err) == (2, True)


def test_the_gradebook_is_left_alone_on_request(course, classroom):
    assert classroom("release", "1", "--no-gradebook", cwd=course).status == 0
    assert not (course / "gradebook.db").exists()
    assert classroom("release", "1", cwd=course).status == 0
    assert (course / "gradebook.db").exists()
