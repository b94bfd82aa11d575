"""What can happen during `fit`: stop early, change the learning rate, average the weights, anything of one's own."""

from __future__ import annotations

import inspect
import math

from nnkit.optimizers import ExponentialMovingAverage
from nnkit.validation import explain, require_choice, require_count, require_number


class Callback:
    """Base of all callbacks: override what you need.

    `logs` holds loss and metrics, those of validation with "val_" in front (not after a batch, only after an epoch).

    Example:
        >>> class Tell(Callback):
        ...     def on_epoch_end(self, model, epoch, logs):
        ...         print(epoch, round(logs["loss"], 2))
        >>> Tell().on_epoch_end(None, 0, {"loss": 0.5})
        0 0.5

    Checked against: keras.callbacks.Callback (there the model is an attribute)
    Taught in: chapters/08_regularization
    """

    def on_train_begin(self, model) -> None:
        """Before the first epoch."""

    def on_epoch_begin(self, model, epoch: int) -> None:
        """Before an epoch, counted from 0."""

    def on_batch_end(self, model, step: int, logs: dict[str, float]) -> None:
        """After a step of the optimizer, counted from 0 in every epoch."""

    def on_epoch_end(self, model, epoch: int, logs: dict[str, float]) -> None:
        """After an epoch and its validation; `model.stop_training = True` ends training."""

    def on_train_end(self, model) -> None:
        """After the last epoch."""


class EarlyStopping(Callback):
    """Stops when a quantity has not got better for `patience` epochs.

    Args:
        monitor: name in the history. Default "val_loss".
        min_delta: what counts as better: a change by more than this. Default 0.
        patience: epochs without progress that are borne. Default 0.
        mode: "min", "max" or "auto" (max for accuracies). Default "auto".
        restore_best_weights: go back to the weights of the best epoch at the end. Default False, as in Keras: the
            weights then are those of the last epoch.
        start_from_epoch: first epoch that counts. Default 0.

    Attributes:
        best: best value so far.
        best_epoch: its epoch, from 0.
        stopped_epoch: epoch after which training was stopped; 0 if it was not, as in Keras.

    Raises:
        ValueError: an unknown mode, negative patience; during training: a quantity that is not there.

    Example:
        >>> EarlyStopping(monitor="val_accuracy", patience=3).mode
        'max'

    Source: Prechelt (1998), Early stopping - but when?, the criterion UP_s with s = patience.
    Checked against: keras.callbacks.EarlyStopping
    Taught in: chapters/08_regularization
    """

    def __init__(self, monitor="val_loss", min_delta=0, patience=0, mode="auto", restore_best_weights=False, **options):
        from nnkit.layers.checking import check_options

        known = ("monitor", "min_delta", "patience", "mode", "restore_best_weights", "start_from_epoch")
        check_options("EarlyStopping", options, {"start_from_epoch": 0}, known)
        require_choice(mode, "mode", ["auto", "min", "max"])
        self.monitor = monitor
        self.min_delta = abs(require_number(min_delta, "min_delta"))
        self.patience = require_count(patience, "patience", low=0)
        higher = "acc" in monitor if mode == "auto" else mode == "max"
        self.mode = "max" if higher else "min"
        self.restore_best_weights = bool(restore_best_weights)
        self.start_from_epoch = require_count(options.get("start_from_epoch", 0), "start_from_epoch", low=0)
        self.on_train_begin(None)

    def on_train_begin(self, model) -> None:
        """Forget earlier trainings."""
        self.wait, self.stopped_epoch, self.best_epoch, self.best_weights = 0, 0, 0, None
        self.best = -math.inf if self.mode == "max" else math.inf

    def on_epoch_end(self, model, epoch, logs) -> None:
        """Compare with the best so far; stop when patience is at its end."""
        if self.monitor not in logs:
            remedy = "Give validation_data for a quantity with 'val_' in front, or monitor another one."
            raise ValueError(explain("monitor", repr(self.monitor), f"one of {', '.join(logs)}", remedy))
        if epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self.best_weights, self.best_epoch = model.get_weights(), epoch  # in case nothing ever gets better
        value = logs[self.monitor]
        self.wait += 1
        better = value - self.min_delta > self.best if self.mode == "max" else value + self.min_delta < self.best
        if better:
            self.best, self.best_epoch, self.wait = value, epoch, 0
            if self.restore_best_weights:
                self.best_weights = model.get_weights()
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch, model.stop_training = epoch, True

    def on_train_end(self, model) -> None:
        """Put the best weights back, if that was asked for."""
        if self.restore_best_weights and self.best_weights is not None:
            model.set_weights(self.best_weights)


class LearningRateScheduler(Callback):
    """Sets the learning rate before every epoch.

    For a rate that changes at every step give a schedule to the optimizer instead.

    Args:
        schedule: function of the epoch (from 0), or of the epoch and the present learning rate, that returns the new
            one. A schedule of `nnkit.schedules` works too and then counts epochs.

    Raises:
        TypeError: `schedule` is not a function, or does not return a number.
        ValueError: it returns a number below 0; the optimizer follows a schedule of its own.

    Example:
        >>> LearningRateScheduler(lambda epoch: 0.1 * 0.5**epoch).rate(2, 0.1)
        0.025

    Checked against: keras.callbacks.LearningRateScheduler
    Taught in: chapters/05_optimizers
    """

    def __init__(self, schedule):
        if not callable(schedule):
            remedy = "Write lambda epoch: 0.1 * 0.5**epoch."
            raise TypeError(explain("schedule", repr(schedule), "a function of the epoch", remedy))
        self.schedule = schedule

    def rate(self, epoch: int, learning_rate: float) -> float:
        """Learning rate for an epoch.

        Args:
            epoch: from 0.
            learning_rate: the present one.

        Returns:
            The new one.
        """
        required = [
            p
            for p in inspect.signature(self.schedule).parameters.values()
            if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        ]
        value = self.schedule(epoch, learning_rate) if len(required) > 1 else self.schedule(epoch)
        return require_number(value, "the schedule's learning rate", low=0)

    def on_epoch_begin(self, model, epoch) -> None:
        """Set the rate."""
        if callable(model.optimizer.learning_rate):
            remedy = "Give the optimizer a number, or leave this callback out."
            raise ValueError(explain("learning_rate", "a schedule in the optimizer", "a number", remedy))
        model.optimizer.learning_rate = self.rate(epoch, model.optimizer.learning_rate)


class WeightAveraging(Callback):
    """Averages the weights over the steps and puts the average in place when training ends.

    Args:
        momentum: share of the old average that is kept at each step. Default 0.99: about the last 100 steps.
        debias: start from zero and divide by 1 - momentum^steps, so that the first weights count no more than others.
            Default False: start from the weights after the first step, as Keras does.

    Attributes:
        trained_weights: the weights without averaging, for comparison, after training.

    Raises:
        ValueError: momentum is not in [0, 1).

    Example:
        >>> WeightAveraging(0.9).average.momentum
        0.9

    Source: Polyak and Juditsky (1992), Acceleration of stochastic approximation by averaging.
    Checked against: keras.callbacks.SwapEMAWeights with an optimizer of use_ema=True
    Taught in: chapters/05_optimizers
    """

    def __init__(self, momentum=0.99, debias=False):
        self.momentum, self.debias = momentum, bool(debias)
        self.trained_weights = None
        self.on_train_begin(None)

    def on_train_begin(self, model) -> None:
        """Start a new average."""
        self.average = ExponentialMovingAverage(self.momentum, "zero" if self.debias else "first", self.debias)

    def on_batch_end(self, model, step, logs) -> None:
        """Take in the weights after a step."""
        self.average.update(model.params)

    def on_train_end(self, model) -> None:
        """Put the average in place of the weights."""
        self.trained_weights = model.get_weights()
        params = model.params
        for name, average in self.average.averages.items():
            params[name][...] = average
