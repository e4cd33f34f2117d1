"""A client's connection, on which nobody waits for long."""

import errno
import select
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

import structlog

from app.receive_timeout import set_receive_timeout

# A client may keep a thread waiting for so long, in all, before it counts as slow, or for so long
# while all places for slow clients are taken. It is cut off where there is no place for it and
# another request waits for a thread.
PATIENCE_SECONDS = 1.0
NO_PATIENCE_SECONDS = 0.1
# Whoever else waits or not: for a request's body, and for each piece (256 KiB) of an answer.
WAIT_SECONDS = 60.0
# Between two looks at whether another request waits.
LOOK_SECONDS = 0.1
# For the next request on a connection, before its thread is given back.
SOON_SECONDS = 0.002

_log = structlog.get_logger()


class CutError(BrokenPipeError):
    """The connection is to be reset: to the server it is one that broke."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EPIPE, reason)


class SlowClientError(CutError):
    """The client kept a thread waiting for too long."""


class SlowClients:
    """The places for slow clients in one worker; safe to share between threads.

    `wanted` says whether a request waits for a thread.
    """

    def __init__(self, places: int, wanted: Callable[[], bool]) -> None:
        self.wanted = wanted
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
        self._waited_seconds = 0.0  # for this client, during one request
        self._piece_seconds = 0.0  # of that, for the request's body or for one piece of the answer
        self._joins = False
        self._head = b""

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Count the waiting from here on, for one request; gives a place back at its end."""
        self._waited_seconds = self._piece_seconds = 0.0
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
        self._piece_seconds = 0.0
        left = memoryview(data)
        while left:
            try:
                left = left[super().send(left, socket.MSG_DONTWAIT) :]
            except BlockingIOError:
                self._wait(select.POLLOUT)

    def _wait(self, event: int) -> None:
        """Wait for the client, looking now and then whether somebody else needs the thread.

        Raises `TimeoutError` where the caller set a time on the socket.
        """
        timeout = self.gettimeout()
        began = time.monotonic()
        while not self._ready(event, LOOK_SECONDS if timeout is None else timeout):
            if self._piece_seconds >= WAIT_SECONDS:
                raise self._cut(f"it kept a thread waiting for {WAIT_SECONDS:.0f} s")
            if not self._is_slow and self._waited_seconds >= self._slow.patience_seconds:
                self._is_slow = self._slow.enter()
                if not self._is_slow and self._slow.wanted():
                    raise self._cut("others wait, and too many clients are slow")
            if timeout is not None and time.monotonic() - began >= timeout:
                raise TimeoutError("timed out")

    def _ready(self, event: int, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self, event)
        began = time.monotonic()
        ready = bool(poll.poll(min(seconds, LOOK_SECONDS) * 1000))
        waited = time.monotonic() - began
        self._waited_seconds += waited
        self._piece_seconds += waited
        return ready

    def _cut(self, reason: str) -> SlowClientError:
        with suppress(OSError):
            _log.warning("client cut off", client=self.getpeername(), reason=reason)
        return SlowClientError(reason)
