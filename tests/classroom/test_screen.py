"""What the commands print: brackets stay brackets, nothing is cut, what is not graded is no 0."""

import io

from rich.console import Console

from classroom.batch import StudentResult
from classroom.results import CellResult, ExerciseResult, Report
from classroom.screen import console, note_on, progress_bar, show_class, show_report

HELD = {"score": 1.5, "max_score": 7, "late_penalty": 0.0, "needs_manual_grade": False}


def printed(show, *values):
    out = Console(file=io.StringIO(), width=100)
    show(*values, out)
    return out.file.getvalue()


def report(hint="", hidden=True):
    test = CellResult("ex1-tests", "", True, 1.5, 3.0, "wrong", hint)
    first = ExerciseResult("ex1", "one [red]colour[/red]", 1.5, 3.0, "wrong", hint, (test,))
    second = ExerciseResult("ex2", "why", None, 4.0, "manual", "Graded by a person.")
    third = ExerciseResult("ex3", "later", 0.0, 2.0, "not attempted", "Not solved yet.")
    return Report("01_numbers", (first, second, third), hidden)


def test_hints_are_printed_whole_and_as_they_are():
    hint = "[bold]very[/bold] " * 30 + "\n\nreceived: [1, 2]"
    text = printed(show_report, report(hint))
    assert "  " + "[bold]very[/bold] " * 29 + "[bold]very[/bold]" in text
    assert "one [red]colour[/red]" in text
    assert "  received: [1, 2]" in text
    assert "Not solved yet" not in text


def test_totals_and_what_was_left_out():
    text = printed(show_report, report(hidden=False))
    assert "1.5 of 5 points" in text
    assert "-/4" in text
    assert "4 more points are given by a person." in text
    assert "only the visible tests were run" in text


def test_a_class_with_somebody_not_graded():
    results = [StudentResult("ada", report(), gradebook=HELD), StudentResult("[b]bob", None, "bob.ipynb is empty")]
    text = printed(show_class, results)
    row = next(line for line in text.splitlines() if "[b]bob" in line and "│" in line)
    assert "not graded" in row
    assert "0" not in row
    assert "[b]bob: not graded: bob.ipynb is empty" in text
    assert "1.5/5" in text
    assert "1 graded, 1 not graded." in text


def test_notes():
    late = {**HELD, "late_penalty": 2.0, "needs_manual_grade": True}
    assert note_on(StudentResult("a", report(), gradebook=late, fresh=False)) == (
        "unchanged since the last run; needs manual grading; late: -2"
    )
    assert note_on(StudentResult("a", None, "x", gradebook=HELD)) == "the gradebook keeps an earlier 1.5/7"


def test_where_nobody_looks_there_is_no_bar_and_room_for_the_table(capsys):
    with progress_bar("Grading") as progress:
        progress(1, 2, "ada")
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""
    assert console().width >= 100
