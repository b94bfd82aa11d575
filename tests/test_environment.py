"""What is declared agrees: pyproject.toml, constraints.txt, environment.yml, the licences; and it installs."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distributions, version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["optional-dependencies"]
UNREACHABLE = re.compile(r"from versions: none|NewConnectionError|NameResolutionError|Temporary failure|timed out")
NOT_IN_LINE = re.compile(r"\s#.*$|^#.*$")
METADATA = (
    "import importlib.metadata as m, json\n"
    "d = m.distribution('nnkit-course')\n"
    "scripts = sorted(e.name for e in d.entry_points if e.group == 'console_scripts')\n"
    "print(json.dumps([d.version, d.metadata['Requires-Python'], sorted(d.requires), scripts]))"
)


def constraints():
    """Return {canonical name: exact version} of constraints.txt."""
    lines = [NOT_IN_LINE.sub("", line).strip() for line in (ROOT / "constraints.txt").read_text().splitlines()]
    return {canonicalize_name(name): Version(version) for name, version in (line.split("==") for line in lines if line)}


def requirements():
    """Return every requirement of pyproject.toml except the project's own extras."""
    texts = [*PROJECT["dependencies"], *(text for extra in EXTRAS.values() for text in extra)]
    return [one for one in map(Requirement, texts) if one.name != PROJECT["name"]]


def pip_part():
    """Return the lines that conda hands to pip."""
    return next(entry["pip"] for entry in ENVIRONMENT["dependencies"] if isinstance(entry, dict))


@pytest.mark.parametrize("requirement", requirements(), ids=lambda one: one.name)
def test_tested_version_lies_within_the_declared_bounds(requirement):
    tested = constraints().get(canonicalize_name(requirement.name))
    assert tested, f"constraints.txt has no {requirement.name}; add the version that the tests ran with"
    assert requirement.specifier.contains(tested), f"{requirement} does not allow the tested {tested}"
    operators = {one.operator for one in requirement.specifier}
    assert {">=", "<"} <= operators, f"{requirement} needs a lower and an upper bound"


def test_tested_versions_install_on_every_python_that_is_declared():
    first = next(one.version for one in SpecifierSet(PROJECT["requires-python"]) if one.operator == ">=")
    pinned = constraints()
    asked = {
        f"{one.name}=={one.version}": SpecifierSet(one.metadata["Requires-Python"] or "")
        for one in distributions()
        if pinned.get(canonicalize_name(one.name)) == Version(one.version)
    }
    assert len(asked) > len(pinned) / 2
    newer = {name: str(python) for name, python in asked.items() if not python.contains(f"{first}.0")}
    assert not newer, f"README and pyproject.toml promise Python {first}, these need a later one: {newer}"


def test_environment_is_python_pip_and_the_project():
    plain = [entry for entry in ENVIRONMENT["dependencies"] if isinstance(entry, str)]
    assert [Requirement(entry.replace("=", "==", 1)).name for entry in plain] == ["python", "pip"]
    python = plain[0].split("=")[-1]
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(f"{python}.9")
    project = Requirement("project" + next(line for line in pip_part() if line.startswith("-e")).removeprefix("-e ."))
    assert project.extras and project.extras <= set(EXTRAS), f"environment.yml asks for extras {project.extras}"
    rest = [line for line in pip_part() if not line.startswith("-e .")]
    assert rest == ["-c constraints.txt"], f"{rest} belongs into pyproject.toml, where versions stand"


def pip(python, folder, *arguments):
    """Run pip of an environment; without a package registry in reach the test is left out."""
    done = subprocess.run([str(python), "-m", "pip", *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode and UNREACHABLE.search(done.stderr):
        pytest.skip("no package registry in reach; connect this machine to the network")
    assert done.returncode == 0, f"pip {' '.join(arguments)} fails:\n{done.stderr}"


@pytest.fixture(scope="module")
def fresh_environment(tmp_path_factory):
    """A new virtual environment into which the pip part of environment.yml was installed, without dependencies."""
    folder = tmp_path_factory.mktemp("environment")
    course = folder / "course"
    course.mkdir()
    for name in ("nnkit", "widgets", "classroom"):
        shutil.copytree(ROOT / name, course / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "constraints.txt", "README.md", *PROJECT["license-files"]):
        shutil.copy(ROOT / name, course / name)
    (course / "pip-part.txt").write_text("\n".join(pip_part()) + "\n")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = folder / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip(python, course, "install", "--quiet", "--no-deps", "-r", "pip-part.txt")
    return python, course


def test_pip_part_installs_what_pyproject_declares(fresh_environment):
    python, course = fresh_environment
    told = subprocess.run([str(python), "-c", METADATA], cwd=course.parent, capture_output=True, text=True, check=True)
    number, needs_python, requires, scripts = json.loads(told.stdout)
    declared = [Requirement(text) for text in PROJECT["dependencies"]]
    for extra, texts in EXTRAS.items():
        declared += [Requirement(f'{text}; extra == "{extra}"') for text in texts]
    assert number == PROJECT["version"]
    assert Requirement(f"p{needs_python}").specifier == Requirement(f"p{PROJECT['requires-python']}").specifier
    assert {str(Requirement(text)) for text in requires} == {str(one) for one in declared}
    assert scripts == sorted(PROJECT["scripts"])


def test_what_is_installed_here_lies_within_the_bounds():
    wrong = {str(one): version(one.name) for one in requirements() if not one.specifier.contains(version(one.name))}
    assert not wrong, f"outside the bounds of pyproject.toml: {wrong}; run make install"


@pytest.mark.keras  # not because it computes, but because finding TensorFlow's whole family takes half a minute
def test_everything_that_the_pip_part_needs_is_pinned(fresh_environment):
    python, course = fresh_environment
    options = ["--quiet", "--dry-run", "--ignore-installed", "--report", "report.json"]
    pip(python, course, "install", *options, "-r", "pip-part.txt")
    report = json.loads((course / "report.json").read_text(encoding="utf-8"))
    found = {canonicalize_name(one["metadata"]["name"]): one["metadata"]["version"] for one in report["install"]}
    assert {canonicalize_name(one.name) for one in requirements()} <= set(found)
    loose = {f"{name}=={number}" for name, number in found.items() if name not in constraints()}
    loose -= {f"{PROJECT['name']}=={PROJECT['version']}"}
    assert sys.platform != "linux" or not loose, f"not in constraints.txt: {sorted(loose)}"


def test_every_package_and_its_data_are_in_the_wheel(fresh_environment):
    python, course = fresh_environment
    pip(python, course, "wheel", "--quiet", "--no-deps", "--wheel-dir", "wheel", ".")
    with zipfile.ZipFile(next((course / "wheel").glob("*.whl"))) as wheel:
        packed = set(wheel.namelist())
    folders = [course / name for name in ("nnkit", "widgets", "classroom")]
    files = {file.relative_to(course).as_posix() for one in folders for file in one.rglob("*") if file.is_file()}
    assert files <= packed, f"not in the wheel: {sorted(files - packed)}; mend [tool.setuptools] in pyproject.toml"


def test_licences_are_what_the_project_says():
    code, text = ((ROOT / name).read_text(encoding="utf-8") for name in PROJECT["license-files"])
    assert "BSD 3-Clause" in code and "The nnkit course authors" in code
    assert "Creative Commons Attribution 4.0 International Public" in text and "Section 8 -- Interpretation" in text


def test_hooks_are_local_and_work_offline():
    assert [repo["repo"] for repo in HOOKS["repos"]] == ["local"]
    hooks = [hook for repo in HOOKS["repos"] for hook in repo["hooks"]]
    assert {hook["language"] for hook in hooks} == {"system"}
    tools = {hook["entry"].split()[0] for hook in hooks}
    missing = [tool for tool in tools if not shutil.which(tool, path=str(Path(sys.executable).parent))]
    assert not missing, f"{missing} not beside this Python; run make install"
