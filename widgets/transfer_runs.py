"""The stored runs of a transfer experiment, found by their setting."""

from typing import Any

import numpy as np

RESULT_KEYS = {"start", "freeze", "examples", "body_rate", "accuracy"}


class Runs:
    """The stored runs, found by their setting.

    Args:
        results: as `widgets.transfer_experiment.experiment` returns them.
        num_layers: of the backbone with parameters.
    """

    def __init__(self, results: dict, num_layers: int):
        self.steps, self.num_classes = list(results["steps"]), int(results["num_classes"])
        self._found = {
            (run["start"], run["freeze"], run["examples"], run["body_rate"]): np.array(run["accuracy"], float)
            for run in results["runs"]
        }
        self.examples = sorted({key[2] for key in self._found})
        self.rates = sorted({key[3] for key in self._found if key[3] is not None})
        self.num_layers = num_layers
        ends = [run[:, -1] for key, run in self._found.items() if key[0] == "backbone" and run.ndim == 2]
        self.least = max(0.0, np.floor(10 * min((end.mean() - end.std() for end in ends), default=0.0)) / 10)

    def complete(self) -> bool:
        """Say whether every setting that the controls can reach is there, measured at every step."""
        ways = [("backbone", f, r) for f in range(self.num_layers) for r in self.rates]
        ways += [("backbone", self.num_layers, None), *(("scratch", 0, rate) for rate in self.rates)]
        keys = {(start, freeze, n, rate) for start, freeze, rate in ways for n in self.examples}
        return bool(keys) and keys == set(self._found) and all(
            run.ndim == 2 and run.shape[1] == len(self.steps) for run in self._found.values()
        )  # fmt: skip

    def line(self, freeze: int, examples: int, rate: float) -> np.ndarray:
        """Return accuracy (seeds, steps) with `freeze` layers frozen; with all of them no rate matters."""
        return self._found["backbone", freeze, examples, None if freeze == self.num_layers else rate]

    def scratch(self, examples: int) -> tuple[float, np.ndarray]:
        """Return the rate at which training from scratch ended best on average, and its accuracy (seeds, steps)."""
        best = max(self.rates, key=lambda rate: self._found["scratch", 0, examples, rate][:, -1].mean())
        return best, self._found["scratch", 0, examples, best]

    def curves(self, freeze: int, examples: int, rate: float) -> dict[str, np.ndarray]:
        """Return the accuracies that are compared, by name."""
        return {
            "scratch": self.scratch(examples)[1],
            "fine-tuned": self.line(0, examples, rate),
            "all frozen": self.line(self.num_layers, examples, rate),
            "this line": self.line(freeze, examples, rate),
        }


def fitting_runs(results: Any, num_layers: int) -> Runs:
    """Return the runs, and refuse results that lack a setting which the controls can reach."""
    whole = isinstance(results, dict) and {"steps", "num_classes", "runs"} <= set(results)
    whole = whole and all(set(run) >= RESULT_KEYS for run in results["runs"])
    runs = Runs(results, num_layers) if whole else None
    if runs is None or not runs.complete():
        raise ValueError(
            f"results: received {type(results).__name__} that does not hold every setting for {num_layers} layers, "
            "expected what widgets.transfer_experiment.experiment(backbone, task) returns. Run it with this backbone."
        )
    return runs
