"""What every optimizer does: clip, decay, step, average."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field, fields
from typing import ClassVar

import numpy as np

from nnkit.optimizers.averaging import ExponentialMovingAverage
from nnkit.optimizers.clipping import clip_by_global_norm, clip_by_norm, clip_by_value
from nnkit.validation import as_float, explain, require_choice, require_count, require_number, require_same_shape


@dataclass(eq=False)
class Optimizer:
    """A rule that turns gradients into steps. A member says one thing, `_change`: what to add to a parameter.

    `apply` does the rest, in Keras' order: clip the gradients, shrink the weights (weight decay), add the change,
    average. What a rule remembers between steps, such as a velocity, is kept here for each parameter, in `state`.

    Args:
        learning_rate: size of a step, at least 0; or a schedule, called with the number of steps done so far.
        weight_decay: share of each weight to take away at each step, times the learning rate; default None, nothing.
            The gradient's clipping and averages do not see it ("decoupled").
        clipnorm: largest norm of each gradient array; default None. At most one of the three clips can be set.
        clipvalue: largest size of each number; default None.
        global_clipnorm: largest norm of all gradients together; default None.
        use_ema: whether to keep an exponential moving average of the parameters; default False.
        ema_momentum: its momentum, in [0, 1); default 0.99.
        ema_overwrite_frequency: steps after which the parameters are set to their average, again and again; default
            None, only when `finalize` is called.

    Raises:
        ValueError: if a number is out of range, or more than one clip is set.

    Taught in: 05 optimizers
    """

    learning_rate: float | Callable[[int], float] = 0.001
    _: KW_ONLY
    weight_decay: float | None = None
    clipnorm: float | None = None
    clipvalue: float | None = None
    global_clipnorm: float | None = None
    use_ema: bool = False
    ema_momentum: float = 0.99
    ema_overwrite_frequency: int | None = None
    iterations: int = field(default=0, init=False)
    state: dict[str, dict[str, np.ndarray]] = field(default_factory=dict, init=False, repr=False)

    slots: ClassVar[tuple[str, ...]] = ()
    """The arrays that the rule remembers for each parameter; they start at `_initial_value`."""

    def __post_init__(self):
        if not callable(self.learning_rate):
            require_number(self.learning_rate, "learning_rate", low=0)
        clips = {name: getattr(self, name) for name in ("clipnorm", "clipvalue", "global_clipnorm")}
        chosen = {name: value for name, value in clips.items() if value is not None}
        for name, value in chosen.items():
            require_number(value, name, low=0, open_ends="low")
        if len(chosen) > 1:
            raise ValueError(explain(" and ".join(chosen), "both", "at most one way to clip", "Choose one of them."))
        if self.weight_decay is not None:
            require_number(self.weight_decay, "weight_decay", low=0)
        if self.ema_overwrite_frequency is not None:
            require_count(self.ema_overwrite_frequency, "ema_overwrite_frequency")
        self.ema = ExponentialMovingAverage(self.ema_momentum) if self.use_ema else None

    @property
    def current_learning_rate(self) -> float:
        """The learning rate of the coming step."""
        return float(self.learning_rate(self.iterations)) if callable(self.learning_rate) else self.learning_rate

    def apply(self, params: dict[str, np.ndarray], grads: dict[str, np.ndarray]) -> None:
        """Take one step: change every array of `params` in place.

        Args:
            params: name -> array of floats, the weights.
            grads: name -> array, the gradient of the loss with respect to each.

        Raises:
            ValueError: if the names or the shapes of the two do not agree.
            TypeError: if a parameter is not an array of floats, which could not be changed in place.
        """
        grads = self._clip(_matched(params, grads))
        learning_rate = self.current_learning_rate
        self._begin_step()
        for name, param in params.items():
            if self.weight_decay is not None:
                param -= learning_rate * self.weight_decay * param
            slots = self._slots_of(name, param)
            param += self._change(param, grads[name], slots, learning_rate)
        self.iterations += 1
        self._average(params)

    def finalize(self, params: dict[str, np.ndarray]) -> None:
        """Set the parameters to their moving average, at the end of training; without `use_ema` nothing happens.

        Args:
            params: name -> array, changed in place.
        """
        if self.ema is not None and self.ema.steps:
            for name, average in self.ema.averages.items():
                params[name][...] = average

    def get_config(self) -> dict:
        """Return the name and the arguments; a schedule stays the object it is."""
        return {"name": type(self).__name__, **{f.name: getattr(self, f.name) for f in fields(self) if f.init}}

    def _change(self, param: np.ndarray, grad: np.ndarray, slots: dict, learning_rate: float) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no rule; define _change.")

    def _begin_step(self) -> None:
        """For rules that remember something for all parameters together."""

    def _initial_value(self, slot: str) -> float:
        return 0.0

    def _slots_of(self, name: str, param: np.ndarray) -> dict[str, np.ndarray]:
        if name not in self.state:
            self.state[name] = {slot: np.full_like(param, self._initial_value(slot)) for slot in self.slots}
        return self.state[name]

    def _clip(self, grads: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        if self.global_clipnorm is not None:
            return clip_by_global_norm(grads, self.global_clipnorm)
        if self.clipnorm is not None:
            return {name: clip_by_norm(grad, self.clipnorm) for name, grad in grads.items()}
        if self.clipvalue is not None:
            return {name: clip_by_value(grad, self.clipvalue) for name, grad in grads.items()}
        return grads

    def _average(self, params: dict[str, np.ndarray]) -> None:
        if self.ema is None:
            return
        self.ema.update(params)
        if self.ema_overwrite_frequency and self.iterations % self.ema_overwrite_frequency == 0:
            self.finalize(params)


def _matched(params: dict[str, np.ndarray], grads: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The gradients as arrays of their parameter's type, once names, types and shapes agree."""
    for name in grads.keys() - params.keys():
        require_choice(name, "name in grads", list(params))
    for name in params.keys() - grads.keys():
        require_choice(name, "name in params", list(grads))
    matched = {}
    for name, param in params.items():
        if not isinstance(param, np.ndarray) or param.dtype.kind != "f":
            received = f"{type(param).__name__} of {getattr(param, 'dtype', 'no dtype')}"
            remedy = "It is changed in place; use np.asarray(values, dtype=float)."
            raise TypeError(explain(f"params[{name!r}]", received, "a NumPy array of floats", remedy))
        matched[name] = as_float(grads[name], f"grads[{name!r}]").astype(param.dtype, copy=False)
        require_same_shape(matched[name], param, f"grads[{name!r}]", f"params[{name!r}]")
    return matched
