"""The mathematics of the course: neural networks in NumPy, written to be read.

`import nnkit` alone loads nothing else; a submodule is imported when it is first used, so
`nnkit.activations.sigmoid(x)` works after `import nnkit` and a lesson pays only for what it touches.

Example:
    >>> import nnkit
    >>> nnkit.activations.relu([-1.0, 2.0])
    array([0., 2.])
"""

import importlib
import pkgutil


def _submodules() -> list[str]:
    return [module.name for module in pkgutil.iter_modules(__path__)]


def __getattr__(name: str):
    """Import the submodule `name` on first use (PEP 562)."""
    if name in _submodules():
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module 'nnkit' has no attribute {name!r}; it has {', '.join(_submodules())}")


def __dir__() -> list[str]:
    """List the submodules too, so that completion finds them before they are loaded."""
    return sorted({*globals(), *_submodules()})
