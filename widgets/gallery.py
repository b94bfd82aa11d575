"""All explorers as small pictures; a press opens one."""

import contextlib
from collections.abc import Iterator
from html import escape

import comm
import ipywidgets as ipw

import widgets
from widgets.base import Explorer
from widgets.panel import Panel
from widgets.svg import data_uri

THUMBNAIL = 190  # pixels; the width of a picture


def explorer_classes() -> list[type[Explorer]]:
    """Return every explorer of the package, in the order of the chapters that teach them."""
    found = [getattr(widgets, name) for name in widgets.__all__]
    explorers = [one for one in found if isinstance(one, type) and issubclass(one, Explorer) and one is not Explorer]
    return sorted(explorers, key=lambda one: (chapter_of(one), one.__name__))


class Gallery(Panel):
    """A card for each explorer: its first picture, its question, where it is taught, and a button that opens it.

    Example:
        >>> gallery = Gallery()
        >>> gallery.open_explorer("SoftmaxExplorer")
        SoftmaxExplorer()

    Taught in: chapters/start.ipynb
    """

    frame_class = "nnk-gallery"

    def __init__(self):
        super().__init__()
        self.classes = {one.__name__: one for one in explorer_classes()}
        self.shown: Explorer | None = None
        """The explorer that is open, or None."""
        self._html = {name: _card(one) for name, one in self.classes.items()}
        self.cards = {name: ipw.VBox([ipw.HTML(html), self._button(name)]) for name, html in self._html.items()}
        """Name -> the card of an explorer."""
        for card in self.cards.values():
            card.add_class("nnk-card")
        self._grid = ipw.Box(list(self.cards.values())).add_class("nnk-cards")
        self.fill(self._grid)

    def open_explorer(self, name: str) -> Explorer:
        """Show an explorer beneath its card, in place of the one before."""
        self.put_away()
        self.shown = self.classes[name]()
        close = ipw.Button(description=f"Close {name}", tooltip="Back to all explorers")
        close.on_click(lambda _: self.put_away())
        stage = ipw.VBox([self.shown, ipw.Box([close]).add_class("nnk-chips")]).add_class("nnk-open")
        place = list(self.cards).index(name) + 1
        cards = list(self.cards.values())
        self._grid.children = (*cards[:place], stage, *cards[place:])
        return self.shown

    def put_away(self) -> None:
        """Close the explorer that is open."""
        self._grid.children = tuple(self.cards.values())
        if self.shown is not None:
            self.shown.close()
        self.shown = None

    def _button(self, name: str) -> ipw.Button:
        button = ipw.Button(description=f"Open {name}", tooltip=f"{name}: {self.classes[name].question}")
        button.on_click(lambda _: self.open_explorer(name))
        return button

    def static_html(self) -> str:
        """Return the cards for a page without a kernel."""
        cards = "\n".join(f'<div class="nnk-card">{html}</div>' for html in self._html.values())
        return self.static_frame(f'<div class="nnk-cards">{cards}</div>')

    def __repr__(self) -> str:
        return "Gallery()"


def chapter_of(explorer: type[Explorer]) -> str:
    """Return the chapter that an explorer's class says it is taught in.

    Example:
        >>> from widgets import SoftmaxExplorer
        >>> chapter_of(SoftmaxExplorer)
        '02 activations'
    """
    taught = (explorer.__doc__ or "").partition("Taught in:")[2].strip()
    return taught.splitlines()[0] if taught else ""


def _card(explorer: type[Explorer]) -> str:
    """Return picture and question of an explorer as it begins; the explorer itself is closed again."""
    with _out_of_sight():
        one = explorer()
        picture = data_uri(one.shown.pictures[0])
        one.close()
    taught = chapter_of(explorer)
    return (
        f'<img src="{picture}" width="{THUMBNAIL}" alt="{escape(explorer.__name__)} as it opens">'
        f"<p>{escape(explorer.question)}</p>"
        f'<p class="nnk-hint">Chapter {escape(taught)}</p>'
    )


@contextlib.contextmanager
def _out_of_sight() -> Iterator[None]:
    """Keep widgets that are made and closed here from the page, which would still be fetching them."""
    before, comm.create_comm = comm.create_comm, comm.DummyComm
    try:
        yield
    finally:
        comm.create_comm = before
