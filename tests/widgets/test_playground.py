from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import losses, optimizers
from nnkit.layers import Dense, Input
from nnkit.model import Sequential
from widgets import NetworkPlayground
from widgets.playground_trainer import MOST_STEPS, OPTIMIZERS
from widgets.point_sets import EDGE, train_and_test
from widgets.svg import number

EXACT = 1e-10
BLOCKED = 0.15  # seconds that another coroutine may wait while the playground plays; a busy machine doubles 40 ms
REQUIRED_PICTURES, REQUIRED_STEPS = 15, 20
SVG = "{http://www.w3.org/2000/svg}"
SAME = 1e-6  # relative, of the same training in another order of sums
REPEATED = 1e-9  # relative, of the same training done again
SINGLE = 1e-4  # Keras computes in single precision
ALIKE = 0.01  # nats between two networks that can say the same


@pytest.fixture
def playground():
    return NetworkPlayground(depth=1, width=3)


def model_of(state):
    """The network of a state, built and trained here by `fit` on the whole data set at once."""
    penalty = losses.L1L2(state["l1"], state["l2"])
    hidden = [Dense(state["width"], state["activation"], kernel_regularizer=penalty) for _ in range(state["depth"])]
    layers = [Input((2,)), *hidden, Dense(1, "sigmoid", kernel_regularizer=penalty)]
    model = Sequential(layers, seed=state["seed"])
    name, rest = ("sgd", {"momentum": 0.9}) if state["optimizer"] == "momentum" else (state["optimizer"], {})
    model.compile(optimizers.get(name, learning_rate=state["learning_rate"], **rest), "binary_crossentropy")
    return model


def check(playground):
    """Recompute what is shown with a model of nnkit of its own."""
    state, values = playground.state, playground.values
    (x, y), test = train_and_test(state["data"], state["num_points"], state["noise"], state["seed"])
    model = model_of(state)
    if state["steps"]:
        model.fit(x, y, batch_size=len(x), epochs=state["steps"], shuffle=False)
    for name, part in (("train", (x, y)), ("test", test)):
        found = model.evaluate(*part)
        assert values[f"{name}_loss"] + values["penalty"] == pytest.approx(found["loss"], rel=SAME, abs=EXACT)
        assert values[f"{name}_accuracy"] == pytest.approx(found["accuracy"], abs=EXACT)
        words = f"{name}: loss {number(values[f'{name}_loss'])}, accuracy {100 * found['accuracy']:.3g} %"
        assert words in playground.readout
    corner = model.predict([[-EDGE, EDGE], [EDGE, -EDGE]])[:, 0]
    surface = playground.result.surface
    assert [surface[0, 0], surface[-1, -1]] == pytest.approx(corner, abs=SAME)
    well_drawn(playground)


def well_drawn(playground):
    assert playground.error == ""
    assert len(playground.shown.pictures) == 4
    for picture in playground.shown.pictures:
        ElementTree.fromstring(picture)
        assert 'points="nan' not in picture


def test_the_numbers_are_those_of_nnkit(playground):
    check(playground)
    playground.advance(3)
    assert playground.state["steps"] == 60
    check(playground)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("penalty", [{}, {"l1": 0.01}, {"l2": 0.03}, {"l1": 0.001, "l2": 0.001}])
def test_every_optimizer_and_penalty_trains_as_nnkit_does(optimizer, penalty):
    check(NetworkPlayground(depth=2, width=3, optimizer=optimizer, learning_rate=0.03, steps=40, **penalty))


@pytest.mark.parametrize("name", ["noise", "num_points", "depth", "width", "seed"])
def test_every_slider_works_at_both_ends(playground, name):
    widget = playground._widgets[name]
    for end in (widget.min, widget.max):
        widget.value = end
        assert playground.state[name] == end
        check(playground)
        playground.advance()
        well_drawn(playground)


@pytest.mark.parametrize("name", ["data", "activation", "optimizer", "learning_rate", "l1", "l2", "pace", "show_test"])
def test_every_choice_trains_and_draws(playground, name):
    options = getattr(playground._widgets[name], "options", (True, False))
    for option in options:
        playground._widgets[name].value = option
        assert playground.state[name] == option
        if option != "empty":
            playground.advance()
        well_drawn(playground)


def test_the_largest_network_and_the_smallest(playground):
    playground.set(depth=6, width=8, data="spirals", num_points=300, steps=20)
    check(playground)
    assert playground.shown.pictures[1].count("<image") == 2 + 48 + 1
    playground.set(depth=0, steps=20)
    check(playground)
    assert playground.shown.pictures[1].count("<image") == 2 + 1
    assert playground._widgets["width"].layout.display == "none"
    assert playground._widgets["activation"].layout.display == "none"


def test_a_change_of_setting_starts_anew_and_what_is_only_shown_does_not(playground):
    playground.advance(2)
    playground._widgets["show_test"].value = True
    playground._widgets["pace"].value = 5
    assert playground.state["steps"] == 40
    playground._widgets["learning_rate"].value = 0.1
    assert playground.state["steps"] == 0
    check(playground)
    playground.set(width=4, steps=15)
    assert playground.state["steps"] == 15
    check(playground)
    playground.set(width=5)
    assert playground.state["steps"] == 0


def test_going_back_shows_the_same_numbers_and_going_on_continues(playground):
    seen = {}
    for _ in range(7):
        playground.advance()
        seen[playground.state["steps"]] = dict(playground.values)
    for steps in (60, 20, 140, 100):
        playground._widgets["steps"].value = steps
        assert playground.values == pytest.approx(seen[steps], rel=REPEATED, abs=EXACT)
    playground.advance()
    assert playground.values == pytest.approx(seen[120], rel=REPEATED, abs=EXACT)
    assert playground.result.curves[0, -1] == 140  # the curves keep what is known


def test_the_curves_are_the_losses_on_the_way(playground):
    playground.advance(3)
    steps, train, test = playground.result.curves
    assert steps.tolist() == [0, 10, 20, 30, 40, 50, 60]
    for step, train_loss, test_loss in zip(steps, train, test, strict=True):
        values = playground.set(steps=int(step)).values
        assert (values["train_loss"], values["test_loss"]) == pytest.approx((train_loss, test_loss), rel=REPEATED)


def test_unit_maps_are_the_outputs_of_the_hidden_layer(playground):
    playground.advance()
    kernel, bias = playground.result.weights[0]
    line = np.linspace(-EDGE, EDGE, 17)
    x = np.stack(np.meshgrid(line, line[::-1]), axis=-1)
    assert playground.result.units[0] == pytest.approx(np.tanh(x @ kernel + bias), abs=REPEATED)


def test_the_slider_of_steps_follows_the_training(playground):
    slider = playground._widgets["steps"]
    assert (slider.value, slider.max) == (0, 400)
    playground.set(steps=430)
    assert (slider.value, slider.max) == (430, 430)
    playground.advance()
    assert (slider.value, slider.max) == (450, 450)
    slider.value = 10
    assert slider.max == 450
    playground._widgets["width"].value = 2
    assert (slider.value, slider.max) == (0, 400)


def test_training_ends_at_the_last_step(monkeypatch):
    for module in ("playground", "playground_words"):
        monkeypatch.setattr(f"widgets.{module}.MOST_STEPS", 430)
    playground = NetworkPlayground(depth=0, num_points=10, steps=400)
    assert playground._piece()
    assert not playground._piece()
    assert playground.state["steps"] == 430
    assert "430 steps are the end here" in playground.shown.notes[0]
    with pytest.raises(ValueError, match=f"steps: received 10001, expected a whole number from 0 to {MOST_STEPS}"):
        NetworkPlayground(steps=10001)


@pytest.mark.filterwarnings("error")
def test_a_learning_rate_that_is_too_large_is_said_and_stops():
    playground = NetworkPlayground(activation="linear", depth=6, width=8, optimizer="momentum", learning_rate=3.0)
    playground.advance(30)
    well_drawn(playground)
    assert playground.result.diverged
    assert "the learning rate 3 is too large here" in playground.shown.notes[0]
    stopped = playground.state["steps"]
    playground.advance(2)
    assert playground.state["steps"] == stopped < 600
    playground._widgets["learning_rate"].value = 0.01
    assert (playground.result.diverged, playground.shown.notes) == (False, [])


@pytest.mark.parametrize("preset", NetworkPlayground.presets)
def test_presets_reset_and_the_line_of_code(preset):
    playground = NetworkPlayground()
    before = dict(playground.state)
    playground.preset_buttons[preset].click()
    check(playground)
    again = eval(playground.code())
    assert (again.state, again.values) == (playground.state, playground.values)
    playground.reset_button.click()
    assert playground.state == before


def test_presets_show_what_their_names_say(playground):
    values = {name: (playground.apply_preset(name), dict(playground.values))[1] for name in playground.presets}
    assert values["No hidden layer"]["train_accuracy"] < 0.7
    assert values["Linear layers"]["train_loss"] == pytest.approx(values["No hidden layer"]["train_loss"], abs=ALIKE)
    assert values["XOR"]["train_accuracy"] > 0.9
    assert values["Spirals"]["test_accuracy"] > 0.95
    assert values["Dead units"]["dead"] > 6
    assert values["Overfits"]["train_loss"] < 0.05 < 1 < values["Overfits"]["test_loss"]
    for name in ("The same with l1", "The same with l2"):
        assert values[name]["test_loss"] < 0.5 * values["Overfits"]["test_loss"]
        assert values[name]["test_accuracy"] > values["Overfits"]["test_accuracy"]


def test_l1_makes_weights_vanish_and_l2_makes_them_small(playground):
    few = dict(data="circles", depth=2, width=8, steps=400)
    sizes = {}
    for name, penalty in (("none", {}), ("l1", {"l1": 0.01, "l2": 0.0}), ("l2", {"l1": 0.0, "l2": 0.01})):
        playground.set(**few, **penalty)
        sizes[name] = np.abs(np.concatenate([kernel.ravel() for kernel, _ in playground.result.weights]))
    assert (sizes["l1"] < 0.02).sum() > 3 * (sizes["none"] < 0.02).sum() + 10
    assert sizes["l2"].max() < 0.7 * sizes["none"].max()


def test_the_page_without_a_kernel_moves_the_steps_and_asks_nobody(playground, frames_of, outside_references):
    html = playground.static_html()
    assert outside_references(html) == []
    frames = frames_of(html)
    assert 18 <= len(frames) <= 25
    assert frames[0]["state"]["steps"] == 0
    assert frames[-1]["state"]["steps"] == 400
    assert len({frame["pictures"][0] for frame in frames}) == len(frames)
    for frame in frames[::5]:
        loss = playground.set(steps=frame["state"]["steps"]).values["train_loss"]
        assert f"train: loss {number(loss)}, " in frame["words"]
    for picture in frames[3]["pictures"]:
        ElementTree.fromstring(picture)


def test_making_the_page_does_not_move_the_explorer(playground):
    playground.advance(2)
    before = playground.picture.value
    playground.static_html()
    playground.redraw()
    assert playground.picture.value == before


def test_negative_weights_are_dashed_and_every_unit_is_named(playground):
    root = ElementTree.fromstring(playground.shown.pictures[1])
    looks = {(path.get("stroke"), path.get("stroke-dasharray")) for path in root.iter(SVG + "path")}
    assert looks <= {("#D55E00", None), ("#0072B2", "4 3")}
    names = [title.text for title in root.iter(SVG + "title")]
    assert sum(name.startswith("layer 1, unit ") for name in names) == 3


@pytest.mark.keras
def test_the_keras_line_builds_the_network_that_is_shown():
    import keras

    playground = NetworkPlayground(depth=2, width=3, l2=0.01, optimizer="momentum", steps=60)
    names = {"keras": keras}
    exec(playground.shown.keras, names)
    model = names["model"]
    model.set_weights([array for pair in playground.result.weights for array in pair])
    x, y = playground.result.train
    loss = model.evaluate(x.astype("float32"), y[:, None].astype("float32"), verbose=0)
    assert loss == pytest.approx(playground.values["train_loss"] + playground.values["penalty"], rel=SINGLE)
