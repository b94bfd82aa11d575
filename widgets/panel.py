"""A framed box in the notebook: what explorers, predictions and quizzes have in common."""

import sys
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

    def close(self) -> None:
        """Close this widget and everything in it; ipywidgets alone keeps the parts for as long as the kernel lives."""
        for part in _parts(self):
            part.unobserve_all()  # anywidget holds on to closed widgets: let them not hold on to the explorer
            if part is not self:
                part.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs) -> dict:
        _replace_in_cell(self)
        return {**super()._repr_mimebundle_(**kwargs), "text/html": self.static_html()}


_SHOWN: dict[str, tuple[str, list[Panel]]] = {}  # cell -> the run that filled it last, and the panels it shows


def _replace_in_cell(panel: Panel) -> None:
    """Note that the running cell shows `panel`; at its end, close what an earlier run showed and this one does not."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell, run = parent.get("metadata", {}).get("cellId"), parent.get("header", {}).get("msg_id")
    if cell is None:  # a frontend that does not tell which cell this is
        return
    _forget_pages(shell)
    last_run, before = _SHOWN.get(cell, ("", []))
    if run == last_run:
        before.append(panel)
        return
    now = [panel]
    _SHOWN[cell] = (run, now)

    def close_the_others(_result) -> None:
        shell.events.unregister("post_run_cell", close_the_others)
        for old in before:
            if not any(old is shown for shown in now):
                old.close()

    shell.events.register("post_run_cell", close_the_others)


def _forget_pages(shell) -> None:
    """Drop the pages of earlier outputs from IPython's memory, where `%notebook` would look: they are megabytes."""
    history = getattr(getattr(shell, "history_manager", None), "outputs", {})
    for output in [output for outputs in history.values() for output in outputs]:
        if "nnk-static" in output.bundle.get("text/html", ""):
            del output.bundle["text/html"]


def _parts(widget: ipw.Widget) -> list[ipw.Widget]:
    """Return a widget, the widgets in it, and the layout and style of each."""
    within = {*getattr(widget, "children", ()), *getattr(widget, "sliders", ())}  # some sliders wait out of sight
    inner = [part for child in within for part in _parts(child)]
    own = [getattr(widget, name, None) for name in ("layout", "style")]
    return [widget, *inner, *(part for part in own if isinstance(part, ipw.Widget))]
