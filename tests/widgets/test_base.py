import json
import re
import subprocess
import sys
from typing import ClassVar
from xml.etree import ElementTree

import ipywidgets as ipw
import pytest

from widgets import svg
from widgets.base import Explorer
from widgets.controls import Choice, ImpossibleSetting, Several, Slider, Switch, Vector, Whole
from widgets.view import Line, View


class Doubler(Explorer):
    """Twice a number; a = 7 is impossible and n = 4 a fault of the explorer."""

    question = "What is <twice> a number?"
    main = "a"
    controls = (
        Slider("a", "number a", 1.0, "The number.", 0, 10, 0.5),
        Whole("n", "times n", 2, "How often.", 1, 5),
        Choice("unit", "unit", "cm", "In what.", ("cm", "m")),
        Switch("sign", "turn the sign", False, "Minus."),
        Several("marks", "marks", ("dot",), "Marks.", ("dot", "line")),
        Vector("v", "vector v", (1.0, 2.0), "Numbers.", -1, 3, 0.5, (1, 4)),
    )
    presets: ClassVar[dict] = {"Large": {"a": 10.0, "n": 5}, "Fault": {"n": 4}}

    def compute(self, state):
        if state["a"] == 7:
            raise ImpossibleSetting("7 has no double here. Choose another number.")
        if state["n"] == 4:
            raise ZeroDivisionError("four")
        return {"double": state["n"] * state["a"] * (-1 if state["sign"] else 1)}

    def view(self, result, ghost=None):
        double = result["double"]
        words = f"double {double:g}" + ("" if ghost is None else f", before {ghost['double']:g}")
        picture = svg.figure((100, 50), svg.text(10, 20, words), title="doubler", description=words)
        values, rows = {"double": double}, [("double", double)]
        return View([picture], [Line(words)], "2 · a", "keras.ops.add(a, a)", [], values, ("what", "value"), rows)

    def hidden(self, state):
        return {"unit"} if state["sign"] else set()


def widgets_of(box):
    yield box
    for child in getattr(box, "children", ()):
        yield from widgets_of(child)


@pytest.fixture
def doubler():
    return Doubler()


def test_controls_move_state_readout_picture_and_data(doubler):
    doubler._widgets["a"].value = 3.5
    assert doubler.state["a"] == 3.5
    assert doubler.readout == "double 7, before 2"
    assert "double 7" in doubler.picture.value
    data = dict(re.findall(r'data-(\w+)="([^"]*)"', doubler.picture.value))
    assert data["explorer"] == "Doubler"
    assert json.loads(data["values"].replace("&quot;", '"')) == {"double": 7}
    assert json.loads(data["state"].replace("&quot;", '"'))["a"] == 3.5
    assert f'role="img" aria-label="{doubler.readout}"' in doubler.picture.value


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("a", (0, 10)),
        ("n", (1, 5)),
        ("unit", ("cm", "m")),
        ("sign", (True, False)),
        ("marks", (("dot", "line"), ("line",))),
        ("v", ((-1.0,), (3.0, 3.0, 3.0, 3.0))),
    ],
)
def test_every_kind_of_control_reaches_both_ends(doubler, name, values):
    for value in values:
        doubler._widgets[name].value = value
        assert doubler.state[name] == value
        assert doubler.error == ""
        assert eval(doubler.code()).state == doubler.state


def test_the_line_of_code_names_only_what_differs(doubler, capsys):
    assert doubler.code() == "Doubler()"
    doubler.set(a=2.5, marks=["line"])
    assert doubler.code() == "Doubler(a=2.5, marks=['line'])"
    assert repr(doubler) == doubler.code()
    assert doubler.code() in doubler.words.value.replace("&#x27;", "'")
    doubler.state()
    assert capsys.readouterr().out.strip() == doubler.code()


def test_presets_start_from_the_defaults_and_reset_returns_to_the_start():
    doubler = Doubler(a=4.0, sign=True)
    doubler.preset_buttons["Large"].click()
    assert (doubler.state["a"], doubler.state["n"], doubler.state["sign"]) == (10, 5, False)
    doubler.reset_button.click()
    assert (doubler.state["a"], doubler.state["n"], doubler.state["sign"]) == (4, 2, True)
    assert "before" not in doubler.readout
    with pytest.raises(ValueError, match="preset: received 'Small', expected one of Large"):
        doubler.apply_preset("Small")


def test_an_impossible_setting_is_a_sentence_and_passes(doubler):
    doubler._widgets["a"].value = 7
    assert doubler.error == "7 has no double here. Choose another number."
    assert 'role="alert"' in doubler.banner.value
    assert 'data-error="7 has no double here' in doubler.picture.value
    doubler._widgets["a"].value = 6
    assert (doubler.error, doubler.banner.value) == ("", "")
    assert 'data-error=""' in doubler.picture.value


def test_an_exception_in_a_callback_shows_the_banner_and_raises_in_tests(doubler):
    with pytest.raises(ZeroDivisionError, match="four"):
        doubler._widgets["n"].value = 4
    assert "ZeroDivisionError: four" in doubler.banner.value
    assert "Traceback" not in doubler.banner.value
    assert isinstance(doubler.exception, ZeroDivisionError)


def test_an_exception_behind_a_button_shows_the_banner_too(doubler, monkeypatch):
    monkeypatch.setattr(Doubler, "strict", False)
    doubler.preset_buttons["Fault"].click()
    assert "ZeroDivisionError: four" in doubler.error
    doubler.reset_button.click()
    assert doubler.error == ""
    assert doubler.exception is None


def test_one_movement_keeps_its_ghost_and_the_next_has_a_new_one(doubler, monkeypatch):
    now = iter([10.0, 10.1, 10.2, 20.0, 20.1])
    monkeypatch.setattr("widgets.base.time.monotonic", lambda: next(now))
    a, n = doubler._widgets["a"], doubler._widgets["n"]
    a.value = 2
    a.value = 3
    assert doubler.readout == "double 6, before 2"
    n.value = 1
    assert doubler.readout == "double 3, before 6"
    n.value = 2
    assert doubler.readout == "double 6, before 3"
    a.value = 5
    assert doubler.readout == "double 10, before 6"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"a": 11}, "a: received 11, expected a number from 0 to 10"),
        ({"a": "one"}, "a: received 'one', expected a number"),
        ({"a": float("nan")}, "a: received nan"),
        ({"n": 2.5}, "n: received 2.5, expected a whole number from 1 to 5"),
        ({"unit": "km"}, "unit: received 'km', expected one of 'cm', 'm'"),
        ({"sign": 1}, "sign: received 1, expected True or False"),
        ({"marks": ["cross"]}, "marks: received .*expected one or more of 'dot', 'line'"),
        ({"marks": []}, "marks: received"),
        ({"v": [0, 9]}, "v: received .*expected 1 to 4 numbers from -1 to 3"),
        ({"v": "abc"}, "v: received"),
    ],
)
def test_a_value_that_a_control_cannot_take_is_refused_with_the_cure(doubler, setting, message):
    with pytest.raises(ValueError, match=message):
        Doubler(**setting)
    before = dict(doubler.state)
    with pytest.raises(ValueError, match="Choose such a value"):
        doubler.set(**setting)
    assert doubler.state == before


def test_an_unknown_argument_is_refused_and_the_nearest_named():
    with pytest.raises(TypeError, match=r"units: received an unknown argument.*Did you mean unit\?"):
        Doubler(units="cm")


def test_chips_keep_the_last_one_down_and_a_vector_hides_sliders(doubler):
    chips, vector = doubler._widgets["marks"], doubler._widgets["v"]
    chips.buttons["dot"].value = False
    assert doubler.state["marks"] == ("dot",)
    chips.buttons["line"].value = True
    assert doubler.state["marks"] == ("dot", "line")
    doubler.set(v=[0.5])
    assert len(vector._grid.children) == 1
    vector.sliders[0].value = 3
    assert doubler.state["v"] == (3.0,)


def test_a_control_that_means_nothing_is_not_shown(doubler):
    doubler.set(sign=True)
    assert doubler._widgets["unit"].layout.display == "none"
    doubler.set(sign=False)
    assert doubler._widgets["unit"].layout.display is None


def test_the_table_of_numbers_comes_on_demand_and_follows(doubler):
    assert doubler.table.value == ""
    doubler._table_button.value = True
    assert "<td>double</td><td>2</td>" in doubler.table.value
    doubler.set(a=5)
    assert "<td>double</td><td>10</td>" in doubler.table.value


def test_every_control_has_a_name_and_says_what_it_does(doubler):
    kinds = (ipw.FloatSlider, ipw.IntSlider, ipw.Dropdown, ipw.Checkbox, ipw.Button, ipw.ToggleButton)
    found = [widget for widget in widgets_of(doubler) if isinstance(widget, kinds)]
    assert len(found) >= 9
    assert all(widget.description and widget.tooltip for widget in found)


def test_the_question_is_escaped(doubler):
    assert any("What is &lt;twice&gt; a number?" in w.value for w in widgets_of(doubler) if isinstance(w, ipw.HTML))


def test_the_output_carries_a_page_that_needs_no_kernel(doubler, frames_of, outside_references):
    bundle = doubler._repr_mimebundle_()
    assert bundle["text/plain"] == "Doubler()"
    assert "application/vnd.jupyter.widget-view+json" in bundle
    html = bundle["text/html"]
    assert outside_references(html) == []
    assert '<img src="data:image/svg+xml;base64,' in html
    frames = frames_of(html)
    assert len(frames) == 21
    by_place = {frame["state"]["a"]: frame for frame in frames}
    assert sorted(by_place) == [i / 2 for i in range(21)]
    assert "7 has no double here" in by_place[7.0]["words"]
    ElementTree.fromstring(by_place[3.5]["pictures"][0])
    assert "double 7" in by_place[3.5]["pictures"][0]
    assert "double 7" in by_place[3.5]["words"]


def test_the_page_starts_where_the_explorer_stands():
    html = Doubler(a=3.0).static_html()
    assert re.search(r'max="20" value="6" aria-label="number a"', html)
    assert "<output>3</output>" in html


def test_a_fault_in_a_frame_does_not_keep_the_explorer_from_showing(doubler, frames_of, monkeypatch):
    monkeypatch.setattr(Doubler, "strict", False)
    doubler.set(n=4)
    assert "ZeroDivisionError: four" in frames_of(doubler.static_html())[0]["words"]


def test_text_in_a_frame_cannot_end_the_script():
    class Closing(Doubler):
        def view(self, result, ghost=None):
            return View(lines=[Line("</script><!-- no")])

    assert Closing().static_html().count("</script>") == 2


def test_importing_the_package_loads_no_widget_until_it_is_asked_for():
    code = (
        "import sys, widgets; assert 'ipywidgets' not in sys.modules; widgets.Quiz; assert 'ipywidgets' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_explorer_is_named_with_those_there_are():
    import widgets

    with pytest.raises(AttributeError, match="widgets has no 'Quizz'; it has ActivationExplorer"):
        _ = widgets.Quizz
    assert "SoftmaxExplorer" in dir(widgets)
