"""A notebook's Python without a kernel: IPython runs the cells, and what they show is kept, up to a limit.

The shell is made once, before a process forks for its submission; `Shell.instance()` is the only one there is.
"""

import ast
import contextlib
import io
import sys
import warnings

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type

DROPPED = "\n[more output was dropped]\n"
AROUND = 100  # bytes of an output besides what it shows
LONGEST_MESSAGE = 20_000  # characters kept of an exception's message


class Outputs:
    """What a cell shows, in nbformat's words; what comes after the limit is dropped, the cell goes on.

    Args:
        limit: bytes.
    """

    def __init__(self, limit=0):
        self.shown, self.room, self.clear_next = [], limit, False

    def add(self, output, size):
        """Keep an output of `size` bytes if there is room for it."""
        if self.clear_next:
            self.shown, self.clear_next = [], False
        if self.room >= 0 and size > self.room:
            self.room = -1
            output = {"output_type": "stream", "name": "stdout", "text": DROPPED}
        elif self.room < 0:
            return
        self.room -= size if self.room >= 0 else 0
        last = self.shown[-1] if self.shown else None
        if output["output_type"] == "stream" and last and last.get("name") == output["name"]:
            last["parts"].append(output["text"])
        else:
            self.room -= AROUND if self.room >= AROUND else self.room
            self.shown.append({**output, "parts": [output["text"]]} if "text" in output else output)

    def add_text(self, name, text):
        """Keep what was written to a stream; of a text that is too long, its beginning."""
        if len(text) > self.room >= 0 and self.room:
            self.add({"output_type": "stream", "name": name, "text": text[: self.room]}, self.room)
        self.add({"output_type": "stream", "name": name, "text": text}, len(text))

    def clear(self, wait=False):
        """Forget what was shown, now or when the next output comes."""
        self.clear_next = wait
        if not wait:
            self.shown = []

    def replace(self, display_id, output):
        """Show something else in the place of an earlier display."""
        for known in self.shown:
            if known.get("transient", {}).get("display_id") == display_id:
                known.update(output)

    def taken(self):
        """Give the outputs as nbformat writes them."""
        taken = []
        for output in self.shown:
            plain = {key: value for key, value in output.items() if key not in ("parts", "transient")}
            taken.append({**plain, "text": "".join(output["parts"])} if "parts" in output else plain)
        return taken


class Stream(io.TextIOBase):
    """Standard output or error of the cells.

    Args:
        name: "stdout" or "stderr".
        shell: the shell whose present outputs it adds to.
    """

    encoding, errors = "utf-8", "replace"

    def __init__(self, name, shell):
        self.name, self.shell = name, shell

    def writable(self):
        """True: it can be written to."""
        return True

    def isatty(self):
        """False: nobody sits there."""
        return False

    def write(self, text):
        """Keep a text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.shell.outputs.add_text(self.name, text)
        return len(text)


class _Hook(DisplayHook):
    """Keeps the last value of a cell as its result."""

    def start_displayhook(self):
        """Write nothing before a result."""

    def write_output_prompt(self):
        """Write no prompt."""

    def write_format_data(self, format_dict, md_dict=None):
        """Keep a result, as text, picture, HTML."""
        result = {"output_type": "execute_result", "execution_count": self.prompt_count}
        _keep(self.shell.outputs, result, format_dict, md_dict)

    def finish_displayhook(self):
        """Write nothing behind a result."""


class _Publisher(DisplayPublisher):
    """Keeps what `display` shows."""

    def publish(self, data, metadata=None, *, transient=None, update=False, **_):
        """Keep a display, or put it in the place of an earlier one."""
        transient = transient or {}
        if update:
            self.shell.outputs.replace(transient.get("display_id"), {"data": dict(data), "metadata": metadata or {}})
        else:
            _keep(self.shell.outputs, {"output_type": "display_data", "transient": transient}, data, metadata)

    def clear_output(self, wait=False):
        """Forget what the cell has shown."""
        self.shell.outputs.clear(wait)


def _keep(outputs, output, data, metadata):
    import base64

    shown = {kind: base64.b64encode(it).decode() if isinstance(it, bytes) else it for kind, it in data.items()}
    shown = {kind: it for kind, it in shown.items() if isinstance(it, str | dict | list)}
    outputs.add({**output, "data": shown, "metadata": dict(metadata or {})}, sum(len(str(it)) for it in shown.values()))


class Shell(InteractiveShell):
    """The shell of one process."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    colors_force = False

    def __init__(self, **settings):
        self.outputs, self.error = Outputs(), None
        super().__init__(**settings)
        self.streams = Stream("stdout", self), Stream("stderr", self)

    def run(self, source, limit, keep=True):
        """Run a cell.

        Args:
            source: its text.
            limit: bytes of output kept.
            keep: whether to number the cell as the next one.

        Returns:
            `{"outputs": [...], "error": nbformat's error output or None, "count": its number}`.
        """
        self.outputs, self.error = Outputs(limit), None
        sys.stdout, sys.stderr = self.streams
        count = self.execution_count
        result = self.run_cell(source, store_history=keep)
        error = result.error_before_exec or result.error_in_exec
        if error is not None and self.error is None:  # IPython could not show it: a group, or one without a message
            self._showtraceback(type(error), error, [type(error).__name__])
        return {"outputs": self.outputs.taken(), "error": self.error, "count": count}

    def transform_cell(self, raw_cell):
        """Give Python for what a cell holds; what is Python already, as in nearly every cell, is not searched."""
        return raw_cell if _is_python(raw_cell) else super().transform_cell(raw_cell)

    def _showtraceback(self, etype, evalue, stb):
        try:
            message = str(evalue)
        except Exception as fault:  # a message that cannot be made is told as that
            message = f"(its message cannot be printed: {type(fault).__name__})"
        lines = [str(line)[:LONGEST_MESSAGE] for line in stb]
        name = str(getattr(etype, "__name__", etype))
        self.error = {
            "output_type": "error",
            "ename": name,
            "evalue": message[:LONGEST_MESSAGE],
            "traceback": lines,
        }
        self.outputs.shown.append(self.error)

    @contextlib.contextmanager
    def _tee(self, channel):
        """Keep no second copy of all that is printed, as IPython's history does."""
        yield

    def init_history(self):
        """Keep no history on disk: the notebook is the history."""
        super().init_history()
        self.history_manager.enabled = False

    def enable_gui(self, gui=None):
        """Nothing has a window here."""

    def ask_exit(self):
        """`exit()` ends nothing: the cells behind it are run, as in a notebook that is opened again."""


def _is_python(source):
    """Whether a cell holds no magic, no shell command and no prompt, and begins in its first line."""
    if source.startswith(("\n", " ", "\t", "\r", "In [")):
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they are due when the cell is run
        try:
            ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def make_shell(namespace=None, module=None):
    """The process's shell, quiet and without anything of the user's configuration.

    Args:
        namespace: the dict that cells run in; a new one if None.
        module: the module or module-like object whose `__dict__` that is.

    Returns:
        A `Shell`.
    """
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Context"
    return Shell.instance(config=config, user_ns=namespace, user_module=module)
