"""A box for code that nobody has read: it can hurt nobody, and nothing of it is left afterwards.

    box = Box(choose_tier("auto"), scratch, readable=(course / "nnkit",), limits=Limits(memory_bytes=2 * GB))
    child = start([sys.executable, "-m", "runner", "3"], box, Streams(stdout=DEVNULL, pass_fds=(3,)))
    child = fork(serve_submission, box, Streams(pass_fds=(socket.fileno(),)))     # warm: no exec, no import again
    ending = child.wait(timeout=10)         # an `Ending`, or None when the time is over
    child.usage()                           # `Usage(cpu_seconds, peak_bytes)` of the tree, at any time
    child.kill()                            # the whole tree, daemons included; returns when nothing is left

Three tiers, see `tiers.py`; the tier's `unprotected` says in a sentence what it leaves open:

| tier | made of |
|---|---|
| bubblewrap | the namespaces that the program of this name makes, and seccomp |
| landlock | Landlock and seccomp; no helper program, no namespaces |
| limits | resource limits and the guard alone |

We make the namespaces ourselves, in Python: `bwrap` starts a program, and a warm fork must not be one. So the program
need not be installed, and both ways into a box, `start` and `fork`, are one.

In every tier a *guard* process stands between the caller and the box (`guard.py`). It is outside the box, watches
memory, processes, processor time and disk of the whole tree, and ends the tree when a budget is spent, when it is told
to, and when its caller is gone (SIGKILL included).

What callers must know:
- The box sees the system's programs and libraries, this interpreter's folders, `readable` (read-only) and its scratch
  folder. What runs in it is never root: where the grader is, the box gets a user of its own, who then owns the scratch
  folder. It should not lie below folders that only root may pass through: libraries that ask for permission first
  (`os.access`) then believe that they have none.
- Bubblewrap: the scratch folder is *copied* into memory when the box is made. What the box writes never reaches the
  disk. Elsewhere it is the folder itself; who reads it afterwards must expect links that lead anywhere.
- Call `fork` from a process with one thread that holds no secret in memory or in the environment it was started with:
  both are inherited. So is the state of random generators.
- The child has only the file descriptors 0, 1, 2 and `pass_fds`; standard input is empty unless given.
- A caller who gives a pipe as stdout reads it piecemeal and throws away what is too much: a full pipe stops the writer.
"""

from classroom.sandbox.box import GB, MB, Box, Limits, Streams, Tier
from classroom.sandbox.child import Child, fork, start
from classroom.sandbox.report import Ending, Usage
from classroom.sandbox.tiers import TIERS, choose_tier

__all__ = [
    "GB",
    "MB",
    "TIERS",
    "Box",
    "Child",
    "Ending",
    "Limits",
    "Streams",
    "Tier",
    "Usage",
    "choose_tier",
    "fork",
    "start",
]
