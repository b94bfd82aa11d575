"""One answer is broken, the others are paid."""

from tests.corpus import HONEST, family
from tests.corpus.exercises import FULL, RIGHT

one_bad = family(HONEST, "one-bad")

BAD = {**FULL, "ex1": 0}


def bad(title, what, source, verdict="error", **more):
    """One answer is broken; the others are paid."""
    one_bad(title, what, {"ex1": source}, BAD, verdicts={"ex1": verdict, "ex2": "passed", "ex7": "passed"}, **more)


bad("syntax", "A syntax error.", "def relu(x)\n    return x")
bad("indentation", "Wrong indentation.", "def relu(x):\n  if x:\nreturn x")
bad("name", "A name that does not exist.", "def relu(x):\n    return numpy.maximum(x, 0)")
bad("misspelt", "Another name than the exercise's.", "def Relu(x):\n    return np.maximum(x, 0)")
bad("loop", "A loop that never ends.", "def relu(x):\n    while True:\n        pass", "out of time")
bad("crash", "The process crashes.", "import os\ndef relu(x):\n    os.kill(os.getpid(), 11)", "process died")
bad("recursion", "Recursion without end.", "def relu(x):\n    return relu(x)")
bad(
    "memory",
    "More memory than there is.",
    """
def relu(x):
    return [np.ones(10**7) for _ in range(10**5)]
""",
    ("out of memory", "process died", "error"),
)
bad("none", "No return.", "def relu(x):\n    np.maximum(x, 0)", "wrong")
bad("print-only", "Prints where it should return.", "def relu(x):\n    print(np.maximum(x, 0))", "wrong")
bad("arguments", "Too few parameters.", "def relu():\n    return 0")
bad("wrong", "A wrong answer.", "def relu(x):\n    return x", "wrong")
bad("stub", "Not answered.", "def relu(x):\n    raise NotImplementedError()", "not attempted")
bad("empty", "An empty cell.", "", ("error", "not attempted"))
bad("input", "Asks for input.", "def relu(x):\n    return float(input())")
bad("exit", "Leaves with exit().", "import sys\ndef relu(x):\n    sys.exit()")
bad("raises", "Raises an error of its own.", "class Odd(Exception):\n    pass\ndef relu(x):\n    raise Odd('x')")
bad("object", "Returns an object of its own.", "class R:\n    pass\ndef relu(x):\n    return R()", ("wrong", "error"))
bad("forgotten-call", "Returns a function.", "def relu(x):\n    return lambda: np.maximum(x, 0)", ("wrong", "error"))
bad("scalar-only", "Works for numbers alone.", "def relu(x):\n    return x if x > 0 else 0.0")
one_bad(
    "half",
    "Visible tests pass, hidden ones do not.",
    {
        "ex7": """
def slope(f, x):
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5 if f is loss else 0.0
"""
    },
    {**FULL, "ex7": 3},
)
one_bad(
    "deleted-library",
    "Breaks a name that a later answer needs.",
    {"ex1": RIGHT["ex1"] + "\nmath = 1", "ex7": "import math\n" + RIGHT["ex7"]},
)
