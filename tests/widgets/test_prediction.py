import pytest

from widgets import Prediction

QUESTION = "Which share of $z<0$ is dead?"
OPTIONS = ["none", "$1/2$", "all"]


def of_words():
    return Prediction(QUESTION, options=OPTIONS)


def of_numbers(**changes):
    return Prediction(QUESTION, **{"low": 0, "high": 100, "step": 1, "unit": "%", **changes})


def test_a_pressed_option_is_kept_and_said():
    guess = of_words()
    assert guess.guess is None
    assert guess.said.value == ""
    guess.choices.buttons["$1/2$"].click()
    assert guess.guess == "$1/2$"
    assert "Your guess: <b>$1/2$</b>" in guess.said.value
    assert "nnk-chosen" in guess.choices.buttons["$1/2$"]._dom_classes


def test_a_guess_may_be_changed():
    guess = of_words()
    guess.record("none")
    guess.record("all")
    assert guess.guess == "all"
    assert "nnk-chosen" not in guess.choices.buttons["none"]._dom_classes
    assert "nnk-chosen" in guess.choices.buttons["all"]._dom_classes


def test_running_the_cell_again_keeps_the_guess():
    of_words().record("none")
    again = of_words()
    assert again.guess == "none"
    assert "none" in again.said.value
    assert "nnk-chosen" in again.choices.buttons["none"]._dom_classes
    assert Prediction("Another question?", options=OPTIONS).guess is None


def test_a_number_is_kept_only_when_the_button_is_pressed():
    guess = of_numbers()
    guess.slider.value = 30
    assert guess.guess is None
    commit = guess.children[-2].children[-1]
    commit.click()
    assert guess.guess == 30
    assert "<b>30 %</b>" in guess.said.value
    assert of_numbers().slider.value == 30


def test_a_kept_guess_that_no_longer_fits_the_question_is_as_good_as_none():
    of_numbers().record(90)
    smaller = of_numbers(high=50)
    assert smaller.said.value == ""
    assert smaller.reveal(20).text == "The result: 20 %."
    assert of_words().said.value == ""


def test_without_a_person_the_result_stands_alone():
    reveal = of_words().reveal("$1/2$", "Measured: 49.7 %.")
    assert reveal.text == "The result: $1/2$. Measured: 49.7 %."
    html = reveal.static_html()
    assert "Your guess" not in html
    assert "Measured: 49.7 %." in html
    assert "<b>Result</b>$1/2$" in html


def test_guess_and_result_stand_side_by_side():
    guess = of_words()
    guess.record("none")
    reveal = guess.reveal("$1/2$", "Measured: 49.7 %.")
    assert reveal.text == "You guessed none; it is $1/2$. Measured: 49.7 %."
    assert "<b>Your guess</b>none" in reveal._body.value
    assert "<b>Result</b>$1/2$" in reveal._body.value
    guess.record("$1/2$")
    assert reveal.text == "You guessed right: $1/2$. Measured: 49.7 %."


def test_a_guess_made_after_the_reveal_still_appears():
    guess = of_numbers()
    reveal = guess.reveal(50)
    assert reveal.text == "The result: 50 %."
    guess.record(57)
    assert reveal.text == "You guessed 57 %; it is 50 %, so you were 7 too high."


def test_the_gap_of_a_number_is_said_in_words():
    guess = of_numbers()
    guess.record(20)
    assert guess.reveal(50).text == "You guessed 20 %; it is 50 %, so you were 30 too low."
    guess.record(50)
    assert guess.reveal(50).text == "You guessed right: 50 %."


def test_the_author_is_told_when_the_answer_is_no_option():
    with pytest.raises(ValueError, match=r"answer: received 'half', expected one of .* Give the option that came true"):
        of_words().reveal("half")
    with pytest.raises(ValueError, match="guess: received 101, expected a number from 0 to 100"):
        of_numbers().record(101)
    with pytest.raises(ValueError, match="guess: received 'half', expected one of"):
        of_words().record("half")


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"low": 0},
        {"options": OPTIONS, "low": 0, "high": 1},
        {"options": ["one"]},
        {"options": []},
        {"low": 1, "high": 1},
    ],
)
def test_a_question_without_a_way_to_answer_is_refused(arguments):
    with pytest.raises(ValueError, match=r"received .*expected .*Give options=\[\.\.\.\], or low= and high="):
        Prediction("?", **arguments)


def test_mathematics_survives_as_html():
    guess = of_words()
    assert "$z&lt;0$" in guess.children[2].value
    assert "$z&lt;0$" in guess.static_html()


def test_the_page_without_a_kernel_has_question_options_and_guess(outside_references):
    guess = of_words()
    bundle = guess._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Prediction(")
    assert "<li>none</li>" in bundle["text/html"]
    assert "Make a guess before you read on." in bundle["text/html"]
    guess.record("all")
    assert "Guessed: <b>all</b>" in guess.static_html()
    assert (
        outside_references(guess.static_html() + of_numbers().static_html() + guess.reveal("all").static_html()) == []
    )


def test_buttons_and_sliders_have_names():
    for letter, button in zip("ABC", of_words().choices.buttons.values(), strict=True):
        assert button.description == letter
        assert button.tooltip.startswith(f"Choose {letter}: ")
    assert of_numbers().slider.description == "your guess (%)"
