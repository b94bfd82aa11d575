"""What every test of an explorer needs: exceptions in callbacks raise, and an exported page can be taken apart."""

import json
import re

import pytest

from widgets.base import Explorer
from widgets.prediction import Prediction


@pytest.fixture(autouse=True)
def strict_explorers(monkeypatch):
    """An exception in a callback fails the test; guesses of other tests are forgotten."""
    monkeypatch.setattr(Explorer, "strict", True)
    monkeypatch.setattr(Prediction, "kept", {})
    monkeypatch.setattr(Prediction, "compared", set())


@pytest.fixture
def frames_of():
    """A function from static_html to its frames, each with the SVG pictures put together as the page's script does."""

    def unpack(html: str) -> list[dict]:
        data = json.loads(re.search(r'<script type="application/json">(.*?)</script>', html, re.DOTALL).group(1))
        frames = data["frames"]
        for frame in frames:
            frame["pictures"] = ["\n".join(data["lines"][n] for n in numbers) for numbers in frame["pictures"]]
            frame["words"] = "\n".join(data["lines"][n] for n in frame["words"])
            frame["state"] = json.loads(frame["state"])
        return frames

    return unpack


@pytest.fixture
def outside_references():
    """A function from HTML to the addresses of other hosts in it; SVG's namespace is a name, not an address."""

    def find(html: str) -> list[str]:
        html = html.replace("http://www.w3.org/2000/svg", "")
        return re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]+[^\s\"']*|@import|\bfetch\(|XMLHttpRequest|import\(", html)

    return find
