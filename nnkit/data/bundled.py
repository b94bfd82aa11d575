"""Real data that comes with scikit-learn, so that it is there without a network."""

from pathlib import Path

import numpy as np

from nnkit.data.split import split
from nnkit.validation import require_choice, require_count

PHOTOGRAPHS = ("china", "flower")
LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601: how bright the eye finds red, green and blue


def digits(test_fraction=0.2, seed=0, flatten=True):
    """Scikit-learn's 1797 handwritten digits, 8 by 8 grey pixels in [0, 1], split into training and test part.

    The seed decides which digits are held out: compare networks on the same split, or report the spread over splits.

    Args:
        test_fraction: share of the digits that is held out, strictly between 0 and 1.
        seed: of the shuffle; the same seed, the same split.
        flatten: True for rows of 64 pixels, False for pictures with a channel axis.

    Shapes:
        x: `(N, 64)`, or `(N, 8, 8, 1)` with `flatten=False`, float64; y: `(N,)`, int64.

    Returns:
        `(x_train, y_train), (x_test, y_test)`.

    Raises:
        ValueError: if `test_fraction` leaves no example on one side.

    Example:
        >>> (x_train, y_train), (x_test, y_test) = digits()
        >>> x_train.shape, x_test.shape, float(x_train.max())
        ((1438, 64), (359, 64), 1.0)

    Source: Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, UCI; its test part.

    Taught in: 01, 02 and most later chapters.
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    x = bunch.data / 16.0  # the pixels count 0..16
    x = x if flatten else x.reshape(-1, 8, 8, 1)
    return split(x, bunch.target.astype(np.int64), test_fraction, np.random.default_rng(seed))


def photograph(name="china", shrink=1, grayscale=False):
    """One of scikit-learn's two photographs as an array in [0, 1].

    Args:
        name: "china" (a temple, 427 by 640) or "flower" (a dahlia, 427 by 640).
        shrink: side in pixels of the blocks that are averaged into one pixel; 1 keeps the size.
        grayscale: True for one channel of brightness.

    Shapes:
        `(H, W, 3)`, or `(H, W, 1)` with `grayscale=True`, float64; H and W are 427 // shrink and 640 // shrink.

    Returns:
        The picture.

    Raises:
        ValueError: for another name, or a `shrink` outside 1 to the height.
        TypeError: if `shrink` is not a whole number.

    Example:
        >>> photograph("china", shrink=4).shape
        (106, 160, 3)

    Source: scikit-learn's sample images, CC BY.

    Taught in: 06.
    """
    require_choice(name, "name", PHOTOGRAPHS)
    require_count(shrink, "shrink")
    picture = _read_jpeg(name) / 255.0
    height, width = (size // shrink for size in picture.shape[:2])
    if height == 0:
        raise ValueError(
            f"shrink: received {shrink}, expected at most the picture's height, {picture.shape[0]} pixels."
        )
    blocks = picture[: height * shrink, : width * shrink].reshape(height, shrink, width, shrink, 3)
    picture = blocks.mean(axis=(1, 3))
    return (picture @ LUMA)[..., None] if grayscale else picture


def _read_jpeg(name):
    """Read the photograph's file next to scikit-learn's own code."""
    import sklearn.datasets
    from PIL import Image

    path = Path(sklearn.datasets.__file__).parent / "images" / f"{name}.jpg"
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), dtype=np.float64)
