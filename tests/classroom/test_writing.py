"""Files are there whole, or as they were."""

import json
from pathlib import Path

import pytest

from classroom.writing import write_json, write_whole


def test_a_full_disk_keeps_the_old_file(tmp_path, full_disk):
    write_whole(tmp_path / "marks.csv", b"old")
    with full_disk(), pytest.raises(OSError, match="No space left") as caught:
        write_whole(tmp_path / "marks.csv", b"new")
    assert caught.value.filename == str(tmp_path / "marks.csv")  # the file that was wanted, not the draft
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("marks.csv", "old")]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("missing/marks.csv", FileNotFoundError), ("folder", IsADirectoryError), (".", IsADirectoryError)],
)
def test_what_cannot_be_written_is_named_as_it_was_asked_for(tmp_path, monkeypatch, name, wrong):
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(wrong) as caught:
        write_whole(Path(name), b"new")
    assert caught.value.filename == name
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_json_is_written_with_its_folder_and_reads_back(tmp_path):
    path = tmp_path / "new" / "record.json"
    write_json(path, {"student": "Évariste", "points": 3})
    assert json.loads(path.read_text(encoding="utf-8")) == {"student": "Évariste", "points": 3}
    assert [one.name for one in path.parent.iterdir()] == ["record.json"]
