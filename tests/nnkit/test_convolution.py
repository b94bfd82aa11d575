"""Convolutions against their definition written as loops, cases by hand, central differences and Keras."""

import numpy as np
import pytest

from nnkit import gradcheck, layers, model
from nnkit.layers import Conv1D, Conv2D, Dense, DepthwiseConv2D, Flatten
from nnkit.windows import padding_amounts
from tests.nnkit.layer_parity import FLOAT32, FLOAT64, compare_with_keras

CONFIGURATIONS = 30
CENTRAL = 1e-5  # relative error allowed to central differences in float64
DEFINITION = 1e-12  # absolute error allowed to the definition, numbers of the size of 1 to 10


def draw_window(rng, rank, equal_strides=False):
    """Arguments that convolutions share; never a stride together with a dilation, which Keras refuses."""
    strides, dilation_rate = (1,) * rank, (1,) * rank
    if rng.random() < 0.5:
        strides = (int(rng.integers(1, 4)),) * rank if equal_strides else tuple(map(int, rng.integers(1, 4, rank)))
    else:
        dilation_rate = tuple(map(int, rng.integers(1, 4, rank)))
    return {
        "kernel_size": tuple(map(int, rng.integers(1, 5, rank))),
        "strides": strides,
        "dilation_rate": dilation_rate,
        "use_bias": bool(rng.integers(2)),
        "activation": rng.choice([None, "tanh", "softplus"]),
    }


def draw_sizes(rng, rank):
    """Sizes into which every drawn kernel fits: 3 * (4 - 1) + 1 = 10."""
    return tuple(map(int, rng.integers(10, 14, rank)))


def draw_conv1d(rng):
    groups = int(rng.integers(1, 4))
    padding = str(rng.choice(["valid", "same", "causal"]))
    layer = Conv1D(groups * int(rng.integers(1, 4)), padding=padding, groups=groups, **draw_window(rng, 1))
    return layer, (3, *draw_sizes(rng, 1), groups * int(rng.integers(1, 4)))


def draw_conv2d(rng):
    groups = int(rng.integers(1, 4))
    padding = str(rng.choice(["valid", "same"]))
    layer = Conv2D(groups * int(rng.integers(1, 4)), padding=padding, groups=groups, **draw_window(rng, 2))
    return layer, (2, *draw_sizes(rng, 2), groups * int(rng.integers(1, 4)))


def draw_depthwise(rng):
    padding, multiplier = str(rng.choice(["valid", "same"])), int(rng.integers(1, 4))
    window = draw_window(rng, 2, equal_strides=True)
    return DepthwiseConv2D(padding=padding, depth_multiplier=multiplier, **window), (2, *draw_sizes(rng, 2), 3)


DRAWS = pytest.mark.parametrize("draw", [draw_conv1d, draw_conv2d, draw_depthwise])


@pytest.mark.keras
@DRAWS
@pytest.mark.parametrize("dtype", [FLOAT64, FLOAT32], ids=["float64", "float32"])
def test_values_and_gradients_equal_keras(draw, dtype):
    for seed in range(CONFIGURATIONS):
        rng = np.random.default_rng(seed)
        layer, shape = draw(rng)
        compare_with_keras(layer, rng.normal(size=shape), False, dtype, f"seed {seed}")


def by_definition(layer, x):
    """Sum over every output, filter and element of the kernel, one product at a time (two axes)."""
    kernel, (_, height, width, channels_in) = layer.params["kernel"], x.shape
    if isinstance(layer, DepthwiseConv2D):
        kernel = kernel.reshape(*kernel.shape[:2], 1, -1)
    shape = layer.output_shape(x.shape)
    filters, in_group = shape[-1], kernel.shape[2]
    out_group = filters // (channels_in // in_group)
    windows = zip((height, width), layer.kernel_size, layer.strides, layer.dilation_rate, strict=True)
    top, left = (padding_amounts(n, k, s, layer.padding, d)[0] for n, k, s, d in windows)
    z = np.zeros(shape) + layer.params.get("bias", 0)
    for n, i, j, f in np.ndindex(shape):
        for a, b, c in np.ndindex(kernel.shape[:3]):
            row = i * layer.strides[0] + a * layer.dilation_rate[0] - top
            column = j * layer.strides[1] + b * layer.dilation_rate[1] - left
            if 0 <= row < height and 0 <= column < width:
                z[n, i, j, f] += kernel[a, b, c, f] * x[n, row, column, f // out_group * in_group + c]
    return z if layer.activation is None else layer.activation(z)


@pytest.mark.parametrize("draw", [draw_conv2d, draw_depthwise])
@pytest.mark.parametrize("seed", range(6))
def test_forward_is_the_definition(draw, seed):
    rng = np.random.default_rng(seed)
    layer, shape = draw(rng)
    x = rng.normal(size=(1, *shape[1:]))
    layer.build(x.shape, rng)
    np.testing.assert_allclose(layer.forward(x), by_definition(layer, x), rtol=0, atol=DEFINITION)


@DRAWS
@pytest.mark.parametrize("seed", range(4))
def test_backward_equals_central_differences(draw, seed):
    rng = np.random.default_rng(seed)
    layer, shape = draw(rng)
    errors = gradcheck.check_layer(layer, (1, *shape[1:]), rng)
    assert max(errors.values()) < CENTRAL, (f"seed {seed}", errors)
    assert any("kernel" in name for name in errors)


def test_edge_by_hand():
    """A kernel that is not flipped: right minus left."""
    layer = Conv2D(1, (1, 2), use_bias=False).build((None, 2, 3, 1))
    layer.set_weights([np.array([-1.0, 1.0]).reshape(1, 2, 1, 1)])
    output = layer.forward(np.array([[0.0, 0.0, 5.0], [1.0, 3.0, 3.0]]).reshape(1, 2, 3, 1))
    assert output[0, :, :, 0].tolist() == [[0, 5], [2, 0]]
    grad_input = layer.backward(np.array([[1.0, 10.0], [0.0, 0.0]]).reshape(1, 2, 2, 1))
    assert grad_input[0, :, :, 0].tolist() == [[-1, -9, 10], [0, 0, 0]]
    assert layer.grads["kernel"].ravel().tolist() == [0, 50]


def test_causal_output_ignores_the_future():
    rng = np.random.default_rng(0)
    layer = Conv1D(3, 4, padding="causal", dilation_rate=2)
    x = rng.normal(size=(2, 12, 3))
    before = layer.forward(x)
    x[:, 7:] += 1
    np.testing.assert_array_equal(layer.forward(x)[:, :7], before[:, :7])


def test_dense_head_is_a_convolution_as_large_as_the_map():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, 4, 5, 2))
    dense = Dense(7).build((None, 40), rng)
    conv = Conv2D(7, (4, 5)).build((None, 4, 5, 2))
    conv.set_weights([dense.params["kernel"].reshape(4, 5, 2, 7), dense.params["bias"]])
    np.testing.assert_allclose(conv.forward(x)[:, 0, 0], dense.forward(Flatten().forward(x)), rtol=0, atol=DEFINITION)
    larger = conv.forward(rng.normal(size=(3, 6, 6, 2)))
    assert larger.shape == (3, 3, 2, 7)


def test_equivariance_to_shifts_where_there_is_no_padding():
    rng = np.random.default_rng(0)
    layer = Conv2D(2, 3)
    image = rng.normal(size=(1, 10, 11, 2))
    np.testing.assert_allclose(
        layer.forward(image[:, 1:, 2:]), layer.forward(image)[:, 1:, 2:], rtol=0, atol=DEFINITION
    )


@pytest.mark.parametrize(
    ("filters", "channels", "size", "params"), [(6, 1, 5, 156), (16, 6, 5, 2416), (120, 16, 5, 48_120)]
)
def test_lenet5_convolutions_have_their_parameters(filters, channels, size, params):
    assert Conv2D(filters, size).build((None, 32, 32, channels)).count_params() == params


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dtype_of_the_input_is_kept(dtype):
    layer = Conv2D(2, 3, padding="same")
    x = np.ones((2, 5, 5, 3), dtype)
    assert layer.forward(x).dtype == layer.backward(np.ones((2, 5, 5, 2), dtype)).dtype == dtype
    assert {array.dtype for array in (*layer.params.values(), *layer.grads.values())} == {np.dtype(dtype)}


def test_inputs_and_gradients_are_not_changed():
    rng = np.random.default_rng(0)
    layer, x = Conv2D(2, 3, padding="same"), rng.normal(size=(2, 5, 5, 3))
    grad, copies = rng.normal(size=(2, 5, 5, 2)), [x.copy()]
    copies.append(grad.copy())
    layer.forward(x)
    layer.backward(grad)
    np.testing.assert_array_equal(x, copies[0])
    np.testing.assert_array_equal(grad, copies[1])


@DRAWS
def test_configuration_makes_an_equal_layer(draw):
    for seed in range(CONFIGURATIONS):
        rng = np.random.default_rng(seed)
        layer, shape = draw(rng)
        x = rng.normal(size=shape)
        expected = layer.forward(x)
        twin = type(layer).from_config(layer.get_config()).build(shape)
        twin.set_weights(layer.get_weights())
        np.testing.assert_array_equal(twin.forward(x), expected)


def small_network():
    """A network with every kind of layer for images, its weights drawn anew."""
    convolutions = [layers.Conv2D(4, 3, padding="same", activation="relu"), layers.MaxPooling2D()]
    convolutions += [
        DepthwiseConv2D(3, depth_multiplier=2, dilation_rate=2),
        layers.AveragePooling2D(2, padding="same"),
    ]
    head = [Conv2D(6, 1, groups=2, strides=(1, 2)), layers.GlobalAveragePooling2D(), Dense(3, "softmax")]
    return model.Sequential([layers.Input((12, 12, 2)), *convolutions, *head], dtype="float64")


def test_network_is_saved_and_loaded(tmp_path):
    network, x = small_network(), np.random.default_rng(0).normal(size=(5, 12, 12, 2))
    network.save(tmp_path / "network.npz")
    np.testing.assert_array_equal(model.load(tmp_path / "network.npz").predict(x), network.predict(x))


@pytest.mark.keras
def test_network_goes_to_keras_and_back():
    network, x = small_network(), np.random.default_rng(0).normal(size=(5, 12, 12, 2))
    theirs = network.to_keras()
    np.testing.assert_allclose(theirs(x), network.predict(x), rtol=FLOAT64[1])
    np.testing.assert_allclose(model.from_keras(theirs).predict(x), network.predict(x), rtol=FLOAT64[1])


IMAGE = np.ones((2, 8, 8, 4))


def with_nan():
    image = IMAGE.copy()
    image[1, 2, 3, 0] = np.nan
    return image


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Conv2D(2, 9).forward(IMAGE), ValueError, "Conv2D 'conv2d': kernel_size: received 9 .*at most the 8"),
        (
            lambda: Conv2D(2, 5, dilation_rate=2).build((None, 8, 8, 1)),
            ValueError,
            "spans 9 elements at dilation_rate=2",
        ),
        (lambda: Conv2D(2, 3, strides=0), ValueError, "strides: received 0, expected a whole number of at least 1"),
        (lambda: Conv2D(2, 3, strides=(1, -1)), ValueError, "strides: received -1"),
        (lambda: Conv2D(0, 3), ValueError, "filters: received 0"),
        (lambda: Conv2D(2.5, 3), TypeError, "filters: received 2.5"),
        (lambda: Conv2D(2, (3, 3, 3)), ValueError, "kernel_size: received .*one whole number, or 2 of them"),
        (lambda: Conv2D(2, 3, padding="causal"), ValueError, "padding: received 'causal', expected one of valid, same"),
        (lambda: Conv1D(2, 3, padding="casual"), ValueError, "Did you mean 'causal'"),
        (
            lambda: Conv2D(2, 3, strides=2, dilation_rate=2),
            ValueError,
            "strides: .*one of the two to be 1, as in Keras",
        ),
        (lambda: Conv2D(3, 3, groups=2), ValueError, "groups: received 2, expected a divisor of the 3 filters"),
        (
            lambda: Conv2D(6, 3, groups=3).forward(IMAGE),
            ValueError,
            "groups: received 3, .*divisor of the 4 input chan",
        ),
        (lambda: Conv2D(6, 3, groups=0), ValueError, "groups: received 0"),
        (lambda: Conv2D(2, 3, dilation=2), TypeError, "has no argument 'dilation'; did you mean 'dilation_rate'"),
        (lambda: DepthwiseConv2D(3, depth_multiplier=0), ValueError, "depth_multiplier: received 0"),
        (lambda: Conv2D(2, 3).forward(IMAGE[0]), ValueError, r"rank 3.*expected rank 4: \(N, H, W, C_in\)"),
        (lambda: Conv1D(2, 3).forward(IMAGE), ValueError, r"rank 4.*expected rank 3: \(N, T, C_in\)"),
        (lambda: Conv2D(2, 3).build((None, 8, 8, None)), ValueError, "size of axis -1 decides"),
        (lambda: Conv2D(2, 3).build((None, 8, 8, 3)).forward(IMAGE), ValueError, "expected size 3 along axis -1"),
        (lambda: Conv2D(2, 3).forward(IMAGE.astype(str)), TypeError, "expected real numbers"),
        (lambda: Conv2D(2, 3).forward(IMAGE * 1j), TypeError, "received inputs of dtype complex128"),
        (lambda: Conv2D(2, 3).forward(with_nan()), ValueError, r"1 values that are NaN.*\(1, 2, 3, 0\)"),
        (lambda: Conv2D(2, 3).backward(IMAGE), RuntimeError, "call forward"),
    ],
)
def test_bad_input_is_explained(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_gradient_of_another_shape_is_refused():
    layer = Conv2D(2, 3)
    layer.forward(IMAGE)
    with pytest.raises(ValueError, match=r"shape \(2, 8, 8, 2\), expected \(2, 6, 6, 2\)"):
        layer.backward(np.ones((2, 8, 8, 2)))
