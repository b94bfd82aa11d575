"""Budgets, bombs and what survives: what the guard ends, in each tier."""

import os
import signal
import subprocess
import sys
import textwrap
import time
import uuid
from dataclasses import replace

import psutil
import pytest

from classroom.sandbox import GB, MB, Box, Limits, Streams, start

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the attacks are written for Linux")

SMALL = Limits(
    memory_bytes=300 * MB, processes=12, threads=40, cpu_seconds=3, file_bytes=20 * MB, scratch_bytes=60 * MB,
    scratch_files=500, open_files=64,
)  # fmt: skip
PATIENCE = 30  # seconds until a process that was killed must be gone from the process table


def living(mark):
    """The processes whose command line holds a mark."""
    found = psutil.process_iter(["cmdline"])
    return [one for one in found if mark in (one.info["cmdline"] or []) and one.status() != psutil.STATUS_ZOMBIE]


def assert_gone(mark):
    until = time.monotonic() + PATIENCE
    while living(mark) and time.monotonic() < until:
        time.sleep(0.05)
    assert living(mark) == []


MEMORY = {
    "at_once": "bytearray(10 * 10**9)",
    "bit_by_bit": "hoard = [bytearray(10**6) for _ in range(10_000)]",
    "in_children": """
        for _ in range(8):
            if os.fork() == 0:
                hoard = bytearray(b"x" * 120_000_000); time.sleep(60); os._exit(0)
        time.sleep(60)""",
    "shared": """
        import mmap
        hoard = []
        for _ in range(100):
            hoard.append(mmap.mmap(-1, 100_000_000)); hoard[-1].write(bytes(100_000_000)); hoard[-1].madvise(4)""",
    "nameless": """
        for i in range(50):
            one = os.memfd_create("x"); [os.write(one, bytes(10**6)) for _ in range(19)]""",
    "by_mapped_files": """
        import mmap
        for i in range(50):
            with open(f"f{i}", "wb+") as one:
                one.truncate(20_000_000); hoard = mmap.mmap(one.fileno(), 0); hoard.write(b"x" * 20_000_000)""",
}


@pytest.mark.parametrize("way", MEMORY)
def test_memory_is_limited(run, tier, way):
    if tier.name == "limits" and way in ("shared", "nameless"):
        assert "memory" in tier.unprotected  # without a filter, memory in nobody's resident set is not counted
        return
    ran = run(textwrap.dedent(MEMORY[way]), limits=SMALL)
    said = ("MemoryError", "Cannot allocate", "not permitted", "not implemented", "No space", "Bus error", "too large")
    refused = ran.ending.reason == "ended" and ran.ending.status != 0
    assert ran.ending.reason in ("memory", "disk") or refused, ran
    assert not refused or ran.ending.status < 0 or any(word in ran.output for word in said), ran
    assert ran.ending.usage.peak_bytes < 1.5 * GB


FORKS = {
    "python": "while True:\n    try: os.fork()\n    except OSError: pass",
    "detached": """
        while True:
            try:
                if os.fork() == 0:
                    os.setsid(); signal.signal(signal.SIGTERM, signal.SIG_IGN)
            except OSError: pass""",
    "threads": """
        import threading
        for _ in range(1000): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()""",
}


@pytest.mark.parametrize("way", FORKS)
def test_bombs_are_ended(run, tier, way):
    mark = uuid.uuid4().hex
    ran = run(textwrap.dedent(FORKS[way]), mark, limits=SMALL)
    if way == "threads":
        assert "can't start new thread" in ran.output
    else:
        assert ran.ending.reason in ("processes", "cpu", "memory"), ran
    assert_gone(mark)


def test_processor_time_is_limited_even_where_signals_are_ignored(run, tier):
    ran = run("""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while True:
        sum(range(10**7))
    """, limits=replace(SMALL, cpu_seconds=1))  # fmt: skip
    assert ran.ending.reason == "cpu"
    assert ran.ending.usage.cpu_seconds >= 1


def test_processor_time_of_many_processes_is_counted_together(run, tier):
    code = "[os.fork() for _ in range(2)]\nwhile True: pass"
    ran = run(code, limits=replace(SMALL, cpu_seconds=2))
    assert ran.ending.reason == "cpu"


def test_a_loop_that_ignores_signals_is_killed(run, tier):
    mark = uuid.uuid4().hex
    code = (
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    )
    ran = run(code, mark, seconds=1)
    assert (ran.ending.reason, ran.ending.status) == ("killed", -signal.SIGKILL)
    assert_gone(mark)


FILES = {
    "one": "with open('f', 'wb') as one:\n    while True: one.write(bytes(10**6))",
    "many": "for i in range(10_000):\n    Path(f'f{i}').write_bytes(bytes(10**6))",
    "empty": "for i in range(10**6):\n    Path(f'f{i}').touch()",
    "nameless": """
        hoard = []
        for i in range(50):
            hoard.append(open("f", "wb")); os.unlink("f"); hoard[-1].write(bytes(15_000_000)); hoard[-1].flush()
        time.sleep(60)""",
}


@pytest.mark.parametrize("way", FILES)
def test_the_disk_is_not_filled(run, tier, way):
    ran = run(textwrap.dedent(FILES[way]), limits=replace(SMALL, cpu_seconds=60))
    refused = any(word in ran.output for word in ("File too large", "No space left", "Too many open files"))
    assert ran.ending.reason == "disk" or (ran.ending.status == 1 and refused), ran


def test_what_is_written_stays_in_memory_or_in_the_scratch_folder(run, tier):
    ran = run("Path('mine').write_text('x')")
    assert ran.ending.status == 0
    assert (ran.scratch / "mine").exists() == (tier.name != "bubblewrap")


def test_open_files_and_core_dumps_are_limited(run):
    ran = run("""
    try:
        hoard = [open("/dev/null") for _ in range(100_000)]
    except OSError as error:
        print(error)
    print(resource.getrlimit(resource.RLIMIT_CORE), flush=True)
    libc.abort()
    """, limits=SMALL)  # fmt: skip
    assert "Too many open files" in ran.output
    assert "(0, 0)" in ran.output
    assert ran.ending.status == -signal.SIGABRT
    assert not list(ran.scratch.glob("core*"))


DAEMON = """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGHUP, signal.SIG_IGN)
        print("daemon", flush=True)
        for one in range(3): os.close(one)
        time.sleep(600)
    os._exit(0)
os.wait(); time.sleep(0.3)
"""


@pytest.mark.parametrize("then", ["", "time.sleep(600)", "os.kill(os.getpid(), 9)", "while True: pass"])
def test_daemons_do_not_survive(run, tier, then):
    mark = uuid.uuid4().hex
    ran = run(DAEMON + then, mark, seconds=2)
    assert "daemon" in ran.output
    assert ran.ending.reason == ("ended" if then in ("", "os.kill(os.getpid(), 9)") else "killed")
    assert_gone(mark)


CALLER = """
import sys, time
from pathlib import Path
from classroom.sandbox import Box, choose_tier, start
child = start([sys.executable, "-c", sys.argv[4], sys.argv[3]], Box(choose_tier(sys.argv[1]), Path(sys.argv[2])))
print("started", child.usage(), flush=True)
time.sleep(600)
"""


def test_everything_ends_with_its_caller(tier, scratch):
    mark = uuid.uuid4().hex
    code = "import os, time, signal\n" + DAEMON + "time.sleep(600)"
    words = [sys.executable, "-c", CALLER, tier.name, str(scratch), mark, code]
    caller = subprocess.Popen(
        words, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    caller.stdout.readline()
    until = time.monotonic() + PATIENCE
    while len(living(mark)) < 3 and time.monotonic() < until:  # the caller, the program, its daemon
        time.sleep(0.05)
    assert len(living(mark)) >= 3
    caller.kill()
    caller.communicate()
    assert_gone(mark)


def test_endless_output_stops_where_the_reader_stops(tier, scratch):
    """The caller reads what it wants; the writer waits on a full pipe and costs nothing."""
    reading, writing = os.pipe()
    code = "while True: print('x' * 10**6)"
    child = start([sys.executable, "-c", code], Box(tier, scratch), Streams(stdout=writing))
    os.close(writing)
    assert os.read(reading, 1000) == b"x" * 1000
    ending = child.kill()
    rest = 0
    while more := os.read(reading, 1 << 20):
        rest += len(more)
    os.close(reading)
    assert ending.reason == "killed"
    assert rest < 2 * MB
