import re
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import schedules
from widgets import LRDecayExplorer


def pictures(explorer):
    return [ElementTree.fromstring(picture) for picture in explorer.shown.pictures]


def test_an_own_schedule_is_drawn_beside_the_others():
    def mine(step, initial_learning_rate=0.1, decay_steps=10):
        return initial_learning_rate * 0.96 ** (step // decay_steps) if step else initial_learning_rate

    explorer = LRDecayExplorer(schedules={"mine": mine}, decay_rate=0.96, decay_steps=10, staircase=True)
    assert explorer.state["schedule"] == "mine"
    explorer.set(show=["exponential_decay"])
    assert explorer.values["mine"] == pytest.approx(explorer.values["exponential_decay"])
    explorer._widgets["decay_steps"].value = 25
    assert explorer.values["mine"] == pytest.approx(explorer.values["exponential_decay"])
    assert explorer.shown.keras.startswith("keras.callbacks.LearningRateScheduler(lambda epoch: mine(")
    assert eval(explorer.code()).state == explorer.state
    explorer.apply_preset("Diverge")
    assert list(explorer.values) == ["constant", "mine"]


def test_own_schedules_may_be_ready_ones_or_names():
    halving = schedules.ExponentialDecay(0.1, 10, 0.5)
    explorer = LRDecayExplorer(schedules={"halving": halving, "cosine_decay": "cosine_decay"}, step=20)
    assert explorer.values["halving"]["rate"] == pytest.approx(0.025)
    assert "cosine_decay" in explorer.values
    assert next(iter(LRDecayExplorer({"constant": lambda step: 0.01}).values)) == "constant (yours)"
    assert "one_cycle" in LRDecayExplorer("one_cycle").values
    with pytest.raises(ValueError, match=r"show: received .*'cosin'"):
        LRDecayExplorer(["cosin"])
    with pytest.raises(TypeError, match="functions: received int"):
        LRDecayExplorer(3)


def raises(step):
    return {0: 0.1}[step]


def leaves(step):
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (raises, r"mine raised KeyError: 1\. It was called with the step 1, a whole number"),
        (leaves, r"mine raised SystemExit: 3"),
        (lambda step: 0.1 / step, r"mine raised ZeroDivisionError: .*the step 0"),
        (lambda step, lr0: lr0, r"mine raised TypeError.*give the other arguments defaults"),
        (lambda: 0.1, r"mine raised TypeError"),
        (lambda step: None, r"mine returned None at step 0.*return"),
        (lambda step: "0.1", r"mine returned '0\.1' at step 0, expected a number"),
        (lambda step: 0.1 + 0j, r"expected a number"),
        (lambda step: True, r"mine returned True"),
        (lambda step: [0.1, 0.2], r"mine returned shape \(2,\) for one step, expected one number"),
        (lambda step: np.full(5, 0.1), r"mine returned shape \(5,\)"),
        (lambda step: [0.1, [0.2]], r"mine returned \[0\.1"),
        (lambda step: 0.1 - 0.01 * step, r"mine returned -0\.01 at step 11, expected at least 0.*climbs"),
        (lambda step: np.sqrt(0.5 - 0.1 * step), r"mine is NaN at 95 of 101 steps, first at step 6"),
        (lambda step: np.inf, r"mine is infinite at 101 of 101 steps"),
        (0.1, r"mine is a float, not a function"),
    ],
)
def test_a_bad_schedule_gives_a_sentence_and_the_others_are_drawn(function, sentence, capsys):
    with np.errstate(all="ignore"):
        explorer = LRDecayExplorer(schedules={"mine": function})
    assert any(re.search(sentence, note, re.DOTALL) for note in explorer.shown.notes), explorer.shown.notes
    assert explorer.error == ""
    assert "Traceback" not in explorer.words.value + explorer.banner.value
    assert explorer.values["constant"]["rate"] == pytest.approx(0.08)
    pictures(explorer)
    explorer._widgets["initial_learning_rate"].value = 0.05
    assert explorer.values["constant"]["rate"] == pytest.approx(0.05)
    assert explorer.static_html()
    assert capsys.readouterr() == ("", "")


def noisy(step):
    print("noise")
    print("noise", file=sys.stderr)
    return np.array(0.1)


def test_what_a_schedule_prints_is_dropped(capsys):
    explorer = LRDecayExplorer(schedules={"mine": noisy})
    assert explorer.shown.notes == []
    assert capsys.readouterr() == ("", "")


def test_a_bad_schedule_alone_still_gives_an_explorer():
    explorer = LRDecayExplorer(schedules={"mine": leaves}, show=["mine"])
    assert explorer.readout == "There is no schedule to draw."
    assert len(pictures(explorer)) == 4
    assert explorer.error == ""
    explorer._widgets["show"].buttons["constant"].value = True
    assert list(explorer.values) == ["constant"]


def test_a_schedule_with_a_name_like_markup_stays_text():
    explorer = LRDecayExplorer(schedules={"<b>&x": lambda step: 0.1})
    assert "<b>&x" not in explorer.picture.value + explorer.words.value
    pictures(explorer)
