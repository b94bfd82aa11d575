"""What a chain and a graph of layers have in common: parameters, training, prediction, summary, files."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnkit.layers import checking
from nnkit.layers.base import Layer
from nnkit.layers.naming import make_unique
from nnkit.model import inputs as model_inputs
from nnkit.model.objective import Objective
from nnkit.model.parameters import Parameters


class Network(Parameters):
    """Base of `Sequential` and `Model`; says what can be done with layers that `_run` and `_run_back` connect.

    Args:
        layers: all layers, in the order of computation.
        seed: of the weights, the order of examples in `fit` and the masks of dropout; the same seed, the same model.
        dtype: "float64" or "float32". Default: float32 if built by float32 inputs, else float64.
        name: for summaries and messages.

    Raises:
        ValueError: a layer stands there twice, or two were given the same name.

    Taught in: chapters/01_neurons
    """

    def __init__(self, layers: list[Layer], seed=0, dtype=None, name: str = "network"):
        self.layers, self.seed, self.name = list(layers), seed, name
        self.dtype = checking.check_dtype(self, dtype)
        make_unique(self.layers, self.label)
        self.start_streams()
        self.built = False
        self.objective: Objective | None = None
        self.stop_training = False

    @property
    def label(self) -> str:
        """Class and name for messages."""
        return f"{type(self).__name__} {self.name!r}"

    def start_streams(self) -> None:
        """Start the random numbers of the weights (`rng`) and of the order of examples (`order_rng`) from the seed."""
        self.rng = np.random.default_rng(self.seed)
        self.order_rng = self.rng.spawn(1)[0]

    def adopt(self, layer: Layer, input_shape) -> None:
        """Make a layer part of the model: build it, unless it is built and brings its weights along.

        Args:
            layer: one of `layers`.
            input_shape: what it will receive; a list for several inputs.

        Raises:
            ValueError: the shape does not fit the layer, or not what it was built for.
        """
        _trust(layer)
        if layer.built:
            layer.check_built(input_shape)
        else:
            layer.build(input_shape, self.rng, self.dtype)

    # -- computing -----------------------------------------------------------------------------------------------
    def forward(self, x, training: bool = False):
        """Output of the last layer for a batch; builds the model on first use.

        Args:
            x: array, the batch axis first; a list of them where the model has several inputs.
            training: True switches on what only training does (dropout, batch statistics).

        Returns:
            Array; list of arrays where the model has several outputs.

        Raises:
            ValueError: wrong shape, NaN or infinity.
            TypeError: not numbers.
        """
        return self._run(model_inputs.prepare(self, x), training)

    __call__ = forward

    def backward(self, grad_output):
        """Gradient of the loss by the inputs, given that by the outputs; fills every layer's `grads`.

        Args:
            grad_output: array of the shape of the last output (list of them for several outputs).

        Returns:
            Array of the shape of the inputs (list for several inputs).

        Raises:
            RuntimeError: there was no forward pass.
        """
        return self._run_back(grad_output)

    def predict(self, x, batch_size: int = 1024):
        """Outputs for any number of examples, computed in batches and outside training.

        Args:
            x: as for `forward`.
            batch_size: examples at a time; changes only the memory that is needed.

        Returns:
            Array with one row an example (list of arrays for several outputs).
        """
        x = model_inputs.prepare(self, x)
        parts = [self._run(part, False) for part in model_inputs.batches(x, batch_size)]
        if isinstance(parts[0], list):
            return [np.concatenate(column) for column in zip(*parts, strict=True)]
        return np.concatenate(parts)

    def _run(self, x, training: bool):
        raise NotImplementedError(f"{type(self).__name__} does not say how its layers are connected; define _run.")

    def _run_back(self, grad_output, logits: bool = False):
        raise NotImplementedError(f"{type(self).__name__} does not say how its layers are connected; define _run_back.")

    # -- training ------------------------------------------------------------------------------------------------
    def compile(self, optimizer="adam", loss="mean_squared_error", metrics=("accuracy",)) -> None:
        """Say how to train.

        Args:
            optimizer: name or object of `nnkit.optimizers`. Default "adam" (Keras: "rmsprop").
            loss: name or object of `nnkit.losses`.
            metrics: "accuracy", names of losses, or functions of (y_true, y_pred). Default ("accuracy",).

        Raises:
            ValueError: an unknown name; the nearest right one is named.
        """
        self.objective = Objective(self, optimizer, loss, metrics)

    @property
    def optimizer(self) -> Any:
        """The optimizer that `compile` was given, or None."""
        return self.objective and self.objective.optimizer

    @property
    def loss(self) -> Any:
        """The loss that `compile` was given, or None."""
        return self.objective and self.objective.loss

    def require_compiled(self) -> Objective:
        """What `compile` stored.

        Returns:
            Loss, metrics and optimizer.

        Raises:
            RuntimeError: there was no `compile`.
        """
        if self.objective is None:
            raise RuntimeError(f"{self.label} has no loss yet; call compile(optimizer, loss) first.")
        return self.objective

    def fit(self, x, y, batch_size: int = 32, epochs: int = 1, validation_data=None, callbacks=(), **options):
        """Train by mini-batches; every epoch sees each example once, in a new order, the last batch may be smaller.

        Args:
            x: array, the batch axis first (list of arrays for several inputs).
            y: targets, as the loss wants them.
            batch_size: examples per step. Default 32.
            epochs: passes over the data. Default 1.
            validation_data: (x, y) to be evaluated after every epoch. Default None.
            callbacks: `EarlyStopping` and others, called in this order.
            **options: `verbose` (0 silent, 1 progress bar, 2 a line an epoch; default 0), `seed` (of order and dropout;
                default: the model's own stream, which goes on from call to call), `shuffle` (default True).

        Returns:
            `History`: `.history` has a list a quantity, one number an epoch: loss, accuracy, val_loss, val_accuracy.
            Loss and metrics of training are means over the epoch while the weights moved, as in Keras.

        Raises:
            RuntimeError: there was no `compile`.
            ValueError: wrong shapes, NaN, labels out of range, x and y of different length, batch_size below 1.
            TypeError: an unknown option.
        """
        from nnkit.model.training import fit

        checking.check_options("fit", options, {"verbose": 0, "seed": None, "shuffle": True}, FIT_ARGUMENTS)
        return fit(self, (x, y), (batch_size, epochs), validation_data, callbacks, options)

    def train_on_batch(self, x, y) -> dict[str, float]:
        """One step of the optimizer on the given examples.

        Args:
            x: as for `fit`.
            y: as for `fit`.

        Returns:
            Loss and metrics before the step.
        """
        objective = self.require_compiled()
        x = model_inputs.prepare(self, x)
        y = model_inputs.prepare_targets(self, x, y)
        return objective.step(x, y)

    def evaluate(self, x, y, batch_size: int = 1024) -> dict[str, float]:
        """Loss and metrics outside training.

        Args:
            x: as for `fit`.
            y: as for `fit`.
            batch_size: examples at a time; changes only the memory that is needed.

        Returns:
            Name -> number; "loss" contains the penalties on the weights, as in Keras.
        """
        objective = self.require_compiled()
        x = model_inputs.prepare(self, x)
        return objective.evaluate(x, model_inputs.prepare_targets(self, x, y), batch_size)

    # -- summary, files, Keras -----------------------------------------------------------------------------------
    def summary(self, print_fn=print) -> None:
        """Print the table that students know from Keras: name, output shape, parameters; then the totals.

        Args:
            print_fn: called with the text. Default `print`.
        """
        from nnkit.model.summary import summary_text

        print_fn(summary_text(self))

    def save(self, path) -> None:
        """Write architecture (JSON) and weights (npz) to one file; see `nnkit.model.storage.save`.

        Args:
            path: where to; "model.npz".
        """
        from nnkit.model.storage import save

        save(self, path)

    @staticmethod
    def load(path) -> Network:
        """Read what `save` wrote; see `nnkit.model.storage.load`.

        Args:
            path: of the file.
        """
        from nnkit.model.storage import load

        return load(path)

    @staticmethod
    def from_keras(model) -> Network:
        """Model with the layers and weights of a Keras model; see `nnkit.model.keras_bridge.from_keras`.

        Args:
            model: a built Sequential or functional Keras model.
        """
        from nnkit.model.keras_bridge import from_keras

        return from_keras(model)

    def to_keras(self):
        """Keras model with the same layers and weights; see `nnkit.model.keras_bridge.to_keras`."""
        from nnkit.model.keras_bridge import to_keras

        return to_keras(self)

    def __repr__(self):
        return f"<{self.label}, {len(self.layers)} layers, {'' if self.built else 'not '}built>"


FIT_ARGUMENTS = ("x", "y", "batch_size", "epochs", "validation_data", "callbacks", "verbose", "seed", "shuffle")


def _trust(layer: Layer) -> None:
    """NaN is looked for in whole data sets, once, not in every layer and batch."""
    layer.check_values = False
    for inner in layer.sublayers:
        _trust(inner)
