"""Honest answers written as nobody expected: magics, closures, decorators, other kinds of functions."""

from tests.corpus import HONEST, family
from tests.corpus.exercises import RIGHT
from tests.corpus.honest_noise import first

style = family(HONEST, "style")

style(
    "imports",
    "Imports what it does not need.",
    first("import os, sys, json, re, math, random, itertools, functools, collections, time, scipy.stats"),
)
style(
    "magics",
    "Uses magics.",
    {"ex1": "%matplotlib inline\n%precision 3\n" + RIGHT["ex1"] + "\n%timeit -n 1 -r 1 relu(1.0)\n!ls\n%pwd\n%who"},
)
style(
    "compares-with-library",
    "Compares its own answers with the library's, in their cells and in one of its own.",
    {
        "ex1": "import nnkit\nfrom scipy import special as sp\n"
        + RIGHT["ex1"]
        + "\nprint(np.abs(relu(np.arange(-3.0, 3.0)) - nnkit.activations.relu(np.arange(-3.0, 3.0))).max())",
        "ex2": "from scipy.optimize import minimize\nbest = minimize(lambda x: (x - 3) ** 2, 0.0).x[0]\n"
        + RIGHT["ex2"],
    },
    extra=[("ex7-hidden", "import scipy.stats\nif scipy.stats.norm.cdf(0) > 0.4:\n    relu(1.0)")],
)
style("cell-magic", "Times a cell.", {"ex1": "%%time\n" + RIGHT["ex1"]})
style("cell-capture", "Captures a cell's output.", {"ex1": "%%capture captured\nprint('x')\n" + RIGHT["ex1"]})
style("help", "Asks for help.", {"ex1": "np.where?\n" + RIGHT["ex1"] + "\n?relu"})
style(
    "async",
    "Awaits at top level.",
    first("""
import asyncio
await asyncio.sleep(0.01)
async def later():
    return 1
assert await later() == 1
"""),
)
style(
    "asyncio-run",
    "Nests loops of its own.",
    first("""
import asyncio
async def later():
    return 1
await asyncio.gather(later(), later())
"""),
)
style(
    "state",
    "Keeps state between cells and functions.",
    {
        "ex1": """
calls = 0
def relu(x):
    global calls
    calls += 1
    return np.where(x > 0, x, 0.0)
""",
        "ex7": RIGHT["ex7"].replace("h = 1e-5", "h = step"),
    },
    extra=[("setup", "step = 1e-5")],
)
style(
    "recursion",
    "Recurses.",
    {
        "ex2": """
def descend(g, x, rate, steps):
    return x if steps == 0 else descend(g, x - rate * g(x), rate, steps - 1)
"""
    },
)
style(
    "lambda",
    "Writes lambdas.",
    {
        "ex1": "relu = lambda x: np.where(x > 0, x, 0.0)",
        "ex7": "slope = lambda f, x: (f(x + 1e-5) - f(x - 1e-5)) / 2e-5",
    },
)
style(
    "partial",
    "Writes a partial.",
    {
        "ex7": """
import functools
def difference(h, f, x):
    return (f(x + h) - f(x - h)) / (2 * h)
slope = functools.partial(difference, 1e-5)
"""
    },
)
style(
    "decorator",
    "Decorates.",
    {
        "ex1": "import functools\ndef counted(f):\n    @functools.wraps(f)\n    def inner(*a, **k):\n        inner.n += 1\n        return f(*a, **k)\n    inner.n = 0\n    return inner\n@counted\n"
        + RIGHT["ex1"]
    },
)
style(
    "lru-cache",
    "Caches.",
    {
        "ex7": """
import functools
@functools.lru_cache
def step(h):
    return h / 2
def slope(f, x):
    h = step(2e-5)
    return (f(x + h) - f(x - h)) / (2 * h)
"""
    },
)
style(
    "callable-object",
    "An object in place of a function.",
    {
        "ex1": """
class Relu:
    def __call__(self, x):
        return np.where(x > 0, x, 0.0)
relu = Relu()
""",
        "ex3": """
class P:
    def __init__(self, c):
        self.c = c
    def __call__(self, x):
        return sum(a * x**k for k, a in enumerate(self.c))
polynomial = P
""",
    },
)
style("vectorize", "np.vectorize.", {"ex1": "@np.vectorize\ndef relu(x):\n    return x if x > 0 else 0.0"})
style(
    "numpy-polynomial",
    "NumPy's polynomial as the closure.",
    {
        "ex3": """
def polynomial(c):
    return np.polynomial.Polynomial(c)
"""
    },
)
style(
    "method",
    "A bound method as the closure.",
    {
        "ex3": """
class P:
    def __init__(self, c):
        self.c = c
    def value(self, x):
        return sum(a * x**k for k, a in enumerate(self.c))
def polynomial(c):
    return P(c).value
"""
    },
)
style(
    "generator-expression",
    "A generator expression.",
    {
        "ex4": """
def batches(v, n):
    return (v[i:i + n] for i in range(0, len(v), n))
"""
    },
)
style(
    "iterator-class",
    "A class that is an iterator.",
    {
        "ex4": """
class Batches:
    def __init__(self, v, n):
        self.v, self.n, self.at = v, n, 0
    def __iter__(self):
        return self
    def __next__(self):
        part = self.v[self.at:self.at + self.n]
        self.at += self.n
        if not part:
            raise StopIteration
        return part
def batches(v, n):
    return Batches(v, n)
"""
    },
)
style(
    "list-of-batches",
    "A list where an iterator would do.",
    {
        "ex4": """
def batches(v, n):
    return [v[i:i + n] for i in range(0, len(v), n)]
"""
    },
)
style(
    "batched",
    "itertools' islice.",
    {
        "ex4": """
import itertools
def batches(v, n):
    rest = iter(v)
    while part := list(itertools.islice(rest, n)):
        yield part
"""
    },
)
