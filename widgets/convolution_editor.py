"""The editor of a stack of layers: sliders for its input and for the layer chosen, and its Keras code to be read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets as ipw
import traitlets

from widgets.controls import Choice, Control, Switch, Whole
from widgets.convolution_code import Unreadable, keras_code
from widgets.convolution_stack import ARGUMENTS, NEW, POOLINGS, WINDOWED, canonical, with_settings
from widgets.svg import escape

TYPES = (
    *WINDOWED,
    *("Flatten", "Dense", "GlobalAveragePooling2D", "GlobalMaxPooling2D"),
    *("BatchNormalization", "Activation", "Dropout"),
)
FIELDS = (
    Whole("input_size", "input_size (network)", 12, "Height and width of the network's input, in pixels.", 1, 64),
    Whole("channels", "channels (network)", 3, "Channels of the network's input.", 1, 64),
    Choice("type", "layer", "Conv2D", "What the layer chosen is.", TYPES),
    Whole("filters", "filters", 8, "Output channels: each filter makes one.", 1, 64),
    Whole("units", "units", 10, "Output features of a dense layer.", 1, 512),
    Whole("kernel_size", "kernel_size", 3, "Side of the window.", 1, 11),
    Whole("pool_size", "pool_size", 2, "Side of the window.", 1, 8),
    Whole("strides", "strides", 1, "Steps of the window, in input pixels.", 1, 8),
    Choice("padding", "padding", "valid", "valid: none; same: ceil(n / s) outputs.", ("valid", "same", "explicit")),
    Whole("before", "padding before", 0, "Zeros above and to the left.", 0, 8),
    Whole("after", "padding after", 0, "Zeros below and to the right.", 0, 8),
    Whole("dilation_rate", "dilation_rate", 1, "Distance between two pixels that the window reads.", 1, 6),
    Whole("groups", "groups", 1, "1 is standard, as many as there are input channels is depthwise.", 1, 64),
    Whole("depth_multiplier", "depth_multiplier", 1, "Filters for each input channel.", 1, 8),
    Switch("use_bias", "use_bias", True, "One bias for each filter."),
)
ABSENT = {"strides": 1, "dilation_rate": 1, "groups": 1, "depth_multiplier": 1, "use_bias": True}


@dataclass(frozen=True)
class Layers(Control):
    """A whole stack of layers, as `convolution_stack.canonical` writes it."""

    def check(self, value: Any) -> tuple[dict, ...]:
        """Return the stack in the one way it is written."""
        return canonical(value)

    def widget(self) -> "StackEditor":
        """Return a new editor."""
        return StackEditor(self.value)


class StackEditor(ipw.VBox):
    """Sliders for the input and for one layer of the stack in `value`.

    Args:
        stack: at the start.

    After every change of the state the explorer calls `show`, which lets the sliders say what the stack says; a moved
    slider writes a new stack into `value`. `on_edit` is called with (stack, layer) where the layer chosen changes too.
    """

    value = traitlets.Tuple()

    def __init__(self, stack: tuple[dict, ...]):
        self.on_edit: Callable[[tuple, int], object] = lambda stack, layer: None
        self.fields = {field.name: field.widget() for field in FIELDS}
        self.message = ipw.HTML().add_class("nnk-whole")
        self.add_button = self._button("Add layer", "A new layer behind the one chosen", self.add)
        self.remove_button = self._button("Remove layer", "Take the layer chosen out of the stack", self.remove)
        self._layer, self._quiet = 1, False
        buttons = ipw.Box([self.add_button, self.remove_button]).add_class("nnk-chips")
        super().__init__([*self.fields.values(), self.message, buttons])
        self.add_class("nnk-whole").add_class("nnk-editor")
        self.value = tuple(stack)
        for name, field in self.fields.items():
            field.observe(self._listener(name), "value")
        self.show(1, None)

    def show(self, layer: int, channels_in: int | None) -> None:
        """Let the sliders say what the stack says about a layer that is given `channels_in` channels."""
        self._layer = layer
        specs = self.value[1:]
        spec = specs[layer - 1] if 1 <= layer <= len(specs) else {"type": ""}
        values, unsquare = _shown(self.value[0]["shape"], spec)
        self._quiet = True
        try:
            for name, field in self.fields.items():
                _show_field(field, values.get(name))
            if channels_in and "groups" in values:
                self.fields["groups"].max = max(channels_in, values["groups"], 2)
        finally:
            self._quiet = False
        self.remove_button.disabled = not specs
        words = f"Here {'; '.join(unsquare)}: no slider can say that. Change it in the Keras code." if unsquare else ""
        self.message.value = f'<span class="nnk-hint">{escape(words)}</span>' if words else ""

    def add(self) -> None:
        """Put a new layer behind the one chosen, and choose it."""
        place = min(self._layer, len(self.value) - 1)
        new = {"type": "Conv2D", **NEW["Conv2D"], "padding": "same"}
        if place and self.value[place]["type"] in ("Flatten", "Dense", "GlobalAveragePooling2D", "GlobalMaxPooling2D"):
            new = {"type": "Dense", **NEW["Dense"]}
        self.on_edit((*self.value[: place + 1], new, *self.value[place + 1 :]), place + 1)

    def remove(self) -> None:
        """Take the layer chosen out, and choose the one before it."""
        place = min(self._layer, len(self.value) - 1)
        if place >= 1:
            self.on_edit((*self.value[:place], *self.value[place + 1 :]), max(place - 1, 1))

    def _listener(self, name: str) -> Callable[[Any], None]:
        def moved(change: Any) -> None:
            if not self._quiet:
                self.value = with_settings(self.value, self._layer, self._setting(name, change["new"]))

        return moved

    def _setting(self, name: str, value: Any) -> dict:
        if name in ("before", "after") or (name, value) == ("padding", "explicit"):
            side = (self.fields["before"].value, self.fields["after"].value)
            return {"padding": (side, side)}
        return {name: value}

    @staticmethod
    def _button(text: str, tooltip: str, action: Callable[[], None]) -> ipw.Button:
        button = ipw.Button(description=text, tooltip=tooltip)
        button.on_click(lambda _: action())
        return button


def _shown(shape: tuple, spec: dict) -> tuple[dict, list[str]]:
    """Return the value of each slider, and in words what no slider can say."""
    height, width, channels = shape
    kind = spec["type"]
    values = {"channels": channels, "input_size": height if height == width else (height, width)}
    values |= {"type": kind} if kind else {}
    for name in ARGUMENTS.get(kind, ()):
        values[name] = spec.get(name, ABSENT.get(name))
    if kind in POOLINGS and values["strides"] == 1:
        values["strides"] = spec.get("strides", spec["pool_size"])
    if "padding" in values:
        values |= _padding_fields(spec.get("padding", 1 if kind == "ZeroPadding2D" else "valid"))
    if kind == "ZeroPadding2D":
        del values["padding"]
    unsquare = [f"{name} is {value}" for name, value in values.items() if isinstance(value, tuple)]
    return {name: value for name, value in values.items() if not isinstance(value, tuple)}, unsquare


def _padding_fields(padding: Any) -> dict:
    if isinstance(padding, str):
        return {"padding": padding}
    if isinstance(padding, int):
        return {"padding": "explicit", "before": padding, "after": padding}
    if isinstance(padding, tuple) and padding[0] == padding[1]:
        return {"padding": "explicit", "before": padding[0][0], "after": padding[0][1]}
    return {"padding": "explicit", "before": padding}


def _show_field(field: ipw.Widget, value: Any) -> None:
    """Let one field say a value, or hide it where there is none; a slider that is too short grows."""
    slider = isinstance(field, ipw.IntSlider)
    usable = isinstance(value, int) and value >= field.min if slider else isinstance(value, (bool, str))
    wanted = None if usable else "none"
    if field.layout.display != wanted:
        field.layout.display = wanted
    if not usable:
        return
    if isinstance(field, ipw.Dropdown) and value not in field.options:
        field.options = (*field.options, value)
    if slider and value > field.max:
        field.max = value
    field.value = value


class CodeBox(ipw.VBox):
    """The stack's Keras code, folded away: to copy, or to change and read back. Nothing in it is ever run."""

    def __init__(self, on_read: Callable[[tuple], object]):
        self.open_button = ipw.ToggleButton(description="Keras code", tooltip="Show the stack's Keras code, to change")
        self.read_button = ipw.Button(description="Read this code", tooltip="Take the layers in the text; runs nothing")
        self.text = ipw.Textarea(layout={"width": "100%", "height": "190px"})
        self.text.description, self.text.tooltip = "Keras code", "Keras code of the stack"
        self.text.add_class("nnk-codetext")
        self.message = ipw.HTML()
        self.folded = ipw.VBox([self.text, ipw.Box([self.read_button]), self.message], layout={"display": "none"})
        super().__init__([ipw.Box([self.open_button]), self.folded])
        self._on_read, self._printed = on_read, None
        self.open_button.observe(self._fold, "value")
        self.read_button.on_click(lambda _: self.read())

    def show(self, stack: tuple[dict, ...]) -> None:
        """Print a stack into the text, unless it is the one that stands there or is being changed there."""
        if stack == self._printed:
            return
        self._printed = stack
        try:
            self.text.value = keras_code(stack)
        except Unreadable as reason:
            self.text.value = f"# {reason}"
        self.message.value = ""

    def read(self) -> None:
        """Read the text; what cannot be read is said in a sentence, and the stack stays as it is."""
        try:
            stack = canonical(self.text.value)
        except (TypeError, ValueError) as reason:
            self.message.value = f'<div class="nnk-error" role="alert">{escape(reason)}</div>'
            return
        self._printed = None  # print it anew, in the one way it is written
        self._on_read(stack)

    def _fold(self, change: Any) -> None:
        self.folded.layout.display = None if change["new"] else "none"
