"""Cells are run as in a kernel, in a process of its own; what they show is kept up to a limit."""

import json
import subprocess
import sys

import pytest

from classroom.engine.shell import DROPPED, Outputs, _is_python

PROGRAM = """
import json, sys
from classroom.engine.shell import make_shell
shell, told = make_shell(), []
real = sys.stdout
for source in json.loads(sys.stdin.read()):
    told.append(shell.run(source, 2000))
real.write(json.dumps(told))
"""
CELLS = {
    "print": "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')",
    "result": "x = 6\nx * 7",
    "error": "1 / 0",
    "syntax": "def f(:",
    "magic": "%precision 3\n!true\n%pwd",
    "await": "import asyncio\nawait asyncio.sleep(0)\nx",
    "display": "from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))",
    "cleared": "from IPython.display import clear_output\nprint('a')\nclear_output()\nprint('b')",
    "updated": "h = display('a', display_id=True)\nh.update('b')",
    "flood": "for _ in range(10**4):\n    print('x' * 100)",
    "line": "print('x' * 10**6)",
    "exit": "exit()\n'still here'",
    "system_exit": "import sys\nsys.exit('stop')",
    "interrupt": "raise KeyboardInterrupt",
    "group": "raise ExceptionGroup('several', [ValueError(1)])",
    "usage": "from IPython.core.error import UsageError\nraise UsageError('wrong')",
    "usage_magic": "%no_such_magic",
    "axis": "import numpy as np\nraise np.exceptions.AxisError.__new__(np.exceptions.AxisError)",
    "unprintable": "class E(Exception):\n    def __str__(self): raise SystemExit\n    __repr__ = __str__\nraise E",
    "own_traceback": "class E(Exception):\n    def _render_traceback_(self): raise SystemExit\nraise E('x')",
    "none_traceback": "class E(Exception):\n    _render_traceback_ = None\nraise E('x')",
    "debugger": "import bdb\nraise bdb.BdbQuit",
    "stderr": "import sys\nsys.stderr.flush(), sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.fileno",
    "warning": "import warnings\nwarnings.warn('careful')",
    "prompt": "In [1]: print('pasted')",
    "indented": "    print('indented')",
    "inside": "(7\n%3)",
    "after": "x + 1",
}


@pytest.fixture(scope="module")
def ran():
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, input=json.dumps(list(CELLS.values())), capture_output=True, text=True, check=True)
    return dict(zip(CELLS, json.loads(done.stdout), strict=True))


def kinds(reply):
    return [output["output_type"] for output in reply["outputs"]]


def test_streams_and_results_are_kept_in_order(ran):
    assert [(one["name"], one["text"]) for one in ran["print"]["outputs"]] == [
        ("stdout", "a\n"),
        ("stderr", "b\n"),
        ("stdout", "c\n"),
    ]
    (result,) = ran["result"]["outputs"]
    assert result["data"]["text/plain"] == "42" and result["execution_count"] == ran["result"]["count"] == 2


def test_errors_have_name_message_and_lines(ran):
    assert (ran["error"]["error"]["ename"], ran["error"]["error"]["evalue"]) == (
        "ZeroDivisionError",
        "division by zero",
    )
    assert "1 / 0" in "".join(ran["error"]["error"]["traceback"])
    assert ran["syntax"]["error"]["ename"] == "SyntaxError"


@pytest.mark.parametrize(
    "cell",
    [
        "system_exit",
        "interrupt",
        "group",
        "usage",
        "axis",
        "unprintable",
        "own_traceback",
        "none_traceback",
        "debugger",
    ],
)
def test_an_error_is_one_whatever_ipython_shows_of_it(ran, cell):
    assert ran[cell]["error"]["output_type"] == "error" and ran[cell]["error"] in ran[cell]["outputs"]


def test_an_error_that_ipython_shows_otherwise_keeps_its_name(ran):
    names = {cell: ran[cell]["error"]["ename"] for cell in ("system_exit", "interrupt", "group", "usage", "debugger")}
    assert list(names.values()) == ["SystemExit", "KeyboardInterrupt", "ExceptionGroup", "UsageError", "BdbQuit"]


def test_what_ran_well_has_no_error(ran):
    for cell in ("print", "result", "magic", "await", "display", "flood", "line", "stderr", "warning", "after"):
        assert ran[cell]["error"] is None
    assert ran["after"]["outputs"][0]["data"]["text/plain"] == "7"
    assert ran["await"]["outputs"][0]["data"]["text/plain"] == "6"


def test_displays_are_cleared_and_updated(ran):
    assert "".join(one["text"] for one in ran["cleared"]["outputs"]) == "b\n"
    assert [one["data"]["text/plain"] for one in ran["updated"]["outputs"]] == ["'b'"]
    assert kinds(ran["display"]) == ["display_data"]


def test_more_than_the_limit_is_dropped(ran):
    for cell in ("flood", "line"):
        text = "".join(one["text"] for one in ran[cell]["outputs"])
        assert text.endswith(DROPPED) and len(text) <= 2000 + 101 + len(DROPPED)
        assert text.startswith("x" * 100)


def test_exit_ends_nothing(ran):
    assert ran["exit"]["outputs"][-1]["data"]["text/plain"] == "'still here'"


def test_outputs_of_one_stream_are_joined_and_bounded():
    outputs = Outputs(110)
    for text in ("abc", "def", "ghijkl", "mno", "p"):
        outputs.add_text("stdout", text)
    (joined,) = outputs.taken()
    assert joined["text"] == "abcdefghij" + DROPPED


def test_a_cell_is_read_as_ipython_reads_it(ran):
    assert ran["prompt"]["outputs"][0]["text"] == "pasted\n"
    assert ran["indented"]["outputs"][0]["text"] == "indented\n"
    assert ran["inside"]["outputs"][0]["data"] == {"text/plain": "1"}


def test_a_look_at_a_cell_warns_of_nothing(recwarn):
    assert _is_python("print(3 is 3)") and not _is_python("%pwd")
    assert not recwarn.list
