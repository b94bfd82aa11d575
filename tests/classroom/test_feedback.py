"""Feedback pages: nbgrader's layout, nothing hidden in them, nothing that a browser would execute."""

import html.parser
import re
import shutil

import nbformat
import pytest

from classroom.assignment import Assignment
from classroom.course import Course
from classroom.feedback_page import page
from classroom.grading import endings_of, report_on
from classroom.rebuild import rebuild

pytestmark = pytest.mark.notebook
PAGE = "01_numbers/numbers_exercises.html"
LEAST_CONTRAST = 4.5  # of letters, as WCAG 2.2 asks for
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "strong", "table", "thead", "tbody", "tr", "th",
    "td", "div", "pre", "span", "ul", "li", "img",
}  # fmt: skip


class Reader(html.parser.HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = set(), [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def written(graded_class, classroom, tmp_path_factory):
    root = tmp_path_factory.mktemp("feedback") / "course"
    shutil.copytree(graded_class.root, root)
    ran = classroom("feedback", "numbers", cwd=root)
    assert ran.status == 0, ran.err
    return root, ran


def test_everybody_who_was_graded_gets_a_page_where_nbgrader_puts_it(written, graded_class):
    root, ran = written
    assert {path.parts[-3] for path in (root / "feedback").rglob("*.html")} == {
        *graded_class.honest,
        *graded_class.mended,
    }
    assert (root / "feedback/ada" / PAGE).is_file()
    assert f"ada: feedback/ada/{PAGE}" in ran.out


def test_points_verdicts_and_hints_stand_at_the_top(written):
    root, _ = written
    text = Reader((root / "feedback/cyd" / PAGE).read_text()).text
    top = text[: text.index("ex1: twice as much")]
    assert "7 of 13 points" in top
    assert "ex1 twice as much1 / 3wrongnegative numbers: The sign must stay: abs() is not wanted." in top
    assert "ex4 why?not yet / 4manual" in top
    assert "return abs(2 * x)" in text


def test_no_page_holds_a_hidden_test_or_anything_to_execute(written, secrets):
    root, _ = written
    for path in (root / "feedback").rglob("*.html"):
        source = path.read_text()
        read = Reader(source)
        assert not any(word in source for word in secrets)
        assert read.tags <= ALLOWED
        assert not [
            name for name, _ in read.attributes if name.startswith("on") or name in ("href", "srcset", "action")
        ]
        assert "default-src 'none'" in source


def test_what_a_hostile_student_writes_is_text(solution, edit):
    assignment = Assignment.from_solution("01_numbers", "numbers_exercises", solution)
    hostile = edit.answered(
        assignment.release, ex1=f'def double(x):\n    """{EVIL}"""', ex4_answer=f"{EVIL} [a](javascript:alert(3))"
    )
    hostile.cells[-1]["attachments"] = {
        "a.png": {"image/png": 'x" onerror="alert(4)', "image/svg+xml": "<svg onload=alert(5)>"},
        "b.gif": {"image/gif": "R0lGODlhAQABAAAAACwAAAAAAQABAAA="},
    }
    graded = rebuild(assignment, hostile)
    test = next(cell for cell in graded.cells if cell["id"] == "ex1-tests")
    test.outputs = [nbformat.v4.new_output("error", ename="ValueError", evalue=EVIL, traceback=[EVIL])]
    graded.cells[4].outputs = [nbformat.v4.new_output("display_data", {"text/html": EVIL, "image/svg+xml": EVIL})]
    report = report_on(assignment, graded, endings_of(graded))
    held = {"score": 0, "max_score": 13, "late_penalty": 1, "needs_manual_grade": True, "cells": {}, "manual": set(),
            "comments": {"ex4-answer": f"see {EVIL}"}}  # fmt: skip
    source = page(assignment, EVIL, graded, report, held)
    read = Reader(source)
    assert read.tags <= ALLOWED
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert [value for name, value in read.attributes if name == "src"] == [
        "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
    ]
    assert read.text.count(EVIL) >= 5  # student, code, answer, hint, comment: all there to be read
    assert "1 of them taken off for handing in late" in read.text


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_code_stands_out_from_its_ground_without_colour(written):
    root, _ = written
    source = (root / "feedback/cyd" / PAGE).read_text()
    ground = luminance(re.search(r"pre { background: (#\w{6})", source).group(1))
    colours = re.findall(r"\.code \.(\w+) { color: (#\w{6})", source)
    assert len(colours) > 30
    faint = {name for name, colour in colours if (ground + 0.05) / (luminance(colour) + 0.05) < LEAST_CONTRAST}
    assert faint <= {"w"}  # blanks


def test_manual_scores_and_comments_are_in_it(written, classroom):
    from classroom.gradebook import open_gradebook

    root, _ = written
    with open_gradebook(Course(root)) as gradebook:
        grade = gradebook.find_grade("ex4-answer", "numbers_exercises", "01_numbers", "ada")
        grade.manual_score, grade.needs_manual_grade = 3, False
        gradebook.find_comment("ex4-answer", "numbers_exercises", "01_numbers", "ada").manual_comment = "Well said."
        gradebook.db.commit()
    assert classroom("feedback", "1", "--student", "ada", cwd=root).status == 0
    text = Reader((root / "feedback/ada" / PAGE).read_text()).text
    assert "12 of 13 points." in text
    assert "ex4 why?3 / 4" in text
    assert "Comment: Well said." in text


def test_a_full_disk_keeps_the_older_page(written, classroom, full_disk):
    root, _ = written
    before = (root / "feedback/ada" / PAGE).read_bytes()
    with full_disk():
        ran = classroom("feedback", "1", "--student", "ada", cwd=root)
    assert (ran.status, "make room on the disk" in ran.err, PAGE.split("/")[1] in ran.err) == (2, True, True)
    assert [path.name for path in (root / "feedback/ada" / PAGE).parent.glob("*.html")] == ["numbers_exercises.html"]
    assert (root / "feedback/ada" / PAGE).read_bytes() == before


def test_nothing_graded_is_a_sentence(written, classroom):
    root, _ = written
    ran = classroom("feedback", "words", cwd=root)
    assert (ran.status, "Nothing is graded in 02_words yet" in ran.err) == (2, True)
    ran = classroom("feedback", "1", "--student", "x-json", cwd=root)
    assert (ran.status, "Nothing of x-json is graded" in ran.err) == (2, True)
