"""The server that browser tests and the bench stand on; Chromium itself is tested in tests/browser."""

import json
import urllib.error
import urllib.request

import pytest

from classroom.browser import chromium_path, serve


def test_the_chromium_that_the_environment_names_comes_first(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/opt/my/chromium")
    assert chromium_path() == "/opt/my/chromium"


def test_without_chromium_there_is_no_path(monkeypatch, tmp_path):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium_path() is None


@pytest.mark.notebook
def test_the_server_serves_a_folder_with_settings_of_its_own_and_is_gone_afterwards(tmp_path):
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "note.txt").write_text("here", encoding="utf-8")
    with serve(tmp_path / "course", tmp_path / "scratch") as server:
        with urllib.request.urlopen(f"{server.url}/api/contents/note.txt") as answer:
            assert json.load(answer)["content"] == "here"
        assert (tmp_path / "scratch" / "jupyter_config_dir").is_dir()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{server.url}/api/status", timeout=2)
