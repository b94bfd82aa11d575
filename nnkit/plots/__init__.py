"""Figures of the course: functions that draw on a given matplotlib `Axes`, in colours that everyone can tell apart.

Every function takes the `Axes` first and returns it. Colour never carries a meaning alone: lines differ in dashes and
markers too, bars in their names, cells in their numbers. Only `style()` imports
pyplot.
"""

from nnkit.plots.curves import activation_curves, learning_curves, lines_with_spread, value_and_slope
from nnkit.plots.graph import computation_graph
from nnkit.plots.neurons import artificial_neuron, biological_neuron, network_diagram
from nnkit.plots.palette import OKABE_ITO, line_style, style
from nnkit.plots.pictures import confusion_matrix, decision_surface, feature_maps, kernels
from nnkit.plots.spread import bars_with_spread, histograms_by_layer

__all__ = [
    "OKABE_ITO",
    "activation_curves",
    "artificial_neuron",
    "bars_with_spread",
    "biological_neuron",
    "computation_graph",
    "confusion_matrix",
    "decision_surface",
    "feature_maps",
    "histograms_by_layer",
    "kernels",
    "learning_curves",
    "line_style",
    "lines_with_spread",
    "network_diagram",
    "style",
    "value_and_slope",
]
