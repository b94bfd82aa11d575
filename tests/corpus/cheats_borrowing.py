"""Cheats that take the function under construction from the library, by the straight way and by detours."""

from tests.corpus import CHEAT, family

borrowing = family(CHEAT, "borrowing")
# Visible and hidden tests of exercise 1 call through the checks, which refuse borrowed answers.


def borrow(title, what, source, **more):
    """Exercise 1 answered by the library."""
    borrowing(title, what, {"ex1": source}, **more)


borrow(
    "import",
    "Imports the class.",
    """
from nnkit.activations import ReLU
def relu(x):
    return ReLU()(np.asarray(x))
""",
)
borrow(
    "inside",
    "Imports it inside of the function.",
    """
def relu(x):
    from nnkit import activations
    return activations.get('relu')(np.asarray(x))
""",
)
borrow("alias", "Binds the library's method.", "import nnkit.activations as a\nrelu = a.ReLU().__call__")
borrow(
    "partial",
    "Wraps it in a partial.",
    """
import functools, nnkit.activations as a
relu = functools.partial(a.ReLU.__call__, a.ReLU())
""",
)
borrow(
    "importlib",
    "Imports it by its name.",
    """
import importlib
def relu(x):
    return importlib.import_module('nnkit.activations').ReLU()(np.asarray(x))
""",
)
borrow(
    "dunder-import",
    "Imports it by __import__.",
    """
def relu(x):
    return __import__('nnkit.activations').activations.ReLU()(np.asarray(x))
""",
)
borrow(
    "exec",
    "Imports it in an exec.",
    """
def relu(x):
    space = {}
    exec('from nnkit.activations import ReLU', space)
    return space['ReLU']()(np.asarray(x))
""",
)
borrow(
    "sys-modules",
    "Takes it from sys.modules.",
    """
import sys, nnkit.activations
def relu(x):
    return sys.modules['nnkit.activations'].ReLU()(np.asarray(x))
""",
)
borrow(
    "getattr",
    "Takes it by getattr of a name put together.",
    """
import nnkit.activations
def relu(x):
    return getattr(nnkit.activations, 'Re' + 'LU')()(np.asarray(x))
""",
)
borrow(
    "default",
    "Hides it in a default argument.",
    """
import nnkit.activations as a
def relu(x, f=a.ReLU()):
    return f(np.asarray(x))
""",
)
borrow(
    "closure",
    "Hides it in a closure.",
    """
import nnkit.activations as a
def make():
    f = a.ReLU()
    def relu(x):
        return f(np.asarray(x))
    return relu
relu = make()
""",
)
borrow(
    "attribute",
    "Hides it in an attribute of the function.",
    """
import nnkit.activations as a
def relu(x):
    return relu.f(np.asarray(x))
relu.f = a.ReLU()
""",
)
borrow(
    "class",
    "Hides it in a class with __call__.",
    """
import nnkit.activations as a
class R(a.ReLU):
    def __call__(self, x):
        return self(np.asarray(x))
relu = R()
""",
)
borrow(
    "keras",
    "Takes Keras' one.",
    """
def relu(x):
    import keras
    return np.asarray(keras.ops.relu(np.asarray(x)))
""",
)
borrow(
    "garbage",
    "Finds it among all classes.",
    """
import nnkit.activations
def relu(x):
    for kind in object.__subclasses__():
        for one in kind.__subclasses__():
            if one.__name__ == 'ReLU':
                return one()(np.asarray(x))
""",
)
