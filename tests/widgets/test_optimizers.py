import asyncio
import re
import time
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import data, optimizers
from nnkit.layers import Dense
from nnkit.model import Sequential
from widgets import OptimizerRace
from widgets.optimizers import SLICE
from widgets.racers import RACERS, RATES, rate_name
from widgets.races import NUM_STEPS, PROBLEMS, STARTS, DigitsRun, digits_run
from widgets.surfaces import SURFACES

SVG = "{http://www.w3.org/2000/svg}"
NAMES = tuple(RACERS)
ON_SURFACES = tuple(STARTS)
EXACT = 1e-12
ROUNDING = 1e-9  # the same steps in another order of operations
SINGLE = 1e-3  # twenty steps of Keras in float32
PATIENCE = 20  # times SLICE: a busy machine


@pytest.fixture
def race():
    return OptimizerRace()


def pictures(race):
    return [ElementTree.fromstring(picture) for picture in race.shown.pictures]


def test_every_optimizer_of_nnkit_runs():
    assert {racer.build for racer in RACERS.values()} == set(optimizers.ALL.values())
    assert all(racer.learning_rate in RATES and racer.digits_rate in RATES for racer in RACERS.values())


def test_the_start_says_something(race):
    assert race.readout.startswith("After 40 of 150 steps on J = 0.02 x² + y², adam leads: 1. adam: J = ")
    assert list(race.values) == ["adam", "sgd", "momentum", "rmsprop"] or race.values["adam"]["loss"] < 0.1
    assert len(pictures(race)) == 4


BY_HAND = {
    "sgd": lambda: optimizers.SGD(0.05),
    "momentum": lambda: optimizers.SGD(0.05, momentum=0.8),
    "nesterov": lambda: optimizers.SGD(0.05, momentum=0.8, nesterov=True),
    "adagrad": lambda: optimizers.Adagrad(0.05),
    "adadelta": lambda: optimizers.Adadelta(0.05, rho=0.7),
    "rmsprop": lambda: optimizers.RMSprop(0.05, rho=0.7),
    "adam": lambda: optimizers.Adam(0.05, beta_1=0.7, beta_2=0.95),
    "adamw": lambda: optimizers.AdamW(0.05, beta_1=0.7, beta_2=0.95),
    "adamax": lambda: optimizers.Adamax(0.05, beta_1=0.7, beta_2=0.95),
    "nadam": lambda: optimizers.Nadam(0.05, beta_1=0.7, beta_2=0.95),
    "ftrl": lambda: optimizers.Ftrl(0.05),
}


@pytest.mark.parametrize("problem", ON_SURFACES)
@pytest.mark.parametrize("name", NAMES)
def test_loss_distance_and_step_are_those_of_nnkit(name, problem):
    rates = {rate_name(name): 0.05}
    race = OptimizerRace(problem=problem, show=[name], step=90, momentum=0.8, beta_1=0.7, beta_2=0.95, rho=0.7, **rates)
    surface, optimizer, params = SURFACES[problem], BY_HAND[name](), {"w": np.array(STARTS[problem])}
    for _ in range(90):
        before = params["w"].copy()
        optimizer.apply(params, {"w": surface.gradient(params["w"])})
    shown, point = race.values[name], params["w"]
    assert (shown["x"], shown["y"]) == pytest.approx(tuple(point), rel=EXACT)
    assert shown["loss"] == pytest.approx(float(surface.value(point)), rel=EXACT)
    assert shown["distance"] == pytest.approx(min(np.linalg.norm(point - m) for m in surface.minima), rel=EXACT)
    assert shown["length"] == pytest.approx(float(np.linalg.norm(point - before)), rel=ROUNDING)


def test_the_digits_are_learned_as_nnkit_learns_them():
    race = OptimizerRace(problem="digits", show=["adam"], step=8, adam_learning_rate=0.02).train()
    (x, y), test = data.digits()
    model = Sequential([Dense(16, "relu"), Dense(10, "softmax")], seed=0)
    model.build((None, 64))
    model.compile(optimizers.Adam(0.02), "sparse_categorical_crossentropy")
    order = np.random.default_rng(0).permutation(len(x))
    first = np.concatenate([p.ravel() for layer in model.layers for p in layer.params.values()])
    for start in range(0, 8 * 64, 64):
        model.train_on_batch(x[order[start : start + 64]], y[order[start : start + 64]])
    measured = model.evaluate(*test)
    weights = np.concatenate([p.ravel() for layer in model.layers for p in layer.params.values()])
    shown = race.values["adam"]
    assert (shown["loss"], shown["accuracy"]) == pytest.approx((measured["loss"], measured["accuracy"]))
    assert shown["distance"] == pytest.approx(float(np.linalg.norm(weights - first)))
    assert race.shown.notes == []


def test_all_runs_on_the_digits_start_alike():
    first, second = DigitsRun("sgd", {"learning_rate": 0.5}), DigitsRun("ftrl", {"learning_rate": 0.2})
    assert first.trace.losses == second.trace.losses


def test_the_epochs_go_on():
    run = DigitsRun("sgd", {"learning_rate": 0.1})
    for _ in range(25):  # an epoch has 22 batches
        run.step()
    assert run.trace.steps == 25
    assert run.trace.losses[-1] < run.trace.losses[0]


def test_training_comes_in_slices_and_says_how_far_it_is():
    OptimizerRace(problem="digits", step=0)  # the digits are loaded
    digits_run.cache_clear()
    race = OptimizerRace(problem="digits", step=0, show=NAMES)
    begin = time.perf_counter()
    race._widgets["step"].value = NUM_STEPS
    assert time.perf_counter() - begin < PATIENCE * SLICE
    assert race.training
    assert race.shown.notes == [f"Trained {race.result.step} of {NUM_STEPS} steps; the rest follows."]
    done = race.result.step
    html = race.static_html()
    assert race.result.step == done
    assert "the rest follows" in html
    race._widgets["step"].value = done
    assert race.shown.notes == []
    assert not race.training


def test_the_rest_is_trained_while_the_loop_runs():
    digits_run.cache_clear()

    async def watch():
        race = OptimizerRace(problem="digits", step=30)
        other = 0
        while race.training and other < 500:
            await asyncio.sleep(0.005)
            other += 1
        return race, other

    race, other = asyncio.run(watch())
    assert race.result.step == 30
    assert race.shown.notes == []
    assert 0 < other < 500


@pytest.mark.parametrize("problem", ON_SURFACES)
def test_every_control_works_at_both_ends(race, problem):
    race.set(problem=problem, show=NAMES)
    for name, widget in race._widgets.items():
        if name in ("problem", "show"):
            continue
        before = widget.value
        ends = (widget.min, widget.max) if hasattr(widget, "min") else (RATES[0], RATES[-1])
        for end in ends:
            widget.value = end
            assert race.state[name] == end
            assert race.error == ""
            assert len(race.values) == len(NAMES)
            pictures(race)
        widget.value = before


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("rate", [RATES[0], RATES[-1]])
def test_everyone_at_the_slowest_and_the_fastest_draws(problem, rate):
    race = OptimizerRace(problem=problem, show=NAMES, step=3, **{rate_name(name): rate for name in NAMES})
    race.train()
    for extreme in ({"momentum": 0.99, "beta_1": 0.99, "beta_2": 0.0, "rho": 0.0}, {"momentum": 0.0, "beta_1": 0.0}):
        race.set(**extreme).train()
        assert race.error == ""
        pictures(race)
        race.set(step=0)
        assert race.error == ""
        race.set(step=3)


def test_who_diverges_is_named_and_comes_last(race):
    race.set(sgd_learning_rate=20.0, step=NUM_STEPS)
    assert list(race.values)[-1] == "sgd"
    assert race.shown.notes == ["sgd diverged: a learning rate too large for this ground."]
    race.set(problem="rosenbrock")
    assert "sgd: has diverged, J is no number any more." in race.readout
    pictures(race)


def test_the_ranking_is_by_loss(race):
    race.set(show=NAMES, step=70)
    losses = [values["loss"] for values in race.values.values()]
    assert losses == sorted(losses)
    order = re.findall(r"\d+\. (\w+):", race.readout)
    assert order == list(race.values)


def test_only_the_sliders_of_those_who_run_are_shown(race):
    def visible():
        shown = {name for name, widget in race._widgets.items() if widget.layout.display is None}
        return shown - {"problem", "show", "step"}

    race.set(show=["sgd"])
    assert visible() == {"sgd_learning_rate"}
    race.set(show=["nesterov", "adadelta"])
    assert visible() == {"nesterov_learning_rate", "adadelta_learning_rate", "momentum", "rho"}
    race.set(show=["adam"])
    assert visible() == {"adam_learning_rate", "beta_1", "beta_2"}


@pytest.mark.parametrize("preset", OptimizerRace.presets)
def test_a_preset_shows_its_phenomenon_and_reset_returns(race, preset):
    before = dict(race.state)
    race.set(beta_1=0.5)
    race.apply_preset(preset)
    assert race.player.play.value == (preset == "Digits")
    assert race.error == ""
    assert eval(race.code()).state == race.state
    values = race.values
    shows = {
        "Ravine": lambda: values["adam"]["loss"] < values["sgd"]["loss"],
        "Saddle": lambda: values["sgd"]["loss"] > 1 > values["adam"]["loss"],
        "Rosenbrock": lambda: values["nadam"]["distance"] < values["sgd"]["distance"],
        "Everyone": lambda: list(sorted(values)) == sorted(NAMES),
        "Too fast": lambda: "sgd" in race.shown.notes[0] and "adam" not in race.shown.notes[0],
        "Adaptive": lambda: values["adam"]["loss"] < values["sgd"]["loss"],
        "Digits": lambda: race.set(step=50).train().values["adam"]["accuracy"] > 0.85,
    }
    assert shows[preset]()
    race.reset()
    assert race.state == before
    assert not race.player.play.value


def test_a_new_rate_leaves_the_run_before_as_a_ghost_and_scrubbing_does_not(race):
    lines = race.shown.pictures[0].count("<polyline")
    race._widgets["step"].value = 60
    assert race.shown.pictures[0].count("<polyline") == lines
    race._widgets["adam_learning_rate"].value = 0.02
    assert race.shown.pictures[0].count("<polyline") == lines + 1


def test_the_rule_has_the_last_step_in_numbers():
    race = OptimizerRace(show=["sgd"], step=1)
    assert "step 1: (−5.5, 2.5) + (0.11, −2.5) = <b>(−5.39, 0)</b>" in race.shown.formula
    race.set(step=0)
    assert "step" not in race.shown.formula


def test_readout_and_table_have_the_same_numbers(race):
    race.set(show=["sgd"], step=1)
    race._table_button.value = True
    cells = re.findall(r"<td>(.*?)</td>", race.table.value)
    assert cells == ["sgd", "0.58104", "5.39", "2.5024", "−5.39", "0"]
    assert "sgd: J = 0.581, 5.39 from the minimum; last step 2.5 long." in race.readout


def test_the_page_without_a_kernel_moves_the_step_and_asks_nobody(race, frames_of, outside_references):
    html = race.static_html()
    assert outside_references(html) == []
    frames = frames_of(html)
    assert 18 <= len(frames) <= 25
    for frame in frames:
        for picture in frame["pictures"]:
            ElementTree.fromstring(picture)
        assert f"After {frame['state']['step']} of 150 steps" in frame["words"]
    assert len({frame["pictures"][1] for frame in frames}) == len(frames)
    assert len(html) < 700_000


@pytest.mark.keras
@pytest.mark.parametrize("name", NAMES)
def test_the_keras_line_runs_the_same_race(name):
    import keras

    race = OptimizerRace(show=[name], step=20)
    optimizer = eval(race.shown.keras, {"keras": keras})
    variable = keras.Variable(np.array(STARTS["ravine"]), dtype="float32")
    for _ in range(20):
        optimizer.apply([SURFACES["ravine"].gradient(variable.numpy())], [variable])
    assert variable.numpy() == pytest.approx([race.values[name]["x"], race.values[name]["y"]], abs=SINGLE)
