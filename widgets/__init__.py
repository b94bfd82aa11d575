"""The explorers: ipywidgets over nnkit.

`from widgets import ActivationExplorer` loads what it names and no more.
"""

import importlib

_HOMES = {
    "ActivationExplorer": "activations",
    "BatchNormExplorer": "batchnorm",
    "ConvExplorer": "convolution",
    "DropoutExplorer": "dropout",
    "Explorer": "base",
    "Gallery": "gallery",
    "GradientDescentExplorer": "gradient_descent",
    "InitializationExplorer": "initialization",
    "KernelExplorer": "kernels",
    "LRDecayExplorer": "schedules",
    "LSTMExplorer": "lstm",
    "NetworkPlayground": "playground",
    "NeuronExplorer": "neurons",
    "OptimizerRace": "optimizers",
    "OverfittingExplorer": "overfitting",
    "Prediction": "prediction",
    "ProgressPanel": "progress",
    "Quiz": "quiz",
    "ResidualExplorer": "residuals",
    "Review": "review",
    "SoftmaxExplorer": "softmax",
    "TransferExplorer": "transfer",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"widgets has no {name!r}; it has {', '.join(__all__)}.")
    value = getattr(importlib.import_module(f"widgets.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
