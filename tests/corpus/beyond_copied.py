"""What no grader can tell from a student's own work: the right function, written by somebody else.

It earns what it returns. Listed here so that nobody believes otherwise: nothing is forged, no test is read, and nobody
else is hurt, but the points say nothing about who wrote the lines. `docs/grading.md` says so to instructors.
"""

from tests.corpus import BEYOND, family

copied = family(BEYOND, "copied")

copied(
    "pasted",
    "Pastes what the library does, whose source is public.",
    {"ex1": "def relu(x):\n    x = np.asarray(x)\n    return np.maximum(x, np.zeros((), x.dtype))"},
)
copied(
    "unwatched",
    "Empties the look at borrowed answers in its own process, then calls the library.",
    {
        "ex1": """
import nnkit.checks.ownwork as w, nnkit.checks.calling as c
w.refuse_borrowed = c.ownwork.refuse_borrowed = lambda *a: None
w.Watch._note = lambda *a: None
import nnkit.activations as a
def relu(x):
    return a.ReLU()(np.asarray(x))
"""
    },
)
copied(
    "unwatched-observe",
    "Calls without the look, and calls the library.",
    {
        "ex1": """
import nnkit.checks.calling as c
c.observe = lambda f, a, k, allow=(): c.Call(f(*a, **k), '')
import nnkit.activations as a
def relu(x):
    return a.ReLU()(np.asarray(x))
"""
    },
)
