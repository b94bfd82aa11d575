"""The page: every part of it from made-up classes, nothing in it that a browser would execute or load."""

import html.parser

import pytest

from classroom.report.measures import measure_exercises, measure_tests
from classroom.report.misconceptions import Misconception, sightings
from classroom.report.page import page
from classroom.report.risk import at_risk
from classroom.report.sections import AT_ONCE, ChapterReport, Ready, table
from classroom.results import OUT_OF_TIME
from tests.classroom.report.made_up import NOON, facts, hand_in, result, untouched

EVIL = "<script>alert(1)</script>"
VOID = {"meta", "br", "rect", "line", "polyline"}


class Reader(html.parser.HTMLParser):
    """Collects tags, attributes and text; every tag must be closed in its order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.text = [], set(), [], ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data + "\n"


def report_on(made, catalogue=()):
    return ChapterReport(made, measure_exercises(made), measure_tests(made), sightings(made, list(catalogue)))


def read(*reports):
    risks = at_risk([one.facts for one in reports])
    return Reader(page("Report", reports, risks, "today"))


def small_class(chapter="01_numbers"):
    wrong = result("ex1", [False, True], ["This is the sum."])
    return facts(
        [hand_in(EVIL, wrong, late=60.0, hours=3), hand_in("bob", result("ex1", [True, True])), hand_in("cyd", wrong)],
        chapter,
        not_graded=["dan"],
        missing=["eve", EVIL],
        due=NOON,
    )


@pytest.fixture(scope="module")
def found():
    made = small_class()
    return read(report_on(made, [Misconception(made.chapter, "ex1", "the sum", "2 · Sums")]))


def test_a_student_cannot_put_a_tag_into_the_page(found):
    assert "script" not in found.tags
    assert EVIL in found.text


def test_nothing_is_loaded_or_executed(found):
    names = {name for name, _ in found.attributes}
    assert not [name for name in names if name.startswith("on") or name in ("src", "srcset", "action")]
    assert all(value.startswith("#") for name, value in found.attributes if name == "href")
    assert any(name == "content" and "default-src 'none'" in value for name, value in found.attributes)


def test_links_lead_to_parts_of_the_page(found):
    names = [value for name, value in found.attributes if name == "id"]
    assert len(names) == len(set(names))
    assert {value[1:] for name, value in found.attributes if name == "href"} <= set(names)


def test_a_misconception_is_told_with_its_students_and_its_section(found):
    for words in ("This is the sum.", "67%", f"{EVIL}, cyd", "numbers: 2 · Sums", "ex1 title of ex1"):
        assert words in found.text


def test_hand_ins_are_counted(found):
    for words in ("3 graded, 1 not graded, 2 missing.", "due 2026-05-17 12:00 UTC, 1 late", "Not graded: 1", "dan"):
        assert words in found.text


def test_students_at_risk_are_told_with_the_reason(found):
    assert "handed in nothing for 01_numbers" in found.text
    assert "the submission could not be graded: 01_numbers" in found.text


def test_several_chapters_stand_beside_one_another():
    text = read(report_on(small_class("01_numbers")), report_on(small_class("02_words"))).text
    assert "The course" in text and "The median student earns most in" in text


def test_many_misconceptions_are_folded_away():
    hints = [f"Idea {letter}." for letter in "abcdefghijklmnop"]
    made = facts([hand_in(f"s{n:02}", result("ex1", [False], [hint])) for n, hint in enumerate(hints)])
    text = read(report_on(made, [Misconception(made.chapter, "ex1", hint[:-1]) for hint in hints])).text
    assert f"{len(hints) - AT_ONCE} rarer ones" in text
    assert all(hint in text for hint in hints)


def test_an_unknown_mistake_is_worth_reading():
    text = read(report_on(facts([hand_in("ada", result("ex1", [False], ["A hidden test failed."]))]))).text
    assert "Wrong in a way that the catalogue does not know" in text and "A hidden test failed." in text
    assert "No known misconception was seen." in text


def test_a_test_that_strong_students_fail_is_listed():
    rows = [(n < 10, 0 if n < 5 else 2 if n < 10 else 4) for n in range(15)]
    made = [
        hand_in(f"s{n:02}", result("ex1", [one]), result("ex2", [True] * two + [False] * (4 - two)))
        for n, (one, two) in enumerate(rows)
    ]
    text = read(report_on(facts(made))).text
    assert "5 of 5 strong students fail it." in text and "ex1-t0" in text
    assert "who does well elsewhere fails here" in text


def test_a_class_of_which_next_to_nothing_is_known_has_a_page_too():
    lost = result("ex1", [False], ["Too slow."], OUT_OF_TIME)
    one = hand_in("ada", lost, untouched("ex2"))
    made = facts([type(one)(one.student, one.results)])  # no time of submission
    text = read(report_on(made)).text
    assert "No times of submission are known" in text
    assert "Nothing" not in text


def test_cells_are_escaped_unless_they_are_ready():
    found = table("Caption", ("a", "b"), [["<b>", Ready("<b>bold</b>")]], ("name",))
    assert '<td class="name">&lt;b&gt;</td><td><b>bold</b></td>' in found
