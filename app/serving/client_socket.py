"""A client's connection, on which nobody waits for long."""

import errno
import select
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import structlog

from app.receive_timeout import set_receive_timeout

# A client may keep a thread waiting for so long, in all, before it counts as slow …
PATIENCE_SECONDS = 1.0
# … or for so long while there are as many slow clients as there may be …
NO_PATIENCE_SECONDS = 0.1
# … and for so long before it is cut off.
WAIT_SECONDS = 60.0
# For the next request on a connection, before its thread is given back.
SOON_SECONDS = 0.002

_log = structlog.get_logger()


class CutError(BrokenPipeError):
    """The connection is to be reset: to the server it is one that broke."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EPIPE, reason)


class SlowClientError(CutError):
    """The client kept a thread waiting for too long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        _log.warning("client cut off", reason=reason)


class SlowClients:
    """The places for slow clients in one worker; safe to share between threads."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._lock = Lock()

    @property
    def patience_seconds(self) -> float:
        """Return how long to wait for a client before it counts as slow."""
        return PATIENCE_SECONDS if self._free else NO_PATIENCE_SECONDS

    def enter(self) -> bool:
        """Take a place, if there is one."""
        with self._lock:
            free = self._free > 0
            self._free -= free
        return free

    def leave(self) -> None:
        """Give a place back."""
        with self._lock:
            self._free += 1


class ClientSocket(socket.socket):
    """Waits within bounds, and for as many slow clients at once as `slow` has places."""

    def __init__(self, sock: socket.socket, slow: SlowClients) -> None:
        """Take the connection over from `sock`."""
        super().__init__(fileno=sock.detach())
        set_receive_timeout(self, SOON_SECONDS)
        self._slow = slow
        self._is_slow = False
        self._waited_seconds = 0.0
        self._joins = False
        self._head = b""

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Count the waiting from here on, for one request; gives a place back at its end."""
        self._waited_seconds = 0.0
        self._joins, self._head = False, b""
        try:
            yield
            self._transmit(self._head)
        finally:
            if self._is_slow:
                self._is_slow = False
                self._slow.leave()

    def join_head(self) -> None:
        """Send the next piece, an answer's head, together with the one after it.

        For whoever has that one already: a client may wait for the head alone.
        """
        self._joins = True

    def has_left(self) -> bool:
        """Say whether the client has closed its side."""
        poll = select.poll()
        poll.register(self, select.POLLRDHUP)
        return bool(poll.poll(0))

    def reset(self) -> None:
        """Let the connection end with a reset, which nobody takes for the end of an answer."""
        self.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("@ii", 1, 0))

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

    def send(self, data: Any, flags: int = 0) -> int:
        """Send all of it, as `sendall` does; what is possible at once where it may not block."""
        if self.gettimeout() == 0:
            return super().send(data, flags)
        self._transmit(data)
        return len(data)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send all of it; raises `SlowClientError` where the client does not take it."""
        if self._joins:
            self._joins, self._head = False, bytes(data)
            return
        if self._head:
            data, self._head = self._head + data, b""
        self._transmit(data)

    def _transmit(self, data: Any) -> None:
        left = memoryview(data)
        while left:
            try:
                left = left[super().send(left, socket.MSG_DONTWAIT) :]
            except BlockingIOError:
                self._wait(select.POLLOUT)

    def _wait(self, event: int) -> None:
        """Wait with patience, then on one of the places for slow clients."""
        if not self._is_slow:
            if self._ready(event, self._slow.patience_seconds - self._waited_seconds):
                return
            if not self._slow.enter():
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
