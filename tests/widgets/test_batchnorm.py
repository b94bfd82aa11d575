import itertools
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit.layers import BatchNormalization
from widgets import BatchNormExplorer
from widgets.batchnorm import BATCH_SIZES, DISTRIBUTIONS, EPSILON, NUM_STEPS, moving_statistics, unit_inputs
from widgets.batchnorm_words import LEFT_OVER, left_over, steps_needed
from widgets.svg import number

SHOWN = 1e-9  # digits of the numbers that an explorer keeps
EXACT = 1e-12
EPSILON_LEFT = 0.01  # epsilon keeps a batch of two a little short of ±1
SAMPLED = 0.02  # mean and variance of 38400 numbers
NOISE = 0.15  # the spread of 300 batch means, relative
FLOAT32 = 1e-4  # Keras computes in single precision by default
SVG = "{http://www.w3.org/2000/svg}"
SLIDERS = ("step", "batch_size", "momentum", "shift", "scale", "gamma", "beta", "seed")


@pytest.fixture
def explorer():
    return BatchNormExplorer()


def batches_of(state):
    inputs = unit_inputs(state["distribution"], state["seed"])[:, : state["batch_size"]]
    return state["shift"] + state["scale"] * inputs


def trained(state):
    """nnkit's layer after the steps of this state, and the outputs it gives for the batch that is shown."""
    batches = batches_of(state)[..., None]
    layer = BatchNormalization(momentum=state["momentum"]).build((None, 1))
    layer.params["gamma"][:], layer.params["beta"][:] = state["gamma"], state["beta"]
    for batch in batches[: state["step"]]:
        layer.forward(batch, training=True)
    moving = [float(layer.state[name][0]) for name in ("moving_mean", "moving_variance")]
    return moving, layer.forward(batches[max(state["step"], 1) - 1], training=state["training"])


def check(explorer):
    assert explorer.error == ""
    (mean, variance), outputs = trained(explorer.state)
    values = explorer.values
    assert (values["moving_mean"], values["moving_variance"]) == pytest.approx((mean, variance), rel=SHOWN, abs=EXACT)
    assert explorer.result.outputs == pytest.approx(outputs[:, 0], rel=SHOWN, abs=SHOWN)
    assert values["output_mean"] == pytest.approx(outputs.mean(), abs=SHOWN)
    assert f"mean {number(mean)}, variance {number(variance)}" in explorer.readout
    for picture in explorer.shown.pictures:
        ElementTree.fromstring(picture)
    assert len(explorer.shown.pictures) == 4


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("step", [0, 1, 40, NUM_STEPS])
@pytest.mark.parametrize("momentum", [0.0, 0.9, 1.0])
@pytest.mark.parametrize("batch_size", [1, 8, 128])
def test_statistics_and_outputs_are_those_of_nnkits_layer_trained_step_by_step(training, step, momentum, batch_size):
    check(BatchNormExplorer(training=training, step=step, momentum=momentum, batch_size=batch_size, gamma=1.5, beta=-1))


@pytest.mark.parametrize("name", SLIDERS)
@pytest.mark.parametrize("training", [True, False])
def test_every_control_works_at_both_ends(explorer, name, training):
    explorer._widgets["training"].value = training
    control = explorer._by_name[name]
    low, high = (BATCH_SIZES[0], BATCH_SIZES[-1]) if name == "batch_size" else (control.low, control.high)
    for end in (low, high):
        explorer._widgets[name].value = end
        assert explorer.state[name] == end
        check(explorer)


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
@pytest.mark.parametrize("batch_size", [1, 2, 128])
def test_every_corner_draws(explorer, distribution, batch_size):
    for training, (shift, scale), (gamma, beta) in itertools.product(
        (True, False), ((-5, 0.1), (5, 4)), ((0, -3), (3, 3))
    ):
        changes = {"shift": shift, "scale": scale, "gamma": gamma, "beta": beta, "batch_size": batch_size}
        check(explorer.set(distribution=distribution, training=training, step=60, **changes))


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_the_inputs_have_mean_0_and_variance_1_before_shift_and_scale(distribution):
    inputs = unit_inputs(distribution, 3)
    assert inputs.shape == (NUM_STEPS, BATCH_SIZES[-1])
    assert (inputs.mean(), inputs.var()) == pytest.approx((0, 1), abs=SAMPLED)
    assert np.array_equal(inputs, unit_inputs(distribution, 3))


@pytest.mark.parametrize("batch_size", [4, 16, 64])
def test_the_noise_of_the_batch_means_falls_with_the_root_of_the_batch_size(batch_size):
    explorer = BatchNormExplorer(batch_size=batch_size, scale=2.0)
    error = 2.0 / np.sqrt(batch_size)
    assert explorer.result.batch_means.std() == pytest.approx(error, rel=NOISE)
    assert f"Batch means scatter by {number(error, 3)}." in explorer.readout


def test_the_moving_statistics_follow_the_closed_form():
    batch_values = np.tile([3.0, 4.0], (50, 1))
    moving = moving_statistics(batch_values, 0.9)
    steps = np.arange(51)
    assert moving[:, 0] == pytest.approx(3 * (1 - 0.9**steps), abs=EXACT)
    assert moving[:, 1] == pytest.approx(4 - 3 * 0.9**steps, abs=EXACT)


def test_buttons_train_one_step_and_ten(explorer):
    buttons = explorer._widgets["step"].buttons
    before = explorer.values["moving_mean"]
    buttons["Step"].click()
    assert explorer.state["step"] == 61
    batch_mean = batches_of(explorer.state)[60].mean()
    assert explorer.values["moving_mean"] == pytest.approx(0.99 * before + 0.01 * batch_mean, rel=SHOWN)
    assert f"= <b>{number(explorer.values['moving_mean'], 3)}</b>" in explorer.shown.formula
    buttons["10 steps"].click()
    assert explorer.state["step"] == 71
    check(explorer)


@pytest.mark.parametrize(("momentum", "step"), [(0.99, 0), (0.99, 298), (0.9, 10), (1.0, 300), (0.0, 0)])
def test_inference_before_convergence_draws_a_warning(momentum, step):
    explorer = BatchNormExplorer(training=False, momentum=momentum, step=step)
    (note,) = explorer.shown.notes
    assert f"{momentum**step:.0%} of them is still the start" in note
    mean, variance = explorer.result.moving[-1]
    assert f"mean {number((3 - mean) / np.sqrt(variance + EPSILON), 3)} and standard deviation" in note
    assert ("never learns" in note) == (momentum == 1)
    explorer.set(training=True)
    assert explorer.shown.notes == []


@pytest.mark.parametrize(("momentum", "step"), [(0.99, 299), (0.9, 29), (0.0, 1), (0.1, 2)])
def test_inference_after_convergence_draws_none(momentum, step):
    assert left_over(momentum, step) <= LEFT_OVER
    assert BatchNormExplorer(training=False, momentum=momentum, step=step).shown.notes == []


@pytest.mark.parametrize("momentum", [0.01, 0.5, 0.9, 0.99])
def test_the_steps_that_the_warning_asks_for_are_enough_and_not_one_too_many(momentum):
    needed = steps_needed(momentum)
    assert left_over(momentum, needed) <= LEFT_OVER < left_over(momentum, needed - 1)


def test_a_batch_of_one_leaves_nothing_and_says_so(explorer):
    explorer.set(batch_size=1, beta=1.5)
    assert explorer.result.outputs.tolist() == [1.5]
    assert "every output is β" in explorer.shown.notes[0]
    assert np.ptp(explorer.result.tracked_outputs) == 0
    explorer.set(training=False)
    assert "shrinks towards 0" in explorer.shown.notes[0]


def test_an_example_comes_out_otherwise_in_every_batch_and_the_same_at_inference(explorer):
    x, batches = 5.0, batches_of(explorer.state).copy()
    batches[:, 0] = x
    outputs = [BatchNormalization().forward(batch[:, None], training=True)[0, 0] for batch in batches]
    assert explorer.result.tracked_outputs == pytest.approx(np.array(outputs), rel=SHOWN)
    (mean, variance), _ = trained(explorer.state)
    settled = number((x - mean) / np.sqrt(variance + EPSILON), 3)
    assert f"as {number(min(outputs), 3)} to {number(max(outputs), 3)} in training" in explorer.readout
    assert f"always as {settled} at inference" in explorer.readout


@pytest.mark.parametrize("preset", BatchNormExplorer.presets)
def test_presets_show_what_they_say_and_come_back_from_their_line(explorer, preset):
    before = dict(explorer.state)
    explorer.preset_buttons[preset].click()
    check(explorer)
    result, values = explorer.result, explorer.values
    shows = {
        "Standardized": lambda: abs(values["output_mean"]) < EXACT and abs(values["output_variance"] - 1) < 0.01,
        "Noisy: batch of 2": lambda: np.allclose(np.abs(result.outputs), 1, atol=EPSILON_LEFT),
        "Batch of 1: nothing left": lambda: result.outputs.tolist() == [0],
        "Inference too early": lambda: values["output_mean"] > 1 and len(explorer.shown.notes) == 1,
        "Inference in time": lambda: abs(values["output_mean"]) < 0.5 and not explorer.shown.notes,
        "Momentum turned round": lambda: np.std(result.moving[20:, 0]) > 0.5,
        "γ and β undo it": lambda: np.abs(result.outputs - result.inputs).max() < 0.5,
        "Shape stays": lambda: np.mean(np.abs(result.outputs) < 0.4) < 0.05,
    }  # fmt: skip
    assert shows[preset]()
    again = eval(explorer.code())
    assert (again.state, again.values) == (explorer.state, explorer.values)
    explorer.reset_button.click()
    assert explorer.state == before


def test_the_formula_has_this_moments_numbers(explorer):
    x, batch = 5.0, explorer.result.inputs
    y = (x - batch.mean()) / np.sqrt(batch.var() + EPSILON)
    assert f"(5 − {number(batch.mean(), 3)}) / √({number(batch.var(), 3)} + 0.001)" in explorer.shown.formula
    assert f"+ 0 = <b>{number(y, 3)}</b>" in explorer.shown.formula
    explorer.set(step=0)
    assert "moving mean" not in explorer.shown.formula


def test_the_course_of_the_moving_statistics_is_drawn_to_the_step_and_the_batches_as_dots(explorer):
    for step in (0, 1, 150):
        explorer.set(step=step)
        root = ElementTree.fromstring(explorer.shown.pictures[2])
        dots = [p.get("d").count("h0") for p in root.iter(SVG + "path") if p.get("stroke-linecap") == "round"]
        assert dots == ([step] if step else [])
        tips = [tip.text for tip in root.iter(SVG + "title")]
        assert f"moving mean after {step} steps: {number(explorer.values['moving_mean'])}" in tips


def test_the_state_before_stays_as_a_ghost(explorer):
    lines = [picture.count("<polyline") for picture in explorer.shown.pictures]
    explorer._widgets["momentum"].value = 0.5
    assert [picture.count("<polyline") for picture in explorer.shown.pictures] == [
        *lines[:2],
        lines[2] + 1,
        lines[3] + 1,
    ]
    explorer._widgets["training"].value = False
    assert explorer.shown.pictures[1].count("<polyline") == lines[1] + 1


def test_the_table_has_a_row_for_the_start_and_the_step_shown(explorer):
    explorer.set(step=95)
    explorer._table_button.value = True
    assert "<td>0</td><td>none</td><td>none</td><td>0</td><td>1</td>" in explorer.table.value
    assert f"<td>95</td><td>{number(explorer.result.batch_means[94], 5)}</td>" in explorer.table.value


@pytest.mark.keras
@pytest.mark.parametrize("training", [True, False])
def test_the_keras_line_computes_what_is_shown(training):
    import keras

    explorer = BatchNormExplorer(training=training, gamma=1.5, beta=-0.5, step=7, momentum=0.8)
    build, call = explorer.shown.keras.split("; y = ")
    names = {"keras": keras}
    exec(build, names)
    batches = batches_of(explorer.state)[..., None].astype("float32")
    for batch in batches[: 6 if training else 7]:  # the call that is shown is the seventh step
        names["layer"](batch, training=True)
    outputs = np.asarray(eval(call, names | {"x": batches[6]}))
    assert outputs[:, 0] == pytest.approx(explorer.result.outputs, abs=FLOAT32)
    assert np.asarray(names["layer"].moving_mean)[0] == pytest.approx(explorer.values["moving_mean"], abs=FLOAT32)


def test_the_page_without_a_kernel_moves_the_steps_and_asks_nobody(explorer, frames_of, outside_references):
    explorer.set(training=False)
    page = explorer.static_html()
    assert outside_references(page) == []
    frames = frames_of(page)
    assert 18 <= len(frames) <= 25
    for frame in frames:
        (mean, _), _ = trained(frame["state"])
        assert f"mean {number(mean)}, variance" in frame["words"]
        assert ("Inference before" in frame["words"]) == (left_over(0.99, frame["state"]["step"]) > LEFT_OVER)
        for picture in frame["pictures"]:
            ElementTree.fromstring(picture)
