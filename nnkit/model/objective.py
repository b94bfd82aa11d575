"""What training minimizes: a model's loss with its gradient, the metrics beside it, and a step of the optimizer."""

from __future__ import annotations

import numpy as np

from nnkit import losses, optimizers
from nnkit.losses import SparseCategoricalCrossentropy
from nnkit.model import inputs as model_inputs
from nnkit.model import metrics as model_metrics
from nnkit.model.fused import FusedCrossentropy
from nnkit.validation import explain


class Objective:
    """Loss, metrics and optimizer of a compiled model.

    Where the last layer ends in a softmax (sigmoid) and the loss is cross-entropy of probabilities, both are computed
    together; see `nnkit.model.fused`.

    Args:
        network: the model.
        optimizer: name or object of `nnkit.optimizers`.
        loss: name or object of `nnkit.losses`.
        metrics: names or functions; see `nnkit.model.metrics.get`.

    Raises:
        ValueError: an unknown name; the nearest right one is named.

    Taught in: chapters/03_losses
    """

    def __init__(self, network, optimizer, loss, metrics):
        self.network = network
        self.optimizer = optimizers.get(optimizer)
        self.loss = losses.get(loss)
        self.metrics = {name: metric for name, metric in map(model_metrics.get, metrics)}
        self._fused_for = self._fused = None

    @property
    def fused(self) -> FusedCrossentropy | None:
        """Loss and last activation as one step, where they are such a pair."""
        layer = self.network.output_layer
        if self._fused_for is not layer:
            self._fused_for, self._fused = layer, FusedCrossentropy.of(self.loss, layer)
        return self._fused

    def value(self, y_true: np.ndarray, y_pred: np.ndarray) -> float:
        """Mean loss of the batch that the network has just computed, without penalties.

        Args:
            y_true: targets.
            y_pred: what the last forward pass returned.

        Returns:
            The number.
        """
        if self.fused is None:
            return self.loss(y_true, y_pred)
        return self.fused(y_true, y_pred, self.network.output_layer.logits())

    def backward(self, y_true: np.ndarray, y_pred: np.ndarray) -> None:
        """Gradients of the mean loss of the batch that the network has just computed, without penalties.

        Args:
            y_true: targets.
            y_pred: what the last forward pass returned.
        """
        if self.fused is None:
            self.network._run_back(self.loss.gradient(y_true, y_pred))
        else:
            z = self.network.output_layer.logits()
            self.network._run_back(self.fused.gradient(y_true, y_pred, z), logits=True)

    def penalty(self) -> float:
        """Sum of all penalties on the weights.

        Returns:
            The number, 0 without penalties.
        """
        return sum(
            penalty(leaf.params[key])
            for _, leaf in self.network.leaves()
            for key, penalty in (leaf.penalties.items() if leaf.penalties else ())
        )

    def step(self, x, y: np.ndarray) -> dict[str, float]:
        """Forward, backward and one step of the optimizer.

        Args:
            x: batch, prepared.
            y: targets, prepared.

        Returns:
            Loss (with penalties) and metrics before the step.
        """
        y_pred = self.network._run(x, True)
        logs = {"loss": self.value(y, y_pred) + self.penalty()}
        self.backward(y, y_pred)
        params, grads = {}, {}
        for name, leaf in self.network.leaves(trainable=True):
            for key, array in leaf.params.items():
                params[f"{name}/{key}"] = array
                penalty = leaf.penalties.get(key)
                grad = leaf.grads[key]
                grads[f"{name}/{key}"] = grad if penalty is None else grad + penalty.gradient(array)
        self.optimizer.apply(params, grads)
        for name, metric in self.metrics.items():
            logs[name] = metric(y, y_pred)
        return logs

    def evaluate(self, x, y: np.ndarray, batch_size: int) -> dict[str, float]:
        """Loss and metrics over all examples, outside training.

        Args:
            x: examples, prepared.
            y: targets, prepared.
            batch_size: examples at a time.

        Returns:
            Name -> mean over the examples.
        """
        totals, start = dict.fromkeys(("loss", *self.metrics), 0.0), 0
        for part in model_inputs.batches(x, batch_size):
            count = model_inputs.num_examples(part)
            y_true, y_pred = y[start : start + count], self.network._run(part, False)
            totals["loss"] += count * self.value(y_true, y_pred)
            for name, metric in self.metrics.items():
                totals[name] += count * metric(y_true, y_pred)
            start += count
        means = {name: total / start for name, total in totals.items()}
        means["loss"] += self.penalty()
        return means

    def prepare_targets(self, x, y: np.ndarray) -> np.ndarray:
        """All targets in the form that the loss takes, checked once by the loss itself.

        Args:
            x: examples, prepared.
            y: as many targets.

        Returns:
            Class numbers as integers, other targets in the model's dtype and the shape of the predictions.

        Raises:
            ValueError: shape, NaN or range; several outputs.
        """
        if getattr(self.network, "several_outputs", False):
            remedy = "Train a Model with one output; it may share its layers' places with one that shows more."
            raise ValueError(explain("outputs", "several", "one output to compare with y", remedy))
        shape = self.network.output_shape[1:]
        if None in shape:
            shape = self.network._run(model_inputs.take(x, slice(0, 1)), False).shape[1:]
        self.loss(y, np.full((len(y), *shape), 1 / shape[-1], dtype=self.network.dtype))
        if isinstance(self.loss, SparseCategoricalCrossentropy):
            return y.astype(np.int64).reshape(len(y), *shape[:-1])
        return y.astype(self.network.dtype, copy=False).reshape(len(y), *shape)
