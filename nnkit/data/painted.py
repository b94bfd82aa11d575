"""Handwritten digits in coloured ink, in the format of CIFAR-10: two questions about the same pictures."""

import numpy as np

from nnkit.data.bundled import digits
from nnkit.validation import require_choice, require_number

INKS = {
    "red": (1, 0, 0),
    "green": (0, 1, 0),
    "blue": (0, 0, 1),
    "yellow": (1, 1, 0),
    "cyan": (0, 1, 1),
    "magenta": (1, 0, 1),
}
INK_NAMES = tuple(INKS)
ENLARGED, MARGIN = 3, 4  # 8 pixels become 24, with 4 on every side
TINT = 0.3  # share of the pure colour in the ink; the rest is nearly black or nearly white


def painted_digits(target="digit", test_fraction=0.2, noise=0.05, seed=0):
    """Scikit-learn's digits in one of six inks on grey paper: 32x32x3, to be asked for the digit or for the ink.

    Paper is of any grey; the ink is dark on bright paper and bright on dark, so neither tells the class. With the same
    seed both targets have the same pictures: what helps with one question may be useless for the other.

    Args:
        target: "digit" (ten classes) or "ink" (six classes).
        test_fraction: share of the pictures that is held out, strictly between 0 and 1.
        noise: standard deviation of the grain on each pixel, in units of full brightness.
        seed: the same seed, the same pictures.

    Shapes:
        x: `(N, 32, 32, 3)`, float32 in [0, 1]; y: `(N,)`, int64, the digit or an index of `INK_NAMES`.

    Returns:
        `(x_train, y_train), (x_test, y_test)`.

    Raises:
        ValueError: for another target, a negative noise, or an empty part.

    Example:
        >>> (x_train, y_train), (x_test, y_test) = painted_digits("ink")
        >>> x_train.shape, x_test.shape, INK_NAMES[0]
        ((1438, 32, 32, 3), (359, 32, 32, 3), 'red')

    Taught in: 10.
    """
    require_choice(target, "target", ("digit", "ink"))
    require_number(noise, "noise", low=0)
    rng, parts = np.random.default_rng(seed), []
    for pixels, label in digits(test_fraction, seed, flatten=False):
        ink = rng.integers(len(INKS), size=len(label))
        x = _paint(pixels, ink, rng)
        x = np.clip(x + rng.normal(0.0, noise, size=x.shape), 0.0, 1.0).astype(np.float32)
        parts.append((x, label if target == "digit" else ink))
    return tuple(parts)


def _paint(pixels, ink, rng):
    """Enlarge the digits and lay their ink over the paper."""
    large = pixels.repeat(ENLARGED, axis=1).repeat(ENLARGED, axis=2)
    cover = np.pad(large, ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)))
    paper = rng.uniform(0.0, 1.0, size=(len(pixels), 1, 1, 1))
    plain = np.where(paper < 0.5, 0.9, 0.1)
    colour = np.array(list(INKS.values()), float)[ink][:, None, None, :]
    return cover * ((1 - TINT) * plain + TINT * colour) + (1 - cover) * paper
