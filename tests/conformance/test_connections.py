"""Connections of every kind are served alike: old versions, several requests at once, chunks."""

import socket
from http.client import HTTPResponse
from typing import cast

import pytest

from scripts.processes import Server
from tests.conformance.exchange import Answer, Recorded, read_answer

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

_TARGET = b"/api/v1/query?query=http_requests_total&time=1700011800"
_HOST = b"Host: prometheus.example\r\n"
_LAST = b"Connection: close\r\n"
_FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
_BODY = b"query=sum(up)&time=1700011800"
_LENGTH = b"Content-Length: %d\r\n" % len(_BODY)
_GET = b"GET " + _TARGET + b" HTTP/1.1\r\n" + _HOST
_POST = b"POST /api/v1/query HTTP/1.1\r\n" + _HOST


Conversation = tuple[tuple[str, ...], tuple[bytes, ...]]

CONVERSATIONS: dict[str, Conversation] = {
    "one request": (("GET",), (_GET, _LAST, b"\r\n")),
    "three at once": (("GET",) * 3, (_GET, b"\r\n", _GET, b"\r\n", _GET, _LAST, b"\r\n")),
    "a body, then another request": (
        ("POST", "GET"),
        (_POST, _FORM, _LENGTH, b"\r\n", _BODY, _GET, _LAST, b"\r\n"),
    ),
    "chunks with extensions and a trailer": (
        ("POST", "GET"),
        (
            *(_POST, _FORM, b"Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"),
            *(b"6;kind=first\r\nquery=\r\n", b"2\r\nup\r\n", b"10\r\n&time=1700011800\r\n"),
            *(b"0\r\nX-Sum: 1\r\n\r\n", _GET, _LAST, b"\r\n"),
        ),
    ),
    "answers without body, then one with": (
        ("HEAD", "OPTIONS", "GET"),
        (
            *(b"HEAD ", _TARGET, b" HTTP/1.1\r\n", _HOST, b"\r\n"),
            *(b"OPTIONS ", _TARGET, b" HTTP/1.1\r\n", _HOST, b"\r\n"),
            *(_GET, _LAST, b"\r\n"),
        ),
    ),
    "a client that asks whether to go on": (
        ("POST",),
        (_POST, _FORM, _LENGTH, b"Expect: 100-continue\r\n", _LAST, b"\r\n", _BODY),
    ),
    "HTTP/1.0": (("GET",), (b"GET ", _TARGET, b" HTTP/1.0\r\n\r\n")),
    "HTTP/1.0, kept alive": (
        ("GET", "GET"),
        (
            *(b"GET ", _TARGET, b" HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
            *(b"GET ", _TARGET, b" HTTP/1.0\r\n\r\n"),
        ),
    ),
    "a target with scheme and host": (
        ("GET",),
        (b"GET http://prometheus.example", _TARGET, b" HTTP/1.1\r\n", _HOST, _LAST, b"\r\n"),
    ),
    "names in lower case": (
        ("POST",),
        (_POST, _FORM.lower(), _LENGTH.lower(), _LAST.lower(), b"\r\n", _BODY),
    ),
}


@pytest.mark.parametrize("conversation", CONVERSATIONS.values(), ids=CONVERSATIONS)
def test_a_connection_is_served_as_prometheus_serves_it(
    conversation: Conversation, proxy: Server, upstream: Server
) -> None:
    methods, pieces = conversation
    proxied, direct = (answers(server, methods, b"".join(pieces)) for server in (proxy, upstream))
    assert proxied == direct


def answers(server: Server, methods: tuple[str, ...], wire: bytes) -> list[Answer]:
    """Send all bytes at once and read what comes until the server closes the connection."""
    host, _, port = server.address.partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(wire)
        with connection.makefile("rb") as reader:
            recorded = Recorded(reader.read())
    read = [
        read_answer(HTTPResponse(cast(socket.socket, recorded), method=method))
        for method in methods
    ]
    assert recorded.read() == b""
    return read
