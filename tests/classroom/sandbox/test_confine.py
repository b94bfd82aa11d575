"""What code in a box tries to do to files, processes, the network and the kernel, and what comes of it in each tier."""

import os
import sys
from pathlib import Path

import pytest

from classroom.sandbox import Box, child, start
from tests.classroom.sandbox.attacks import CHANGE, READ, STRONG, in_tiers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the attacks are written for Linux")


READS = """
secret, other, planted, of_home = sys.argv[1:]
os.symlink(secret, "link")
attempt("direct", lambda: open(secret).read())
attempt("own_link", lambda: open("link").read())
attempt("planted_link", lambda: open(planted).read())
attempt("folder", lambda: os.listdir(os.path.dirname(secret)))
attempt("other_scratch", lambda: open(other).read())
attempt("hard_link", lambda: open(os.link(secret, "hard") or "hard").read())
attempt("by_root", lambda: open("/proc/self/root" + secret).read())
attempt("by_cwd", lambda: open("/proc/self/cwd/../../../../../../../../" + secret).read())
attempt("shadow", lambda: open("/etc/shadow").read())
attempt("home", lambda: open(of_home).read(1))
attempt("all_processes", lambda: sum(name.isdigit() for name in os.listdir("/proc")) > 4)
"""


def test_nothing_outside_is_read(run, held, tier, scratch, tmp_path):
    (tmp_path / "course").mkdir()
    secret, other = tmp_path / "course/hidden_tests.py", tmp_path / "other/answer.py"
    other.parent.mkdir()
    for path in (secret, other):
        path.write_text("the-secret")
    (scratch / "planted").symlink_to(secret)
    of_home = next((path for path in Path.home().iterdir() if path.is_file()), secret)
    ran = run(READS, secret, other, "planted", of_home)
    names = "direct own_link planted_link folder other_scratch hard_link by_root by_cwd shadow home all_processes"
    held(ran, tier, **dict.fromkeys(names.split(), READ))


HIDDEN = """
shown, hidden, link = sys.argv[1:]
assert open(shown).read() == "shown" and os.listdir(os.path.dirname(shown)) and os.listdir(os.path.dirname(hidden)) != 0
attempt("direct", lambda: open(hidden).read())
attempt("by_link", lambda: open(link).read())
attempt("by_root", lambda: open("/proc/self/root" + hidden).read())
attempt("from_above", lambda: open(os.path.join(os.path.dirname(shown), "inner", "..", "inner", "answer.py")).read())
attempt("unmount", lambda: libc.umount2(os.path.dirname(hidden).encode(), 2) == 0)
attempt("a_program", lambda: subprocess.run(["cat", hidden], check=False, capture_output=True).stdout == b"hidden")
"""


@in_tiers(*STRONG)
def test_what_is_hidden_is_not_read_though_it_lies_in_what_is_seen(run, held, tier, tmp_path):
    shown, hidden, link = tmp_path / "seen/shown.py", tmp_path / "seen/inner/answer.py", tmp_path / "seen/link.py"
    hidden.parent.mkdir(parents=True)
    shown.write_text("shown")
    hidden.write_text("hidden")
    link.symlink_to(hidden)
    ran = run(HIDDEN, shown, hidden, link, readable=(tmp_path / "seen",), hidden=(hidden.parent,))
    held(ran, tier, **dict.fromkeys(("direct", "by_link", "by_root", "from_above", "unmount", "a_program")))


WRITES = """
target, folder, python = map(Path, sys.argv[1:])
attempt("change", lambda: target.open("r+").write("x"))
attempt("truncate", lambda: os.truncate(target, 0))
attempt("remove", lambda: target.unlink())
attempt("rename", lambda: target.rename(folder / "renamed"))
attempt("create", lambda: (folder / "left-behind").write_text("x"))
attempt("make_folder", lambda: (folder / "left-folder").mkdir())
attempt("make_link", lambda: (folder / "left-link").symlink_to("/"))
attempt("packages", lambda: (python / "left-behind.py").write_text("x"))
attempt("ipython", lambda: Path("/root/.ipython-left").write_text("x"))
"""


def test_nothing_outside_is_changed(run, held, tier, tmp_path):
    target, folder = tmp_path / "gradebook.db", tmp_path / "submitted"
    target.write_text("grades")
    folder.mkdir()
    before = sorted(tmp_path.iterdir())
    ran = run(WRITES, target, folder, Path(os.__file__).parent)
    names = ["change", "truncate", "remove", "rename", "create", "make_folder", "make_link", "packages", "ipython"]
    held(ran, tier, **dict.fromkeys(names, CHANGE))
    if tier.name != "limits":
        assert target.read_text() == "grades"
        assert sorted(set(tmp_path.iterdir()) - {tmp_path / "output.txt"}) == before
        assert list(folder.iterdir()) == []


def test_modes_owners_and_dates_stay(run, tier, tmp_path):
    """Landlock does not guard them; the filter pretends."""
    target = tmp_path / "gradebook.db"
    target.write_text("grades")
    os.utime(target, (10**9, 10**9))
    target.chmod(0o644)
    code = """
    import contextlib
    target = sys.argv[1]
    for change in (lambda: os.chmod(target, 0), lambda: os.utime(target, (0, 0)), lambda: os.chown(target, 1, 1),
                   lambda: os.setxattr(target, "user.x", b"x")):
        with contextlib.suppress(OSError):
            change()
    """
    assert run(code, target).ending.status == 0
    found = target.stat()
    if tier.name != "limits" or os.geteuid() == 0:
        assert (found.st_mode & 0o777, found.st_mtime, found.st_uid) == (0o644, 10**9, os.geteuid())


def test_files_are_copied_and_touched_in_every_tier(run):
    ran = run("""
    import shutil, tempfile
    Path("touched").touch(); Path("touched").touch()
    Path("program").write_text("x"); os.chmod("program", 0o755)
    shutil.copy2("program", "copied"); os.mkdir("from"); shutil.copytree("from", tempfile.mkdtemp() + "/all")
    print(sorted(os.listdir())[-3:])
    """)
    assert ran.output.splitlines()[-1].endswith("'touched']"), ran
    assert ran.ending.status == 0


KERNEL = """
for name, flags in (("users", 0x10000000), ("mounts", 0x20000), ("network", 0x40000000), ("processes", 0x20000000)):
    attempt("unshare_" + name, lambda: call("unshare", flags))
    attempt("clone_" + name, lambda: os._exit(0) if call("clone", flags | 17, 0, 0, 0, 0) == 0 else os.wait())
attempt("setns", lambda: call("setns", os.open("/proc/self/ns/mnt", os.O_RDONLY), 0))
attempt("mount", lambda: call("mount", b"tmpfs", b"/tmp", b"tmpfs", 0, 0))
attempt("chroot", lambda: os.chroot("."))
attempt("io_uring", lambda: call("io_uring_setup", 1, ctypes.create_string_buffer(256)))
attempt("bpf", lambda: call("bpf", 0, ctypes.create_string_buffer(128), 128))
attempt("perf", lambda: call("perf_event_open", ctypes.create_string_buffer(128), 0, -1, -1, 0))
attempt("keyring", lambda: call("keyctl", 0, -4, 1))
attempt("handle", lambda: call("open_by_handle_at", -100, ctypes.create_string_buffer(64), 0))
attempt("message_queue", lambda: call("msgget", 1234, 0o1600))
attempt("shared_segment", lambda: call("shmget", 1234, 4096, 0o1600))
attempt("watch", lambda: call("inotify_init1", 0))
attempt("personality", lambda: call("personality", 0x0040000))
attempt("module", lambda: call("finit_module", 0, b"", 0))
attempt("device", lambda: os.mknod("device", 0o020600, os.makedev(1, 1)))
attempt("foreign_numbers", lambda: call_x32())
"""
X32 = """
def call_x32():
    if libc.syscall(ctypes.c_long(0x40000000 + 39)) < 0:
        raise OSError(ctypes.get_errno(), "no such call")
"""


@in_tiers(*STRONG)
def test_the_kernel_is_left_alone(run, tier):
    ran = run(X32 + KERNEL)
    found = dict(line.split()[:2] for line in ran.output.splitlines())
    assert len(found) == 23
    let_through = {name for name, verdict in found.items() if verdict == "open"}
    assert let_through <= ({"watch"} if tier.name == "bubblewrap" else set()), ran.output


def test_no_privilege_is_left(run):
    ran = run("""
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    print(status["NoNewPrivs"].strip(), status["CapEff"].strip(), os.getuid() != 0)
    attempt("setuid", lambda: os.setuid(0))
    attempt("limits", lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096)))
    """)
    first, setuid, limits = ran.output.splitlines()
    assert first.split()[0] == "1"
    assert int(first.split()[1], 16) in (0, 1 << 1, 1 << 2)  # nothing, or the right to read alone
    assert first.split()[2] == "True"
    assert setuid.startswith("setuid held")
    assert limits.startswith("limits held")


def test_the_environment_is_short_and_ours(run, tier, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    ran = run("print(sorted(os.environ)); print(os.environ['EXTRA'], os.getcwd() == os.environ['HOME'])",
              environment={"EXTRA": "given"})  # fmt: skip
    names, rest = ran.output.splitlines()
    assert "SECRET_TOKEN" not in names
    assert rest == "given True"


def test_the_box_has_no_other_descriptors_and_no_terminal(run, tier):
    ran = run(
        "print(sorted(os.listdir('/proc/self/fd'))); print(os.read(0, 1)); attempt('tty', lambda: open('/dev/tty'))"
    )
    descriptors, stdin, terminal = ran.output.splitlines()
    assert descriptors == "['0', '1', '2', '3']"  # the last one lists them
    assert stdin == "b''"
    assert terminal.startswith("tty held")


WITHOUT_FILTER = "; from classroom.sandbox import seccomp; seccomp.restrict = None; become_guard()"


@in_tiers(*STRONG)
def test_where_a_step_fails_nothing_runs(tier, scratch, tmp_path, monkeypatch):
    monkeypatch.setattr(child, "BOOT", child.BOOT.replace("; become_guard()", WITHOUT_FILTER))
    ending = start(["/bin/sh", "-c", "kill -9 $$"], Box(tier, scratch)).wait(60)
    assert (ending.reason, ending.status is None or ending.status > 0) == ("refused", True)
    assert "NoneType" in ending.detail
