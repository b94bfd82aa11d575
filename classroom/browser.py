"""JupyterLab on a free port and Chromium on it: what the browser tests and the bench of the explorers stand on.

Use the fixtures of `tests/browser/conftest.py` or, outside pytest, the two context managers:

    with serve(root, scratch) as server, chromium() as browser:
        lab = Lab.open(browser, server, "chapters/02_activations/activations.ipynb")
        lab.run_all()
        assert not lab.problems()
        lab.press("input x", "ArrowRight", 3)
        assert lab.state("ActivationExplorer")["x"] == 2.3

The server has configuration, data, runtime and workspace folders of its own, so that a test neither reads nor
changes the settings of whoever runs it. Nothing here answers a request to another host: such requests are
refused and listed in `lab.outside`.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from classroom.kernels import DEFAULTS, SERVER, kernel_environment

REPOSITORY = Path(__file__).resolve().parents[1]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS, OPEN_SECONDS, RUN_SECONDS = 60, 60, 180
LOCAL = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:", "about:", "file:")


@dataclass(frozen=True)
class Server:
    """A running JupyterLab: its address, the folder it serves, where it writes its log."""

    url: str
    root: Path
    log: Path


def chromium_path() -> str | None:
    """Path of an installed Chromium (the environment variable CHROMIUM comes first), or None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _environment(scratch: Path) -> dict[str, str]:
    """The surroundings of the server: folders of its own, TensorFlow quiet, the virtual environment first on PATH."""
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "JUPYTERLAB_WORKSPACES_DIR")
    folders = {name: scratch / name.lower() for name in (*names, "JUPYTERLAB_SETTINGS_DIR")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    quiet = folders["JUPYTERLAB_SETTINGS_DIR"] / "@jupyterlab" / "apputils-extension"
    quiet.mkdir(parents=True, exist_ok=True)
    no_news = {"fetchNews": "false", "checkForUpdates": False}
    (quiet / "notification.jupyterlab-settings").write_text(json.dumps(no_news))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    settings = {name: str(folder) for name, folder in folders.items()}
    others = [name for name in os.environ if name.startswith(("JUPYTER", "JPY_"))]  # of whoever runs this
    everything = kernel_environment(PATH=path, **settings)
    return {name: value for name, value in everything.items() if name in (*settings, *DEFAULTS) or name not in others}


def _answers(url: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/api/status", timeout=2) as answer:
        return answer.status == 200
    return False


@contextlib.contextmanager
def serve(root: Path, scratch: Path, *options: str) -> Iterator[Server]:
    """JupyterLab serving `root` without token on a free port of this machine; stopped with its kernels at the end.

    Args:
        root: Folder that JupyterLab opens; notebooks are saved into it, so give a copy where a test edits one.
        scratch: Folder for the server's own settings and its log.
        *options: More command-line options for `jupyter lab`.
    """
    port = _free_port()
    server = Server(f"http://127.0.0.1:{port}", Path(root).resolve(), Path(scratch) / "lab.log")
    settings = [
        *(f"--ServerApp.{key}={value}" for key, value in {"ip": "127.0.0.1", "port": port, "port_retries": 0}.items()),
        *(f"--{key}={value}" for key, value in SERVER.items()),
        f"--ServerApp.root_dir={server.root}",
        "--IdentityProvider.token=",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--MultiKernelManager.cull_idle_timeout=0",
    ]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", *(["--allow-root"] if _is_root() else [])]
    environment = _environment(Path(scratch))
    with server.log.open("w") as log:
        job = subprocess.Popen(
            [*command, *settings, *options], env=environment, stdout=log, stderr=log, cwd=server.root
        )
    try:
        _wait_for(server, job)
        yield server
    finally:
        job.terminate()
        try:
            job.wait(20)
        except subprocess.TimeoutExpired:
            job.kill()


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _wait_for(server: Server, job: subprocess.Popen) -> None:
    end = time.monotonic() + START_SECONDS
    while not _answers(server.url):
        if job.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"JupyterLab did not start; its log ends:\n{server.log.read_text()[-3000:]}")
        time.sleep(0.1)


@contextlib.contextmanager
def chromium() -> Iterator[object]:
    """Chromium under Playwright, headless, without sandbox when root (as in a container)."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Lab:
    """A notebook open in JupyterLab in a page of its own; `page` is Playwright's.

    `console` collects the page's errors, `outside` the addresses of other hosts that it asked for in vain.
    """

    page: object
    server: Server
    path: str
    console: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, browser: object, server: Server, path: str, width: int = 1280, height: int = 900) -> "Lab":
        """Open a notebook (path relative to the served folder) and wait until its kernel is idle."""
        page = new_page(browser, width, height)
        lab = cls(page, server, path)
        listen(page, lab.console, lab.outside)
        page.goto(f"{server.url}/lab/tree/{path}?reset", timeout=OPEN_SECONDS * 1000)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=OPEN_SECONDS * 1000)
        page.wait_for_function(_KERNEL_IDLE, timeout=OPEN_SECONDS * 1000)
        return lab

    def command(self, name: str, **arguments: object) -> object:
        """Run one of JupyterLab's commands, as `notebook:run-all-cells` or `docmanager:save`, and wait for it."""
        return self.page.evaluate(
            "([n, a]) => window.jupyterapp.commands.execute(n, a).then(r => null)", [name, arguments]
        )

    def run_all(self, seconds: float = RUN_SECONDS) -> None:
        """Run all cells and wait until the kernel is idle and every code cell has its number."""
        self.page.set_default_timeout(seconds * 1000)
        self.command("notebook:run-all-cells")
        self.page.wait_for_function(_KERNEL_IDLE, timeout=seconds * 1000)
        self.page.wait_for_timeout(300)
        self.page.set_default_timeout(30_000)

    def outputs(self) -> list[dict]:
        """Outputs of every code cell as in the notebook file, with the cell's `cell_id` added to each."""
        return json.loads(self.page.evaluate(_OUTPUTS))

    def problems(self) -> list[str]:
        """What went wrong in cells: error outputs and everything on standard error, one line each."""
        errors = [f"{o['cell_id']}: {o['ename']}: {o['evalue']}" for o in self.outputs() if o["output_type"] == "error"]
        streams = [o for o in self.outputs() if o["output_type"] == "stream" and o["name"] == "stderr"]
        return errors + [f"{o['cell_id']}: stderr: {''.join(o['text']).strip()}" for o in streams]

    def explorer(self, name: str, index: int = 0) -> object:
        """Locator of an explorer's picture by its class name; it carries data-state, data-values, data-error."""
        picture = self.page.locator(f'[data-explorer="{name}"]').nth(index)
        picture.wait_for(state="attached")
        return picture

    def state(self, name: str, index: int = 0) -> dict:
        """The explorer's `state`, read from its picture in the page."""
        return json.loads(self.explorer(name, index).get_attribute("data-state"))

    def values(self, name: str, index: int = 0) -> dict:
        """The numbers that the explorer shows, read from its picture in the page."""
        return json.loads(self.explorer(name, index).get_attribute("data-values"))

    def slider(self, label: str, index: int = 0) -> object:
        """Locator of the handle of the slider with this label (it has role slider and this accessible name)."""
        return self.page.get_by_role("slider", name=label, exact=True).nth(index)

    def press(self, label: str, key: str, times: int = 1, index: int = 0) -> None:
        """Focus the slider with this label and press a key, as ArrowRight, PageUp, Home, End."""
        handle = self.slider(label, index)
        handle.scroll_into_view_if_needed()
        handle.focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def wait_for_state(self, name: str, key: str, value: object, index: int = 0) -> None:
        """Wait until the explorer's state has this value; a number may differ by rounding in the last digits."""
        arguments = [name, index, key, value]
        self.page.wait_for_function(_STATE_IS, arg=arguments, timeout=10_000)

    def close(self) -> None:
        """Shut the notebook's kernel down and close the page."""
        with contextlib.suppress(Exception):
            self.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.context.close()


_PANEL = "window.jupyterapp?.shell?.currentWidget"
_KERNEL_IDLE = f"""() => {{ const c = {_PANEL}?.sessionContext;
    return c && c.isReady && c.session?.kernel?.status === 'idle' }}"""
_OUTPUTS = f"""() => JSON.stringify({_PANEL}.content.model.toJSON().cells.flatMap(
    c => (c.outputs || []).map(o => ({{...o, cell_id: c.id}}))))"""
_STATE_IS = """([name, index, key, value]) => {
    const picture = document.querySelectorAll(`[data-explorer="${name}"]`)[index];
    const now = picture && JSON.parse(picture.dataset.state)[key];
    return typeof value === 'number' ? Math.abs(now - value) < 1e-9 : JSON.stringify(now) === JSON.stringify(value) }"""


def new_page(browser: object, width: int = 1280, height: int = 900) -> object:
    """A page in a context of its own that refuses every request to another host."""
    context = browser.new_context(viewport={"width": width, "height": height})
    context.route(lambda url: not url.startswith(LOCAL), lambda route: route.abort())
    return context.new_page()


def listen(page: object, console: list[str], outside: list[str]) -> None:
    """Append the page's console errors and uncaught exceptions, and the outside addresses it asks for, to two lists."""
    page.on("console", lambda message: console.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: console.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(LOCAL) else outside.append(request.url))
