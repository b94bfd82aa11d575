"""Honest answers that print, warn, draw and log."""

from tests.corpus import HONEST, family
from tests.corpus.exercises import RIGHT

noise = family(HONEST, "noise")


def first(source):
    """Another source before the first answer."""
    return {"ex1": source + "\n" + RIGHT["ex1"]}


noise(
    "warning",
    "Warns.",
    {
        "ex1": """
import warnings
warnings.warn('cell')
def relu(x):
    warnings.warn('call')
    return np.where(x > 0, x, 0.0)
"""
    },
)
noise(
    "stderr",
    "Writes to standard error.",
    {
        "ex1": """
import sys, os
os.write(2, b'low')
def relu(x):
    print('high', file=sys.stderr)
    return np.where(x > 0, x, 0.0)
"""
    },
)
noise(
    "print",
    "Prints in every function.",
    {
        "ex2": """
def descend(gradient, x0, learning_rate, steps):
    for step in range(steps):
        print(step, x0)
        x0 = x0 - learning_rate * gradient(x0)
    return x0
"""
    },
)
noise("logging", "Logs.", first("import logging\nlogging.basicConfig(level=0)\nlogging.error('x')"))
noise("division", "Divides by zero in NumPy.", first("np.array([1.0]) / 0"))
noise("last-value", "Ends its cell with a value.", {"ex1": RIGHT["ex1"] + "\nrelu(3.0)"})
noise(
    "figure",
    "Draws a figure.",
    {"ex1": RIGHT["ex1"] + "\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"},
    verdicts={},
)
noise(
    "progress",
    "Shows a progress line that overwrites itself.",
    first(r"""
import sys
for n in range(100):
    sys.stdout.write(f'\r{n}')
    sys.stdout.flush()
"""),
)
noise(
    "display",
    "Displays HTML and clears it.",
    first("""
from IPython.display import HTML, clear_output, display
display(HTML('<b>x</b>'))
clear_output(wait=True)
display('y')
"""),
)
noise("much-output", "Prints a megabyte.", first("print('x' * 1_000_000)"))
noise(
    "flush",
    "Uses the streams as files.",
    first("""
import sys
sys.stdout.flush()
sys.stderr.isatty()
print('x', flush=True, file=sys.stdout)
sys.stdout.writelines(['a'])
sys.stdout.encoding
"""),
)
