"""The parameters of a model: all layers' arrays under one roof, by full name and in Keras' order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnkit.layers import checking
from nnkit.layers.base import Layer


class Parameters:
    """What a model knows of its layers' arrays; they are the layers' own arrays, never copies.

    Example:
        >>> from nnkit.layers import Dense, Input
        >>> from nnkit.model import Sequential
        >>> model = Sequential([Input((3,)), Dense(3), Dense(2), Dense(2)])
        >>> model.count_params(), list(model.params)[:2]
        (26, ['dense/kernel', 'dense/bias'])

    Taught in: chapters/01_neurons
    """

    layers: list[Layer]
    built: bool
    label: str

    def leaves(self, trainable: bool = False) -> Iterator[tuple[str, Layer]]:
        """Layers that hold parameters themselves, those inside a `Residual` included, with their full names.

        Args:
            trainable: leave out the layers (and what is inside of them) whose `trainable` is False.

        Yields:
            Name such as "residual/dense", and layer.
        """
        yield from _leaves(self.layers, "", trainable)

    @property
    def params(self) -> dict[str, np.ndarray]:
        """All parameters, "dense/kernel" -> array (the arrays themselves, not copies)."""
        return {f"{name}/{key}": array for name, leaf in self.leaves() for key, array in leaf.params.items()}

    @property
    def grads(self) -> dict[str, np.ndarray]:
        """Gradients of the last backward pass under the names of `params`."""
        return {
            f"{name}/{key}": leaf.grads[key] for name, leaf in self.leaves() for key in leaf.params if key in leaf.grads
        }

    @property
    def state(self) -> dict[str, np.ndarray]:
        """What is kept but not trained (moving averages), "batch_normalization/moving_mean" -> array."""
        return {f"{name}/{key}": array for name, leaf in self.leaves() for key, array in leaf.state.items()}

    def count_params(self) -> int:
        """Count all parameters, trainable and not.

        Returns:
            The number.

        Raises:
            ValueError: the model is not built.
        """
        self.require_built()
        return sum(leaf.count_params() for _, leaf in self.leaves())

    def require_built(self) -> None:
        """Refuse to go on where nobody knows the input's shape yet.

        Raises:
            ValueError: the model is not built.
        """
        if not self.built:
            raise ValueError(
                f"{self.label} is not built, so it has no parameters yet; put Input(shape) first, call "
                "build((None, 64)) with your number of features, or pass it an input."
            )

    def get_weights(self) -> list[np.ndarray]:
        """Copies of all arrays, layer after layer in Keras' order."""
        return [array for _, leaf in self.leaves() for array in leaf.get_weights()]

    def set_weights(self, weights) -> None:
        """Overwrite all arrays in place.

        Args:
            weights: list in the order of `get_weights`.

        Raises:
            ValueError: another number of arrays, or another shape.
        """
        self.require_built()
        arrays = {
            f"{name}/{key}": array
            for name, leaf in self.leaves()
            for key, array in {**leaf.params, **leaf.state}.items()
        }
        checking.assign(self, arrays, weights)


def _leaves(layers, prefix: str, trainable: bool) -> Iterator[tuple[str, Layer]]:
    for layer in layers:
        if trainable and not layer.trainable:
            continue
        if layer.sublayers:
            yield from _leaves(layer.sublayers, f"{prefix}{layer.name}/", trainable)
        else:
            yield f"{prefix}{layer.name}", layer
