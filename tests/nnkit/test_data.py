"""Data: shapes, ranges and balance, the same seed gives the same data, labels that answer the question."""

import numpy as np
import pytest

from nnkit import data

ROUNDING = 1e-12  # float64, a few operations
SINGLE_PRECISION = 1e-4  # float32 pixels, divided by a small contrast
DEVIATION_OF_2000 = 0.06  # 3.8 standard errors of a standard deviation of 2000 draws
MEAN_OF_2000 = 0.02  # 4.5 standard errors of a mean of 2000 draws with deviation 0.2

SPLIT_MAKERS = {
    "digits": data.digits,
    "painted_digits": lambda seed=0: data.painted_digits("ink", seed=seed),
    "shapes": lambda seed=0: data.shapes(num_images=60, seed=seed),
    "tokens": lambda seed=0: data.token_sequences("first", num_sequences=40, seed=seed),
}
POINT_MAKERS = {"spirals": data.spirals, "moons": data.moons, "blobs": data.blobs}


# --- every maker -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", SPLIT_MAKERS.values(), ids=SPLIT_MAKERS)
def test_the_same_seed_gives_the_same_split_and_another_seed_another(make):
    first, again, other = make(seed=3), make(seed=3), make(seed=4)
    for part in (0, 1):
        for array in (0, 1):
            np.testing.assert_array_equal(first[part][array], again[part][array])
    assert not np.array_equal(first[0][0], other[0][0])


@pytest.mark.parametrize("make", POINT_MAKERS.values(), ids=POINT_MAKERS)
def test_points_are_reproducible_balanced_and_in_the_plane(make):
    (x, y), (again, _) = make(num_points=101, seed=5), make(num_points=101, seed=5)
    np.testing.assert_array_equal(x, again)
    assert not np.array_equal(x, make(num_points=101, seed=6)[0])
    assert x.shape == (101, 2) and x.dtype == np.float64
    assert y.shape == (101,) and y.dtype == np.int64
    counts = np.bincount(y)
    assert counts.max() - counts.min() <= 1
    assert (np.diff(y) != 0).any(), "labels must be shuffled"


@pytest.mark.parametrize("make", [data.digits, data.shapes, data.token_sequences])
@pytest.mark.parametrize("fraction", [0, 1, -0.2, 1.5, 0.00001])
def test_an_impossible_test_fraction_is_named(make, fraction):
    with pytest.raises(ValueError, match=r"test_fraction: received .* strictly between 0 and 1"):
        make(test_fraction=fraction)


# --- bundled ---------------------------------------------------------------------------------------------------------


def test_digits_are_scikit_learns_digits_each_once():
    from sklearn.datasets import load_digits

    (x_train, y_train), (x_test, y_test) = data.digits(test_fraction=0.25)
    assert x_train.shape == (1348, 64) and x_test.shape == (449, 64)
    assert x_train.dtype == np.float64 and y_train.dtype == np.int64
    rows = {
        (*row, label) for x, y in ((x_train, y_train), (x_test, y_test)) for row, label in zip(x * 16, y, strict=True)
    }
    bunch = load_digits()
    assert rows == {(*row, label) for row, label in zip(bunch.data, bunch.target, strict=True)}


def test_digits_as_pictures_have_a_channel_axis_and_the_same_pixels():
    flat, pictures = data.digits()[0][0], data.digits(flatten=False)[0][0]
    assert pictures.shape == (1438, 8, 8, 1)
    np.testing.assert_array_equal(pictures.reshape(-1, 64), flat)


@pytest.mark.parametrize("name", ["china", "flower"])
def test_photograph_is_scikit_learns_in_unit_range(name):
    from sklearn.datasets import load_sample_image

    picture = data.photograph(name)
    np.testing.assert_array_equal(np.round(picture * 255).astype(np.uint8), load_sample_image(f"{name}.jpg"))
    assert picture.min() >= 0 and picture.max() <= 1


def test_a_shrunk_photograph_holds_block_means_and_grey_their_brightness():
    full, small = data.photograph(), data.photograph(shrink=8)
    assert small.shape == (53, 80, 3)
    np.testing.assert_allclose(small[2, 3], full[16:24, 24:32].reshape(-1, 3).mean(axis=0))
    grey = data.photograph(shrink=8, grayscale=True)
    assert grey.shape == (53, 80, 1)
    np.testing.assert_allclose(grey[2, 3, 0], small[2, 3] @ [0.299, 0.587, 0.114])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "chine"}, "name: received 'chine'.*Did you mean 'china'"),
        ({"shrink": 0}, "shrink: received 0, expected a whole number of at least 1"),
        ({"shrink": 2.0}, "shrink: received 2.0, expected a whole number"),
        ({"shrink": 1000}, "shrink: received 1000, expected at most the picture's height"),
    ],
)
def test_photograph_says_what_it_expected(arguments, message):
    with pytest.raises((ValueError, TypeError), match=message):
        data.photograph(**arguments)


# --- points ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("and", lambda a, b: a and b),
        ("or", lambda a, b: a or b),
        ("xor", lambda a, b: a != b),
        ("nand", lambda a, b: not (a and b)),
        ("nor", lambda a, b: not (a or b)),
        ("XNOR", lambda a, b: a == b),
    ],
)
def test_gates_answer_as_logic_does(name, rule):
    x, y = data.logic_gate(name)
    assert y.tolist() == [int(rule(bool(a), bool(b))) for a, b in x]
    assert len({tuple(row) for row in x}) == 4


def test_a_gate_handed_out_twice_is_not_shared():
    data.xor()[0][:] = 9
    assert data.xor()[0].max() == 1


def test_an_unknown_gate_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match=r"name: received 'xorr'.*Did you mean 'xor'"):
        data.logic_gate("xorr")


def test_spiral_points_lie_on_their_arm():
    x, y = data.spirals(num_points=90, num_classes=3, noise=0.0, turns=1.5)
    radius = np.hypot(*x.T)
    turn = np.arctan2(x[:, 1], x[:, 0]) / (2 * np.pi) - 1.5 * radius - y / 3
    np.testing.assert_allclose(turn, np.round(turn), atol=ROUNDING)
    assert radius.max() <= 1


def test_moons_lie_on_two_half_circles_of_radius_one():
    x, y = data.moons(noise=0.0)
    centre = np.where(y[:, None] == 0, [0.0, 0.0], [1.0, 0.5])
    np.testing.assert_allclose(np.hypot(*(x - centre).T), 1.0)
    assert (x[y == 0, 1] >= 0).all() and (x[y == 1, 1] <= 0.5).all()


def test_blobs_have_the_spread_that_was_asked_for():
    x, y = data.blobs(num_points=8000, num_classes=4, noise=0.2)
    for label in range(4):
        cloud = x[y == label]
        np.testing.assert_allclose(cloud.std(axis=0), 0.2, rtol=DEVIATION_OF_2000)
        angle = np.pi / 2 * label
        np.testing.assert_allclose(cloud.mean(axis=0), [np.cos(angle), np.sin(angle)], atol=MEAN_OF_2000)


@pytest.mark.parametrize(
    ("make", "arguments", "message"),
    [
        (data.spirals, {"num_classes": 1}, "num_classes: received 1, expected a whole number of at least 2"),
        (data.spirals, {"num_points": 1}, "num_points: received 1"),
        (data.moons, {"noise": -0.1}, r"noise: received -0.1, expected a number in"),
        (data.blobs, {"noise": float("nan")}, "noise: received nan"),
        (data.blobs, {"num_points": True}, "num_points: received True"),
        (data.shapes, {"num_images": 9}, "num_images: received 9"),
        (data.shapes, {"noise": -1}, "noise: received -1"),
        (data.token_sequences, {"task": "ordre"}, "task: received 'ordre'.*Did you mean 'order'"),
        (data.token_sequences, {"length": 5}, "length: received 5"),
        (data.token_sequences, {"vocabulary_size": 3}, "vocabulary_size: received 3"),
        (data.token_sequences, {"num_sequences": 1}, "num_sequences: received 1"),
    ],
)
def test_impossible_arguments_are_named(make, arguments, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make(**arguments)


# --- shapes ----------------------------------------------------------------------------------------------------------


def test_shapes_have_the_format_of_cifar_and_ten_balanced_classes():
    (x_train, y_train), (_, y_test) = data.shapes(num_images=200)
    assert x_train.shape == (160, 32, 32, 3) and x_train.dtype == np.float32
    assert x_train.min() >= 0 and x_train.max() <= 1
    np.testing.assert_array_equal(np.bincount(np.concatenate([y_train, y_test])), np.full(10, 20))
    assert len(data.SHAPE_NAMES) == 10


def test_a_shape_stands_out_from_its_ground_and_its_colour_says_nothing():
    (x, y), _ = data.shapes(num_images=1000, noise=0.0)
    contrast = np.ptp(x.mean(axis=3).reshape(len(x), -1), axis=1)
    assert contrast.min() > 0.15
    means = np.array([x[y == label].mean(axis=(0, 1, 2)) for label in range(10)])
    assert np.ptp(means, axis=0).max() < 0.25


def test_shapes_can_be_told_apart_by_form_but_not_by_a_linear_rule():
    from sklearn.linear_model import RidgeClassifier

    (x_train, y_train), (x_test, y_test) = data.shapes(num_images=1500)
    linear = RidgeClassifier().fit(x_train.reshape(len(x_train), -1), y_train)
    assert linear.score(x_test.reshape(len(x_test), -1), y_test) < 0.4
    from nnkit.data import pictures

    axis = np.linspace(-1, 1, 64)
    covers = [np.ravel(edge(*np.meshgrid(axis, axis)) < 1) for edge in pictures.EDGES.values()]
    for i, a in enumerate(covers):
        assert 0.05 < a.mean() < 0.9
        for b in covers[i + 1 :]:
            assert (a & b).sum() / (a | b).sum() < 0.9, "two shapes cover nearly the same pixels"


# --- painted digits --------------------------------------------------------------------------------------------------


def test_both_targets_of_the_painted_digits_have_the_same_pictures():
    by_digit, by_ink = data.painted_digits("digit", seed=2), data.painted_digits("ink", seed=2)
    _, plain = data.digits(seed=2)
    for (x, digit), (same, ink) in zip(by_digit, by_ink, strict=True):
        np.testing.assert_array_equal(x, same)
        assert x.shape[1:] == (32, 32, 3) and x.dtype == np.float32 and 0 <= x.min() < x.max() <= 1
        assert digit.dtype == ink.dtype == np.int64 and len(x) == len(digit) == len(ink)
        assert set(digit) == set(range(10)) and set(ink) == set(range(len(data.INK_NAMES)))
    np.testing.assert_array_equal(by_digit[1][1], plain[1])


def test_the_mean_colour_tells_the_ink_and_the_brightness_does_not():
    from nnkit.data.painted import INKS

    (x, ink), _ = data.painted_digits("ink", noise=0.0)
    means = x.mean(axis=(1, 2))
    tints = np.array(list(INKS.values()), float)
    tints -= tints.mean(axis=1, keepdims=True)
    hue = means - means.mean(axis=1, keepdims=True)
    assert (hue @ tints.T / np.linalg.norm(tints, axis=1)).argmax(axis=1).tolist() == ink.tolist()
    by_ink = [means[ink == k].mean() for k in range(len(tints))]
    assert np.ptp(by_ink) < 0.25 * means.mean(axis=1).std()


def test_the_digit_is_in_the_middle_of_plain_paper():
    (x, _), _ = data.painted_digits(noise=0.0)
    (pixels, _), _ = data.digits(flatten=False)
    assert np.ptp(x[:, :4].reshape(len(x), -1), axis=1).max() == 0, "the paper of a picture has one grey"
    contrast = np.abs(x - x[:, :1, :1]).mean(axis=-1)[:, 4:28, 4:28].reshape(len(x), 8, 3, 8, 3).mean(axis=(2, 4))
    cover = pixels[..., 0] / pixels.max(axis=(1, 2, 3))[:, None, None]
    np.testing.assert_allclose(contrast / contrast.max(axis=(1, 2), keepdims=True), cover, atol=SINGLE_PRECISION)


@pytest.mark.parametrize(("given", "message"), [({"target": "hue"}, "target: received"), ({"noise": -1}, "noise")])
def test_painted_digits_refuse_what_they_cannot_do(given, message):
    with pytest.raises(ValueError, match=message):
        data.painted_digits(**given)


# --- tokens ----------------------------------------------------------------------------------------------------------


def answers(task, row):
    """Return the label of a sequence by the words of the docstring."""
    tokens = row[row != 0]
    a, b = np.flatnonzero(tokens == 1), np.flatnonzero(tokens == 2)
    if task == "first":
        assert {tokens[0]} <= {1, 2} and 1 in tokens[1:] and 2 in tokens[1:]
        return tokens[0] == 2
    if task == "majority":
        assert len(a) != len(b)
        return len(b) > len(a)
    assert len(a) == len(b) == 1
    return b[0] < a[0] if task == "order" else b[0] == a[0] + 1


@pytest.mark.parametrize("task", data.TOKEN_TASKS)
def test_token_labels_answer_the_question_of_the_task(task):
    (x_train, y_train), (x_test, y_test) = data.token_sequences(task, num_sequences=400, length=9)
    x, y = np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test])
    assert [int(answers(task, row)) for row in x] == y.tolist()
    assert np.bincount(y).tolist() == [200, 200]
    assert x.shape == (400, 9) and x.dtype == np.int64 and x.max() < 12


@pytest.mark.parametrize("task", data.TOKEN_TASKS)
def test_padding_stands_at_the_end_only_and_lengths_vary(task):
    (x, _), _ = data.token_sequences(task, num_sequences=200, length=20)
    lengths = (x != 0).sum(axis=1)
    assert lengths.min() >= 10 and lengths.max() == 20 and len(set(lengths)) > 5
    assert all((row[:n] != 0).all() for row, n in zip(x, lengths, strict=True))


@pytest.mark.parametrize("task", ["first", "order", "pattern"])
def test_counting_tokens_does_not_give_the_answer_away(task):
    from sklearn.linear_model import LogisticRegression

    (x_train, y_train), (x_test, y_test) = data.token_sequences(task, num_sequences=4000, length=12)
    bags = [np.stack([np.bincount(row, minlength=12) for row in x]) for x in (x_train, x_test)]
    accuracy = LogisticRegression(max_iter=500).fit(bags[0], y_train).score(bags[1], y_test)
    assert 0.4 < accuracy < 0.62
