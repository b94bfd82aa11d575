"""The receptive field: which inputs one output can see, and how it moves as layers are stacked.

Along one axis three numbers are enough. Element i of a feature map sees the inputs
start + i * stride, ..., start + i * stride + size - 1. A window of extent k (dilation included), stride s and b zeros
in front turns them into

    size   + (k - 1) * stride      the window spans k neighbours, each `stride` inputs further on
    start  - b * stride            zeros in front move the first window out of the image
    stride * s
"""

from typing import NamedTuple

from nnkit.validation import explain
from nnkit.windows import effective_size, padding_amounts


class ReceptiveField(NamedTuple):
    """What one element of a feature map sees of the input, along one axis or along all of them.

    Args:
        size: input elements from the first seen to the last, both included; the padding may be among them.
        stride: input elements that the field moves when the output moves by one ("effective stride").
        start: first input element that output 0 sees; negative means in the padding, None means that it depends on an
            input size that was not given ("same" padding with a stride). Araujo et al. call -start effective padding.

    Example:
        >>> ReceptiveField(size=5, stride=2, start=-1).region(3)
        (5, 9)

    Source:
        Araujo, Norris and Sim, 2019, Computing Receptive Fields of Convolutional Neural Networks, Distill, single path.

    Taught in: chapters/06_cnns
    """

    size: int | tuple | None
    stride: int | tuple | None
    start: int | tuple | None

    def region(self, position):
        """Give the first and the last input element that an output element sees.

        Args:
            position: index of the output element; for a field of tuples, one index for each axis.

        Returns:
            (first, last), or one such pair for each axis.

        Raises:
            ValueError: `start` is None.
        """
        if isinstance(position, (tuple, list)):
            return tuple(self.along(axis).region(index) for axis, index in enumerate(position))
        if self.start is None:
            remedy = "Give input_size to receptive_field."
            raise ValueError(explain("start", None, "a known start; here it depends on the input size", remedy))
        first = self.start + position * self.stride
        return first, first + self.size - 1

    def along(self, axis):
        """Give the field along one axis; numbers that all axes share count for each of them.

        Args:
            axis: 0 for height, 1 for width.

        Returns:
            A ReceptiveField of numbers.
        """
        return ReceptiveField(*(value[axis] if isinstance(value, tuple) else value for value in self))

    def through(self, size, kernel_size, strides=1, padding="valid", dilation_rate=1):
        """Give the field after one more window along this axis.

        Args:
            size: elements of the feature map that the window moves over, or None where unknown.
            kernel_size: window size along the axis.
            strides: step of the window.
            padding: as for `windows.padding_amounts`.
            dilation_rate: distance between two elements the window reads.

        Returns:
            A new ReceptiveField.
        """
        before, _ = padding_amounts(size, kernel_size, strides, padding, dilation_rate)
        unknown = before is None or self.start is None
        return ReceptiveField(
            self.size + (effective_size(kernel_size, dilation_rate) - 1) * self.stride,
            self.stride * strides,
            None if unknown else self.start - before * self.stride,
        )


ONE_ELEMENT = ReceptiveField(size=1, stride=1, start=0)


def joined(fields):
    """Give the field of branches that meet (Add, Concatenate): from the earliest start to the latest end.

    Args:
        fields: one ReceptiveField along the same axis for each branch.

    Returns:
        The ReceptiveField that covers all of them; where a start is unknown, the largest size, which is right when the
        branches share a centre.

    Raises:
        ValueError: the strides differ, so that element i of one branch does not belong to element i of another.

    Example:
        >>> joined([ReceptiveField(1, 1, 0), ReceptiveField(5, 1, -2)])
        ReceptiveField(size=5, stride=1, start=-2)
    """
    strides = {field.stride for field in fields}
    if len(strides) > 1:
        received = f"effective strides {sorted(strides)}"
        raise ValueError(explain("branches", received, "one and the same", "Let every branch stride alike."))
    if any(field.start is None for field in fields):
        return ReceptiveField(max(field.size for field in fields), strides.pop(), None)
    start = min(field.start for field in fields)
    end = max(field.start + field.size for field in fields)
    return ReceptiveField(end - start, strides.pop(), start)


def for_all_axes(fields):
    """Write the fields of several axes as one: a number where the axes agree, else a tuple.

    Args:
        fields: one ReceptiveField for each axis.

    Returns:
        One ReceptiveField.

    Example:
        >>> for_all_axes([ReceptiveField(3, 1, -1), ReceptiveField(5, 1, -2)])
        ReceptiveField(size=(3, 5), stride=1, start=(-1, -2))
    """
    return ReceptiveField(*(values[0] if len(set(values)) == 1 else values for values in zip(*fields, strict=True)))
