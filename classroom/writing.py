"""Writing a file so that nobody ever sees half of it, and a disk that is full leaves the old one."""

import contextlib
import errno
import json
import os


def write_whole(path, data):
    """Write a file whole, or leave the old one.

    Args:
        path: the file; its folder must be there.
        data: its bytes.

    Raises:
        OSError: where it cannot be written; it names the file that was wanted.
    """
    draft = path.parent / f".{path.name}.{os.getpid()}.unfinished"
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        draft.write_bytes(data)
        os.replace(draft, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise OSError(error.errno, error.strerror, str(path)) from error


def write_json(path, value):
    """Write a JSON file whole, or leave the old one.

    Args:
        path: the file; its folder is made.
        value: plain values.

    Raises:
        OSError: where it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode())
