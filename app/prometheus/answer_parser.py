"""Reads one HTTP answer out of the bytes of a connection; llhttp does the parsing."""

import re
from typing import Any

import httptools

from app.errors import UnavailableError

MAX_HEAD_BYTES = 64 * 1024

# Whatever comes after these has no body, whatever its headers say.
_BODILESS = frozenset({204, 304})
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class AnswerParser:
    """Takes bytes as they arrive; raises `UnavailableError` for what is no sound HTTP answer."""

    def __init__(self, *, to_head: bool) -> None:
        """Expect no body where the request was a HEAD."""
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.head_complete = False
        self.complete = False
        self.reusable = False  # whether the connection may carry another request
        self._reason: list[bytes] = []
        self._body: list[bytes] = []
        self._to_head = to_head
        self._head_bytes = 0
        self._framed = False
        self._parser: Any = httptools.HttpResponseParser(self)

    @property
    def reason(self) -> str:
        """Return the reason phrase, which may be empty, without what no status line may hold."""
        return _CONTROLS.sub("", b"".join(self._reason).decode("latin-1"))

    @property
    def started(self) -> bool:
        """Say whether anything of the answer has come."""
        return self._head_bytes > 0

    def feed(self, data: bytes) -> None:
        """Take the next bytes; none mean that the server closed the connection."""
        if not data:
            self._end()
            return
        if not self.head_complete:
            self._head_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as error:
            raise UnavailableError("Prometheus' answer switches to another protocol") from error
        except httptools.HttpParserError as error:
            self.reusable = False
            if not self.complete:
                raise UnavailableError(f"Prometheus' answer is not sound HTTP: {error}") from error
        if self.head_complete and self.status < 200:
            raise UnavailableError(f"Prometheus' answer has the status {self.status:03}")
        if self.complete:
            self._parser = None  # each holds the other, and there are many
        if not self.head_complete and self._head_bytes > MAX_HEAD_BYTES:
            raise UnavailableError(
                f"Prometheus' answer has more than {MAX_HEAD_BYTES} bytes of headers"
            )

    @property
    def has_body(self) -> bool:
        """Say whether some of the body waits to be taken."""
        return bool(self._body)

    def take(self) -> bytes:
        """Return what has come of the body since the last call."""
        body = self._body[0] if len(self._body) == 1 else b"".join(self._body)
        self._body.clear()
        return body

    def _end(self) -> None:
        self.reusable = False
        if self.head_complete and not self._framed:
            self.complete = True  # a body without a length goes on until the connection ends
        elif not self.complete:
            raise UnavailableError("Prometheus' answer broke off")

    # What llhttp calls, in this order; an interim answer (1xx) comes before the real one.

    def on_message_begin(self) -> None:
        if self.complete:
            self.reusable = False  # nobody asked for a second answer
            return
        self._reason.clear()
        self.headers.clear()
        self._framed = False

    def on_status(self, part: bytes) -> None:
        if not self.complete:
            self._reason.append(part)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.head_complete:
            return  # a trailer, which belongs to the connection
        self.headers.append((name.decode("latin-1"), value.decode("latin-1")))
        if name.lower() in (b"content-length", b"transfer-encoding"):
            self._framed = True

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if self.complete or 100 <= status < 200:
            return
        self.status = status
        self.head_complete = True
        if self._to_head or status in _BODILESS:
            self.complete = True
            self.reusable = self._parser.should_keep_alive()

    def on_body(self, part: bytes) -> None:
        if self.complete:
            self.reusable = False  # a body where none may be
        else:
            self._body.append(part)

    def on_message_complete(self) -> None:
        if self.head_complete and not self.complete:
            self.complete = True
            self.reusable = self._parser.should_keep_alive()
