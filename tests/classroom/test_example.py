"""The example hand-ins: made from a chapter's catalogue, as Moodle would deliver them, and without its answers."""

import json
import zipfile

import pytest

from classroom.collect import collect
from classroom.course import Course
from classroom.example import NAMES, write_example
from classroom.new import EXAMPLE
from classroom.roster import FILE, read_roster


@pytest.fixture
def written(course):
    found = Course(course)
    write_example(found, found.chapter("numbers"), course, course / EXAMPLE)
    return found


def test_every_student_is_listed_and_hands_in_once(written):
    roster = read_roster(written.root / FILE)
    assert [person.first_name for person in roster.people] == [first for first, _ in NAMES]
    found = collect(written, written.root / EXAMPLE)
    assert [one.verdict for one in found if one.verdict != "collected"] == ["older", "foreign"]
    assert sorted(one.student for one in found if one.verdict == "collected") == sorted(p.id for p in roster.people)


def test_no_hidden_test_and_no_marker_is_handed_in(written, secrets):
    with zipfile.ZipFile(written.root / EXAMPLE) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    assert len(texts) == len(NAMES) + 2
    assert not [word for word in (*secrets, "BEGIN SOLUTION", "HIDDEN") for text in texts if word in text]


@pytest.mark.notebook
def test_their_marks_are_all_different_kinds(course, tmp_path, classroom):
    assert classroom("new", tmp_path / "class", "--example", "--chapters", "numbers", "--course", course).status == 0
    assert classroom("collect", "hand_in.zip", cwd=tmp_path / "class").status == 0
    ran = classroom("grade", "numbers", "--jobs", "2", "--json", cwd=tmp_path / "class")
    found = {one["student"]: (one["points"], one["verdict"]) for one in json.loads(ran.out)["students"]}
    assert ran.status == 2  # one of them is cut off
    assert found["lovelace"] == found["galois"] == (9, "passed")
    assert found["kowalewskaja"][1] == "wrong" and 0 < found["kowalewskaja"][0] < 9
    assert found["euler"] == (0, "not attempted")
    assert found["pascal"] == (None, "not graded")
