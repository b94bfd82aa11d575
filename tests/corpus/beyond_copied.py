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
