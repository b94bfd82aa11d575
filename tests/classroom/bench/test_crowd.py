"""The generated class: every known wrong answer is in it, the weaker give more, each sheet knows what it deserves."""

import io
import random
import zipfile
from collections import Counter

import nbformat
import pytest

from classroom.batch import NOT_GRADED
from classroom.bench.crowd import APART, DUE, MISSING, archive, dealt, due, generated, login, sheets
from classroom.catalogue import Answer, load
from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.results import DIED, NOT_ATTEMPTED, OUT_OF_TIME, PASSED, WRONG

STUDENTS = 16


@pytest.fixture
def made(course):
    found = Course(course)
    return sheets(found, [found.chapter("1")], STUDENTS)


def text_of(sheet):
    return {cell["id"]: cell.source for cell in nbformat.reads(sheet.data.decode("utf-8-sig"), 4).cells}


def test_everybody_has_one_sheet_of_each_chapter(made):
    assert sorted(sheet.student for sheet in made) == list(range(STUDENTS))
    assert {sheet.file for sheet in made} == {"numbers_exercises.ipynb"}
    special = {MISSING: 1, NOT_GRADED: 2, DIED: 1, OUT_OF_TIME: 1, NOT_ATTEMPTED: 1}
    counts = Counter(sheet.expected for sheet in made)
    assert {verdict: counts[verdict] for verdict in special} == special
    assert counts[WRONG] + counts[PASSED] == STUDENTS - 6


def test_every_known_wrong_answer_is_handed_in(made, course):
    known = {("01_numbers", one.exercise, one.hint_or_style) for one in load(course / "solutions/01_numbers").wrong}
    found = generated(made)
    assert found.keys() == known
    assert sum(found.values()) == sum(len(sheet.misconceptions) for sheet in made) >= len(known)


def test_a_sheet_holds_the_wrong_answers_that_it_is_said_to(made):
    wrong = next(sheet for sheet in made if ("ex2", "how many") in sheet.misconceptions)
    assert "return sum(values)\n" in text_of(wrong)["ex2-solution"] + "\n"
    right = next(sheet for sheet in made if sheet.expected == PASSED and not sheet.misconceptions)
    assert "SOLUTION" not in "".join(text_of(right).values())
    assert "HIDDEN" not in "".join(text_of(right).values())


def test_the_hostile_ones_are_hostile(made):
    found = {sheet.expected: sheet for sheet in made}
    assert "os._exit" in text_of(found[DIED])["ex1-solution"]
    assert "while True" in text_of(found[OUT_OF_TIME])["ex1-solution"]
    assert "setattr(checks" in text_of(found[NOT_ATTEMPTED])["setup"]
    assert found[MISSING].data is None
    assert any(sheet.data and sheet.data.startswith(b"\xef\xbb\xbf") for sheet in made)


def test_the_same_seed_gives_the_same_class(course, made):
    found = Course(course)
    assert sheets(found, [found.chapter("1")], STUDENTS) == made
    assert sheets(found, [found.chapter("1")], STUDENTS, seed=1) != made


def test_roles_move_on_from_chapter_to_chapter(course):
    found = Course(course)
    both = sheets(found, [found.chapter("1"), found.chapter("2")], STUDENTS)
    missing = [sheet.student for sheet in both if sheet.expected == MISSING]
    assert len(set(missing)) == 2


def test_the_weaker_give_more_wrong_answers():
    wrong = {f"ex{n}": [Answer(f"ex{n}", "f", f"hint {k}", "") for k in range(3)] for n in range(20)}
    skills = [number / 30 for number in range(30)]
    found = dealt(wrong, list(range(30)), skills, random.Random(0))
    weak, strong = (sum(len(found[student]) for student in half) for half in (range(15), range(15, 30)))
    assert weak > 2 * strong
    assert all(len({one.exercise for one in given}) == len(given) for given in found.values())


def test_a_class_that_is_too_small_is_refused():
    wrong = {"ex1": [Answer("ex1", "f", str(k), "") for k in range(5)]}
    with pytest.raises(ClassroomError, match=r"5 wrong answers to ex1 are known; .* received 3: make the class larger"):
        dealt(wrong, [0, 1, 2], [0.5] * 3, random.Random(0))


def test_the_archive_is_named_as_moodle_does_and_dated(made):
    with zipfile.ZipFile(io.BytesIO(archive(made, ["01_numbers"]))) as file:
        entries = {entry.filename: entry for entry in file.infolist()}
    assert len(entries) == STUDENTS - 1
    late = 0
    for sheet in made:
        if sheet.data is not None:
            name = f"Student {sheet.student:03}_{4700 + sheet.student}_assignsubmission_file_/{sheet.file}"
            late += entries[name].date_time > DUE.timetuple()[:6]
            assert (entries[name].date_time > DUE.timetuple()[:6]) == sheet.late
    assert late == sum(sheet.late for sheet in made) > 0


def test_chapters_are_due_one_after_the_other():
    assert due(0) == DUE and due(3) - due(2) == APART
    assert login(7) == "student007"
