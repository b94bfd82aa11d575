import time
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit.layers import LSTM
from widgets import LSTMExplorer
from widgets.lstm_cells import CELLS, SYMBOLS, answer, hand_set, with_forget_bias
from widgets.svg import number
from widgets.symbols import MOST_STEPS, encode, vectors

EXACT = 1e-12
STEP = 1e-6  # of the central differences
DIFFERENCES = 1e-7  # what central differences in float64 leave
COUNTED = 0.1  # a counter of at most six with gates at sigmoid(±6) is off by less
FLOAT32 = 1e-5  # Keras computes in single precision by default
BACKGROUND_MS = 20  # a callback that takes longer is felt while dragging
GATES = ("input", "forget", "candidate", "output", "cell", "hidden")


@pytest.fixture
def explorer():
    return LSTMExplorer()


def own_layer(units=3, size=2, seed=4):
    return LSTM(units, bias_initializer="random_normal", return_sequences=True).build((None, None, size), rng=seed)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def walk(layer, inputs, at=None, change=0.0):
    """The equations written out with NumPy; after step `at` the cell is changed by `change`; (T, 6, units)."""
    kernel, recurrent, bias = layer.get_weights()
    c = h = np.zeros(layer.units)
    trace = []
    for t, x in enumerate(inputs):
        i, f, g, o = np.split(x @ kernel + h @ recurrent + bias, 4)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c = f * c + i * g
        c = c + (change if t == at else 0.0)
        h = o * np.tanh(c)
        trace.append((i, f, g, o, c, h))
    return np.array(trace)


def check(explorer):
    """Every number shown against the equations, the gradient against central differences."""
    result, unit = explorer.result, explorer.result.unit
    trace = walk(result.layer, result.inputs)
    for column, name in enumerate(GATES):
        assert explorer.values[name] == pytest.approx(trace[:, column, unit].tolist(), abs=EXACT)
    assert sum(explorer.values["contributions"]) == pytest.approx(trace[-1, 4, unit], abs=EXACT)
    for t in range(len(result.sequence)):
        change = np.eye(result.layer.units)[unit] * STEP
        up, down = (walk(result.layer, result.inputs, t, sign * change)[-1, 4, unit] for sign in (1, -1))
        assert explorer.values["gradient"][t] == pytest.approx((up - down) / (2 * STEP), abs=DIFFERENCES)
    assert explorer.error == ""
    for picture in explorer.shown.pictures:
        ElementTree.fromstring(picture)


def test_the_trace_is_that_of_nnkit_with_this_forget_bias():
    explorer = LSTMExplorer(forget_bias=1.5, sequence="B.A")
    kernel, recurrent, bias = hand_set("first").get_weights()
    bias[2] = 1.5  # i of both units, then f of the memory
    layer = LSTM(2, return_sequences=True).build((None, None, 3), rng=0)
    layer.set_weights([kernel, recurrent, bias])
    layer.forward(np.array([[[0, 1, 0], [0, 0, 0], [1, 0, 0]]], float))
    for name, values in layer.trace().items():
        assert explorer.values[name] == values[0, :, 0].tolist()


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("forget_bias", [-4.0, 1.0, 8.0])
@pytest.mark.parametrize("noise", [0.0, 1.0])
def test_every_number_follows_the_equations(cell, forget_bias, noise):
    check(LSTMExplorer(cell=cell, forget_bias=forget_bias, noise=noise, seed=2, sequence="B.ARBAB", step=4))


@pytest.mark.parametrize("unit", [1, 2, 3])
def test_a_layer_of_ones_own_is_shown_and_its_gradient_takes_every_path(unit):
    layer = own_layer()
    weights = layer.get_weights()
    explorer = LSTMExplorer(layer=layer, symbols="AB", sequence="ABBA.AB", unit=unit)
    check(explorer)
    assert explorer.values["gradient"] != pytest.approx(explorer.result.direct.tolist(), abs=DIFFERENCES)
    forget = weights[2][3:6]
    explorer.set(forget_bias=2.0)
    check(explorer)
    moved = explorer.result.layer.params["bias"][3:6]
    assert moved == pytest.approx(forget + 2 - forget.mean(), abs=EXACT)
    for before, after in zip(weights, layer.get_weights(), strict=True):
        assert np.array_equal(before, after)  # the student's layer is left as it was


def test_a_layer_over_an_embedding_takes_vectors_as_symbols():
    layer, table = own_layer(size=4), np.random.default_rng(0).normal(size=(2, 4))
    explorer = LSTMExplorer(layer=layer, symbols={"x": table[0], "y": table[1]}, sequence="xyx")
    layer.forward(table[[0, 1, 0]][None])
    assert explorer.values["hidden"] == pytest.approx(layer.trace()["hidden"][0, :, 0].tolist(), abs=EXACT)
    explorer.apply_preset("Count")
    assert explorer.values["right"] is True


@pytest.mark.parametrize(
    ("layer", "symbols", "error"),
    [
        ("a layer", "AB", TypeError),
        (LSTM(2), "AB", ValueError),
        (own_layer(size=5), "AB", ValueError),
        (LSTM(2, use_bias=False).build((None, None, 2), rng=0), "AB", ValueError),
        (LSTM(2, go_backwards=True).build((None, None, 2), rng=0), "AB", ValueError),
    ],
)
def test_layers_that_cannot_be_shown_are_refused(layer, symbols, error):
    with pytest.raises(error, match=r"layer: received .*expected"):
        LSTMExplorer(layer=layer, symbols=symbols)


@pytest.mark.parametrize("symbols", ["", "AA", {"AB": [1]}, {"A": [1, 0], "B": [1]}])
def test_symbols_that_cannot_be_inputs_are_refused(symbols):
    with pytest.raises(ValueError, match=r"symbols: received .*expected a text of different letters"):
        vectors(symbols)


@pytest.mark.parametrize("sequence", ["A", "B", "BAAB", "..A.B", "ABRBA", "BARA.R.BBB", "BAABABBAABABABBAABABA"])
def test_the_first_cell_remembers_the_first_symbol(sequence):
    explorer = LSTMExplorer(sequence=sequence, forget_bias=6.0)
    first = sequence[sequence.rfind("R") + 1 :].strip(".")[0]
    assert np.sign(explorer.values["hidden"][-1]) == (1 if first == "B" else -1)
    assert explorer.values["right"] is True
    assert (
        f"was {first}; the last hidden state is {number(explorer.values['hidden'][-1], 3)}, says {first}: right."
        in (explorer.readout)
    )


@pytest.mark.parametrize("sequence", ["A", "BBB", "ABBA.BAB", "BBRB", "BBBBR...", "RBRBRBBBBB"])
def test_the_counter_counts(sequence):
    explorer = LSTMExplorer(cell="count", sequence=sequence, forget_bias=8.0)
    count = sequence[sequence.rfind("R") + 1 :].count("B")
    assert explorer.values["cell"][-1] == pytest.approx(count, abs=COUNTED)
    assert explorer.values["right"] is True
    assert f"B came {count} times" in explorer.readout


def test_with_the_forget_bias_of_keras_at_the_start_the_first_symbol_is_forgotten(explorer):
    assert explorer.values["right"] is False
    assert "says neither: forgotten" in explorer.readout
    kept = sigmoid(1.0)
    steps = number(np.log(0.5) / np.log(kept), 3)
    assert f"sigmoid(1) = {number(kept)}: the cell halves every {steps} steps." in explorer.readout
    assert explorer.values["gradient"][0] == pytest.approx(kept**11, rel=EXACT)


def test_nothing_to_remember_is_said():
    assert answer("first", "..R.", 0.0, 0.0) == ("No A or B came since the last R: there is nothing to remember.", None)


def test_the_readout_and_the_equations_have_this_steps_numbers(explorer):
    explorer.set(step=3, forget_bias=2.0)
    layer = with_forget_bias(hand_set("first"), 2.0, True)
    layer.forward(encode(explorer.state["sequence"], SYMBOLS)[None])
    now = {name: number(values[0, 2, 0]) for name, values in layer.trace().items()}
    old = number(layer.trace()["cell"][0, 1, 0])
    assert f"Step 3 of 12, symbol A, unit 1 (memory): input {now['input']}" in explorer.readout
    assert f"f = σ(2) = {now['forget']}" in explorer.shown.formula
    assert f"= {now['forget']} · {old} + {now['input']} · ({now['candidate']}) = <b>{now['cell']}</b>" in (
        explorer.shown.formula
    )
    assert f"tanh({now['cell']}) = <b>{now['hidden']}</b>" in explorer.shown.formula


@pytest.mark.parametrize("name", ["forget_bias", "noise", "seed"])
def test_every_slider_works_at_both_ends(explorer, name):
    widget = explorer._widgets[name]
    for end in (widget.min, widget.max):
        widget.value = end
        assert explorer.state[name] == end
        check(explorer)


def test_steps_and_units_end_where_there_are_no_more_and_come_back(explorer):
    explorer.set(step=12, unit=2)
    explorer.set(sequence="AB", cell="count")
    assert (explorer.result.step, explorer.result.unit) == (1, 0)
    assert explorer.shown.notes == [
        "There is no step 12; step 2 is the last one and is shown.",
        "There is no unit 2; unit 1 is the last one and is shown.",
    ]
    assert explorer._widgets["unit"].layout.display == "none"
    explorer.set(sequence="BAABABBAABAB", cell="first")
    assert (explorer.result.step, explorer.result.unit, explorer.shown.notes) == (11, 1, [])


def test_a_click_chooses_a_step(explorer):
    explorer.hand.place = [0, 6, 100]
    assert explorer.state["step"] == 7
    assert 'data-column="6"' in explorer.shown.pictures[0]


@pytest.mark.parametrize(
    ("sequence", "sentence"),
    [
        ("ABX", "The sequence holds 'X', which this cell does not know. Its symbols are: A B R ."),
        ("", f"The sequence has 0 symbols; 1 to {MOST_STEPS} can be shown."),
        ("A" * 25, f"The sequence has 25 symbols; 1 to {MOST_STEPS} can be shown."),
    ],
)
def test_a_sequence_that_cannot_be_read_is_a_sentence(explorer, sequence, sentence):
    explorer._widgets["sequence"].value = sequence
    assert explorer.error.startswith(sentence)
    explorer._widgets["sequence"].value = "A B"
    assert explorer.state["sequence"] == "AB"
    check(explorer)


def test_a_sequence_is_a_text():
    with pytest.raises(ValueError, match=r"sequence: received \[1, 2\], expected a text"):
        LSTMExplorer(sequence=[1, 2])


def test_the_longest_and_the_shortest_sequence_draw(explorer):
    for sequence in ("A", "R", ".", "BR" * 12):
        for cell in CELLS:
            explorer.set(sequence=sequence, cell=cell)
            check(explorer)


@pytest.mark.parametrize("preset", LSTMExplorer.presets)
def test_presets_reset_and_the_line_of_code(explorer, preset):
    before = dict(explorer.state)
    explorer.preset_buttons[preset].click()
    assert explorer.state != before
    check(explorer)
    assert explorer.values["right"] is (preset != "Forget bias 0")
    again = eval(explorer.code())
    assert (again.state, again.values) == (explorer.state, explorer.values)
    explorer.reset_button.click()
    assert explorer.state == before


def test_the_line_of_code_names_the_own_layer():
    layer = own_layer()
    explorer = LSTMExplorer(layer=layer, symbols="AB", step=2)
    assert explorer.code() == "LSTMExplorer(layer=layer, symbols='AB', step=2)"
    assert eval(explorer.code()).values == explorer.values


def test_the_state_before_stays_as_a_ghost_for_the_same_sequence_alone(explorer):
    lines = explorer.shown.pictures[1].count("<polyline")
    explorer._widgets["forget_bias"].value = -1.0
    assert explorer.shown.pictures[1].count("<polyline") == lines + 1
    explorer._widgets["sequence"].value = "AB"
    assert explorer.shown.pictures[1].count("<polyline") == lines


def test_the_table_has_a_row_for_each_step(explorer):
    explorer._table_button.value = True
    assert explorer.table.value.count("<tr>") == 12 + 1
    assert f"<td>{number(explorer.values['gradient'][0], 5)}</td>" in explorer.table.value


@pytest.mark.keras
def test_keras_with_the_same_weights_gives_the_hidden_states(explorer):
    import keras

    layer = eval(explorer.shown.keras.split("  #")[0], {"keras": keras})
    inputs = explorer.result.inputs[None].astype("float32")
    layer.build(inputs.shape)
    layer.set_weights(explorer.result.layer.get_weights())
    assert np.asarray(layer(inputs))[0, :, 0] == pytest.approx(explorer.values["hidden"], abs=FLOAT32)


def test_a_callback_is_quick_for_the_longest_sequence(account):
    explorer, times = LSTMExplorer(sequence="BA" * 12), []
    for i in range(60):
        start = time.perf_counter()
        explorer._widgets["forget_bias"].value = -4 + 0.25 * (i % 48)
        times.append(1000 * (time.perf_counter() - start))
    account(f"LSTMExplorer: {np.median(times):.1f} ms a movement")
    assert np.median(times) < BACKGROUND_MS


def test_the_page_without_a_kernel_moves_the_forget_bias_and_asks_nobody(explorer, frames_of, outside_references):
    html = explorer.static_html()
    assert outside_references(html) == []
    frames = frames_of(html)
    assert 15 <= len(frames) <= 25
    for frame in frames:
        last = walk(explorer.compute(frame["state"]).layer, encode("BAABABBAABAB", SYMBOLS))[-1, 5, 0]
        assert f"the last hidden state is {number(last, 3)}," in frame["words"]
        for picture in frame["pictures"]:
            ElementTree.fromstring(picture)
