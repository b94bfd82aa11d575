"""What the tests of ConvExplorer share: its settings, the published sizes, and how to look into it."""

from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
PUBLISHED = {"lenet5": 61_706, "alexnet": 60_965_224, "vgg16": 138_357_544}
LAYERS = {
    "valid": {"strides": 1},
    "same": {"strides": 1, "padding": "same"},
    "same, stride 2": {"strides": 2, "padding": "same"},
    "stride 3": {"strides": 3},
    "dilated": {"strides": 1, "dilation_rate": 3},
    "dilated, same": {"strides": 1, "dilation_rate": 2, "padding": "same", "kernel_size": 4},
    "explicit": {"strides": 2, "padding": 2},
    "one side": {"strides": 1, "padding": ((0, 1), (0, 1))},
    "oblong": {"strides": 1, "kernel_size": (1, 4), "input_size": (7, 10)},
    "grouped": {"channels": 6, "groups": 2},
    "no bias": {"use_bias": False},
}


def field(explorer, name):
    """Return the widget of a layer's setting."""
    return explorer.editor.fields[name]


def parse(explorer):
    """Return the pictures that are shown, as elements."""
    return [ElementTree.fromstring(picture) for picture in explorer.shown.pictures]
