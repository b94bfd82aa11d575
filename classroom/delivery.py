"""What was handed over, file by file: a zip or a folder, of which nothing is trusted and nothing unpacked to disk."""

import contextlib
import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from classroom.assignment import file_name
from classroom.errors import ClassroomError
from classroom.intake import LARGEST

MOST_FILES = 100_000
MOST_BYTES = 4_000_000_000  # of all files together, unpacked
BOMB_BYTES, BOMB_RATIO = 5_000_000, 200  # text packs five to thirty times smaller
JUNK = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\.ipynb_checkpoints/)", re.IGNORECASE)
DRIVE = re.compile(r"[A-Za-z]:")
EXACT_TIME, HEAD = 0x5455, struct.Struct("<HH")  # the field of a zip that holds seconds since 1970
ENCRYPTED = 0x1
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, ValueError)


@dataclass(frozen=True)
class Piece:
    """A file that was handed over.

    Args:
        name: its path in the archive, with slashes.
        time: when it was handed in or last changed, in UTC; None where nothing tells.
        read: called without arguments; gives the bytes, or raises `Refusal`.
        fault: why it is refused unread; "" if it may be read.
    """

    name: str
    time: datetime | None
    read: Callable
    fault: str = ""


class Refusal(ClassroomError):  # noqa: N818  it says what became of the file
    """A file of an archive that is not taken; all others are."""


@contextlib.contextmanager
def opened(source, timezone="UTC"):
    """Open what was handed over.

    Args:
        source: a zip file or a folder.
        timezone: of the times in a zip file, which has none, as "Europe/Berlin".

    Yields:
        A list of `Piece`s, without what operating systems leave in archives.

    Raises:
        ClassroomError: where it is missing, neither zip nor folder, damaged, or larger than any class.
    """
    source, where = Path(source), file_name(source)
    if not source.exists():
        raise ClassroomError(f"There is no {where}; give the zip file that was downloaded, or the folder of it.")
    if source.is_dir():
        yield _wanted(_in_folder(source), where)
        return
    try:
        with zipfile.ZipFile(source) as archive:
            yield _wanted(_in_zip(archive, zone(timezone)), where)
    except zipfile.BadZipFile as error:
        raise ClassroomError(
            f"{where} is no zip file, or a damaged one ({error}); download it again, or unpack it and give the folder."
        ) from None


def zone(name):
    """A time zone by its name.

    Args:
        name: as "Europe/Berlin".

    Returns:
        A `ZoneInfo`.

    Raises:
        ClassroomError: where there is none of this name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ClassroomError(f"There is no time zone {name!r}; expected one as UTC or Europe/Berlin.") from None


def inside(piece, timezone="UTC"):
    """What is in a zip that a student handed in; archives in archives in archives are not opened.

    Args:
        piece: the `Piece`.
        timezone: as in `opened`; unused where the outer archive tells the time.

    Returns:
        A list of `Piece`s, each as old as the zip itself.

    Raises:
        Refusal: where it is no zip.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(piece.read()))
        found = _wanted(_in_zip(archive, zone(timezone)), piece.name)
    except zipfile.BadZipFile:
        raise Refusal("is no zip file, or a damaged one") from None
    return [Piece(f"{piece.name}/{one.name}", piece.time or one.time, one.read, one.fault) for one in found]


def _wanted(found, where):
    kept, size = [], 0
    for piece, length in found:
        size += 0 if piece.fault else length
        if not JUNK.search(piece.name):
            kept.append(piece)
        if len(kept) > MOST_FILES or size > MOST_BYTES:
            raise ClassroomError(
                f"{where} holds more than {MOST_FILES} files or {MOST_BYTES / 1e9:.0f} GB, which no class hands in; "
                "nothing was read. Look at it, and give the folder of what you trust."
            )
    return kept


def _in_zip(archive, timezone):
    for entry in archive.infolist():
        name = entry.filename.replace("\\", "/")
        if entry.is_dir() or name.endswith("/"):
            continue
        fault = _fault_of_entry(entry, name)
        yield (
            Piece(name, _time_of(entry, timezone), lambda entry=entry: _unpacked(archive, entry), fault),
            entry.file_size,
        )


def _fault_of_entry(entry, name):
    kind = stat.S_IFMT(entry.external_attr >> 16)
    parts = PurePosixPath(name).parts
    if ".." in parts or name.startswith("/") or DRIVE.match(name):
        return "leads out of the archive by its name"
    if kind not in (0, stat.S_IFREG):
        return "is a link, no file" if kind == stat.S_IFLNK else "is no ordinary file"
    if entry.flag_bits & ENCRYPTED:
        return "is encrypted"
    if entry.file_size > BOMB_BYTES and entry.file_size > BOMB_RATIO * max(entry.compress_size, 1):
        return f"grows from {entry.compress_size} to {entry.file_size} bytes when unpacked, as a bomb does"
    return _too_large(entry.file_size)


def _too_large(size):
    return f"has {size / 1e6:.0f} MB, more than {LARGEST / 1e6:.0f}" if size > LARGEST else ""


def _unpacked(archive, entry):
    try:
        with archive.open(entry) as file:
            data = file.read(LARGEST + 1)
    except DAMAGED as error:
        raise Refusal(f"is damaged in the archive ({error})") from None
    if fault := _too_large(len(data)):
        raise Refusal(fault)
    return data


def _time_of(entry, timezone):
    """The exact time where the archive has it; otherwise the one without a zone; None for zip's own beginning, 1980."""
    rest = entry.extra
    while len(rest) >= HEAD.size:
        kind, length = HEAD.unpack_from(rest)
        field, rest = rest[HEAD.size : HEAD.size + length], rest[HEAD.size + length :]
        if kind == EXACT_TIME and len(field) >= 5 and field[0] & 1:
            return datetime.fromtimestamp(struct.unpack_from("<i", field, 1)[0], UTC)
    try:
        told = datetime(*entry.date_time, tzinfo=timezone)
    except ValueError:
        return None
    return told.astimezone(UTC) if told.year > 1980 else None


def _in_folder(folder):
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted([*names, *(one for one in folders if Path(place, one).is_symlink())]):
            path = Path(place, name)
            about = path.lstat()
            fault = "is a link, no file" if path.is_symlink() else _too_large(about.st_size)
            if not fault and not stat.S_ISREG(about.st_mode):
                fault = "is no ordinary file"
            time = datetime.fromtimestamp(about.st_mtime, UTC).replace(microsecond=0)
            yield (
                Piece(path.relative_to(folder).as_posix(), time, lambda path=path: _bytes_of(path), fault),
                about.st_size,
            )


def _bytes_of(path):
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"cannot be read ({error.strerror})") from None
