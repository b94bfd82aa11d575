"""The framed box: its style, its page without a kernel, and what a member must define."""

import sys
from types import SimpleNamespace

import ipywidgets as ipw
import pytest

from widgets import ActivationExplorer, SoftmaxExplorer
from widgets.panel import PageManners, Panel, asset


class Note(Panel):
    frame_class = "nnk-note"

    def __init__(self):
        super().__init__()
        self.fill(ipw.HTML("a note"))

    def static_html(self):
        return self.static_frame("a note")


def test_a_member_gets_style_and_page_manners_before_its_own_widgets():
    style, manners, note = Note().children
    assert asset("panel.css") in style.value
    assert isinstance(manners, PageManners)
    assert note.value == "a note"


def test_the_output_carries_the_live_widget_and_the_page_without_a_kernel():
    panel = Note()
    bundle = panel._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == panel.model_id
    assert bundle["text/html"] == panel.static_html()


def test_a_frame_is_named_after_its_widget_and_brings_its_style():
    panel = Note()
    page = panel.static_html()
    assert f'class="nnk-panel nnk-static nnk-note" id="nnk-{panel.model_id}"' in page
    assert asset("panel.css") in page and "a note" in page


def test_a_member_without_a_page_says_what_to_define():
    with pytest.raises(
        NotImplementedError, match="Panel does not say how it looks without a kernel; define static_html"
    ):
        Panel().static_html()


@pytest.fixture
def run_cell(monkeypatch):
    """A function that displays panels as one run of a cell does."""
    runs, parent, waiting = iter(range(100)), {}, []
    events = SimpleNamespace(
        register=lambda name, callback: waiting.append(callback),
        unregister=lambda name, callback: waiting.remove(callback),
    )
    kept = {1: [SimpleNamespace(bundle={"text/html": "<p>a table</p>"})]}
    shell = SimpleNamespace(get_parent=lambda: parent, events=events, history_manager=SimpleNamespace(outputs=kept))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))

    def run(cell, *panels):
        parent.update(metadata={"cellId": cell}, header={"msg_id": f"run {next(runs)}"})
        for panel in panels:
            bundle = panel._repr_mimebundle_()
            kept.setdefault(len(kept) + 1, []).append(SimpleNamespace(bundle=dict(bundle)))
        for callback in list(waiting):
            callback(None)
        assert not waiting

    run.kept = kept
    return run


def test_a_cell_run_again_closes_what_it_showed_before_and_nothing_else(run_cell):
    first, second, elsewhere, kept = Note(), Note(), Note(), Note()
    run_cell("a", first, kept)
    run_cell("b", elsewhere)
    run_cell("a", second, kept)
    assert [panel.comm is None for panel in (first, second, elsewhere, kept)] == [True, False, False, False]


@pytest.mark.parametrize("make", [Note, ActivationExplorer, SoftmaxExplorer])
def test_closing_leaves_no_widget_behind(make):
    before = set(ipw.widgets.widget._instances)
    make().close()
    assert set(ipw.widgets.widget._instances) == before


def test_ipython_keeps_the_page_of_the_last_panel_only_and_what_is_not_ours(run_cell):
    for _ in range(3):
        run_cell("a", Note())
    pages = [output.bundle.get("text/html", "")[:4] for outputs in run_cell.kept.values() for output in outputs]
    assert pages == ["<p>a", "", "", "<div"]
