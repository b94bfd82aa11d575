"""`import nnkit` is light, and its parts come when they are asked for."""

import subprocess
import sys

import pytest

import nnkit

HEAVY = ("tensorflow", "keras", "ipywidgets", "matplotlib.pyplot", "sklearn", "scipy")


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_import_pulls_in_nothing_heavy():
    result = run(f"import sys, nnkit; print([name for name in {HEAVY} if name in sys.modules])")
    assert result.stdout.strip() == "[]", result.stderr


@pytest.mark.parametrize(
    "name", ["activations", "losses", "initializers", "optimizers", "schedules", "gradcheck", "validation"]
)
def test_a_submodule_comes_by_attribute_and_pulls_in_nothing_heavy(name):
    code = f"import sys, nnkit; nnkit.{name}; print([name for name in {HEAVY} if name in sys.modules])"
    result = run(code)
    assert result.stdout.strip() == "[]", result.stderr


def test_attributes_and_completion():
    assert nnkit.activations.sigmoid(0.0).item() == 0.5
    assert {"activations", "layers", "model", "plots"} <= set(dir(nnkit))


def test_an_unknown_attribute_is_named():
    with pytest.raises(AttributeError, match="module 'nnkit' has no attribute 'activation'; it has activations,"):
        nnkit.activation  # noqa: B018
