"""Boxes of every tier that this machine has, and programs that try to break out of them."""

import contextlib
import os
import socket
import subprocess
import sys
import textwrap
from collections import namedtuple
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from classroom.sandbox import TIERS, Box, Limits, Streams, choose_tier, start
from classroom.sandbox.tiers import fault_of
from tests.classroom.sandbox.attacks import beginning

PATIENCE = 60  # seconds; every program here ends or is ended long before
REPOSITORY = Path(__file__).resolve().parents[3]

Ran = namedtuple("Ran", "ending output scratch")


def pytest_generate_tests(metafunc):
    """A test that takes `tier` runs in all of them, or in those that `in_tiers` names."""
    if "tier" in metafunc.fixturenames:
        metafunc.parametrize("tier", getattr(metafunc.function, "tiers", TIERS), indirect=True)


@pytest.fixture
def tier(request):
    if fault := fault_of(request.param):
        pytest.skip(f"isolation {request.param}: {fault}")
    return choose_tier(request.param)


@pytest.fixture
def scratch():
    """A scratch folder where callers make theirs: pytest's own lie below folders that one user alone may enter."""
    with TemporaryDirectory(prefix="classroom-") as folder:
        yield Path(folder)


@pytest.fixture
def run(tier, scratch, tmp_path):
    """Run Python code in a box and return its ending, its output and its scratch folder."""

    def run_code(code, *words, limits=None, seconds=PATIENCE, **options):
        output = tmp_path / "output.txt"
        command = [sys.executable, "-c", beginning() + textwrap.dedent(code), *words]
        box = Box(tier, scratch, limits=limits or Limits(), **options)
        with output.open("wb") as stream:
            child = start([str(word) for word in command], box, Streams(stdout=stream, stderr=stream))
            ending = child.wait(seconds) or child.kill()
        return Ran(ending, output.read_text(errors="replace"), scratch)

    return run_code


def verdicts(ran):
    """What each attempt of a program came to: a dict from its name to "open" or "held"."""
    assert ran.ending.status == 0, f"{ran.ending}\n{ran.output}"
    return {line.split()[0]: line.split()[1] for line in ran.output.splitlines() if " " in line}


@pytest.fixture
def held():
    """Assert that each attempt was refused, or that the tier's sentence names what it did."""

    def check(ran, tier, **families):
        found = verdicts(ran)
        assert set(found) == set(families), ran.output
        for name, word in families.items():
            named = word and word in tier.unprotected
            assert found[name] == "held" or named, f"{name} succeeded, and {tier.name} does not say so\n{ran.output}"
            if tier.name != "limits":
                assert found[name] == "held", f"{name} succeeded in {tier.name}\n{ran.output}"

    return check


@pytest.fixture
def bystander():
    """A process of ours, outside every box, with a secret in its memory and environment."""
    words = [sys.executable, "-c", "print('ready', flush=True); import time; time.sleep(600)"]
    own = {**os.environ, "SECRET": "of-the-bystander"}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, env=own, start_new_session=True)
    process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def listeners(tmp_path):
    """Sockets of ours that a submission must not reach: a TCP port, an abstract name, a path."""
    with contextlib.ExitStack() as stack:
        port = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        abstract, named = (stack.enter_context(socket.socket(socket.AF_UNIX)) for _ in range(2))
        datagram = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        abstract.bind(f"\0classroom-{os.getpid()}")
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="c-")))
        folder.chmod(0o755)
        named.bind(str(folder / "named"))
        (folder / "named").chmod(0o777)
        datagram.bind(f"\0classroom-datagram-{os.getpid()}")
        for one in (abstract, named):
            one.listen()
        yield {
            "port": port.getsockname()[1],
            "abstract": f"classroom-{os.getpid()}",
            "named": str(folder / "named"),
            "datagram": f"classroom-datagram-{os.getpid()}",
        }
