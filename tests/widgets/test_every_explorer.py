"""What holds for each of the explorers: every control at both ends, presets, Reset, the line of code, the page."""

import itertools
import random
from xml.etree import ElementTree

import pytest

import widgets
from widgets.base import Explorer
from widgets.controls import Choice, ImpossibleSetting, Several, Slider, Switch, Vector

SIXTEEN = {
    *("NeuronExplorer", "NetworkPlayground", "ActivationExplorer", "SoftmaxExplorer", "GradientDescentExplorer"),
    *("InitializationExplorer", "LRDecayExplorer", "OptimizerRace", "ConvExplorer", "KernelExplorer"),
    *("BatchNormExplorer", "DropoutExplorer", "OverfittingExplorer", "ResidualExplorer", "TransferExplorer"),
    "LSTMExplorer",
}
COMBINATIONS = 25


def ends(control):
    """Return the extreme values of a control."""
    if isinstance(control, Slider):
        return [control.low, control.high]
    if isinstance(control, Choice):
        return list(control.options)
    if isinstance(control, Switch):
        return [False, True]
    if isinstance(control, Several):
        return [(option,) for option in control.options] + [tuple(control.options)]
    if isinstance(control, Vector):
        few, many = control.sizes
        return [(control.low,) * few, (control.high,) * many]
    return [control.value]


def assert_answers(explorer):
    """The state has a picture with words and numbers, or a sentence that says why not."""
    assert explorer.exception is None
    if not explorer.error:
        assert explorer.shown.pictures and explorer.readout
        for picture in explorer.shown.pictures:
            ElementTree.fromstring(picture)
    assert "Traceback" not in explorer.error


@pytest.fixture(params=sorted(SIXTEEN), scope="module")
def make(request):
    return getattr(widgets, request.param)


@pytest.fixture
def explorer(make):
    made = make()
    yield made
    made.close()


def test_the_sixteen_are_there():
    found = {name for name in widgets.__all__ if isinstance(getattr(widgets, name), type)}
    assert {name for name in found if issubclass(getattr(widgets, name), Explorer)} - {"Explorer"} == SIXTEEN


def test_it_asks_a_question_and_names_its_phenomena(explorer):
    assert explorer.question.endswith("?")
    assert len(explorer.presets) >= 2
    assert explorer.main in {control.name for control in explorer.controls}


def test_every_control_has_a_name_to_read_aloud(explorer):
    for control in explorer.controls:
        assert control.label and control.tooltip, control.name


def test_the_picture_is_read_aloud_with_its_numbers(explorer):
    assert 'role="img"' in explorer.picture.value and "aria-label=" in explorer.picture.value
    assert explorer.values
    assert explorer.shown.rows and len(explorer.shown.header) == len(explorer.shown.rows[0])


def test_every_control_at_both_ends(explorer):
    for control in explorer.controls:
        for value in ends(control):
            explorer.reset()
            explorer.set(**{control.name: value})
            assert explorer.state[control.name] == control.check(value)
            assert_answers(explorer)


def test_extreme_combinations_have_a_picture_or_a_sentence(explorer):
    draw = random.Random(0)
    for _ in range(COMBINATIONS):
        explorer.set(**{control.name: draw.choice(ends(control)) for control in explorer.controls})
        assert_answers(explorer)
    explorer.reset()
    assert not explorer.error


def test_presets_show_something_and_reset_goes_back(explorer):
    start, picture = dict(explorer.state), explorer.shown.pictures
    seen = []
    for name in explorer.presets:
        explorer.apply_preset(name)
        assert not explorer.error, name
        assert_answers(explorer)
        seen.append(dict(explorer.state))
    assert all(one != other for one, other in itertools.combinations(seen, 2)), "two presets show the same"
    explorer.reset()
    assert dict(explorer.state) == start
    assert len(explorer.shown.pictures) == len(picture)


def test_the_line_of_code_brings_the_view_back(make, explorer):
    for name in explorer.presets:
        explorer.apply_preset(name)
        again = eval(explorer.code(), {make.__name__: make})
        assert dict(again.state) == dict(explorer.state)
        assert again.readout == explorer.readout
        again.close()


def test_an_exception_while_drawing_shows_the_banner_and_reset_recovers(make, explorer, monkeypatch):
    monkeypatch.setattr(Explorer, "strict", False)
    with monkeypatch.context() as broken:
        broken.setattr(make, "compute", lambda self, state: 1 / 0)
        explorer.redraw()
        assert isinstance(explorer.exception, ZeroDivisionError)
        assert "ZeroDivisionError" in explorer.banner.value and 'role="alert"' in explorer.banner.value
    explorer.reset()
    assert explorer.banner.value == ""


def test_an_impossible_setting_is_a_sentence_beside_the_last_picture(make, explorer, monkeypatch):
    before = explorer.shown.pictures

    def impossible(self, state):
        raise ImpossibleSetting("The kernel is larger than its input.")

    monkeypatch.setattr(make, "compute", impossible)
    explorer.redraw()
    assert explorer.error == "The kernel is larger than its input."
    assert explorer.shown.pictures == before


def test_the_page_without_a_kernel_moves_and_asks_nobody(explorer, frames_of, outside_references):
    page = explorer.static_html()
    assert not outside_references(page)
    frames = frames_of(page)
    assert len(frames) > 1
    assert len({tuple(frame["pictures"]) for frame in frames}) > 1
