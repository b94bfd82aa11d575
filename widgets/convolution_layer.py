"""What the explorer of convolutions computes: one layer of a stack as a window that moves, and the stack as a table."""

from dataclasses import dataclass

import numpy as np

from nnkit import windows
from nnkit.conv_arithmetic import LayerRow, LayerTable, conv_params, layer_table
from widgets.controls import ImpossibleSetting
from widgets.convolution_stack import POOLINGS, WINDOWED

MOST_DRAWN = 4096


@dataclass(frozen=True)
class Axis:
    """A window along one axis of a map; every number as in `nnkit.windows`.

    Args:
        size: elements of the input.
        kernel_size: elements the window reads.
        strides: its step.
        dilation_rate: distance between two elements it reads.
        before: elements of padding in front.
        after: elements of padding behind.
        out: positions of the window.
        leftover: input elements behind the last window.
    """

    size: int
    kernel_size: int
    strides: int
    dilation_rate: int
    before: int
    after: int
    out: int
    leftover: int

    @property
    def extent(self) -> int:
        """Elements from the first read to the last."""
        return windows.effective_size(self.kernel_size, self.dilation_rate)

    def reads(self, position: int) -> list[int]:
        """Return the elements that one position reads; outside 0 to size - 1 they are padding."""
        start = position * self.strides - self.before
        return [start + i * self.dilation_rate for i in range(self.kernel_size)]

    def unread(self) -> np.ndarray:
        """Return the input elements that no position reads: leftover at the end, and gaps between windows."""
        starts = np.arange(self.out) * self.strides - self.before
        read = (starts[:, None] + np.arange(self.kernel_size) * self.dilation_rate).ravel()
        return np.setdiff1d(np.arange(self.size), read)


@dataclass(frozen=True)
class Result:
    """One state of the explorer.

    Args:
        state: what the controls say.
        table: rows of the layers up to the first impossible one.
        rows: for each layer that is possible, the index of its row; blocks with branches have several.
        failure: what is wrong with the first impossible layer, or "".
        spec: the chosen layer.
        input_shape: that it is given, batch axis first.
        row: its row.
        axes: of its window, height and width; empty where the layer has no window.
        place: (row, column) of the output shown; (0, 0) where there is none.
        groups: groups of channels; 0 for a layer that does not look at channels.
        filters: output channels of its kernel; 0 without a kernel.
    """

    state: dict
    table: LayerTable
    rows: tuple[int, ...]
    failure: str
    spec: dict
    input_shape: tuple
    row: LayerRow
    axes: tuple[Axis, ...]
    place: tuple[int, int]
    groups: int
    filters: int

    @property
    def count(self) -> int:
        """Positions of the window."""
        return self.axes[0].out * self.axes[1].out if self.axes else 0

    @property
    def position(self) -> int:
        """Number of the output shown, row by row from 0."""
        return self.place[0] * self.axes[1].out + self.place[1] if self.axes else 0


def compute(state: dict) -> Result:
    """Return the numbers of a state.

    Raises:
        ImpossibleSetting: no such layer, or the layer chosen or one before it cannot be.
    """
    (first, *specs), chosen = state["layers"], state["layer"]
    shape = (None, *first["shape"])
    if not specs:
        raise ImpossibleSetting("The stack has no layer. Press Add layer, choose a preset, or give Keras code.")
    if not 1 <= chosen <= len(specs):
        raise ImpossibleSetting(f"There is no layer {chosen}: the stack has the layers 1 to {len(specs)}. Choose one.")
    table, rows, failure = follow(specs, shape)
    if chosen > len(rows):
        raise ImpossibleSetting(sentence(failure))
    spec, row = specs[chosen - 1], table[rows[chosen - 1]]
    given = table[rows[chosen - 2]].output_shape if chosen > 1 else shape
    axes = axes_of(spec, given)
    groups, filters = _channels(spec, given[-1])
    place = divmod(min(state["position"], axes[0].out * axes[1].out - 1), axes[1].out) if axes else (0, 0)
    return Result(state, table, rows, failure, spec, given, row, axes, place, groups, filters)


def follow(specs: list[dict], shape: tuple) -> tuple[LayerTable, tuple[int, ...], str]:
    """Return the table up to the first impossible layer, the row of each of its layers, and what stops it, or ""."""
    failure, usable, table = "", len(specs), None
    while table is None:
        try:
            table = layer_table(specs[:usable], shape)
        except (TypeError, ValueError) as fault:
            failure, usable = str(fault), usable - 1
    for index, spec in enumerate(specs[:usable]):
        if both := _stride_and_dilation(spec):
            return *follow(specs[:index], shape)[:2], f"layer {spec.get('name', index + 1)!r}: {both}"
    lengths = [_num_rows(spec) for spec in specs[:usable]]
    return table, tuple((np.cumsum(lengths, dtype=int) - 1).tolist()), failure


def _num_rows(spec: dict) -> int:
    return 1 + sum(_num_rows(inner) for branch in spec.get("branches", ()) for inner in branch)


def _stride_and_dilation(spec: dict) -> str:
    """Return why Keras refuses the layer: strides and dilation_rate both above 1."""
    strides, rates = (np.max(spec.get(name, 1)) for name in ("strides", "dilation_rate"))
    if spec["type"] in POOLINGS or strides <= 1 or rates <= 1:
        return ""
    return (
        f"strides: received {spec['strides']} together with dilation_rate={spec['dilation_rate']}, expected one of the "
        "two to be 1, as in Keras. Set one of them to 1, or use two layers."
    )


def axes_of(spec: dict, given: tuple) -> tuple[Axis, ...]:
    """Return the window of a layer along height and width; nothing for a layer without a window."""
    kind = spec["type"]
    if kind not in WINDOWED:
        return ()
    kernel = spec.get("pool_size", 2) if kind in POOLINGS else spec.get("kernel_size", 1)
    numbers = (kernel, spec.get("strides", kernel if kind in POOLINGS else 1), spec.get("dilation_rate", 1))
    padding = spec.get("padding", 1 if kind == "ZeroPadding2D" else "valid")
    axes = []
    for axis, size in enumerate(given[1:-1]):
        k, s, d = (number[axis] if isinstance(number, tuple) else number for number in numbers)
        rule = padding[axis] if isinstance(padding, tuple) else padding
        before, after = windows.padding_amounts(size, k, s, rule, d)
        if size + before + after > MOST_DRAWN:
            raise ImpossibleSetting(
                f"With its padding the map has {size + before + after:,} elements along an axis; at most "
                f"{MOST_DRAWN:,} are drawn. Choose a smaller input or less padding."
            )
        out, rest = windows.axis_output_size(size, k, s, rule, d), windows.leftover(size, k, s, rule, d)
        axes.append(Axis(size, k, s, d, before, after, out, rest))
    return tuple(axes)


def _channels(spec: dict, channels_in: int) -> tuple[int, int]:
    kind = spec["type"]
    if kind == "Conv2D":
        return spec.get("groups", 1), spec["filters"]
    if kind == "DepthwiseConv2D":
        return channels_in, channels_in * spec.get("depth_multiplier", 1)
    if kind == "Dense":
        return 1, spec["units"]
    return (channels_in if kind in POOLINGS else 0), 0


def weights_of_a_filter(result: Result) -> int:
    """Return the weights of one filter without its bias."""
    kernel = tuple(axis.kernel_size for axis in result.axes) or 1
    return conv_params(result.input_shape[-1], result.filters, kernel, result.groups, False) // result.filters


def sentence(failure: str) -> str:
    """Return an error of nnkit about a layer as a sentence that begins in capitals."""
    return failure[:1].upper() + failure[1:]
