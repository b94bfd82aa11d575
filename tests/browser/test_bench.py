"""The bench of the explorers in a real browser, in a process of its own: Playwright runs once in each."""

import json
import subprocess
import sys

import pytest

from classroom.bench.explorers import BASELINE, HOVERING

pytestmark = pytest.mark.browser

MEASURE = """
import json
from classroom.bench.explorers import measure
found = measure(["ConvExplorer"], presses=4, drag_seconds=1)
print(json.dumps([[one.name, one.milliseconds, one.rate] for one in found]))
"""


def test_every_press_the_drag_and_the_hovering_are_seen(browser):
    run = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout.splitlines()[-1])
    assert [name for name, _, _ in found] == [BASELINE, "ConvExplorer", "ConvExplorer" + HOVERING]
    for name, milliseconds, rate in found:
        assert len(milliseconds) == 4 and min(milliseconds) > 0
        assert rate > 0 or name.endswith(HOVERING)
