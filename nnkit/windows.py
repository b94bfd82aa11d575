"""How a sliding window lies on an axis: padding, number of positions, what is left over.

Convolution and pooling move the same kind of window, so the rules stand here once: the layers, `conv_arithmetic` and
the explorers all ask this module. An axis of `size` elements, a window of `kernel_size`, `dilation_rate` apart:

    effective_size = dilation_rate * (kernel_size - 1) + 1
    valid    no padding                          output = ceil((size - effective_size + 1) / strides)
    same     as much as needed                   output = ceil(size / strides)
    causal   effective_size - 1, all in front    output = ceil(size / strides)
    explicit the numbers you give                output = floor((size + before + after - effective_size) / strides) + 1
"""

from nnkit.validation import explain, require_choice, require_count

PADDING_RULES = ("valid", "same", "causal")


def per_axis(value, num_axes, name, minimum=1):
    """Spread one number over all axes: 3 becomes (3, 3); (3, 5) stays.

    Args:
        value: one whole number, or a tuple or list with one for every axis.
        num_axes: number of spatial axes, 1 for Conv1D and 2 for Conv2D.
        name: the argument's name, for the error.
        minimum: the smallest allowed value.

    Returns:
        A tuple of `num_axes` ints.

    Raises:
        TypeError: an entry is not a whole number.
        ValueError: a wrong number of entries, or one below `minimum`.

    Example:
        >>> per_axis(3, 2, "kernel_size")
        (3, 3)
    """
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,) * num_axes
    if len(values) != num_axes:
        numbers = f"one whole number, or {num_axes} of them" if num_axes > 1 else "one whole number"
        raise ValueError(explain(name, repr(value), numbers, f"There is one for each of the {num_axes} axes."))
    return tuple(require_count(entry, name, minimum) for entry in values)


def effective_size(kernel_size, dilation_rate=1):
    """Give the extent of a dilated window: d * (k - 1) + 1.

    Args:
        kernel_size: elements that the window reads along the axis.
        dilation_rate: distance between two of them; 1 is an ordinary window.

    Returns:
        The number of elements from the first one read to the last, both included.

    Raises:
        TypeError: a number is not whole.
        ValueError: a number is below 1.

    Example:
        >>> effective_size(3, dilation_rate=2)
        5
    """
    kernel_size = require_count(kernel_size, "kernel_size")
    return require_count(dilation_rate, "dilation_rate") * (kernel_size - 1) + 1


def padding_amounts(size, kernel_size, strides=1, padding="valid", dilation_rate=1):
    """Give how many zeros (for max pooling: minus infinities) stand before and after one axis.

    "same" means: output = ceil(size / strides), with the odd zero placed AFTER. People expect "same" to pad both sides
    alike; with strides above 1 it often does not, and the amounts then depend on `size`.

    Args:
        size: elements along the axis, or None where unknown.
        kernel_size: window size along the axis.
        strides: step of the window.
        padding: "valid", "same", "causal", a whole number p for both sides, or a pair (before, after).
        dilation_rate: distance between two elements the window reads.

    Returns:
        A pair (before, after); (None, None) where it depends on a `size` that is None.

    Raises:
        TypeError: a number is not whole.
        ValueError: a number is too small, or the padding rule is unknown.

    Example:
        >>> padding_amounts(224, 3, strides=2, padding="same")
        (0, 1)
        >>> padding_amounts(5, 3, padding="causal", dilation_rate=2)
        (4, 0)

    Source:
        TensorFlow guide to `tf.nn`, "Notes on padding"; causal: van den Oord et al., 2016, WaveNet, section 2.1.

    Checked against:
        keras.layers.Conv1D, keras.layers.Conv2D, keras.layers.MaxPooling2D.

    Taught in: chapters/06_cnns
    """
    strides, extent = require_count(strides, "strides"), effective_size(kernel_size, dilation_rate)
    if padding == "valid":
        return 0, 0
    if padding == "causal":
        return extent - 1, 0
    if padding == "same":
        return _same_padding(size, extent, strides)
    return _explicit_padding(padding)


def _same_padding(size, extent, strides):
    """Pad so that the output has ceil(size / strides) elements, the odd one after."""
    if strides == 1 or extent == 1:
        total = extent - 1
    elif size is None:
        return None, None
    else:
        last_window_ends = (ceil_divide(require_count(size, "size"), strides) - 1) * strides + extent
        total = max(last_window_ends - size, 0)
    return total // 2, total - total // 2


def _explicit_padding(padding):
    """Read p or (before, after)."""
    if isinstance(padding, str):
        require_choice(padding, "padding", PADDING_RULES)
    return per_axis(padding, 2, "padding", minimum=0)


def ceil_divide(a, b):
    """Divide whole numbers and round up, without going through floats: ceil(a / b).

    Args:
        a: the dividend.
        b: the divisor, positive.

    Returns:
        The smallest whole number not below a / b.

    Example:
        >>> ceil_divide(7, 2)
        4
    """
    return -(-a // b)


def axis_output_size(size, kernel_size, strides=1, padding="valid", dilation_rate=1, name="kernel_size"):
    """Count the positions of a window along one axis: floor((n + before + after - effective_size) / s) + 1.

    The arguments are those of `padding_amounts`; `conv_arithmetic.output_size` is the same for several axes at once.

    Args:
        size: elements along the axis, or None where unknown.
        kernel_size: window size along the axis.
        strides: step of the window.
        padding: "valid", "same", "causal", p, or (before, after).
        dilation_rate: distance between two elements the window reads.
        name: what the caller calls `kernel_size` (a pooling layer says "pool_size"), for the error.

    Returns:
        The number of positions, or None where `size` is None.

    Raises:
        TypeError: a number is not whole.
        ValueError: a number is too small, the rule is unknown, or the window does not fit.

    Example:
        >>> axis_output_size(28, 5)
        24
    """
    before, after = padding_amounts(size, kernel_size, strides, padding, dilation_rate)
    if size is None:
        return None
    room = require_count(size, "size") + before + after - effective_size(kernel_size, dilation_rate)
    if room < 0:
        received = f"{kernel_size} (it spans {size + before + after - room} elements at dilation_rate={dilation_rate})"
        expected = f"at most the {size} elements of the input plus {before + after} of padding"
        raise ValueError(explain(name, received, expected, "Choose a smaller one, or padding='same'."))
    return room // strides + 1


def leftover(size, kernel_size, strides=1, padding="valid", dilation_rate=1):
    """Count the elements at the end of an axis that no window reaches, because the stride does not fit.

    Args:
        size: elements along the axis.
        kernel_size: window size along the axis.
        strides: step of the window.
        padding: "valid", "same", "causal", p, or (before, after).
        dilation_rate: distance between two elements the window reads.

    Returns:
        The number of real elements (padding not counted) behind the last window. Gaps between windows, which appear
        where strides exceed the window, are not counted.

    Raises:
        TypeError: a number is not whole.
        ValueError: a number is too small, the rule is unknown, or the window does not fit.

    Example:
        >>> leftover(28, 3, strides=2)  # windows start at 0, 2, ..., 24 and end at 26: column 27 is never read
        1

    Taught in: chapters/06_cnns
    """
    before, _ = padding_amounts(size, kernel_size, strides, padding, dilation_rate)
    positions = axis_output_size(size, kernel_size, strides, padding, dilation_rate)
    last_window_ends = (positions - 1) * strides - before + effective_size(kernel_size, dilation_rate)
    return max(size - last_window_ends, 0)
