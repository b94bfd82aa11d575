"""The one kind of error that the `classroom` command shows as a sentence instead of a traceback."""

import errno


class ClassroomError(Exception):
    """Something the reader of the sentence can put right; the command ends with `exit_status`.

    Args:
        message: what was found, what was expected, and what to do, in one or two sentences.
    """

    exit_status = 2


class Unreadable(ClassroomError):  # noqa: N818  it says what the submission is
    """A submission that cannot be graded as it was handed in; the other submissions are graded all the same."""


def sentence_on(error):
    """What to do about an error of the file system.

    Args:
        error: an `OSError`.

    Returns:
        A sentence with the file, what is wrong, and the cure.

    Raises:
        OSError: the same error, where it is none that a reader can put right.
    """
    cures = {
        errno.ENOSPC: "make room on the disk",
        errno.EDQUOT: "make room within your quota",
        errno.EFBIG: "raise the limit on the size of files (ulimit -f)",
        errno.EROFS: "the disk is read-only: work on another one",
        errno.EACCES: "correct the permissions",
        errno.EPERM: "correct the permissions",
        errno.EEXIST: "a file stands where a folder is wanted: move it away",
        errno.ENOTDIR: "a file stands where a folder is wanted: name another one",
        errno.ENOENT: "make the folder first, or correct the name",
        errno.EISDIR: "name a file, not a folder",
        errno.ENAMETOOLONG: "choose a shorter name",
    }
    needs_name = error.errno in (errno.ENOENT, errno.EACCES, errno.EPERM)
    if error.errno not in cures or (needs_name and error.filename is None):
        raise error
    where = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror}{where}: {cures[error.errno]}, then run the same command again; what was written stays."
