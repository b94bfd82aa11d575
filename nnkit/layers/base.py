"""The base of all layers: building on first use, names, parameters, checks of what comes in.

A new layer is a class with three or four short methods; `Dense` in `core.py` is the model to copy:

    class Dense(Layer):
        input_axes = ("N", "...", "D_in")                     # rank and words of the error messages
        def __init__(self, units, ..., **options): ...        # stores every argument under its own name
        def make_params(self, input_shape, rng): ...          # add_weight(...) in the order of Keras' get_weights()
        def output_shape(self, input_shape): ...
        def forward(self, inputs, training=False):
            x = self.check_inputs(inputs)                     # builds on first use; clear errors
            self.cache = x, ...                               # what backward needs
        def backward(self, grad_output):
            grad_output = self.check_grad(grad_output)        # clear error without a forward pass

Nothing else: the class is registered when it is defined, its configuration is read from the names of its arguments,
and `to_keras`/`from_keras` look for the class of the same name in Keras.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nnkit.layers import checking, registry
from nnkit.layers.naming import snake_case
from nnkit.layers.nodes import is_symbolic, join

Shape = tuple[int | None, ...]


class Layer:
    """A function of arrays with parameters: `forward` computes, `backward` gives the gradients.

    Parameters are created on the first call or by `build`. They stand in `params`, their gradients under the same
    names in `grads` after `backward`, and what is kept but not trained (moving averages) in `state`.

    Args:
        name: unique within a model. Default: the class in small letters, "max_pooling2d"; a model appends _1, _2, ...
        dtype: "float64" or "float32" of the parameters and the computation. Default: float32 where the layer is
            built by a float32 input, else float64 (Keras: always float32).
        trainable: False keeps an optimizer away from the parameters. Default True.

    Raises:
        TypeError: an argument has no meaning for the layer (the message names the nearest one that has), or dtype is
            not a floating-point type.

    Source: Keras 3, `keras.Layer`; the backward pass is ours (Keras leaves it to the gradient tape).
    Checked against: keras.Layer
    Taught in: chapters/01_neurons
    """

    input_axes: ClassVar[tuple[str, ...] | None] = None  # ("N", "...", "D_in"): "..." stands for any number of axes
    fixed_axes: ClassVar[tuple[int, ...]] = ()  # axes of the input whose size may not change after building
    input_kind: ClassVar[str] = "float"  # "integer" for layers that look things up
    extra_arguments: ClassVar[dict[str, Any]] = {}  # keyword options with defaults, where __init__ has too many
    keras_name: ClassVar[str | None] = None  # where the class in keras.layers has another name; "" where it has none
    sublayers: tuple[Layer, ...] = ()

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        registry.register(cls)

    def __init__(self, **options):
        known = {**type(self).extra_arguments, "name": None, "dtype": None, "trainable": True}
        checking.check_options(type(self).__name__, options, known, registry.argument_names(type(self)))
        for key, default in known.items():
            setattr(self, key, options.get(key, default))
        self.auto_name = self.name is None
        self.name = self.name or snake_case(type(self).__name__)
        self.dtype = checking.check_dtype(self, self.dtype)
        self.check_values = True  # a model that has looked at the whole data set at once turns this off
        self.cache: Any = None
        self.rng: np.random.Generator | None = None
        self._forget()

    def _forget(self) -> None:
        self.params: dict[str, np.ndarray] = {}
        self.grads: dict[str, np.ndarray] = {}
        self.state: dict[str, np.ndarray] = {}
        self.penalties: dict[str, Any] = {}  # parameter name -> penalty that a model adds to its loss
        self.built, self.built_shape = False, None
        self._accepted = self._seen = self._grad_for = self._grad_shape = None

    # -- what a layer class defines ------------------------------------------------------------------------------
    def make_params(self, input_shape: Shape, rng: np.random.Generator) -> None:
        """Create the parameters by `add_weight`, in the order of Keras' `get_weights()`; nothing by default.

        Args:
            input_shape: the batch axis first.
            rng: source of the random numbers.
        """

    def output_shape(self, input_shape: Shape) -> Shape:
        """Shape of what `forward` returns for an input of this shape.

        Args:
            input_shape: the batch axis first, a number or None.

        Returns:
            The shape, None where the input had None.
        """
        return tuple(input_shape)

    def forward(self, inputs, training: bool = False) -> np.ndarray:
        """Compute the layer's output and keep what `backward` needs.

        Args:
            inputs: array, the batch axis first.
            training: True while a model is fitted; changes only layers such as Dropout and BatchNormalization.
        """
        raise NotImplementedError(f"{type(self).__name__} has no forward pass; define forward(inputs, training=False).")

    def backward(self, grad_output) -> np.ndarray:
        """Gradient of the loss by the input, given that by the output; fills `grads`.

        Args:
            grad_output: same shape as what the last `forward` returned.
        """
        raise NotImplementedError(f"{type(self).__name__} has no backward pass; define backward(grad_output).")

    # -- building ------------------------------------------------------------------------------------------------
    def build(self, input_shape, rng: np.random.Generator | int | None = None, dtype=None) -> Layer:
        """Create the parameters for inputs of this shape; a second call starts anew.

        Args:
            input_shape: the batch axis first, a number or None: `(None, 64)`.
            rng: generator or seed. Default: fresh random numbers.
            dtype: used where the layer was given none. Default float64.

        Returns:
            The layer itself.

        Raises:
            ValueError: wrong rank, or a size that is neither a positive integer nor None.
        """
        shape = self.check_shape(input_shape)
        rng = np.random.default_rng(rng)
        self._forget()
        self.dtype = self.dtype or checking.check_dtype(self, dtype) or np.dtype("float64")
        self.rng = rng.spawn(1)[0]  # for what is random in forward; leaves the stream of the weights as it is
        self.output_shape(shape)  # impossible settings are refused before anything is made
        self.make_params(shape, rng)
        self.built, self.built_shape = True, shape
        return self

    def add_weight(self, name: str, shape, initializer, rng, trainable: bool = True, regularizer=None):
        """Create one array, in `params` or, if not trainable, in `state`; to be called in `make_params`.

        Args:
            name: as Keras calls it, "kernel".
            shape: all sizes known.
            initializer: a name or object for `nnkit.initializers.get`.
            rng: source of the random numbers.
            trainable: False puts the array into `state`.
            regularizer: "l2" or another penalty of `nnkit.losses`. Default: none.

        Returns:
            The array.
        """
        from nnkit import initializers, losses

        if regularizer is not None:
            self.penalties[name] = losses.get_penalty(regularizer)
        value = np.array(initializers.get(initializer)(tuple(shape), rng), dtype=self.dtype, order="C")
        (self.params if trainable else self.state)[name] = value
        return value

    def check_shape(self, input_shape) -> Shape:
        """Input shape as a tuple, its rank and sizes checked; layers with several inputs override it.

        Args:
            input_shape: the batch axis first.
        """
        return checking.check_shape(self, input_shape)

    def check_built(self, input_shape) -> None:
        """Refuse a shape that the layer was not built for; a built layer keeps its weights in a new model.

        Args:
            input_shape: the batch axis first.
        """
        checking.check_sizes(self, self.check_shape(input_shape))

    # -- checks --------------------------------------------------------------------------------------------------
    def check_inputs(self, inputs) -> np.ndarray:
        """Input as an array of the layer's dtype; builds the layer on its first use.

        Args:
            inputs: array or nested lists, the batch axis first.

        Returns:
            The array, not copied where dtype and kind are right already.

        Raises:
            TypeError: not numbers, or fractions where integers are wanted.
            ValueError: wrong rank, another size of a fixed axis than at building, NaN or infinity.
        """
        if type(inputs) is not np.ndarray or inputs.dtype != self.dtype:
            inputs = checking.to_array(self, inputs)
        if inputs.shape[1:] != self._accepted or inputs.shape[0] == 0:
            checking.check_input_shape(self, inputs.shape)
            if not self.built:
                self.build((None, *inputs.shape[1:]), dtype=inputs.dtype if inputs.dtype.kind == "f" else None)
                inputs = checking.to_array(self, inputs)
            self._accepted = inputs.shape[1:]
        if self.check_values:
            checking.check_finite(self, "inputs", inputs)
        self._seen = inputs.shape
        return inputs

    def check_grad(self, grad_output) -> np.ndarray:
        """Gradient by the output as an array of the layer's dtype.

        Args:
            grad_output: array of the shape of the last output.

        Returns:
            The array.

        Raises:
            RuntimeError: there was no forward pass.
            ValueError: another shape than the last output.
        """
        if self.cache is None:
            raise RuntimeError(f"{self.label}.backward needs what forward kept; call forward(inputs) first.")
        if type(grad_output) is not np.ndarray or grad_output.dtype != self.dtype:
            grad_output = np.asarray(grad_output, dtype=self.dtype)
        if self._seen != self._grad_for:
            self._grad_for, self._grad_shape = self._seen, tuple(self.output_shape(self._seen))
        if grad_output.shape != self._grad_shape:
            raise ValueError(
                f"{self.label}.backward received grad_output of shape {grad_output.shape}, expected "
                f"{self._grad_shape}, the shape of what forward returned; pass the gradient of the loss by that output."
            )
        return grad_output

    # -- names, counts, saving -----------------------------------------------------------------------------------
    @property
    def label(self) -> str:
        """Class and name for messages: Dense 'dense_1'."""
        return f"{type(self).__name__} {self.name!r}"

    def count_params(self) -> int:
        """Count the numbers in `params` and `state`.

        Returns:
            Trainable and other parameters together, as Keras counts them.

        Raises:
            ValueError: the layer is not built, so that nobody knows yet.
        """
        if not self.built:
            raise ValueError(f"{self.label} is not built: call build(input_shape) or pass it an input first.")
        return sum(array.size for array in (*self.params.values(), *self.state.values()))

    def get_weights(self) -> list[np.ndarray]:
        """Copies of all arrays in the order of Keras: first `params`, then `state`."""
        return [array.copy() for array in (*self.params.values(), *self.state.values())]

    def set_weights(self, weights) -> None:
        """Overwrite all arrays in place, in the order of `get_weights`.

        Args:
            weights: list of arrays.

        Raises:
            ValueError: another number of arrays, or another shape.
        """
        checking.assign(self, {**self.params, **self.state}, weights)

    def get_config(self) -> dict[str, Any]:
        """Arguments that make an equal layer (without its weights), as plain data."""
        names = registry.argument_names(type(self))
        values = {name: getattr(self, name) for name in names}
        values["dtype"] = str(self.dtype) if self.dtype is not None else None
        return {name: registry.describe(value) for name, value in values.items()}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Layer:
        """Make a layer from what `get_config` returned.

        Args:
            config: argument name -> plain data.

        Returns:
            A layer that is not built.
        """
        return cls(**{name: registry.restore(value) for name, value in config.items()})

    def __call__(self, inputs, training: bool = False):
        """Forward pass of an array; of an `Input` or another layer's place in a graph, the next place."""
        return join(self, inputs) if is_symbolic(inputs) else self.forward(inputs, training)

    def __repr__(self):
        return f"<{self.label}, {'built for ' + str(self.built_shape) if self.built else 'not built'}>"
