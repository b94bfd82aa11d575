"""What every process starts from: imports that are there, and nothing that anybody did before."""

import json
import os
import select
import socket
import subprocess
import sys

import pytest

from classroom.engine.processes import Nursery
from tests.classroom.engine.cells import answer, ran, test

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot fork here")


def text_of(made, index=0):
    return "".join(one["text"] for one in made.outputs[index])


def test_cells_start_from_an_untouched_shell(cell):
    reply = cell("print([n for n in dir() if not n.startswith('_') and n not in ('In', 'Out', 'get_ipython')], Out)")
    assert reply["count"] == 1
    assert "ZeroDivisionError" not in str(reply)
    assert reply["outputs"][0]["text"] == "['exit', 'open', 'quit'] {}\n"


def test_what_is_asked_for_is_imported_before_and_bound_by_nobody(cell):
    reply = cell("import sys\nprint('matplotlib.pyplot' in sys.modules, 'keras' in sys.modules)\nplt")
    assert reply["outputs"][0]["text"] == "True False\n"
    assert reply["error"]["ename"] == "NameError"


def test_a_module_that_fails_or_prints_does_so_in_the_cell(run, capfd):
    nursery = Nursery(("no_such_module", "antigravity_of_nobody.sub", "this"))
    try:
        made = run(answer("import no_such_module"), answer("import this"), nursery=nursery)
    finally:
        nursery.close()
    assert made.endings[0].error["ename"] == "ModuleNotFoundError"
    assert ran(made.endings[1])
    assert "beautiful" not in "".join(capfd.readouterr()).lower()


def test_ctrl_c_is_the_coordinators_affair_but_reaches_a_cell(cell):
    reply = cell("import signal\nprint(signal.getsignal(signal.SIGINT) is signal.default_int_handler)")
    assert reply["outputs"][0]["text"] == "True\n"


def test_main_is_where_the_cells_are(run):
    source = "import __main__\nx = 5\nassert __main__.x == 5 and __name__ == '__main__'"
    assert all(map(ran, run(answer(source), test(source), test("assert x == 5")).endings))


def test_objects_of_a_cell_can_be_pickled(run):
    source = "import pickle\nclass C:\n    pass\nassert isinstance(pickle.loads(pickle.dumps(C())), C)"
    assert ran(run(answer(source)).endings[0])


def test_only_its_own_sockets_are_open(cell):
    source = "import os\nprint(sorted(os.readlink(f'/proc/self/fd/{n}')[:6] for n in os.listdir('/proc/self/fd')[:-1]))"
    reply = cell(source)
    if reply["error"] is None:  # there is a /proc
        assert reply["outputs"][0]["text"].count("socket") == 1


def test_a_coordinator_that_ends_before_it_asks_for_anything_leaves_no_traceback():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "classroom.engine.nursery", str(theirs.fileno())]
    with subprocess.Popen(command, pass_fds=[theirs.fileno()], stderr=subprocess.PIPE, text=True) as nursery:
        theirs.close()
        ours.send(json.dumps({"imports": [], "unaided": False}).encode())
        select.select([ours], [], [])  # it is ready, which nobody reads
        ours.close()
        _, said = nursery.communicate()
    assert (nursery.returncode, said) == (0, "")
