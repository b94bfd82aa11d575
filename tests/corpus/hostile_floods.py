"""Attacks by floods of output."""

from tests.corpus import HOSTILE, family
from tests.corpus.hostile_bombs import LOST
from tests.corpus.hostile_loops import attack

floods = family(HOSTILE, "floods")
attack(floods, "print", "Prints without end.", "while True:\n    print('x' * 1000)", verdicts={"ex1": "out of time"})
attack(
    floods,
    "print-in-call",
    "Prints without end in a function.",
    """
def relu(x):
    while True:
        print('x' * 1000)
""",
    verdicts={"ex1": "out of time"},
)
attack(
    floods,
    "stderr",
    "Writes to standard error without end.",
    """
import sys
while True:
    sys.stderr.write('x' * 10_000)
""",
    verdicts={"ex1": "out of time"},
)
attack(
    floods,
    "descriptor",
    "Writes to the descriptors themselves without end.",
    """
import os
while True:
    os.write(1, b'x' * 10_000)
    os.write(2, b'x' * 10_000)
""",
    verdicts={"ex1": "out of time"},
)
attack(floods, "line", "Prints one line of 100 MB.", "print('x' * 100_000_000)\nrelu = lambda x: -1.0")
attack(
    floods,
    "display",
    "Displays a hundred megabytes over and over.",
    """
from IPython.display import display
for _ in range(10):
    display({'text/plain': 'x' * 100_000_000}, raw=True)
relu = lambda x: -1.0
""",
    verdicts={},
    at_most=True,
)
attack(
    floods,
    "displays",
    "Displays small things without end.",
    """
from IPython.display import display
while True:
    display({'text/plain': 'x'}, raw=True)
""",
    verdicts={"ex1": "out of time"},
)
attack(
    floods,
    "alternating",
    "Alternates between the two streams.",
    """
import sys
while True:
    print('x')
    print('y', file=sys.stderr)
""",
    verdicts={"ex1": "out of time"},
)
attack(
    floods,
    "metadata",
    "Displays with megabytes of metadata.",
    """
from IPython.display import display
for _ in range(100):
    display({'text/plain': 'x'}, metadata={'m': 'x' * 10**6}, raw=True)
relu = lambda x: -1.0
""",
)
attack(
    floods,
    "update",
    "Updates one display with more and more.",
    """
from IPython.display import display
h = display({'text/plain': 'x'}, raw=True, display_id=True)
for n in range(60):
    h.update({'text/plain': 'x' * 10**6}, raw=True)
relu = lambda x: -1.0
""",
)
attack(
    floods,
    "message",
    "Raises an error with a message of 50 MB.",
    """
def relu(x):
    raise ValueError('x' * 50_000_000)
""",
    verdicts={**LOST, "ex1": "error"},
)
attack(
    floods,
    "message-cell",
    "Raises it in its cell.",
    "raise ValueError('x' * 50_000_000)",
    verdicts={**LOST, "ex1": "error"},
)
attack(
    floods,
    "message-lines",
    "A message of a million lines.",
    "raise ValueError('x\\n' * 1_000_000)",
    verdicts={**LOST, "ex1": "error"},
)
attack(
    floods,
    "message-loop",
    "An error whose text is never ready.",
    """
class Loop(Exception):
    def __str__(self):
        while True:
            pass
def relu(x):
    raise Loop
""",
    verdicts={"ex1": "out of time"},
)
attack(
    floods,
    "repr-loop",
    "A result whose text is never ready.",
    """
class Loop:
    def __repr__(self):
        while True:
            pass
relu = abs
Loop()
""",
    verdicts=LOST,
)
attack(
    floods,
    "rich-repr",
    "A result that shows a hundred megabytes of HTML.",
    """
class Page:
    def _repr_html_(self):
        return 'x' * 100_000_000
relu = lambda x: -1.0
Page()
""",
)
attack(
    floods,
    "logging",
    "Logs without end.",
    """
import logging
while True:
    logging.warning('x' * 1000)
""",
    verdicts={"ex1": "out of time"},
)
attack(
    floods,
    "warnings",
    "Warns without end.",
    """
import warnings
warnings.simplefilter('always')
def relu(x):
    while True:
        warnings.warn('x')
""",
    verdicts={"ex1": "out of time"},
)
floods(
    "cells",
    "Forges the largest possible outputs in many cells.",
    extra=[
        ("setup", """
import gc, json
me = next(one for one in gc.get_objects() if type(one).__name__ == 'Student')
shown = [{'output_type': 'display_data', 'metadata': {}, 'data': {'text/plain': 'x'}}] * 70000
real = me.answered
me.answered = lambda r, b: ({'count': 1, 'outputs': shown}, []) if r.get('do') == 'run' else real(r, b)
"""),
        *[("setup", "pass")] * 30,
    ],
)  # fmt: skip
