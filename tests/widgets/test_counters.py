import pytest

from widgets.base import Explorer
from widgets.controls import Whole
from widgets.counters import Counter, Ladder
from widgets.view import Line, View


class Counting(Explorer):
    question = "How far?"
    main = "step"
    controls = (
        Counter("step", "step", 3, "Counts.", 0, 12, buttons=(("Step", 1), ("10 steps", 10))),
        Counter("seed", "seed", 0, "Draws.", 5, 9, buttons=(("Re-draw", 1),), around=True),
        Ladder("batch_size", "batch size", 4, "Examples.", (1, 4, 16)),
    )

    def compute(self, state):
        return state

    def view(self, result, ghost=None):
        return View(lines=[Line(f"{result['step']} {result['batch_size']}")])


@pytest.fixture
def explorer():
    return Counting(seed=5)


def test_buttons_add_and_stop_at_the_end(explorer):
    buttons = explorer._widgets["step"].buttons
    buttons["Step"].click()
    assert explorer.state["step"] == explorer._widgets["step"].slider.value == 4
    buttons["10 steps"].click()
    buttons["Step"].click()
    assert explorer.state["step"] == 12


def test_a_counter_that_goes_around_starts_again_at_its_lowest(explorer):
    explorer.set(seed=9)
    explorer._widgets["seed"].buttons["Re-draw"].click()
    assert explorer.state["seed"] == 5


def test_the_slider_moves_the_value_and_one_movement_draws_once(explorer, monkeypatch):
    drawn = []
    monkeypatch.setattr(Counting, "redraw", lambda self: drawn.append(dict(self.state)))
    explorer._widgets["step"].slider.value = 7
    explorer._widgets["step"].buttons["Step"].click()
    assert [state["step"] for state in drawn] == [7, 8]


def test_the_name_for_screen_readers_is_on_the_slider_and_on_the_buttons(explorer):
    count = explorer._widgets["step"]
    assert (count.slider.description, count.slider.tooltip) == ("step", "Counts.")
    assert count.buttons["10 steps"].tooltip == "step: 10 steps. Counts."
    assert isinstance(explorer.controls[0], Whole)


def test_a_ladder_is_a_slider_over_its_options(explorer):
    ladder = explorer._widgets["batch_size"]
    assert [label for label, _ in ladder.options] == ["1", "4", "16"]
    for rung in (1, 16):
        ladder.value = rung
        assert explorer.state["batch_size"] == rung
        assert explorer.readout == f"3 {rung}"
    assert explorer.controls[2].positions(20, 16) == ([1, 4, 16], 2)
    with pytest.raises(ValueError, match="batch_size: received 3, expected one of 1, 4, 16"):
        Counting(batch_size=3)


@pytest.mark.parametrize("value", [-1, 13, 1.5, True, "two"])
def test_a_counter_refuses_what_is_no_place(value):
    with pytest.raises(ValueError, match="expected a whole number from 0 to 12"):
        Counting(step=value)
