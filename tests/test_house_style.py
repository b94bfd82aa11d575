"""Every rule of the house that a program can check, over every tracked file."""

import subprocess
import sys

import pytest

from tests.house import RULES, violations_of
from tests.house.core import ROOT, notebook, tracked_files

STRIP = ["--keep-id", "--extra-keys", "metadata.language_info.version cell.metadata.collapsed cell.metadata.scrolled"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_house_rule(rule):
    found = violations_of(rule)
    assert not found, f"{rule.name.replace('_', ' ')}:\n" + "\n".join(map(str, found))


def test_notebooks_are_stripped_as_the_hook_strips_them():
    notebooks = [path for path in tracked_files() if notebook(path)]
    command = [sys.executable, "-m", "nbstripout", "--verify", *STRIP, *notebooks]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, f"run nbstripout {' '.join(STRIP)} on\n{result.stdout}{result.stderr}"


def test_hook_and_test_use_the_same_flags():
    hook = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert f'nbstripout {STRIP[0]} {STRIP[1]} "{STRIP[2]}"' in hook
