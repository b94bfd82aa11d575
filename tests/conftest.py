"""What every test shares: quiet libraries, cheap tests first, nothing left out unseen, and the counts at the end."""

import os
import sys
from collections import Counter

import pytest

from classroom.kernels import DEFAULTS

QUIET = {
    **DEFAULTS,
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
    "MPLBACKEND": "agg",
    "JUPYTER_PLATFORM_DIRS": "1",
    "PYTHONIOENCODING": "utf-8",
}
for name, value in QUIET.items():
    os.environ.setdefault(name, value)

collect_ignore = ["corpus"]  # submissions, which `tests/classroom/test_corpus.py` imports

# Later is dearer: a broken formula is seen before a kernel or a browser is started.
COST = ("keras", "notebook", "browser")
COUNTS = {
    "exercises": "autograded exercises: {}; points of all exercises: {:g}",
    "lesson": "lessons: {}, run one after the other in {:.0f} s",
    "answers": "wrong answers rejected with their hint: {} of {}; right answers accepted: {} of {}",
}
HOW_TO_GET_IT = "Debian and Ubuntu: .ci/run installs every system package that the tests use."


def nothing_may_be_left_out():
    """Say whether a test that is left out counts as failed: under CI=true on Linux, where all can be installed."""
    return os.environ.get("CI") == "true" and sys.platform == "linux"


def pytest_collection_modifyitems(items):
    """Run what is cheap first; the order within a file stays."""
    items.sort(key=cost)


def cost(item):
    """Return how dear a test is by its dearest mark."""
    return max((COST.index(mark.name) + 1 for mark in item.iter_markers() if mark.name in COST), default=0)


def refuse_to_skip(report):
    """Turn a skipped report into a failed one where nothing may be left out."""
    if report.skipped and not hasattr(report, "wasxfail") and nothing_may_be_left_out():
        report.outcome = "failed"
        report.longrepr = f"left out, and under CI=true nothing may be: {why(report)}\n{HOW_TO_GET_IT}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Apply `refuse_to_skip` to tests."""
    return refuse_to_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    """Apply `refuse_to_skip` to files that are left out as a whole."""
    return refuse_to_skip((yield))


def why(report):
    """Return the reason with which a test was left out."""
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return reason.removeprefix("Skipped: ")


def pytest_terminal_summary(terminalreporter):
    """Print the counts of answers and times that tests recorded, then what was left out and how to get it."""
    reports = [report for name in ("passed", "failed") for report in terminalreporter.stats.get(name, [])]
    recorded = [entry for report in reports for entry in getattr(report, "user_properties", [])]
    for key, line in recorded:
        if key == "account":
            terminalreporter.write_line(line)
    for name, words in COUNTS.items():
        counts = [value for key, value in recorded if key == name]
        if counts:
            terminalreporter.write_line(words.format(*(sum(column) for column in zip(*counts, strict=True))))
    left_out = Counter(why(report) for report in terminalreporter.stats.get("skipped", []))
    if left_out:
        terminalreporter.section("left out on this machine", sep="-")
        for reason, count in left_out.most_common():
            terminalreporter.write_line(f"{count} {'test' if count == 1 else 'tests'}: {reason}")
        terminalreporter.write_line(HOW_TO_GET_IT)


@pytest.fixture
def account(record_property):
    """A function whose text is printed at the end of the run: what was measured, in a line."""
    return lambda line: record_property("account", line)
