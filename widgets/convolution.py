"""The explorer of chapter 06: a convolution as a window that moves, what it costs, and a stack of them as a table."""

from dataclasses import replace
from typing import Any, ClassVar

from widgets.base import Explorer
from widgets.convolution_editor import CodeBox, Layers
from widgets.convolution_layer import Result, compute
from widgets.convolution_stack import SETTINGS, canonical, settings_of, with_settings
from widgets.convolution_view import StackView, convolution_view
from widgets.hand import Hand
from widgets.reels import Place

START = canonical([{"type": "Conv2D", "filters": 8, "kernel_size": 3, "strides": 2}], (12, 12, 3))
NAMES = ("lenet5", "alexnet", "vgg16", "resnet50", "inception_3a")


class ConvExplorer(Explorer):
    """One layer of a stack as a moving window, and the stack as a table: sizes, parameters, work, receptive field.

    Args:
        layers: the stack: "lenet5", "alexnet", "vgg16", "resnet50", "inception_3a", Keras code as text, a list of
            dicts as in `nnkit.layer_specs`, or a model of nnkit or Keras that is a chain.
        input_shape: (H, W, C), where the stack does not say it itself.
        **start: values of controls (layer, counted from 1, or its name; position, counted from 0 row by row), or
            settings of the input and of the layer chosen: input_size, channels, type, filters, units, kernel_size,
            pool_size, strides, padding, dilation_rate, groups, depth_multiplier, use_bias.

    Example:
        >>> explorer = ConvExplorer(input_size=28, channels=1, filters=6, kernel_size=5, strides=1, padding="same")
        >>> explorer.values["output_shape"], explorer.values["params"], explorer.values["multiply_adds"]
        ([28, 28, 6], 156, 117600)

    Taught in: 06 cnns
    """

    question = "Which pixels does one output see, how many outputs are there, and what do they cost?"
    main = "position"
    controls = (
        Place("layer", "layer chosen", 1, "Which layer of the stack is shown and set.", 1, 2),
        Layers("layers", "layers", START, "The stack."),
        Place("position", "position of the window", 12, "Moves the window, row by row.", 0, 24, play=True),
    )
    presets: ClassVar[dict[str, dict]] = {
        "A stride that does not fit": {"input_size": 11, "strides": 3, "position": 4},
        "Same": {"padding": "same", "strides": 1, "position": 0},
        "Same with a stride": {"padding": "same", "position": 35},
        "Dilated": {"strides": 1, "dilation_rate": 3, "position": 14},
        "Depthwise": {"channels": 8, "groups": 8, "strides": 1, "position": 30},
        "1 × 1": {"channels": 16, "kernel_size": 1, "strides": 1, "position": 65},
        "LeNet-5": {"layers": canonical("lenet5"), "layer": 3, "position": 44},
        "AlexNet": {"layers": canonical("alexnet"), "layer": 1, "position": 1540},
        "VGG-16": {"layers": canonical("vgg16"), "layer": 13, "position": 400},
    }

    def __init__(self, layers: Any = None, input_shape: Any = None, **start: Any):
        if layers is not None or input_shape is not None:
            start["layers"] = canonical(START[1:] if layers is None else layers, input_shape)
        if start:
            start.setdefault("position", 0)
        super().__init__(**self._folded(start, START, 1))

    def compute(self, state: dict) -> Result:
        """Return the numbers of the layer chosen, and the table."""
        return compute(state)

    def view(self, result: Result, ghost: Result | None = None) -> StackView:
        """Return the four pictures, their words and the table."""
        return convolution_view(result)

    def hidden(self, state: dict) -> set[str]:
        """Return the position for a layer without a window."""
        return set() if self.result is None or self.result.axes else {"position"}

    def set(self, **changes: Any) -> "ConvExplorer":
        """Move several controls at once; settings of the layer chosen, such as kernel_size, go into the stack."""
        state = self._widgets["layers"].value, self._widgets["layer"].place
        return super().set(**self._folded(changes, *state))

    def redraw(self) -> None:
        """Compute and draw the present state, and let sliders and code say the same."""
        try:
            super().redraw()
        finally:
            self._follow()

    # The workings

    @staticmethod
    def _folded(values: dict, stack: tuple[dict, ...], layer: int) -> dict:
        """Return the values with the settings of input and layer written into the stack."""
        settings = {name: values[name] for name in SETTINGS if name in values}
        rest = {name: value for name, value in values.items() if name not in settings}
        if "layers" in rest:
            stack = rest["layers"] = canonical(rest["layers"])
            layer = 1
        if isinstance(rest.get("layer"), str):
            rest["layer"] = _number_of(rest["layer"], stack)
        if settings:
            rest["layers"] = with_settings(stack, rest.get("layer", layer), settings)
        return rest

    def _arrange(self) -> None:
        super()._arrange()
        self.editor, self.code_box = self._widgets["layers"], CodeBox(lambda stack: self.set(layers=stack, layer=1))
        self.editor.on_edit = lambda stack, layer: self.set(layers=stack, layer=layer)
        self.hand = Hand(self._point, self._choose)
        self.children = (*self.children, self.code_box, self.hand)

    def _point(self, row: int, column: int) -> None:
        if self.result is not None and self.result.axes:
            self._widgets["position"].value = row * self.result.axes[1].out + column

    def _choose(self, layer: int) -> None:
        self._widgets["layer"].value = layer

    def _follow(self) -> None:
        """Let every control say what the state says, whether it can be drawn or not."""
        stack, layer = self.editor.value, self._widgets["layer"].value
        self._widgets["layer"].run_to(max(len(stack) - 1, 1))
        usable = self.error == "" and self.result is not None
        if usable:
            last = max(self.result.count - 1, 0)
            self._widgets["position"].run_to(last)
            self._by_name["position"] = replace(self._by_name["position"], high=last)  # for an exported page
        self.editor.show(layer, self.result.input_shape[-1] if usable else None)
        self.code_box.show(stack)

    def _line(self, state: dict) -> str:
        parts = self._stack_arguments(state["layers"])
        parts += [f"layer={state['layer']}"] if state["layer"] != 1 else []
        usual = 0 if parts else self._by_name["position"].value
        parts += [f"position={state['position']}"] if state["position"] != usual else []
        return f"ConvExplorer({', '.join(parts)})"

    @staticmethod
    def _stack_arguments(stack: tuple[dict, ...]) -> list[str]:
        settings = settings_of(stack, START)
        if settings is not None:
            return [f"{name}={value!r}" for name, value in settings.items()]
        for name in NAMES:
            if canonical(name) == stack:
                return [f"layers={name!r}"]
        return [f"layers={list(stack)!r}"]


def _number_of(name: str, stack: tuple[dict, ...]) -> int:
    names = [spec.get("name", "") for spec in stack[1:]]
    if name not in names:
        known = ", ".join(filter(None, names)) or "none has a name"
        raise ValueError(f"layer: received {name!r}, expected one of {known}, or a number from 1. Check its spelling.")
    return names.index(name) + 1
