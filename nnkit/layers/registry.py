"""Finding a layer class by its name, and writing a layer's arguments down as plain data (JSON) and back."""

from __future__ import annotations

import difflib
import importlib
import inspect
from functools import cache
from typing import Any

REGISTRY: dict[str, type] = {}  # "Dense" -> class; filled by Layer.__init_subclass__, never by hand


def register(layer_class: type) -> None:
    """Enter a layer class under its own name; a class from outside `nnkit` goes under "Custom>Name".

    So a student's own `Dense` never takes the place of the one that `load` expects.

    Args:
        layer_class: a subclass of `Layer`.
    """
    REGISTRY[registered_name(layer_class)] = layer_class


def registered_name(layer_class: type) -> str:
    """Name under which `find` finds the class.

    Args:
        layer_class: a subclass of `Layer`.

    Returns:
        "Dense", or "Custom>Mine" for a class that nnkit does not define.

    Example:
        >>> from nnkit.layers import Dense
        >>> registered_name(Dense)
        'Dense'
    """
    own = layer_class.__module__.split(".")[0] == "nnkit"
    return layer_class.__name__ if own else f"Custom>{layer_class.__name__}"


def find(name: str) -> type:
    """Layer class of a name.

    Args:
        name: as Keras spells it, "Dense".

    Returns:
        The class.

    Raises:
        ValueError: there is no layer class of this name.

    Example:
        >>> find("Dense").__name__
        'Dense'
    """
    importlib.import_module("nnkit.layers")  # its modules enter their classes as they are imported
    if name in REGISTRY:
        return REGISTRY[name]
    nearest = difflib.get_close_matches(str(name), REGISTRY, n=1, cutoff=0.5)
    advice = f"did you mean {nearest[0]!r}?" if nearest else f"known are {', '.join(sorted(REGISTRY))}."
    raise ValueError(f"there is no layer class {name!r} in nnkit; {advice}")


@cache
def argument_names(layer_class: type) -> tuple[str, ...]:
    """Names of all arguments of a layer class, its own first, then those that every layer takes.

    Args:
        layer_class: a subclass of `Layer`.

    Returns:
        The names; every one is also an attribute of the instances.

    Example:
        >>> from nnkit.layers import Dropout
        >>> argument_names(Dropout)
        ('rate', 'seed', 'name', 'dtype', 'trainable')
    """
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    parameters = list(inspect.signature(layer_class.__init__).parameters.values())[1:]
    own = [p.name for p in parameters if p.kind in kinds]
    common = ("name", "dtype", "trainable")
    return (*(n for n in own if n not in common), *layer_class.extra_arguments, *common)


def describe(value: Any) -> Any:
    """Write an argument down as plain data that JSON can hold.

    Args:
        value: a number, string, None, dtype, shape, layer, or one of nnkit's activations or initializers.

    Returns:
        The value itself where JSON has it; a dict for a layer ("layer"), an activation ("activation") or another
        object of nnkit such as an initializer ("object").

    Raises:
        TypeError: the value is a function or object that nnkit did not define.

    Example:
        >>> describe((3, 3))
        [3, 3]
    """
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [describe(item) for item in value]
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:  # NumPy scalar
        return value.item()
    if hasattr(value, "get_config") and registered_name(type(value)) in REGISTRY:
        return {"layer": registered_name(type(value)), "config": value.get_config()}
    kind, module = type(value).__name__, type(value).__module__
    if module.startswith("nnkit.activations"):
        return {"activation": {key: describe(item) for key, item in value.get_config().items()}}
    if module.startswith("nnkit."):
        arguments = {key: describe(item) for key, item in vars(value).items() if key in _constructor(type(value))}
        return {"object": f"{module}.{kind}", "arguments": arguments}
    raise TypeError(
        f"{value!r} cannot be written down: it is a {kind} that nnkit does not know; give the name of one of nnkit's "
        "activations, initializers or layers instead, or build the model anew in code."
    )


def restore(value: Any) -> Any:
    """Undo `describe`.

    Args:
        value: what `describe` returned, possibly read back from JSON.

    Returns:
        The value or object.

    Raises:
        ValueError: it names a class that nnkit does not have.

    Example:
        >>> restore(describe("relu"))
        'relu'
    """
    if isinstance(value, list):
        return tuple(restore(item) for item in value)
    if not isinstance(value, dict):
        return value
    if "layer" in value:
        return find(value["layer"]).from_config(value["config"])
    if "activation" in value:
        from nnkit import activations

        return activations.get(**{key: restore(item) for key, item in value["activation"].items()})
    module, _, name = str(value.get("object")).rpartition(".")
    found = getattr(importlib.import_module(module), name, None) if module.startswith("nnkit.") else None
    if not inspect.isclass(found) or found.__module__ != module:
        raise ValueError(f"there is no class {value.get('object')!r} in nnkit; the file may be from another version.")
    return found(**{key: restore(item) for key, item in value.get("arguments", {}).items()})


@cache
def _constructor(kind: type) -> tuple[str, ...]:
    return tuple(inspect.signature(kind).parameters)
