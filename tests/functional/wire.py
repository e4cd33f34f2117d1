"""HTTP as bytes: sends what no client library would send, and reads what comes back."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import urlencode

from scripts.processes import Server

STUCK_SECONDS = 20.0
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """One answer; `whole` unless the connection ended before the answer did."""

    status: int
    headers: dict[str, str]
    body: bytes
    whole: bool = True

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> tuple[int, str]:
        """Return status and error type of an answer in Prometheus' envelope, and nothing else."""
        assert self.headers["content-type"] == "application/json"
        envelope = self.json()
        assert list(envelope) == ["status", "errorType", "error"]
        assert envelope["status"] == "error"
        return self.status, envelope["errorType"]


@dataclass(frozen=True)
class Client:
    """A connection; whatever takes longer than `STUCK_SECONDS` raises `TimeoutError`."""

    sock: socket.socket
    reader: BinaryIO

    def send(self, *parts: bytes) -> None:
        self.sock.sendall(b"".join(parts))

    def answer(self, *, to_head: bool = False) -> Answer:
        """Return the next answer; raises `EOFError` where the connection ends in its place."""
        return read_answer(self.reader, to_head=to_head)

    def ended(self) -> bool:
        """Wait for the other end to close, past whatever it still sends."""
        try:
            while self.reader.read(65_536):
                pass
        except ConnectionError:
            pass
        return True


@contextmanager
def connected(server: Server, window: int | None = None) -> Iterator[Client]:
    """Connect; with a `window` the kernel takes little more than so many unread bytes for us."""
    host, port = server.address.split(":")
    with socket.socket() as sock:
        if window is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        sock.settimeout(STUCK_SECONDS)
        sock.connect((host, int(port)))
        with sock.makefile("rb") as reader:
            yield Client(sock, reader)


def get(path: str, *headers: str, method: str = "GET", **parameters: str) -> bytes:
    """Return a request without a body, as bytes."""
    target = f"{path}?{urlencode(parameters)}" if parameters else path
    return _head(f"{method} {target} HTTP/1.1", *headers)


def post(path: str, body: bytes, *headers: str) -> bytes:
    """Return a form, as bytes."""
    return post_head(path, f"Content-Length: {len(body)}", *headers) + body


def post_head(path: str, *headers: str) -> bytes:
    """Return the beginning of a form, as bytes; its framing stands in the headers."""
    return _head(f"POST {path} HTTP/1.1", f"Content-Type: {FORM}", *headers)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def asked(server: Server, *parts: bytes, to_head: bool = False) -> Answer:
    """Send a request over a connection of its own; return the answer."""
    with connected(server) as client:
        client.send(*parts)
        return client.answer(to_head=to_head)


def read_answer(reader: BinaryIO, *, to_head: bool = False) -> Answer:
    """Return the next answer, past interim ones."""
    line = reader.readline()
    if not line:
        raise EOFError("the connection ended without an answer")
    assert line.startswith(b"HTTP/1."), line
    status = int(line.split(b" ", 2)[1])
    headers = _headers(reader)
    if status < 200:
        return read_answer(reader, to_head=to_head)
    if to_head or status in (204, 304):
        return Answer(status, headers, b"")
    body, whole = _body(reader, headers)
    return Answer(status, headers, body, whole)


def _head(*lines: str) -> bytes:
    return "\r\n".join([*lines, "Host: proxy", "", ""]).encode("latin-1")


def _headers(reader: BinaryIO) -> dict[str, str]:
    """Return the headers by name in lower case, values of one name joined by a line break."""
    headers: dict[str, str] = {}
    while line := reader.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        name = name.lower()
        headers[name] = "\n".join(filter(None, [headers.get(name), value.strip()]))
    return headers


def _body(reader: BinaryIO, headers: dict[str, str]) -> tuple[bytes, bool]:
    if headers.get("transfer-encoding") == "chunked":
        return _chunks(reader)
    length = headers.get("content-length")
    body = reader.read(-1 if length is None else int(length))
    return body, length is None or len(body) == int(length)


def _chunks(reader: BinaryIO) -> tuple[bytes, bool]:
    body = b""
    while size := int(reader.readline() or b"-1", 16):
        if size < 0:
            return body, False
        part = reader.read(size)
        body += part
        if len(part) < size or reader.readline() != b"\r\n":
            return body, False
    return body, reader.readline() == b"\r\n"
