"""Reading submissions: each kind of broken file gets one sentence with the file and the cure."""

import copy
import json

import nbformat
import pytest

from classroom import intake
from classroom.assignment import Assignment
from classroom.errors import Unreadable
from classroom.intake import instructor_sources, parse, read_submission


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
        ('{"a": "é"}'.encode("latin-1"), "JSON but no notebook"),
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


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8-sig", "byte-order mark"), ("utf-16", "in UTF-16"), ("latin-1", "read as Latin-1")]
)
def test_other_encodings_are_read_and_told(submit, assignment, edit, encoding, said):
    text = nbformat.writes(edit.answered(assignment.release, ex1="def double(x):\n    return 2 * x  # Zoë"))
    notebook, (repair,) = submit(text.encode(encoding))
    assert said in repair
    assert any("# Zoë" in cell.source for cell in notebook.cells)


def test_an_old_notebook_format_is_read(submit, assignment):
    old = json.loads(nbformat.writes(assignment.release))
    old["nbformat_minor"] = 4
    for cell in old["cells"]:
        del cell["id"]
    notebook, repairs = submit(json.dumps(old).encode())
    assert (len(notebook.cells), repairs) == (len(assignment.release.cells), ())


def test_a_single_notebook_of_another_name_is_taken(assignment, tmp_path):
    (tmp_path / "numbers (1).ipynb").write_text(nbformat.writes(assignment.release))
    _, repairs = read_submission(tmp_path / "numbers_exercises.ipynb", assignment)
    assert repairs == ("the file is called numbers (1).ipynb, not numbers_exercises.ipynb",)
    (tmp_path / "other.ipynb").write_text(nbformat.writes(assignment.release))
    with pytest.raises(Unreadable, match="There is no file"):
        read_submission(tmp_path / "numbers_exercises.ipynb", assignment)


def test_a_notebook_of_another_kind_is_not_taken_for_it(assignment, tmp_path):
    (tmp_path / "notes.ipynb").write_text(
        nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell()]))
    )
    with pytest.raises(Unreadable, match="There is no file"):
        read_submission(tmp_path / "numbers_exercises.ipynb", assignment)


def test_links_are_refused(assignment, tmp_path):
    (tmp_path / "real.ipynb").write_text(nbformat.writes(assignment.release))
    (tmp_path / "numbers_exercises.ipynb").symlink_to(tmp_path / "real.ipynb")
    with pytest.raises(Unreadable, match="is a link; hand in the notebook itself"):
        read_submission(tmp_path / "numbers_exercises.ipynb", assignment)


def test_a_text_with_millions_of_values_is_not_parsed(submit):
    with pytest.raises(Unreadable, match="holds more than 2000000 values"):
        submit(b'{"nbformat": 4, "cells": [' + b"{}," * 1_500_000 + b"{}]}")


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
    assert submit(notebook)[1] == ()
