"""The training loop: epochs of mini-batches in random order, with validation and callbacks."""

from __future__ import annotations

import numpy as np

from nnkit.model import inputs as model_inputs
from nnkit.model.progress import Progress
from nnkit.validation import explain, require_count


class History:
    """What `fit` returns: the course of training.

    Args:
        num_epochs: how many were asked for.

    Attributes:
        history: quantity -> list with a number for each epoch, "loss", "accuracy", "val_loss", ...
        epoch: numbers of the epochs, from 0.

    Checked against: keras.callbacks.History
    Taught in: chapters/01_neurons
    """

    def __init__(self, num_epochs: int = 0):
        self.num_epochs = num_epochs
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []

    def append(self, epoch: int, logs: dict[str, float]) -> None:
        """Take in what an epoch gave.

        Args:
            epoch: its number, from 0.
            logs: quantity -> number.
        """
        self.epoch.append(epoch)
        for name, number in logs.items():
            self.history.setdefault(name, []).append(number)

    def __repr__(self):
        last = ", ".join(f"{name} {numbers[-1]:.4f}" for name, numbers in self.history.items())
        return f"<History of {len(self.epoch)} epochs{': ' + last if last else ''}>"


def fit(network, data, sizes, validation_data, callbacks, options) -> History:
    """Train a model; the words are at `Network.fit`.

    Args:
        network: compiled.
        data: (x, y).
        sizes: (batch_size, epochs).
        validation_data: (x, y) or None.
        callbacks: objects with the methods of `Callback`.
        options: verbose, seed, shuffle.

    Returns:
        The course of training.
    """
    objective = network.require_compiled()
    batch_size, epochs = require_count(sizes[0], "batch_size"), require_count(sizes[1], "epochs")
    x, y = _checked(network, data, "(x, y)")
    validation = None if validation_data is None else _checked(network, validation_data, "validation_data")
    rng = _order_stream(network, options.get("seed"))
    shuffle = options.get("shuffle", True)
    progress = Progress(options.get("verbose", 0), epochs, -(-len(y) // batch_size))
    history = History(epochs)
    network.stop_training = False
    callbacks = list(callbacks)
    _call(callbacks, "on_train_begin", network)
    for epoch in range(epochs):
        _call(callbacks, "on_epoch_begin", network, epoch)
        progress.begin_epoch(epoch)
        order = rng.permutation(len(y)) if shuffle else np.arange(len(y))
        logs = _run_epoch(
            network, (x, y), [order[i : i + batch_size] for i in range(0, len(y), batch_size)], callbacks, progress
        )
        if validation is not None:
            logs |= {f"val_{name}": number for name, number in objective.evaluate(*validation, 1024).items()}
        history.append(epoch, logs)
        progress.end_epoch(logs)
        _call(callbacks, "on_epoch_end", network, epoch, logs)
        if network.stop_training:
            break
    objective.optimizer.finalize({f"{n}/{k}": a for n, leaf in network.leaves(True) for k, a in leaf.params.items()})
    _call(callbacks, "on_train_end", network)
    return history


def _run_epoch(network, data, parts, callbacks, progress) -> dict[str, float]:
    """One pass over the batches; means over the examples, the small last batch counting less."""
    (x, y), objective = data, network.objective
    totals: dict[str, float] = {}
    done = 0
    for step, rows in enumerate(parts):
        logs = objective.step(model_inputs.take(x, rows), y[rows])
        done += len(rows)
        for name, number in logs.items():
            totals[name] = totals.get(name, 0.0) + len(rows) * number
        if callbacks:
            _call(callbacks, "on_batch_end", network, step, logs)
        if progress.verbose == 1:
            progress.after_step(step + 1, {name: total / done for name, total in totals.items()})
        if network.stop_training:
            break
    return {name: total / done for name, total in totals.items()}


def _checked(network, data, argument: str):
    if not isinstance(data, (list, tuple)) or len(data) != 2:
        raise ValueError(explain(argument, type(data).__name__, "a pair (x, y)", "Write validation_data=(x, y)."))
    x = model_inputs.prepare(network, data[0])
    return x, model_inputs.prepare_targets(network, x, data[1])


def _order_stream(network, seed) -> np.random.Generator:
    """Generator of the order of examples; a seed given to `fit` also starts the masks of dropout anew."""
    if seed is None:
        return network.order_rng
    rng = np.random.default_rng(seed)
    for _, leaf in network.leaves():
        if getattr(leaf, "seed", None) is None:  # a layer with a seed of its own keeps its stream
            leaf.rng = rng.spawn(1)[0]
    return rng


def _call(callbacks, event: str, *arguments) -> None:
    for callback in callbacks:
        getattr(callback, event)(*arguments)
