import html
import json
import re
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

from widgets import ActivationExplorer

CENTRAL = 1e-8  # a slope by central differences in float64


def pictures(explorer):
    return [ElementTree.fromstring(picture) for picture in explorer.shown.pictures]


def good(x):
    return np.where(x > 0, x, 0.1 * x)


def with_alpha(x, alpha):
    return np.where(x > 0, x, alpha * (np.exp(x) - 1))


def test_an_own_function_is_drawn_with_its_slope():
    explorer = ActivationExplorer(functions={"mine": good}, x=-3.0)
    assert explorer.values["mine"]["value"] == pytest.approx(-0.3)
    assert explorer.values["mine"]["slope"] == pytest.approx(0.1, abs=CENTRAL)
    assert explorer.shown.notes == []
    assert explorer.code() == 'ActivationExplorer(functions={"mine": good}, x=-3.0)'
    assert eval(explorer.code()).state == explorer.state


def test_an_own_function_takes_the_sliders_parameter_and_its_slider_shows():
    explorer = ActivationExplorer(functions={"mine": with_alpha, "theirs": "elu"}, x=-1.0)
    assert explorer._widgets["alpha"].layout.display is None
    for alpha in (0.5, 2.0):
        explorer._widgets["alpha"].value = alpha
        mine, theirs = explorer.values["mine"], explorer.values["theirs"]
        assert mine["value"] == pytest.approx(theirs["value"])
        assert mine["slope"] == pytest.approx(theirs["slope"], abs=CENTRAL)


def test_an_own_function_may_have_the_name_of_a_built_in_one():
    explorer = ActivationExplorer(functions={"relu": good}, x=-1.0)
    assert list(explorer.values) == ["relu (yours)"]
    assert explorer.values["relu (yours)"]["value"] == pytest.approx(-0.1)


def test_presets_keep_the_own_function_beside_theirs():
    explorer = ActivationExplorer(functions={"mine": good})
    explorer.apply_preset("Dead units")
    assert list(explorer.values) == ["mine", "relu", "leaky_relu", "elu"]


def test_functions_may_be_a_list_one_name_or_one_function():
    assert list(ActivationExplorer(["gelu", good]).values) == ["good", "gelu"]
    assert list(ActivationExplorer("gelu").values) == ["gelu"]
    assert list(ActivationExplorer(good).values) == ["good"]
    with pytest.raises(TypeError, match="functions: received int, expected names or functions"):
        ActivationExplorer(3)
    with pytest.raises(ValueError, match=r"show: received .*'relo'"):
        ActivationExplorer(["relo"])


def in_place(x):
    x[x < 0] = 0
    return x


def printing(x):
    print("noise")
    print("noise", file=sys.stderr)
    return x


@pytest.mark.parametrize("function", [in_place, printing, lambda x: x.astype(int), lambda x: x > 0])
def test_an_unusual_but_right_function_is_drawn_without_a_word(function, capsys):
    explorer = ActivationExplorer(functions={"mine": function, "relu": "relu"})
    assert explorer.shown.notes == []
    assert explorer.values["relu"]["slope"] == 1
    assert capsys.readouterr() == ("", "")


def raises(x):
    raise KeyError("weights")


def leaves(x):
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (raises, r"mine raised KeyError: 'weights'"),
        (leaves, r"mine raised SystemExit: 3"),
        (lambda x: x if x > 0 else 0, r"mine raised ValueError.*np\.where"),
        (lambda x: __import__("math").exp(x), r"mine raised TypeError.*whole array"),
        (lambda x, slope: slope * x, r"mine raised TypeError.*give the other arguments defaults"),
        (lambda: 1, r"mine raised TypeError"),
        (lambda x: None, r"mine returned None.*return"),
        (lambda x: "relu", r"mine returned a str, expected an array of real numbers"),
        (lambda x: x.astype(str), r"mine returned an array of <U\d+"),
        (lambda x: x + 1j, r"mine returned an array of complex128"),
        (lambda x: [x, "a"], r"mine returned a list"),
        (lambda x: x.sum(), r"mine returned shape \(\) for inputs of shape \(\d+,\)"),
        (lambda x: x[:5], r"mine returned shape \(5,\).*element by element"),
        (lambda x: x[:, None], r"mine returned shape"),
        (3.0, r"mine is a float, not a function"),
        ("relo", r"relo"),
        (lambda x: np.sqrt(x), r"mine is NaN at \d+ of 121 inputs, first at x = −6\.00; the curve has gaps"),
        (lambda x: np.exp(x * 1e3), r"mine is infinite at \d+ of 121 inputs"),
        (lambda x: np.full_like(x, np.nan), r"mine is NaN at 121 of 121"),
    ],
)
def test_a_bad_function_gives_a_sentence_and_the_others_are_drawn(function, sentence, capsys):
    explorer = ActivationExplorer(functions={"mine": function, "good": good})
    assert any(re.search(sentence, note, re.DOTALL) for note in explorer.shown.notes), explorer.shown.notes
    assert explorer.error == ""
    assert "Traceback" not in explorer.words.value + explorer.banner.value
    assert "nnk-note" in explorer.words.value
    assert explorer.values["good"]["value"] == 2
    assert any(svg.count("<polyline") for svg in explorer.shown.pictures)
    pictures(explorer)
    explorer._widgets["x"].value = -2
    assert explorer.values["good"]["value"] == pytest.approx(-0.2)
    assert explorer.static_html()
    assert capsys.readouterr() == ("", "")


def test_numbers_that_json_lacks_are_null_for_programs():
    explorer = ActivationExplorer(functions={"mine": np.sqrt}, x=-1)
    values = html.unescape(re.search(r'data-values="([^"]*)"', explorer.picture.value).group(1))
    assert "NaN" not in values
    assert json.loads(values)["mine"]["value"] is None


def test_with_a_bad_function_alone_there_is_still_an_explorer():
    explorer = ActivationExplorer(functions={"mine": raises})
    assert explorer.readout == "There is no function to draw."
    assert explorer.error == ""
    explorer._widgets["show"].buttons["relu"].value = True
    assert list(explorer.values) == ["relu"]


def test_a_function_with_a_name_like_markup_stays_text():
    explorer = ActivationExplorer(functions={"<b>&x": good})
    assert "<b>&x" not in explorer.picture.value + explorer.words.value
    pictures(explorer)
