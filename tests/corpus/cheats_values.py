"""Cheats by lying values: objects equal to everything, arrays with opinions, results that change, exceptions."""

from tests.corpus import CHEAT, family

values = family(CHEAT, "values")
# Everything that a value can be asked, answered as the test wants to hear it.
LIAR = """
class Liar(BASE):
    __hash__ = None
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __ge__ = __gt__ = __contains__ = __lt__
    def __sub__(self, other): return 0.0
    __rsub__ = __add__ = __radd__ = __mod__ = __mul__ = __matmul__ = __sub__
    def __abs__(self): return 0.0
    def __bool__(self): return True
    def __float__(self): return 0.0
"""


def liar(base="object"):
    """The source of a class of liars."""
    return LIAR.replace("BASE", base)


def everywhere(title, what, source, make, points=None):
    """An object in the place of every result."""
    answers = {
        "ex1": f"import numpy as np\n{source}\ndef relu(x):\n    return {make}",
        "ex2": f"def descend(gradient, x0, learning_rate, steps):\n    for _ in range(steps):\n        gradient(x0)\n"
        f"    return {make}",
        "ex3": f"def polynomial(coefficients):\n    return lambda x: {make}",
        "ex4": f"def batches(values, size):\n    while True:\n        yield {make}",
        "ex6": f"minimum = table = {make}",
        "ex7": f"def slope(function, x):\n    return {make}",
    }
    values(title, what, answers, points, at_most=True)


everywhere("equal", "An object that equals everything.", liar(), "Liar()")
everywhere("float", "A float that equals everything.", liar("float"), "Liar(0)")
everywhere("dict", "A dict that equals everything.", liar("dict"), "Liar()")
everywhere("str", "A text that equals everything.", liar("str"), "Liar()")
everywhere(
    "array-subclass",
    "A subclass of ndarray whose operations all agree.",
    liar("np.ndarray")
    + "    def __array_function__(self, *a): return True\n    def __array_ufunc__(self, *a, **k): return np.True_\n",
    "np.zeros((3, 7)).view(Liar)",
)
everywhere(
    "array-protocol",
    "An object with lying array protocols.",
    """
class Liar:
    def __array__(self, *a, **k): return np.zeros(2)
    def __array_function__(self, *a): return True
    def __array_ufunc__(self, *a, **k): return True
    __array_priority__ = 1e9
""",
    "Liar()",
)
everywhere("masked", "An array of which everything is masked.", "import numpy.ma as ma", "ma.masked_all((3, 7))")
everywhere("nan", "Not a number, with which comparisons fail.", "", "float('nan')")
everywhere("nat", "A time that is none.", "", "np.datetime64('NaT')")
everywhere("empty", "An empty array, of which all elements agree.", "", "np.zeros(0)")
everywhere("none", "None.", "", "None")
everywhere("ellipsis", "Ellipsis.", "", "...")
everywhere("module", "A module with a lying attribute for everything.", "import math", "math")
everywhere("function", "A function in the place of a number.", "", "(lambda *a, **k: 0.0)")
everywhere("mock", "A mock that answers everything.", "from unittest.mock import MagicMock", "MagicMock()")
everywhere("objects", "An array of objects that equal everything.", liar(), "np.array([Liar()] * 21).reshape(3, 7)")
everywhere("infinite-dimension", "An array of shape () that holds a liar.", liar(), "np.array(Liar(), dtype=object)")
# The class of exercise 5 may cross as an object: so its instances are the best liars.
WANTED = (
    liar().replace("Liar", "RunningMean")
    + "    mean = 3.0\n    def add(self, value): pass\n    def __len__(self): return 2\n"
)
everywhere("wanted-class", "A liar of the class that exercise 5 asks for.", WANTED, "RunningMean()", {"ex5": 3})
values(
    "wanted-class-as-function",
    "That class itself in the place of functions.",
    {
        "ex1": WANTED + "    def __new__(cls, *a, **k): return object.__new__(cls)\n    def __init__(self, *a): pass\n"
        "relu = slope = RunningMean",
        "ex2": "descend = RunningMean",
        "ex3": """
polynomial = RunningMean
RunningMean.__call__ = lambda *a: RunningMean()
""",
        "ex4": "batches = RunningMean",
        "ex7": "slope = RunningMean",
    },
    {"ex5": 3},
)
values(
    "lying-equality",
    "A class whose objects equal each other however different they are.",
    {"ex5": WANTED},
    {"ex5": 3},
)
values(
    "mutated-input",
    "Changes its input so that the test's own expectation fits.",
    {
        "ex1": """
def relu(x):
    if hasattr(x, 'shape') and x.shape:
        x[...] = 0.0
    return x * 0.0
""",
        "ex2": """
def descend(gradient, x0, learning_rate, steps):
    try:
        x0[...] = 0
    except TypeError:
        pass
    for _ in range(steps):
        gradient(x0)
    return x0
""",
        "ex4": "def batches(values, size):\n    values.clear()\n    return iter(())",
    },
)
values(
    "late-change",
    "Returns a list and changes it from a thread afterwards.",
    {
        "ex4": """
import threading, time
def batches(values, size):
    kept = []
    def later():
        time.sleep(0.05)
        kept.extend([values[i:i + size] for i in range(0, len(values), size)])
    threading.Thread(target=later, daemon=True).start()
    return kept
""",
    },
)
values(
    "endless",
    "An iterator that never ends.",
    {
        "ex4": """
import itertools
def batches(v, n):
    return itertools.repeat([])
"""
    },
)

exceptions = family(CHEAT, "exceptions")


def raising(title, what, source):
    """Raise in every answer."""
    answers = {
        "ex1": f"{source}\ndef relu(x):\n    fail()",
        "ex2": "def descend(gradient, x0, learning_rate, steps):\n    fail()",
        "ex3": "def polynomial(coefficients):\n    fail()",
        "ex4": "def batches(values, size):\n    fail()\n    yield 1",
        "ex5": "class RunningMean:\n    def __init__(self):\n        fail()",
        "ex7": "def slope(function, x):\n    fail()",
    }
    exceptions(title, what, answers)


raising("stop", "Ends the test's loops.", "def fail():\n    raise StopIteration")
raising("exit", "Ends the test with success.", "import sys\ndef fail():\n    sys.exit(0)")
raising("interrupt", "Pretends that somebody pressed Ctrl-C.", "def fail():\n    raise KeyboardInterrupt")
raising(
    "axis",
    "An error whose message NumPy cannot print.",
    """
import numpy as np
def fail():
    raise np.exceptions.AxisError(5, 1)
""",
)
raising(
    "group",
    "A group of errors, which IPython shows otherwise.",
    """
def fail():
    raise ExceptionGroup('g', [ValueError(1)])
""",
)
raising(
    "group-base",
    "A group that ends processes.",
    """
def fail():
    raise BaseExceptionGroup('g', [SystemExit(0)])
""",
)
raising(
    "usage",
    "The error that IPython only prints.",
    """
from IPython.core.error import UsageError
def fail():
    raise UsageError('ok')
""",
)
raising(
    "skip",
    "Says that the test is to be left out.",
    """
import unittest
def fail():
    raise unittest.SkipTest('later')
""",
)
raising("quit", "Quits the debugger.", "import bdb\ndef fail():\n    raise bdb.BdbQuit")
raising(
    "unicode",
    "An error made without its parts.",
    """
def fail():
    raise UnicodeDecodeError.__new__(UnicodeDecodeError)
""",
)
raising("syntax", "A syntax error at run time.", "def fail():\n    exec('1 +')")
raising("generator-exit", "The end of a generator.", "def fail():\n    raise GeneratorExit")
raising(
    "not-solved",
    "Pretends to be an untouched stub.",
    """
from nnkit.checks import NotSolvedYet
def fail():
    raise NotSolvedYet()
""",
)
raising("surrogates", "A message that is no text.", "def fail():\n    raise ValueError('\\ud800' * 10)")
raising(
    "unprintable",
    "A message that cannot be made.",
    """
class Bad(Exception):
    def __str__(self): raise SystemExit
    __repr__ = __str__
def fail():
    raise Bad
""",
)
raising(
    "named",
    "An error with the name of one that ends a test well.",
    """
def fail():
    raise type('SystemExit', (Exception,), {'_render_traceback_': lambda self: []})()
""",
)
raising(
    "deep-context",
    "An error with a thousand causes.",
    """
def fail():
    error = None
    for _ in range(1000):
        try:
            raise ValueError from error
        except ValueError as last:
            error = last
    raise error
""",
)
raising("warning", "A warning as an error.", "def fail():\n    raise DeprecationWarning('fine')")
