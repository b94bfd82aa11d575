"""Rules of every notebook: format, cells, prose."""

import ast
import re

from tests.house.core import ROOT, notebook, rule
from tests.house.prose import headings, links, prose, words

MAX_CODE_LINES = 30
MAX_WORDS = 250
CELL_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RANDOM_ID = re.compile(r"[0-9a-f]{6,}")
FORBIDDEN_PROSE = re.compile(r"\b(simply|obviously|trivially|of course)\b|[^\W\d]!(?!=)", re.IGNORECASE)
DOWNLOADS = re.compile(r"\b(urlretrieve|urlopen|wget|pip install|conda install|requests\.get|curl)\b")
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"


@rule(notebook)
def notebooks_are_format_4_5(source):
    version = source.notebook.get("nbformat"), source.notebook.get("nbformat_minor")
    if version != (4, 5):
        yield source.breaks(f"nbformat is {version[0]}.{version[1]}", "save it as nbformat 4.5, which has cell ids")


@rule(notebook)
def notebooks_have_no_outputs(source):
    for cell in source.cells:
        if cell.kind == "code" and (cell.raw.get("outputs") or cell.raw.get("execution_count") is not None):
            yield cell.breaks("has outputs or an execution count", "run nbstripout as .pre-commit-config.yaml does")


@rule(notebook)
def notebooks_carry_no_state(source):
    metadata = source.notebook.get("metadata", {})
    if WIDGET_STATE in str(metadata.get("widgets", {})) or "widgets" in metadata:
        yield source.breaks("widget state in the metadata", "remove metadata.widgets")
    if "version" in metadata.get("language_info", {}):
        yield source.breaks("metadata.language_info.version is set", "run nbstripout as .pre-commit-config.yaml does")
    if metadata.get("kernelspec", {}).get("name") != "python3":
        yield source.breaks("the kernel is not python3", "choose the kernel 'Python 3 (ipykernel)'")


@rule(notebook)
def folded_parts_are_closed(source):
    for cell in source.cells:
        if cell.kind == "markdown" and cell.text.count("<details") != cell.text.count("</details>"):
            yield cell.breaks("a folded part is opened and not closed", "end it with a line </details>")


@rule(notebook)
def cell_ids_are_words(source):
    seen = set()
    for cell in source.cells:
        readable = CELL_ID.fullmatch(cell.id) and not RANDOM_ID.fullmatch(cell.id)
        if not readable or cell.id in seen:
            yield cell.breaks("a cell id is missing, random or used twice", "give it words, as in sigmoid-slope")
        seen.add(cell.id)


@rule(notebook)
def cells_are_short(source):
    for cell in source.cells:
        lines = len(cell.text.splitlines())
        if cell.kind == "code" and lines > MAX_CODE_LINES:
            yield cell.breaks(
                f"{lines} lines of code; at most {MAX_CODE_LINES}", "split it, or move a function to nnkit"
            )
        if cell.kind == "markdown" and words(cell.text) > MAX_WORDS:
            yield cell.breaks(f"{words(cell.text)} words; at most {MAX_WORDS}", "say it shorter or split it")


@rule(notebook)
def headings_step_by_one(source):
    level, titles = 0, 0
    for cell in source.cells if source.cells else ():
        for depth, title in headings(cell.text) if cell.kind == "markdown" else ():
            titles += depth == 1
            if depth > level + 1 or (depth == 1 and titles > 1):
                yield cell.breaks(
                    f"heading '{title}' skips a level or is a second title", f"use level {max(2, level + 1)}"
                )
            level = depth
    if titles == 0:
        yield source.breaks("no '# Title'", "open the notebook with one")


@rule(notebook)
def notebooks_use_no_magic(source):
    for cell in source.cells:
        if cell.kind != "code":
            continue
        magic = re.search(r"^\s*(%%?\w+|!\w+|\?\w+)", cell.text, re.MULTILINE)
        if magic or DOWNLOADS.search(cell.text):
            yield cell.breaks("a magic, a shell command or a download", "plain Python alone; data come from nnkit.data")
        elif cell.text.strip() and not cell.tree.body and not all_comments(cell.text):
            yield cell.breaks("is no Python", "mend the syntax")


def all_comments(text):
    """Say whether nothing in a cell runs."""
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


@rule(notebook)
def prose_is_plain(source):
    for cell in source.cells:
        match = FORBIDDEN_PROSE.search(prose(cell.text)) if cell.kind == "markdown" else None
        if match:
            yield cell.breaks(
                f"'{match.group()}' in the prose", "leave it out: no 'simply', 'obviously', exclamation mark"
            )


@rule(notebook)
def notebook_links_lead_somewhere(source):
    folder = (ROOT / source.path).parent
    for cell in source.cells:
        for alternative, target in links(cell.text) if cell.kind == "markdown" else ():
            outside = re.match(r"(https?:|mailto:|#|attachment:|data:)", target)
            if not outside and not (folder / target.split("#")[0]).exists():
                yield cell.breaks(f"the link {target} leads nowhere", "mend the path, relative to the notebook")
            if alternative == "":
                yield cell.breaks(f"the picture {target} has no alternative text", "say in words what it shows")


@rule(notebook)
def functions_are_defined_once(source):
    if source.path.startswith("solutions/") or source.path.endswith("_exercises.ipynb"):
        return
    seen = {}
    for cell in source.cells:
        nodes = list(ast.walk(cell.tree)) if cell.kind == "code" else []
        methods = {id(node) for parent in nodes if isinstance(parent, ast.ClassDef) for node in parent.body}
        for node in nodes:
            if not isinstance(node, ast.FunctionDef) or id(node) in methods:
                continue  # methods of two classes may share a name: forward, backward, call
            if seen.setdefault(node.name, cell.id) != cell.id:
                yield cell.breaks(f"{node.name} is defined a second time", "a definition needed twice moves into nnkit")
