"""A framed box in the notebook: what explorers, predictions and quizzes have in common."""

from functools import cache
from pathlib import Path
from typing import ClassVar

import anywidget
import ipywidgets as ipw

HERE = Path(__file__).parent


@cache
def asset(name: str) -> str:
    """Return the text of a style sheet or script that lies beside this module."""
    return (HERE / name).read_text(encoding="utf-8")


class PageManners(anywidget.AnyWidget):
    """Keeps JupyterLab from taking the keys typed into a panel and gives slider handles their names (see page.js)."""

    _esm = HERE / "page.js"


class Panel(ipw.VBox):
    """A box of widgets that also knows how to show itself on a page without a kernel.

    A member fills `children` by `fill(...)` and defines `static_html()`. Its output then carries `text/html` beside the
    live widget: that is what `jupyter nbconvert --to html` puts on the page.
    """

    frame_class: ClassVar[str] = ""

    def __init__(self):
        super().__init__(layout={"width": "auto"})
        for name in filter(None, ("nnk-panel", self.frame_class)):
            self.add_class(name)

    def fill(self, *widgets: ipw.Widget) -> None:
        """Show these widgets, from top to bottom."""
        style = ipw.HTML(f"<style>{asset('panel.css')}</style>", layout={"display": "none"})
        self.children = (style, PageManners(), *widgets)

    def static_html(self) -> str:
        """Return HTML that needs no kernel and asks no other address for anything."""
        raise NotImplementedError(
            f"{type(self).__name__} does not say how it looks without a kernel; define static_html."
        )

    def static_frame(self, inner: str) -> str:
        """Return `inner` framed as on the live page, with its style; `id` is this widget's own."""
        classes = " ".join(filter(None, ("nnk-panel", "nnk-static", self.frame_class)))
        return f'<div class="{classes}" id="nnk-{self.model_id}">\n<style>{asset("panel.css")}</style>\n{inner}\n</div>'

    def _repr_mimebundle_(self, **kwargs) -> dict:
        return {**super()._repr_mimebundle_(**kwargs), "text/html": self.static_html()}
