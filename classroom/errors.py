"""The one kind of error that the `classroom` command shows as a sentence instead of a traceback."""


class ClassroomError(Exception):
    """Something the reader of the sentence can put right; the command ends with `exit_status`.

    Args:
        message: what was found, what was expected, and what to do, in one or two sentences.
    """

    exit_status = 2


class Unreadable(ClassroomError):  # noqa: N818  it says what the submission is
    """A submission that cannot be graded as it was handed in; the other submissions are graded all the same."""
