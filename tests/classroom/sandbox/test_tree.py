import os
import subprocess
import sys

import pytest

from classroom.sandbox import Limits
from classroom.sandbox.tree import LISTED, Tree, disk_use

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no guard on Windows")


def test_the_size_of_a_folder_is_what_it_takes_up(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/file").write_bytes(os.urandom(100_000))
    (tmp_path / "link").symlink_to("/")
    with (tmp_path / "sparse").open("wb") as sparse:
        sparse.truncate(10**9)
    used, number = disk_use(tmp_path, 100)
    assert 100_000 <= used < 200_000
    assert number == 4


def test_counting_stops_where_it_is_enough(tmp_path):
    for number in range(50):
        (tmp_path / str(number)).touch()
    assert disk_use(tmp_path, 10)[1] == 11


MEASURE = """
import os, subprocess, sys, time
from classroom.sandbox import Limits
from classroom.sandbox.tree import Tree
code = "hoard = bytearray(b'x' * 50_000_000); print('ready', flush=True); import time; time.sleep(600)"
children = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(2)]
for child in children: child.stdout.readline()
tree = Tree(children[0].pid, Limits({limits}), None)
print(repr(tree.spent()), tree.usage.peak_bytes > 10**8, tree.has_ended())
tree.end()
print(tree.status, tree.members(), tree.has_ended())
"""


CHILDREN = """
import os, sys, threading, time
from classroom.sandbox import Limits
from classroom.sandbox.tree import LISTED, Tree, everybody
def fork():
    if os.fork() == 0:
        if os.fork() == 0: time.sleep(600)
        time.sleep(600)
thread = threading.Thread(target=lambda: (fork(), time.sleep(600)), daemon=True)
fork(); thread.start(); time.sleep(1)
tree = Tree(0, Limits(), None)
listed, searched = (sorted(one.pid for one in found) for found in (tree.members(), everybody()))
print(len(listed), listed == searched, os.path.exists(LISTED), flush=True)
for one in everybody(): one.kill()
os._exit(0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists the children of a process")
def test_children_of_threads_and_of_children_are_members():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", CHILDREN], capture_output=True, text=True, env=environment, timeout=120)
    assert ran.stdout == f"4 True {os.path.exists(LISTED)}\n", ran.stderr


@pytest.mark.parametrize(
    ("limits", "spent"), [("", ""), ("memory_bytes=90_000_000", "memory"), ("processes=0", "processes")]
)
def test_a_tree_is_measured_and_ended(limits, spent):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, "-c", MEASURE.format(limits=limits)]
    ran = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=120)
    assert ran.stdout.splitlines() == [f"{spent!r} {spent != 'processes'} False", "-9 [] True"], ran.stderr


def test_what_has_ended_is_not_measured():
    tree = Tree(2**30, Limits(), None)
    assert tree.status is None
    assert tree.usage.peak_bytes == 0
