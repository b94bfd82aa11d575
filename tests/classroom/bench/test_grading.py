"""The bench of grading: what is graded, that both sides give the same scores, what the table says; never how fast."""

import io

import pytest
from rich.console import Console

from classroom.assignment import Assignment
from classroom.bench.grading import AIMS, KERAS_WRONG, Round, grade_once, keras_class, numpy_class, set_up, show
from classroom.course import Course
from classroom.intake import read_submission


@pytest.fixture
def of_course(course):
    return Course(course)


def test_the_keras_class_has_right_and_wrong_answers():
    group = keras_class(8)
    assert len(group.submissions) == 8
    assignment = Assignment.from_solution(group.chapter, "training_exercises", group.solution)
    points = {cell["id"]: cell.metadata.get("nbgrader", {}).get("points", 0) for cell in assignment.skeleton.cells}
    assert [sum(points[name] for name in exercise.tests) for exercise in assignment.exercises] == [4, 4]
    sources = [{cell["id"]: cell["source"] for cell in one.cells} for one in group.submissions]
    wrong = [[name for name in KERAS_WRONG if one[name] == KERAS_WRONG[name]] for one in sources]
    assert wrong == [[], [], ["ex1-solution"], [], [], ["ex2-solution"], [], []]
    assert all("import keras" in one["setup"] for one in sources)


def test_the_numpy_class_has_every_known_answer(of_course):
    chapter = of_course.chapter("01_numbers")
    group = numpy_class(of_course, chapter, 7)
    text = ["\n".join(cell["source"] for cell in one.cells) for one in group.submissions]
    assert len(text) == 7
    for words in ("abs(2 * x)", "return sum(values)\n", "return 2 * x", "for letter in word"):
        assert any(words in one for one in text)


@pytest.mark.notebook
def test_a_course_is_set_up_that_both_sides_can_grade(of_course, tmp_path):
    group = keras_class(3)
    root = tmp_path / "side"
    root.mkdir()
    set_up(group, root, of_course)
    handed_in = sorted((root / "submitted").glob("*/01_training/training_exercises.ipynb"))
    assert [path.parts[-3] for path in handed_in] == ["student000", "student001", "student002"]
    made = Course(root)
    assignment = Assignment.load(made, made.chapter(group.chapter))
    assert [exercise.id for exercise in assignment.exercises] == ["ex1", "ex2"]
    assert "BEGIN" not in "".join(cell["source"] for cell in assignment.release.cells)
    assert read_submission(handed_in[0], assignment)[1] == ()  # nothing had to be repaired


@pytest.mark.notebook
def test_both_sides_give_the_same_scores(of_course):
    made = grade_once(numpy_class(of_course, of_course.chapter("01_numbers"), 2), of_course)
    assert made.same
    assert min(made.ours, made.theirs, made.own) > 0


def table(rounds):
    page = io.StringIO()
    show([(keras_class(4), rounds)], Console(file=page, width=200))
    return next(line for line in page.getvalue().splitlines() if "4 x Keras" in line)


def test_the_table_has_both_rates_and_their_ratio():
    line = table([Round(2.0, 60.0, 1.0, True), Round(4.0, 80.0, 1.0, True), Round(3.0, 120.0, 1.0, True)])
    for words in (" 80 ", " 3.0 ", "30.0 (20.0 to 40.0)", f" {AIMS['Keras']} ", " the same "):
        assert words in line


def test_scores_that_differ_once_are_told():
    assert "NOT THE SAME" in table([Round(1.0, 1.0, 0.5, True), Round(1.0, 1.0, 0.5, False)])
