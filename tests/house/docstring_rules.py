"""Rules of docstrings: Google sections, where they are needed and in which order."""

import ast
import re
from pathlib import PurePosixPath

from tests.house.code_rules import FUNCTIONS, arguments
from tests.house.core import ROOT, python, rule

SECTIONS = ["Args", "Shapes", "Returns", "Yields", "Raises", "Example", "Source", "Checked against", "Taught in"]
ALMOST = {"Arguments": "Args", "Examples": "Example", "References": "Source", "Shape": "Shapes"}
SECTION_LINE = re.compile(r"^\s*([A-Z][a-z]+(?: [a-z]+)?):(?:\s|$)", re.MULTILINE)


def sections(docstring):
    """Return the section names of a docstring in their order."""
    found = SECTION_LINE.findall(docstring or "")
    return [name for name in found if name in SECTIONS or name in ALMOST]


def own_nodes(function):
    """Yield the nodes of a function that belong to no function inside it."""
    pending = list(function.body)
    while pending:
        node = pending.pop()
        if not isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            yield node
            pending.extend(ast.iter_child_nodes(node))


def needed_sections(function):
    """Return the sections that a function's own code asks for."""
    nodes = list(own_nodes(function))
    needed = ["Args"] if arguments(function) else []
    if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in nodes):
        needed.append("Yields")
    elif any(isinstance(node, ast.Return) and not is_none(node.value) for node in nodes):
        needed.append("Returns")
    if any(isinstance(node, ast.Raise) and names_error(node.exc) for node in nodes):
        needed.append("Raises")
    return needed


def is_none(value):
    """Say whether a returned value is nothing."""
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


def names_error(raised):
    """Say whether a raise statement raises an error of its own (a stub and a bare re-raise do not)."""
    return raised is not None and "NotImplementedError" not in ast.unparse(raised)


def exported(source):
    """Return the names a package's `__init__.py` hands on, or None for a module that readers import directly."""
    path = PurePosixPath(source.path)
    package = ROOT / path.parent / "__init__.py"
    if len(path.parts) < 3 or path.name == "__init__.py" or not package.exists():
        return None
    nodes = list(ast.walk(ast.parse(package.read_text(encoding="utf-8"))))
    named = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    return named | {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def documented(source):
    """Yield (name, node, docstring, needed sections) of public functions and of classes, as their users see them."""
    public = exported(source)
    for node in source.tree.body:
        if public is not None and getattr(node, "name", None) not in public:
            continue
        if isinstance(node, FUNCTIONS) and not node.name.startswith("_"):
            yield node.name, node, ast.get_docstring(node), needed_sections(node)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            makers = [item for item in node.body if isinstance(item, FUNCTIONS) and item.name == "__init__"]
            needed = ["Args"] if makers and arguments(makers[0]) else []
            yield node.name, node, ast.get_docstring(node), needed


@rule(python("nnkit"))
def docstrings_have_their_sections(source):
    for name, node, docstring, needed in documented(source):
        said = "Returns" if re.match(r"Returns?\b", docstring or "") else None
        missing = [section for section in needed if section not in (*sections(docstring), said)]
        if missing:
            message = f"the docstring of {name} lacks {', '.join(missing)}"
            yield source.breaks(message, "add the section with its unit, range and default", node.lineno)


@rule(python("nnkit"))
def docstring_sections_keep_their_order(source):
    for name, node, docstring, _ in documented(source):
        found = sections(docstring)
        wrong = [section for section in found if section in ALMOST]
        if wrong:
            cure = f"write {ALMOST[wrong[0]]}:"
            yield source.breaks(f"the docstring of {name} says {wrong[0]}:", cure, node.lineno)
        elif found != sorted(found, key=SECTIONS.index):
            cure = "order: " + ", ".join(SECTIONS)
            yield source.breaks(f"the docstring of {name} has its sections out of order", cure, node.lineno)


@rule(python("nnkit"))
def examples_run_as_doctests(source):
    for name, node, docstring, _ in documented(source):
        if "Example" in sections(docstring) and ">>>" not in docstring:
            yield source.breaks(f"the example of {name} is no doctest", "start its lines with >>>", node.lineno)
