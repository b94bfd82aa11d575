"""Files are there whole, or as they were."""

import errno
import json
from pathlib import Path

import pytest

from classroom.writing import write_json, write_whole


def test_a_full_disk_keeps_the_old_file(tmp_path, monkeypatch):
    write_whole(tmp_path / "marks.csv", b"old")

    def full(path, data):
        with path.open("wb") as file:
            file.write(data[:1])
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "marks.csv", b"new")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("marks.csv", "old")]


def test_json_is_written_with_its_folder_and_reads_back(tmp_path):
    path = tmp_path / "new" / "record.json"
    write_json(path, {"student": "Évariste", "points": 3})
    assert json.loads(path.read_text(encoding="utf-8")) == {"student": "Évariste", "points": 3}
    assert [one.name for one in path.parent.iterdir()] == ["record.json"]
