"""Attacks that use up memory, processes, descriptors and disk."""

from tests.corpus import HOSTILE, family
from tests.corpus.exercises import RIGHT
from tests.corpus.hostile_loops import attack

bombs = family(HOSTILE, "bombs")
LOST = {"ex4": "passed", "ex7": "passed"}
attack(
    bombs,
    "memory",
    "Allocates and fills memory without end.",
    """
kept = []
while True:
    kept.append(bytearray(b'x' * 10_000_000))
""",
    verdicts=LOST,
)
attack(
    bombs,
    "memory-in-test",
    "Allocates in a function.",
    """
def relu(x):
    return [np.ones(10**7) for _ in range(10**6)]
""",
    verdicts=LOST,
)
attack(
    bombs,
    "memory-at-once",
    "Asks for a terabyte.",
    """
import numpy as np
kept = np.ones(10**11)
relu = abs
""",
    verdicts=LOST,
)
attack(
    bombs,
    "memory-mapped",
    "Maps memory that it fills.",
    """
import mmap
kept = []
while True:
    block = mmap.mmap(-1, 50_000_000)
    block[:] = b'x' * 50_000_000
    kept.append(block)
""",
    verdicts=LOST,
)
attack(bombs, "text", "A text that grows by doubling.", "text = 'x'\nwhile True:\n    text += text", verdicts=LOST)
attack(bombs, "result", "Returns a gigabyte.", "def relu(x):\n    return np.zeros(125_000_000)", verdicts=LOST)
attack(
    bombs,
    "result-list",
    "Returns a list of ten million numbers.",
    """
def relu(x):
    return list(range(10_000_000))
""",
    verdicts={},
)
attack(
    bombs,
    "result-range",
    "Returns a range that is an array of petabytes.",
    """
def relu(x):
    return range(10**15)
""",
    verdicts=LOST,
)
attack(
    bombs,
    "result-iterator",
    "Returns an iterator of large things.",
    """
def relu(x):
    while True:
        yield np.zeros(10**6)
""",
    verdicts=LOST,
)
bombs(
    "batches",
    "Yields large things for ever, which the test collects.",
    {
        "ex4": """
def batches(v, n):
    while True:
        yield [0] * 10**6
""",
        "ex7": RIGHT["ex7"],
    },
    {"ex7": 10},
)
attack(
    bombs,
    "fork",
    "Forks without end.",
    """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
""",
    verdicts={},
    at_most=True,
)
attack(
    bombs,
    "threads",
    "Starts threads without end.",
    """
import threading, time
while True:
    threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
""",
    verdicts={},
    at_most=True,
)
attack(
    bombs,
    "processes",
    "Starts programs without end.",
    """
import subprocess
kept = []
while True:
    kept.append(subprocess.Popen(['sleep', '1000']))
""",
    verdicts={},
    at_most=True,
)
attack(
    bombs,
    "descriptors",
    "Opens files without end.",
    """
kept = []
try:
    while True:
        kept.append(open('/dev/null'))
except OSError:
    pass
relu = lambda x: -1.0
""",
    verdicts={},
    at_most=True,
)
attack(
    bombs,
    "disk",
    "Fills the disk.",
    """
with open('big', 'wb') as file:
    while True:
        file.write(b'x' * 10_000_000)
""",
    verdicts={},
    at_most=True,
)
attack(
    bombs,
    "disk-many",
    "Makes files without end.",
    """
for number in range(10**9):
    open(f'f{number}', 'w').write('x')
""",
    verdicts={},
    at_most=True,
)
