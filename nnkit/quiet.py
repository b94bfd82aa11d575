"""Importing a large library without its greetings: TensorFlow writes some before any setting can stop it."""

import os
import sys
import tempfile
from contextlib import contextmanager


@contextmanager
def quiet_startup():
    """Keep what libraries write to standard error while they are imported off the page; show it if the import fails.

    TensorFlow's C++ code writes two lines about processor and graphics card before it reads `TF_CPP_MIN_LOG_LEVEL`, so
    the variable alone does not help. Both are done here: the variable for later, the redirection of the file descriptor
    for the import. Use it around imports only: later messages are worth reading.

    Yields:
        Nothing.

    Example:
        >>> with quiet_startup():
        ...     import math

    Taught in: the Setup of every lesson that uses Keras.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as aside:
        os.dup2(aside.fileno(), 2)
        try:
            yield
        except BaseException:
            _copy(aside, terminal)
            raise
        finally:
            sys.stderr.flush()
            os.dup2(terminal, 2)
            os.close(terminal)


def _copy(file, descriptor):
    """Write what was put aside to another descriptor."""
    sys.stderr.flush()
    file.seek(0)
    os.write(descriptor, file.read())
