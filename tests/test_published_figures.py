"""The published MNIST figures that chapter 12 tells, by the very cell of its lesson.

On the digits of scikit-learn everywhere, on the full MNIST where the folder NNKIT_DATA has it: about two minutes.
"""

import os
from pathlib import Path

import nbformat
import pytest

from nnkit import data, layers, model, optimizers, schedules

LESSON = Path(__file__).resolve().parents[1] / "chapters" / "12_design" / "design.ipynb"
CELL = "figures-recipes"
REAL_MNIST = Path(os.environ.get("NNKIT_DATA", "nowhere")) / "mnist.npz"
ONE_LAYER, TWO_LAYERS = (300,), (300, 100)
PUBLISHED = {ONE_LAYER: 0.97, TWO_LAYERS: 0.98}  # test accuracy on MNIST
SEED = 1


def recipes():
    """Run the cell of the lesson that defines the recipes; return what it defines."""
    cells = {cell.id: cell.source for cell in nbformat.read(LESSON, as_version=4).cells}
    names = {"layers": layers, "model": model, "optimizers": optimizers, "schedules": schedules}
    exec(cells[CELL], names)
    return names


def accuracy(recipe, hidden, sets):
    """Return the test accuracy of a network that follows a recipe of the lesson."""
    names, (train, test) = recipes(), sets
    net = names["follow"](train, hidden, SEED, **names["RECIPES"][recipe])
    return net.evaluate(*test)["accuracy"]


@pytest.mark.parametrize("hidden", PUBLISHED)
def test_on_the_stand_in_the_plain_recipe_lacks_length_of_step(hidden):
    plain, longer = (accuracy(recipe, hidden, data.digits()) for recipe in ("plain, 0.01", "plain, 0.1"))
    assert plain < 0.93 < 0.95 < longer


@pytest.mark.parametrize("recipe", ["momentum 0.9", "Adam, decay", "and dropout"])
def test_every_other_recipe_learns_the_stand_in(recipe):
    assert accuracy(recipe, TWO_LAYERS, data.digits()) > 0.92


if REAL_MNIST.is_file():

    @pytest.mark.keras
    @pytest.mark.parametrize("hidden", PUBLISHED)
    def test_the_published_figures_hold_on_the_full_mnist(hidden, account):
        reached = accuracy("Adam, decay", hidden, data.mnist(flatten=True))
        account(f"MNIST, hidden layers of {' and '.join(map(str, hidden))}: {reached:.2%} of the test pictures right")
        assert reached > PUBLISHED[hidden]

    @pytest.mark.keras
    def test_the_plain_recipe_misses_the_figure_on_the_full_mnist():
        assert 0.95 < accuracy("plain, 0.01", ONE_LAYER, data.mnist(flatten=True)) < PUBLISHED[ONE_LAYER]
