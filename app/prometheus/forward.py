"""Sends a request upstream and streams what comes back, neither decoded nor changed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import SKIP_HEADER, Timeout

from app.errors import ProxyError, TimedOutError, UnavailableError

Headers = Iterable[tuple[str, str]]

_CHUNK_BYTES = 64 * 1024
_TARGET_CHARS = "".join(map(chr, range(0x21, 0x7F)))  # all that may stand in a request line
_HOP_BY_HOP = frozenset(
    "connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer"
    " transfer-encoding upgrade".split()
)
_NOT_UPSTREAM = frozenset({"host", "content-length", "cookie", "authorization"})
# Grafana tells about its user and dashboard; Prometheus has no use for it.
_GRAFANA = re.compile(r"(?:x-grafana-|x-datasource-|x-dashboard-|x-panel-|x-rule-|fromalert)")
_NOT_DOWNSTREAM = frozenset({"date", "server"})  # ours are sent by the WSGI server
# What HTTP allows in a header; the WSGI server breaks on anything else.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_LENGTH = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Stream:
    """An upstream answer's bytes, read piece by piece; `close` gives the connection up."""

    response: urllib3.BaseHTTPResponse

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes as they were sent; raises `ProxyError` where they break off."""
        try:
            yield from self.response.stream(_CHUNK_BYTES, decode_content=False)
        except urllib3.exceptions.HTTPError as error:
            self.close()
            raise _broken_off(error) from error
        self.response.release_conn()

    def close(self) -> None:
        """Drop what is unread, with its connection; a body read to its end gave it back."""
        self.response.close()


@dataclass(frozen=True, slots=True)
class UpstreamAnswer:
    """What the upstream said: status, end-to-end headers, and the body still to be read."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: "Stream"

    def header(self, name: str) -> str | None:
        """Return the first header of that name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def read_decoded(self, max_bytes: int) -> bytes:
        """Return at most `max_bytes` of the body, uncompressed; the rest is dropped."""
        read = b""
        try:
            for chunk in self.body.response.stream(_CHUNK_BYTES, decode_content=True):
                read += chunk
                if len(read) >= max_bytes:
                    break
        except urllib3.exceptions.HTTPError as error:
            raise _broken_off(error) from error
        finally:
            self.body.close()
        return read[:max_bytes]


# The HTTP library would encode a target anew (`%zz` doubles every other `%`, `#` cuts it), so it
# is handed a form that it leaves alone, and the connection sends the target itself.
def _hidden(target: str) -> str:
    return "/" + quote(target, safe=_TARGET_CHARS).encode().hex()


class _Verbatim(HTTPConnection):
    def putrequest(self, method: str, url: str, *args: Any, **options: Any) -> None:
        super().putrequest(method, bytes.fromhex(url[1:]).decode(), *args, **options)


class _VerbatimTls(HTTPSConnection):
    def putrequest(self, method: str, url: str, *args: Any, **options: Any) -> None:
        super().putrequest(method, bytes.fromhex(url[1:]).decode(), *args, **options)


class Upstream:
    """The connection pool to one Prometheus; safe to share between threads."""

    def __init__(
        self,
        base_url: str,
        *,
        connections: int = 32,
        connect_timeout_seconds: float = 3.0,
        read_timeout_seconds: float = 125.0,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._prefix = urlsplit(base_url).path.rstrip("/")
        self._pool = urllib3.connection_from_url(base_url, maxsize=connections, block=False)
        tls = isinstance(self._pool, urllib3.HTTPSConnectionPool)
        self._pool.ConnectionCls = _VerbatimTls if tls else _Verbatim
        self._timeout = Timeout(connect=connect_timeout_seconds, read=read_timeout_seconds)
        self._headers = dict(headers or {})

    def send(
        self, method: str, path: str, query_string: str, headers: Headers, body: bytes | None
    ) -> UpstreamAnswer:
        """Send one request to `/api/v1/<path>`, `path` and `query_string` as they stand.

        Raises `TimedOutError` or `UnavailableError` when no answer begins, or one that HTTP does
        not allow.
        """
        url = f"{self._prefix}/api/v1/{path}" + (f"?{query_string}" if query_string else "")
        try:
            response = self._open(
                method, url, {**_upstream_headers(headers), **self._headers}, body
            )
        except urllib3.exceptions.ReadTimeoutError as error:
            raise TimedOutError("Prometheus did not answer in time") from error
        except urllib3.exceptions.HTTPError as error:
            raise UnavailableError(
                f"Prometheus cannot be reached ({type(error).__name__}): check PROMETHEUS_URL"
            ) from error
        headers = _downstream_headers(response.headers)
        if not _is_sound(headers):
            response.close()
            raise UnavailableError("Prometheus' answer has headers that HTTP does not allow")
        return UpstreamAnswer(response.status, headers, Stream(response))

    def _open(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None
    ) -> urllib3.BaseHTTPResponse:
        try:
            return self._request(method, url, headers, body)
        except urllib3.exceptions.ProtocolError:
            # A kept-alive connection that the server closed meanwhile: nothing was answered yet.
            return self._request(method, url, headers, body)

    def _request(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None
    ) -> urllib3.BaseHTTPResponse:
        return self._pool.urlopen(
            method,
            _hidden(url),
            body=body,
            headers=headers,
            retries=False,
            redirect=False,
            timeout=self._timeout,
            preload_content=False,
            decode_content=False,
        )


def _broken_off(error: urllib3.exceptions.HTTPError) -> ProxyError:
    if isinstance(error, urllib3.exceptions.ReadTimeoutError):
        return TimedOutError("Prometheus did not finish its answer in time")
    return UnavailableError("Prometheus' answer broke off")


def _upstream_headers(headers: Headers) -> dict[str, str]:
    received = list(headers)
    dropped = _HOP_BY_HOP | _NOT_UPSTREAM | _named_in_connection(received)
    sent = {
        name: value
        for name, value in received
        if name.lower() not in dropped and not _GRAFANA.match(name.lower())
    }
    present = {name.lower() for name in sent}
    for name in ("Accept-Encoding", "User-Agent"):
        if name.lower() not in present:
            sent[name] = SKIP_HEADER  # the HTTP library would put its own
    return sent


def _downstream_headers(headers: urllib3.HTTPHeaderDict) -> tuple[tuple[str, str], ...]:
    received = list(headers.iteritems())
    dropped = _HOP_BY_HOP | _NOT_DOWNSTREAM | _named_in_connection(received)
    if "transfer-encoding" in headers:
        dropped |= {"content-length"}  # the chunks tell the length, whatever this says
    return tuple((name, value) for name, value in received if name.lower() not in dropped)


def _is_sound(headers: tuple[tuple[str, str], ...]) -> bool:
    lengths = [value for name, value in headers if name.lower() == "content-length"]
    return (
        all(_HEADER_NAME.fullmatch(n) and _HEADER_VALUE.fullmatch(v) for n, v in headers)
        and all(_LENGTH.fullmatch(value.strip()) for value in lengths)
        and len(lengths) <= 1
    )


def _named_in_connection(headers: list[tuple[str, str]]) -> frozenset[str]:
    return frozenset(
        name.strip().lower()
        for key, value in headers
        if key.lower() == "connection"
        for name in value.split(",")
    )
