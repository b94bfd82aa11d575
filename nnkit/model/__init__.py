"""Models: layers put together, trained, saved, and carried to Keras and back.

`Sequential` is a chain of layers; `Model` is a graph, for paths that part and meet again.
"""

from nnkit.model.callbacks import Callback, EarlyStopping, LearningRateScheduler, WeightAveraging
from nnkit.model.graph import Model
from nnkit.model.keras_bridge import from_keras, to_keras
from nnkit.model.network import Network
from nnkit.model.sequential import Sequential
from nnkit.model.storage import load, save
from nnkit.model.training import History

__all__ = [
    "Callback",
    "EarlyStopping",
    "History",
    "LearningRateScheduler",
    "Model",
    "Network",
    "Sequential",
    "WeightAveraging",
    "from_keras",
    "load",
    "save",
    "to_keras",
]
