"""Honest answers that call, catch and leave in unusual ways, and other results than were meant."""

from tests.corpus import HONEST, family
from tests.corpus.exercises import RIGHT
from tests.corpus.honest_noise import first
from tests.corpus.honest_style import style

results = family(HONEST, "results")

style(
    "keyword",
    "Other parameter names and defaults.",
    {
        "ex2": """
def descend(grad, start, lr=0.1, n=10, *, verbose=False):
    for _ in range(n):
        start = start - lr * grad(start)
    return start
"""
    },
)
style(
    "star",
    "Star arguments.",
    {
        "ex7": """
def slope(*args, **kwargs):
    f, x = args
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
"""
    },
)
style(
    "other-answers",
    "Uses one answer in another.",
    {"ex2": RIGHT["ex2"].replace("return x", "return x + 0 * relu(-1.0)")},
)
style(
    "exception-inside",
    "Catches exceptions of its own.",
    {
        "ex1": """
class Odd(Exception):
    pass
def relu(x):
    try:
        raise Odd
    except Odd:
        return np.where(x > 0, x, 0.0)
"""
    },
)
style(
    "callback-caught",
    "Catches what a callback raises.",
    {
        "ex7": """
def slope(f, x):
    try:
        f('text')
    except Exception:
        pass
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
"""
    },
)
style(
    "callback-passed-on",
    "Passes a callback on to NumPy and map.",
    {
        "ex7": """
def slope(f, x):
    high, low = map(f, (x + 1e-5, x - 1e-5))
    return (np.vectorize(lambda v: v)(high) - low) / 2e-5
"""
    },
)
style("input", "Asks at top level for input.", extra=[("ex1-hidden", "input('continue? ')")])
style(
    "exit",
    "Ends with exit() in a cell of its own.",
    extra=[
        ("ex1-hidden", "exit()"),
        ("ex2-hidden", "quit()"),
        (
            "ex3-hidden",
            """
import sys
sys.exit()
""",
        ),
    ],
)
style("stop-cell", "Raises on purpose in a cell of its own.", extra=[("ex1-hidden", "raise SystemExit('Stop here')")])
style(
    "reset",
    "Looks at IPython's own names.",
    {"ex1": RIGHT["ex1"] + "\nlen(In), len(Out), _, __, get_ipython().user_ns"},
)
style(
    "environment",
    "Sets variables of the environment.",
    first("""
import os
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '2'
os.environ['OMP_NUM_THREADS'] = '4'
"""),
)
style(
    "chdir",
    "Changes the working directory.",
    first("""
import os
os.makedirs('data', exist_ok=True)
os.chdir('data')
"""),
)
style(
    "subprocess",
    "Starts a program.",
    first("""
import subprocess
assert subprocess.run(['echo', 'x'], capture_output=True).stdout
"""),
)

results(
    "float32",
    "Single precision.",
    {
        "ex1": """
def relu(x):
    return np.where(np.asarray(x) > 0, x, 0)
""",
        "ex6": """
minimum = float(np.float32(1.625))
table = {'lowest': np.float32(2.0), 'at zero': np.float64(loss(0.0))}
""",
    },
)
results(
    "numpy-scalars",
    "NumPy's numbers for Python's.",
    {
        "ex3": """
def polynomial(c):
    return lambda x: np.float64(sum(a * x**k for k, a in enumerate(c)))
""",
        "ex5": RIGHT["ex5"].replace("return self.total / self.count", "return np.float64(self.total / self.count)"),
        "ex6": """
minimum = np.float64(1.625)
table = dict(lowest=np.float64(2), **{'at zero': loss(0)})
""",
    },
)
results(
    "int",
    "Whole numbers.",
    {
        "ex4": """
def batches(v, n):
    for i in range(0, len(v), n):
        yield [np.int32(one) for one in v[i:i + n]]
"""
    },
)
results(
    "lists",
    "Lists for arrays.",
    {
        "ex1": """
def relu(x):
    return np.where(np.asarray(x) > 0, x, 0.0).tolist()
"""
    },
)
results(
    "tuples",
    "Tuples for lists.",
    {
        "ex4": """
def batches(v, n):
    for i in range(0, len(v), n):
        yield tuple(v[i:i + n])
"""
    },
)
results(
    "arrays",
    "Arrays for lists.",
    {
        "ex4": """
def batches(v, n):
    for i in range(0, len(v), n):
        yield np.array(v[i:i + n])
"""
    },
)
results(
    "named-tuple",
    "Named tuples for lists.",
    {
        "ex4": """
from collections import namedtuple
def batches(v, n):
    for i in range(0, len(v), n):
        part = v[i:i + n]
        yield namedtuple('Part', [f'x{k}' for k in range(len(part))])(*part)
"""
    },
)
results(
    "dict-subclasses",
    "Other dicts.",
    {
        "ex6": """
from collections import OrderedDict, defaultdict
minimum = 1.625
table = defaultdict(float, OrderedDict(lowest=2.0))
table['at zero'] = loss(0.0)
"""
    },
)
results(
    "zero-dimensional",
    "Arrays of shape () for numbers.",
    {
        "ex7": """
def slope(f, x):
    return np.asarray((f(x + 1e-5) - f(x - 1e-5)) / 2e-5)
"""
    },
)
results(
    "views",
    "Views and transposed arrays.",
    {
        "ex1": """
def relu(x):
    return np.where(np.asarray(x).T > 0, np.asarray(x).T, 0.0).T
"""
    },
)
results(
    "matrix",
    "Fortran's order.",
    {
        "ex1": """
def relu(x):
    return np.asfortranarray(np.where(np.asarray(x) > 0, x, 0.0)) if np.ndim(x) else max(x, 0.0)
"""
    },
)
results(
    "fractions",
    "Exact numbers in between.",
    {
        "ex3": """
from fractions import Fraction
def polynomial(c):
    return lambda x: float(sum(Fraction(a) * Fraction(x)**k for k, a in enumerate(c)))
"""
    },
)
