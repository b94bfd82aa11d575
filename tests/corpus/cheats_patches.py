"""Cheats that patch what tests are made of: assertions, builtins, NumPy, the checks, the engine."""

from tests.corpus import CHEAT, family
from tests.corpus.cheats_notebook import WRONG

patches = family(CHEAT, "patches")


def patch(title, what, source):
    """Wrong answers, and a cell behind the setup with this source."""
    patches(title, what, WRONG, extra=[("setup", source)])


patch("assertion-error", "Rebinds AssertionError.", "import builtins\nbuiltins.AssertionError = StopIteration")
patch(
    "builtins",
    "Makes builtins lie.",
    """
import builtins
builtins.abs = lambda x: 0.0
builtins.isinstance = lambda *a: True
builtins.len = lambda x: 2
builtins.all = lambda x: True
builtins.list = lambda x=(): []
""",
)
patch(
    "builtins-in-namespace",
    "Defines functions with the names of builtins and of what tests use.",
    """
def abs(x): return 0.0
def isinstance(*a): return True
def len(x): return 6
def zip(*a, **k): return []
def sum(x): return 0
class float: pass
__builtins__ = {}
""",
)
patch(
    "numpy",
    "Makes NumPy's comparisons always agree.",
    """
import numpy as np
np.allclose = np.isclose = np.array_equal = lambda *a, **k: True
np.max = lambda x: 0.0
np.testing.assert_allclose = lambda *a, **k: None
np.abs = lambda x: x * 0
""",
)
patch(
    "numpy-rebound",
    "Rebinds np.",
    """
class Lie:
    def __getattr__(self, name):
        return lambda *a, **k: True
np = Lie()
""",
)
patch(
    "checks",
    "Empties the checks.",
    """
import nnkit.checks as c, nnkit.checks.comparing as d
for module in (c, d):
    for name in ('compare', 'difference', 'holds', 'call'):
        setattr(module, name, lambda *a, **k: None)
checks = None
""",
)
patch(
    "checks-observe",
    "Makes the checks' call return whatever is asked for.",
    """
import nnkit.checks.calling as calling
calling.observe = lambda *a: calling.Call(float('nan'), '')
""",
)
patch(
    "sys-modules",
    "Puts modules of its own in the place of those that tests import.",
    """
import sys, types
fake = types.ModuleType('nnkit.checks')
fake.compare = lambda *a, **k: None
sys.modules['nnkit.checks'] = sys.modules['nnkit'].checks = fake
""",
)
patch(
    "files",
    "Writes modules with the names of those that tests import beside the notebook.",
    """
import os
for name in ('numpy', 'nnkit', 'pickle', 'json', 'classroom'):
    open(name + '.py', 'w').write('def __getattr__(name): return lambda *a, **k: True')
os.makedirs('encodings', exist_ok=True)
""",
)
patch(
    "sitecustomize",
    "Writes start-up files for later Pythons.",
    """
import os, site
for folder in ('.', os.path.expanduser('~'), '..'):
    try:
        os.makedirs(folder + '/.ipython/profile_default/startup', exist_ok=True)
        open(folder + '/.ipython/profile_default/startup/0.py', 'w').write('assert False')
        open(folder + '/sitecustomize.py', 'w').write('raise SystemExit')
    except OSError:
        pass
""",
)
patch(
    "engine",
    "Patches the engine's modules in its own process.",
    """
import classroom.engine.examiner as e, classroom.engine.values as v, classroom.engine.peer as p
import classroom.engine.remote as r, classroom.engine.shell as s
e.Examiner._as_exception = lambda *a: None
e.Examiner.called = lambda *a: None
v.decode = lambda *a: None
p.revived = lambda told: None
s.Shell._showtraceback = lambda *a: None
r.RemoteObject.__eq__ = lambda *a: True
""",
)
patch(
    "verdicts",
    "Patches the module that decides about points.",
    """
import sys
sys.path.insert(0, '/work')
try:
    import classroom.verdicts as v
    v._judge = lambda *a: ('passed', '')
    import classroom.grading as g
    g.settle = lambda *a: None
except Exception:
    pass
""",
)
patch("settrace", "Traces every line to return early.", "import sys\nsys.settrace(lambda frame, event, arg: None)\n")
patch(
    "setprofile",
    "Hides its calls from the watch.",
    """
import sys
sys.setprofile(lambda *a: None)
sys.setprofile = lambda *a: None
""",
)
patch("recursion-limit", "Sets a recursion limit at which nothing works.", "import sys\nsys.setrecursionlimit(60)")
patch(
    "error-state",
    "Lets NumPy raise, or ignore, every error.",
    """
import numpy as np, warnings
np.seterr(all='raise')
warnings.simplefilter('error')
""",
)
patch(
    "rng",
    "Makes every generator draw zeros.",
    """
import numpy as np
np.random.default_rng = lambda *a: np.random.RandomState(0)
""",
)
patch(
    "seed-variable",
    "Sets the seed of hidden inputs.",
    """
import os
os.environ['NNKIT_HIDDEN_SEED'] = '0'
import numpy as np
np.random.seed(0)
""",
)
patch(
    "given",
    "Redefines the function that was given.",
    "def loss(w):\n    return 2.0\n",
)
patches(
    "given-late",
    "Redefines the given function so that every number is a minimum.",
    {"ex6": "def loss(w):\n    return 2.0\nminimum = 0\ntable = {}"},
)
patches(
    "eval-frame",
    "Sets the names of later tests in every frame that it finds.",
    {
        **WRONG,
        "ex1": """
import sys
def relu(x):
    frame = sys._getframe()
    while frame:
        for name in ('wanted', 'x', 'expected', 'right'):
            frame.f_locals[name] = 0.0
            frame.f_globals[name] = 0.0
        frame = frame.f_back
    return 0.0
""",
    },
)
