"""Running a rebuilt notebook in a fresh kernel, cell by cell, whatever the cells do.

A cell that kills its kernel, or that cannot be interrupted, costs that cell only: the kernel is started again, the
cells before it are replayed without the tests, and the run goes on behind it.
"""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_output

from classroom import cells
from classroom.endings import DIED, NOT_RUN, OUT_OF_TIME, RAISED, RAN, Ending, Limits
from classroom.errors import ClassroomError
from classroom.kernels import GRADING, kernel_environment

# Variables of the grader that a kernel has no business with.
WITHHELD = ("NNKIT_HIDDEN_SEED", "JUPYTER_TOKEN")


class ThisPython(KernelSpecManager):
    """Runs `python3` notebooks with this very interpreter, whatever kernels the user has installed."""

    def get_kernel_spec(self, kernel_name):
        """The kernel's specification.

        Args:
            kernel_name: as the notebook's metadata name it.

        Returns:
            A `KernelSpec`.
        """
        if kernel_name not in ("python3", "python"):
            return super().get_kernel_spec(kernel_name)
        argv = [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


class _Client(NotebookClient):
    """nbclient's client, which drops output beyond a limit and keeps each reply."""

    limit = 0

    def reset(self):
        self.used, self.replies = {}, {}
        self.on_cell_executed = self._keep

    def _keep(self, cell, cell_index, execute_reply):
        self.replies[cell_index] = (execute_reply or {}).get("content", {})

    def output(self, outs, msg, display_id, cell_index):
        size = len(str(msg["content"].get("text") or msg["content"].get("data") or ""))
        before = self.used.get(cell_index, 0)
        self.used[cell_index] = before + size
        if before + size <= self.limit or msg["msg_type"] == "error":
            return super().output(outs, msg, display_id, cell_index)
        if before <= self.limit:
            outs.append(new_output("stream", name="stdout", text="\n[more output was dropped]\n"))
        return None


@dataclass
class Run:
    """One execution of a notebook.

    Args:
        notebook: the notebook; outputs are written into it.
        limits: a `Limits`.
        folder: the kernel's scratch folder, with `work/` as working directory.
        endings: what is known so far, by cell index.
    """

    notebook: dict
    limits: Limits
    folder: Path
    endings: dict = field(default_factory=dict)

    async def all(self):
        """Run every code cell; start again behind a cell that took its kernel along."""
        for _ in range(self.limits.restarts + 1):
            if await self._in_one_kernel():
                break
        for index, cell in enumerate(self.notebook.cells):
            if cell.cell_type == "code" and index not in self.endings:
                self.endings[index] = Ending(NOT_RUN if cell.source.strip() else RAN)
        return self.endings

    async def _in_one_kernel(self):
        client = await self._start()
        try:
            for index, cell in enumerate(self.notebook.cells):
                if cell.cell_type != "code" or not self._due(index, cell):
                    continue
                ending = await self._cell(client, cell, index)
                self.endings[index] = ending
                if ending.kind == DIED or (ending.kind == OUT_OF_TIME and ending.error is None):
                    return False
            return True
        finally:
            await client._async_cleanup_kernel()

    def _due(self, index, cell):
        """Not yet run; or to be replayed in a new kernel, which tests and killers never are."""
        known = self.endings.get(index)
        return known is None or (known.kind in (RAN, RAISED) and not cells.is_test(cell))

    async def _start(self):
        name = self.notebook.metadata.get("kernelspec", {}).get("name") or "python3"
        manager = AsyncKernelManager(kernel_name=name, kernel_spec_manager=ThisPython())
        quiet = ["--HistoryManager.enabled=False"] if name in ("python3", "python") else []
        client = _Client(
            self.notebook,
            km=manager,
            allow_errors=True,
            timeout=self.limits.cell_seconds,
            interrupt_on_timeout=True,
            shutdown_kernel="immediate",
            skip_cells_with_tag="",
            record_timing=False,
            store_widget_state=False,
            ipython_hist_file="",
            extra_arguments=quiet,
        )
        client.log.setLevel("CRITICAL")
        client.limit = self.limits.output_bytes
        client.reset()
        try:
            # What the kernel writes past its cells (warnings of its own, of C++ libraries) is nobody's output.
            nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            await client.async_start_new_kernel(cwd=str(self.folder / "work"), env=self._environment(), **nowhere)
            await client.async_start_new_kernel_client()
        except Exception as error:
            raise ClassroomError(
                f"The kernel {name!r} could not be started ({type(error).__name__}: {error}); run `classroom doctor`."
            ) from error
        return client

    def _environment(self):
        own = {"IPYTHONDIR": str(self.folder / "ipython"), GRADING: "autograde"}
        return {name: value for name, value in kernel_environment(**own).items() if name not in WITHHELD}

    async def _cell(self, client, cell, index):
        loop = asyncio.get_running_loop()
        started = loop.time()
        budget = self.limits.cell_seconds + self.limits.grace_seconds
        try:
            await asyncio.wait_for(client.async_execute_cell(cell, index), budget)
        except TimeoutError:
            return Ending(OUT_OF_TIME)
        except DeadKernelError:  # nbclient raises it when it is cancelled, too
            return Ending(OUT_OF_TIME if await client.km.is_alive() else DIED)
        reply = client.replies.get(index, {})
        error = next((out for out in cell.outputs if out.output_type == "error"), None)
        if error is None and reply.get("status") == "error":
            known = {key: reply.get(key) or fallback for key, fallback in (("ename", "Error"), ("evalue", ""))}
            error = new_output("error", **known, traceback=reply.get("traceback") or [])
        if loop.time() - started >= self.limits.cell_seconds:
            return Ending(OUT_OF_TIME, error or new_output("error", ename="OutOfTime", evalue="", traceback=[]))
        if not cell.source.strip():
            return Ending(RAN)
        if error is None and reply.get("status") != "ok":
            return Ending(NOT_RUN)
        return Ending(RAISED, error) if error is not None else Ending(RAN)


def _to_the_end(coroutine):
    """Run a coroutine; in a thread of its own where a notebook called us from inside its event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def run_notebook(notebook, limits=None, files=()):
    """Run a notebook in a fresh kernel, in an empty working directory that is deleted afterwards.

    Args:
        notebook: a rebuilt notebook; outputs and execution counts are written into it.
        limits: a `Limits`.
        files: what students were given beside the notebook; copied into the working directory.

    Returns:
        A dict from the index of each code cell to its `Ending`.

    Raises:
        ClassroomError: where no kernel can be started.
    """
    folder = Path(tempfile.mkdtemp(prefix="classroom-"))
    try:
        (folder / "work").mkdir()
        for path in files:
            shutil.copy(path, folder / "work")
        return _to_the_end(Run(notebook, limits or Limits(), folder).all())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
