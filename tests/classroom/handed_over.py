"""What the tests of collecting hand over: two notebooks, a list of students, archives."""

import zipfile

import nbformat

from tests.classroom.tiny_course import NUMBERS, RIGHT, WORDS, answered, make_notebook

LIST = """id,first_name,last_name,email,lms_user_id
ada,Ada,Lovelace,ada@b.org,17
bob,Évariste,Galois,,18
cy,Ada,Byron,,
"""
FULL = nbformat.writes(answered(make_notebook(NUMBERS), **RIGHT)).encode()
OTHER = nbformat.writes(answered(make_notebook(NUMBERS), ex1="def double(x):\n    return 3")).encode()
SHORT = nbformat.writes(make_notebook(WORDS)).encode()
ADA = "Ada Lovelace_12_assignsubmission_file_/"
MORNING, NOON, EVENING = ((2026, 5, 17, hour, 0, 0) for hour in (8, 12, 20))
NUMBERS_OF = "submitted/{}/01_numbers/numbers_exercises.ipynb"


def listed(course):
    """A course with a list of students."""
    (course / "students.csv").write_text(LIST, encoding="utf-8")
    return course


def packed(folder, *files, name="download.zip"):
    """Pack (name, bytes, time) into an archive and give its path."""
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, data, when in files:
            archive.writestr(zipfile.ZipInfo(file, when), data, zipfile.ZIP_DEFLATED)
    return folder / name


def verdicts(outcomes):
    return [(one.verdict, one.student, one.chapter) for one in outcomes]


def submitted(root):
    return {path.relative_to(root).as_posix() for path in root.glob("submitted/**/*") if path.is_file()}
