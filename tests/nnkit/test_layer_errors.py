"""What the layers say when something is wrong: received, expected, what to do."""

import numpy as np
import pytest

from nnkit.layers import (
    Activation,
    Dense,
    Dropout,
    Embedding,
    Input,
    Layer,
    Reshape,
    SpatialDropout1D,
    SpatialDropout2D,
    registry,
)

WRONG_ARGUMENTS = [
    (lambda: Dense(0), ValueError, "units: received 0, expected a whole number of at least 1"),
    (lambda: Dense(2.5), TypeError, "units: received 2.5, expected a whole number"),
    (lambda: Dense(2, "rleu"), ValueError, "Did you mean 'relu'"),
    (lambda: Dense(2, kernel_initialiser="zeros"), TypeError, "did you mean 'kernel_initializer'"),
    (lambda: Dense(2, wombat=1), TypeError, "no argument 'wombat'; it has units, activation"),
    (lambda: Dense(2, dtype="int32"), TypeError, "received dtype='int32', expected a floating-point type"),
    (lambda: Dense(2, dtype="float99"), TypeError, "use 'float64' or 'float32'"),
    (lambda: Dense(2, kernel_initializer="hee_normal").build((2, 3)), ValueError, "he_normal"),
    (lambda: Dense(2, kernel_regularizer="l3").build((2, 3)), ValueError, "penalty: received 'l3'"),
    (lambda: Activation("rleu"), ValueError, "Did you mean 'relu'"),
    (lambda: Dropout(1.0), ValueError, "expected 0 <= rate < 1: the share that is dropped"),
    (lambda: SpatialDropout1D(-0.1), ValueError, "SpatialDropout1D received rate=-0.1"),
    (lambda: SpatialDropout2D("half"), ValueError, "SpatialDropout2D received rate='half'"),
    (lambda: Reshape((-1, -1)), ValueError, "at most one -1"),
    (lambda: Reshape((0, 3)), ValueError, "positive sizes"),
    (lambda: Embedding(0, 3), ValueError, "input_dim: received 0"),
    (lambda: Embedding(3, 1.5), TypeError, "output_dim: received 1.5"),
    (lambda: Input((0,)), ValueError, "shape: received 0"),
    (lambda: Input((2.5,)), TypeError, "shape: received 2.5"),
    (lambda: registry.find("Dens"), ValueError, "did you mean 'Dense'"),
    (lambda: registry.find("Wombat"), ValueError, "there is no layer class 'Wombat'"),
    (lambda: registry.describe(np.sort), TypeError, "cannot be written down"),
    (lambda: registry.restore({"object": "os.path"}), ValueError, "there is no class 'os.path' in nnkit"),
]


@pytest.mark.parametrize(("make", "error", "text"), WRONG_ARGUMENTS, ids=[text for _, _, text in WRONG_ARGUMENTS])
def test_wrong_arguments(make, error, text):
    with pytest.raises(error) as raised:
        make()
    assert text in str(raised.value)


WRONG_INPUTS = [
    (Dense(2), [1.0, 2.0], ValueError, "received an input of rank 1, shape (2,); expected rank at least 2"),
    (Dense(2), np.zeros((0, 3)), ValueError, "received an empty input"),
    (Dense(2), [["a"]], TypeError, "expected real numbers"),
    (Dense(2), [[1j]], TypeError, "dtype complex128"),
    (Dense(2), [[1.0], [1.0, 2.0]], ValueError, "nested lists of unequal lengths"),
    (Dense(2), [[1.0, np.nan]], ValueError, "1 values that are NaN or infinite, the first at index (0, 1)"),
    (Dense(2), [[1.0, np.inf]], ValueError, "NaN or infinite"),
    (SpatialDropout1D(0.5), [[1.0]], ValueError, "expected rank 3: (N, T, C)"),
    (SpatialDropout2D(0.5), np.zeros((2, 3, 4)), ValueError, "expected rank 4: (N, H, W, C)"),
    (SpatialDropout1D(0.5), np.zeros((2, 3, 4, 5)), ValueError, "reshape or flatten it"),
    (Embedding(3, 2), [[0, 3]], ValueError, "received indices from 0 to 3, expected 0 to 2"),
    (Embedding(3, 2), [[-1]], ValueError, "received indices from -1"),
    (Embedding(3, 2), [[0.5]], TypeError, "expected integer indices"),
    (Reshape((4,)), np.zeros((2, 6)), ValueError, "an example has 6 elements, target_shape 4"),
    (Reshape((4, -1)), np.zeros((2, 6)), ValueError, "target_shape a multiple of 4"),
    (Input((3,)), np.zeros((2, 4)), ValueError, "expected ('N', 3)"),
]


@pytest.mark.parametrize(("layer", "x", "error", "text"), WRONG_INPUTS, ids=[text for *_, text in WRONG_INPUTS])
def test_wrong_inputs(layer, x, error, text):
    with pytest.raises(error) as raised:
        type(layer).from_config(layer.get_config()).forward(x)
    assert text in str(raised.value)


def test_nan_is_found_beside_infinities_and_large_finite_sums_pass():
    with pytest.raises(ValueError, match="3 values that are NaN or infinite"):
        Dense(1).forward([[np.inf, -np.inf, np.nan]])
    assert np.isfinite(Activation("relu").forward([[1e308, 1e308]])).all()


def test_another_number_of_features_than_at_building():
    layer = Dense(2).build((None, 3))
    with pytest.raises(ValueError, match=r"expected size 3 along axis -1, because it was built for \(None, 3\)"):
        layer.forward(np.zeros((1, 4)))


WRONG_SHAPES = [
    (64, "expected a tuple with the batch axis first"),
    (None, "expected a tuple with the batch axis first"),
    ((), "expected positive integers"),
    ((None, 0), "expected positive integers"),
    ((None, 2.5), "expected positive integers"),
    ((None, None), "the size of axis -1 decides how many parameters"),
    ((64,), "expected rank at least 2"),
]


@pytest.mark.parametrize(("shape", "text"), WRONG_SHAPES)
def test_wrong_shape_at_building(shape, text):
    with pytest.raises(ValueError, match=text):
        Dense(2).build(shape)


def test_order_of_calls():
    with pytest.raises(RuntimeError, match=r"call forward\(inputs\) first"):
        Dense(2).build((None, 3)).backward(np.zeros((1, 2)))
    with pytest.raises(ValueError, match="is not built"):
        Dense(2).count_params()


def test_gradient_of_another_shape():
    layer = Dense(2)
    layer.forward(np.zeros((3, 4)))
    with pytest.raises(ValueError, match=r"grad_output of shape \(3, 1\), expected \(3, 2\)"):
        layer.backward(np.zeros((3, 1)))


def test_weights_of_another_layer_are_refused_and_nothing_is_changed():
    layer = Dense(2).build((None, 3), 0)
    before = layer.get_weights()
    with pytest.raises(ValueError, match="received 1 arrays, expected 2: kernel, bias"):
        layer.set_weights([np.zeros((3, 2))])
    with pytest.raises(ValueError, match=r"received shape \(3,\) for 'bias', expected \(2,\)"):
        layer.set_weights([np.zeros((3, 2)), np.zeros(3)])
    np.testing.assert_array_equal(layer.params["kernel"], before[0])


def test_layer_without_a_pass_of_its_own():
    class Empty(Layer):
        """Says nothing."""

    with pytest.raises(NotImplementedError, match="define forward"):
        Empty().forward([[1.0]])
    with pytest.raises(NotImplementedError, match="define backward"):
        Empty().backward([[1.0]])


@pytest.mark.keras
def test_what_keras_does_not_have():
    from nnkit.layers.keras_layers import layer_to_keras

    with pytest.raises(ValueError, match="cannot be carried to Keras"):
        layer_to_keras(Dense(2, activation="rrelu"))
    with pytest.raises(ValueError, match="cannot be carried to Keras"):
        layer_to_keras(Dense(2, activation=np.cos))


@pytest.mark.keras
def test_what_nnkit_does_not_have():
    import keras

    from nnkit.layers.keras_layers import layer_from_keras

    for layer, text in [
        (keras.layers.Dense(2, kernel_constraint="unit_norm"), "kernel_constraint"),
        (keras.layers.Dense(2, activation="mish"), "activation 'mish'"),
        (keras.layers.Dense(2, kernel_regularizer="orthogonal_regularizer"), "L1, L2 and L1L2 only"),
        (keras.layers.Embedding(3, 2, mask_zero=True), "mask_zero=True"),
        (keras.layers.Masking(), "no layer class 'Masking'"),
    ]:
        with pytest.raises(ValueError, match=text):
            layer_from_keras(layer)
