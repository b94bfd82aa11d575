"""Runs without the libraries that hold the answers, for exercises that ask for the student's own work.

`nnkit.checks` refuses an answer that takes the function under construction from a library, and says so in words. It
looks in the student's own process, where whoever sets out to can empty the look. So there must be nothing to find: a
student's process for such exercises is forked from one that never imported these libraries, and their files are not
in its box. What imports them gets a stand-in, so that cells go on which mention a library beside the answer.
"""

import glob
import importlib.util
import os
import re
import sys
from functools import cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from classroom import cells

KEPT = ("nnkit.checks", "nnkit.quiet")  # parts that hold no answer: given code may use them
PACKAGE_FOLDERS = ("lib*/python3*/*-packages", "local/lib*/python3*/*-packages", "Lib/site-packages")
LOOKING = re.compile(r"\bchecks\.(?:call|compare|holds|kind|raises|reproducible|statistics|unchanged)\(")


@cache
def libraries():
    """The names of the libraries that hold answers."""
    from nnkit.checks.ownwork import FORBIDDEN  # imports NumPy, which most commands do without

    return (*FORBIDDEN, "widgets")


def asks_for_own_work(tests):
    """Whether the tests of an exercise refuse every library: they call it through `nnkit.checks`, and allow none.

    Args:
        tests: the sources of its test cells.

    Returns:
        False also where no test looks for libraries, as in courses that do not use `nnkit.checks`.

    Example:
        >>> asks_for_own_work(["checks.compare(relu, 2.0, expected=2.0)"])
        True
        >>> asks_for_own_work(["checks.compare(build, 2, expected=2, allow=('keras',))"]), asks_for_own_work(["f(2)"])
        (False, False)
    """
    whole = "\n".join(tests)
    allowed = re.findall(rf"[\"']((?:{'|'.join(libraries())})[\w.]*)[\"']", whole)
    return bool(LOOKING.search(whole)) and all(name.startswith(KEPT) for name in allowed)


def mentions_library(assignment, notebook):
    """Whether the student wrote the name of a library where the student copy has none.

    Args:
        assignment: the `Assignment`.
        notebook: what `rebuild` made of a submission.

    Returns:
        True or False; whoever hides the name gets a run without libraries only, which is what he should get.
    """
    ours = {line for cell in assignment.release.cells for line in cell["source"].splitlines()}
    written = (cell["source"] for cell in notebook.cells if cell.cell_type == "code" and not cells.is_test(cell))
    name = re.compile(rf"\b(?:{'|'.join(libraries())})\b")
    return any(name.search(line) for source in written for line in source.splitlines() if line not in ours)


def is_library(name):
    """Whether a module belongs to a library that such a run does without.

    Args:
        name: its dotted name.

    Example:
        >>> is_library("nnkit.activations"), is_library("nnkit.checks.calling"), is_library("numpy")
        (True, False, False)
    """
    return name.partition(".")[0] in libraries() and name != "nnkit" and not name.startswith(KEPT)


def library_folders():
    """The folders of the libraries, wherever this Python and the one it was made from would find them.

    Returns:
        A sorted list of paths.
    """
    specs = (importlib.util.find_spec(name) for name in libraries())
    found = {folder for spec in specs if spec is not None for folder in spec.submodule_search_locations or ()}
    for root in {sys.prefix, sys.base_prefix}:
        for packages in (path for pattern in PACKAGE_FOLDERS for path in glob.glob(os.path.join(root, pattern))):
            found |= {os.path.join(packages, name) for name in libraries()}
    return sorted({os.path.realpath(path) for path in found if os.path.isdir(path)})


def stand_in_for_libraries():
    """Let every import of a library in this process give a stand-in from now on."""
    import nnkit

    importlib.import_module("unittest.mock")  # before anybody is forked
    sys.meta_path.insert(0, _StandIns())
    nnkit.__getattr__ = lambda name: _stand_in("nnkit", name)


class _StandIns(MetaPathFinder, Loader):
    """Finds, in place of a library's module, one that gives a stand-in for every name."""

    def find_spec(self, name, path=None, target=None):
        """Give the specification of a stand-in for a library's module; None for others."""
        return ModuleSpec(name, self, is_package=True) if is_library(name) else None

    def create_module(self, spec):
        """Make the module."""
        return _Module(spec.name)

    def exec_module(self, module):
        """Do nothing: it is complete."""


class _Module(ModuleType):
    """A module in which every name is a stand-in."""

    def __getattr__(self, name):
        return _stand_in(self.__name__, name)


def _stand_in(module, name):
    """Something that can be called, compared and looped over, with the library's name, by which it is refused."""
    if name.startswith("__"):
        raise AttributeError(f"module {module!r} has no attribute {name!r} here")
    from unittest.mock import MagicMock

    return MagicMock(name=f"{module}.{name}", __module__=module, __qualname__=name)
