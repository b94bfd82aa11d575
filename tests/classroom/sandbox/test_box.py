import os
import sys
from pathlib import Path

import pytest

from classroom.sandbox import Box, Limits, Tier
from classroom.sandbox.box import python_folders

LIMITS = Tier("limits")


def test_limits_leave_room_for_keras():
    assert Limits().memory_bytes > 0.55e9  # data; Keras needs 2.9 GB of address space, which is not limited


@pytest.mark.skipif(sys.platform == "win32", reason="paths of Unix")
def test_what_is_seen_is_there_parents_come_first_and_nothing_twice(tmp_path):
    (tmp_path / "folder/inner").mkdir(parents=True)
    (tmp_path / "folderlike").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    wanted = [tmp_path / name for name in ("folder", "folder/inner", "folderlike", "link", "missing")]
    seen = Box(LIMITS, tmp_path, tuple(wanted)).seen()
    ours = [path for path in seen if path.startswith(str(tmp_path))]
    assert ours == [str(tmp_path / name) for name in ("folder", "folderlike", "link")]
    assert seen == sorted(set(seen))
    assert all(os.path.exists(path) for path in seen)
    assert any(sys.base_prefix == path or sys.base_prefix.startswith(path + "/") for path in seen)


def test_no_persons_folder_is_seen():
    seen = Box(LIMITS, Path("scratch")).seen()
    assert not {"/", "/etc", "/home", "/root", "/tmp", "/var", "/run", str(Path.home())} & set(seen)
    assert "/etc/shadow" not in seen


def test_python_is_seen_where_links_lead():
    assert str(Path(os.path.realpath(sys.executable)).parent) in python_folders()
    assert sys.prefix in python_folders()


def test_variables_are_few_and_the_callers_win(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    found = Box(LIMITS, tmp_path, environment={"LANG": "de_DE.UTF-8", "MORE": "1"}).variables()
    assert found["HOME"] == found["TMPDIR"] == str(tmp_path)
    assert (found["LANG"], found["MORE"]) == ("de_DE.UTF-8", "1")
    assert "SECRET_TOKEN" not in found
    assert len(found) < 15


@pytest.mark.skipif(sys.platform == "win32", reason="paths of Unix")
def test_what_is_hidden_is_taken_out_of_what_is_opened(tmp_path):
    for name in ("a/keep", "a/deep/keep", "a/deep/hide/inner", "b"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "a/file").touch()
    (tmp_path / "a/link").symlink_to(tmp_path / "a/deep/hide")
    seen = tmp_path / "a", tmp_path / "b"
    whole, names = Box(LIMITS, tmp_path, seen, hidden=(tmp_path / "a/deep/hide",)).opened()
    ours = sorted(path for path in whole if path.startswith(str(tmp_path)))
    assert ours == [str(tmp_path / name) for name in ("a/deep/keep", "a/file", "a/keep", "b")]
    assert [path for path in names if path.startswith(str(tmp_path))] == [str(tmp_path / "a"), str(tmp_path / "a/deep")]
    everything, nothing = Box(LIMITS, tmp_path, seen).opened()
    assert {str(path) for path in seen} <= set(everything) and nothing == []
