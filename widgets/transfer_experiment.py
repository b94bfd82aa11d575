"""The experiment behind the transfer explorer: a small backbone, reused with few examples; its stored results.

`transfer.json` holds what `python -m widgets.transfer_experiment` wrote: the weights of the backbone and the test
accuracy of every run. Nothing in it was typed by hand, and `run` computes each point again from the stored weights.
"""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache

import numpy as np

from nnkit import data, losses, optimizers
from nnkit.layers import Conv2D, Dense, GlobalAveragePooling2D, MaxPooling2D
from nnkit.model import Sequential
from widgets.panel import HERE

STORED = HERE / "transfer.json"
SOURCE = ("disc", "square", "triangle", "plus", "star", "bars")
TARGET = ("ring", "frame", "diamond", "cross")
FILTERS = (8, 16, 24, 32)
NUM_SOURCE, NUM_TEST = 600, 80  # pictures a class
SOURCE_EPOCHS, SOURCE_BATCH, SOURCE_SEED, TARGET_SEED = 14, 32, 0, 1
EXAMPLES = (5, 20, 100)
BODY_RATES = (0.0001, 0.001, 0.01)
HEAD_RATE = 0.01
STEPS = (0, 10, 20, 40, 80, 160, 320)
BATCH, NUM_SEEDS = 16, 5


@dataclass(frozen=True)
class Task:
    """Pictures of the new task.

    Args:
        x_train: (N, H, W, C).
        y_train: (N,), class numbers from 0.
        x_test: (M, H, W, C).
        y_test: (M,).
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray

    @property
    def num_classes(self) -> int:
        """How many classes there are."""
        return int(self.y_train.max()) + 1

    def sample(self, examples: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Return `examples` pictures of each class, drawn by the seed, with their classes."""
        rng = np.random.default_rng(seed)
        classes = range(self.num_classes)
        rows = [rng.choice(np.flatnonzero(self.y_train == one), examples, replace=False) for one in classes]
        return self.x_train[np.concatenate(rows)], self.y_train[np.concatenate(rows)]


@dataclass(frozen=True)
class Setting:
    """One way to train on the new task.

    Args:
        start: "backbone" or "scratch" (the same layers with fresh weights).
        freeze: how many layers with parameters, from the input on, stay as they are.
        examples: a class.
        body_rate: learning rate of the layers that are not frozen; None where all are.
    """

    start: str
    freeze: int
    examples: int
    body_rate: float | None


def pictures(classes: Sequence[str], per_class: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return `per_class` generated pictures of each of these shapes; the class is the place in `classes`."""
    num_images = len(data.SHAPE_NAMES) * (per_class + 1)
    (x, y), _ = data.shapes(num_images=num_images, test_fraction=1 / num_images, seed=seed)
    found = [(x[y == data.SHAPE_NAMES.index(name)][:per_class], i) for i, name in enumerate(classes)]
    return np.concatenate([part for part, _ in found]), np.repeat([i for _, i in found], per_class)


@cache
def shapes_task() -> Task:
    """Return the default new task: four shapes that the backbone has never seen."""
    x, y = pictures(TARGET, max(EXAMPLES) + NUM_TEST, TARGET_SEED)
    test = np.tile(np.arange(max(EXAMPLES) + NUM_TEST) >= max(EXAMPLES), len(TARGET))
    return Task(x[~test], y[~test], x[test], y[test])


def fresh_backbone(seed: int = SOURCE_SEED) -> Sequential:
    """Return the default backbone without training: four convolutions, each but the last with a pooling layer."""
    layers = []
    for number, filters in enumerate(FILTERS, 1):
        name = f"conv{number}"
        layers.append(Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal", name=name))
        layers += [MaxPooling2D()] if number < len(FILTERS) else []
    model = Sequential([*layers, GlobalAveragePooling2D(name="average")], seed=seed, dtype="float32", name="backbone")
    return model.build((None, 32, 32, 3))


def train_backbone() -> tuple[Sequential, float]:
    """Train the default backbone on its own task; returns it without its head, and its test accuracy there."""
    backbone = fresh_backbone()
    model = Sequential([*backbone.layers, Dense(len(SOURCE), "softmax", name="head")], SOURCE_SEED, "float32")
    model.compile(optimizers.Adam(0.003), "sparse_categorical_crossentropy")
    model.fit(*pictures(SOURCE, NUM_SOURCE, SOURCE_SEED), SOURCE_BATCH, SOURCE_EPOCHS)
    return backbone, model.evaluate(*pictures(SOURCE, NUM_TEST, SOURCE_SEED + 100))["accuracy"]


def blocks(backbone: Sequential) -> list[list]:
    """Return the layers of a backbone in groups: one with parameters and the ones without that follow it."""
    groups: list[list] = []
    for layer in backbone.layers:
        if layer.params or not groups:
            groups.append([])
        groups[-1].append(layer)
    return groups


def run(backbone: Sequential, task: Task, setting: Setting, seed: int) -> list[float]:
    """Train on the new task in one way; returns the test accuracy after each of `STEPS` optimizer steps.

    What is frozen is computed once and kept: its outputs never change. Head and body have an Adam of their own.
    """
    frozen, moving = _split(backbone, setting, seed)
    x, y = task.sample(setting.examples, seed)
    x, x_test = (frozen.predict(part) if frozen else part for part in (x, task.x_test))
    head = Dense(task.num_classes, "softmax", name="head")
    model = Sequential([*moving, head], seed=seed, dtype="float32").build((None, *x.shape[1:]))
    loss = losses.get("sparse_categorical_crossentropy")
    movers = [(head, optimizers.Adam(HEAD_RATE))]
    movers += [(layer, optimizers.Adam(setting.body_rate)) for layer in moving if layer.params]
    rng, accuracies = np.random.default_rng([seed, 1]), []
    for step in range(max(STEPS) + 1):
        if step in STEPS:
            accuracies.append(float(np.mean(model.predict(x_test).argmax(axis=1) == task.y_test)))
        rows = rng.choice(len(x), min(BATCH, len(x)), replace=False)
        model.backward(loss.gradient(y[rows], model.forward(x[rows], training=True)))
        for layer, optimizer in movers:
            optimizer.apply(layer.params, layer.grads)
    return accuracies


def _split(backbone: Sequential, setting: Setting, seed: int) -> tuple[Sequential | None, list]:
    """Return the frozen part as a model of its own (None where nothing is), and copies of the layers that move."""
    copy = Sequential([type(layer).from_config(layer.get_config()) for layer in backbone.layers], seed, "float32")
    copy.build(backbone.input_shapes[0])
    if setting.start == "backbone":
        for new, old in zip(copy.layers, backbone.layers, strict=True):
            new.set_weights(old.get_weights())
    groups = blocks(copy)
    frozen = [layer for group in groups[: setting.freeze] for layer in group]
    moving = [layer for group in groups[setting.freeze :] for layer in group]
    model = Sequential(frozen, dtype="float32").build(backbone.input_shapes[0]) if frozen else None
    return model, moving


def settings(num_layers: int) -> Iterator[Setting]:
    """Yield every way to train that the explorer can show, for a backbone of so many layers with parameters."""
    for examples in EXAMPLES:
        for rate in BODY_RATES:
            yield Setting("scratch", 0, examples, rate)
            for freeze in range(num_layers):
                yield Setting("backbone", freeze, examples, rate)
        yield Setting("backbone", num_layers, examples, None)


def experiment(backbone: Sequential, task: Task) -> dict:
    """Run every setting with `NUM_SEEDS` seeds, which takes minutes; returns what `TransferExplorer` takes as results.

    Args:
        backbone: a built model without head, its weights trained; it is not changed.
        task: the new pictures, at least `max(EXAMPLES)` of a class to train on.
    """
    runs = []
    for setting in settings(len([layer for layer in backbone.layers if layer.params])):
        accuracy = [run(backbone, task, setting, seed) for seed in range(NUM_SEEDS)]
        runs.append({**asdict(setting), "accuracy": np.round(accuracy, 5).tolist()})
    return {"steps": list(STEPS), "num_classes": task.num_classes, "runs": runs}


def write() -> None:
    """Train the backbone, run the experiment, and write `transfer.json`."""
    backbone, accuracy = train_backbone()
    weights = [base64.b64encode(array.astype("<f4").tobytes()).decode() for array in backbone.get_weights()]
    record = {"source_accuracy": accuracy, "weights": weights, **experiment(backbone, shapes_task())}
    STORED.write_text(json.dumps(record, separators=(",", ":")).replace('{"start"', '\n{"start"') + "\n")


@cache
def stored() -> tuple[Sequential, dict]:
    """Return the stored backbone and the stored results."""
    record = json.loads(STORED.read_text())
    backbone = fresh_backbone()
    shapes = [array.shape for array in backbone.get_weights()]
    arrays = [np.frombuffer(base64.b64decode(text), "<f4") for text in record.pop("weights")]
    backbone.set_weights([array.reshape(shape) for array, shape in zip(arrays, shapes, strict=True)])
    return backbone, record


if __name__ == "__main__":
    write()
