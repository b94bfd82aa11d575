"""The bench of the explorers: what it measures, what it says of it; never how fast this machine is."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from classroom.bench import explorers
from classroom.bench.explorers import BASELINE, Reaction, show, verdict
from tests.widgets.test_every_explorer import SIXTEEN

GALLERY = Path(__file__).resolve().parents[3] / "chapters" / "explorers.ipynb"


def reaction(name="An", milliseconds=20.0, rate=20.0, behind=30.0):
    return Reaction(name, (milliseconds,) * 20, rate, behind)


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
        (reaction(BASELINE, 200), 1, "the baseline"),
    ],
)
def test_what_misses_its_aim_is_said(measured, ratio, words):
    assert verdict(measured, ratio) == words


def test_the_table_compares_each_with_the_baseline():
    page = io.StringIO()
    show([reaction(BASELINE, 120), reaction("ConvExplorer", 30)], Console(file=page, width=160))
    line = next(line for line in page.getvalue().splitlines() if "ConvExplorer" in line)
    assert " 30 " in line and " 4.0 " in line
