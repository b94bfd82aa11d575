"""Processes and sockets outside the box: namespaces hide them; Landlock and the filter refuse them."""

import os
import sys

import psutil
import pytest

from classroom.sandbox import Box, child, start
from tests.classroom.sandbox.attacks import CONNECTS, NETWORK, SIGNAL, SOCKETS, STRONG, TOUCHED, TOUCHES, in_tiers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the attacks are written for Linux")


def test_no_socket_outside_is_reached(run, held, tier, listeners):
    words = [listeners[name] for name in ("port", "abstract", "named", "datagram")]
    held(run(CONNECTS, *words), tier, **dict.fromkeys(SOCKETS, NETWORK))


def test_a_pair_of_sockets_works_in_every_tier(run):
    """The event loop of asyncio needs one."""
    ran = run("import asyncio; print(asyncio.run(asyncio.sleep(0, 'slept')))")
    assert (ran.ending.status, ran.output) == (0, "slept\n")


def test_no_process_outside_is_touched(run, held, tier, bystander):
    held(run(TOUCHES, bystander.pid), tier, **dict.fromkeys(TOUCHED, SIGNAL))
    if tier.name != "limits" or os.geteuid() == 0:
        assert bystander.poll() is None


@in_tiers(*STRONG)
def test_the_guard_is_not_touched(run, held, tier):
    """In the two upper tiers the guard cannot even be found; its number is guessed here."""
    code = TOUCHES.replace("int(sys.argv[1])", "int(sys.argv[1]) if os.getppid() in (0, 1) else os.getppid()")
    held(run(code, os.getpid()), tier, **dict.fromkeys(TOUCHED, SIGNAL))


def test_a_sibling_box_is_not_touched(run, held, tier, tmp_path):
    (tmp_path / "sibling").mkdir()
    sibling = start(["/bin/sleep", "600"], Box(tier, tmp_path / "sibling"))
    assert sibling.usage() is not None
    pid = psutil.Process(sibling.pid).children(recursive=True)[-1].pid
    held(run(TOUCHES, pid), tier, **dict.fromkeys(TOUCHED, SIGNAL))
    if tier.name != "limits" or os.geteuid() == 0:
        assert sibling.wait(0) is None
    sibling.kill()


@in_tiers(*STRONG)
def test_a_signal_to_everybody_stays_in_the_box(run, tier, bystander):
    run("os.kill(-1, signal.SIGKILL)")
    assert bystander.poll() is None


OLD_KERNEL = "; from classroom.sandbox import landlock; landlock.abi = lambda: {abi}; become_guard()"


@pytest.fixture(params=[1, 2, 3, 4, 5])
def old_kernel(request, monkeypatch):
    """A kernel with an older Landlock: what its version does not hold the filter has to hold."""
    boot = OLD_KERNEL.format(abi=request.param)
    monkeypatch.setattr(child, "BOOT", child.BOOT.replace("; become_guard()", boot))


@in_tiers("landlock")
def test_older_landlocks_let_no_process_be_touched(old_kernel, run, held, tier, bystander):
    held(run(TOUCHES, bystander.pid), tier, **dict.fromkeys(TOUCHED, ""))
    assert bystander.poll() is None
    assert run("os.kill(os.getpid(), 15)").ending.status == -15
    assert run("os.abort()").ending.status == -6


@in_tiers("landlock")
def test_older_landlocks_let_no_socket_be_reached(old_kernel, run, held, tier, listeners):
    words = [listeners[name] for name in ("port", "abstract", "named", "datagram")]
    held(run(CONNECTS, *words), tier, **dict.fromkeys(SOCKETS, ""))


@in_tiers("landlock")
def test_older_landlocks_let_nothing_be_truncated(old_kernel, run, held, tier, tmp_path):
    target = tmp_path / "gradebook.db"
    target.write_text("grades")
    target.chmod(0o666)
    held(run('attempt("truncate", lambda: os.truncate(sys.argv[1], 0))', target), tier, truncate="")
