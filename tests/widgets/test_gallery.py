"""The gallery: a card for each explorer, and one of them open."""

import comm
import pytest

import widgets
from widgets import Explorer, Gallery
from widgets.gallery import chapter_of, explorer_classes


@pytest.fixture(scope="module")
def gallery():
    made = Gallery()
    yield made
    made.close()


def test_every_explorer_has_a_card_in_the_order_of_the_chapters(gallery):
    exported = {getattr(widgets, name) for name in widgets.__all__}
    all_of_them = {one for one in exported if isinstance(one, type) and issubclass(one, Explorer)} - {Explorer}
    assert set(explorer_classes()) == all_of_them
    chapters = [chapter_of(one) for one in explorer_classes()]
    assert chapters == sorted(chapters) and all(chapters)
    assert len(gallery.cards) == len(all_of_them)


def test_a_press_opens_one_beneath_its_card_and_another_takes_its_place(gallery):
    buttons = [card.children[-1] for card in gallery.cards.values()]
    assert all(button.description.startswith("Open ") for button in buttons)
    buttons[3].click()
    first, stage = gallery.shown, gallery._grid.children[4]
    assert stage.children[0] is first
    buttons[1].click()
    assert gallery.shown is not first
    assert first.comm is None  # closed
    gallery._grid.children[2].children[-1].children[0].click()
    assert gallery.shown is None
    assert gallery._grid.children == tuple(gallery.cards.values())


def test_the_explorers_on_the_pictures_never_reach_the_page(monkeypatch):
    opened = []
    real = comm.create_comm
    monkeypatch.setattr(comm, "create_comm", lambda **options: opened.append(options) or real(**options))
    made = Gallery()
    assert 0 < len(opened) < 12 * len(made.cards)  # the cards alone; the explorers have hundreds of widgets
    made.close()


def test_cards_are_pictures_with_words_and_ask_no_other_host(gallery, outside_references):
    html = gallery.static_html()
    assert html.count('<img src="data:image/svg+xml') == len(gallery.cards) == html.count(' as it opens">')
    assert outside_references(html) == []
