"""`classroom collect`: every file of an archive into its place or into a sentence."""

import json
from datetime import datetime
from functools import partial

import nbformat
import pytest

from classroom.collect import collect
from classroom.course import Course
from classroom.gradebook import open_gradebook
from tests.classroom.handed_over import (
    ADA,
    EVENING,
    FULL,
    MORNING,
    NOON,
    NUMBERS_OF,
    OTHER,
    SHORT,
    listed,
    packed,
    submitted,
    verdicts,
)  # fmt: skip


@pytest.fixture
def root(course):
    return listed(course)


@pytest.fixture
def zipped(tmp_path):
    return partial(packed, tmp_path)


def test_an_archive_of_moodle_with_two_chapters(root, zipped):
    archive = zipped(
        (ADA + "numbers_exercises.ipynb", FULL, NOON),
        (ADA + "words_exercises (1).ipynb", SHORT, NOON),
        ("Évariste Galois_13_assignsubmission_file_/solved.ipynb", FULL, EVENING),
        ("Ada Byron_14_assignsubmission_file_numbers_exercises.ipynb", b"{", EVENING),
    )
    assert verdicts(collect(Course(root), archive)) == [
        ("collected", "ada", "01_numbers"),
        ("collected", "ada", "02_words"),
        ("collected", "bob", "01_numbers"),  # told by what stands in it
        ("collected", "cy", "01_numbers"),  # broken: grading will say so
    ]
    assert (root / NUMBERS_OF.format("ada")).read_bytes() == FULL
    assert (root / "submitted/bob/01_numbers/timestamp.txt").read_text() == "2026-05-17 20:00:00 UTC\n"
    with open_gradebook(Course(root)) as gradebook:
        student = gradebook.find_student("bob")
        assert (student.first_name, student.last_name, student.lms_user_id) == ("Évariste", "Galois", "18")


def test_canvas_is_told_by_its_numbers_versions_and_marks(root, zipped):
    with open_gradebook(Course(root)) as gradebook:
        gradebook.update_or_create_assignment("01_numbers", duedate="2026-05-16 12:00:00 UTC")
    archive = zipped(
        ("byronada_17_1_numbers_exercises-2.ipynb", FULL, NOON),  # the number counts, not the name
        ("byronada_17_1_numbers_exercises.ipynb", OTHER, EVENING),
        ("galoisevariste_LATE_99_2_numbers_exercises.ipynb", FULL, NOON),
    )
    first, second, late = collect(Course(root), archive)
    assert verdicts([first, second]) == [("collected", "ada", "01_numbers"), ("older", "ada", "01_numbers")]
    assert (root / NUMBERS_OF.format("ada")).read_bytes() == FULL
    assert not (root / "submitted/ada/01_numbers/timestamp.txt").exists()  # its times are those of the download
    assert late.late and "a minute is noted" in late.said and not first.late
    assert (root / "submitted/bob/01_numbers/timestamp.txt").read_text() == "2026-05-16 12:01:00 UTC\n"


def test_plain_uploads_by_folder_and_by_file(root, tmp_path):
    inbox = tmp_path / "inbox"
    for name, data in {
        "ada/x/numbers_exercises.ipynb": FULL,
        "bob_words_exercises.ipynb": SHORT,
        "cy.ipynb": FULL,
    }.items():
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(data)
    assert verdicts(collect(Course(root), inbox)) == [
        ("collected", "bob", "02_words"), ("collected", "cy", "01_numbers"), ("collected", "ada", "01_numbers"),
    ]  # fmt: skip


def test_a_folder_of_nbgraders_keeps_its_times(root, tmp_path):
    folder = tmp_path / "copied/bob/01_numbers"
    folder.mkdir(parents=True)
    (folder / "numbers_exercises.ipynb").write_bytes(FULL)
    (folder / "timestamp.txt").write_text("2026-05-17 22:00:00 Europe/Berlin")
    assert verdicts(collect(Course(root), tmp_path / "copied")) == [("collected", "bob", "01_numbers")]
    assert (root / "submitted/bob/01_numbers/timestamp.txt").read_text() == "2026-05-17 20:00:00 UTC\n"


def test_a_zip_that_a_student_handed_in_is_opened(root, zipped):
    inner = zipped(
        ("a/numbers_exercises.ipynb", FULL, MORNING), ("more.zip", b"", MORNING), name="inner.zip"
    ).read_bytes()
    found = collect(Course(root), zipped((ADA + "all.zip", inner, NOON), (ADA + "no.zip", b"?", NOON)))
    assert [one.verdict for one in found] == ["collected", "foreign", "refused"]
    assert "12:00:00" in (root / "submitted/ada/01_numbers/timestamp.txt").read_text()


def test_what_is_left_out_is_named_with_its_reason(root, zipped):
    archive = zipped(
        ("Kurt Gödel_1_assignsubmission_file_/numbers_exercises.ipynb", FULL, NOON),
        ("Ada_2_assignsubmission_file_/essay.pdf", b"%PDF", NOON),
        (ADA + "poem.ipynb", nbformat.writes(nbformat.v4.new_notebook()).encode(), NOON),
        (ADA + "../numbers_exercises.ipynb", FULL, NOON),
        (ADA + "numbers_exercises.ipynb", b"0" * 30_000_000, NOON),
    )
    found = collect(Course(root), archive)
    assert [(one.verdict, one.said) for one in found[:4]] == [
        ("unknown student", "Kurt Gödel is not in the list of students"),
        ("foreign", "is no notebook"),
        ("foreign", "is no exercises notebook of this course"),
        ("refused", "leads out of the archive by its name"),
    ]
    assert found[4].verdict == "refused" and "bomb" in found[4].said
    assert not submitted(root)


def test_two_students_of_one_name_are_told_apart_by_the_worksheet(root, zipped, tmp_path):
    (root / "students.csv").write_text("id,name\na1,Ada Lovelace\na2,Ada Lovelace\n")
    archive = zipped((ADA + "numbers_exercises.ipynb", FULL, NOON))
    (found,) = collect(Course(root), archive)
    assert found.verdict == "unknown student" and "may be a1, a2" in found.said and "--students" in found.said
    worksheet = tmp_path / "worksheet.csv"
    worksheet.write_text(
        "Identifier,Full name,ID number\nParticipant 11,Ada Lovelace,a1\nParticipant 12,Ada Lovelace,a2\n"
    )
    assert verdicts(collect(Course(root), archive, students=worksheet)) == [("collected", "a2", "01_numbers")]


def test_without_a_list_students_are_called_as_their_files(course, zipped):
    archive = zipped(
        (ADA + "numbers_exercises.ipynb", FULL, NOON),
        ("byronada_17_1_numbers_exercises.ipynb", FULL, NOON),
        ("dan_numbers_exercises.ipynb", FULL, NOON),
        ("eve/numbers_exercises.ipynb", FULL, NOON),
        ("numbers_exercises.ipynb", FULL, NOON),
    )
    found = collect(Course(course), archive)
    assert [one.student for one in found] == ["ada-lovelace", "byronada", "dan", "eve", ""]
    assert found[-1].said == "no name of a student stands in the file's name"


def test_a_chapter_that_was_named(root, zipped):
    course = Course(root)
    archive = zipped((ADA + "x.ipynb", b"{", NOON), (ADA + "words_exercises.ipynb", SHORT, NOON))
    found = collect(course, archive, course.chapter("numbers"))
    assert verdicts(found) == [("collected", "ada", "01_numbers"), ("foreign", "ada", "")]
    assert found[1].said == "belongs to 02_words, not to 01_numbers"


def test_the_newest_of_an_archive_wins(root, zipped):
    names = [f"{ADA}numbers_exercises{mark}.ipynb" for mark in ("", " (1)", " (2)")]
    found = collect(Course(root), zipped(*zip(names, (OTHER, FULL, OTHER), (MORNING, EVENING, NOON), strict=True)))
    assert [one.verdict for one in found] == ["older", "collected", "older"]
    assert found[0].said == f"{names[1]} is newer"
    assert (root / NUMBERS_OF.format("ada")).read_bytes() == FULL


def test_the_command_prints_a_line_for_what_is_left_out(root, zipped, classroom):
    archive = zipped((ADA + "numbers_exercises.ipynb", FULL, NOON), ("dan\x1b[31m/numbers_exercises.ipynb", FULL, NOON))
    ran = classroom("collect", archive, cwd=root)
    assert ran.status == 1
    assert ran.out.splitlines()[-1] == "1 collected, 1 unknown student."
    assert "unknown student: dan?[31m/numbers_exercises.ipynb: " in ran.out and "\x1b" not in ran.out
    told = json.loads(classroom("collect", archive, "--json", cwd=root).out)
    assert [one["verdict"] for one in told] == ["unchanged", "unknown student"]
    assert classroom("collect", root / "chapters", cwd=root).out == "The archive holds no file.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["missing.zip"], "There is no missing.zip; give the zip file"),
        (["students.csv"], "students.csv is no zip file"),
        (["chapters", "nonsense"], "There is no chapter 'nonsense'"),
        (["chapters", "--students", "none.csv"], "none.csv cannot be read"),
    ],
)
def test_wrong_arguments_are_a_sentence(root, classroom, words, said):
    ran = classroom("collect", *words, cwd=root)
    assert ran.status == 2
    assert said in ran.err and "Traceback" not in ran.err


def test_a_locked_gradebook_is_a_sentence_and_nothing_is_written(root, zipped, classroom):
    import sqlite3

    with open_gradebook(Course(root)):
        pass
    archive = zipped((ADA + "numbers_exercises.ipynb", FULL, NOON))
    with sqlite3.connect(root / "gradebook.db") as other:
        other.execute("BEGIN EXCLUSIVE")
        ran = classroom("collect", archive, cwd=root)
    assert ran.status == 2
    assert "the gradebook is in use by another program" in ran.err
    assert not submitted(root)


@pytest.mark.notebook
def test_who_is_late_by_the_archive_loses_what_nbgraders_plugin_says(root, zipped, classroom):
    with (root / "nbgrader_config.py").open("a") as settings:
        settings.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    with open_gradebook(Course(root)) as gradebook:
        gradebook.update_or_create_assignment("01_numbers", duedate="2026-05-17 12:00:00 UTC")
    names = (ADA + "numbers_exercises.ipynb", "bob/numbers_exercises.ipynb")
    archive = zipped(*zip(names, (FULL, FULL), (NOON, EVENING), strict=True))
    ran = classroom("collect", archive, cwd=root)
    assert "late: handed in 2026-05-17 20:00 UTC, due 2026-05-17 12:00" in ran.out and "1 of them late" in ran.out
    assert classroom("grade", "numbers", "--jobs", "1", cwd=root).status == 0
    lines = classroom("marks", cwd=root).out.splitlines()
    assert [line.split(",", 5)[5] for line in lines[1:3]] == [
        "9,13,0,passed; waits for grading by hand",
        "0,13,9,passed; waits for grading by hand; late: -9",
    ]
    with open_gradebook(Course(root)) as gradebook:
        assert gradebook.find_submission("01_numbers", "bob").timestamp == datetime(2026, 5, 17, 20)
