"""Averaging weights over time: the average of the last steps is often better than the last step."""

from dataclasses import dataclass, field

import numpy as np

from nnkit.validation import explain, require_choice, require_number


@dataclass(eq=False)
class ExponentialMovingAverage:
    """An average that forgets: average ← momentum · average + (1 − momentum) · value.

    It looks back about 1/(1 − momentum) steps. Where it starts matters. From the first value (as Keras does) it is
    right at once but remembers that value long. From zero it is too small at first, by the factor 1 − momentum^t
    after t steps; debiasing divides by that factor, and the average of a constant is then that constant from the
    first step on.

    Args:
        momentum: share of the old average that is kept at each step, in [0, 1); default 0.99.
        start: "first" (default) or "zero".
        debias: whether to divide by 1 − momentum^t; with start="zero" only; default False.

    Raises:
        ValueError: if `momentum` is outside its range, `start` is neither, or debiasing is asked for with
            start="first".

    Example:
        >>> averages = [ExponentialMovingAverage(0.9, start, debias) for start, debias in
        ...             [("first", False), ("zero", False), ("zero", True)]]
        >>> for value in (1.0, 2.0):
        ...     results = [average.update({"w": np.array(value)})["w"].item() for average in averages]
        >>> [round(result, 4) for result in results]
        [1.1, 0.29, 1.5263]

    Source: Polyak and Juditsky, 1992, for averaging; Kingma and Ba, Adam, 2015, section 3, for the bias correction.
    Checked against: the arguments `use_ema` and `ema_momentum` of keras.optimizers (start="first")
    Taught in: 05 optimizers
    """

    momentum: float = 0.99
    start: str = "first"
    debias: bool = False
    steps: int = field(default=0, init=False)
    running: dict[str, np.ndarray] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self):
        require_number(self.momentum, "momentum", low=0, high=1, open_ends="high")
        require_choice(self.start, "start", ["first", "zero"])
        if self.debias and self.start != "zero":
            remedy = "An average that starts at the first value has no bias towards zero to correct."
            raise ValueError(explain("debias", f"True with start={self.start!r}", "start='zero'", remedy))

    def update(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Take in the values of one step.

        Args:
            values: name -> array; copied, never changed.

        Returns:
            The averages so far, name -> array.
        """
        self.steps += 1
        for name, value in values.items():
            first = np.array(value) if self.start == "first" else np.zeros_like(value)
            old = self.running.setdefault(name, first)
            self.running[name] = self.momentum * old + (1 - self.momentum) * value
        return self.averages

    @property
    def averages(self) -> dict[str, np.ndarray]:
        """The averages so far, debiased if asked for; empty before the first step."""
        scale = 1 / (1 - self.momentum**self.steps) if self.debias and self.steps else 1
        return {name: average * scale for name, average in self.running.items()}
