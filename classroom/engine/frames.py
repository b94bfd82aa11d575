"""Messages over a socket: a length, a JSON object, and the bytes of arrays behind it.

Nothing here executes what it reads, and nothing grows beyond the limit, whoever is at the other end.
"""

import json
import socket
import struct
import time

HEAD = struct.Struct("!II")  # bytes of JSON, bytes behind it
LONGEST = 64_000_000  # bytes of one message
CHUNK = 1 << 16


class Gone(ConnectionError):  # noqa: N818  it says what happened
    """The other process has ended, or closed its end."""


class Malformed(ValueError):  # noqa: N818  it says what happened
    """What the other process sent is no message of ours."""


class Channel:
    """One end of a socket that carries messages.

    Args:
        end: a connected stream socket.
        longest: bytes that a message may have; a longer one is `Malformed`.
    """

    def __init__(self, end, longest=LONGEST):
        self.end, self.longest, self._held = end, longest, bytearray()

    def fileno(self):
        """The socket's descriptor."""
        return self.end.fileno()

    def close(self):
        """Close this end."""
        self.end.close()

    def send(self, message, blobs=(), deadline=None):
        """Send a message.

        Args:
            message: a dict that JSON can hold.
            blobs: bytes-like objects that go behind it.
            deadline: by `time.monotonic()`; None waits for ever.

        Raises:
            Gone: nobody reads any more.
            Malformed: the message is longer than the limit.
            TimeoutError: the deadline passed.
        """
        text = json.dumps({**message, "blobs": [len(blob) for blob in blobs]}).encode()
        self.forward((text, b"".join(blobs)), deadline)

    def forward(self, raw, deadline=None):
        """Send what `receive_raw` received, unread."""
        text, behind = raw
        if len(text) + len(behind) > self.longest:
            raise Malformed(f"a message of {len(text) + len(behind)} bytes; at most {self.longest} can cross")
        head = HEAD.pack(len(text), len(behind))
        small = len(text) + len(behind) < CHUNK
        try:
            for part in (b"".join((head, text, behind)),) if small else (head, text, behind):
                self._wait_until(deadline)
                self.end.sendall(part)
        except TimeoutError:
            raise
        except OSError as error:
            raise Gone(str(error)) from None

    def receive(self, deadline=None):
        """Receive a message.

        Args:
            deadline: by `time.monotonic()`; None waits for ever.

        Returns:
            The dict, and the list of the blobs behind it.

        Raises:
            Gone: the other end is closed.
            Malformed: what came is no message.
            TimeoutError: the deadline passed.
        """
        return unpack(self.receive_raw(deadline))

    def receive_raw(self, deadline=None):
        """Receive a message without reading it: the bytes of its JSON and those behind it."""
        text_size, behind_size = HEAD.unpack(self._exactly(HEAD.size, deadline))
        if text_size + behind_size > self.longest:
            raise Malformed(f"a message of {text_size + behind_size} bytes; at most {self.longest} can cross")
        return self._exactly(text_size, deadline), self._exactly(behind_size, deadline)

    def _exactly(self, size, deadline):
        while len(self._held) < size:  # memory for what has come already, not for what is announced
            self._wait_until(deadline)
            try:
                got = self.end.recv(CHUNK)
            except TimeoutError:
                raise
            except OSError as error:
                raise Gone(str(error)) from None
            if not got:
                raise Gone("closed")
            self._held += got
        taken = self._held[:size]
        del self._held[:size]
        return taken

    def _wait_until(self, deadline):
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError
        self.end.settimeout(left)


def unpack(raw):
    """Read a message that was received raw.

    Args:
        raw: what `Channel.receive_raw` returned.

    Returns:
        The dict, and the list of the blobs behind it.

    Raises:
        Malformed: it is no message.
    """
    text, behind = raw
    try:
        message = json.loads(text)
        sizes = message.pop("blobs")
        if not all(type(size) is int and size >= 0 for size in sizes) or sum(sizes) != len(behind):
            raise ValueError("the sizes do not fit")
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError) as error:
        raise Malformed(f"no message: {type(error).__name__}: {error}") from None
    blobs, start = [], 0
    for size in sizes:
        blobs.append(behind[start : start + size])
        start += size
    return message, blobs


def pair():
    """Two connected sockets, neither inherited by programs that are started."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
