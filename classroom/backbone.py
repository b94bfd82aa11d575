"""The backbone of chapter 10: a small network trained on the generated shapes, and the record shipped beside it."""

import hashlib
import json
from pathlib import Path

from classroom.errors import ClassroomError

CHAPTER = "10_transfer"
FILE, RECORD = "backbone.keras", "backbone.json"
FILTERS, STRIDES = (16, 32, 48, 64), (2, 2, 1, 2)
IMAGES, EPOCHS, SEED = 12_000, 12, 0
TEST_IMAGES, TEST_SEED = 2000, 1000
BATCH_SIZE, LEARNING_RATE = 64, 0.003
LIMIT = 2_000_000  # bytes; it lies in the repository


def build(seed=SEED):
    """Four convolutions with batch normalization and ReLU, an average over all places, a softmax over ten shapes.

    Args:
        seed: of the first weights and of the order of the pictures.

    Returns:
        A `keras.Sequential` for `(N, 32, 32, 3)`, not compiled.
    """
    keras = _keras()
    keras.utils.set_random_seed(seed)
    layers = [keras.Input((32, 32, 3))]
    for number, (filters, strides) in enumerate(zip(FILTERS, STRIDES, strict=True), 1):
        layers += [
            keras.layers.Conv2D(filters, 3, strides, "same", use_bias=False, name=f"conv{number}"),
            keras.layers.BatchNormalization(momentum=0.9, name=f"norm{number}"),
            keras.layers.Activation("relu", name=f"relu{number}"),
        ]
    layers += [keras.layers.GlobalAveragePooling2D(name="average")]
    return keras.Sequential([*layers, keras.layers.Dense(10, "softmax", name="head")], name="backbone")


def pictures(num_images, seed):
    """Generated shapes, and ten more that are left over (a set has two parts).

    Args:
        num_images: how many.
        seed: the same seed, the same pictures.

    Returns:
        `(x, y), (x_left, y_left)`; x is `(N, 32, 32, 3)`.
    """
    from nnkit import data

    return data.shapes(num_images + 10, test_fraction=10 / (num_images + 10), seed=seed)


def train(num_images=IMAGES, epochs=EPOCHS, seed=SEED):
    """Train the backbone: Adam, the learning rate on a half cosine down to 0.

    Args:
        num_images: generated pictures to train on.
        epochs: through all of them.
        seed: of weights, pictures and their order.

    Returns:
        The trained model.
    """
    keras, ((x, y), _) = _keras(), pictures(num_images, seed)
    model = build(seed)
    schedule = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, epochs * -(-num_images // BATCH_SIZE))
    model.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy")
    model.fit(x, y, batch_size=BATCH_SIZE, epochs=epochs, verbose=0)
    return model


def accuracy(model):
    """Share of right answers on pictures of another seed, which no training has seen.

    Args:
        model: takes `(N, 32, 32, 3)` and gives `(N, 10)`.

    Returns:
        A number from 0 to 1.
    """
    (x, y), _ = pictures(TEST_IMAGES, TEST_SEED)
    return float((model.predict(x, batch_size=500, verbose=0).argmax(axis=1) == y).mean())


def fingerprint(path):
    """The SHA-256 of a file, in hexadecimal.

    Args:
        path: of the file.

    Returns:
        64 characters.
    """
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def command(num_images, epochs, seed):
    """The command line that trains such a backbone.

    Args:
        num_images: generated pictures to train on.
        epochs: through all of them.
        seed: of everything random.

    Returns:
        The line.

    Example:
        >>> command(12000, 12, 0)
        'classroom train-backbone --images 12000 --epochs 12 --seed 0'
    """
    return f"classroom train-backbone --images {num_images} --epochs {epochs} --seed {seed}"


def write(folder, num_images=IMAGES, epochs=EPOCHS, seed=SEED):
    """Train the backbone and write it with its record: command, accuracy, hash and size.

    Args:
        folder: where both files go; it must exist.
        num_images: generated pictures to train on.
        epochs: through all of them.
        seed: of everything random.

    Returns:
        The record, a dict.

    Raises:
        ClassroomError: the folder does not exist.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ClassroomError(f"{folder} is no folder; make it, or name another one with --to.")
    model = train(num_images, epochs, seed)
    path = folder / FILE
    _weights_alone(model).save(path)
    record = {
        "file": FILE,
        "command": command(num_images, epochs, seed),
        "task": f"nnkit.data.shapes, 32x32x3, ten classes; tested on {TEST_IMAGES} pictures of seed {TEST_SEED}",
        "test_accuracy": accuracy(model),
        "parameters": model.count_params(),
        "bytes": path.stat().st_size,
        "sha256": fingerprint(path),
    }
    (folder / RECORD).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return record


def read_record(folder):
    """The record that `write` left in a folder.

    Args:
        folder: with both files.

    Returns:
        A dict.

    Raises:
        ClassroomError: there is none.
    """
    path = Path(folder) / RECORD
    if not path.is_file():
        raise ClassroomError(f"{path} is missing; `classroom train-backbone` writes it in a few minutes.")
    return json.loads(path.read_text(encoding="utf-8"))


def _weights_alone(model):
    """The same model without its optimizer, whose averages would triple the file."""
    bare = build()
    bare.set_weights(model.get_weights())
    return bare


def _keras():
    """Keras, imported when a backbone is needed and not before."""
    from nnkit.quiet import quiet_startup

    with quiet_startup():
        import keras
    return keras
