"""The middle of several runs and the edges of their spread."""

import numpy as np


def middle_and_band(values, band="std", logarithmic=False):
    """Return the mean over runs and the lower and upper edge of the band around it.

    Args:
        values: the measurements.
        band: "std" for one standard deviation to both sides, "range" for the least and the greatest run.
        logarithmic: True takes mean and deviation of the logarithms, as fits a logarithmic axis.

    Shapes:
        values: `(runs, ...)`; each of the three: `(...)`.

    Returns:
        `(middle, low, high)`; NaN where a run was NaN.
    """
    if logarithmic:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(values > 0, np.log(values), np.nan)
    middle = values.mean(axis=0)
    if band == "range":
        bounds = middle, values.min(axis=0), values.max(axis=0)
    else:
        deviation = values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros_like(middle)
        bounds = middle, middle - deviation, middle + deviation
    return tuple(np.exp(bound) for bound in bounds) if logarithmic else bounds
