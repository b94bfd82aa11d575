from xml.etree import ElementTree

import numpy as np
import pytest

from widgets import NetworkPlayground
from widgets.network_view import BOTTOM, LEFT, RIGHT, TOP, edges, places

ON_PIXELS = 1e-9


@pytest.mark.parametrize("depth", range(7))
@pytest.mark.parametrize("width", [1, 8])
def test_every_unit_has_room(depth, width):
    centres, side = places([2, *[width] * depth, 1])
    assert side > 10
    for column in centres:
        assert column[:, 1].min() - side / 2 >= TOP and column[:, 1].max() + side / 2 <= BOTTOM
        assert np.diff(column[:, 1]).min(initial=99) > side
    across = [column[0, 0] for column in centres]
    assert np.diff(across).min() > side
    assert (across[0], across[-1]) == pytest.approx((LEFT, RIGHT), abs=ON_PIXELS)


def test_a_line_is_dashed_for_a_negative_weight_wider_for_a_larger_one_and_missing_for_none():
    centres, side = places([2, 2])
    paths = [ElementTree.fromstring(path) for path in edges(centres, [np.array([[0.1, -3.0], [0.005, np.nan]])], side)]
    assert [(path.get("stroke-dasharray"), path.get("d").count("M")) for path in paths] == [("4 3", 1), (None, 1)]
    assert float(paths[0].get("stroke-width")) > float(paths[1].get("stroke-width"))


def test_a_silent_unit_has_a_dashed_edge_and_says_so():
    playground = NetworkPlayground(depth=1, width=2, activation="relu")
    playground.result.units[0][..., 1] = 0
    picture = playground.view(playground.result).pictures[1]
    assert picture.count("; silent</title>") == 1
    assert picture.count('stroke-dasharray="3 2"') == 1
