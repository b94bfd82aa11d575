"""Names of layers: unique within a model, numbered as Keras numbers them."""

from __future__ import annotations

import re


def make_unique(layers, owner: str) -> None:
    """Number the layers that were given no name: dense, dense_1, dense_2, ...; in place.

    Args:
        layers: all layers of a model.
        owner: who they belong to, for the message.

    Raises:
        ValueError: a layer stands there twice, or two were given the same name.

    Example:
        >>> from nnkit.layers import Dense
        >>> layers = [Dense(3), Dense(2)]
        >>> make_unique(layers, "model")
        >>> [layer.name for layer in layers]
        ['dense', 'dense_1']
    """
    if len({id(layer) for layer in layers}) < len(layers):
        twice = next(layer for i, layer in enumerate(layers) if any(layer is other for other in layers[:i]))
        raise ValueError(f"{owner} received {twice.label} twice, expected different layers; make a second one.")
    taken = set()
    for layer in layers:
        if not layer.auto_name and layer.name in taken:
            raise ValueError(
                f"{owner} received two layers of the name {layer.name!r}, expected each name once; rename one."
            )
        if not layer.auto_name:
            taken.add(layer.name)
    for layer in layers:
        if layer.auto_name:
            layer.name = _next_free(type(layer), taken)
            taken.add(layer.name)


def _next_free(layer_class: type, taken: set[str]) -> str:
    stem, number = snake_case(layer_class.__name__), 0
    while (name := f"{stem}_{number}" if number else stem) in taken:
        number += 1
    return name


def snake_case(name: str) -> str:
    """Name of a class as Keras writes it for its instances.

    Args:
        name: "MaxPooling2D".

    Returns:
        "max_pooling2d".

    Example:
        >>> snake_case("MaxPooling2D"), snake_case("LSTM")
        ('max_pooling2d', 'lstm')
    """
    name = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
