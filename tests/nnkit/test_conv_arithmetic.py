"""Sizes and counts against windows laid by hand, the channels of the papers and Keras; errors of all that is public."""

import math

import numpy as np
import pytest

from nnkit import conv_arithmetic, networks, windows
from nnkit.conv_arithmetic import layer_table, output_size, receptive_field

SIZES, KERNELS, STRIDES, DILATIONS = range(1, 14), (1, 2, 3, 5), (1, 2, 3, 4), (1, 2, 3)


def laid_windows(size, kernel_size, strides, before, after, dilation_rate):
    """Lay windows one by one and list what each reads; the definition, without a formula."""
    laid, start = [], -before
    while start + dilation_rate * (kernel_size - 1) < size + after:
        laid.append([start + dilation_rate * i for i in range(kernel_size)])
        start += strides
    return laid


@pytest.mark.parametrize("padding", ["valid", "same", "causal", 0, 2, (0, 3), (2, 1)])
def test_output_size_is_the_number_of_windows_that_can_be_laid(padding):
    for size, kernel, strides, dilation in np.array(np.meshgrid(SIZES, KERNELS, STRIDES, DILATIONS)).reshape(4, -1).T:
        size, kernel, strides, dilation = map(int, (size, kernel, strides, dilation))
        before, after = windows.padding_amounts(size, kernel, strides, padding, dilation)
        laid = laid_windows(size, kernel, strides, before, after, dilation)
        if not laid:
            with pytest.raises(ValueError, match="kernel_size: received"):
                output_size(size, kernel, strides, padding, dilation)
            continue
        assert output_size(size, kernel, strides, padding, dilation) == len(laid)
        unread = max(0, size - 1 - laid[-1][-1])
        assert windows.leftover(size, kernel, strides, padding, dilation) == unread
        if padding in ("same", "causal"):
            assert len(laid) == math.ceil(size / strides)
        if padding == "same":
            assert after - before in (0, 1)
            assert before + after == max(0, (len(laid) - 1) * strides + dilation * (kernel - 1) + 1 - size)
        if padding == "causal":
            assert all(window[-1] <= strides * i for i, window in enumerate(laid))


def test_sizes_of_two_axes_are_those_of_each_axis():
    assert output_size((32, 20), (5, 3), (1, 2), ((1, 0), (0, 2))) == (29, 10)
    assert output_size((32, 20), 3, 2, (1, 0)) == (16, 9)
    assert output_size((None, 20), 3) == (None, 18)
    assert output_size(None, 3, 2, "same") is None


def test_counts_by_hand():
    assert conv_arithmetic.conv_params(3, 64, 7) == 7 * 7 * 3 * 64 + 64
    assert conv_arithmetic.conv_params(96, 256, 5, groups=2, use_bias=False) == 5 * 5 * 48 * 256
    assert conv_arithmetic.conv_params(4, 8, (3,)) == 3 * 4 * 8 + 8
    assert conv_arithmetic.depthwise_conv_params(32, (3, 5), depth_multiplier=2) == 3 * 5 * 64 + 64
    assert conv_arithmetic.dense_params(400, 120) == 48_120
    assert conv_arithmetic.multiply_adds((10, 12), 6, 16, (5, 3), groups=2) == 10 * 12 * 5 * 3 * 3 * 16
    assert conv_arithmetic.multiply_adds(7, 4, 8, 3) == 7 * 3 * 4 * 8


def test_lenet5_layer_by_layer():
    table = layer_table(networks.load("lenet5"))
    assert [row.params for row in table if row.params] == [156, 2416, 48_120, 10_164, 850]
    shapes = [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (400,), (120,), (84,), (10,)]
    assert [row.output_shape for row in table] == [(None, *shape) for shape in shapes]
    assert table.row("S4").receptive_field == 16
    assert table.row("C5").receptive_field == 32
    assert table.total_multiply_adds == 28**2 * 25 * 6 + 10**2 * 25 * 6 * 16 + 400 * 120 + 120 * 84 + 84 * 10


def test_totals_of_the_famous_networks():
    """Counted anew from the channels of the papers."""
    chain = [(3, 64), (64, 64), (64, 128), (128, 128), (128, 256), (256, 256), (256, 256), (256, 512)]
    chain += [(512, 512)] * 5
    vgg = sum(9 * a * b + b for a, b in chain) + sum(a * b + b for a, b in ((25_088, 4096), (4096, 4096), (4096, 1000)))
    assert layer_table(networks.load("vgg16")).total_params == vgg == 138_357_544
    alex = 11 * 11 * 3 * 96 + 25 * 48 * 256 + 9 * (256 * 384 + 192 * 384 + 192 * 256) + 96 + 256 + 384 + 384 + 256
    alex += (9216 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000
    assert layer_table(networks.load("alexnet")).total_params == alex == 60_965_224
    table = layer_table(networks.load("inception_3a"))
    products = 192 * (64 + 96 + 16 + 32) + 9 * 96 * 128 + 25 * 16 * 32
    assert table.total_params == products + 64 + 96 + 128 + 16 + 32 + 32
    assert table.total_multiply_adds == products * 28 * 28  # Szegedy et al., table 1: 128M
    assert table[-1].output_shape == (None, 28, 28, 256)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: output_size(5, 7), ValueError, "kernel_size: received 7 .*at most the 5 elements.*padding='same'"),
        (
            lambda: output_size(5, 3, strides=0),
            ValueError,
            "strides: received 0, expected a whole number of at least 1",
        ),
        (lambda: output_size(5, 3.0), TypeError, "kernel_size: received 3.0, expected a whole number"),
        (lambda: output_size(5, True), TypeError, "kernel_size: received True"),
        (lambda: output_size(5, 3, padding="sam"), ValueError, "padding: received 'sam'.*Did you mean 'same'"),
        (lambda: output_size(5, 3, padding=-1), ValueError, "padding: received -1"),
        (lambda: output_size((5, 5), 3, padding="causal"), ValueError, "Only Conv1D can be causal"),
        (lambda: output_size((5, 5), (3, 3, 3)), ValueError, "kernel_size: received .*one whole number, or 2 of them"),
        (lambda: output_size((5, 5), 3, padding=(1, 1, 1)), ValueError, r"padding: .*\(\(top, bottom\), \(left, right"),
        (lambda: conv_arithmetic.conv_params(6, 16, 5, groups=4), ValueError, "groups: received 4, .*6 input channels"),
        (lambda: conv_arithmetic.conv_params(6, 16, 5, groups=3), ValueError, "groups: received 3, .*16 filters"),
        (lambda: networks.load("vgg-16"), ValueError, "Did you mean 'vgg16'"),
        (lambda: layer_table([{"filters": 1, "kernel_size": 3}], (28, 28, 1)), ValueError, r"\(None, 28, 28, 1\)"),
        (lambda: layer_table([{"filters": 1, "kernel_size": 3}]), ValueError, "input_shape: received None"),
        (lambda: receptive_field([{"kernel_size": 3, "stride": 2}]), ValueError, "Did you mean 'strides'"),
        (lambda: receptive_field([{"type": "Conv2d", "kernel_size": 3}]), ValueError, "Did you mean 'Conv2D'"),
        (lambda: receptive_field([{"strides": 2}]), TypeError, "layer 'conv2d_1': kernel_size: received None"),
        (lambda: receptive_field([3]), TypeError, "layers: received 3, expected dicts or layers"),
        (lambda: receptive_field([]), ValueError, "an empty stack"),
        (lambda: receptive_field(networks.load("lenet5")), ValueError, "'output', which sees the whole map"),
        (lambda: receptive_field(networks.load("lenet5"), at="S9"), ValueError, "at: received 'S9'"),
    ],
)
def test_bad_input_is_explained(call, error, message):
    with pytest.raises(error, match=message):
        call()


def random_window(rng):
    """Arguments of a convolution that Keras accepts: no stride together with a dilation."""
    strides, dilation = (1, int(rng.integers(1, 4))) if rng.random() < 0.5 else (int(rng.integers(1, 4)), 1)
    kernel = tuple(int(k) for k in rng.integers(1, 5, 2))
    return {"kernel_size": kernel, "strides": strides, "dilation_rate": dilation}


@pytest.mark.keras
@pytest.mark.parametrize("seed", range(25))
def test_table_equals_keras_on_random_stacks(seed):
    import keras

    rng = np.random.default_rng(seed)
    print("seed", seed)
    padding = str(rng.choice(["valid", "same"]))
    groups = int(rng.choice([1, 2, 3]))
    stack = [
        keras.layers.Conv2D(6, padding=padding, use_bias=bool(rng.integers(2)), **random_window(rng)),
        keras.layers.DepthwiseConv2D(depth_multiplier=int(rng.integers(1, 4)), padding=padding, **random_window(rng)),
        keras.layers.ZeroPadding2D(((2, 1), (0, 3))),
        keras.layers.BatchNormalization(),
        keras.layers.MaxPooling2D(2, strides=int(rng.integers(1, 4)), padding=padding),
        keras.layers.Conv2D(6 * groups, 1, groups=groups),
        keras.layers.GlobalAveragePooling2D(keepdims=bool(rng.integers(2))),
        keras.layers.Flatten(),
        keras.layers.Dense(5),
    ]
    model = keras.Sequential([keras.Input((41, 38, 3)), *stack])
    table = layer_table(model)
    assert [row.output_shape for row in table] == [tuple(layer.output.shape) for layer in model.layers]
    assert [row.params for row in table] == [layer.count_params() for layer in model.layers]


@pytest.mark.keras
def test_resnet50_equals_the_one_of_keras():
    """Every convolution's shape and weights, by the names that both use."""
    import keras

    model = keras.applications.ResNet50(weights=None)
    table = layer_table(networks.load("resnet50"))
    assert table.total_params == model.count_params()
    compared = 0
    for row in table:
        unit, _, which = row.name.partition("/")
        if row.type == "Conv2D" and which:
            theirs = model.get_layer(f"{unit}_{which}_conv")
            assert (row.output_shape, row.params) == (tuple(theirs.output.shape), theirs.count_params()), row.name
            compared += 1
    assert compared == 52
