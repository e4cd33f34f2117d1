"""Requests and answers as they stand on the wire: nothing decoded but the chunks' framing."""

import io
import socket
import zlib
from dataclasses import dataclass
from http.client import HTTPResponse, parse_headers
from typing import Any, cast

import orjson

# About the connection, or the server's own: not part of what upstream says.
_NOT_END_TO_END = frozenset(
    "connection keep-alive proxy-authenticate te trailer transfer-encoding upgrade"
    " date server".split()
)
_FORM = ("Content-Type", "application/x-www-form-urlencoded")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A request: its target as it stands in the first line."""

    method: str
    target: bytes
    headers: Headers
    body: bytes

    @classmethod
    def get(cls, target: str, headers: Headers = ()) -> "Sent":
        """Return a GET; what is not ASCII in the target is sent as UTF-8."""
        return cls("GET", target.encode(), headers, b"")

    @classmethod
    def form(cls, target: str, fields: str, headers: Headers = ()) -> "Sent":
        """Return a POST of fields that are encoded already."""
        return cls("POST", target.encode(), (*headers, _FORM), fields.encode())

    def wire(self, host: str) -> bytes:
        """Return the bytes that a client sends."""
        is_chunked = ("Transfer-Encoding", "chunked") in self.headers
        has_length = self.body and not is_chunked
        length = (("Content-Length", str(len(self.body))),) if has_length else ()
        headers = (("Host", host), *self.headers, *length)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        start = self.method.encode() + b" " + self.target + b" HTTP/1.1\r\n"
        return start + lines.encode("latin-1") + b"\r\n" + self.body


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: `headers` end to end in the order sent, `body` without the chunks' framing."""

    status: int
    reason: str
    headers: Headers
    body: bytes

    @property
    def content(self) -> bytes:
        """Return the body, uncompressed if it is compressed."""
        unpack = _UNPACK.get(self.header("content-encoding"))
        return unpack(self.body) if unpack else self.body

    @property
    def json(self) -> Any:
        """Return what the content says."""
        return orjson.loads(self.content)

    def header(self, name: str) -> str:
        """Return the first header of that name, "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


_UNPACK = {
    "gzip": lambda body: zlib.decompress(body, wbits=31),
    "deflate": zlib.decompress,
}


def read_answer(response: HTTPResponse) -> Answer:
    """Read an answer to its end."""
    response.begin()
    body = response.read()
    headers = tuple(
        (name, value)
        for name, value in response.getheaders()
        if name.lower() not in _NOT_END_TO_END
    )
    return Answer(response.status, response.reason, headers, body)


def recorded_answer(wire: bytes, method: str) -> Answer:
    """Read an answer from bytes that hold exactly one."""
    recorded = Recorded(wire)
    answer = read_answer(HTTPResponse(cast(socket.socket, recorded), method=method))
    rest = recorded.read()
    assert rest == b"", f"more than one answer was sent: {rest[:200]!r}"
    return answer


def recorded_request(wire: bytes) -> Sent:
    """Read a request from bytes that hold exactly one."""
    stream = io.BytesIO(wire)
    method, target, _ = stream.readline().split(b" ")
    headers = tuple(parse_headers(stream).items())
    named = {name.lower(): value for name, value in headers}
    body = stream.read()
    assert len(body) == int(named.get("content-length", 0)), f"no body of one request: {body!r}"
    return Sent(method.decode(), target, headers, body)


class Recorded(io.BytesIO):
    """Bytes in a socket's place; what an answer leaves over can be read afterwards."""

    def makefile(self, _mode: str) -> "Recorded":
        return self

    def close(self) -> None:
        """Stay open: the reader of an answer closes it at the answer's end."""
