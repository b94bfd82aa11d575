"""The server that browser tests and the bench stand on; Chromium itself is tested in tests/browser."""

import json
import urllib.error
import urllib.request

import pytest

from classroom.browser import _environment, chromium_path, serve
from classroom.kernels import DEFAULTS


def test_the_chromium_that_the_environment_names_comes_first(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/opt/my/chromium")
    assert chromium_path() == "/opt/my/chromium"


def test_without_chromium_there_is_no_path(monkeypatch, tmp_path):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium_path() is None


def test_the_server_has_the_courses_settings_and_none_of_whoever_runs_it(monkeypatch, tmp_path):
    for name in DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", "/mine")
    monkeypatch.setenv("JPY_API_TOKEN", "secret")
    found = _environment(tmp_path)
    assert {name: found[name] for name in DEFAULTS} == DEFAULTS
    assert found["JUPYTER_CONFIG_DIR"] == str(tmp_path / "jupyter_config_dir")
    assert "JPY_API_TOKEN" not in found


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
