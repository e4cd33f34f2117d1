"""What has come of a request so far, and whether a thread may take it."""

import re
from dataclasses import dataclass, field
from enum import Enum, auto

# As long as the URLs that browsers send, and longer than any dashboard's; Prometheus takes more.
MAX_LINE_BYTES = 128 * 1024
MAX_HEADERS_BYTES = 64 * 1024
# A body up to this size is received before a thread takes the request, and so is the beginning of
# a longer one.
READ_AHEAD_BYTES = 64 * 1024

_BARE_LF = re.compile(rb"(?<!\r)\n")
_CONTENT_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,15})[ \t]*\r\n", re.IGNORECASE)
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_EXPECT = re.compile(rb"\r\nexpect:", re.IGNORECASE)
_END = b"\r\n\r\n"


class Progress(Enum):
    """How far a request has come."""

    PARTIAL = auto()
    READY = auto()
    LINE_TOO_LONG = auto()
    HEADERS_TOO_LONG = auto()


@dataclass(slots=True)
class Incoming:
    """The bytes of a request that is still arriving; nothing is parsed or decided by them here.

    The server's parser gets the same bytes, and refuses what is malformed. It takes ASCII only in
    a URL, where people and Prometheus take UTF-8: other bytes are escaped for it.
    """

    received: bytearray = field(default_factory=bytearray)
    _wanted: int | None = None  # bytes, once the head is whole
    _line_end: int = -1

    def add(self, data: bytes) -> Progress:
        """Take the next bytes."""
        known = len(self.received)
        self.received += data
        if self._wanted is None:
            progress = self._head(known)
            if progress is not None:
                return progress
        assert self._wanted is not None
        return Progress.READY if len(self.received) >= self._wanted else Progress.PARTIAL

    def hand_over(self) -> bytes:
        """Return what has come, and start anew."""
        received = bytes(self.received)
        self.received.clear()
        self._wanted, self._line_end = None, -1
        if received.isascii():
            return received
        line, end, rest = received.partition(b"\r\n")
        return _NOT_ASCII.sub(lambda byte: b"%%%02X" % ord(byte[0]), line) + end + rest

    def _head(self, known: int) -> Progress | None:
        """Look for the end of the head; None once it is found."""
        if self._line_end < 0:
            self._line_end = self.received.find(b"\r\n", max(0, known - 1))
        line_bytes = len(self.received) if self._line_end < 0 else self._line_end
        if line_bytes > MAX_LINE_BYTES:
            return Progress.LINE_TOO_LONG
        end = self.received.find(_END, max(0, known - 3))
        head_bytes = len(self.received) if end < 0 else end
        if head_bytes - line_bytes > MAX_HEADERS_BYTES:
            return Progress.HEADERS_TOO_LONG
        if end < 0:
            # Such a head never ends; the parser says so.
            malformed = _BARE_LF.search(self.received, known)
            return Progress.READY if malformed else Progress.PARTIAL
        self._wanted = end + len(_END) + _body_bytes(self.received[: end + len(_END)])
        return None


def _body_bytes(head: bytes | bytearray) -> int:
    """Return how much of the body to wait for."""
    found = _CONTENT_LENGTH.search(head)
    if found is None or _EXPECT.search(head):
        return 0
    return min(int(found[1]), READ_AHEAD_BYTES)
