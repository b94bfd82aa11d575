import os
import subprocess
import sys
from dataclasses import replace

import pytest

from classroom.sandbox import Limits, limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere not all of them can be set")
SHOW = """
import resource
from classroom.sandbox import Limits, limits
limits.apply(Limits(threads=300, open_files=77, cpu_seconds=4.2, file_bytes=12345), 50)
limits.apply(Limits(threads=900, open_files=999, cpu_seconds=99), 0)
for name in ("NPROC", "NOFILE", "CPU", "FSIZE", "CORE"):
    print(name, *resource.getrlimit(getattr(resource, "RLIMIT_" + name)))
"""


def test_limits_are_set_for_good_and_never_raised():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, text=True, env=environment, timeout=60)
    assert ran.stdout.split("\n")[:5] == [
        "NPROC 350 350", "NOFILE 77 77", "CPU 6 6", "FSIZE 12345 12345", "CORE 0 0",
    ], ran.stderr  # fmt: skip


def test_limits_are_replaced_one_by_one():
    assert replace(Limits(), processes=3).memory_bytes == Limits().memory_bytes


def test_our_own_threads_are_counted():
    assert limits.threads_of_ours() >= 1
