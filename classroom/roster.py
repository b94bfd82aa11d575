"""The students of a class, read from the list that a learning platform exports, and found by what it calls them."""

import codecs
import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from classroom.assignment import file_name
from classroom.errors import ClassroomError

FILE = "students.csv"  # in the course folder: the export as it came
SEPARATORS = ",;\t|"
# What the platforms call their columns; of several that a row fills, the first counts.
COLUMNS = {
    "id": ("id", "student id", "username", "user name", "login id", "login", "student", "id number", "user id"),
    "first_name": ("first name", "firstname", "given name"),
    "last_name": ("last name", "lastname", "surname", "family name"),
    "full_name": ("full name", "name"),
    "email": ("email", "email address", "e mail", "mail"),
    "lms_id": ("lms user id", "identifier"),  # Moodle's grading worksheet: "Participant 12345"
}
CANVAS = {"id": ("sis login id", "sis user id", "id"), "full_name": ("student",), "lms_id": ("id",)}
CANVAS_ONLY = {"sis login id", "sis user id", "section"}
NOT_STUDENTS = ("points possible", "student, test")  # further rows of Canvas' gradebook


@dataclass(frozen=True)
class Person:
    """A student.

    Args:
        id: the identifier, which names folders and the gradebook's row.
        first_name: as listed; "" if unknown.
        last_name: likewise.
        email: likewise.
        lms_id: the platform's own number.
        row: the row of the list, by the names of its columns.
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""
    row: dict = field(default_factory=dict, compare=False, hash=False)

    @property
    def details(self):
        """What nbgrader's gradebook holds of a student beside the identifier."""
        names = {"first_name": self.first_name, "last_name": self.last_name, "email": self.email}
        return {**names, "lms_user_id": self.lms_id}

    @property
    def names(self):
        """Everything that a file's name may call this student."""
        both = (self.first_name + self.last_name, self.last_name + self.first_name)
        return {folded(word) for word in (self.id, self.email, *both)} - {""}


@dataclass(frozen=True)
class Roster:
    """The students of a class.

    Args:
        people: `Person`s in the order of the list.
        columns: the list's columns.
        listed: False where there is no list.
    """

    people: tuple = ()
    columns: tuple = ()
    listed: bool = True

    @property
    def is_worksheet(self):
        """Whether it is Moodle's grading worksheet, which has the numbers that stand in Moodle's file names."""
        return any(column.casefold() == "identifier" for column in self.columns)

    @cached_property
    def by_name(self):
        """`Person`s by each of their names, folded."""
        found = {}
        for person in self.people:
            for name in person.names:
                found.setdefault(name, []).append(person)
        return found

    def named(self, word):
        """Everyone whom a word may mean.

        Args:
            word: an identifier, an address or a name, in either order.

        Returns:
            A list of `Person`s; two for a name that two students share.
        """
        exact = [person for person in self.people if person.id == word]
        return exact or self.by_name.get(folded(word), [])

    def numbered(self, number):
        """The student whom the platform gave a number.

        Args:
            number: digits.

        Returns:
            A list with the `Person`, or an empty one.
        """
        return [person for person in self.people if number and person.lms_id == number]


def folded(text):
    """A name as it is compared: letters and digits alone, without accents and capitals.

    Args:
        text: the name.

    Returns:
        The folded name.

    Example:
        >>> folded("Galois, Évariste")
        'galoisevariste'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def identifier(text):
    """A text as an identifier that can name a folder and that nbgrader's exchange accepts (no `+`).

    Args:
        text: a login, an address, a name.

    Returns:
        The identifier; "" where nothing is left of it.

    Example:
        >>> identifier("Ada Lovelace"), identifier("../ada+1")
        ('ada-lovelace', 'ada-1')
    """
    kept = text.strip() if re.fullmatch(r"[\w@.-]+", text.strip()) else text.strip().lower()
    return re.sub(r"[^\w@.-]+", "-", kept).strip("-.")


def roster_of(course, path=None):
    """The students of a course.

    Args:
        course: a `Course`.
        path: a list to read in place of the course's `students.csv`.

    Returns:
        A `Roster`; without people where the course has no list.
    """
    path = path or course.root / FILE
    if path == course.root / FILE and not path.is_file():
        return Roster(listed=False)
    return read_roster(path)


def read_roster(path):
    """Read a list of students as Canvas, Moodle or a spreadsheet exports it.

    Args:
        path: a CSV file in UTF-8, UTF-16 or Windows' encoding, separated by commas, semicolons or tabs.

    Returns:
        A `Roster`.

    Raises:
        ClassroomError: where it cannot be read, no column tells who somebody is, or two rows claim one identifier.
    """
    where = file_name(path)
    columns, rows = _table(_text(path, where), where)
    plain = {re.sub(r"[^a-z0-9]+", " ", name.lower()).strip(): name for name in columns}
    canvas = "student" in plain and bool(CANVAS_ONLY & set(plain))
    wanted = {**COLUMNS, **(CANVAS if canvas else {})}
    sources = {key: [plain[name] for name in names if name in plain] for key, names in wanted.items()}
    if not any(sources[key] for key in ("id", "email", "full_name", "last_name")):
        raise ClassroomError(
            f"{where} has the columns {', '.join(columns)}; expected one that tells who somebody is: "
            "id, username, email, name, or first and last name."
        )
    people = {}
    for line, row in rows:
        person = _person(row, sources, f"{where}, line {line}")
        if person and people.setdefault(person.id, person) != person:
            raise ClassroomError(f"{where}, line {line}: a second student {person.id!r}; give each one identifier.")
    if not people:
        raise ClassroomError(f"{where} lists no student below its columns {', '.join(columns)}.")
    return Roster(tuple(people.values()), tuple(columns))


def _text(path, where):
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ClassroomError(f"The list of students {where} cannot be read ({error.strerror}).") from None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _table(text, where):
    """The columns, and the rows with their line numbers."""
    lines = text.splitlines(keepends=True)
    said = re.fullmatch(r'"?sep=(.)"?', lines[0].strip()) if lines else None  # what Excel writes first
    lines, first = (lines[1:], 2) if said else (lines, 1)
    if not lines or "\0" in text:
        raise ClassroomError(f"{where} is no list of students; export it as a CSV file.")
    separator = said.group(1) if said else max(SEPARATORS, key=lines[0].count)
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=separator)
    try:
        columns = [name.strip() for name in next(reader)]
        rows = [
            (reader.line_num + first - 1, dict(zip(columns, (value.strip() for value in row), strict=False)))
            for row in reader
        ]
    except csv.Error as error:
        raise ClassroomError(f"{where}, line {reader.line_num}: no CSV ({error}); export the list again.") from None
    return columns, [(line, row) for line, row in rows if any(row.values())]


def _person(row, sources, where):
    """A row as a `Person`; None for a row that is nobody."""
    told = {key: next((row[name] for name in names if row.get(name)), "") for key, names in sources.items()}
    if told["full_name"].casefold().startswith(NOT_STUDENTS):
        return None
    first, last = told["first_name"], told["last_name"]
    if not (first or last):
        last, comma, first = (part.strip() for part in told["full_name"].partition(","))
        if not comma:
            first, _, last = told["full_name"].rpartition(" ")
    local = told["email"].partition("@")[0]
    own = next(filter(None, map(identifier, (told["id"], local, f"{first} {last}"))), "")
    if not own:
        raise ClassroomError(f"{where} names nobody: no identifier, address or name.")
    return Person(own, first, last, told["email"], re.sub(r"\D", "", told["lms_id"]), row)
