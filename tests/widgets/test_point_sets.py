import numpy as np
import pytest

from widgets import NetworkPlayground
from widgets.point_sets import EDGE, NUM_TEST, POINT_SETS, train_and_test

SCATTER = 0.15  # relative, of the standard deviation of 400 draws, four standard errors


@pytest.fixture
def playground():
    return NetworkPlayground(depth=1, width=3)


def click(playground, x, y, stroke, shift=False):
    playground.hand.grip = {"name": "plane", "stroke": stroke, "shift": shift, "x": x, "y": y}


def test_a_click_adds_a_point_and_a_drag_only_one(playground):
    click(playground, 0.123, -1.5, 1)
    click(playground, 0.2, -1.0, 1)
    click(playground, 0.3, 0.4, 2, shift=True)
    assert playground.state["points"] == ((0.12, -1.5, 1), (0.3, 0.4, 0))
    x, y = playground.result.train
    assert (len(x), x[-1].tolist(), y[-2:].tolist()) == (202, [0.3, 0.4], [1, 0])
    assert len(playground.result.test[0]) == NUM_TEST
    assert eval(playground.code()).state == playground.state
    points = playground._widgets["points"]
    points.back_button.click()
    assert playground.state["points"] == ((0.12, -1.5, 1),)
    points.clear_button.click()
    assert playground.state["points"] == ()


def test_points_are_added_by_the_keyboard_too(playground):
    points = playground._widgets["points"]
    points.classes[0].click()
    points.x1.value, points.x2.value = -0.5, 1.0
    points.add_button.click()
    assert playground.state["points"] == ((-0.5, 1.0, 0),)
    assert "points of yours: 1" in points._words.value


def test_the_empty_plane_trains_on_own_points_alone(playground):
    playground._widgets["data"].value = "empty"
    assert len(playground.shown.pictures) == 4
    assert playground.shown.notes == ["There are no points yet: click on the plane to add some, or choose other data."]
    playground.advance()
    assert playground.error.startswith("There are no points to train on.")
    assert playground.state["steps"] == 0
    click(playground, 1, 1, 1)
    assert "All points are of class 1" in playground.shown.notes[0]
    click(playground, -1, -1, 2, shift=True)
    assert (playground.error, playground.shown.notes) == ("", [])
    playground.advance(10)
    assert playground.values["train_accuracy"] == 1
    assert np.isnan(playground.values["test_loss"])
    assert "test:" not in playground.readout
    assert len(playground.shown.pictures) == 4


@pytest.mark.parametrize(
    "points", [[(0, 0)], [(0, 0, 2)], [(2, 0, 1)], [("a", 0, 1)], [(0, 0, 1)] * 201, [(float("nan"), 0, 1)]]
)
def test_points_that_cannot_be_are_refused(points):
    with pytest.raises(ValueError, match=r"points: received .*expected at most 200 triples"):
        NetworkPlayground(points=points)


def test_no_more_points_than_fit():
    playground = NetworkPlayground(depth=0, num_points=10, points=[(0, 0, 1)] * 200)
    click(playground, 0.5, 0.5, 1)
    assert len(playground.state["points"]) == 200
    assert "200, no more fit" in playground._widgets["points"]._words.value


@pytest.mark.parametrize("name", POINT_SETS)
def test_data_sets_are_balanced_reproducible_and_shifted_by_the_noise(name):
    (x, y), test = train_and_test(name, 200, 0.0, seed=3)
    assert np.abs(x).max() < EDGE if name != "blobs" else np.abs(x).max() < 2.5
    assert abs(int((y == 1).sum()) - 100) < 25
    assert np.array_equal(x, train_and_test(name, 200, 0.0, seed=3)[0][0])
    assert not np.array_equal(x, train_and_test(name, 200, 0.0, seed=4)[0][0])
    assert not set(map(tuple, x)) & set(map(tuple, test[0]))
    if name in ("xor", "circles", "moons"):
        shift = train_and_test(name, 200, 0.2, seed=3)[0][0] - x
        assert shift.std() == pytest.approx(0.2, rel=SCATTER)


def test_xor_squares_and_circles_are_what_they_are_called():
    (x, y), _ = train_and_test("xor", 200, 0.0, 0)
    assert np.array_equal(y, (x[:, 0] * x[:, 1] < 0).astype(int))
    (x, y), _ = train_and_test("circles", 200, 0.0, 0)
    assert np.array_equal(y, (np.hypot(*x.T) < 0.7).astype(int))
