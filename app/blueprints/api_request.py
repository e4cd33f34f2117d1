"""A request to the Prometheus API, as it came and as it goes on."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from app.blueprints import received_body
from app.prometheus import parameters
from app.prometheus.forward import Request, UpstreamAnswer
from app.prometheus.headers import received
from app.prometheus.parameters import Parameters
from app.prometheus.routes import Forwarded, raw_target
from app.wiring import Services

_AT_ONCE_BYTES = 64 * 1024  # a body up to this size is sent again after a reset


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request to the Prometheus API, taken apart once."""

    wired: Services
    environ: dict[str, Any]
    method: str
    query_string: str | None
    forwarded: Forwarded

    @classmethod
    def of(cls, wired: Services, environ: dict[str, Any]) -> "ApiRequest":
        """Return the request; raises `ProxyError` where it is none that is served."""
        method = environ["REQUEST_METHOD"]
        path, query_string = raw_target(environ)
        return cls(wired, environ, method, query_string, wired.routes.match(method, path))

    @property
    def client(self) -> socket.socket | None:
        """Return the connection of whoever asks, where the server shows it."""
        client: socket.socket | None = self.environ.get("gunicorn.socket")
        return client

    def body(self) -> bytes:
        """Return the whole body."""
        return received_body.whole(self.environ, self.wired.settings.max_request_bytes)

    def parameters(self, body: bytes) -> Parameters:
        """Return URL and body as Prometheus reads them."""
        content_type = self.environ.get("CONTENT_TYPE", "")
        return parameters.read(self.method, self.query_string or "", content_type, body)

    def as_it_came(self, body: bytes | Iterable[bytes], length: int | None = None) -> Request:
        """Return the request for upstream."""
        headers = received(self.environ)
        path = self.forwarded.path
        return Request(self.method, path, self.query_string, headers, body, length)

    def unread(self) -> Request:
        """Return the request with a body that is read while it is sent, unless it is small."""
        parts = received_body.pieces(self.environ, self.wired.settings.max_request_bytes)
        length = received_body.declared_length(self.environ)
        if length is not None and length <= _AT_ONCE_BYTES:
            return self.as_it_came(b"".join(parts))
        first = next(parts, b"")  # what is too large is refused before upstream hears of it
        return self.as_it_came(chain([first], parts), length)

    def as_get(self) -> Request:
        """Return what was posted as the GET that upstream takes in its place."""
        found = self.parameters(self.body())
        encoded = urlencode((*found.body, *found.url)) or None
        headers = [pair for pair in received(self.environ) if pair[0] != "Content-Type"]
        return Request("GET", self.forwarded.path, encoded, headers)

    def send(self, sent: Request, evaluation_seconds: float | None = None) -> UpstreamAnswer:
        """Return upstream's answer."""
        patience = self.wired.upstream.patience(evaluation_seconds, self.client)
        return self.wired.upstream.send(sent, patience)
