import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import optimizers, schedules
from widgets import LRDecayExplorer
from widgets.schedule_specs import ARGUMENTS, NAMES, build
from widgets.schedules import NUM_RUNS, START, noises
from widgets.schedules_view import BOWL, CURVATURES, EDGE, NUM_STEPS

SVG = "{http://www.w3.org/2000/svg}"
EXACT = 1e-12
ROUNDING = 1e-9  # the same steps in another order of operations
WRITTEN = 1e-3  # the readout has four digits
KERAS_TOLERANCE = 2e-7  # Keras computes in float32
STEPS = np.arange(NUM_STEPS + 1)


@pytest.fixture
def explorer():
    return LRDecayExplorer()


def pictures(explorer):
    return [ElementTree.fromstring(picture) for picture in explorer.shown.pictures]


def test_every_schedule_of_nnkit_is_here():
    assert set(NAMES) == set(schedules.ALL)


def test_the_start_says_something(explorer):
    values = explorer.values
    assert next(iter(values)) == "exponential_decay"
    assert values["exponential_decay"]["rate"] == pytest.approx(0.04)
    assert values["exponential_decay"]["final"] < values["constant"]["final"] / 5
    assert len(pictures(explorer)) == 4


@pytest.mark.parametrize("step", [0, 1, 10, 29, 30, 31, 60, 99, 100])
@pytest.mark.parametrize("name", NAMES)
def test_the_rate_at_a_step_is_that_of_nnkit(name, step):
    explorer = LRDecayExplorer(schedule=name, step=step, initial_learning_rate=0.1)
    rates = {
        "constant": schedules.Constant(0.1),
        "exponential_decay": schedules.ExponentialDecay(0.1, 30, 0.5),
        "step_decay": schedules.StepDecay(0.1, 30, 0.5),
        "inverse_time_decay": schedules.InverseTimeDecay(0.1, 30, 0.5),
        "polynomial_decay": schedules.PolynomialDecay(0.1, 30, 0.0, 1.0),
        "piecewise_constant_decay": schedules.PiecewiseConstantDecay([30, 60], [0.08, 0.03, 0.01]),
        "cosine_decay": schedules.CosineDecay(0.0, 30, warmup_target=0.1, warmup_steps=10),
        "cosine_decay_restarts": schedules.CosineDecayRestarts(0.1, 30),
        "linear_warmup": schedules.LinearWarmup(0.1, 10),
        "one_cycle": schedules.OneCycle(0.1, 100),
    }
    expected = rates[name](step)
    assert explorer.values[name]["rate"] == pytest.approx(expected, abs=EXACT)
    written = float(
        re.search(r"<b>(.*?)</b>", explorer.shown.formula)
        .group(1)
        .replace(" × 10", "e")
        .translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-"))
    )
    assert written == pytest.approx(expected, rel=WRITTEN, abs=EXACT)


@pytest.mark.parametrize("noise", [0.0, 2.0])
@pytest.mark.parametrize("name", NAMES)
def test_the_losses_are_those_of_nnkits_sgd_with_the_schedule(name, noise):
    explorer = LRDecayExplorer(schedule=name, noise=noise)
    sgd = optimizers.SGD(learning_rate=build(name, explorer.state))
    params, losses, path = {"w": np.tile(START, (NUM_RUNS, 1))}, [], []
    for step in STEPS:
        losses.append(BOWL.value(params["w"]).mean())
        path.append(params["w"][0].copy())
        if step < NUM_STEPS:
            sgd.apply(params, {"w": BOWL.gradient(params["w"]) + noise * noises()[step]})
    assert explorer.result.chosen.losses == pytest.approx(np.array(losses), rel=ROUNDING)
    assert explorer.result.chosen.path == pytest.approx(np.array(path), rel=ROUNDING)
    assert explorer.values[name]["loss"] == pytest.approx(losses[30], rel=ROUNDING)
    assert explorer.values[name]["final"] == pytest.approx(losses[-1], rel=ROUNDING)


def test_without_noise_a_constant_rate_gives_the_closed_form():
    explorer = LRDecayExplorer(schedule="constant", initial_learning_rate=0.03, noise=0.0, step=7)
    place = START * (1 - 0.03 * CURVATURES) ** 7
    assert explorer.values["constant"]["loss"] == pytest.approx(float(BOWL.value(place)), rel=ROUNDING)


@pytest.mark.parametrize("rate", [0.09, 0.095, 0.105, 0.11])
def test_above_the_edge_the_descent_diverges(rate):
    explorer = LRDecayExplorer(schedule="constant", initial_learning_rate=rate, noise=0.0)
    assert ("diverges" in explorer.readout) == (rate > EDGE)


@pytest.mark.parametrize("name", [name for name in ARGUMENTS if name != "constant"])
def test_every_parameter_works_at_both_ends(name):
    explorer = LRDecayExplorer(schedule=name, show=NAMES)
    for slider in {*ARGUMENTS[name].values(), "step", "noise"}:
        widget = explorer._widgets[slider]
        inner = getattr(widget, "sliders", [widget])[
            : len(getattr(widget, "value", [])) if hasattr(widget, "sliders") else 1
        ]
        for one in inner:
            before = one.value
            for end in (one.min, one.max) if hasattr(one, "min") else (True, False):
                one.value = end
                assert explorer.error == ""
                pictures(explorer)
                assert len(explorer.values) + len(explorer.shown.notes) >= len(NAMES)
            one.value = before


def test_all_schedules_at_corners_draw(explorer):
    explorer.set(show=NAMES)
    for rate in (0.0, 0.2):
        for decay_steps in (1, 100):
            for decay_rate in (0.01, 2):
                for flags in (False, True):
                    explorer.set(
                        initial_learning_rate=rate, decay_steps=decay_steps, decay_rate=decay_rate, staircase=flags,
                        cycle=flags, noise=5 * flags, step=100 * flags, warmup_steps=100 * flags,
                    )  # fmt: skip
                    assert explorer.error == ""
                    pictures(explorer)


@pytest.mark.parametrize(
    ("schedule", "changes", "sentence"),
    [
        ("linear_warmup", {"warmup_steps": 0}, r"linear_warmup cannot be drawn\. warmup_steps: received 0"),
        ("one_cycle", {"initial_learning_rate": 0.0}, r"one_cycle cannot be drawn\. max_learning_rate: received 0"),
        ("one_cycle", {"total_steps": 4, "warmup_fraction": 0.1}, r"one_cycle cannot be drawn\. warmup_fraction"),
        ("piecewise_constant_decay", {"boundaries": [60, 30]}, r"boundaries: received .*rising steps"),
        ("piecewise_constant_decay", {"boundaries": [30]}, r"values: received 3 values for 1 boundaries"),
    ],
)
def test_an_impossible_combination_gives_a_sentence_and_the_others_are_drawn(schedule, changes, sentence):
    explorer = LRDecayExplorer(schedule=schedule, **changes)
    assert any(re.search(sentence, note) for note in explorer.shown.notes), explorer.shown.notes
    assert explorer.error == ""
    assert "constant" in explorer.values
    assert schedule not in explorer.values
    pictures(explorer)
    assert explorer.static_html()


def test_the_parameters_of_the_drawn_schedules_are_shown_and_no_others(explorer):
    def visible():
        return {n for n, w in explorer._widgets.items() if w.layout.display is None} - {
            "schedule",
            "show",
            "step",
            "noise",
        }

    explorer.set(show=["constant"])
    assert visible() == {"initial_learning_rate", "decay_steps", "decay_rate", "staircase"}
    explorer.set(schedule="piecewise_constant_decay")
    assert visible() == {"initial_learning_rate", "boundaries", "values"}
    explorer.set(show=["one_cycle"])
    assert "div_factor" in visible()


@pytest.mark.parametrize("preset", LRDecayExplorer.presets)
def test_a_preset_shows_its_phenomenon_and_reset_returns(explorer, preset):
    before = dict(explorer.state)
    explorer.apply_preset(preset)
    assert explorer.error == ""
    assert explorer.shown.notes == []
    assert eval(explorer.code()).state == explorer.state
    values, name, readout = explorer.values, explorer.state["schedule"], explorer.readout
    rates = explorer.result.chosen.rates
    shows = {
        "Diverge": lambda: "diverges" in readout and values[name]["final"] > 1e6,
        "Oscillate": lambda: "oscillates" in readout,
        "Crawl": lambda: "crawls" in readout,
        "Noise floor": lambda: values["cosine_decay"]["final"] < values["constant"]["final"] / 3,
        "Too bold, then calm": lambda: "climbs at first and comes back" in readout and values[name]["final"] < 0.1,
        "Staircase": lambda: rates[29] == rates[20] != rates[30] and rates[10] == pytest.approx(0.096),
        "Warm-up": lambda: rates[0] == 0 and rates[20] == pytest.approx(0.08),
        "Restarts": lambda: rates[15] == pytest.approx(0.08) and rates[14] < 0.01,
        "One cycle": lambda: rates.max() == pytest.approx(0.12) and rates[-1] < 1e-4,
    }
    assert shows[preset]()
    explorer.reset()
    assert explorer.state == before


def test_moving_a_slider_leaves_the_curve_before_as_a_ghost(explorer):
    lines = explorer.shown.pictures[0].count("<polyline")
    explorer._widgets["decay_rate"].value = 0.9
    assert explorer.shown.pictures[0].count("<polyline") == lines + 1


def test_readout_and_table_have_the_same_numbers(explorer):
    explorer.set(show=["constant"], noise=0.0, step=30)
    explorer._table_button.value = True
    cells = re.findall(r"<td>(.*?)</td>", explorer.table.value)
    assert cells[:2] == ["exponential_decay", "0.04"]
    assert "exponential_decay: η = 0.04, loss" in explorer.readout


def test_the_page_without_a_kernel_moves_the_rate_and_asks_nobody(explorer, frames_of, outside_references):
    html = explorer.static_html()
    assert outside_references(html) == []
    frames = frames_of(html)
    assert 18 <= len(frames) <= 25
    for frame in frames:
        for picture in frame["pictures"]:
            ElementTree.fromstring(picture)
        assert f"<b>{frame['state']['initial_learning_rate'] / 2:.4g}</b>" in frame["words"]
    assert len({frame["pictures"][0] for frame in frames}) == len(frames)
    assert len(html) < 700_000


@pytest.mark.keras
@pytest.mark.parametrize("name", [name for name in NAMES if name != "one_cycle"])
def test_the_keras_line_builds_the_same_schedule(name):
    import keras

    explorer = LRDecayExplorer(schedule=name, initial_learning_rate=0.1, warmup_start=0.02, alpha=0.1)
    built = eval(explorer.shown.keras, {"keras": keras})
    rates = [float(built(step)) if callable(built) else built for step in range(0, 101)]
    shown = explorer.result.chosen.rates
    keep = [step for step in range(101) if name != "cosine_decay_restarts" or step not in (30, 90)]
    assert np.array(rates)[keep] == pytest.approx(shown[keep], abs=KERAS_TOLERANCE)
