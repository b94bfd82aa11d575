"""A network that others trained on ImageNet: from the folder NNKIT_DATA, from Keras' cache, or by Keras' download."""

import os
from pathlib import Path

from nnkit.data.public import FOLDER_VARIABLE
from nnkit.quiet import quiet_startup
from nnkit.validation import require_choice

SIZE = 96  # pixels a side that the weights were trained for; other pictures are enlarged or reduced
FILES = {  # the narrowest MobileNetV2 (alpha 0.35, 1.7 MB) and the usual one (alpha 1.0, 9.4 MB), both without head
    alpha: f"mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{alpha}_{SIZE}_no_top.h5" for alpha in (0.35, 1.0)
}


def imagenet_body(input_shape=(32, 32, 3), alpha=0.35, download=True):
    """MobileNetV2 with the weights that ImageNet left, from pictures to features, frozen.

    Pictures in [0, 1] are resized and brought to the range -1 to 1 inside the model: the range that a network was
    trained on belongs to it like its weights, and is forgotten first.

    Args:
        input_shape: (H, W, 3) of the pictures.
        alpha: 0.35 or 1.0: the width of the network in shares of the usual one.
        download: False asks the folder `NNKIT_DATA` and Keras' cache alone.

    Shapes:
        pictures `(N, H, W, 3)` -> features `(N, 1280)`.

    Returns:
        A `keras.Sequential`, not trainable.

    Raises:
        FileNotFoundError: no way gives the weights; the message names them all.
        ValueError: an alpha that is not one of the two, or a file that does not hold such weights.

    Source: Sandler et al. (2018), MobileNetV2, table 2.

    Checked against: `keras.applications.MobileNetV2`.

    Taught in: 10.
    """
    require_choice(alpha, "alpha", FILES)
    weights = _file_at_hand(alpha)
    if weights is None and not download:
        raise FileNotFoundError(_three_ways(alpha, "not downloaded, as download=False"))
    with quiet_startup():
        import keras
    shape = (SIZE, SIZE, 3)
    try:
        network = keras.applications.MobileNetV2(
            input_shape=shape, alpha=alpha, include_top=False, weights=weights or "imagenet", pooling="avg"
        )
    except Exception as problem:
        if weights is None:
            raise FileNotFoundError(_three_ways(alpha, f"{type(problem).__name__}: {problem}")) from problem
        raise ValueError(
            f"{weights}: received a file that does not fit ({problem}), expected the weights of MobileNetV2 with alpha "
            f"{alpha} for {SIZE} by {SIZE} pixels, without head. Replace or remove it."
        ) from problem
    layers = [keras.layers.Resizing(SIZE, SIZE, name="resize"), keras.layers.Rescaling(2.0, -1.0, name="rescale")]
    body = keras.Sequential([keras.Input(input_shape), *layers, network], name="imagenet_body")
    body.trainable = False
    return body


def _file_at_hand(alpha):
    """Return the path of the weights in the folder NNKIT_DATA or in Keras' cache, or None."""
    folder = os.environ.get(FOLDER_VARIABLE)
    places = [Path(folder).expanduser()] if folder else []
    found = (place / FILES[alpha] for place in [*places, _cache()])
    return next((str(path) for path in found if path.is_file()), None)


def _cache():
    """Return the folder in which Keras keeps weights that it has downloaded."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path.home() / ".keras") / "models"


def _three_ways(alpha, problem):
    """Return the error that names the three ways to get the weights."""
    return (
        f"ImageNet weights: received none ({problem}). One of these is enough:\n"
        f"1. put {FILES[alpha]} into the folder that the environment variable {FOLDER_VARIABLE} names;\n"
        f"2. copy it from another machine into {_cache()};\n"
        f"3. connect to the internet and call this with download=True: Keras downloads it once and keeps it."
    )
