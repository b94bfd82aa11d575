"""`classroom bench nnkit`: nnkit beside Keras on this processor, the same weights and data for both."""

import numpy as np

from classroom.bench.pairs import Contest

IN_A_LESSON = 1.0  # the small networks of the lessons: not slower than Keras
CONVOLUTION = 3.0  # readable convolutions may take three times as long as TensorFlow's


def contests():
    """What is measured; imports TensorFlow.

    Returns:
        A list of `Contest`s.
    """
    from nnkit.quiet import quiet_startup

    with quiet_startup():
        import keras
    keras.utils.set_random_seed(0)
    return [
        training_step(),
        epoch("784-300-100-10, an epoch of 6400 in batches of 64", (784, 300, 100, 10), 6400, 64),
        epoch("64-64-10, an epoch of 1437 (the digits) in batches of 32", (64, 64, 10), 1437, 32),
        layer_pass("Conv2D 3x3 forward+backward, (32,28,28,1) -> 8", _conv(8), (32, 28, 28, 1), 5, CONVOLUTION),
        layer_pass("Conv2D 3x3 forward+backward, (32,32,32,3) -> 32", _conv(32), (32, 32, 32, 3), 2, CONVOLUTION),
        layer_pass("BatchNormalization forward+backward, (64,16,16,32)", _batch_norm, (64, 16, 16, 32), 5, CONVOLUTION),
        layer_pass("LSTM(32) forward+backward, (32,40,16)", _lstm, (32, 40, 16), 3, CONVOLUTION),
    ]


def _conv(filters):
    def make():
        from nnkit.layers import Conv2D

        return Conv2D(filters, 3, padding="same")

    return make


def _batch_norm():
    from nnkit.layers import BatchNormalization

    return BatchNormalization()


def _lstm():
    from nnkit.layers import LSTM

    return LSTM(32)


def _networks(sizes):
    """The same multilayer perceptron twice, float32 as Keras has it, compiled with the same optimizer."""
    from nnkit import layers
    from nnkit.model import Sequential, to_keras

    hidden = [layers.Dense(size, activation="relu", dtype="float32") for size in sizes[1:-1]]
    ours = Sequential([*hidden, layers.Dense(sizes[-1], activation="softmax", dtype="float32")])
    ours.build((None, sizes[0]))
    theirs = to_keras(ours)
    for network in (ours, theirs):
        network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return ours, theirs


def _examples(sizes, count):
    rng = np.random.default_rng(0)
    return rng.normal(size=(count, sizes[0])).astype("float32"), rng.integers(0, sizes[-1], count)


def training_step():
    """One step of Adam on a batch of 32; Keras by its `train_on_batch`, the quickest call it offers for one."""
    ours, theirs = _networks((64, 64, 10))
    x, y = _examples((64, 10), 32)
    return Contest(
        "64-64-10, one training step on a batch of 32",
        lambda: ours.objective.step(x, y),
        lambda: theirs.train_on_batch(x, y),
        repeats=100,
        aim=IN_A_LESSON,
    )


def epoch(name, sizes, count, batch_size):
    """One epoch of `fit` in both, shuffled.

    Args:
        name: of the contest.
        sizes: units of the layers, the inputs first.
        count: examples.
        batch_size: examples a step.

    Returns:
        A `Contest`.
    """
    ours, theirs = _networks(sizes)
    x, y = _examples(sizes, count)
    return Contest(
        name,
        lambda: ours.fit(x, y, batch_size=batch_size, epochs=1),
        lambda: theirs.fit(x, y, batch_size=batch_size, epochs=1, verbose=0),
        aim=IN_A_LESSON,
    )


def layer_pass(name, make, shape, repeats, aim):
    """Output and all gradients of one layer; Keras compiled by `tf.function`.

    Args:
        name: of the contest.
        make: makes the layer.
        shape: of the input, the batch first.
        repeats: passes in one timing.
        aim: the ratio that we are content with.

    Returns:
        A `Contest`.
    """
    import tensorflow as tf

    from nnkit.layers.keras_layers import layer_to_keras

    x = np.random.default_rng(0).normal(size=shape).astype("float32")
    ours = make().build((None, *shape[1:]), rng=0, dtype="float32")
    theirs = layer_to_keras(ours)
    theirs.build((None, *shape[1:]))
    theirs.set_weights(ours.get_weights())
    inputs = tf.convert_to_tensor(x)
    by_training = {"training": True} if ours.state else {}  # what has moving averages knows training from inference

    @tf.function
    def pass_of_keras():
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            output = theirs(inputs, **by_training)
        return tape.gradient(output, [inputs, *(v.value for v in theirs.trainable_variables)])

    grad_output = np.ones_like(ours.forward(x, training=True))

    def pass_of_nnkit():
        ours.forward(x, training=True)
        return ours.backward(grad_output)

    return Contest(name, pass_of_nnkit, lambda: pass_of_keras()[0].numpy(), repeats, aim)
