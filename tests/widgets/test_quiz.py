import pytest

from widgets import Quiz
from widgets.options import read_number

OPTIONS = {"$\\sigma(1-\\sigma)$": None, "$1 - \\sigma^2$": "that is $\\tanh$'s.", "$x<1$": "not a slope."}


def choice():
    return Quiz("What is $\\sigma'$?", options=OPTIONS, explanation="Differentiate and collect.")


def question():
    wrong = {0.5: "that is the value at 0.", 1: "that is tanh's."}
    return Quiz("Largest slope?", answer=0.25, tolerance=0.01, wrong=wrong, explanation="At 0.", unit="per unit")


def test_the_right_option_is_explained():
    quiz = choice()
    quiz.choices.buttons["$\\sigma(1-\\sigma)$"].click()
    assert quiz.correct is True
    assert "is right.</b> Differentiate and collect." in quiz.feedback.value
    assert "nnk-is-right" in quiz.feedback.value
    assert 'role="status"' in quiz.feedback.value


@pytest.mark.parametrize("text", [text for text, reason in OPTIONS.items() if reason])
def test_every_wrong_option_has_its_reason_and_does_not_reveal_the_right_one(text):
    quiz = choice()
    quiz.choices.buttons[text].click()
    assert quiz.correct is False
    assert OPTIONS[text] in quiz.feedback.value
    assert quiz.choices.letter(text) in quiz.feedback.value
    assert "Differentiate and collect" not in quiz.feedback.value
    assert "nnk-wrong" in quiz.choices.buttons[text]._dom_classes


def test_one_may_try_again_and_tried_options_stay_marked():
    quiz = choice()
    for text in ("$1 - \\sigma^2$", "$\\sigma(1-\\sigma)$"):
        quiz.choices.buttons[text].click()
    assert (quiz.correct, quiz.attempts) == (True, 2)
    assert "nnk-wrong" in quiz.choices.buttons["$1 - \\sigma^2$"]._dom_classes
    assert "nnk-right" in quiz.choices.buttons["$\\sigma(1-\\sigma)$"]._dom_classes


def test_the_order_is_the_same_each_time_and_not_the_authors_for_every_question():
    assert list(choice().options) == list(choice().options)
    firsts = {next(iter(Quiz(f"question {i}", options=OPTIONS).options)) for i in range(20)}
    assert firsts == set(OPTIONS)


@pytest.mark.parametrize("text", ["0.25", "1/4", "0,25", "25%", "2.5e-1", " .25 ", "0.2500001", "0.26"])
def test_a_right_number_may_be_written_in_many_ways(text):
    quiz = question()
    quiz.entry.value = text
    assert quiz.correct is True
    assert "is right.</b> At 0." in quiz.feedback.value


@pytest.mark.parametrize(
    ("text", "reason"), [("0.5", "the value at 0"), ("1", "tanh's"), ("0.7", "Try again"), ("-1/4", "Try again")]
)
def test_a_wrong_number_is_told_what_it_comes_from(text, reason):
    quiz = question()
    quiz.choose(text)
    assert quiz.correct is False
    assert reason in quiz.feedback.value
    assert "0.25" not in quiz.feedback.value


@pytest.mark.parametrize("text", ["", "a quarter", "1/0", "nan", "inf", "<b>", "1e999"])
def test_what_is_no_number_is_neither_right_nor_wrong(text):
    quiz = question()
    quiz.choose(text)
    assert quiz.correct is None
    assert "is not a number" in quiz.feedback.value
    assert "<b>" not in quiz.feedback.value


def test_the_check_button_after_enter_is_one_attempt():
    quiz = question()
    quiz.entry.value = "0.5"
    quiz.children[3].children[-1].click()
    assert quiz.correct is False
    assert quiz.attempts == 1


@pytest.mark.parametrize("arguments", [{}, {"options": OPTIONS, "answer": 1}])
def test_a_quiz_has_options_or_an_answer(arguments):
    with pytest.raises(ValueError, match="options, answer: received both or neither"):
        Quiz("?", **arguments)


@pytest.mark.parametrize(("options", "count"), [({"a": "no", "b": "no"}, 0), ({"a": None, "b": None}, 2), ({}, 0)])
def test_exactly_one_option_is_right(options, count):
    with pytest.raises(ValueError, match=f"options: received {count} right ones, expected 1"):
        Quiz("?", options=options)


def test_an_answer_that_is_no_option_is_refused():
    with pytest.raises(ValueError, match="answer: received 'x', expected one of"):
        choice().choose("x")


def test_the_page_without_a_kernel_folds_the_answer_away(outside_references):
    for quiz in (choice(), question()):
        html = quiz._repr_mimebundle_()["text/html"]
        assert outside_references(html) == []
        shown, folded = html.split("<details>")
        assert "Differentiate" not in shown
        assert "At 0." not in shown
        assert "Differentiate" in folded or "At 0." in folded
    assert "$x&lt;1$" in choice().static_html()


def test_typed_numbers():
    assert [read_number(text) for text in ("−3", "1/3", "12 000", "5 %", "three")] == [-3, 1 / 3, 12000, 0.05, None]
