"""Asking the page to save."""

import asyncio

from widgets import saver
from widgets.saver import SAVED, UNKNOWN, Saver


def test_the_pages_answer_is_passed_on_once(monkeypatch):
    monkeypatch.setattr(saver, "PATIENCE", 0.02)

    async def ask():
        heard = []
        asking = Saver(heard.append)
        asking.save()
        assert (asking.asked, heard) == (1, [])
        asking.set_state({"state": SAVED, "answered": 1})
        assert heard == [SAVED]
        await asyncio.sleep(0.1)
        return heard

    assert asyncio.run(ask()) == [SAVED]


def test_a_page_that_does_not_answer_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(saver, "PATIENCE", 0.01)

    async def ask():
        heard = []
        asking = Saver(heard.append)
        asking.save()
        await asyncio.sleep(0.1)
        asking.set_state({"state": SAVED, "answered": 1})  # too late
        return heard

    assert asyncio.run(ask()) == [UNKNOWN]


def test_a_script_has_no_page():
    heard = []
    Saver(heard.append).save()
    assert heard == [UNKNOWN]


def test_a_closed_saver_is_silent(monkeypatch):
    monkeypatch.setattr(saver, "PATIENCE", 0.01)

    async def ask():
        heard = []
        asking = Saver(heard.append)
        asking.save()
        asking.close()
        await asyncio.sleep(0.05)
        return heard

    assert asyncio.run(ask()) == []
