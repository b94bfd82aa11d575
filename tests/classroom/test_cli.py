"""The command line as a whole: help with an example for every command, words that are no command."""

import subprocess
import sys

import pytest
import typer

from classroom.cli import app

COMMANDS = sorted(typer.main.get_command(app).commands)


def test_help_imports_nothing_heavy():
    heavy = ("nbgrader", "nbclient", "numpy", "jupyterlab")
    listed = f"import sys, classroom.cli; print([name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_what_it_is_for_and_an_example(classroom, command):
    ran = classroom(command, "--help")
    assert ran.status == 0
    assert f"classroom {command}" in ran.out.split("Example:")[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_option_ends_with_status_2(classroom, command):
    ran = classroom(command, "--nonsense")
    assert ran.status == 2
    assert "--nonsense" in ran.err


def test_an_unknown_command_ends_with_status_2(classroom):
    assert classroom("nonsense").status == 2


def test_the_commands_stand_by_reader():
    order = list(typer.main.get_command(app).commands)
    assert order.index("start") < order.index("release") < order.index("verify")
