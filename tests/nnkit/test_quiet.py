"""Quiet start-up: nothing on standard error while it goes well, everything when it does not."""

import subprocess
import sys

import pytest

NOISE = "import os; from nnkit.quiet import quiet_startup\nwith quiet_startup():\n    os.write(2, b'greeting')\n"


def stderr_of(code):
    """Run code in a process of its own and return what it wrote to standard error."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr


def test_messages_below_python_are_kept_off_the_page():
    assert stderr_of(NOISE) == ""


def test_standard_error_is_back_afterwards():
    assert stderr_of(NOISE + "os.write(2, b'later')") == "later"


def test_when_the_import_fails_its_messages_are_shown():
    shown = stderr_of(NOISE + "    import no_such_module")
    assert shown.startswith("greeting") and "ModuleNotFoundError" in shown


@pytest.mark.keras
def test_keras_starts_without_a_word():
    code = "from nnkit.quiet import quiet_startup\nwith quiet_startup():\n    import keras\nkeras.ops.ones(3) + 1"
    assert stderr_of(code) == ""
