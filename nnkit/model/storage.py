"""Models in files: one npz with the architecture as JSON text and the weights as plain arrays; nothing is unpickled."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
import zlib
from pathlib import Path

import numpy as np

from nnkit.layers import registry
from nnkit.layers.nodes import Node
from nnkit.validation import explain

FORMAT, VERSION = "nnkit model", 1
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError, NotImplementedError)


def save(network, path) -> None:
    """Write a model to a file that `load` reads: layers, names, seed, dtype and weights.

    What `compile` was given is not in it, nor where the random numbers stand. The file appears only when it is
    complete: what was there before survives a full disk.

    Args:
        network: a built `Sequential` or `Model`.
        path: of the file; used as it is, ".npz" is the custom.

    Raises:
        ValueError: the model is not built.
        TypeError: a layer has an argument that cannot be written down, such as a function of your own.

    Taught in: chapters/10_transfer_learning
    """
    network.require_built()
    text = json.dumps({"format": FORMAT, "version": VERSION, **describe(network)})
    arrays = {f"weight_{i}": array for i, array in enumerate(network.get_weights())}
    path = Path(path)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, architecture=np.array(text), **arrays)
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def load(path):
    """Read what `save` wrote.

    Args:
        path: of the file.

    Returns:
        `Sequential` or `Model` with the same layers and weights; `compile` it before training on.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged, is not one of ours, or names a layer that nnkit does not have.

    Taught in: chapters/10_transfer_learning
    """
    path = Path(path)
    if not path.is_file():
        remedy = "Look for a typing error, or save a model there first."
        raise FileNotFoundError(explain("path", str(path), "a file that model.save wrote", remedy))
    try:
        with np.load(path, allow_pickle=False) as archive:
            architecture = json.loads(str(archive["architecture"][()]))
            weights = [archive[f"weight_{i}"] for i in range(len(archive.files) - 1)]
    except (*_UNREADABLE, AttributeError, TypeError, IndexError) as error:
        raise _refused(path, f"a file that is damaged or was not written by model.save ({error})") from error
    if not isinstance(architecture, dict) or architecture.get("format") != FORMAT:
        raise _refused(path, "an npz file of another program")
    if architecture.get("version") != VERSION:
        raise _refused(path, f"version {architecture.get('version')!r} of the format, and this nnkit reads {VERSION}")
    try:
        network = restore(architecture)
        network.set_weights(weights)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise _refused(path, f"an architecture that cannot be built ({error})") from error
    return network


def _refused(path: Path, received: str) -> ValueError:
    remedy = "Save the model anew; a layer of your own must be defined before loading."
    return ValueError(explain("path", f"{path.name}: {received}", "a file that model.save wrote", remedy))


def describe(network) -> dict:
    """Architecture as plain data that JSON can hold.

    Args:
        network: a built `Sequential` or `Model`.

    Returns:
        Dict with class, name, seed, dtype, layers and connections.

    Raises:
        TypeError: a layer has an argument that cannot be written down.
    """
    common = {
        "class": "Model" if hasattr(network, "nodes") else "Sequential",
        "name": network.name,
        "seed": network.seed if isinstance(network.seed, int) else None,
        "dtype": str(network.dtype),
        "layers": [registry.describe(layer) for layer in network.layers],
    }
    if not hasattr(network, "nodes"):
        return {**common, "input_shape": list(network.input_shapes[0])}
    number = {node: i for i, node in enumerate(network.nodes)}
    outputs = [number[node] for node in network.outputs]
    return {
        **common,
        "parents": [[number[parent] for parent in node.parents] for node in network.nodes],
        "inputs": [number[node] for node in network.inputs],
        "outputs": outputs if network.several_outputs else outputs[0],
    }


def restore(architecture: dict):
    """Build the model that `describe` described.

    Args:
        architecture: plain data.

    Returns:
        A built model with weights of its own.

    Raises:
        KeyError: something is missing.
        ValueError: a layer class that does not exist, or shapes that do not fit.
    """
    from nnkit.model.graph import Model
    from nnkit.model.sequential import Sequential

    layers = [registry.restore(entry) for entry in architecture["layers"]]
    options = {key: architecture[key] for key in ("seed", "dtype", "name")}
    if architecture["class"] == "Sequential":
        return Sequential(layers, **options).build(tuple(architecture["input_shape"]))
    nodes: list[Node] = []
    for layer, parents in zip(layers, architecture["parents"], strict=True):
        places = [nodes[i] for i in parents]
        nodes.append(layer(places if len(places) > 1 else places[0]) if places else layer.node)
    outputs = architecture["outputs"]
    several = isinstance(outputs, list)
    return Model(
        [nodes[i] for i in architecture["inputs"]],
        [nodes[i] for i in outputs] if several else nodes[outputs],
        **options,
    )
