"""Zips and folders of which nothing is trusted: links, bombs, names that lead outside, damage."""

import io
import os
import struct
import zipfile
from datetime import UTC, datetime

import pytest

from classroom import delivery
from classroom.delivery import Refusal, inside, opened
from classroom.errors import ClassroomError

WHEN = (2026, 5, 17, 20, 30, 0)


@pytest.fixture
def packed(tmp_path):
    """A function that packs {name or ZipInfo: bytes} and gives the file."""

    def pack(files):
        path = tmp_path / "download.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data, zipfile.ZIP_DEFLATED)
        return path

    return pack


def entry(name, mode=0, when=WHEN, extra=b""):
    made = zipfile.ZipInfo(name, when)
    made.external_attr, made.extra = mode << 16, extra
    return made


def faults(path):
    with opened(path) as pieces:
        return {piece.name: piece.fault for piece in pieces}


def test_files_are_read_in_their_order(packed):
    with opened(packed({"b/x.ipynb": b"1", "a/x.ipynb": b"2"})) as pieces:
        assert [(piece.name, piece.read()) for piece in pieces] == [("b/x.ipynb", b"1"), ("a/x.ipynb", b"2")]


@pytest.mark.parametrize("name", ["../x.ipynb", "a/../../x.ipynb", "/etc/x.ipynb", "C:/x.ipynb", "..\\x.ipynb"])
def test_names_that_lead_outside_are_refused(packed, name):
    (fault,) = faults(packed({name: b"{}"})).values()
    assert fault == "leads out of the archive by its name"


def test_links_and_devices_are_refused(packed):
    found = faults(packed({entry("link.ipynb", 0o120777): b"/etc/passwd", entry("pipe.ipynb", 0o010644): b""}))
    assert found == {"link.ipynb": "is a link, no file", "pipe.ipynb": "is no ordinary file"}


def test_bombs_and_large_files_are_refused_unread(packed, monkeypatch):
    found = faults(packed({"bomb.ipynb": b"0" * 30_000_000, "ok.ipynb": b"0" * 1000}))
    assert "as a bomb does" in found["bomb.ipynb"] and not found["ok.ipynb"]
    monkeypatch.setattr(delivery, "LARGEST", 500)
    assert "more than" in faults(packed({"ok.ipynb": b"0" * 1000}))["ok.ipynb"]


def test_a_size_that_lies_does_not_help(packed, monkeypatch):
    path = packed({"x.ipynb": os.urandom(2000)})
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<I", 2000), struct.pack("<I", 100)))
    with opened(path) as (piece,), pytest.raises(Refusal, match="is damaged in the archive"):
        piece.read()


def test_a_class_of_bombs_is_refused_as_a_whole(packed, monkeypatch):
    monkeypatch.setattr(delivery, "MOST_BYTES", 1500)
    with (
        pytest.raises(ClassroomError, match="which no class hands in"),
        opened(packed({"a": b"0" * 999, "b": b"0" * 999})),
    ):
        pass
    monkeypatch.setattr(delivery, "MOST_FILES", 1)
    with pytest.raises(ClassroomError, match="more than 1 files"), opened(packed({"a": b"0", "b": b"0"})):
        pass


def test_encrypted_and_damaged_files_are_refused(packed):
    path = packed({"x.ipynb": b"a long enough text to be damaged" * 9})
    data = bytearray(path.read_bytes())
    data[45] ^= 0xFF
    path.write_bytes(data)
    with opened(path) as (piece,), pytest.raises(Refusal, match="damaged"):
        piece.read()
    path = packed({"x.ipynb": b"secret"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert faults(path) == {"x.ipynb": "is encrypted"}


def test_times_are_read_in_the_class_own_zone(packed):
    with opened(packed({entry("x.ipynb"): b""}), "Europe/Berlin") as (piece,):
        assert piece.time == datetime(2026, 5, 17, 18, 30, tzinfo=UTC)
    with opened(packed({entry("x.ipynb", when=(1980, 1, 1, 0, 0, 0)): b""})) as (piece,):
        assert piece.time is None
    exact = struct.pack("<HHBi", 0x5455, 5, 1, 1_800_000_000)
    with opened(packed({entry("x.ipynb", extra=exact): b""}), "Europe/Berlin") as (piece,):
        assert piece.time == datetime.fromtimestamp(1_800_000_000, UTC)
    with pytest.raises(ClassroomError, match="no time zone 'Mars/Base'"), opened(packed({"x": b""}), "Mars/Base"):
        pass


def test_what_systems_leave_in_archives_is_passed_over(packed):
    assert list(faults(packed({"__MACOSX/._x.ipynb": b"", "a/.DS_Store": b"", "a/x.ipynb": b""}))) == ["a/x.ipynb"]


def test_what_is_no_archive_is_a_sentence(tmp_path):
    with pytest.raises(ClassroomError, match="There is no"), opened(tmp_path / "missing.zip"):
        pass
    (tmp_path / "page.zip").write_text("<html>please log in</html>")
    with (
        pytest.raises(ClassroomError, match=r"page\.zip is no zip file, or a damaged one"),
        opened(tmp_path / "page.zip"),
    ):
        pass


def test_a_zip_in_a_zip_is_opened_once(packed):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.ipynb", b"{}")
        archive.writestr("../y.ipynb", b"{}")
    path = packed({entry("ada/all.zip"): inner.getvalue(), "ada/no.zip": b"{}"})
    with opened(path) as (piece, broken):
        first, second = inside(piece)
        assert (first.name, first.read(), first.time) == ("ada/all.zip/x.ipynb", b"{}", piece.time)
        assert second.fault
        with pytest.raises(Refusal, match="is no zip file"):
            inside(broken)


@pytest.mark.skipif(os.name == "nt", reason="Windows makes links for administrators alone")
def test_a_folder_is_read_without_following_links(tmp_path):
    root = tmp_path / "class"
    (root / "ada").mkdir(parents=True)
    (root / "ada/x.ipynb").write_text("{}")
    os.utime(root / "ada/x.ipynb", (1_800_000_000, 1_800_000_000))
    (root / "ada/link.ipynb").symlink_to("/etc/passwd")
    (root / "all").symlink_to("/etc")
    os.mkfifo(root / "ada/pipe.ipynb")
    with opened(root) as pieces:
        found = {piece.name: piece for piece in pieces}
        assert found["ada/x.ipynb"].time == datetime.fromtimestamp(1_800_000_000, UTC)
        assert found["ada/x.ipynb"].read() == b"{}"
    assert {name: piece.fault for name, piece in found.items() if piece.fault} == {
        "ada/link.ipynb": "is a link, no file",
        "all": "is a link, no file",
        "ada/pipe.ipynb": "is no ordinary file",
    }
