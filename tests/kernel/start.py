"""Runs in a kernel before a notebook under test: no way out to the network, and an eye on every figure.

Figures without title or axis labels are appended to the file NNKIT_FIGURE_REPORT, a line each.
"""


def _close_network():
    import socket

    def only_local(original):
        def connect(self, address):
            if self.family != getattr(socket, "AF_UNIX", None) and address[0] not in ("127.0.0.1", "::1", "localhost"):
                raise OSError(f"this test runs offline; refused {address}")
            return original(self, address)

        return connect

    socket.socket.connect = only_local(socket.socket.connect)
    socket.socket.connect_ex = only_local(socket.socket.connect_ex)
    look_up = socket.getaddrinfo

    def only_local_names(host, *arguments, **options):
        if host not in (None, "", "127.0.0.1", "::1", "localhost", b"localhost"):
            raise socket.gaierror(f"this test runs offline; refused {host}")
        return look_up(host, *arguments, **options)

    socket.getaddrinfo = only_local_names


def _labelled(axes, axis):
    """Say whether an axis has a label, or shares one, or shows no numbers that would need one."""
    group = getattr(axes, f"get_shared_{axis}_axes")().get_siblings(axes)
    told = any(getattr(one, f"get_{axis}label")() for one in group)
    own = getattr(axes, f"{axis}axis")
    silent = not own.get_visible() or not any(label.get_text() for label in own.get_ticklabels())
    return told or silent or bool(getattr(axes.figure, f"get_sup{axis}label")())


def _complaints(figure):
    """Return what a reader misses in a figure."""
    shown = [axes for axes in figure.axes if axes.get_visible() and axes.axison and axes.get_label() != "<colorbar>"]
    titles = [axes.get_title(loc=place) for axes in figure.axes for place in ("left", "center", "right")]
    if figure.axes and not any(titles) and not figure.get_suptitle():
        yield "no title"
    for number, axes in enumerate(shown, 1):
        yield from (f"axes {number} without {axis} label" for axis in "xy" if not _labelled(axes, axis))


def _watch_figures(shell):
    import os
    import sys

    last = []
    shell.events.register("pre_run_cell", lambda info: last.append(info.raw_cell.strip().splitlines()[:1]))

    def look():
        pyplot = sys.modules.get("matplotlib.pyplot")
        for number in pyplot.get_fignums() if pyplot else ():
            figure = pyplot.figure(number)
            figure.canvas.draw()
            for complaint in _complaints(figure):
                with open(os.environ["NNKIT_FIGURE_REPORT"], "a", encoding="utf-8") as report:
                    report.write(f"{complaint}, in the cell that begins {last[-1] if last else ''}\n")

    shell.events.register("post_execute", look)


if "get_ipython" in globals():
    _close_network()
    _watch_figures(get_ipython())  # noqa: F821
