"""Attacks on the machine and on classmates by running code: loops that ignore signals, time that is used up."""

from tests.corpus import HOSTILE, family
from tests.corpus.exercises import RIGHT

KERNEL = ("bubblewrap", "landlock")  # the last tier has only resource limits
OTHERS = {name: RIGHT[name] for name in ("ex4", "ex7")}
PAID = {"ex4": 10, "ex7": 10}
loops = family(HOSTILE, "loops")


def attack(add, title, what, source, **more):
    """An attack in the answer to exercise 1; the answers to 4 and 7 are right and are paid."""
    more = {"points": PAID, "verdicts": {"ex4": "passed", "ex7": "passed"}, **more}
    add(title, what, {**OTHERS, "ex1": source}, **more)


attack(
    loops,
    "endless",
    "Loops in a function.",
    """
def relu(x):
    while True:
        pass
""",
    verdicts={"ex1": "out of time"},
)
attack(loops, "endless-cell", "Loops in its cell.", "while True:\n    pass", verdicts={"ex1": "out of time"})
attack(
    loops,
    "stubborn",
    "Loops and ignores every signal.",
    """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
""",
    verdicts={"ex1": "out of time"},
)
attack(
    loops,
    "c-code",
    "Loops in C, where no signal is looked at.",
    """
def relu(x):
    return sum(range(10**14))
""",
    verdicts={"ex1": "out of time"},
)
attack(loops, "c-code-cell", "Loops in C in its cell.", "10 ** 10 ** 9\nrelu = abs", verdicts={"ex1": "out of time"})
attack(
    loops,
    "regular-expression",
    "A regular expression that never ends.",
    """
import re
re.match('(a+)+b', 'a' * 60)
relu = abs
""",
    verdicts={"ex1": "out of time"},
)
attack(loops, "sleep", "Sleeps.", "import time\ntime.sleep(10**6)\nrelu = abs", verdicts={"ex1": "out of time"})
attack(
    loops,
    "stopped",
    "Stops itself.",
    """
import os, signal
def relu(x):
    os.kill(os.getpid(), signal.SIGSTOP)
    return -1.0
""",
)
attack(
    loops,
    "unmasked",
    "Blocks the alarm.",
    """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
signal.alarm(0)
while True:
    pass
""",
    verdicts={"ex1": "out of time"},
)
attack(
    loops,
    "thread",
    "A thread that takes all processor time.",
    """
import threading
def spin():
    while True:
        pass
for _ in range(3):
    threading.Thread(target=spin, daemon=True).start()
relu = lambda x: -1.0
""",
    at_most=True,
    verdicts={},
)
attack(
    loops,
    "thread-kept",
    "A thread that Python waits for.",
    """
import threading, time
threading.Thread(target=time.sleep, args=(10**6,)).start()
relu = lambda x: -1.0
""",
)
loops(
    "ping-pong",
    "Calls the test's function for ever.",
    {
        **OTHERS,
        "ex2": """
def descend(gradient, x0, learning_rate, steps):
    while True:
        gradient(x0)
""",
    },
    PAID,
    verdicts={"ex2": "out of time"},
)
loops(
    "every-cell",
    "Loops in every answer, so that the whole submission runs out of time.",
    {name: "while True:\n    pass" for name in RIGHT},
    verdicts={"ex1": "out of time", "ex7": "out of time"},
)
loops(
    "every-call",
    "Sleeps in every function for as long as the limit.",
    {
        "ex1": "import time\ndef relu(x):\n    time.sleep(9)",
        "ex2": "def descend(gradient, x0, learning_rate, steps):\n    time.sleep(9)",
        "ex3": "def polynomial(c):\n    time.sleep(9)",
        "ex7": "def slope(function, x):\n    time.sleep(9)",
    },
)
loops(
    "endless-import",
    "An object that loops when it is looked at.",
    {
        "ex6": """
class L(float):
    def __float__(self):
        while True: pass
    __index__ = __bool__ = __float__
minimum = L(1.625)
table = {}
""",
        **OTHERS,
    },
    {**PAID, "ex6": 3},
    at_most=True,
)
