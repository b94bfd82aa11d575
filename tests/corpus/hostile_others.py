"""Attacks that end processes, their own and those of others, and that leave something behind."""

from tests.corpus import HOSTILE, family
from tests.corpus.hostile_bombs import LOST, bombs
from tests.corpus.hostile_loops import KERNEL, OTHERS, PAID, attack

attack(bombs, "recursion", "Recurses without end.", "def relu(x):\n    return relu(x)", verdicts={"ex1": "error"})
attack(
    bombs,
    "recursion-c",
    "Recurses in C until the stack is full.",
    """
import sys
sys.setrecursionlimit(10**9)
class A:
    def __getattr__(self, name):
        return getattr(self, name + 'x')
def relu(x):
    return eval('(' * 10**6) or A().x
""",
    verdicts=LOST,
)
attack(
    bombs,
    "segfault",
    "Reads at address 0.",
    """
import ctypes
def relu(x):
    return ctypes.string_at(0)
""",
    verdicts={"ex1": "process died"},
)
attack(bombs, "abort", "Aborts.", "import os\nos.abort()", verdicts={"ex1": "process died"})
attack(bombs, "exit", "Ends the process in its cell.", "import os\nos._exit(0)", verdicts={"ex1": "process died"})
attack(
    bombs,
    "exit-in-call",
    "Ends the process in a function.",
    """
import os
def relu(x):
    os._exit(0)
""",
    verdicts={"ex1": "process died"},
)
bombs(
    "exit-in-callback",
    "Ends the process between two callbacks.",
    {
        **OTHERS,
        "ex2": """
import os
def descend(gradient, x0, learning_rate, steps):
    gradient(x0)
    os._exit(0)
""",
    },
    PAID,
    verdicts={"ex2": "process died"},
)
bombs(
    "exit-in-generator",
    "Ends the process between two items.",
    {
        **OTHERS,
        "ex3": """
import os
def polynomial(c):
    return lambda x: os._exit(0)
""",
    },
    PAID,
    verdicts={"ex3": "process died"},
)
attack(
    bombs,
    "base-exception",
    "Raises what nothing catches.",
    """
class Out(BaseException):
    pass
def relu(x):
    raise Out
""",
    verdicts={},
)

others = family(HOSTILE, "others")
attack(
    others,
    "kill-all",
    "Kills every process that it may.",
    """
import os, signal
os.kill(-1, signal.SIGKILL)
""",
    tiers=KERNEL,
    verdicts={},
    at_most=True,
)
attack(
    others,
    "kill-parent",
    "Kills its parent and its parent's parent.",
    """
import os, signal
for number in (os.getppid(), os.getppid() - 1, os.getppid() + 1):
    try:
        if number > 1 and number != os.getpid():
            os.kill(number, signal.SIGKILL)
    except OSError:
        pass
relu = lambda x: -1.0
""",
    tiers=KERNEL,
    verdicts={},
    at_most=True,
)
attack(
    others,
    "kill-group",
    "Kills its process group.",
    """
import os, signal
os.killpg(0, signal.SIGKILL)
""",
    verdicts={},
)
attack(
    others,
    "daemon",
    "Leaves a daemon behind.",
    """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(10**6)
    os._exit(0)
relu = lambda x: -1.0
""",
    verdicts={},
    at_most=True,
)
attack(
    others,
    "daemon-program",
    "Leaves programs behind.",
    """
import subprocess
for _ in range(3):
    subprocess.Popen(['setsid', 'sleep', '100000'], start_new_session=True)
relu = lambda x: -1.0
""",
    verdicts={},
    at_most=True,
)
attack(
    others,
    "network",
    "Talks to the network.",
    """
import socket
for where in (('127.0.0.1', 22), ('8.8.8.8', 53)):
    s = socket.socket()
    s.settimeout(0.2)
    try:
        s.connect(where)
    except OSError:
        pass
relu = lambda x: -1.0
""",
)
attack(
    others,
    "network-server",
    "Listens at a port for classmates.",
    """
import socket
try:
    s = socket.create_server(('0.0.0.0', 0))
except OSError:
    pass
relu = lambda x: -1.0
""",
)
attack(
    others,
    "priority",
    "Makes itself important.",
    """
import os
try:
    os.nice(-20)
except OSError:
    pass
relu = lambda x: -1.0
""",
)
attack(
    others,
    "shared-memory",
    "Leaves shared memory behind.",
    """
from multiprocessing import shared_memory
try:
    kept = shared_memory.SharedMemory(create=True, size=10**6, name='corpus')
except OSError:
    pass
relu = lambda x: -1.0
""",
    verdicts={},
    at_most=True,
)
DELETE = """
import os, shutil
for folder in ({0}):
    for top, folders, names in os.walk(folder):
        for name in names:
            try:
                if "corpus" in top or "home" in top:
                    os.remove(os.path.join(top, name))
            except OSError:
                pass
relu = lambda x: -1.0
"""
TOPS = "'/tmp', os.path.expanduser('~'), os.getcwd(), os.path.dirname(os.getcwd())"
attack(
    others,
    "delete",
    "Deletes what it can reach of the course and of the home folder.",
    DELETE.format(TOPS),
    tiers=KERNEL,
    verdicts={},
    at_most=True,
)
WRITE = """
import os
for top, folders, names in [*os.walk('/tmp'), *os.walk(os.path.expanduser('~'))][:5000]:
    for name in names:
        if name.endswith(('.ipynb', '.db', '.txt')) and ('corpus' in top or 'home' in top):
            try:
                open(os.path.join(top, name), 'ab').write(b'spoiled')
            except OSError:
                pass
relu = lambda x: -1.0
"""
attack(others, "write", "Spoils the files of others.", WRITE, tiers=KERNEL, verdicts={}, at_most=True)
attack(
    others,
    "links",
    "Leaves links that lead elsewhere in its folder.",
    """
import os
os.symlink('/', 'root')
os.symlink(os.path.expanduser('~'), 'home')
os.mkfifo('pipe')
os.chmod('.', 0)
relu = lambda x: -1.0
""",
)
attack(
    others,
    "folder",
    "Removes its working directory.",
    """
import os, shutil
shutil.rmtree(os.getcwd(), ignore_errors=True)
relu = lambda x: -1.0
""",
)
attack(
    others,
    "deep-folders",
    "Makes folders too deep to be removed by their path.",
    """
import os
for _ in range(3000):
    os.mkdir('d' * 200)
    os.chdir('d' * 200)
relu = lambda x: -1.0
""",
    verdicts={},
    at_most=True,
)
