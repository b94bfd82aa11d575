"""Honest answers in unusual Python: classes, syntax, files, threads, state."""

from tests.corpus.exercises import RIGHT
from tests.corpus.honest_noise import first
from tests.corpus.honest_style import style

style(
    "dataclass",
    "A dataclass.",
    {
        "ex5": """
from dataclasses import dataclass, field
@dataclass
class RunningMean:
    values: list = field(default_factory=list)
    def add(self, v):
        self.values.append(v)
    @property
    def mean(self):
        return sum(self.values) / len(self.values)
    def __len__(self):
        return len(self.values)
    def __add__(self, other):
        return RunningMean(self.values + other.values)
"""
    },
)
style(
    "inheritance",
    "A class that inherits.",
    {
        "ex5": """
class Base:
    def __init__(self, values=()):
        self.values = list(values)
    def add(self, v):
        self.values.append(v)
    def __len__(self):
        return len(self.values)
class RunningMean(Base):
    @property
    def mean(self):
        return np.mean(self.values)
    def __add__(self, other):
        return type(self)(self.values + other.values)
"""
    },
)
style(
    "slots",
    "A class with slots.",
    {
        "ex5": """
class RunningMean:
    __slots__ = ('v',)
    def __init__(self, v=()):
        self.v = list(v)
    def add(self, x):
        self.v += [x]
    mean = property(lambda self: sum(self.v) / len(self.v))
    def __len__(self):
        return len(self.v)
    def __add__(self, o):
        return RunningMean(self.v + o.v)
"""
    },
)
style(
    "builtin-names",
    "Variables named like builtins.",
    first("""
list = [1, 2]
hash = 3
id = 'x'
max = min = input = None
"""),
)
style("main-guard", "Guards its program.", {"ex1": RIGHT["ex1"] + "\nif __name__ == '__main__':\n    relu(1.0)"})
style(
    "type-hints",
    "Type hints and a docstring.",
    {
        "ex1": 'from __future__ import annotations\nfrom typing import Any\ndef relu(x: np.ndarray | float) -> Any:\n    """Return it."""\n    return np.where(x > 0, x, 0.0)'
    },
)
style(
    "match",
    "Structural pattern matching and walrus.",
    {
        "ex1": """
def relu(x):
    match np.ndim(x):
        case 0:
            return float(max(x, 0.0))
        case _:
            return np.where((y := x) > 0, y, 0.0)
"""
    },
)
style(
    "pickle",
    "Pickles and inspects its own functions.",
    {
        "ex1": RIGHT["ex1"]
        + "\nimport inspect, pickle, copy\nassert 'where' in inspect.getsource(relu)\npickle.loads(pickle.dumps(relu))\ncopy.deepcopy(relu)"
    },
)
style(
    "files",
    "Writes and reads files of its own.",
    first("""
with open('notes.txt', 'w') as f:
    f.write('x')
assert open('notes.txt').read() == 'x'
import tempfile, os
open(os.path.join(tempfile.mkdtemp(), 'a'), 'w').close()
"""),
)
style(
    "threads",
    "Uses threads.",
    first("""
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    assert list(pool.map(abs, [-1])) == [1]
"""),
)
style("random", "Draws without a seed elsewhere.", first("import random\nrandom.random(), np.random.rand(3)"))
style("seed", "Sets seeds.", first("import random\nrandom.seed(0); np.random.seed(0)"))
style(
    "print-options",
    "Changes NumPy's print options and error state.",
    first("""
np.set_printoptions(precision=2)
np.seterr(all='ignore')
"""),
)
style("del", "Deletes names that it no longer needs.", {"ex1": RIGHT["ex1"], "ex7": RIGHT["ex7"] + "\ndel checks"})
style(
    "rebound-np",
    "Imports NumPy again under the same name.",
    first("""
import numpy
import numpy as np
from math import *
from numpy import *
del sum
"""),
)
style(
    "long",
    "Works for a second.",
    first("""
import time
end = time.time() + 0.8
while time.time() < end:
    pass
"""),
)
style(
    "in-place",
    "Changes its argument in place.",
    {
        "ex2": """
def descend(g, x0, rate, steps):
    x = x0
    for _ in range(steps):
        if isinstance(x, np.ndarray):
            x -= rate * g(x)
        else:
            x = x - rate * g(x)
    return x
"""
    },
)
