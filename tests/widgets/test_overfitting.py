from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import losses
from nnkit.layers import Dense
from widgets import OverfittingExplorer
from widgets.overfitting_fits import (
    DEGREES,
    PENALTIES,
    WIDTHS,
    draw,
    fit_polynomial,
    truth,
)
from widgets.svg import number

EXACT = 1e-9
FLAT = 1e-8  # of a gradient that should be 0
SOLVED = 1e-6  # relative, of least squares with coefficients up to 10⁵
THROUGH = 1e-12  # squared error of a polynomial through all points
SCATTER = 0.25  # relative, of the standard deviation of 100 draws, three standard errors
SINGLE = 1e-3  # Keras computes in single precision


@pytest.fixture
def explorer():
    return OverfittingExplorer()


def well_drawn(explorer):
    assert explorer.error == ""
    assert len(explorer.shown.pictures) == 4
    for picture in explorer.shown.pictures:
        ElementTree.fromstring(picture)
        assert "nan" not in picture


def points_of(state):
    return draw(state["num_points"], state["noise"], state["seed"])


def check_polynomial(explorer):
    """Recompute the errors with a Dense layer of nnkit that has the coefficients, and test that nothing is lower."""
    state, fit = explorer.state, explorer.result.fit
    points, degree = points_of(state), state["degree"]
    layer = Dense(1).build((None, degree))
    layer.params["kernel"][:, 0], layer.params["bias"][:] = fit.weights, fit.constant
    mse, penalty = losses.MeanSquaredError(), losses.L2(state["l2"])
    errors = {}
    for name, x, y in (("validation", points.x_validation, points.y_validation), ("train", points.x, points.y)):
        said = layer.forward(x[:, None] ** np.arange(1, degree + 1))
        errors[name] = mse(y[:, None], said)
        assert explorer.values[name] == pytest.approx(errors[name], rel=SOLVED, abs=EXACT)
    assert explorer.values["penalty"] == pytest.approx(penalty(layer.params["kernel"]), rel=EXACT, abs=EXACT)
    layer.backward(mse.gradient(points.y[:, None], said))
    slope = layer.grads["kernel"] + penalty.gradient(layer.params["kernel"])
    assert np.abs(slope).max() < FLAT * max(1, np.abs(fit.weights).max())
    assert np.abs(layer.grads["bias"]).max() < FLAT * max(1, np.abs(fit.weights).max())
    assert f"mean squared error {number(errors['train'])} at the points" in explorer.readout
    assert f"validation: {number(errors['validation'])} at 200 others" in explorer.readout
    well_drawn(explorer)


def test_the_coefficients_are_the_best_there_are(explorer):
    check_polynomial(explorer)


@pytest.mark.parametrize("name", ["degree", "num_points", "noise", "seed"])
@pytest.mark.parametrize("l2", [0.0, 0.001, 1.0])
def test_every_slider_works_at_both_ends(explorer, name, l2):
    explorer.set(degree=4, l2=l2)
    widget = explorer._widgets[name]
    for end in (widget.min, widget.max):
        widget.value = end
        assert explorer.state[name] == end
        check_polynomial(explorer)


@pytest.mark.parametrize("l2", PENALTIES)
@pytest.mark.parametrize("num_points", [5, 15])
def test_every_penalty_at_the_highest_degree(explorer, l2, num_points):
    explorer.set(degree=15, num_points=num_points)
    explorer._widgets["l2"].value = l2
    assert explorer.values["train"] >= 0
    if l2 >= 1e-4:
        check_polynomial(explorer)
    well_drawn(explorer)


def test_more_coefficients_than_points_go_through_all_of_them_and_a_sentence_says_so(explorer):
    explorer.set(degree=15, num_points=8)
    assert explorer.values["train"] == pytest.approx(0, abs=THROUGH)
    assert explorer.shown.notes[0].startswith("16 coefficients for 8 points: endlessly many polynomials")
    explorer.set(degree=6)
    assert explorer.shown.notes == []


def test_the_train_error_never_rises_with_the_degree_and_the_validation_error_turns(explorer):
    fits = [explorer.result.fits[degree] for degree in DEGREES]
    train = [fit.train for fit in fits]
    assert all(later <= earlier + EXACT for earlier, later in pairwise(train))
    assert explorer.result.best not in (DEGREES[0], DEGREES[-1])


def test_a_larger_penalty_never_lowers_the_train_error_and_shrinks_the_coefficients(explorer):
    explorer.set(degree=12)
    fits = [explorer.result.by_penalty[l2] for l2 in PENALTIES]
    for weaker, stronger in pairwise(fits):
        assert stronger.train >= weaker.train - EXACT
        assert (stronger.weights**2).sum() <= (weaker.weights**2).sum() * (1 + EXACT)


def test_points_are_around_the_truth():
    points = draw(100, 0.3, seed=0)
    assert (points.y - truth(points.x)).std() == pytest.approx(0.3, rel=SCATTER)
    assert (points.y_validation - truth(points.x_validation)).std() == pytest.approx(0.3, rel=SCATTER)
    assert np.array_equal(draw(100, 0.0, seed=0).y, truth(points.x))
    assert not np.array_equal(points.x, draw(100, 0.3, seed=1).x)
    assert len(np.unique((points.x + 1) // 0.02)) == 100  # one in each of 100 equal parts


@pytest.mark.parametrize("preset", OverfittingExplorer.presets)
def test_presets_reset_and_the_line_of_code(explorer, preset):
    before = dict(explorer.state)
    explorer.set(degree=2)
    explorer.preset_buttons[preset].click()
    well_drawn(explorer)
    again = eval(explorer.code())
    assert (again.state, again.values) == (explorer.state, explorer.values)
    explorer.reset_button.click()
    assert explorer.state == before


@pytest.mark.parametrize(
    ("preset", "verdict"),
    [
        ("Underfit", "underfits"),
        ("Fits", "fits"),
        ("Overfits", "overfits"),
        ("Rescued by the penalty", "fits"),
        ("Rescued by more points", "fits"),
        ("Penalty too large", "underfits"),
        ("A network overfits", "overfits"),
        ("Rescued by dropout", "fits"),
    ],
)
def test_presets_show_what_their_names_say(explorer, preset, verdict):
    explorer.apply_preset(preset)
    assert explorer.values["verdict"] == verdict
    assert f": {verdict}; " in explorer.readout


def test_rescues_lower_the_validation_error(explorer):
    errors = {name: (explorer.apply_preset(name), explorer.values["validation"])[1] for name in explorer.presets}
    assert errors["Rescued by the penalty"] < 0.1 * errors["Overfits"]
    assert errors["Rescued by more points"] < 0.1 * errors["Overfits"]
    assert errors["Rescued by dropout"] < 0.8 * errors["A network overfits"]


def test_a_fault_while_drawing_shows_the_banner(explorer, monkeypatch):
    monkeypatch.setattr(OverfittingExplorer, "strict", False)
    monkeypatch.setattr("widgets.overfitting.fit_polynomial", lambda *_: 1 / 0)
    explorer._widgets["degree"].value = 5
    assert "ZeroDivisionError" in explorer.error
    assert 'role="alert"' in explorer.banner.value
    monkeypatch.undo()
    explorer.reset_button.click()
    assert explorer.error == ""


@pytest.mark.parametrize("change", [{"degree": 0}, {"degree": 16}, {"width": 3}, {"l2": 0.5}, {"rate": 1.0}])
def test_what_cannot_be_is_refused(change):
    with pytest.raises(ValueError, match=r"received .*expected"):
        OverfittingExplorer(**change)


def test_the_formula_has_this_moments_numbers(explorer):
    explorer.set(degree=3, l2=0.01)
    fit = explorer.result.fit
    assert f"{number(fit.train)} + {number(fit.penalty)} = <b>{number(fit.train + fit.penalty)}</b>" in (
        explorer.shown.formula
    )
    assert explorer.shown.formula.startswith(f"ŷ = {number(fit.constant, 3)} ")


@pytest.mark.parametrize(("start", "main"), [({"degree": 5}, "degree"), ({"model": "network", "width": 8}, "width")])
def test_the_page_without_a_kernel_moves_the_size_and_asks_nobody(start, main, frames_of, outside_references):
    explorer = OverfittingExplorer(num_points=10, **start)
    html = explorer.static_html()
    assert outside_references(html) == []
    frames = frames_of(html)
    assert [frame["state"][main] for frame in frames] == list(DEGREES if main == "degree" else WIDTHS)
    assert len({frame["pictures"][0] for frame in frames}) == len(frames)
    for frame in frames:
        fit = explorer.result.fits[frame["state"][main]]
        assert f"mean squared error {number(fit.train)} at" in frame["words"]
        for picture in frame["pictures"]:
            ElementTree.fromstring(picture)


@pytest.mark.keras
def test_the_keras_line_builds_the_model_that_is_shown():
    import keras

    explorer = OverfittingExplorer(degree=4, l2=0.01)
    points, fit = points_of(explorer.state), explorer.result.fit
    names = {"keras": keras, "np": np, "x": points.x.astype("float32")}
    exec(explorer.shown.keras, names)
    names["model"].set_weights([fit.weights[:, None], np.array([fit.constant])])
    names["model"].compile("sgd", "mean_squared_error")
    loss = names["model"].evaluate(names["features"], points.y[:, None].astype("float32"), verbose=0)
    assert loss == pytest.approx(fit.train + fit.penalty, rel=SINGLE)


def test_one_fit_is_not_made_twice():
    points = draw(15, 0.3, 4)
    assert fit_polynomial(points, 5, 0.0) is fit_polynomial(points, 5, 0.0)
