import pytest

from widgets.reels import FARTHEST, FEW, Place


@pytest.fixture
def place():
    return Place("row", "row of the output", 3, "Moves it.", 1, 9, play=True)


def test_a_reel_keeps_a_value_beyond_the_last_place(place):
    reel = place.widget()
    reel.value = 9
    reel.run_to(4)
    assert (reel.value, reel.place, reel.slider.value, reel.slider.max, reel.player.max) == (9, 4, 4, 4, 4)
    reel.run_to(9)
    assert (reel.value, reel.place, reel.slider.value) == (9, 9, 9)


def test_steps_stop_at_both_ends(place):
    reel = place.widget()
    reel.value = 8
    for _ in range(3):
        reel.on.click()
    assert reel.value == 9
    for _ in range(20):
        reel.back.click()
    assert reel.value == 1


def test_a_single_place_disables_the_slider(place):
    reel = place.widget()
    reel.run_to(1)
    assert reel.slider.disabled
    assert (reel.slider.value, reel.slider.max) == (1, 2)
    reel.run_to(2)
    assert not reel.slider.disabled


def test_slider_and_player_give_the_value(place):
    reel = place.widget()
    reel.slider.value = 5
    assert (reel.value, reel.player.value) == (5, 5)
    reel.player.value = 6
    assert (reel.value, reel.slider.value) == (6, 6)


def test_only_a_place_that_plays_has_a_player(place):
    still = Place("row", "row", 3, "Moves it.", 1, 9).widget()
    assert still.player not in still.children[1].children
    moving = place.widget()
    assert moving.player in moving.children[1].children


@pytest.mark.parametrize("value", [0, 1.5, True, "2", None, float("nan"), FARTHEST + 1])
def test_what_is_no_place_is_refused(place, value):
    with pytest.raises(ValueError, match=r"row: received .*, expected a whole number, at least 1"):
        place.check(value)


def test_an_exported_page_has_every_place_or_about_as_many_as_asked_for(place):
    assert place.positions(21, 4) == (list(range(1, 10)), 3)
    assert place.positions(21, 400)[1] == 8
    many = Place("row", "row", 3, "Moves it.", 0, 40 * FEW)
    places, at = many.positions(21, 333)
    assert 15 <= len(places) <= 25
    assert places[at] == 333
