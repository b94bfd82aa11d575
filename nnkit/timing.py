"""How long a call takes on this machine."""

from collections.abc import Callable
from time import perf_counter

from nnkit.validation import require_count


def milliseconds(function: Callable, *arguments, repeats: int = 5) -> list[float]:
    """Return the run times of several calls, in milliseconds, after one call that is not counted.

    The first call loads, compiles and fills caches; the fastest of the others is the best guess at the program's own
    time, and their spread is what the rest of the machine adds. Compare fastest with fastest, never single runs.

    Args:
        function: what is timed.
        *arguments: what it is called with.
        repeats: calls that are timed, at least 1.

    Returns:
        As many times as `repeats`, in the order of the calls.

    Raises:
        ValueError: if `repeats` is below 1.

    Example:
        >>> len(milliseconds(sum, [1, 2, 3], repeats=3))
        3

    Taught in: 02, 08.
    """
    require_count(repeats, "repeats")
    function(*arguments)
    times = []
    for _ in range(repeats):
        start = perf_counter()
        function(*arguments)
        times.append(1000 * (perf_counter() - start))
    return times
