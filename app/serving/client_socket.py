"""A client's connection, on which nobody waits for long."""

import errno
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any

import structlog

from app.receive_timeout import set_receive_timeout

# A client may keep a thread waiting for so long, in all, before it counts as slow …
PATIENCE_SECONDS = 1.0
# … and for so long before it is cut off.
WAIT_SECONDS = 60.0
# For the next request on a connection, before its thread is given back.
SOON_SECONDS = 0.002

_log = structlog.get_logger()


class SlowClientError(BrokenPipeError):
    """The client was cut off; to the server it is a connection that broke."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EPIPE, reason)
        _log.warning("client cut off", reason=reason)


class ClientSocket(socket.socket):
    """Waits within bounds, and for as many slow clients at once as `slow` has places."""

    def __init__(self, sock: socket.socket, slow: BoundedSemaphore) -> None:
        """Take the connection over from `sock`."""
        super().__init__(fileno=sock.detach())
        set_receive_timeout(self, SOON_SECONDS)
        self._slow = slow
        self._is_slow = False
        self._waited_seconds = 0.0
        self._first: bytes | None = None

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Count the waiting from here on, for one request; gives a place back at its end."""
        self._waited_seconds = 0.0
        self._first = b""
        try:
            yield
            self._send_first()
        finally:
            self._first = None
            if self._is_slow:
                self._is_slow = False
                self._slow.release()

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return what has come; raises `SlowClientError` where nothing does."""
        timeout = self.gettimeout()
        if timeout == 0:
            return super().recv(size, flags)
        if timeout is not None:
            self._wait(select.POLLIN)  # Python would wait by itself, for as long as that
        while True:
            try:
                return super().recv(size, flags | socket.MSG_DONTWAIT)
            except BlockingIOError:
                self._wait(select.POLLIN)

    def recv_soon(self, size: int) -> bytes:
        """Return what comes within `SOON_SECONDS`, b"" for nothing or an end."""
        try:
            return super().recv(size)
        except OSError:
            return b""

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send all of it; raises `SlowClientError` where the client does not take it.

        The first piece of an answer, its head, goes out with the second, or at the end.
        """
        if self._first == b"":
            self._first = bytes(data)
            return
        if self._first:
            data, self._first = self._first + data, None
        left = memoryview(data)
        while left:
            try:
                left = left[super().send(left, flags | socket.MSG_DONTWAIT) :]
            except BlockingIOError:
                self._wait(select.POLLOUT)

    def _send_first(self) -> None:
        if self._first:
            first, self._first = self._first, None
            self.sendall(first)

    def _wait(self, event: int) -> None:
        """Wait with patience, then on one of the places for slow clients."""
        if not self._is_slow:
            if self._ready(event, PATIENCE_SECONDS - self._waited_seconds):
                return
            if not self._slow.acquire(blocking=False):
                raise SlowClientError("too many slow clients at once")
            self._is_slow = True
        if not self._ready(event, WAIT_SECONDS - self._waited_seconds):
            raise SlowClientError(f"it kept a thread waiting for {WAIT_SECONDS:.0f} s")

    def _ready(self, event: int, seconds: float) -> bool:
        """Wait; raises `TimeoutError` where the caller set a shorter time on the socket."""
        timeout = self.gettimeout()
        began = time.monotonic()
        poll = select.poll()
        poll.register(self, event)
        bound = max(0.0, seconds) if timeout is None else min(max(0.0, seconds), timeout)
        ready = bool(poll.poll(bound * 1000))
        self._waited_seconds += time.monotonic() - began
        if not ready and bound == timeout:
            raise TimeoutError("timed out")
        return ready
