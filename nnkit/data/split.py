"""Cutting a data set into a training and a test part."""

from nnkit.validation import explain


def split(x, y, test_fraction, rng):
    """Shuffle examples and labels together and cut them into a training and a test part.

    Args:
        x: examples, the batch axis first.
        y: labels, one for each example.
        test_fraction: share of the examples that is held out, strictly between 0 and 1.
        rng: the `np.random.Generator` that shuffles.

    Returns:
        `(x_train, y_train), (x_test, y_test)`.

    Raises:
        ValueError: if `test_fraction` leaves one of the two parts empty.
    """
    num_test = round(len(y) * test_fraction) if 0 < test_fraction < 1 else 0
    if not 0 < num_test < len(y):
        expected = f"a share strictly between 0 and 1 that leaves examples on both sides of {len(y)}"
        raise ValueError(explain("test_fraction", test_fraction, expected, "Pass for example test_fraction=0.2."))
    order = rng.permutation(len(y))
    train, test = order[num_test:], order[:num_test]
    return (x[train], y[train]), (x[test], y[test])
