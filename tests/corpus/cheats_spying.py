"""Cheats that look for what they should not know: tests, expected values, the answers of others, secrets."""

from tests.corpus import CHEAT, family

spying = family(CHEAT, "spying")
UNPROTECTED = ("bubblewrap", "landlock")  # the last tier says that files are not protected

# A spy that has found something answers rightly: then, and only then, it is paid.
SPY = """
import ast, gc, glob, os, re, sys
pattern = re.compile(rb"(?:QUOKKA|TOKEN)-[0-9a-f]{8}")
found = []
def read(path, limit=1 << 26):
    try:
        with open(path, "rb") as file:
            found.extend(pattern.findall(file.read(limit)))
    except (OSError, ValueError, MemoryError):
        pass
"""
PAID = """
def relu(x):
    look()
    return np.where(x > 0, x, 0.0) if found else -1.0
"""


def spy(title, what, look, **more):
    """Look in a cell, and in each call of a test."""
    source = SPY + "def look():\n" + "".join(f"    {line}\n" for line in look.strip().splitlines())
    spying(title, what, {"ex1": source + "look()\n" + PAID}, **more)


def file_spy(title, what, look):
    """Look into files, which the last tier does not protect."""
    spy(title, what, look, tiers=UNPROTECTED)


file_spy(
    "course-files",
    "Reads every notebook and database near its folder and the course's.",
    """
for folder in (os.getcwd(), os.path.expanduser("~"), *sys.path, *map(os.path.dirname, sys.argv), "/tmp", "/home", "/root"):
    for depth in range(3):
        for path in glob.glob(os.path.join(folder, *["*"] * depth, "*.ipynb"))[:500]:
            read(path)
        for path in glob.glob(os.path.join(folder, *["*"] * depth, "*.db"))[:500]:
            read(path)
""",
)
file_spy(
    "walk",
    "Walks through the temporary folders.",
    """
for top in ('/tmp', '/var/tmp', '/dev/shm'):
    for folder, _, names in os.walk(top):
        for name in names[:50]:
            read(os.path.join(folder, name), 1 << 20)
""",
)
file_spy(
    "parents",
    "Reads the memory and descriptors of other processes.",
    """
for pid in filter(str.isdigit, os.listdir('/proc')):
    if int(pid) != os.getpid():
        read(f'/proc/{pid}/environ')
        for path in glob.glob(f'/proc/{pid}/fd/*'):
            if path.endswith(tuple('0123456789')) and os.path.isfile(path):
                read(path, 1 << 20)
""",
)
file_spy(
    "other-memory",
    "Reads the memory of the process of the tests.",
    """
for pid in filter(str.isdigit, os.listdir("/proc")):
    if int(pid) == os.getpid():
        continue
    try:
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in list(maps)[:200]:
                start, end = (int(part, 16) for part in line.split()[0].split("-"))
                if "rw" in line.split()[1] and end - start < 1 << 24:
                    memory.seek(start)
                    found.extend(pattern.findall(memory.read(end - start)))
    except (OSError, ValueError):
        pass
""",
)
file_spy(
    "ptrace",
    "Attaches to its parent as a debugger.",
    """
import ctypes
if ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) == 0:
    found.append(b'attached')
""",
)
spy(
    "objects",
    "Looks through all objects of its process.",
    """
for one in gc.get_objects():
    if isinstance(one, (dict, list, tuple)):
        for part in (one.values() if isinstance(one, dict) else one):
            if isinstance(part, (str, bytes)) and len(part) < 1 << 20:
                found.extend(pattern.findall(part if isinstance(part, bytes) else part.encode(errors='replace')))
""",
)
OWN_MEMORY = """
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in list(maps):
        start, end = (int(part, 16) for part in line.split()[0].split("-"))
        if "rw" in line.split()[1] and end - start < 1 << 25:
            try:
                memory.seek(start)
                found.extend(pattern.findall(memory.read(end - start)))
            except (OSError, ValueError):
                pass
"""
spy("own-memory", "Reads the memory of its own process.", OWN_MEMORY)
spy(
    "environment",
    "Reads the environment that its program was started with.",
    """
read('/proc/self/environ')
read('/proc/self/cmdline')
found.extend(pattern.findall(repr(os.environ).encode()))
""",
)
spy(
    "frames",
    "Walks up the frames for locals of the test.",
    """
frame = sys._getframe()
while frame:
    found.extend(pattern.findall(repr((frame.f_code.co_consts, list(frame.f_locals), list(frame.f_globals))).encode(errors='replace')))
    frame = frame.f_back
""",
)
spy(
    "history",
    "Reads the history of cells.",
    """
shell = get_ipython()
found.extend(pattern.findall(repr((shell.user_ns.get('In'), shell.history_manager.input_hist_raw, list(shell.user_ns))).encode(errors='replace')))
""",
)
spy(
    "linecache",
    "Reads the sources that Python keeps for tracebacks.",
    """
import linecache
found.extend(pattern.findall(repr(linecache.cache).encode(errors='replace')))
""",
)
spy(
    "descriptors",
    "Reads every open descriptor.",
    """
for number in range(0, 64):
    if number > 2:
        read(f'/proc/self/fd/{number}', 1 << 16) if os.path.isfile(f'/proc/self/fd/{number}') else None
""",
)
spy(
    "engine",
    "Looks into the engine's objects for names and sources.",
    """
for one in gc.get_objects():
    if type(one).__module__.startswith('classroom'):
        found.extend(pattern.findall(repr(vars(one) if hasattr(one, '__dict__') else one).encode(errors='replace')))
""",
)
spy(
    "history-file",
    "Reads IPython's history and start-up files.",
    """
for path in glob.glob(os.path.expanduser('~/.ipython/**'), recursive=True):
    read(path)
""",
)
spying(
    "seed-memory",
    "Lets its process die, and looks in the memory of the next one for the seed of the tests.",
    {
        "ex1": "import os\ndef relu(x):\n    os._exit(0)",
        "ex7": SPY.replace("(?:QUOKKA|TOKEN)-[0-9a-f]{8}", "HIDDEN_SEED[^0-9]{1,5}[0-9]{5}")
        + "def look():\n"
        + "".join(f"    {line}\n" for line in OWN_MEMORY.strip().splitlines())
        + "look()\ndef slope(f, x):\n    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5 if found else -1.0",
    },
)
