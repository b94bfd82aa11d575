"""Lists of students as Canvas, Moodle and spreadsheets export them."""

import pytest

from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.roster import Person, folded, identifier, read_roster, roster_of

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,01_numbers (4711),Current Score
    Points Possible,,,,,13,(read only)
"Lovelace, Ada",17,S-1,ada,Group A,,
"Galois, Évariste",18,S-2,galois,Group B,,
"Student, Test",19,,,Group A,,
"""
MOODLE = (
    "First name,Last name,ID number,Email address,Groups\nAda,Lovelace,,ada@example.org,A\nEmmy,Noether,n7,en@b.org,\n"
)
WORKSHEET = "Identifier,Full name,Email address,Status,Grade\nParticipant 4711,Ada Lovelace,ada@example.org,-,\n"
PLAIN = "id;first_name;last_name;email\nada;Ada;Lovelace;\n\nbob;;;\n"


@pytest.fixture
def read(tmp_path):
    def read_text(text, encoding="utf-8", name="list.csv"):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_roster(tmp_path / name)

    return read_text


def test_canvas_leaves_out_what_is_no_student(read):
    roster = read(CANVAS)
    assert roster.people == (
        Person("ada", "Ada", "Lovelace", "", "17"),
        Person("galois", "Évariste", "Galois", "", "18"),
    )
    assert roster.people[0].row["Section"] == "Group A"
    assert [person.id for person in roster.numbered("18")] == ["galois"]
    assert roster.numbered("") == roster.numbered("99") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator(read, encoding, separator):
    roster = read("First name,Surname,Username\r\nÉvariste,Gauß,eg\r\n".replace(",", separator), encoding)
    assert roster.people == (Person("eg", "Évariste", "Gauß"),)


def test_excel_names_its_separator_first(read):
    assert [person.id for person in read("sep=;\nid;email\nada;a,b@c\n").people] == ["ada"]
    with pytest.raises(ClassroomError, match="line 4: a second student 'ada'"):
        read("sep=;\nid;email\nada;a@b\nada;c@d\n")


def test_moodle_takes_the_number_or_the_address(read):
    assert [person.id for person in read(MOODLE).people] == ["ada", "n7"]
    assert not read(MOODLE).is_worksheet


def test_moodles_worksheet_has_the_numbers_of_file_names(read):
    roster = read(WORKSHEET)
    assert roster.is_worksheet
    assert roster.people == (Person("ada", "Ada", "Lovelace", "ada@example.org", "4711"),)


def test_a_plain_list_may_know_nothing_but_identifiers(read):
    assert read(PLAIN).people == (Person("ada", "Ada", "Lovelace"), Person("bob"))


@pytest.mark.parametrize(
    "word", ["ada", "ADA", "Ada Lovelace", "lovelaceada", "Lovelace, Ada", "ada@example.org", "Ada  LOVELACE"]
)
def test_a_student_is_found_by_every_name(read, word):
    assert [person.id for person in read(WORKSHEET).named(word)] == ["ada"]


def test_two_students_of_one_name_are_both_meant(read):
    roster = read("id,name\na1,Ada Lovelace\na2,Lovelace Ada\n")
    assert [person.id for person in roster.named("Ada Lovelace")] == ["a1", "a2"]
    assert [person.id for person in roster.named("a2")] == ["a2"]
    assert roster.named("nobody") == []


def test_a_student_in_two_sections_is_one(read):
    assert len(read("id,name\na1,Ada Lovelace\na1,Ada Lovelace\n").people) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "is no list of students"),
        (b"PK\x03\x04\0\0", "is no list of students"),
        (b"colour,size\nred,1\n", "has the columns colour, size; expected one that tells who somebody is"),
        (b"id,name\n", "lists no student below its columns id, name"),
        (b"id,grade\n,3\n", "line 2 names nobody"),
        (b"id,name\na,X\na,Y\n", "line 3: a second student 'a'"),
    ],
)
def test_what_is_no_list_is_a_sentence(read, text, said):
    with pytest.raises(ClassroomError, match=said):
        read(text)


def test_a_list_that_is_missing(tmp_path, course):
    with pytest.raises(ClassroomError, match=r"missing\.csv cannot be read \(No such file"):
        read_roster(tmp_path / "missing.csv")
    assert not roster_of(Course(course)).listed


@pytest.mark.parametrize(
    ("text", "found"),
    [("ada.l@b", "ada.l@b"), ("../../etc", "etc"), ("a+b/c", "a-b-c"), ("...", ""), ("Ada L", "ada-l"), ("42", "42")],
)
def test_identifiers_name_folders_and_nothing_else(text, found):
    assert identifier(text) == found


def test_names_are_compared_without_accents():
    assert folded("Müller-Lüdenscheid, J.") == folded("MULLER LUDENSCHEID J")
