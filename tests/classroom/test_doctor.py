"""`classroom doctor`: each fault is found, named and comes with a cure."""

import importlib.metadata
import subprocess
import sys
from collections import namedtuple

import pytest
from packaging.requirements import Requirement

from classroom import doctor
from classroom.doctor import BAD, OK, OPTIONAL, bounds, packages
from classroom.sandbox import tiers


def test_a_machine_that_runs_these_tests_is_well(edit, classroom):
    ran = classroom("doctor", "--quick", "--course", edit.repository)
    assert ran.status == 0, ran.out
    lines = [line.split()[:2] for line in ran.out.splitlines() if not line.lstrip().startswith("->")]
    assert [name for _, name in lines] == [
        "Python",
        "packages",
        "kernel",
        "disk",
        "memory",
        "nbgrader",
        "Chromium",
        "isolation",
    ]
    assert all(status in (OK, OPTIONAL) for status, _ in lines)


def test_bounds_are_those_of_pyproject_or_of_the_installation(edit, tmp_path):
    python, listed = bounds(edit.repository)
    assert python.startswith(">=3.11")
    assert "keras" in {one.name for one in listed}
    assert "nbgrader" not in {one.name for one in listed}
    assert {one.name for one in bounds(tmp_path)[1]} == {one.name for one in listed}


@pytest.mark.parametrize(
    ("asked", "status", "found"),
    [
        ("rich>=1", OK, "1 of 1"),
        ("rich<1", BAD, "expected <1"),
        ("no-such-package>2", BAD, "not installed, expected >2"),
    ],
)
def test_packages(asked, status, found):
    findings = list(packages([Requirement(asked)]))
    assert findings[-1].status == status
    assert found in findings[-1].found
    assert (findings[-1].cure == "") == (status == OK)


def test_an_old_python_a_full_disk_and_little_memory(monkeypatch, tmp_path):
    assert doctor.python_version(">=4").status == BAD
    monkeypatch.setattr("shutil.disk_usage", lambda path: namedtuple("Usage", "free")(5e8))
    assert doctor.disk(tmp_path).found == "0.5 GB free, expected 2"
    monkeypatch.setattr("psutil.virtual_memory", lambda: namedtuple("Memory", "available")(1e9))
    assert doctor.memory().status == BAD


def test_a_kernel_of_another_python_or_none(monkeypatch):
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel

    assert doctor.kernel().status == OK
    monkeypatch.setattr(
        KernelSpecManager, "get_kernel_spec", lambda self, name: KernelSpec(argv=["/opt/other/bin/python"])
    )
    assert (doctor.kernel().status, "ipykernel install --sys-prefix" in doctor.kernel().cure) == (BAD, True)

    def none(self, name):
        raise NoSuchKernel(name)

    monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", none)
    assert doctor.kernel().found == "there is no kernel named python3"


@pytest.mark.parametrize(
    ("ran", "status", "found"),
    [
        ((0, "noise\nTensorFlow 2, Keras 3\n", ""), OK, "TensorFlow 2, Keras 3"),
        ((1, "", "Traceback\nImportError: no"), BAD, "ImportError: no"),
        ((-4, "", ""), BAD, "ended with status -4"),
    ],
)
def test_tensorflow_is_tried_in_a_process_of_its_own(monkeypatch, ran, status, found):
    finished = subprocess.CompletedProcess([], *ran)
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: finished)
    assert (doctor.tensorflow().status, doctor.tensorflow().found) == (status, found)


def test_tensorflow_that_hangs(monkeypatch):
    def hang(*args, **kwargs):
        raise subprocess.TimeoutExpired("python", 180)

    monkeypatch.setattr(subprocess, "run", hang)
    assert doctor.tensorflow().found == "not imported within 180 s"


@pytest.mark.keras
def test_tensorflow_here():
    assert doctor.tensorflow().status == OK


def test_what_only_some_need_is_optional(monkeypatch):
    assert doctor.program("Nothing", ("no-such-program",), "cure").status == OPTIONAL
    assert doctor.program("Python", ("no-such-program", sys.executable), "cure").found == sys.executable

    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    assert doctor.nbgrader().status == OPTIONAL


def test_something_missing_ends_with_status_1(classroom, course):
    (course / "pyproject.toml").write_text('[project]\nrequires-python = ">=4"\ndependencies = ["rich>=999"]\n')
    ran = classroom("doctor", "--quick", cwd=course)
    assert ran.status == 1
    assert "missing   Python" in ran.out
    assert "expected >=999" in ran.out
    assert "-> python -m pip install" in ran.out


def test_isolation_is_the_strongest_that_works_or_says_why_not(monkeypatch):
    monkeypatch.setattr(tiers, "fault_of", lambda name: "")
    assert doctor.isolation() == doctor.Finding("isolation", OK, "bubblewrap")
    monkeypatch.setattr(tiers, "fault_of", lambda name: "no namespaces" if name == "bubblewrap" else "")
    found = doctor.isolation()
    assert found.status == OPTIONAL and found.found == "landlock, not bubblewrap: no namespaces"
    assert "sysctl" in found.cure and found.cure.endswith("later.")
