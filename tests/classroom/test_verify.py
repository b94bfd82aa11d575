"""`classroom verify`: known answers are judged, and a test that cannot fail is found out."""

import nbformat
import pytest

from classroom.catalogue import Answer
from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.verify import side_by_side, verify

pytestmark = pytest.mark.notebook
SOURCE = "solutions/01_numbers/numbers_exercises.ipynb"


@pytest.fixture
def chapter(course):
    return Course(course), Course(course).chapter("1")


def test_a_sound_chapter_holds(course, classroom):
    ran = classroom("verify", "numbers", "--jobs", "1", cwd=course)
    assert ran.status == 0, ran.out
    assert ran.out == "01_numbers: 3 of 3 wrong answers rejected with their hint, 2 of 2 right answers accepted\n"


def test_every_fault_is_found(course, classroom):
    notebook = nbformat.read(course / SOURCE, 4)
    for cell in notebook.cells:
        if cell["id"] in ("ex2-tests", "ex2-hidden"):
            cell.source = "# a test that cannot fail\nmean"
        if cell["id"] == "ex3-tests":
            cell.source = "# a test that always fails\nassert False"
        if cell["id"] == "ex1-hidden":
            cell.source = "# one line\n### BEGIN HIDDEN TESTS\nassert double(-31415) == -62830\n### END HIDDEN TESTS"
    nbformat.write(notebook, course / SOURCE)
    ran = classroom("verify", "1", "--jobs", "1", cwd=course)
    assert ran.status == 1
    for fault in (
        "reference of ex3 earns 0 of 2",
        "right answer ex3 shout, line 9 (loop) earns 0 of 2",
        "untouched copy of ex2 earns 4 of 4",
        "wrong answer ex2 mean, line 14 (how many) earns everything",
        "wrong answer ex1 double, line 4 (sign must stay) does not draw its hint 'sign must stay' but: one line",
    ):
        assert fault in ran.out
    assert "1 of 3 wrong answers rejected with their hint, 1 of 2 right answers accepted" in ran.out


def test_a_fault_that_some_draws_show_is_found_and_shown_again_by_its_seed(course, classroom):
    notebook = nbformat.read(course / SOURCE, 4)
    for cell in notebook.cells:
        if cell["id"] == "ex1-hidden":
            drawn = "import os\nx = -(int(os.environ['NNKIT_HIDDEN_SEED']) % 3)  # without a sign every third time"
            hidden = cell.source.replace("### BEGIN HIDDEN TESTS\n", f"### BEGIN HIDDEN TESTS\n{drawn}\n")
            cell.source = hidden.replace("-31415", "x").replace("-62830", "2 * x")
    nbformat.write(notebook, course / SOURCE)
    assert verify(Course(course), Course(course).chapter("1"), seeds=(4, 5)).holds
    ran = classroom("verify", "numbers", "--jobs", "1", "--times", "5", "--seed", "4", cwd=course)
    assert ran.status == 1, ran.out
    fault, total = ran.out.splitlines()
    assert fault == "wrong answer ex1 double, line 4 (sign must stay) earns everything (seed 6)"
    assert total.startswith("01_numbers: 2 of 3 wrong answers rejected with their hint, 2 of 2 right")


def test_answers_are_judged_side_by_side():
    answers = [Answer(exercise, "f", "hint", "", line) for line, exercise in enumerate(("ex1", "ex1", "ex2", "ex1"))]
    rows = [[(answer.exercise, answer.line) for answer in row] for row in side_by_side(answers)]
    assert rows == [[("ex1", 0), ("ex2", 2)], [("ex1", 1)], [("ex1", 3)]]
    assert side_by_side([]) == []


def test_answers_to_nothing_are_a_sentence(course, chapter):
    path = course / "solutions/01_numbers/wrong_answers.py"
    path.write_text('@wrong("ex9", hint="x")\ndef double(x):\n    return x\n')
    with pytest.raises(ClassroomError, match="there is no exercise ex9"):
        verify(*chapter)
    path.write_text('@wrong("ex1", hint="x")\ndef triple(x):\n    return x\n')
    with pytest.raises(ClassroomError, match="defines that function"):
        verify(*chapter)


def test_two_misconceptions_that_the_report_would_take_for_one_are_found(course, classroom):
    path = course / "solutions/01_numbers/wrong_answers.py"
    text = (
        path.read_text()
        .replace('hint="sign must stay"', 'hint="sign"')
        .replace('hint="square"', 'hint="or its square"')
    )
    another = '@wrong("ex1", hint="must stay")\ndef double(x):\n    return 3 * x\n\n\n'
    path.write_text(
        text.replace(
            '@wrong("ex2"', another + '@wrong("ex1", hint="itself")\ndef double(x):\n    return -x\n\n\n@wrong("ex2"'
        )
    )
    notebook = nbformat.read(course / SOURCE, 4)
    for cell in notebook.cells:
        if cell["id"] == "ex1-hidden":
            cell.source = cell.source.replace("The sign must stay", "The number itself: the sign must stay")
    nbformat.write(notebook, course / SOURCE)
    ran = classroom("verify", "numbers", "--jobs", "1", cwd=course)
    assert ran.status == 1
    assert "(must stay) would be reported as the misconception 'itself'; give both the same words" in ran.out
