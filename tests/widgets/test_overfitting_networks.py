import asyncio
from xml.etree import ElementTree

import pytest

from nnkit import losses, optimizers
from nnkit.layers import Dense, Dropout, Input
from nnkit.model import Sequential
from widgets import OverfittingExplorer
from widgets.overfitting import _remembered
from widgets.overfitting_fits import DEGREES, LEARNING_RATE, NUM_STEPS, SCALE, WIDTHS, NetworkFit, draw

SAME = 1e-6  # relative, of the same training in another order of sums
SINGLE = 1e-3  # Keras computes in single precision


@pytest.fixture
def untrained():
    """Nothing is remembered from other tests, and nothing after."""
    _remembered.clear()
    yield
    _remembered.clear()


def well_drawn(explorer):
    assert explorer.error == ""
    assert len(explorer.shown.pictures) == 4
    for picture in explorer.shown.pictures:
        ElementTree.fromstring(picture)
        assert "nan" not in picture


def points_of(state):
    return draw(state["num_points"], state["noise"], state["seed"])


def trained(state, width):
    penalty = losses.L2(state["l2"])
    dropout = [Dropout(state["rate"])] if state["rate"] else []
    hidden = Dense(width, "tanh", kernel_regularizer=penalty)
    layers = [Input((1,)), hidden, *dropout, Dense(1, kernel_regularizer=penalty)]
    model = Sequential(layers, seed=state["seed"])
    model.compile(optimizers.Adam(LEARNING_RATE), "mean_squared_error", metrics=())
    points = points_of(state)
    x, y = SCALE * points.x[:, None], points.y[:, None]
    for _ in range(NUM_STEPS):
        model.train_on_batch(x, y)
    return model


def check_network(explorer, width=None):
    state = explorer.state
    points = points_of(state)
    model = trained(state, width or state["width"])
    fit = explorer.result.fits[width or state["width"]]
    mse = losses.MeanSquaredError()
    for error, x, y in ((fit.train, points.x, points.y), (fit.validation, points.x_validation, points.y_validation)):
        assert error == pytest.approx(mse(y, model.predict(SCALE * x[:, None])[:, 0]), rel=SAME)
    well_drawn(explorer)


@pytest.mark.parametrize("changes", [{}, {"l2": 0.003}, {"rate": 0.2}, {"rate": 0.8, "l2": 1.0, "num_points": 5}])
def test_networks_are_trained_as_nnkit_does(changes):
    explorer = OverfittingExplorer(model="network", width=4, **changes)
    assert explorer.values["done"]
    assert sorted(explorer.result.fits) == list(WIDTHS)
    for width in (1, 4):
        check_network(explorer, width)


@pytest.mark.parametrize("width", [WIDTHS[0], WIDTHS[-1]])
def test_both_ends_of_the_width(width):
    explorer = OverfittingExplorer(model="network")
    explorer._widgets["width"].value = width
    check_network(explorer)
    assert explorer._widgets["degree"].layout.display == "none"
    assert explorer._widgets["rate"].layout.display is None
    explorer._widgets["model"].value = "polynomial"
    assert explorer._widgets["rate"].layout.display == "none"
    assert sorted(explorer.result.fits) == list(DEGREES)
    well_drawn(explorer)


def test_networks_are_remembered():
    explorer = OverfittingExplorer(model="network", num_points=5)
    first = explorer.result.fits[8]
    kept = dict(_remembered)
    explorer.set(width=8)
    assert OverfittingExplorer(model="network", num_points=5, width=8).values == explorer.values
    assert _remembered == kept
    assert explorer.result.fit.validation == first.validation


def test_old_networks_are_forgotten(monkeypatch, untrained):
    monkeypatch.setattr("widgets.overfitting.MOST_KEPT", 10)
    monkeypatch.setattr(NetworkFit, "go", lambda self, steps=0: None)
    explorer = OverfittingExplorer(model="network", num_points=6)
    for seed in range(90, 94):
        explorer.set(seed=seed)
    assert len(_remembered) == 10
    assert {key[-1] for key in _remembered} == {92, 93}


def test_on_an_event_loop_networks_train_step_by_step_and_others_run():
    async def use():
        explorer = OverfittingExplorer(model="network", num_points=5, width=2, seed=71)
        assert not explorer.values["done"]
        assert explorer.ticker._waiting is not None
        assert "still training, 0 of 500 steps" in explorer.readout
        await asyncio.sleep(0.2)
        assert len(explorer.result.fits) < len(WIDTHS)
        well_drawn(explorer)
        explorer._widgets["model"].value = "polynomial"
        assert explorer.ticker._waiting is None
        assert explorer.values["done"]
        explorer._widgets["model"].value = "network"
        for _ in range(200):
            await asyncio.sleep(0.1)
            if explorer.values["done"]:
                break
        assert explorer.values["done"]
        assert explorer.ticker._waiting is None
        return explorer

    check_network(asyncio.run(use()))


def test_closing_stops_the_training():
    async def use():
        explorer = OverfittingExplorer(model="network", num_points=5, seed=72)
        assert explorer.ticker._waiting is not None
        explorer.close()
        await asyncio.sleep(0.06)
        assert explorer.ticker._waiting is None

    asyncio.run(use())


@pytest.mark.keras
def test_the_keras_line_builds_the_network_that_is_shown():
    import keras

    explorer = OverfittingExplorer(model="network", width=4, rate=0.2, l2=0.01)
    points, fit = points_of(explorer.state), explorer.result.fit
    names = {"keras": keras}
    exec(explorer.shown.keras, names)
    names["model"].set_weights(trained(explorer.state, 4).get_weights())
    names["model"].compile("sgd", "mean_squared_error")
    x, y = points.x[:, None].astype("float32"), points.y[:, None].astype("float32")
    assert names["model"].evaluate(x, y, verbose=0) == pytest.approx(fit.train + fit.penalty, rel=SINGLE)
