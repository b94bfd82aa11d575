"""Reading submissions: each kind of broken file gets one sentence with the file and the cure."""

import copy
import json

import nbformat
import pytest

from classroom import intake
from classroom.assignment import Assignment
from classroom.errors import Unreadable
from classroom.intake import instructor_sources, parse, read_submission
from classroom.rebuild import rebuild


@pytest.fixture(scope="module")
def assignment(solution):
    return Assignment.from_solution("01_numbers", "numbers_exercises", solution)


@pytest.fixture
def submit(assignment, tmp_path):
    """Read a notebook, or any bytes, as a submission."""

    def read(content, **others):
        path = tmp_path / "numbers_exercises.ipynb"
        path.write_bytes(content if isinstance(content, bytes) else nbformat.writes(content).encode())
        return read_submission(path, assignment, lambda: others)

    return read


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", r"is empty \(0 bytes\)"),
        (b" \n", "is empty"),
        (b"def double(x):\n  return", r"is not JSON \(line 1\)"),
        (b'{"cells": [', "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        ('{"a": "é"}'.encode("latin-1"), "not written in UTF-8"),
        (b"[1, 2]", "JSON but no notebook"),
        (b'{"a": 1}', "JSON but no notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}', "without a cell"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {"a": 1}}', "damaged notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [7]}', "damaged notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code"}]}', "damaged notebook"),
        (b'{"nbformat": 99, "metadata": {}, "cells": [{}]}', "damaged notebook"),
    ],
)
def test_what_is_no_notebook(submit, content, said):
    with pytest.raises(Unreadable, match=rf"numbers_exercises.ipynb.* {said}|numbers_exercises.ipynb {said}") as caught:
        submit(content)
    assert "\n" not in str(caught.value)


def test_missing_files_folders_and_giants(tmp_path, monkeypatch):
    with pytest.raises(Unreadable, match="There is no file"):
        parse(tmp_path / "a.ipynb")
    with pytest.raises(Unreadable, match="is a folder"):
        parse(tmp_path)
    (tmp_path / "big.ipynb").write_text("x" * 2_000_000)
    monkeypatch.setattr(intake, "LARGEST", 1_000_000)
    with pytest.raises(Unreadable, match="has 2 MB, more than 1; clear its outputs"):
        parse(tmp_path / "big.ipynb")


def test_a_byte_order_mark_is_read_over(submit, assignment):
    data = b"\xef\xbb\xbf" + nbformat.writes(assignment.release).encode()
    assert len(submit(data).cells) == len(assignment.release.cells)


def test_an_old_notebook_format_is_read(submit, assignment):
    old = json.loads(nbformat.writes(assignment.release))
    old["nbformat_minor"] = 4
    for cell in old["cells"]:
        del cell["id"]
    assert len(submit(json.dumps(old).encode()).cells) == len(assignment.release.cells)


@pytest.mark.parametrize("name", ["ex1-tests", "ex1-hidden", "ex2-solution", "ex4-answer"])
def test_a_deleted_graded_cell(submit, assignment, name):
    notebook = copy.deepcopy(assignment.release)
    notebook.cells = [cell for cell in notebook.cells if cell["id"] != name]
    kind = "test cell" if "solution" not in name and "answer" not in name else "answer cell"
    with pytest.raises(Unreadable, match=f"the {kind} {name} was deleted; copy the answers into a fresh copy"):
        submit(notebook)


def test_deleted_prompts_and_given_code_come_back(submit, assignment):
    notebook = copy.deepcopy(assignment.release)
    notebook.cells = [cell for cell in notebook.cells if cell["id"] not in ("ex1-prompt", "checking")]
    rebuilt = rebuild(assignment, submit(notebook))
    assert [cell["id"] for cell in rebuilt.cells] == [cell["id"] for cell in assignment.skeleton.cells]


def test_a_doubled_test_cell(submit, assignment):
    notebook = copy.deepcopy(assignment.release)
    notebook.cells.append(nbformat.from_dict({**notebook.cells[5], "id": "again"}))
    with pytest.raises(Unreadable, match="the test cell ex1-tests stands there 2 times; delete the copies"):
        submit(notebook)


@pytest.mark.parametrize("version", [0, 1, 4, None, "three"])
def test_another_schema(submit, assignment, version):
    notebook = copy.deepcopy(assignment.release)
    notebook.cells[4].metadata.nbgrader["schema_version"] = version
    with pytest.raises(
        Unreadable, match=rf"cell 5 \(ex1-solution\) has nbgrader's metadata in version {version}, expected 3"
    ):
        submit(notebook)


def test_another_chapter_is_named(submit, edit, tmp_path):
    root = edit.make_course(tmp_path / "course")
    words = nbformat.read(root / "solutions/02_words/words_exercises.ipynb", 4)
    with pytest.raises(Unreadable, match="stems from another chapter, 02_words; expected 01_numbers"):
        submit(words, **{"02_words": instructor_sources(words)})
    with pytest.raises(Unreadable, match="holds none of the exercises of 01_numbers"):
        submit(words)


def test_a_lesson_is_not_taken_for_exercises(submit):
    lesson = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Numbers")])
    with pytest.raises(Unreadable, match="holds none of the exercises"):
        submit(lesson)


def test_a_corrected_prompt_does_not_make_a_submission_foreign(submit, assignment):
    notebook = copy.deepcopy(assignment.release)
    for cell in notebook.cells[3:9]:
        if cell.cell_type == "markdown":
            cell.source += " (as it read last year)"
    assert submit(notebook)


@pytest.mark.parametrize(
    "damage",
    [
        {"nbgrader": 7},
        {"nbgrader": None},
        {"nbgrader": {"grade_id": ["a"], "grade": True}},
        {"nbgrader": {"grade": True}},
    ],
)
def test_nonsense_in_metadata_of_extra_cells_is_a_sentence_or_nothing(submit, assignment, damage):
    notebook = copy.deepcopy(assignment.release)
    notebook.cells.append(nbformat.v4.new_code_cell("1", metadata=damage))
    try:
        rebuild(assignment, submit(notebook))
    except Unreadable as error:
        assert "numbers_exercises.ipynb" in str(error)
