"""The hand on the pictures: what it tells, and what the pictures tell it."""

import gc
import json
import weakref
from xml.etree import ElementTree

from widgets import NeuronExplorer
from widgets.hand import Hand, grab_area, grabbed, mark, place_words, touch_map
from widgets.panel import asset
from widgets.svg import Axes

AXES = Axes((-1, 3), (0, 2), (10, 20, 200, 100))


def test_the_area_tells_its_place_and_the_data_at_its_edges():
    area = ElementTree.fromstring(grab_area(AXES, "plane"))
    assert (area.get("data-grab"), area.get("data-plane")) == ("plane", "-1 3 0 2")
    assert [area.get(name) for name in ("x", "y", "width", "height")] == ["10", "20", "200", "100"]


def test_parts_are_taken_hold_of_together_and_say_what_they_are():
    group = ElementTree.fromstring(grabbed("arrow", "drag it", "<path d=''/>", "<circle r='3'/>"))
    assert group.get("data-grab") == "arrow"
    assert [child.tag for child in group] == ["title", "path", "circle"]
    assert group[0].text == "drag it"


def test_the_hand_has_only_synced_traits_that_json_can_carry():
    hand = Hand()
    state = hand.get_state()
    assert state["grip"] == {}
    assert state["shown"] is False
    heard = []
    hand.observe(lambda change: heard.append(change["new"]["stroke"]), "grip")
    hand.set_state({"grip": json.loads('{"name": "plane", "x": 0.5, "y": 1, "stroke": 7, "shift": false}')})
    assert heard == [7]


def test_the_same_click_again_is_a_new_one():
    places, choices = [], []
    hand = Hand(lambda row, column: places.append((row, column)), choices.append)
    for stroke in (7, 8):
        hand.set_state({"place": [2, 3, stroke], "choice": [1, stroke]})
    assert (places, choices) == ([(2, 3), (2, 3)], [1, 1])


def test_a_map_and_what_moves_on_it_say_where_they_are():
    area = ElementTree.fromstring(touch_map((10, 20, 60, 40), 4, 6))
    assert [area.get(name) for name in ("data-part", "data-rows", "data-columns", "width")] == [
        "map",
        "4",
        "6",
        "60.00",
    ]
    moved = ElementTree.fromstring(mark((2, 1), (10.0, 5.0), "<circle r='3'/>"))
    assert [moved.get(f"data-{name}") for name in ("row", "column", "step-x", "step-y")] == [
        "2",
        "1",
        "10.0000",
        "5.0000",
    ]
    assert moved.get("transform") == "translate(10.00 10.00)"
    words = ElementTree.fromstring(place_words(1, 2, (2, 1), "black"))
    assert words.text == words.get("data-home") == "row 2, column 1"


def test_the_script_loads_nothing_and_sends_no_messages_of_its_own():
    script = asset("hand.js")
    for word in ("import ", "fetch(", "http", "model.send", "innerHTML"):
        assert word not in script


def test_a_closed_explorer_is_not_kept_by_its_hand():
    explorer = NeuronExplorer()
    gone = weakref.ref(explorer)
    explorer.close()
    del explorer
    gc.collect()
    assert gone() is None
