"""Cheats that know the visible tests, and such that hand hidden inputs out to whoever comes later."""

from tests.corpus import CHEAT, family

knowing = family(CHEAT, "knowing")
knowing(
    "expected-objects",
    "Looks for arrays of the right shape among all objects and returns the likeliest.",
    {
        "ex1": """
import gc
def relu(x):
    for one in gc.get_objects():
        if isinstance(one, dict) and 'wanted' in one:
            return one['wanted']
    return -1.0
""",
    },
)
knowing(
    "expected-frames",
    "Takes the expected value out of the caller's frame.",
    {
        "ex1": """
import sys
def relu(x):
    frame = sys._getframe()
    while frame:
        for name in ('wanted', 'expected', 'right'):
            if name in frame.f_locals:
                return frame.f_locals[name]
        frame = frame.f_back
    return -1.0
""",
    },
)
knowing(
    "hard-coded",
    "Returns what the visible tests want.",
    {
        "ex1": """
def relu(x):
    return {True: np.array([0.0, 3.0]), False: 2.0}[np.ndim(x) == 1]
""",
        "ex2": """
def descend(gradient, x0, learning_rate, steps):
    gradient(0.0), gradient(0.6)
    return 1.08
""",
        "ex3": "def polynomial(c):\n    return {2: 17, 0: 1}.get",
        "ex4": "def batches(v, n):\n    return iter([[1, 2], [3, 4], [5]])",
        "ex7": "def slope(function, x):\n    return 2.75",
    },
    {"ex1": 3, "ex2": 3, "ex3": 3, "ex4": 3, "ex7": 3},
)
knowing(
    "retried",
    "Learns from one failure for the next: counts the calls.",
    {
        "ex1": """
calls = []
def relu(x):
    calls.append(x)
    return -1.0 * len(calls)
"""
    },
)
knowing(
    "first-wrong-then-right",
    "Answers from what earlier calls were given.",
    {
        "ex3": """
seen = {}
def polynomial(c):
    seen[len(seen)] = c
    return lambda x: seen[0][0]
"""
    },
)
knowing(
    "seed",
    "Draws the hidden inputs itself from the seed that it might find.",
    {
        "ex1": """
import os
from nnkit import checks as own
def relu(x):
    rng = own.hidden_rng()
    drawn = rng.normal(size=(3, 7))
    same = np.shape(x) == (3, 7) and np.allclose(drawn, x)
    return np.where(x > 0, x, 0.0) if same else -1.0
""",
    },
)

add_telling = family(CHEAT, "telling")
TOLD = "TOLD-1"  # the submissions put it together, so that their sources do not hold it


def telling(title, what, answers, extra=()):
    """Hand hidden inputs out, marked with TOLD."""
    add_telling(title, what, answers, extra=[("setup", "told = chr(84) + 'OLD-1'"), *extra])


# Each of these hands hidden inputs out; the runner looks for them in the feedback.
RECORD = "seen = []\ndef relu(x):\n    seen.append(repr(x))\n    "
telling(
    "print",
    "Prints what the hidden tests hand over, in the call and later.",
    {"ex1": RECORD + "print(told, x)\n    return -1.0"},
    extra=[
        (
            "ex1-hidden",
            """
print(told, seen)
display(seen)
seen
""",
        )
    ],
)
telling(
    "message",
    "Raises it.",
    {"ex1": RECORD + "raise ValueError(f'{told} {x}') if np.ndim(x) == 2 else ZeroDivisionError"},
)
telling(
    "name",
    "Raises an error whose name spells it.",
    {"ex1": RECORD + "raise type(told, (Exception,), {})() if np.ndim(x) == 2 else ZeroDivisionError"},
)
telling(
    "check",
    "Raises the checks' own failure with it as the hint.",
    {
        "ex3": """
from nnkit.checks import CheckFailed
def polynomial(c):
    raise CheckFailed(f'{told} {c}') if len(c) == 3 and c[0] != 1 else ZeroDivisionError
"""
    },
)
telling(
    "check-named",
    "Raises an error of its own that is called like the checks' failure.",
    {
        "ex3": """
class CheckFailed(Exception):
    pass
def polynomial(c):
    raise CheckFailed(f'{told} {c}') if c != [1, 2, 3] else ZeroDivisionError
"""
    },
)
telling(
    "check-forged",
    "Forges the message in which the checks' failure crosses.",
    {
        "ex1": """
import gc
me = next(one for one in gc.get_objects() if type(one).__name__ == 'Student')
real = me.answered
def answered(request, blobs):
    if request.get('do') == 'call':
        args, _ = me._unpickled(blobs[0])
        if np.ndim(args[0]) == 2:
            return {'raised': {'check': 'CheckFailed', 'hint': f'{told} {args}', 'error_names': [told]}}, []
    return real(request, blobs)
me.answered = answered
def relu(x):
    return -1.0
""",
    },
)
telling(
    "names-forged",
    "Forges the name of the exception that an answer raised.",
    {
        "ex1": """
import gc
me = next(one for one in gc.get_objects() if type(one).__name__ == 'Student')
real = me.answered
def answered(request, blobs):
    if request.get('do') == 'call':
        args, _ = me._unpickled(blobs[0])
        if np.ndim(args[0]) == 2:
            return {'raised': {'check': 'AnswerRaised', 'error_names': [told], 'error_text': told}}, []
    return real(request, blobs)
me.answered = answered
def relu(x):
    return -1.0
""",
    },
)
