"""Sends a request upstream and streams what comes back, neither decoded nor changed."""

import socket
import ssl
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from app.deadline import Deadline
from app.errors import BadRequestError
from app.prometheus.answer_parser import AnswerParser
from app.prometheus.connection import Address, Connection, tls_context
from app.prometheus.headers import Headers, downstream_headers, one_hop_more, upstream_headers
from app.prometheus.patience import Patience
from app.prometheus.pool import Message, Pool

_TARGET_CHARS = "".join(map(chr, range(0x21, 0x7F)))  # all that may stand in a request line
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_GRACE_SECONDS = 5.0
_NO_CREDENTIALS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Request:
    """A request for the upstream: `path` and `query_string` go out as they stand, "" with a `?`.

    A body that is no `bytes` is read as it is sent; `length` is its length, None if unknown.
    """

    method: str
    path: str
    query_string: str | None = None
    headers: Headers = ()
    body: bytes | Iterable[bytes] = b""
    length: int | None = None


@dataclass(slots=True)
class Stream:
    """An upstream answer's body, read piece by piece; `close` gives the connection up."""

    parser: AnswerParser
    patience: Patience
    pool: Pool
    connection: Connection | None
    peeked: list[bytes] = field(default_factory=list)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes as they were sent; raises `ProxyError` where they break off."""
        try:
            yield from self.peeked
            while (part := self._next()) is not None:
                yield part
        finally:
            self.close()

    @property
    def ready(self) -> bool:
        """Say whether some of it, or its end, is here already."""
        return bool(self.peeked) or self.connection is None or self.parser.has_body

    def peek(self, max_bytes: int) -> bytes:
        """Return the beginning of the body, `max_bytes` of it or little more; it stays there."""
        read = sum(map(len, self.peeked))
        while read < max_bytes and (part := self._next()) is not None:
            self.peeked.append(part)
            read += len(part)
        return b"".join(self.peeked)

    def _next(self) -> bytes | None:
        """Return what has come since the last call, None at the end."""
        self.settle()
        while not (part := self.parser.take()):
            if self.connection is None:
                return None
            try:
                self.connection.read_more(self.parser, self.patience)
            except BaseException:
                self.close()
                raise
            self.settle()
        return part

    def settle(self) -> None:
        """Keep the connection for the next request as soon as the whole answer is here."""
        if self.connection is not None and self.parser.complete:
            if self.parser.reusable:
                self.pool.keep(self.connection)
            else:
                self.connection.close()
            self.connection = None

    def close(self) -> None:
        """Drop what is unread, with its connection."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


@dataclass(frozen=True, slots=True)
class UpstreamAnswer:
    """What the upstream said: status, end-to-end headers, and the body still to be read."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: Stream

    def header(self, name: str) -> str | None:
        """Return the first header of that name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def read_decoded(self, max_bytes: int) -> bytes:
        """Return at most `max_bytes` of the body, uncompressed; the rest is dropped."""
        try:
            return self.peek_decoded(max_bytes)
        finally:
            self.body.close()

    def peek_decoded(self, max_bytes: int) -> bytes:
        """Return at most `max_bytes` of the body, uncompressed; it can still be read."""
        read = self.body.peek(max_bytes)
        if self.header("content-encoding") not in ("gzip", "deflate"):
            return read[:max_bytes]
        try:
            return zlib.decompressobj(_GZIP_OR_ZLIB).decompress(read, max_bytes)
        except zlib.error:
            return b""


class Upstream:
    """The Prometheus behind us; safe to share between threads."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout_seconds: float = 125.0,
        credentials: Mapping[str, str] = _NO_CREDENTIALS,
        forward_authorization: bool = False,
        tenant_header: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Open nothing yet.

        `credentials` are headers of every request, in the place of a client's headers of the same
        name; the client's own `Authorization` comes before them where `forward_authorization` is
        set. An answer may take `timeout_seconds` from its request to its last byte.
        """
        parts = urlsplit(base_url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        context = (tls or tls_context(None)) if secure else None
        self._prefix = parts.path.rstrip("/")
        self._host = parts.netloc.rpartition("@")[2]
        self._pool = Pool(Address(parts.hostname or "", port, tls=context))
        self._timeout_seconds = timeout_seconds
        self._credentials = dict(credentials)
        self._forward_authorization = forward_authorization
        self._tenant_header = tenant_header

    def patience(self, evaluation_seconds: float | None, client: socket.socket | None) -> Patience:
        """Return how long a request may take that `client` waits for.

        Prometheus itself gives up after `evaluation_seconds`, where the request says so, and is
        given a moment to say it. What it has begun to answer may take its time.
        """
        whole = Deadline.after(self._timeout_seconds)
        if evaluation_seconds is None or evaluation_seconds <= 0:
            return Patience(whole, whole, client)
        return Patience(whole.at_most(evaluation_seconds + _GRACE_SECONDS), whole, client)

    def send(self, request: Request, patience: Patience | None = None) -> UpstreamAnswer:
        """Send one request and return its answer as soon as its head is there.

        Raises `TimedOutError` or `UnavailableError` when no answer begins, or one that HTTP does
        not allow, and `ClientLeftError` when nobody waits for it any more.
        """
        patience = patience or self.patience(None, None)
        message = Message(self._head(request), _framed(request), request.method == "HEAD")
        parser, connection = self._pool.exchange(message, patience)
        body = Stream(parser, patience, self._pool, connection)
        body.settle()
        headers = downstream_headers(parser.headers)
        return UpstreamAnswer(parser.status, parser.reason, headers, body)

    def _head(self, request: Request) -> bytes:
        target = self._prefix + request.path
        if request.query_string is not None:
            target += f"?{request.query_string}"
        headers = [("Host", self._host), *self._headers(request), *_framing(request)]
        lines = [f"{request.method} {quote(target, safe=_TARGET_CHARS)} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers]
        head = "\r\n".join(lines)
        if head.count("\n") != len(lines) - 1 or head.count("\r") != len(lines) - 1:
            raise BadRequestError("a header holds a line break")
        return f"{head}\r\n\r\n".encode("latin-1", "replace")

    def _headers(self, request: Request) -> list[tuple[str, str]]:
        received = list(request.headers)
        theirs = upstream_headers(
            received,
            forward_authorization=self._forward_authorization,
            tenant_header=self._tenant_header,
        )
        theirs.append(one_hop_more(received))
        if not self._credentials:
            return theirs
        own = dict(self._credentials)
        if any(name.lower() == "authorization" for name, _ in theirs):
            own.pop("Authorization", None)
        taken = {name.lower() for name in own}
        return [*own.items(), *(pair for pair in theirs if pair[0].lower() not in taken)]


def _framing(request: Request) -> tuple[tuple[str, str], ...]:
    """Return the headers that tell where the body ends."""
    if isinstance(request.body, bytes):
        if not request.body and request.method != "POST":
            return ()
        return (("Content-Length", str(len(request.body))),)
    if request.length is not None:
        return (("Content-Length", str(request.length)),)
    return (("Transfer-Encoding", "chunked"),)


def _framed(request: Request) -> bytes | Iterable[bytes]:
    if isinstance(request.body, bytes) or request.length is not None:
        return request.body
    return _chunked(request.body)


def _chunked(parts: Iterable[bytes]) -> Iterator[bytes]:
    for part in parts:
        if part:
            yield b"%x\r\n%b\r\n" % (len(part), part)
    yield b"0\r\n\r\n"
