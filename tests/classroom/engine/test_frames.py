"""Messages over a socket: whole, or an error that says what came."""

import json
import os
import socket
import struct
import threading
import time

import pytest

from classroom.engine.frames import CHUNK, Channel, Gone, Malformed, pair, unpack


@pytest.fixture
def ends():
    first, second = pair()
    yield Channel(first), Channel(second)
    first.close()
    second.close()


def soon():
    return time.monotonic() + 20


def framed(text, behind=b""):
    return struct.pack("!II", len(text), len(behind)) + text + behind


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, 5 * CHUNK + 3])
def test_a_message_arrives_as_it_was_sent(ends, size):
    sender, receiver = ends
    message, blobs = {"do": "x", "text": "ä" * size}, [os.urandom(size), b"", b"z"]
    thread = threading.Thread(target=sender.send, args=(message, blobs, soon()))
    thread.start()
    received, behind = receiver.receive(soon())
    thread.join()
    assert received == message
    assert [bytes(blob) for blob in behind] == blobs


def test_messages_keep_their_order(ends):
    sender, receiver = ends
    for number in range(20):
        sender.send({"number": number}, [b"x" * number], soon())
    assert [receiver.receive(soon())[0]["number"] for _ in range(20)] == list(range(20))


def test_a_message_is_passed_on_unread(ends):
    first, second = ends
    first.end.sendall(framed(b"{no json", b"blob"))
    raw = second.receive_raw(soon())
    assert (bytes(raw[0]), bytes(raw[1])) == (b"{no json", b"blob")
    second.forward(raw, soon())
    assert [bytes(part) for part in first.receive_raw(soon())] == [b"{no json", b"blob"]


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        (b"", b""),
        (b"{", b""),
        (b"\xff\xfe\x00", b""),
        (b"[]", b""),
        (b"5", b""),
        (b"{}", b""),
        (b'{"blobs": 5}', b""),
        (b'{"blobs": [1]}', b""),
        (b'{"blobs": [2, -1]}', b"x"),
        (b'{"blobs": [1.0]}', b"x"),
        (b'{"blobs": [true]}', b"x"),
        (b'{"blobs": ["a"]}', b"x"),
        (b'{"blobs": []}', b"x"),
        (b"[" * 100_000, b""),
        (b'{"a":' * 100_000, b""),
        (b'{"blobs": [], "n": ' + b"9" * 100_000 + b"}", b""),
    ],
)
def test_what_is_no_message_is_malformed(text, behind):
    with pytest.raises(Malformed, match="no message"):
        unpack((text, behind))


@pytest.mark.parametrize("sizes", [(2**32 - 1, 2**32 - 1), (900, 200), (0, 1001)])
def test_a_message_that_is_too_long_is_refused_before_it_is_read(sizes):
    first, second = pair()
    with first, second:
        first.sendall(struct.pack("!II", *sizes))
        with pytest.raises(Malformed, match=f"a message of {sum(sizes)} bytes; at most 1000 can cross"):
            Channel(second, longest=1000).receive_raw(soon())


def test_a_message_that_is_too_long_is_not_sent(ends):
    sender = Channel(ends[0].end, longest=1000)
    with pytest.raises(Malformed, match="at most 1000 can cross"):
        sender.send({"text": "x" * 1000})


def test_an_end_that_is_closed_is_gone(ends):
    sender, receiver = ends
    sender.end.sendall(framed(b"0123456789")[:12])
    sender.close()
    with pytest.raises(Gone):
        receiver.receive_raw(soon())
    with pytest.raises(Gone):
        receiver.send({"to": "nobody"}, [b"x" * 1000])


@pytest.mark.parametrize("sent", [b"", b"\0\0", struct.pack("!II", 100, 0) + b"{"])
def test_nothing_is_waited_for_beyond_the_deadline(ends, sent):
    sender, receiver = ends
    sender.end.sendall(sent)
    with pytest.raises(TimeoutError):
        receiver.receive(time.monotonic() + 0.05)
    with pytest.raises(TimeoutError):
        receiver.receive(time.monotonic() - 1)


def test_a_reader_that_does_not_read_is_not_waited_for(ends):
    with pytest.raises(TimeoutError):
        ends[0].send({}, [bytes(10**7)], time.monotonic() + 0.05)


def test_announcing_much_takes_no_memory(ends):
    import tracemalloc

    sender, receiver = ends
    sender.end.sendall(struct.pack("!II", 10**7, 5 * 10**7) + b"{")
    tracemalloc.start()
    try:
        with pytest.raises(TimeoutError):
            receiver.receive(time.monotonic() + 0.05)
        assert tracemalloc.get_traced_memory()[1] < 10**6
    finally:
        tracemalloc.stop()


def test_half_a_character_crosses_in_json(ends):
    ends[0].send({"text": "\ud800"})
    assert ends[1].receive(soon())[0] == {"text": "\ud800"}
    assert json.dumps("\ud800").isascii()


def test_the_sockets_are_not_inherited():
    first, second = pair()
    with first, second:
        assert isinstance(first, socket.socket)
        assert not os.get_inheritable(first.fileno()) and not os.get_inheritable(second.fileno())
