"""What each version of Landlock is asked for; what it holds is tested in test_confine.py."""

import pytest

from classroom.sandbox import landlock, linux


@pytest.mark.parametrize(
    ("abi", "files", "net", "scoped"),
    [(1, 13, 0, 0), (2, 14, 0, 0), (3, 15, 0, 0), (4, 15, 3, 0), (5, 16, 3, 0), (6, 16, 3, 3), (7, 16, 3, 3)],
)
def test_everything_that_a_version_knows_is_forbidden(abi, files, net, scoped):
    asked = landlock.handled(abi)
    assert (asked.fs, asked.net, asked.scoped) == (2**files - 1, net, scoped)


def test_reading_gives_no_right_to_write():
    assert not landlock.READ & (landlock.WRITE_FILE | landlock.TRUNCATE | landlock.IOCTL_DEV)


def test_other_systems_have_no_landlock(monkeypatch):
    monkeypatch.setattr(linux, "is_supported", lambda: False)
    landlock.abi.cache_clear()
    assert landlock.abi() == 0
    landlock.abi.cache_clear()
