"""A button for each neuron, which drops it or brings it back; a click on the neuron in the picture does the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import anywidget
import traitlets

from widgets.controls import Control
from widgets.panel import HERE


@dataclass(frozen=True)
class ByHand(Control):
    """Neurons that are dropped (0) or kept (1) by hand, whatever the mask says: neuron -> 0 or 1.

    Args:
        neurons: their names, a letter for the layer and a number: "a1".
    """

    neurons: Sequence[str] = ()

    def check(self, value: Any) -> dict[str, int]:
        """Return the dict in the order of the neurons."""
        usable = isinstance(value, dict) and not set(value) - set(self.neurons) and set(value.values()) <= {0, 1}
        if not usable:
            expected = f"a dict from neurons ({self.neurons[0]} to {self.neurons[-1]}) to 0 (dropped) or 1 (kept)"
            raise self.refuse(value, expected)
        return {name: int(value[name]) for name in self.neurons if name in value}

    def widget(self) -> "NeuronSwitches":
        """Return new buttons."""
        return NeuronSwitches(self)


class NeuronSwitches(anywidget.AnyWidget):
    """Buttons in rows, a row a layer; `value` is what was set by hand, `kept` what the picture shows.

    The page reports a click as (neuron, number of the click), so that two clicks on one neuron are two. It hears the
    buttons, and every element of the panel's pictures that has `data-neuron`.
    """

    _esm = HERE / "neuron_switches.js"
    label = traitlets.Unicode().tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    kept = traitlets.Dict().tag(sync=True)
    value = traitlets.Dict().tag(sync=True)
    clicked = traitlets.List().tag(sync=True)

    def __init__(self, control: ByHand):
        rows = [list(names) for _, names in groupby(control.neurons, key=lambda name: name[0])]
        super().__init__(label=control.label, hint=control.tooltip, rows=rows, value=dict(control.value))
        self.on_click: Callable[[str], object] = lambda neuron: None
        self.add_class("nnk-whole")
        self.observe(lambda change: self.on_click(change["new"][0]), "clicked")
