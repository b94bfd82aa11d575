"""A PostgreSQL server of the tests' own, in a temporary folder, on a port of its own, stopped at the end."""

import contextlib
import glob
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

OPTIONS = "-c listen_addresses=127.0.0.1 -c fsync=off -c unix_socket_directories="
PROGRAMS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


def program(name):
    """The path of one of PostgreSQL's programs, which Debian keeps off the PATH; None where it is not installed."""
    places = [path for pattern in PROGRAMS for path in sorted(glob.glob(pattern), reverse=True)]
    return shutil.which(name) or next((f"{path}/{name}" for path in places if os.path.exists(f"{path}/{name}")), None)


def servant():
    """The user who may run the server, which refuses root; None for whoever runs the tests."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


@contextlib.contextmanager
def serving():
    """Yield `new_database(name)`, which gives the address of an empty database; its `stop` ends the server."""
    folder, user = Path(tempfile.mkdtemp(prefix="course-pg-")), servant()
    if user:
        shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(folder / "data")

    def run(name, *words):
        subprocess.run(
            [program(name), *words], check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=120
        )

    def new_database(name):
        run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "teacher", name)
        return f"postgresql://teacher@127.0.0.1:{port}/{name}"

    stop = ("-D", data, "-m", "immediate", "-w", "stop")
    new_database.stop = lambda: run("pg_ctl", *stop)
    try:
        run("initdb", "-D", data, "-A", "trust", "-U", "teacher", "--no-sync", "-E", "UTF8", "--locale=C")
        run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-o", f"-p {port} {OPTIONS}", "-w", "start")
        yield new_database
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):  # it may be stopped already
            run("pg_ctl", *stop)
        shutil.rmtree(folder, ignore_errors=True)
