"""`classroom doctor`: is everything here that the course needs, and if not, what to do."""

import importlib.metadata
import shutil
import subprocess
import sys
from dataclasses import dataclass

OK, OPTIONAL, BAD = "ok", "optional", "missing"
DISTRIBUTION = "nnkit-course"
NEEDED_DISK = 2e9  # bytes: TensorFlow's files, data sets, saved models
NEEDED_MEMORY = 2e9  # bytes: JupyterLab and one kernel with TensorFlow
TENSORFLOW_PATIENCE = 180  # seconds
REINSTALL = "python -m pip install -e ."
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Args:
        name: what it is.
        status: OK, OPTIONAL (not here, and only some readers need it) or BAD.
        found: what was found.
        cure: what to do; "" if OK.
    """

    name: str
    status: str
    found: str
    cure: str = ""


def examine(root, quick=False):
    """Look at everything.

    Args:
        root: the course folder.
        quick: leave out importing TensorFlow, which takes seconds.

    Yields:
        A `Finding` at a time.
    """
    yield python_version(bounds(root)[0])
    yield from packages(bounds(root)[1])
    yield kernel()
    yield disk(root)
    yield memory()
    if not quick:
        yield tensorflow()
    yield nbgrader()
    yield program("Chromium", BROWSERS, "Only the browser tests need it: apt install chromium")
    yield isolation()


def bounds(root):
    """What the course asks for: its Python versions, and each package with its bounds.

    Args:
        root: the course folder; its pyproject.toml counts, otherwise what was installed.

    Returns:
        A specifier of Python versions, and a list of `Requirement`s.
    """
    import tomllib

    from packaging.requirements import Requirement

    path = root / "pyproject.toml"
    if path.is_file():
        project = tomllib.loads(path.read_text(encoding="utf-8")).get("project", {})
        python, listed = project.get("requires-python", ""), project.get("dependencies", [])
    else:
        try:
            python = importlib.metadata.metadata(DISTRIBUTION)["Requires-Python"] or ""
            listed = importlib.metadata.requires(DISTRIBUTION) or []
        except importlib.metadata.PackageNotFoundError:
            python, listed = "", []
    requirements = [Requirement(line) for line in listed]
    return python, [one for one in requirements if one.marker is None or one.marker.evaluate({"extra": ""})]


def python_version(asked):
    """Whether this Python is one that the course is made for.

    Args:
        asked: the specifier, as ">=3.11,<3.14".

    Returns:
        A `Finding`.
    """
    from packaging.specifiers import SpecifierSet

    version = ".".join(map(str, sys.version_info[:3]))
    if SpecifierSet(asked).contains(version):
        return Finding("Python", OK, version)
    return Finding(
        "Python", BAD, f"{version}, expected {asked}", f"Install Python {asked} and make the environment anew."
    )


def packages(requirements):
    """Whether each package is here, in a version within its bounds.

    Args:
        requirements: `Requirement`s.

    Yields:
        One `Finding` for all that are well, one for each that is not.
    """
    faults = []
    for asked in requirements:
        try:
            version = importlib.metadata.version(asked.name)
        except importlib.metadata.PackageNotFoundError:
            faults.append(Finding(asked.name, BAD, f"not installed, expected {asked.specifier}", REINSTALL))
            continue
        if not asked.specifier.contains(version, prereleases=True):
            faults.append(Finding(asked.name, BAD, f"{version}, expected {asked.specifier}", REINSTALL))
    well = len(requirements) - len(faults)
    yield Finding(
        "packages", OK if well else BAD, f"{well} of {len(requirements)} within their bounds", "" if well else REINSTALL
    )
    yield from faults


def kernel():
    """Whether notebooks are run by this very Python."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    cure = f"{sys.executable} -m ipykernel install --sys-prefix"
    try:
        program_name = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except NoSuchKernel:
        return Finding("kernel", BAD, "there is no kernel named python3", cure)
    found = shutil.which(program_name) or program_name
    names = {"python", "python3", f"python3.{sys.version_info.minor}"}
    if program_name in names or _prefix(found) == _prefix(sys.executable):
        return Finding("kernel", OK, f"python3 runs {found}")
    return Finding("kernel", BAD, f"python3 runs {found}, not {sys.executable}", cure)


def _prefix(executable):
    from pathlib import Path

    return Path(executable).absolute().parent


def disk(root):
    """Whether there is room on the course's disk."""
    free = shutil.disk_usage(root).free
    if free >= NEEDED_DISK:
        return Finding("disk", OK, f"{free / 1e9:.0f} GB free")
    return Finding(
        "disk", BAD, f"{free / 1e9:.1f} GB free, expected {NEEDED_DISK / 1e9:.0f}", "Delete what you do not need."
    )


def memory():
    """Whether there is memory for JupyterLab and a kernel with TensorFlow."""
    import psutil

    free = psutil.virtual_memory().available
    if free >= NEEDED_MEMORY:
        return Finding("memory", OK, f"{free / 1e9:.0f} GB available")
    asked = f"{free / 1e9:.1f} GB available, expected {NEEDED_MEMORY / 1e9:.0f}"
    return Finding("memory", BAD, asked, "Close other programs and notebooks (Kernel, Shut Down All Kernels).")


def tensorflow():
    """Whether TensorFlow and Keras can be imported, in a process of their own, because a bad build kills it."""
    import os

    code = "import keras, tensorflow; print(f'TensorFlow {tensorflow.__version__}, Keras {keras.__version__}')"
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    cure = "python -m pip install --force-reinstall tensorflow; old processors need a build without AVX"
    try:
        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=TENSORFLOW_PATIENCE, env=quiet
        )
    except subprocess.TimeoutExpired:
        return Finding("TensorFlow", BAD, f"not imported within {TENSORFLOW_PATIENCE} s", cure)
    if ran.returncode == 0:
        return Finding("TensorFlow", OK, ran.stdout.strip().splitlines()[-1])
    said = (ran.stderr.strip().splitlines() or [f"ended with status {ran.returncode}"])[-1]
    return Finding("TensorFlow", BAD, said[:200], cure)


def nbgrader():
    """Whether an instructor can release and grade."""
    cure = "Only instructors need it: python -m pip install -e '.[instructor]'"
    try:
        version = importlib.metadata.version("nbgrader")
        importlib.metadata.version("alembic")
    except importlib.metadata.PackageNotFoundError:
        return Finding("nbgrader", OPTIONAL, "not installed", cure)
    return Finding("nbgrader", OK, version)


def isolation():
    """How well submissions can be kept apart from this machine."""
    from classroom.sandbox import TIERS, choose_tier
    from classroom.sandbox.tiers import CURES, fault_of

    strongest, tier = TIERS[0], choose_tier()
    if tier.name == strongest:
        return Finding("isolation", OK, strongest)
    found = f"{tier.name}, not {strongest}: {fault_of(strongest)}"
    return Finding("isolation", OPTIONAL, found, f"Only graders need it. {CURES[strongest].rstrip(',')}.")


def program(name, commands, cure):
    """Whether a program that only some need is on PATH.

    Args:
        name: what people call it.
        commands: what it may be called by the system.
        cure: who needs it, and how to get it.

    Returns:
        A `Finding`.
    """
    found = next(filter(None, map(shutil.which, commands)), None)
    return Finding(name, OK, found) if found else Finding(name, OPTIONAL, "not installed", cure)
