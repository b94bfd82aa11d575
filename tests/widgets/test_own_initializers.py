import html
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import initializers
from widgets import InitializationExplorer
from widgets.first_weights import INITIALIZERS
from widgets.own_initializers import own_initializers

SHOWN = 1e-9  # digits of the numbers that an explorer keeps
FLOAT32 = 0.05  # the standard deviation of some thousand weights that Keras draws anew


def drawn(explorer):
    assert explorer.error == ""
    assert [ElementTree.fromstring(picture).get("role") for picture in explorer.shown.pictures] == ["img"] * 4


def mine(shape, rng):
    return rng.normal(0.0, np.sqrt(2 / shape[0]), shape)


def test_the_students_own_initializer_is_shown_first_and_beside_the_others():
    explorer = InitializationExplorer(initializers={"mine": mine}, depth=5)
    assert explorer.state["initializer"] == "mine"
    weights = mine((64, 64), np.random.default_rng([0, 1]))
    assert explorer.values["weight_variance"] == pytest.approx(weights.var(), rel=SHOWN)
    assert explorer.code() == 'InitializationExplorer(initializers={"mine": mine}, depth=5)'
    assert eval(explorer.code()).values == explorer.values
    assert "mine(shape, rng)" in explorer.shown.keras
    drawn(explorer)
    explorer.set(initializer="he_normal")
    assert explorer.code().endswith("initializer='he_normal', depth=5)")


def test_functions_names_and_nnkits_initializers_can_be_given():
    assert InitializationExplorer(initializers=mine).state["initializer"] == "mine"
    assert InitializationExplorer(initializers="he_normal").state["initializer"] == "he_normal"
    assert InitializationExplorer(initializers={"he_normal": mine}).state["initializer"] == "he_normal (yours)"
    scaled = InitializationExplorer(initializers={"scaled": initializers.VarianceScaling(2.0)}, activation="relu")
    assert scaled.values == InitializationExplorer(initializer="he_normal").values
    assert InitializationExplorer(initializers=["ones"]).values["verdict"] == "symmetric"
    with pytest.raises(ValueError, match="he_normol"):
        InitializationExplorer(initializers=["he_normol"])
    assert own_initializers({"relu": mine}, INITIALIZERS)["relu"].label == "relu"


def no_return(shape, rng):
    rng.normal(size=shape)


def prints_and_divides(shape, rng):
    print("noise")
    return 1 / 0


def changes_its_mind(shape, rng):
    raise SystemExit("enough")


FAULTS = {
    "wrong shape": (lambda shape, rng: rng.normal(size=shape[0]), r"shape \(64,\), expected \(64, 64\)"),
    "one number": (lambda shape, rng: 0.1, r"returned shape \(\) for inputs of shape \(64, 64\)"),
    "NaN": (lambda shape, rng: np.sqrt(rng.normal(size=shape)), r"NaN in \d+ of 4096 weights of shape \(64, 64\)"),
    "infinity": (lambda shape, rng: np.full(shape, np.inf), "infinity in 4096 of 4096"),
    "exception": (prints_and_divides, "raised ZeroDivisionError: division by zero"),
    "exit": (changes_its_mind, "raised SystemExit: enough"),
    "no return": (no_return, "returned None. Does it end without `return`"),
    "text": (lambda shape, rng: "weights", "returned a str, expected an array of real numbers"),
    "complex": (lambda shape, rng: np.ones(shape) * 1j, "expected an array of real numbers"),
    "shape alone": (lambda shape: np.zeros(shape), r"raised TypeError.*f\(shape, rng\)"),
    "a class": (initializers.HeNormal, r"raised TypeError.*f\(shape, rng\)"),
    "called already": (np.zeros((64, 64)), "not a function. Give the function without calling it"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_of_the_students_own_is_a_sentence_and_the_rest_works(fault, capsys):
    function, sentence = FAULTS[fault]
    explorer = InitializationExplorer(initializers={"mine": function})
    assert explorer.error.startswith("mine ")
    assert re.search(sentence, explorer.error)
    assert "not yours" not in explorer.error
    assert capsys.readouterr().out == ""
    assert 'role="alert"' in explorer.banner.value
    assert re.search(sentence, html.unescape(explorer.static_html()))
    explorer.set(initializer="he_normal")
    drawn(explorer)


def test_numbers_beyond_all_bounds_are_said_to_be_so():
    explorer = InitializationExplorer(initializers={"huge": lambda shape, rng: 1e30 * rng.normal(size=shape)})
    assert explorer.values["verdict"] == "exploding"
    assert "infinity, then NaN" in explorer.shown.notes[0]
    drawn(explorer)


def test_an_own_initializer_that_changes_what_it_returned_does_no_harm():
    shared = np.eye(64)

    def reuses(shape, rng):
        shared.flags.writeable = True
        return shared

    explorer = InitializationExplorer(initializers={"mine": reuses}, activation="linear", depth=3)
    shared[:] = 0
    explorer.set(gain=1.5)
    assert explorer.values["weight_variance"] > 0


@pytest.mark.keras
def test_the_keras_line_calls_the_students_own():
    import keras

    own = InitializationExplorer(initializers={"mine": mine}, gain=0.5)
    names = {"keras": keras, "mine": mine, "rng": np.random.default_rng(0)}
    exec(own.shown.keras.replace("; ", "\nlayer = "), names)
    names["layer"].build((None, 64))
    assert np.asarray(names["layer"].kernel).std() == pytest.approx(0.5 * np.sqrt(2 / 64), rel=FLOAT32)
