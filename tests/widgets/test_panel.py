"""The framed box: its style, its page without a kernel, and what a member must define."""

import ipywidgets as ipw
import pytest

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
