"""Who a box runs as; that the right is really gone is tested in test_confine.py."""

import os
import sys

import pytest

from classroom.sandbox import privileges

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


def test_only_root_gives_boxes_a_user_of_their_own(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert privileges.user_of_box() is None


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ("0 0 4294967295\n", privileges.USERS_FROM + 4711),
        ("0 100000 65536\n", privileges.FEW_USERS_FROM + 4711),
        ("0 1000 1\n", None),
    ],
)
def test_the_user_is_one_that_exists_here_and_that_nobody_else_is(monkeypatch, ranges, expected):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "getpid", lambda: 4711)
    monkeypatch.setattr(privileges.Path, "read_text", lambda path: ranges)
    assert privileges.user_of_box() == expected


def test_everything_in_a_folder_is_given_and_links_are_not_followed(monkeypatch, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/file").touch()
    (tmp_path / "link").symlink_to("/")
    given = {}
    monkeypatch.setattr(
        os, "chown", lambda path, uid, gid, follow_symlinks=True: given.update({str(path): follow_symlinks})
    )
    privileges.give(tmp_path, None)
    assert given == {}
    privileges.give(tmp_path, 5)
    assert given == {
        str(tmp_path): True,
        **dict.fromkeys((str(tmp_path / n) for n in ("folder", "folder/file", "link")), False),
    }
