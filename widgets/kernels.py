"""The explorer of kernels: nine or twenty-five weights edited by hand, and what they make of a photograph."""

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np

from nnkit.data import photograph
from nnkit.layers import Conv2D
from nnkit.windows import padding_amounts
from widgets.base import Explorer
from widgets.controls import Choice, Switch
from widgets.hand import Hand
from widgets.kernel_grid import Kernel
from widgets.kernel_presets import KERNELS, Rows, name_of
from widgets.kernel_view import kernel_view
from widgets.own_arrays import own_image, own_kernel
from widgets.own_functions import Unusable
from widgets.reels import Place
from widgets.view import View

SHRINK = 4  # photographs of 106 x 160 pixels: small enough for a picture in a few milliseconds
PHOTOS = ("china", "flower")
YOURS = "yours"
SHOWN = ("automatic", "brightness", "signed")


@dataclass(frozen=True)
class Result:
    """One state of the explorer: plain numbers.

    Args:
        state: what the controls say.
        name: of the kernel.
        image: grey values in [0, 1], shape (H, W).
        kernel: as it is laid on the picture, turned round where `flip` is on; shape (K, K).
        output: shape (H_out, W_out).
        before: rows and columns of padding in front.
        place: (row, column) of the output shown.
        window: the pixels it reads, 0 in the padding; shape (K, K).
        notes: what was done to the student's own picture or kernel, or what is wrong with it.
    """

    state: dict
    name: str
    image: np.ndarray
    kernel: np.ndarray
    output: np.ndarray
    before: int
    place: tuple[int, int]
    window: np.ndarray
    notes: list[str] = field(default_factory=list)

    @property
    def products(self) -> np.ndarray:
        """Window times kernel, element by element."""
        return self.window * self.kernel

    @property
    def value(self) -> float:
        """The output shown: the sum of the products."""
        return float(self.output[self.place])

    @property
    def sum(self) -> float:
        """The sum of the kernel."""
        return float(self.kernel.sum())


@cache
def photo(name: str) -> np.ndarray:
    """Return a photograph's grey values, shape (106, 160)."""
    return photograph(name, shrink=SHRINK, grayscale=True)[:, :, 0]


def compute(state: dict, image: np.ndarray, named: dict[str, Rows]) -> Result:
    """Return the output of the kernel on the picture, by `nnkit.layers.Conv2D`, and the window of one output."""
    kernel = np.array(state["kernel"])
    kernel = kernel[::-1, ::-1] if state["flip"] else kernel
    size, padding = len(kernel), state["padding"]
    layer = Conv2D(1, size, padding=padding, use_bias=False).build((None, *image.shape, 1))
    layer.params["kernel"] = kernel[:, :, None, None]
    output = layer.forward(image[None, :, :, None])[0, :, :, 0]
    row, column = (min(state[name], n - 1) for name, n in zip(("row", "column"), output.shape, strict=True))
    before, after = padding_amounts(image.shape[0], size, padding=padding)
    window = np.pad(image, (before, after))[row : row + size, column : column + size]
    return Result(state, name_of(state["kernel"], named), image, kernel, output, before, (row, column), window)


class KernelExplorer(Explorer):
    """A kernel edited by hand on a photograph, the output beside it, and one output written out in its products.

    Args:
        kernel: at the start: a name ("Sharpen"), an array of your own (3 by 3 or 5 by 5), or a function that returns
            one.
        image: a picture of your own beside the photographs: (H, W) or (H, W, 3), or a function that returns one.
        kernels: more kernels of your own, label -> array; each has a button.
        **start: values of controls at the start: photo, padding, flip, shown, row, column.

    What is wrong with an array of your own is said in a sentence; the explorer shows the rest.

    Example:
        >>> explorer = KernelExplorer("Vertical edges", row=10, column=20)
        >>> explorer.values["sum"], len(explorer.values["products"])
        (0.0, 9)

    Taught in: 06 cnns
    """

    question = "What does a kernel look for, and what does its sum say about the picture that comes out?"
    main = "kernel"

    def __init__(self, kernel: Any = "Vertical edges", image: Any = None, kernels: dict | None = None, **start: Any):
        self.faults: list[str] = []
        own = {str(label): self._own(str(label), value) for label, value in (kernels or {}).items()}
        self.own = {f"{label} (yours)" if label in KERNELS else label: rows for label, rows in own.items() if rows}
        self.named = KERNELS | self.own
        self.presets: dict[str, dict] = {name: {"kernel": rows} for name, rows in self.named.items()}
        self.image, self.image_notes = self._own_image(image)
        photos = PHOTOS if self.image is None else (*PHOTOS, YOURS)
        self.controls = (
            Kernel("kernel", "kernel", KERNELS["Vertical edges"], "The weights.", self.named),
            Choice("photo", "picture", YOURS if YOURS in photos else "china", "What it is laid on.", photos),
            Choice("padding", "padding", "valid", "same: zeros around, the size stays.", ("valid", "same")),
            Choice("shown", "output as", "automatic", "How numbers become grey.", SHOWN),
            Switch("flip", "flip the kernel", False, "Convolution in mathematics turns the kernel by 180 degrees."),
            Place("row", "row of the output", 40, "Moves the window down.", 0, 103),
            Place("column", "column of the output", 78, "Moves the window to the right.", 0, 157, play=True),
        )
        start["kernel"] = self._first(kernel)
        super().__init__(**start)

    def compute(self, state: dict) -> Result:
        """Return the numbers of this state."""
        yours = state["photo"] == YOURS
        result = compute(state, self.image if yours else photo(state["photo"]), self.named)
        return replace(result, notes=self.faults + (self.image_notes if yours else []))

    def view(self, result: Result, ghost: Result | None = None) -> View:
        """Return the four pictures and their words."""
        return kernel_view(result, ghost)

    def preset(self, name: str) -> dict:
        """Return the preset's kernel; picture, window and the rest stay."""
        kept = {key: value for key, value in self.state.items() if key != "kernel"}
        return kept | self.presets[name]

    def arguments(self) -> list[str]:
        """Return the student's own picture and kernels as code."""
        own = [f"{label.removesuffix(' (yours)')!r}: {[list(row) for row in rows]}" for label, rows in self.own.items()]
        kernels = ["kernels={" + ", ".join(own) + "}"] if own else []
        return kernels + (["image=image"] if self.image is not None else [])

    def redraw(self) -> None:
        """Compute and draw the present state, and let the sliders end where the output ends."""
        super().redraw()
        if self.result is not None and not self.error:
            for name, length in zip(("row", "column"), self.result.output.shape, strict=True):
                self._widgets[name].run_to(length - 1)

    # The workings

    def _arrange(self) -> None:
        super()._arrange()
        self.hand = Hand(lambda row, column: self.set(row=row, column=column))
        self.children = (*self.children, self.hand)

    def _line(self, state: dict) -> str:
        name = name_of(state["kernel"], self.named)
        exact = self.named.get(name) == state["kernel"]
        kernel = repr(name) if exact else repr([list(row) for row in state["kernel"]])
        parts = [kernel] if name != "Vertical edges" or not exact else []
        rest = [c for c in self.controls if c.name != "kernel" and state[c.name] != c.value]
        return f"KernelExplorer({', '.join(parts + self.arguments() + [f'{c.name}={state[c.name]!r}' for c in rest])})"

    def _first(self, kernel: Any) -> Rows:
        if isinstance(kernel, str):
            return self.controls[0].check(kernel)
        return self._own("kernel", kernel, "The identity is shown instead.") or KERNELS["Identity"]

    def _own(self, label: str, value: Any, cure: str = "The other kernels work all the same.") -> Rows | None:
        try:
            return own_kernel(label, value)
        except Unusable as fault:
            self.faults.append(f"{fault} {cure}")
            return None

    def _own_image(self, image: Any) -> tuple[np.ndarray | None, list[str]]:
        if image is None:
            return None, []
        try:
            return own_image("image", image)
        except Unusable as fault:
            self.faults.append(f"{fault} The photographs are there all the same.")
            return None, []
