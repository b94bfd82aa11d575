import inspect

import pytest

from tests.widgets.convolution_cases import LAYERS, PUBLISHED, field
from widgets import ConvExplorer
from widgets.convolution_code import SIGNATURES, Unreadable, keras_code, read_keras
from widgets.convolution_stack import canonical, with_settings


@pytest.fixture
def explorer():
    return ConvExplorer()


@pytest.mark.parametrize("name", PUBLISHED)
def test_printed_code_is_read_back(name):
    assert canonical(keras_code(canonical(name))) == canonical(name)


@pytest.mark.parametrize(
    "code",
    [
        "keras.Sequential([keras.Input(shape=(8, 8, 3)), keras.layers.Conv2D(4, 3), keras.layers.MaxPool2D()])",
        "from keras import layers\nmodel = keras.Sequential()\nmodel.add(layers.Input((8, 8, 3)))\n"
        "model.add(layers.Conv2D(4, (3, 3), kernel_initializer='he_normal'))\n"
        "model.add(layers.MaxPooling2D((2, 2), 2))",
        "Conv2D(4, 3, input_shape=(8, 8, 3))\nMaxPooling2D(2)",
        "x = keras.Input((8, 8, 3))\nx = Conv2D(4, 3)(x)\n"
        "x = MaxPooling2D()(x)\nmodel = keras.Model(i, x)\nmodel.summary()",
    ],
)
def test_code_is_read_in_every_usual_form(code):
    expected = [{"filters": 4, "kernel_size": 3}, {"type": "MaxPooling2D", "pool_size": 2}]
    assert canonical(code) == canonical(expected, (8, 8, 3))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("Conv2D(8, 3", "Line 1 is not Python"),
        ("", "There is no layer in this code"),
        ("a = 1\nConv2D(n, 3)", "Line 2: filters=n is not a plain value; write the number itself."),
        (
            "Conv2D(8, 3, stride=2)",
            "Line 1: Conv2D has an argument stride that is not read here; did you mean strides?",
        ),
        ("Conv2D(8, 3, **more)", r"Line 1: arguments after \*\* cannot be read"),
        ("Conv2D(8, 3, data_format='channels_first')", "Line 1: data_format must be channels_last"),
        ("Conv2d(8, 3)", "Line 1: Conv2d is not a layer that can be drawn here; did you mean Conv2D?"),
        ("for i in range(3):\n    Conv2D(8, 3)", "Line 1: `for` is not read"),
        ("x = Input((8, 8, 1))\ny = Conv2D(8, 3)(x)\nz = Conv2D(8, 3)(x)", "Line 3: this layer is given x, not y"),
        ("__import__('os').system('touch x')", "Line 1: system is not a layer"),
        ("Conv2D(8, 3) + 1", "Line 1: `.*` is not a layer"),
        ("MaxPooling2D(2, 2, 'valid', None, 5)", "Line 1: MaxPooling2D has 5 arguments without a name"),
        ("BatchNormalization(scale=False)", "Line 1: BatchNormalization has an argument scale"),
        ("keras.Input()\nFlatten()", "Line 1: the input has no shape"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(code, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read_keras(code)


def test_code_is_never_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for code in ("Conv2D(open('touched', 'w').close() or 8, 3)", "open('touched', 'w')\nConv2D(8, 3)"):
        with pytest.raises(Unreadable):
            read_keras(code)
    assert list(tmp_path.iterdir()) == []


def test_the_code_box_shows_the_stack_and_reads_another(explorer):
    box = explorer.code_box
    assert box.text.value == keras_code(explorer.state["layers"])
    box.open_button.value = True
    assert box.folded.layout.display is None
    box.text.value = "keras.Input((28, 28, 1))\nkeras.layers.Conv2D(6, 5)"
    box.read_button.click()
    assert explorer.values["params"] == 156
    assert box.text.value.startswith("model = keras.Sequential([")
    before = explorer.state
    box.text.value = "keras.layers.Conv2D(n, 5)"
    box.read_button.click()
    assert "filters=n is not a plain value" in box.message.value
    assert explorer.state == before
    field(explorer, "filters").value = 7
    assert "Conv2D(7, 5)" in box.text.value
    assert box.message.value == ""


def test_settings_are_refused_for_layers_that_lack_them():
    with pytest.raises(
        ValueError, match=r"kernel_size: received a value for MaxPooling2D, .* pool_size, strides, padding"
    ):
        with_settings(canonical("lenet5"), 2, {"type": "MaxPooling2D", "kernel_size": 3})


@pytest.mark.keras
def test_positional_arguments_stand_in_keras_order():
    import keras

    for name, arguments in SIGNATURES.items():
        real = [p for p in inspect.signature(getattr(keras.layers, name).__init__).parameters if p != "self"]
        assert real[: len(arguments)] == list(arguments)


@pytest.mark.keras
@pytest.mark.parametrize("stack", ["lenet5", "explicit", "one side", "dilated, same", "grouped", "oblong"])
def test_keras_builds_the_same_from_the_printed_code(stack):
    import keras

    explorer = ConvExplorer("lenet5") if stack == "lenet5" else ConvExplorer(**LAYERS[stack])
    names = {"keras": keras}
    exec(explorer.code_box.text.value, names)
    model = names["model"]
    assert model.count_params() == explorer.values["total_params"]
    assert list(model.output_shape) == list(explorer.result.table[-1].output_shape)
    assert ConvExplorer(model).values["total_params"] == model.count_params()
