"""fit, evaluate and callbacks: the numbers of Keras, digits above 95 %, the same seed the same run, every error."""

import numpy as np
import pytest

from nnkit import data
from nnkit.layers import BatchNormalization, Dense, Dropout, Input
from nnkit.losses import L2
from nnkit.model import Callback, EarlyStopping, Sequential
from nnkit.optimizers import SGD
from tests.nnkit.parity import assert_same

RATE, MOMENTUM = 1 / 8, 7 / 8  # exact in float32 too, in which Keras keeps its learning rate
ROUNDING = 1e-12  # the same sums in another order
SAME_RUN = 1e-6  # ten epochs beside Keras in float64, relative


def small(last="softmax", units=3, seed=0, **options):
    return Sequential([Input((4,)), Dense(5, "tanh"), Dense(units, last, **options)], seed=seed)


def blobs(n=50, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n)
    return rng.normal(size=(n, 4)) + np.eye(3, 4)[y], y


CASES = {
    "sparse": ("softmax", "sparse_categorical_crossentropy", lambda y: y),
    "one-hot": ("softmax", "categorical_crossentropy", lambda y: np.eye(3)[y]),
    "several labels": ("sigmoid", "binary_crossentropy", lambda y: np.eye(3)[y]),
    "regression": (None, "mean_squared_error", lambda y: np.eye(3)[y]),
    "not fused": ("tanh", "mean_absolute_error", lambda y: np.eye(3)[y]),
}


@pytest.fixture
def double_keras():
    """Keras that adds up losses in float64 too."""
    import keras

    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    yield keras
    keras.config.set_floatx(before)


# -- beside Keras ------------------------------------------------------------------------------------------------
@pytest.mark.keras
@pytest.mark.parametrize("case", CASES)
def test_fit_and_evaluate_give_the_numbers_of_keras(case, double_keras):
    keras = double_keras
    last, loss, targets = CASES[case]
    x, y = blobs()
    x_val, y_val = blobs(23, seed=1)
    model = small(last, kernel_regularizer=L2(1 / 64))
    twin = model.to_keras()
    model.compile(SGD(RATE, momentum=MOMENTUM), loss)
    twin.compile(keras.optimizers.SGD(RATE, momentum=MOMENTUM), loss, metrics=["accuracy"])
    options = {"batch_size": 16, "epochs": 10, "shuffle": False, "verbose": 0}  # 50 = 3 * 16 + 2
    theirs = twin.fit(x, targets(y), validation_data=(x_val, targets(y_val)), **options)
    ours = model.fit(x, targets(y), validation_data=(x_val, targets(y_val)), **options)
    assert set(ours.history) == set(theirs.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    for name in ours.history:
        np.testing.assert_allclose(ours.history[name], theirs.history[name], rtol=SAME_RUN, err_msg=name)
    for our, their in zip(model.get_weights(), twin.get_weights(), strict=True):
        assert_same(our, their, "float64", scale=1.0)
    evaluated = twin.evaluate(x, targets(y), verbose=0, return_dict=True)
    assert model.evaluate(x, targets(y)) == pytest.approx(evaluated, rel=SAME_RUN)


@pytest.mark.keras
@pytest.mark.parametrize("case", ["sparse", "one-hot", "several labels"])
def test_an_answer_wrong_with_probability_one_is_corrected_as_in_keras(case, double_keras):
    keras = double_keras
    last, loss, targets = CASES[case]
    x, y = blobs()
    model = small(last)
    model.set_weights([w * 1000 for w in model.get_weights()])
    twin = model.to_keras()
    model.compile(SGD(0.1), loss)
    twin.compile(keras.optimizers.SGD(0.1), loss)
    before = model.get_weights()
    twin.train_on_batch(x, targets(y))
    assert model.train_on_batch(x, targets(y))["loss"] > 20
    for our, their, old in zip(model.get_weights(), twin.get_weights(), before, strict=True):
        assert_same(our - old, their - old, "float64", scale=1000.0)
    assert np.abs(model.get_weights()[-1] - before[-1]).max() > 0.01


@pytest.mark.keras
@pytest.mark.parametrize("patience", [0, 1, 3])
@pytest.mark.parametrize("monitor", ["val_loss", "val_accuracy"])
@pytest.mark.parametrize("options", [{}, {"min_delta": 0.1}, {"start_from_epoch": 4}])
def test_early_stopping_stops_where_keras_stops(patience, monitor, options):
    import keras

    mode = "max" if monitor == "val_accuracy" else "auto"  # for a name alone, Keras wants to have been compiled
    for seed in range(20):
        values = np.random.default_rng(seed).normal(size=30)
        ours, theirs = (
            kind(monitor, patience=patience, mode=mode, restore_best_weights=True, **options)
            for kind in (EarlyStopping, keras.callbacks.EarlyStopping)
        )
        model, twin = Weights(), Weights()
        theirs.set_model(twin)
        theirs.on_train_begin()
        for epoch, value in enumerate(values):
            model.now = twin.now = epoch
            if not model.stop_training:
                ours.on_epoch_end(model, epoch, {monitor: value})
            if not twin.stop_training:
                theirs.on_epoch_end(epoch, {monitor: value})
        ours.on_train_end(model)
        theirs.on_train_end()
        assert (ours.stopped_epoch, ours.best_epoch, model.put) == (theirs.stopped_epoch, theirs.best_epoch, twin.put)


class Weights:
    """Stands for a model: its weights are the number of the epoch."""

    stop_training, now, put = False, 0, None

    def get_weights(self):
        return self.now

    def set_weights(self, weights):
        self.put = weights


# -- learning ----------------------------------------------------------------------------------------------------
def test_digits_above_95_percent():
    (x_train, y_train), (x_test, y_test) = data.digits()
    model = Sequential([Input((64,)), Dense(64, "relu"), Dense(10, "softmax")], seed=0)
    model.compile("adam", "sparse_categorical_crossentropy")
    history = model.fit(x_train, y_train, epochs=30, validation_data=(x_test, y_test))
    assert model.evaluate(x_test, y_test)["accuracy"] > 0.95
    assert history.history["val_accuracy"][-1] == model.evaluate(x_test, y_test)["accuracy"]
    assert np.mean(model.predict(x_test).argmax(axis=1) == y_test) == pytest.approx(history.history["val_accuracy"][-1])


def test_xor_is_learned():
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    model = Sequential([Dense(4, "tanh"), Dense(1, "sigmoid")], seed=1)
    model.compile(SGD(0.5), "binary_crossentropy")
    model.fit(x, y, batch_size=4, epochs=500)
    assert model.evaluate(x, y)["accuracy"] == 1.0


def test_penalty_is_in_the_loss_and_shrinks_the_kernel():
    x, y = blobs()
    plain, punished = small(), small(kernel_regularizer="l2")
    for model in (plain, punished):
        model.compile(SGD(0.1), "sparse_categorical_crossentropy")
    kernel = punished.params["dense_1/kernel"]
    difference = punished.evaluate(x, y)["loss"] - plain.evaluate(x, y)["loss"]
    assert difference == pytest.approx(0.01 * (kernel**2).sum())
    for model in (plain, punished):
        model.fit(x, y, epochs=50)
    assert (punished.params["dense_1/kernel"] ** 2).sum() < (plain.params["dense_1/kernel"] ** 2).sum()


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_a_diverging_network_shows_its_nan():
    x, y = blobs()
    model = Sequential([Input((4,)), Dense(8), Dense(1)])
    model.compile(SGD(1e3), "mse")
    losses = model.fit(x, y.astype(float), epochs=60).history["loss"]
    assert np.isfinite(losses[0]) and np.isnan(losses[-1])


def test_frozen_layers_stay_as_they_are():
    model = small()
    model.layers[0].trainable = False
    before = model.get_weights()
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(*blobs(), epochs=2)
    assert [np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True)] == [
        True,
        True,
        False,
        False,
    ]


# -- seeds, batches, order ---------------------------------------------------------------------------------------
def run(seed=0, fit_seed=None, epochs=3):
    layers = [Input((4,)), Dense(6, "relu"), Dropout(0.3), BatchNormalization(), Dense(3, "softmax")]
    model = Sequential(layers, seed=seed)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model.fit(*blobs(), epochs=epochs, seed=fit_seed).history["loss"], model


def test_same_seed_same_run_another_seed_another_run():
    first, model = run()
    assert run()[0] == first != run(seed=1)[0]
    assert run(fit_seed=5)[0] == run(fit_seed=5)[0] != run(fit_seed=6)[0]
    assert model.fit(*blobs(), seed=9).history["loss"] != first[-1:]


class Recorder(Callback):
    """Writes down what happens."""

    def __init__(self):
        self.events, self.sizes, self.logs = [], [], []

    def on_train_begin(self, model):
        self.events.append("begin")

    def on_epoch_begin(self, model, epoch):
        self.events.append(f"epoch {epoch}")

    def on_batch_end(self, model, step, logs):
        self.events.append(step)
        self.sizes.append(len(model.layers[0].cache[0]))
        self.logs.append(logs)

    def on_epoch_end(self, model, epoch, logs):
        self.events.append(sorted(logs))

    def on_train_end(self, model):
        self.events.append("end")


def test_last_batch_is_smaller_and_means_are_over_examples():
    model, recorder = small(), Recorder()
    model.compile(SGD(0.1), "sparse_categorical_crossentropy")
    history = model.fit(*blobs(10), batch_size=4, callbacks=[recorder])
    assert recorder.events == ["begin", "epoch 0", 0, 1, 2, ["accuracy", "loss"], "end"]
    assert recorder.sizes == [4, 4, 2]
    weighted = sum(size * logs["loss"] for size, logs in zip(recorder.sizes, recorder.logs, strict=True)) / 10
    assert history.history["loss"] == [pytest.approx(weighted, rel=ROUNDING)] and history.epoch == [0]


def test_every_example_once_an_epoch_with_its_own_target():
    class Rows(Callback):
        """Collects the examples."""

        def on_train_begin(self, model):
            self.seen = []

        def on_batch_end(self, model, step, logs):
            self.seen.extend(model.layers[0].cache[0][:, 0].tolist())

    x = np.arange(20.0).reshape(-1, 1)
    model, rows = Sequential([Input((1,)), Dense(1)]), Rows()
    model.compile(SGD(0.0), "mse", metrics=("mae",))
    model.fit(x, 2 * x, batch_size=6, epochs=2, callbacks=[rows])
    first, second = rows.seen[:20], rows.seen[20:]
    assert sorted(first) == sorted(second) == x.ravel().tolist() and first != second != sorted(second)
    model.set_weights([[[2.0]], [0.0]])
    assert model.fit(x, 2 * x, batch_size=6).history["loss"] == [0.0]
