"""Rules of the repository as a whole: where names and numbers stand, what no tracked file may hold."""

import re
from pathlib import PurePosixPath

from tests.house.core import ROOT, rule
from tests.house.prose import links, without_fences

TEXT = (".py", ".md", ".toml", ".yml", ".yaml", ".txt", ".cfg", ".ipynb", ".js", ".css", ".json", ".in")
PLAIN_NAMES = {"Makefile", "run", "LICENSE", "LICENSE-TEXT", ".gitignore", ".gitattributes"}
CHAPTER = re.compile(r"\d\d_[a-z]+(_[a-z]+)*")
# A folder of one machine or one person, an address of a package registry other than the public ones, a secret option.
MACHINE = re.compile(
    r"(?<![\w.])/(root|work|Users|home)/\w+|(?<![\w.])/tmp/\w|[A-Za-z]:\\+Users\\+\w|https?://[\w.:@-]+/[\w./-]*simple\b"
    r"|https?://(?!pypi\.org)[\w.-]*(pypi|artifactory|nexus|devpi)[\w.-]*|--(extra-)?index-url|--trusted-host|--find-links"
)
MACHINE_EXEMPT = ("tests/house/repository_rules.py", "tests/test_house_rules_fire.py")


def is_text(path):
    """Accept what people wrote: code, prose, settings."""
    return path.endswith(TEXT) or PurePosixPath(path).name in PLAIN_NAMES


@rule(is_text)
def no_machine_is_named(source):
    if source.path in MACHINE_EXEMPT:
        return
    for number, line in enumerate(source.text.splitlines(), 1):
        match = MACHINE.search(line)
        if match:
            message = f"'{match.group()}' belongs to one machine"
            yield source.breaks(message, "write it relative to the course, or read it from the environment", number)


@rule(lambda path: True)
def numbers_stand_on_folders_alone(source):
    parts = PurePosixPath(source.path).parts
    chapter_folder = parts[0] in ("chapters", "solutions") and len(parts) > 2
    numbered = [part for i, part in enumerate(parts) if re.match(r"\d", part) and not (chapter_folder and i == 1)]
    if numbered:
        yield source.breaks(f"'{numbered[0]}' carries a number", "the chapter's folder alone has its number")
    if chapter_folder and not CHAPTER.fullmatch(parts[1]):
        yield source.breaks(f"the chapter folder is called {parts[1]}", "two digits and words: 06_cnns")


@rule(lambda path: path.startswith(("chapters/", "solutions/")) and path.endswith(".ipynb") and path.count("/") > 1)
def one_stem_per_topic(source):
    folder, name = PurePosixPath(source.path).parts[1], PurePosixPath(source.path).stem
    stem = folder.split("_", 1)[1]
    if name.removesuffix("_exercises") != stem:
        yield source.breaks(f"{name} lies in {folder}", f"call it {stem} or {stem}_exercises")
    if source.path.startswith("solutions/") and not name.endswith("_exercises"):
        yield source.breaks("a lesson among the solutions", "lessons stand in chapters/")


@rule(lambda path: path.endswith(".py") and path.split("/")[0] in ("nnkit", "widgets", "classroom"))
def every_module_has_a_test(source):
    path = PurePosixPath(source.path)
    if path.name.startswith("_") or len(source.text.splitlines()) < 5:
        return
    stems = {path.stem, *path.parent.parts[1:]}
    folder = ROOT / "tests" / path.parts[0]
    tests = [test.stem.removeprefix("test_") for test in folder.rglob("test_*.py")]
    joined = "\n".join(test.read_text(encoding="utf-8") for test in folder.rglob("*.py"))
    named = re.compile(rf"\bfrom [\w.]*\b{path.stem}\b|\bimport .*\b{path.stem}\b|\b{path.stem}\.\w")
    stems |= {path.stem.split("_")[0]}
    mirrored = any(stem in (test, test.split("_")[0], test.split("_")[-1]) for test in tests for stem in stems)
    if not mirrored and not any(test.startswith(f"{path.stem}_") for test in tests) and not named.search(joined):
        wanted = f"tests/{path.parts[0]}/test_{path.stem}.py"
        yield source.breaks("no test mirrors this module", f"add {wanted}")


@rule(lambda path: path.endswith(".md"))
def document_links_lead_somewhere(source):
    folder = (ROOT / source.path).parent
    text = without_fences(source.text)
    for alternative, target in links(text):
        line = next((i for i, row in enumerate(text.splitlines(), 1) if target in row), 1)
        if not re.match(r"(https?:|mailto:|#)", target) and not (folder / target.split("#")[0]).exists():
            yield source.breaks(f"the link {target} leads nowhere", "mend the path", line)
        if alternative == "":
            yield source.breaks(f"the picture {target} has no alternative text", "say in words what it shows", line)


@rule(lambda path: PurePosixPath(path).name == "constraints.txt")
def constraints_have_no_address(source):
    for number, line in enumerate(source.text.splitlines(), 1):
        if line.strip() and not line.startswith("#") and not re.fullmatch(r"[\w.-]+==[\w.+!-]+( ;.*)?", line):
            yield source.breaks(
                f"'{line}' is no name==version", "exact versions alone, no option, path or address", number
            )


@rule(lambda path: PurePosixPath(path).name == "Makefile")
def targets_are_explained(source):
    targets = re.search(r"^\.PHONY:(.*)$", source.text, re.MULTILINE)
    for target in targets.group(1).split() if targets else ():
        if not re.search(rf"^{target}:.*## \S", source.text, re.MULTILINE):
            yield source.breaks(f"make {target} is not in make help", f"write '{target}: ...  ## what it does'")
