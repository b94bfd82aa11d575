import sys

import pytest

from classroom.errors import ClassroomError
from classroom.sandbox import TIERS, choose_tier, tiers


@pytest.fixture
def faults(monkeypatch):
    """Say which tiers do not work."""

    def set_faults(**known):
        monkeypatch.setattr(tiers, "fault_of", lambda name: known.get(name, ""))

    return set_faults


def test_the_strongest_that_works_is_chosen(faults):
    faults()
    assert choose_tier().name == "bubblewrap"
    faults(bubblewrap="no namespaces")
    assert choose_tier("auto").name == "landlock"
    faults(bubblewrap="no namespaces", landlock="no landlock")
    assert choose_tier("auto").name == "limits"


def test_what_does_not_work_is_refused_with_what_to_do(faults):
    faults(bubblewrap="Operation not permitted (unshare)")
    with pytest.raises(ClassroomError, match=r"'bubblewrap' does not work here: Operation not permitted.*sysctl.*auto"):
        choose_tier("bubblewrap")


def test_unknown_names_are_refused():
    with pytest.raises(
        ClassroomError, match=r"no isolation 'docker'; choose one of auto, bubblewrap, landlock, limits"
    ):
        choose_tier("docker")


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
@pytest.mark.parametrize("name", TIERS)
def test_every_tier_works_on_linux(name):
    """Under CI=true a tier that is missing fails; elsewhere it may be."""
    if fault := tiers.fault_of(name):
        pytest.skip(f"isolation {name}: {fault}")
    assert choose_tier(name).name == name


def test_limits_work_everywhere():
    assert tiers.fault_of("limits") == ""


@pytest.mark.parametrize(("system", "words"), [
    ("linux", ["read every file", "change", "network", "signal"]),
    ("darwin", ["read every file", "change", "network", "signal", "go on running"]),
    ("win32", ["Nothing but the time", "network", "memory and disk"]),
])  # fmt: skip
def test_each_system_says_what_is_open(monkeypatch, system, words):
    monkeypatch.setattr(sys, "platform", system)
    sentence = tiers.tier_named("limits").unprotected
    assert all(word in sentence for word in words)


def test_bubblewrap_leaves_nothing_open_and_landlock_names_what_it_does():
    assert tiers.tier_named("bubblewrap").unprotected == ""
    assert "exists" in tiers.tier_named("landlock").unprotected


@pytest.mark.parametrize("name", ["bubblewrap", "landlock"])
def test_elsewhere_only_limits_are_tried(monkeypatch, name):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert tiers.fault_of.__wrapped__(name) == "it needs Linux, and this is darwin"
