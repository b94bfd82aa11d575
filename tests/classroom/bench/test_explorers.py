"""The bench of the explorers: what it measures, what it says of it; never how fast this machine is."""

import io
import sys
from pathlib import Path

import pytest
from rich.console import Console

from classroom.bench import explorers
from classroom.bench.explorers import BASELINE, HOVERING, Reaction, show, verdict
from tests.widgets.test_every_explorer import SIXTEEN
from widgets import ActivationExplorer

GALLERY = Path(__file__).resolve().parents[3] / "chapters" / "explorers.ipynb"


def reaction(name="An", milliseconds=20.0, rate=20.0, behind=30.0):
    return Reaction(name, (milliseconds,) * 20, rate, behind, python=4.0)


def test_every_explorer_of_the_gallery_is_measured():
    assert sorted(explorers.names(GALLERY)) == sorted(SIXTEEN)


def test_median_and_95th_percentile_of_the_key_presses():
    measured = Reaction("An", tuple(range(1, 101)), 20, 0)
    assert measured.median == 50.5
    assert 95 <= measured.p95 <= 96


@pytest.mark.parametrize(
    ("measured", "ratio", "words"),
    [
        (reaction(), 5, ""),
        (reaction(milliseconds=41), 5, "95 % above 40 ms"),
        (reaction(behind=501), 5, "more than 500 ms behind"),
        (reaction(), 2.9, "not 3x faster"),
        (reaction(milliseconds=90, behind=900), 1, "95 % above 40 ms; more than 500 ms behind; not 3x faster"),
        (reaction("An" + HOVERING, 19), 5, ""),
        (reaction("An" + HOVERING, 21), 5, "95 % above 20 ms"),
        (reaction("NetworkPlayground"), 5, ""),
        (reaction("NetworkPlayground"), 2, "not 3x faster; 4 ms of Python: a map for every neuron"),
        (reaction(BASELINE, 200), 1, ""),
    ],
)
def test_what_misses_its_aim_is_said(measured, ratio, words):
    assert verdict(measured, ratio) == words


def test_the_table_compares_each_with_the_baseline():
    page = io.StringIO()
    hovering = Reaction("ConvExplorer" + HOVERING, (12.0,) * 20)
    show([reaction(BASELINE, 120), reaction("ConvExplorer", 30), hovering], Console(file=page, width=160))
    lines = [line for line in page.getvalue().splitlines() if "ConvExplorer" in line]
    assert len(lines) == 2 and page.getvalue().endswith("\nEvery aim is met.\n")
    assert " 30 " in lines[0] and " 4.0 " in lines[0]
    assert " 12 " in lines[1] and " 10.0 " in lines[1] and "nan" not in lines[1]


def test_what_misses_its_aim_stands_beneath_the_table():
    page = io.StringIO()
    show([reaction(BASELINE, 120), reaction("ConvExplorer", 41), reaction("KernelExplorer")], Console(file=page))
    assert page.getvalue().endswith("\nConvExplorer: 95 % above 40 ms; not 3x faster\n")


def test_the_time_of_python_is_that_of_a_move_that_draws(monkeypatch):
    assert explorers.python_time("ActivationExplorer", moves=2) > 0
    drawn = []
    view = ActivationExplorer.view
    monkeypatch.setattr(ActivationExplorer, "view", lambda *a: drawn.append(a[1].state["x"]) or view(*a))
    monkeypatch.setattr(sys, "argv", ["-c", "ActivationExplorer", "4", "1000", "0"])
    exec(explorers.MOVES, {})  # what it runs in a process of its own
    assert len(set(drawn)) == 2 and len(drawn) == 5
