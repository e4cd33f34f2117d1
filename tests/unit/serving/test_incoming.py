"""A thread takes a request when its head and a small body are there."""

import pytest

from app.serving.incoming import (
    MAX_HEADERS_BYTES,
    MAX_LINE_BYTES,
    READ_AHEAD_BYTES,
    Incoming,
    Progress,
)

GET = b"GET /api/v1/query?query=up HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\nquery=1"
LARGE = b"POST / HTTP/1.1\r\ncontent-LENGTH:\t 9999999 \r\n\r\n" + b"x" * READ_AHEAD_BYTES
EXPECTING = b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 7\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize("request_", [GET, POST, LARGE, EXPECTING, CHUNKED])
@pytest.mark.parametrize("step", [1, 2, 3, 1000, 10**6])
def test_a_request_is_ready_with_its_last_byte_and_not_before(request_: bytes, step: int) -> None:
    incoming = Incoming()
    pieces = [request_[at : at + step] for at in range(0, len(request_), step)]
    told = [incoming.add(piece) for piece in pieces]
    assert told == [Progress.PARTIAL] * (len(pieces) - 1) + [Progress.READY]
    assert incoming.hand_over() == request_


def test_bytes_that_a_url_may_not_hold_are_escaped_there_and_only_there() -> None:
    incoming = Incoming()
    rest = " HTTP/1.1\r\nX: ü\r\nContent-Length: 2\r\n\r\nü"
    assert incoming.add(f"POST /ü?ü%zz{rest}".encode()) is Progress.READY
    assert incoming.hand_over() == f"POST /%C3%BC?%C3%BC%zz{rest}".encode()


def test_what_came_of_the_next_request_goes_along() -> None:
    incoming = Incoming()
    assert incoming.add(GET + POST[:9]) is Progress.READY
    assert incoming.hand_over() == GET + POST[:9]


def test_after_one_request_the_next_is_received() -> None:
    incoming = Incoming()
    for request in (POST, GET, POST):
        assert incoming.add(request[:-1]) is Progress.PARTIAL
        assert incoming.add(request[-1:]) is Progress.READY
        assert incoming.hand_over() == request


@pytest.mark.parametrize("step", [1000, 10**6])
@pytest.mark.parametrize(
    ("request_", "progress"),
    [
        (b"GET /" + b"x" * MAX_LINE_BYTES, Progress.LINE_TOO_LONG),
        (b"GET /" + b"x" * MAX_LINE_BYTES + b" HTTP/1.1\r\n\r\n", Progress.LINE_TOO_LONG),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * (MAX_HEADERS_BYTES + 1), Progress.HEADERS_TOO_LONG),
        (b"GET / HTTP/1.1\r\n" + b"X: 1\r\n" * MAX_HEADERS_BYTES, Progress.HEADERS_TOO_LONG),
    ],
)
def test_what_has_no_end_is_given_up(request_: bytes, progress: Progress, step: int) -> None:
    incoming = Incoming()
    pieces = (request_[at : at + step] for at in range(0, len(request_), step))
    told = next(told for told in map(incoming.add, pieces) if told is not Progress.PARTIAL)
    assert told is progress
    assert len(incoming.received) <= MAX_LINE_BYTES + MAX_HEADERS_BYTES + 10**6


@pytest.mark.parametrize("head", [b"GET / HTTP/1.1\nHost: x\n\n", b"GET / HTTP/1.1\r\nHost: x\n"])
def test_a_head_that_cannot_end_is_left_to_the_parser(head: bytes) -> None:
    assert Incoming().add(head) is Progress.READY
