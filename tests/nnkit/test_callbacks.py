"""Callbacks, metrics, the progress bar, and what `fit` refuses."""

import math

import numpy as np
import pytest

from nnkit import schedules
from nnkit.layers import Dense, Input
from nnkit.model import Callback, EarlyStopping, LearningRateScheduler, Sequential, WeightAveraging
from nnkit.optimizers import SGD
from tests.nnkit.test_training import blobs, small

ROUNDING = 1e-12  # the same sums in another order


def compiled(**options):
    model = small(**options)
    model.compile(SGD(0.1), "sparse_categorical_crossentropy")
    return model


# -- callbacks ---------------------------------------------------------------------------------------------------
def test_early_stopping_goes_back_to_the_best_weights():
    x, y = blobs(30)
    model, stop = compiled(), EarlyStopping(patience=2, restore_best_weights=True)
    model.optimizer.learning_rate = 5.0  # jumps about
    history = model.fit(x, y, epochs=40, validation_data=blobs(30, 1), callbacks=[stop])
    losses = history.history["val_loss"]
    assert len(losses) < 40 and stop.best_epoch == int(np.argmin(losses)) == len(losses) - 3
    assert model.evaluate(*blobs(30, 1))["loss"] == pytest.approx(min(losses))


def test_learning_rate_scheduler_in_all_its_forms():
    x, y = blobs(20)
    rates = []

    class Rates(Callback):
        """Writes the rate down."""

        def on_epoch_begin(self, model, epoch):
            rates.append(model.optimizer.learning_rate)

    decay = schedules.ExponentialDecay(0.1, 1, 0.5)
    for schedule in (lambda epoch: 0.1 * 0.5**epoch, lambda epoch, rate: rate * 0.5 if epoch else 0.1, decay):
        compiled().fit(x, y, epochs=3, callbacks=[LearningRateScheduler(schedule), Rates()])
    assert rates == pytest.approx(3 * [0.1, 0.05, 0.025])


@pytest.mark.parametrize("debias", [False, True])
def test_weight_averaging_equals_its_definition(debias):
    class Kernels(Callback):
        """Collects the first kernel after every step."""

        def on_train_begin(self, model):
            self.steps = []

        def on_batch_end(self, model, step, logs):
            self.steps.append(model.params["dense/kernel"].copy())

    model, kernels, averaging = compiled(), Kernels(), WeightAveraging(0.8, debias)
    model.fit(*blobs(20), batch_size=6, epochs=2, callbacks=[kernels, averaging])
    average = np.zeros_like(kernels.steps[0]) if debias else kernels.steps[0]
    for kernel in kernels.steps:
        average = 0.8 * average + 0.2 * kernel
    average = average / (1 - 0.8 ** len(kernels.steps)) if debias else average
    np.testing.assert_allclose(model.params["dense/kernel"], average, rtol=ROUNDING)
    np.testing.assert_array_equal(averaging.trained_weights[0], kernels.steps[-1])


def test_stop_training_ends_at_once():
    class Stop(Callback):
        """Stops after the second step."""

        def on_batch_end(self, model, step, logs):
            model.stop_training = step == 1

    history = compiled().fit(*blobs(20), batch_size=4, epochs=5, callbacks=[Stop()])
    assert len(history.epoch) == 1
    assert len(compiled().fit(*blobs(20), epochs=2).epoch) == 2


# -- metrics -----------------------------------------------------------------------------------------------------
def test_metrics_by_name_loss_and_function():
    def largest(y_true, y_pred):
        return float(y_pred.max())

    model = small()
    model.compile("sgd", "categorical_crossentropy", metrics=["acc", "mse", largest])
    x, y = blobs(20)
    result, p = model.evaluate(x, np.eye(3)[y]), model.predict(x)
    assert result["acc"] == np.mean(p.argmax(axis=1) == y)
    assert result["mse"] == pytest.approx(np.mean((p - np.eye(3)[y]) ** 2))
    assert result["largest"] == pytest.approx(p.max()) and list(result) == ["loss", "acc", "mse", "largest"]


def test_binary_accuracy_with_targets_of_one_axis():
    model = Sequential([Input((1,)), Dense(1, "sigmoid", kernel_initializer="ones")])
    model.compile("sgd", "binary_crossentropy")
    result = model.evaluate([[2.0], [-1.0], [3.0]], [1, 0, 0])
    assert result["accuracy"] == pytest.approx(2 / 3)
    expected = [math.log1p(math.exp(-2)), math.log1p(math.exp(-1)), 3 + math.log1p(math.exp(-3))]
    assert result["loss"] == pytest.approx(sum(expected) / 3)


# -- progress ----------------------------------------------------------------------------------------------------
def test_progress_bar(capsys):
    compiled().fit(*blobs(20), batch_size=4, epochs=2, verbose=1, validation_data=blobs(5))
    out = capsys.readouterr().out
    assert "Epoch 1/2\n" in out and "Epoch 2/2\n" in out
    last = out.splitlines()[-1].split("\r")[-1]
    assert last.startswith("5/5 [====================] ") and "ms/step - loss: " in last
    assert " - val_loss: " in last and " - val_accuracy: " in last and out.endswith("\n")


def test_a_line_an_epoch_and_silence(capsys):
    compiled().fit(*blobs(20), epochs=2, verbose=2)
    assert len(capsys.readouterr().out.splitlines()) == 4
    compiled().fit(*blobs(20), epochs=2)
    assert capsys.readouterr().out == ""


def test_history_shows_its_last_numbers():
    history = compiled().fit(*blobs(20), epochs=2)
    assert repr(history).startswith("<History of 2 epochs: loss 1.") and ", accuracy 0." in repr(history)


# -- errors ------------------------------------------------------------------------------------------------------
X, Y = blobs(10)
WRONG_DATA = [
    ({"y": Y[:9]}, ValueError, "y: received 9 targets for 10 examples"),
    ({"y": Y + 1}, ValueError, "y_true: received class number 3, expected class numbers from 0 to 2"),
    ({"y": Y - 1}, ValueError, "received class number -1"),
    ({"y": Y + 0.5}, TypeError, "not whole numbers"),
    ({"y": np.eye(3)[Y]}, ValueError, "For one-hot targets use CategoricalCrossentropy"),
    ({"y": np.where(Y == 0, np.nan, Y)}, ValueError, "NaN among 10 values"),
    ({"y": ["cat"] * 10}, TypeError, "Number the classes 0, 1, 2"),
    ({"y": [[1], [1, 2]] * 5}, ValueError, "y: received lists of different lengths"),
    ({"x": X[:, :3]}, ValueError, "x: received shape (10, 3), expected (N, 4)"),
    ({"x": np.where(X > 1, np.nan, X)}, ValueError, "values that are NaN or infinite"),
    ({"batch_size": 0}, ValueError, "batch_size: received 0"),
    ({"batch_size": 2.5}, TypeError, "batch_size: received 2.5"),
    ({"epochs": 0}, ValueError, "epochs: received 0"),
    ({"verbose": 3}, ValueError, "verbose: received 3, expected one of 0, 1, 2"),
    ({"validation_data": X}, ValueError, "validation_data: received ndarray, expected a pair (x, y)"),
    ({"validation_data": (X, Y + 7)}, ValueError, "received class number"),
    ({"bach_size": 3}, TypeError, "fit has no argument 'bach_size'; did you mean 'batch_size'?"),
    ({"callbacks": [EarlyStopping()]}, ValueError, "monitor: received 'val_loss', expected one of loss, accuracy"),
]


@pytest.mark.parametrize(("change", "error", "text"), WRONG_DATA, ids=[text for *_, text in WRONG_DATA])
def test_wrong_data(change, error, text):
    model = compiled()
    before = model.get_weights()
    with pytest.raises(error) as raised:
        model.fit(**{"x": X, "y": Y, **change})
    assert text in str(raised.value)
    if "callbacks" not in change:
        assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


@pytest.mark.parametrize("method", ["fit", "evaluate", "train_on_batch"])
def test_not_compiled(method):
    with pytest.raises(RuntimeError, match=r"has no loss yet; call compile\(optimizer, loss\) first"):
        getattr(small(), method)(X, Y)


WRONG_SETTINGS = [
    (lambda: small().compile("addam", "mse"), ValueError, "Did you mean 'adam'"),
    (lambda: small().compile("adam", "mean_squared"), ValueError, "Did you mean 'mean_squared_error'"),
    (lambda: small().compile("adam", "mse", metrics=["acuracy"]), ValueError, "Did you mean 'accuracy'"),
    (
        lambda: small().compile("adam", "mse", metrics=[3]),
        TypeError,
        "metrics: received 3, expected names",
    ),
    (lambda: EarlyStopping(mode="least"), ValueError, "mode: received 'least'"),
    (lambda: EarlyStopping(patience=-1), ValueError, "patience: received -1"),
    (lambda: EarlyStopping(patiense=1), TypeError, "did you mean 'patience'"),
    (lambda: LearningRateScheduler(0.1), TypeError, "schedule: received 0.1, expected a function of the epoch"),
    (lambda: LearningRateScheduler(lambda e: "x").rate(0, 0.1), TypeError, "the schedule's learning rate"),
    (lambda: LearningRateScheduler(lambda e: -1.0).rate(0, 0.1), ValueError, "the schedule's learning rate"),
    (lambda: WeightAveraging(1.0), ValueError, "momentum: received 1.0"),
]


@pytest.mark.parametrize(("make", "error", "text"), WRONG_SETTINGS, ids=[text for *_, text in WRONG_SETTINGS])
def test_wrong_settings(make, error, text):
    with pytest.raises(error) as raised:
        make()
    assert text in str(raised.value)


def test_two_schedules_at_once():
    model = small()
    model.compile(SGD(schedules.ExponentialDecay(0.1, 10, 0.9)), "sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match="received a schedule in the optimizer, expected a number"):
        model.fit(X, Y, callbacks=[LearningRateScheduler(lambda epoch: 0.1)])
