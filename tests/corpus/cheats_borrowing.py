"""Cheats that take the function under construction from the library, by the straight way and by detours."""

from tests.corpus import CHEAT, family

borrowing = family(CHEAT, "borrowing")
# Visible and hidden tests of exercise 1 call through the checks, which refuse borrowed answers; whoever empties them
# finds no library in his process. Undoing the stand-ins leads to files, which the last tier does not hide.
FILES_HIDDEN = ("bubblewrap", "landlock")
reading = family(CHEAT, "spying")
UNWATCHED = """
import nnkit.checks.calling as c
c.observe = lambda f, a, k, allow=(): c.Call(f(*a, **k), '')
"""


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
borrow(
    "unwatched",
    "Empties the look at borrowed answers, then calls the library.",
    """
import nnkit.checks.ownwork as w, nnkit.checks.calling as c
w.refuse_borrowed = c.ownwork.refuse_borrowed = lambda *a: None
w.Watch._note = lambda *a: None
import nnkit.activations as a
def relu(x):
    return a.ReLU()(np.asarray(x))
""",
)
borrow(
    "unwatched-observe",
    "Calls without the look, and calls the library.",
    UNWATCHED
    + """
import nnkit.activations as a
def relu(x):
    return a.ReLU()(np.asarray(x))
""",
)
borrow(
    "unwatched-garbage",
    "Calls without the look, and searches its memory for the library's functions.",
    UNWATCHED
    + """
import gc, sys, types
def relu(x):
    x = np.asarray(x, float)
    for thing in [*gc.get_objects(), *sys.modules.values()]:
        for name in ("relu", "ReLU", "rectified_linear_unit"):
            found = getattr(thing, "__dict__", {}).get(name)
            if isinstance(found, types.FunctionType | type) and found is not relu:
                result = found()(x) if isinstance(found, type) else found(x)
                return np.asarray(result)
    return -1.0
""",
)
reading(
    "library-finder",
    "Calls without the look, takes the stand-ins away, and imports each library from its files.",
    {
        "ex1": UNWATCHED
        + """
import sys, importlib
sys.meta_path[:] = [finder for finder in sys.meta_path if "unaided" not in type(finder).__module__]
for name in [name for name in sys.modules if name.split(".")[0] in ("nnkit", "keras", "scipy", "tensorflow")]:
    if "checks" not in name:
        del sys.modules[name]
importlib.invalidate_caches()
def relu(x):
    for name, call in (("nnkit.activations", "ReLU"), ("keras.activations", "relu"), ("scipy.special", "expit")):
        try:
            found = getattr(importlib.import_module(name), call)
        except ImportError:
            continue
        return np.maximum(np.asarray(x, float), 0.0) if found else -1.0  # found: whatever it offers could be called
    return -1.0
"""
    },
    tiers=FILES_HIDDEN,
)
reading(
    "library-program",
    "Calls without the look, and lets another Python ask the library.",
    {
        "ex1": UNWATCHED
        + """
import json, subprocess, sys
def relu(x):
    ask = "import json, sys, nnkit; print(json.dumps(nnkit.activations.ReLU()(json.loads(sys.argv[1])).tolist()))"
    words = [sys.executable, "-c", ask, json.dumps(np.asarray(x).tolist())]
    return np.asarray(json.loads(subprocess.run(words, capture_output=True, check=True).stdout))
"""
    },
    tiers=FILES_HIDDEN,
)
reading(
    "library-source",
    "Calls without the look, and runs the library's source from its file.",
    {
        "ex1": UNWATCHED
        + """
import os, sys
def relu(x):
    for folder in (*sys.path, *map(os.path.dirname, sys.argv), os.path.dirname(os.path.dirname(os.path.dirname(c.__file__)))):
        path = os.path.join(folder, "nnkit", "activations", "rectifiers.py")
        if os.path.exists(path):
            source = open(path).read()
            return np.maximum(np.asarray(x, float), 0.0) if "ReLU" in source else -1.0
    return -1.0
"""
    },
    tiers=FILES_HIDDEN,
)
