"""Models cross as configuration and weights; one that would make Keras run or import anything else is refused."""

import json

import numpy as np
import pytest

from classroom.engine.keras_values import decode_keras, encode_keras, refuse_strangers
from classroom.engine.values import CannotCross, decode, encode


def crossed(value):
    """A part of Keras that went through JSON and npy."""
    blobs = []

    def export(thing):
        built = encode_keras(thing, blobs, lambda part, _: encode(part, blobs, export))
        if built is None:
            raise CannotCross(type(thing).__name__)
        return built

    def adopt(kind, content):
        return decode_keras(kind, content, lambda tree: decode(tree, blobs, adopt))

    return decode(json.loads(json.dumps(encode(value, blobs, export))), blobs, adopt)


FOREIGN = {
    "os": {"module": "os", "class_name": "system", "config": {}},
    "builtins": {"module": "builtins", "class_name": "eval", "config": "1"},
    "no module": {"class_name": "Evil", "config": {}},
    "registered": {"module": "keras.layers", "class_name": "Dense", "registered_name": "Evil>Dense", "config": {}},
    "named alike": {"module": "keras_evil.layers", "class_name": "Dense", "config": {}},
    "lambda": {"module": "keras.layers", "class_name": "Lambda", "config": {}},
    "function": {"module": "keras", "class_name": "function", "config": "load_model"},
    "inner": {"module": "keras", "class_name": "Sequential", "config": {"layers": [{"class_name": "Evil"}]}},
    "in a list": [[{"module": "os", "class_name": "system"}]],
    "number": {"module": 5, "class_name": "Dense"},
    "no name": {"module": "os"},
    "registered alone": {"registered_name": "Evil"},
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_not_keras_own_is_refused(name):
    with pytest.raises(ValueError, match="only Keras' own layers can be handed to a test"):
        refuse_strangers(FOREIGN[name])


def test_what_is_keras_own_is_not_refused():
    refuse_strangers({"module": "keras.layers", "class_name": "Dense", "config": {"activation": "relu", "n": [1]}})
    refuse_strangers(None)


@pytest.mark.keras
class TestWithKeras:
    """The same with Keras itself."""

    def test_a_model_gives_the_same_predictions(self):
        import keras

        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(2)])
        model.compile("adam", "mse")
        inputs = np.ones((2, 3), "float32")
        again = crossed(model)
        assert np.array_equal(model.predict(inputs, verbose=0), again.predict(inputs, verbose=0))
        assert type(again.optimizer).__name__ == "Adam" and again.loss == "mse"

    def test_a_functional_model_and_one_without_weights_cross(self):
        import keras

        entry = keras.Input((4,))
        halves = keras.layers.Concatenate()([keras.layers.Dense(2)(entry), keras.layers.Dense(2)(entry)])
        model = keras.Model(entry, halves)
        assert [layer.name for layer in crossed(model).layers] == [layer.name for layer in model.layers]
        unbuilt = crossed(keras.Sequential([keras.layers.Dense(3)]))
        assert not unbuilt.built and unbuilt.layers[0].units == 3

    def test_what_is_frozen_stays_frozen(self):
        import keras

        entry = keras.Input((4,))
        body = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(2)])
        chain = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.BatchNormalization()])
        graph = keras.Model(entry, keras.layers.Dense(1)(body(entry)))
        body.layers[0].trainable = False
        chain.trainable, chain.layers[1].trainable = False, True
        for model in (body, chain, graph):
            again = crossed(model)
            assert [layer.trainable for layer in again.layers] == [layer.trainable for layer in model.layers]
            assert again.trainable == model.trainable
            assert len(again.trainable_weights) == len(model.trainable_weights)
            assert crossed(model.layers[-1]).trainable == model.layers[-1].trainable

    def test_tensors_variables_and_other_parts_cross(self):
        import keras
        import tensorflow as tf

        assert crossed(tf.constant([1.0, 2.0])).numpy().tolist() == [1, 2]
        assert crossed([tf.Variable(3)])[0].numpy() == 3
        assert crossed(keras.optimizers.SGD(0.25)).learning_rate.numpy() == 0.25
        assert crossed(keras.losses.MeanSquaredError()).name == "mean_squared_error"
        assert crossed(keras.layers.Dense(7)).units == 7

    def test_a_lambda_and_a_layer_of_ones_own_are_refused(self):
        import keras

        class Own(keras.layers.Layer):
            pass

        for layer in (keras.layers.Lambda(lambda x: x), Own()):
            with pytest.raises((ValueError, CannotCross, TypeError)):
                crossed(keras.Sequential([keras.Input((1,)), layer]))

    @pytest.mark.parametrize("weights", [[], [["int", "0x1"]], [["list", []]] * 2, 5])
    def test_weights_that_do_not_fit_are_refused(self, weights):
        import keras

        configuration = keras.saving.serialize_keras_object(
            keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)])
        )
        with pytest.raises((ValueError, TypeError)):
            decode_keras("keras", [configuration, weights, None, None], lambda tree: decode(tree, [], None))

    def test_a_configuration_that_is_none_is_refused(self):
        for content in (
            [{"module": "keras.layers", "class_name": "Dense", "config": {"units": "x"}}, None, None, None],
            [{}, 1],
            5,
        ):
            with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
                decode_keras("keras", content, lambda tree: decode(tree, [], None))
